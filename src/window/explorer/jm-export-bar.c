/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "explorer/jm-export-bar.h"

#include <glib/gi18n.h>

#include "jm-save.h"

struct _JmExportBar
{
  GtkWidget       parent_instance;

  GCancellable   *cancellable;          /* of the export that runs, or NULL */

  GtkLabel       *label;
  GtkProgressBar *progress;
  GtkRevealer    *revealer;
};

G_DEFINE_FINAL_TYPE (JmExportBar, jm_export_bar, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_BUSY = 1,
} JmExportBarProperty;

static GParamSpec *properties[PROP_BUSY + 1];

static const JmSaveKind kinds[] = {
  { N_("Comma-separated values (.csv)"), "csv" },
  { N_("JSON (.json)"), "json" },
  { N_("Markdown table (.md)"), "md" },
};

JmExportFormat
jm_export_bar_format_of (const char *name)
{
  if (name != NULL && g_str_has_suffix (name, ".json"))
    return JM_EXPORT_JSON;
  if (name != NULL && g_str_has_suffix (name, ".md"))
    return JM_EXPORT_MARKDOWN;

  return JM_EXPORT_CSV;
}

/* --- progress */

static void
show_progress (gint64   written,
               gint64   total,
               gpointer data)
{
  JmExportBar *self = data;
  g_autofree char *words = NULL;

  if (self->label == NULL)
    return;

  if (total > 0)
    {
      words = g_strdup_printf (_("Exporting, %'ld of %'ld"), (long) written, (long) total);
      gtk_progress_bar_set_fraction (self->progress, CLAMP ((double) written / (double) total, 0, 1));
    }
  else
    {
      words = g_strdup_printf (_("Exporting, %'ld"), (long) written);
      gtk_progress_bar_pulse (self->progress);
    }
  gtk_label_set_label (self->label, words);
}

static void
set_cancellable (JmExportBar  *self,
                 GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
  if (self->revealer != NULL)
    gtk_revealer_set_reveal_child (self->revealer, cancellable != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/* --- writing */

typedef struct
{
  JmExportBar  *bar;
  JmStore      *store;
  GCancellable *cancellable;
  GFile        *file;                   /* NULL: it is asked for */
  char         *words;
  JmResourceId  resource;
} Export;

static Export *
export_new (JmExportBar  *self,
            JmStore      *store,
            JmResourceId  resource,
            const char   *words,
            GFile        *file)
{
  Export *export = g_new0 (Export, 1);

  export->bar = g_object_ref (self);
  export->store = g_object_ref (store);
  export->cancellable = g_cancellable_new ();
  export->file = file != NULL ? g_object_ref (file) : NULL;
  export->words = g_strdup (words);
  export->resource = resource;

  return export;
}

static void
export_free (gpointer data)
{
  Export *export = data;

  g_clear_object (&export->bar);
  g_clear_object (&export->store);
  g_clear_object (&export->cancellable);
  g_clear_object (&export->file);
  g_free (export->words);
  g_free (export);
}

/* Closing what replaces a file with a cancellable that is cancelled leaves the old one as it was. */
static void
throw_away (GOutputStream *stream)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_output_stream_close (stream, cancelled, NULL);
}

/* Awaits. The number of rows, -1 with an error */
static gint64
write_rows (Export  *export,
            GError **error)
{
  g_autoptr (GOutputStream) stream = NULL;
  g_autofree char *name = g_file_get_basename (export->file);
  JmIssueQuery query = { .text = export->words, .sort = JM_ISSUE_SORT_UPDATED, .descending = TRUE };
  GError *failed = NULL;
  gint64 n_rows;

  stream = dex_await_object (dex_file_replace (export->file, NULL, FALSE, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT), error);
  if (stream == NULL)
    return -1;

  n_rows = dex_await_int64 (jm_store_export (export->store, export->resource,
                                             export->resource == JM_RESOURCE_ISSUES ? &query : NULL,
                                             jm_export_bar_format_of (name), stream, show_progress, export->bar,
                                             export->cancellable),
                            &failed);
  if (failed != NULL)
    {
      throw_away (stream);
      g_propagate_error (error, failed);
      return -1;
    }
  if (!dex_await (dex_output_stream_close (stream, G_PRIORITY_DEFAULT), error))
    return -1;

  return n_rows;
}

static DexFuture *
write_fiber (gpointer data)
{
  Export *export = data;
  g_autoptr (GError) error = NULL;
  gint64 n_rows;

  set_cancellable (export->bar, export->cancellable);
  show_progress (0, -1, export->bar);
  n_rows = write_rows (export, &error);
  set_cancellable (export->bar, NULL);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) : dex_future_new_for_int64 (n_rows);
}

