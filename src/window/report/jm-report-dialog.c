/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/jm-report-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "jm-save.h"
#include "jm-text.h"
#include "report/jm-report-face.h"
#include "sync/jm-report.h"

struct _JmReportDialog
{
  AdwDialog        parent_instance;

  JmMonitor       *monitor;
  JmReport        *report;      /* the one that is shown; NULL: none yet */
  GCancellable    *cancellable;
  guint            stamp;       /* of the newest one that is made */

  AdwSwitchRow    *names_row;
  GtkButton       *copy_button;
  AdwToastOverlay *toasts;
  GtkStack        *stack;
  GtkTextView     *text_view;
};

G_DEFINE_FINAL_TYPE (JmReportDialog, jm_report_dialog, ADW_TYPE_DIALOG)

/* --- making */

typedef struct
{
  JmReportDialog *dialog;
  JmMonitor      *monitor;
  GCancellable   *cancellable;
  gboolean        names;
  guint           stamp;
} Make;

static void
make_free (gpointer data)
{
  Make *make = data;

  g_object_unref (make->dialog);
  g_object_unref (make->monitor);
  g_object_unref (make->cancellable);
  g_free (make);
}

static void
show_report (JmReportDialog *self,
             JmReport       *report)
{
  g_autofree char *text = jm_report_to_markdown (report);

  g_clear_pointer (&self->report, jm_report_unref);
  self->report = jm_report_ref (report);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text, -1);
  gtk_stack_set_visible_child_name (self->stack, "content");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.copy", TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.save", TRUE);
}

static DexFuture *
make_fiber (gpointer data)
{
  Make *make = data;
  JmReportDialog *self = make->dialog;
  g_auto (GStrv) libraries = jm_report_face_dup_libraries (GTK_WIDGET (self));
  g_autoptr (JmReport) report = dex_await_boxed (
      jm_report_make (make->monitor, make->names, (const char *const *) libraries, make->cancellable), NULL);

  if (report != NULL && !g_cancellable_is_cancelled (make->cancellable) && make->stamp == self->stamp)
    show_report (self, report);

  return dex_future_new_true ();
}

static void
start_making (JmReportDialog *self)
{
  Make *make = g_new0 (Make, 1);

  make->dialog = g_object_ref (self);
  make->monitor = g_object_ref (self->monitor);
  make->cancellable = g_object_ref (self->cancellable);
  make->names = adw_switch_row_get_active (self->names_row);
  make->stamp = ++self->stamp;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, make_fiber, make, make_free));
}

/* What is copied must not be what stood there before. */
static void
names_changed_cb (JmReportDialog *self)
{
  if (self->monitor == NULL)
    return;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.copy", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.save", FALSE);
  start_making (self);
}

/* --- taking it away */

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JmReportDialog *self = JM_REPORT_DIALOG (widget);
  g_autofree char *text = jm_report_to_markdown (self->report);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  gtk_widget_activate_action (widget, "win.toast", "s", _("Copied"));
}

static GBytes *
make_bytes (const char  *name,
            gpointer     report,
            GError     **error)
{
  char *text = g_str_has_suffix (name, ".json") ? jm_report_to_json (report) : jm_report_to_markdown (report);

  return g_bytes_new_take (text, strlen (text));
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  static const JmSaveKind kinds[] = {
    { N_("Markdown (.md)"), "md" },
    { N_("JSON (.json)"), "json" },
  };
  JmReportDialog *self = JM_REPORT_DIALOG (widget);

  jm_save (widget, _("Save the Report"), "jira-monitor-report.md", kinds, G_N_ELEMENTS (kinds), make_bytes,
           jm_report_ref (self->report), (GDestroyNotify) jm_report_unref, self->cancellable);
}

/* In the place of the window's, which would speak from behind this dialog */
static void
toast_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  const char *words = g_variant_get_string (parameter, NULL);

  adw_toast_overlay_add_toast (JM_REPORT_DIALOG (widget)->toasts, jm_text_toast (words));
  jm_text_announce (widget, words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* --- overrides */

static void
jm_report_dialog_closed (AdwDialog *dialog)
{
  g_cancellable_cancel (JM_REPORT_DIALOG (dialog)->cancellable);

  if (ADW_DIALOG_CLASS (jm_report_dialog_parent_class)->closed != NULL)
    ADW_DIALOG_CLASS (jm_report_dialog_parent_class)->closed (dialog);
}

static void
jm_report_dialog_dispose (GObject *object)
{
  JmReportDialog *self = JM_REPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_REPORT_DIALOG);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_report_dialog_parent_class)->dispose (object);
}

static void
jm_report_dialog_finalize (GObject *object)
{
  JmReportDialog *self = JM_REPORT_DIALOG (object);

  g_clear_pointer (&self->report, jm_report_unref);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (jm_report_dialog_parent_class)->finalize (object);
}

static void
jm_report_dialog_class_init (JmReportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_report_dialog_dispose;
  object_class->finalize = jm_report_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = jm_report_dialog_closed;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/report/jm-report-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JmReportDialog, copy_button);
  gtk_widget_class_bind_template_child (widget_class, JmReportDialog, names_row);
  gtk_widget_class_bind_template_child (widget_class, JmReportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, JmReportDialog, text_view);
  gtk_widget_class_bind_template_child (widget_class, JmReportDialog, toasts);
  gtk_widget_class_bind_template_callback (widget_class, names_changed_cb);
  gtk_widget_class_install_action (widget_class, "report.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "report.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "report.save", NULL);
}

static void
jm_report_dialog_init (JmReportDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.copy", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "report.save", FALSE);
}

/**
 * jm_report_dialog_new:
 * @monitor: the program that is reported of
 *
 * Returns: (transfer floating): a new dialog, which begins to make the report
 */
AdwDialog *
jm_report_dialog_new (JmMonitor *monitor)
{
  JmReportDialog *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_REPORT_DIALOG, NULL);
  self->monitor = g_object_ref (monitor);
  start_making (self);

  return ADW_DIALOG (self);
}
