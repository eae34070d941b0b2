/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of a problem, over a real account. */
#include "config.h"

#include <string.h>

#include "jira/jm-jira-error.h"
#include "report/jm-report-dialog.h"
#include "report/jm-report-face.h"
#include "widgets/jm-error-page.h"
#include "window/jm-stage.h"
#include "window/jm-window-test.h"

static JmAccount *
sign_in (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) added = jm_world_sign_in (world, NULL, &error, 0, -1);

  g_assert_no_error (error);

  return jm_world_dup_account (world, 0);
}

static char *
dup_text (gpointer dialog)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (jm_stage_child (dialog, "text_view"));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static gboolean
can_copy (gpointer dialog)
{
  return gtk_widget_is_sensitive (jm_stage_child (dialog, "copy_button"));
}

static void
names_are_ticked_and_taken_back (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  g_autoptr (JmAccount) account = sign_in (world);
  AdwDialog *dialog = jm_report_dialog_new (world->monitor);
  g_autofree char *plain = NULL;
  g_autofree char *named = NULL;
  g_autofree char *plain_again = NULL;

  adw_dialog_present (dialog, GTK_WIDGET (stage->window));
  g_assert_false (can_copy (dialog));
  jm_stage_wait (can_copy, dialog);
  plain = dup_text (dialog);
  g_assert_true (g_str_has_prefix (plain, "# Jira Monitor: report\n"));
  g_assert_nonnull (strstr (plain, "\n- GTK: 4."));
  g_assert_null (strstr (plain, jm_account_get_name (account)));
  jm_stage_settle ();
  jm_stage_assert_small (adw_dialog_get_child (dialog));

  adw_switch_row_set_active (jm_stage_child (dialog, "names_row"), TRUE);
  g_assert_false (can_copy (dialog));
  jm_stage_wait (can_copy, dialog);
  named = dup_text (dialog);
  g_assert_nonnull (strstr (named, jm_account_get_name (account)));

  adw_switch_row_set_active (jm_stage_child (dialog, "names_row"), FALSE);
  jm_stage_wait (can_copy, dialog);
  plain_again = dup_text (dialog);
  g_assert_null (strstr (plain_again, jm_account_get_name (account)));
  adw_dialog_force_close (dialog);
  jm_stage_free (stage);
}

static void
text_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  char **text = user_data;
  g_autoptr (GError) error = NULL;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_there (gpointer text)
{
  return *(char **) text != NULL;
}

static void
it_is_copied_as_it_is_read (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  g_autoptr (JmAccount) account = sign_in (world);
  AdwDialog *dialog = jm_report_dialog_new (world->monitor);
  g_autofree char *shown = NULL;
  g_autofree char *copied = NULL;

  adw_dialog_present (dialog, GTK_WIDGET (stage->window));
  jm_stage_wait (can_copy, dialog);
  jm_stage_click (dialog, "copy_button");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (dialog)), NULL, text_read_cb, &copied);
  jm_stage_wait (is_there, &copied);
  shown = dup_text (dialog);
  g_assert_cmpstr (copied, ==, shown);
  g_assert_true (jm_stage_shows (dialog, "Copied"));
  adw_dialog_force_close (dialog);
  jm_stage_free (stage);
}

static gboolean
has_report (gpointer dialog)
{
  return g_str_has_prefix (adw_about_dialog_get_debug_info (dialog), "# Jira Monitor: report\n");
}

static void
the_dialog_about_the_program_has_it (JmWorld *world)
{
  JmStage *stage = jm_stage_new ();
  g_autoptr (JmAccount) account = sign_in (world);
  AdwAboutDialog *dialog = ADW_ABOUT_DIALOG (adw_about_dialog_new ());

  jm_report_face_fill_about (dialog, NULL);
  g_assert_true (g_str_has_prefix (adw_about_dialog_get_debug_info (dialog), "Jira Monitor " PACKAGE_VERSION "\nGTK 4."));
  jm_report_face_fill_about (dialog, world->monitor);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (stage->window));
  jm_stage_wait (has_report, dialog);
  g_assert_null (strstr (adw_about_dialog_get_debug_info (dialog), jm_account_get_name (account)));
  adw_dialog_force_close (ADW_DIALOG (dialog));
  jm_stage_free (stage);
}

/* Where there is no network nobody else can help. */
static void
an_error_of_ours_can_be_reported (void)
{
  GtkWidget *page = g_object_ref_sink (g_object_new (JM_TYPE_ERROR_PAGE, NULL));
  g_autoptr (GError) unknown = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "Something odd");
  g_autoptr (GError) known = g_error_new_literal (JM_JIRA_ERROR, JM_JIRA_ERROR_OFFLINE, "No route");

  jm_error_page_set_error (JM_ERROR_PAGE (page), unknown, "It did not work");
  g_assert_true (gtk_widget_get_visible (jm_stage_child (page, "report_button")));
  jm_error_page_set_error (JM_ERROR_PAGE (page), known, "It did not work");
  g_assert_false (gtk_widget_get_visible (jm_stage_child (page, "report_button")));
  g_object_unref (page);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  if (!jm_stage_init ())
    return 0;

  g_test_add_data_func ("/window/report/names-are-ticked-and-taken-back", names_are_ticked_and_taken_back, jm_world_run);
  g_test_add_data_func ("/window/report/it-is-copied-as-it-is-read", it_is_copied_as_it_is_read, jm_world_run);
  g_test_add_data_func ("/window/report/the-dialog-about-the-program-has-it", the_dialog_about_the_program_has_it,
                        jm_world_run);
  g_test_add_func ("/window/report/an-error-of-ours-can-be-reported", an_error_of_ours_can_be_reported);

  return g_test_run ();
}