DexFuture *
jm_export_bar_write (JmExportBar  *self,
                     JmStore      *store,
                     JmResourceId  resource,
                     const char   *words,
                     GFile        *file)
{
  dex_return_error_if_fail (JM_IS_EXPORT_BAR (self));
  dex_return_error_if_fail (JM_IS_STORE (store));
  dex_return_error_if_fail (resource < JM_N_RESOURCES);
  dex_return_error_if_fail (G_IS_FILE (file));
  dex_return_error_if_fail (self->cancellable == NULL);

  return dex_scheduler_spawn (NULL, 0, write_fiber, export_new (self, store, resource, words, file), export_free);
}

static DexFuture *
start_fiber (gpointer data)
{
  Export *export = data;
  GtkWidget *widget = GTK_WIDGET (export->bar);
  g_autofree char *name = g_strdup_printf ("%s.csv", jm_resource_get_name (export->resource));
  g_autoptr (GError) error = NULL;

  export->file = dex_await_object (jm_save_choose (widget, _("Export"), name, kinds, G_N_ELEMENTS (kinds),
                                                   export->cancellable),
                                   &error);
  if (export->file != NULL && !jm_export_bar_is_busy (export->bar))
    dex_await_int64 (jm_export_bar_write (export->bar, export->store, export->resource, export->words, export->file), &error);
  if (gtk_widget_get_root (widget) != NULL)
    jm_save_say (widget, export->file, error);

  return dex_future_new_true ();
}

void
jm_export_bar_start (JmExportBar  *self,
                     JmStore      *store,
                     JmResourceId  resource,
                     const char   *words)
{
  g_return_if_fail (JM_IS_EXPORT_BAR (self));
  g_return_if_fail (JM_IS_STORE (store));
  g_return_if_fail (resource < JM_N_RESOURCES);

  dex_future_disown (dex_scheduler_spawn (NULL, 0, start_fiber, export_new (self, store, resource, words, NULL), export_free));
}

void
jm_export_bar_stop (JmExportBar *self)
{
  g_return_if_fail (JM_IS_EXPORT_BAR (self));

  g_cancellable_cancel (self->cancellable);
}

gboolean
jm_export_bar_is_busy (JmExportBar *self)
{
  g_return_val_if_fail (JM_IS_EXPORT_BAR (self), FALSE);

  return self->cancellable != NULL;
}

static void
stop_cb (JmExportBar *self)
{
  jm_export_bar_stop (self);
}

/* --- the object */

static void
jm_export_bar_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch ((JmExportBarProperty) prop_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, jm_export_bar_is_busy (JM_EXPORT_BAR (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_export_bar_dispose (GObject *object)
{
  JmExportBar *self = JM_EXPORT_BAR (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_EXPORT_BAR);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (jm_export_bar_parent_class)->dispose (object);
}

static void
jm_export_bar_class_init (JmExportBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_export_bar_dispose;
  object_class->get_property = jm_export_bar_get_property;

  /** JmExportBar:busy: whether an export runs. */
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/explorer/jm-export-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, JmExportBar, label);
  gtk_widget_class_bind_template_child (widget_class, JmExportBar, progress);
  gtk_widget_class_bind_template_child (widget_class, JmExportBar, revealer);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
}

static void
jm_export_bar_init (JmExportBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
