/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "explorer/jm-explorer-page-private.h"
#include "jm-text.h"
#include "jm-when.h"
#include "widgets/jm-faces.h"

/* --- small questions */

JmResourceRow *
jm_explorer_page_get_row (JmExplorerPage *self)
{
  return JM_RESOURCE_ROW (gtk_list_box_get_selected_row (self->resources));
}

const char *
jm_explorer_page_get_words (JmExplorerPage *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));

  return *words != '\0' ? words : NULL;
}

static guint
get_n_rows (JmExplorerPage *self)
{
  return self->things != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->things)) : 0;
}

gint64
jm_explorer_page_get_now_ms (JmExplorerPage *self)
{
  return jm_clock_get_wall_ms (jm_monitor_get_services (self->monitor)->clock);
}

/* --- faces */

void
jm_explorer_page_update_actions (JmExplorerPage *self)
{
  gboolean can_export = get_n_rows (self) > 0 && !jm_export_bar_is_busy (self->export_bar);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "explorer.export", can_export);
}

static void
update_title (JmExplorerPage *self)
{
  g_autofree char *text = NULL;
  gint64 sum = 0;

  for (guint i = 0; self->states != NULL && i < self->states->len; i++)
    sum += ((JmResourceState *) g_ptr_array_index (self->states, i))->count;
  if (sum > 0)
    text = g_strdup_printf (ngettext ("%'lu thing stored", "%'lu things stored", (gulong) sum), (gulong) sum);
  adw_window_title_set_subtitle (self->window_title, text != NULL ? text : "");
}

static void
update_footer (JmExplorerPage *self)
{
  JmResourceRow *row = jm_explorer_page_get_row (self);
  g_autofree char *count = g_strdup_printf ("%'u", get_n_rows (self));
  g_autofree char *text = NULL;
  g_autofree char *when = NULL;
  g_autofree char *age = NULL;
  gint64 fetched_at_ms;

  if (row == NULL)
    return;

  if (get_n_rows (self) > 0)
    /* Translators: how many rows, and when they were fetched: "12 430 · Fetched 5 min ago" */
    text = g_strdup_printf (_("%1$s · %2$s"), count, jm_resource_row_get_words (row));
  jm_text_set_label (self->footer, text != NULL ? text : jm_resource_row_get_words (row));
  fetched_at_ms = jm_resource_row_get_fetched_at_ms (row);
  if (fetched_at_ms > 0)
    {
      when = jm_when_relative (fetched_at_ms, jm_explorer_page_get_now_ms (self));
      age = g_strdup_printf (_("fetched %s"), when);
    }
  jm_document_pane_set_age (self->pane, age);
}

static void
show_no_rows (JmExplorerPage *self,
              JmResourceRow  *row)
{
  const char *denied = jm_resource_row_get_denied (row);
  g_autofree char *advice = NULL;

  if (denied != NULL)
    {
      /* Translators: %s is what is missing: “needs the scope read:jira-user” */
      advice = g_strdup_printf (_("Reading it %s. An administrator of your Jira can give it to you; "
                                   "all else is fetched without it."),
                                denied);
      adw_status_page_set_icon_name (self->rows_page, "channel-secure-symbolic");
      jm_text_set_status (self->rows_page, _("Not Allowed"), advice);
    }
  else if (jm_explorer_page_get_words (self) != NULL)
    {
      adw_status_page_set_icon_name (self->rows_page, "edit-find-symbolic");
      jm_text_set_status (self->rows_page, _("Nothing Found"), _("No stored row has these words."));
    }
  else
    {
      adw_status_page_set_icon_name (self->rows_page, "drive-multidisk-symbolic");
      jm_text_set_status (self->rows_page, _("Nothing Stored"), jm_resource_row_get_words (row));
    }
  jm_faces_show (self->rows_stack, "empty");
}

void
jm_explorer_page_update_rows (JmExplorerPage *self)
{
  JmResourceRow *row = jm_explorer_page_get_row (self);

  if (get_n_rows (self) > 0)
    jm_faces_show (self->rows_stack, "content");
  else if (!self->asked)
    jm_faces_show (self->rows_stack, "loading");
  else if (row != NULL)
    show_no_rows (self, row);
  update_footer (self);
  jm_explorer_page_update_actions (self);
}

static gboolean
has_anything (JmExplorerPage *self)
{
  for (guint i = 0; self->states != NULL && i < self->states->len; i++)
    {
      JmResourceState *state = g_ptr_array_index (self->states, i);

      if (state->count > 0 || state->denied != NULL || state->fetched_at_ms > 0)
        return TRUE;
    }

  return FALSE;
}

void
jm_explorer_page_update_faces (JmExplorerPage *self)
{
  const GError *error = self->error != NULL ? self->error : jm_store_watch_get_error (self->watch);

  if (has_anything (self))
    jm_faces_show (self->stack, "content");
  else if (error != NULL)
    {
      jm_error_page_set_error (self->error_page, error, _("The Data Could Not Be Read"));
      jm_faces_show (self->stack, "error");
    }
  else if (jm_store_watch_get_account (self->watch) != NULL && self->states == NULL)
    jm_faces_show (self->stack, "loading");
  else
    jm_faces_show (self->stack, "empty");
  update_title (self);
  jm_explorer_page_update_rows (self);
}
