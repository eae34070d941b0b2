/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issue-view-name.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "jm-text.h"

/* Characters: more is not read in a menu. */
#define MAX_NAME 60

typedef struct
{
  DexPromise     *promise;
  AdwAlertDialog *dialog;       /* borrowed: it is there as long as the question */
  AdwEntryRow    *entry;        /* its child */
  GStrv           taken;
  gboolean        renaming;
} Question;

static void
reject (Question *question)
{
  dex_promise_reject (question->promise,
                      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
}

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  /* It went with its window, unanswered. */
  if (dex_future_is_pending (DEX_FUTURE (question->promise)))
    reject (question);
  dex_clear (&question->promise);
  g_strfreev (question->taken);
  g_free (question);
}

static char *
dup_name (Question *question)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (question->entry))));
}

static void
name_changed_cb (Question *question)
{
  g_autofree char *name = dup_name (question);
  AdwAlertDialog *dialog = question->dialog;

  adw_alert_dialog_set_response_enabled (dialog, "name", *name != '\0');
  if (g_strv_contains ((const char *const *) question->taken, name))
    {
      adw_alert_dialog_set_response_label (dialog, "name", _("_Replace"));
      adw_alert_dialog_set_response_appearance (dialog, "name", ADW_RESPONSE_DESTRUCTIVE);
      adw_alert_dialog_set_body (dialog, _("There is a view of this name, which is replaced."));
    }
  else
    {
      adw_alert_dialog_set_response_label (dialog, "name",
                                           question->renaming ? _("_Rename") : _("_Save"));
      adw_alert_dialog_set_response_appearance (dialog, "name", ADW_RESPONSE_SUGGESTED);
      adw_alert_dialog_set_body (dialog, _("Filters, order and groups are kept under this name."));
    }
}

static void
answered_cb (Question       *question,
             const char     *response,
             AdwAlertDialog *dialog)
{
  if (g_str_equal (response, "name"))
    dex_promise_resolve_string (question->promise, dup_name (question));
  else
    reject (question);
}

static AdwEntryRow *
make_entry (const char *name)
{
  AdwEntryRow *entry = ADW_ENTRY_ROW (adw_entry_row_new ());

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _("Name"));
  adw_entry_row_set_max_length (entry, MAX_NAME);
  adw_entry_row_set_activates_default (entry, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (entry), name != NULL ? name : "");

  return entry;
}

DexFuture *
jm_issue_view_name_ask (GtkWidget         *parent,
                        const char        *name,
                        const char *const *taken)
{
  AdwDialog *dialog;
  GtkWidget *group;
  Question *question;

  dex_return_error_if_fail (GTK_IS_WIDGET (parent));
  dex_return_error_if_fail (taken != NULL);

  dialog = jm_text_question (name != NULL ? _("Rename View") : _("Save View"), NULL);
  question = g_new0 (Question, 1);
  question->promise = dex_promise_new ();
  question->dialog = ADW_ALERT_DIALOG (dialog);
  question->entry = make_entry (name);
  question->taken = g_strdupv ((char **) taken);
  question->renaming = name != NULL;

  group = adw_preferences_group_new ();
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (question->entry));
  adw_alert_dialog_add_responses (question->dialog, "cancel", _("_Cancel"), "name", _("_Save"),
                                  NULL);
  adw_alert_dialog_set_default_response (question->dialog, "name");
  adw_alert_dialog_set_close_response (question->dialog, "cancel");
  adw_alert_dialog_set_extra_child (question->dialog, group);
  adw_dialog_set_focus (dialog, GTK_WIDGET (question->entry));

  g_signal_connect_swapped (question->entry, "changed", G_CALLBACK (name_changed_cb), question);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), question, question_free,
                         G_CONNECT_SWAPPED);
  name_changed_cb (question);
  adw_dialog_present (dialog, parent);

  return DEX_FUTURE (dex_ref (question->promise));
}
