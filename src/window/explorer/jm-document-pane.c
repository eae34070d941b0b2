/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "explorer/jm-document-pane.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "explorer/jm-json-view.h"
#include "jm-text.h"
#include "store/jm-document-text.h"
#include "widgets/jm-faces.h"

struct _JmDocumentPane
{
  GtkWidget       parent_instance;

  JmStore        *store;
  JmThing        *thing;
  JmResourceId    resource;
  char           *age;
  gsize           size;                 /* of the document that is shown, bytes */
  guint           stamp;                /* of the newest reading */

  AdwBanner      *cut_banner;
  AdwStatusPage  *error_page;
  AdwToolbarView *toolbars;             /* bound, so that it ends with the template */
  GtkBox         *bar;
  GtkButton      *fold_button;
  GtkLabel       *facts_label;
  GtkLabel       *match_label;
  GtkLabel       *name_label;
  GtkSearchBar   *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack       *stack;
  GtkToggleButton *search_button;
  JmJsonView     *json;
};

G_DEFINE_FINAL_TYPE (JmDocumentPane, jm_document_pane, GTK_TYPE_WIDGET)

/* --- what is shown */

static void
show_facts (JmDocumentPane *self)
{
  g_autofree char *size = g_format_size (self->size);
  g_autofree char *facts = NULL;

  if (self->size > 0 && self->age != NULL)
    facts = g_strdup_printf ("%s · %s", size, self->age);
  else if (self->size > 0)
    facts = g_steal_pointer (&size);
  jm_text_set_label (self->facts_label, facts);
}

gboolean
jm_document_pane_has_text (JmDocumentPane *self)
{
  g_return_val_if_fail (JM_IS_DOCUMENT_PANE (self), FALSE);

  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "content") == 0;
}

static void
update_actions (JmDocumentPane *self)
{
  gboolean full = jm_document_pane_has_text (self);
  gboolean folded = full && jm_json_view_has_folded (self->json);

  gtk_widget_set_sensitive (GTK_WIDGET (self->search_button), full);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "document.fold", full);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "document.copy", full);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->fold_button), folded ? _("Unfold All") : _("Fold All"));
  gtk_button_set_icon_name (self->fold_button, folded ? "format-indent-more-symbolic" : "format-indent-less-symbolic");
}

static void
show_text (JmDocumentPane *self,
           JmDocumentText *text)
{
  self->size = text->size;
  jm_json_view_set_text (self->json, text);
  adw_banner_set_revealed (self->cut_banner, text->is_cut);
  jm_faces_show (self->stack, "content");
  show_facts (self);
  update_actions (self);
}

static void
show_none (JmDocumentPane *self,
           const char     *face)
{
  self->size = 0;
  jm_json_view_set_text (self->json, NULL);
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  jm_faces_show (self->stack, face);
  show_facts (self);
  update_actions (self);
}

/* --- reading */

typedef struct
{
  JmDocumentPane *pane;
  JmStore        *store;
  JmThing        *thing;
  JmResourceId    resource;
  guint           stamp;
} Reading;

static Reading *
reading_new (JmDocumentPane *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->pane = g_object_ref (self);
  reading->store = g_object_ref (self->store);
  reading->thing = g_object_ref (self->thing);
  reading->resource = self->resource;
  reading->stamp = self->stamp;

  return reading;
}

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_object (&reading->pane);
  g_clear_object (&reading->store);
  g_clear_object (&reading->thing);
  g_free (reading);
}

static DexFuture *
read_fiber (gpointer data)
{
  Reading *reading = data;
  JmDocumentPane *self = reading->pane;
  g_autoptr (JmDocumentText) text = NULL;
  g_autoptr (GError) error = NULL;

  text = dex_await_boxed (jm_store_get_text (reading->store, reading->resource, jm_thing_get_id (reading->thing), FALSE),
                          &error);
  if (reading->stamp != self->stamp)
    return dex_future_new_true ();

  if (text != NULL)
    show_text (self, text);
  else if (error != NULL)
    {
      jm_text_set_status (self->error_page, _("This Could Not Be Read"), error->message);
      show_none (self, "error");
    }
  else
    {
      jm_text_set_status (self->error_page, _("It Is Gone"), _("Jira no longer shows it to this account."));
      show_none (self, "error");
    }

  return dex_future_new_true ();
}

void
jm_document_pane_show (JmDocumentPane *self,
                       JmStore        *store,
                       JmResourceId    resource,
                       JmThing        *thing)
{
  gboolean same;

  g_return_if_fail (JM_IS_DOCUMENT_PANE (self));
  g_return_if_fail (thing == NULL || JM_IS_STORE (store));

  same = self->thing != NULL && thing != NULL && self->store == store && self->resource == resource &&
         g_strcmp0 (jm_thing_get_id (self->thing), jm_thing_get_id (thing)) == 0;
  self->stamp++;
  g_set_object (&self->store, store);
  g_set_object (&self->thing, thing);
  self->resource = resource;
  jm_text_set_label (self->name_label, thing != NULL ? jm_thing_get_name (thing) : NULL);
  if (thing == NULL)
    {
      show_none (self, "empty");
      return;
    }

  if (!same)
    show_none (self, "loading");
  dex_future_disown (dex_scheduler_spawn (NULL, 0, read_fiber, reading_new (self), reading_free));
}

