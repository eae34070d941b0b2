/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/jm-report-face.h"

#include "sync/jm-report.h"

static void
add (GStrvBuilder *builder,
     const char   *name,
     guint         major,
     guint         minor,
     guint         micro)
{
  g_strv_builder_add (builder, name);
  g_strv_builder_take (builder, g_strdup_printf ("%u.%u.%u", major, minor, micro));
}

char **
jm_report_face_dup_libraries (GtkWidget *widget)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;

  add (builder, "GTK", gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version ());
  add (builder, "libadwaita", adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version ());
  g_strv_builder_add_many (builder, "display", G_OBJECT_TYPE_NAME (gtk_widget_get_display (widget)), NULL);
  if (renderer != NULL)
    g_strv_builder_add_many (builder, "renderer", G_OBJECT_TYPE_NAME (renderer), NULL);

  return g_strv_builder_end (builder);
}

/* --- the dialog about the program */

static char *
describe_versions (GtkWidget *widget)
{
  g_auto (GStrv) libraries = jm_report_face_dup_libraries (widget);
  GString *text = g_string_new ("Jira Monitor " PACKAGE_VERSION "\n");

  for (guint i = 0; libraries[i] != NULL; i += 2)
    g_string_append_printf (text, "%s %s\n", libraries[i], libraries[i + 1]);

  return g_string_free_and_steal (text);
}

typedef struct
{
  AdwAboutDialog *dialog;
  JmMonitor      *monitor;
} Fill;

static void
fill_free (gpointer data)
{
  Fill *fill = data;

  g_object_unref (fill->dialog);
  g_object_unref (fill->monitor);
  g_free (fill);
}

static DexFuture *
fill_fiber (gpointer data)
{
  Fill *fill = data;
  g_auto (GStrv) libraries = jm_report_face_dup_libraries (GTK_WIDGET (fill->dialog));
  g_autoptr (JmReport) report =
      dex_await_boxed (jm_report_make (fill->monitor, FALSE, (const char *const *) libraries, NULL), NULL);
  g_autofree char *text = report != NULL ? jm_report_to_markdown (report) : NULL;

  if (text != NULL)
    {
      adw_about_dialog_set_debug_info (fill->dialog, text);
      adw_about_dialog_set_debug_info_filename (fill->dialog, "jira-monitor-report.md");
    }

  return dex_future_new_true ();
}

void
jm_report_face_fill_about (AdwAboutDialog *dialog,
                           JmMonitor      *monitor)
{
  g_autofree char *versions = NULL;
  Fill *fill;

  g_return_if_fail (ADW_IS_ABOUT_DIALOG (dialog));
  g_return_if_fail (monitor == NULL || JM_IS_MONITOR (monitor));

  versions = describe_versions (GTK_WIDGET (dialog));
  adw_about_dialog_set_debug_info (dialog, versions);
  adw_about_dialog_set_debug_info_filename (dialog, "jira-monitor.txt");
  if (monitor == NULL)
    return;

  fill = g_new0 (Fill, 1);
  fill->dialog = g_object_ref (dialog);
  fill->monitor = g_object_ref (monitor);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, fill_fiber, fill, fill_free));
}