void
jm_document_pane_set_age (JmDocumentPane *self,
                          const char     *age)
{
  g_return_if_fail (JM_IS_DOCUMENT_PANE (self));

  if (g_set_str (&self->age, age))
    show_facts (self);
}

GtkWidget *
jm_document_pane_get_bar (JmDocumentPane *self)
{
  g_return_val_if_fail (JM_IS_DOCUMENT_PANE (self), NULL);

  return GTK_WIDGET (self->bar);
}

/* --- what the person does */

static DexFuture *
copy_fiber (gpointer data)
{
  Reading *reading = data;
  GtkWidget *widget = GTK_WIDGET (reading->pane);
  g_autoptr (JmDocumentText) text = NULL;
  g_autoptr (GError) error = NULL;

  text = dex_await_boxed (jm_store_get_text (reading->store, reading->resource, jm_thing_get_id (reading->thing), TRUE),
                          &error);
  if (!gtk_widget_get_realized (widget))
    return dex_future_new_true ();
  if (text == NULL)
    {
      gtk_widget_activate_action (widget, "win.toast", "s", error != NULL ? error->message : _("It is gone"));
      return dex_future_new_true ();
    }

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->text);
  gtk_widget_activate_action (widget, "win.toast", "s", _("Copied, without what looks like a secret"));

  return dex_future_new_true ();
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JmDocumentPane *self = JM_DOCUMENT_PANE (widget);

  if (self->thing != NULL)
    dex_future_disown (dex_scheduler_spawn (NULL, 0, copy_fiber, reading_new (self), reading_free));
}

static void
fold_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JmDocumentPane *self = JM_DOCUMENT_PANE (widget);

  if (jm_json_view_has_folded (self->json))
    jm_json_view_unfold_all (self->json);
  else
    jm_json_view_fold_all (self->json);
}

void
jm_document_pane_search (JmDocumentPane *self)
{
  g_return_if_fail (JM_IS_DOCUMENT_PANE (self));

  if (!jm_document_pane_has_text (self))
    return;

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
search_changed_cb (JmDocumentPane *self)
{
  jm_json_view_search (self->json, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
search_mode_cb (JmDocumentPane *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    jm_json_view_search (self->json, NULL);
}

static void
next_cb (JmDocumentPane *self)
{
  jm_json_view_search_next (self->json, FALSE);
}

static void
previous_cb (JmDocumentPane *self)
{
  jm_json_view_search_next (self->json, TRUE);
}

static void
match_cb (JmDocumentPane *self)
{
  const char *match = jm_json_view_get_match (self->json);

  gtk_label_set_label (self->match_label, match);
  if (*match != '\0')
    jm_text_announce (GTK_WIDGET (self), match, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

/* --- the object */

static void
jm_document_pane_dispose (GObject *object)
{
  JmDocumentPane *self = JM_DOCUMENT_PANE (object);

  self->stamp++;
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_DOCUMENT_PANE);
  g_clear_object (&self->store);
  g_clear_object (&self->thing);

  G_OBJECT_CLASS (jm_document_pane_parent_class)->dispose (object);
}

static void
jm_document_pane_finalize (GObject *object)
{
  g_free (JM_DOCUMENT_PANE (object)->age);

  G_OBJECT_CLASS (jm_document_pane_parent_class)->finalize (object);
}

static void
jm_document_pane_class_init (JmDocumentPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_document_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_document_pane_finalize;

  g_type_ensure (JM_TYPE_JSON_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/explorer/jm-document-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, JmDocumentPane, bar);
  gtk_widget_class_bind_template_child (widget_class, JmDocumentPane, cut_banner);
  gtk_widget_class_bind_template_child (widget_class, JmDocumentPane, error_page);
  gtk_widget_class_bind_template_child (widget_class, JmDocumentPane, facts_label);
  gtk_widget_class_bind_template_child (widget_class, JmDocumentPane, fold_button);
  gtk_widget_class_bind_template_child (widget_class, JmDocumentPane, json);
  gtk_widget_class_bind_template_child (widget_class, JmDocumentPane, match_label);
  gtk_widget_class_bind_template_child (widget_class, JmDocumentPane, name_label);
  gtk_widget_class_bind_template_child (widget_class, JmDocumentPane, search_bar);
  gtk_widget_class_bind_template_child (widget_class, JmDocumentPane, search_button);
  gtk_widget_class_bind_template_child (widget_class, JmDocumentPane, search_entry);
  gtk_widget_class_bind_template_child (widget_class, JmDocumentPane, stack);
  gtk_widget_class_bind_template_child (widget_class, JmDocumentPane, toolbars);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_install_action (widget_class, "document.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "document.fold", NULL, fold_action);
}

static void
jm_document_pane_init (JmDocumentPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  g_signal_connect_object (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (search_mode_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->json, "folded", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->json, "notify::match", G_CALLBACK (match_cb), self, G_CONNECT_SWAPPED);
  show_none (self, "empty");
}
