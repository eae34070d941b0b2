/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issue-cells.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "jm-text.h"
#include "jm-when.h"
#include "store/jm-issue-list.h"
#include "widgets/jm-age-label.h"
#include "widgets/jm-issue-icon.h"
#include "widgets/jm-lozenge.h"

#define AVATAR_SIZE 24

/* --- a line of words
 *
 * An inscription, whose size does not follow what it says, so that rows that come into sight
 * need no new layout. But it begins words of the other direction at the other edge of the
 * column: those, which are few in most lists, have a label. */

static GtkWidget *
make_line (void)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *words = gtk_inscription_new ("");
  GtkWidget *label = gtk_label_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (words),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (words), 0);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (words), 1);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (words), 1);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (line, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (label, FALSE);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), label);

  return line;
}

static void
fill_line (GtkWidget  *line,
           const char *text)
{
  GtkWidget *words = gtk_widget_get_first_child (line);
  GtkWidget *label = gtk_widget_get_last_child (line);
  GtkTextDirection direction = jm_text_get_direction (text);
  gboolean against =
      direction != GTK_TEXT_DIR_NONE && direction != gtk_widget_get_direction (line);

  jm_text_set_inscription (GTK_INSCRIPTION (words), against ? NULL : text);
  if (against)
    jm_text_set_label (GTK_LABEL (label), text);
  gtk_widget_set_visible (words, !against);
  gtk_widget_set_visible (label, against);
}

/* What it says went through jm-text. */
static gboolean
query_line_cb (GtkWidget  *line,
               int         x,
               int         y,
               gboolean    keyboard,
               GtkTooltip *tooltip)
{
  GtkWidget *words = gtk_widget_get_first_child (line);
  GtkWidget *label = gtk_widget_get_last_child (line);
  const char *text = gtk_label_get_text (GTK_LABEL (label));

  if (gtk_widget_get_visible (words))
    text = gtk_inscription_get_text (GTK_INSCRIPTION (words));
  gtk_tooltip_set_text (tooltip, text);

  return *text != '\0';
}

static GtkWidget *
make_box (int        spacing,
          GtkWidget *first,
          GtkWidget *second)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, spacing);

  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), second);

  return box;
}

/* --- key, with the icon of its type */

static GtkWidget *
make_key (JmMinute *minute)
{
  GtkWidget *line = make_line ();

  gtk_widget_add_css_class (line, "dimmed");

  return make_box (10, jm_issue_icon_new (JM_ISSUE_ICON_KIND), line);
}

static void
fill_key (GtkWidget *cell,
          JmIssue   *issue)
{
  jm_issue_icon_set_name (JM_ISSUE_ICON (gtk_widget_get_first_child (cell)),
                          jm_issue_get_kind (issue));
  fill_line (gtk_widget_get_last_child (cell), jm_issue_get_key (issue));
}

/* --- words alone */

static GtkWidget *
make_words (JmMinute *minute)
{
  return make_line ();
}

static GtkWidget *
make_summary (JmMinute *minute)
{
  GtkWidget *line = make_line ();

  gtk_widget_set_has_tooltip (line, TRUE);
  g_signal_connect (line, "query-tooltip", G_CALLBACK (query_line_cb), NULL);

  return line;
}

static void
fill_summary (GtkWidget *cell,
              JmIssue   *issue)
{
  fill_line (cell, jm_issue_get_summary (issue));
}

static void
fill_kind (GtkWidget *cell,
           JmIssue   *issue)
{
  fill_line (cell, jm_issue_get_kind (issue));
}

/* --- status */

static GtkWidget *
make_status (JmMinute *minute)
{
  return jm_lozenge_new ();
}

static void
fill_status (GtkWidget *cell,
             JmIssue   *issue)
{
  jm_lozenge_set_category (JM_LOZENGE (cell), jm_issue_get_status_category (issue));
  jm_lozenge_set_text (JM_LOZENGE (cell), jm_issue_get_status (issue));
}

/* --- priority */

static GtkWidget *
make_priority (JmMinute *minute)
{
  GtkWidget *icon = g_object_new (JM_TYPE_ISSUE_ICON, "of", JM_ISSUE_ICON_PRIORITY,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  return make_box (6, icon, make_line ());
}

static void
fill_priority (GtkWidget *cell,
               JmIssue   *issue)
{
  jm_issue_icon_set_name (JM_ISSUE_ICON (gtk_widget_get_first_child (cell)),
                          jm_issue_get_priority (issue));
  fill_line (gtk_widget_get_last_child (cell), jm_issue_get_priority (issue));
}

/* --- people: a face, or a sign for nobody */

static GtkWidget *
make_person (JmMinute *minute)
{
  GtkWidget *face = gtk_stack_new ();
  GtkWidget *avatar = g_object_new (ADW_TYPE_AVATAR, "size", AVATAR_SIZE, "show-initials", TRUE,
                                    "valign", GTK_ALIGN_CENTER, "accessible-role",
                                    GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *nobody = g_object_new (GTK_TYPE_IMAGE, "icon-name", "avatar-default-symbolic",
                                    "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (nobody, "dimmed");
  gtk_stack_add_named (GTK_STACK (face), avatar, "somebody");
  gtk_stack_add_named (GTK_STACK (face), nobody, "nobody");

  return make_box (8, face, make_line ());
}

static void
fill_person (GtkWidget  *cell,
             const char *person,
             const char *nobody)
{
  GtkStack *face = GTK_STACK (gtk_widget_get_first_child (cell));

  if (person != NULL)
    adw_avatar_set_text (ADW_AVATAR (gtk_stack_get_child_by_name (face, "somebody")), person);
  gtk_stack_set_visible_child_name (face, person != NULL ? "somebody" : "nobody");
  fill_line (gtk_widget_get_last_child (cell), person != NULL ? person : nobody);
}

static void
fill_assignee (GtkWidget *cell,
               JmIssue   *issue)
{
  fill_person (cell, jm_issue_get_assignee (issue), _("Unassigned"));
}

static void
fill_reporter (GtkWidget *cell,
               JmIssue   *issue)
{
  fill_person (cell, jm_issue_get_reporter (issue), _("Nobody"));
}

/* --- times */

static GtkWidget *
make_age (JmMinute *minute)
{
  GtkWidget *label = jm_age_label_new (minute);

  gtk_widget_add_css_class (label, "dimmed");

  return label;
}

static void
fill_created (GtkWidget *cell,
              JmIssue   *issue)
{
  jm_age_label_set_time_ms (JM_AGE_LABEL (cell), jm_issue_get_created_ms (issue));
}

static void
fill_updated (GtkWidget *cell,
              JmIssue   *issue)
{
  jm_age_label_set_time_ms (JM_AGE_LABEL (cell), jm_issue_get_updated_ms (issue));
}

static void
fill_resolved (GtkWidget *cell,
               JmIssue   *issue)
{
  jm_age_label_set_time_ms (JM_AGE_LABEL (cell), jm_issue_get_resolved_ms (issue));
}

static GtkWidget *
make_date (JmMinute *minute)
{
  GtkWidget *line = make_line ();

  gtk_widget_add_css_class (line, "dimmed");
  gtk_widget_add_css_class (line, "numeric");

  return line;
}

static void
fill_due (GtkWidget *cell,
          JmIssue   *issue)
{
  g_autofree char *date = jm_when_date (jm_issue_get_due_ms (issue));

  fill_line (cell, date);
}

/* --- all of them */

typedef struct
{
  const char *id;
  GtkWidget *(*make) (JmMinute *minute);
  void (*fill) (GtkWidget *cell, JmIssue *issue);
} Cell;

static const Cell cells[] = {
  { "key", make_key, fill_key },
  { "summary", make_summary, fill_summary },
  { "type", make_words, fill_kind },
  { "status", make_status, fill_status },
  { "priority", make_priority, fill_priority },
  { "assignee", make_person, fill_assignee },
  { "reporter", make_person, fill_reporter },
  { "created", make_age, fill_created },
  { "updated", make_age, fill_updated },
  { "resolved", make_age, fill_resolved },
  { "due", make_date, fill_due },
};

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *item,
          const Cell         *cell)
{
  JmMinute *minute = g_object_get_data (G_OBJECT (factory), "minute");

  gtk_list_item_set_child (item, cell->make (minute));
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *item,
         const Cell         *cell)
{
  cell->fill (gtk_list_item_get_child (item), gtk_list_item_get_item (item));
}

/**
 * jm_issue_cells_new_factory:
 * @id: the name of a column
 * @minute: what its ages follow
 *
 * Returns: (transfer full) (nullable): makes and fills the cells of this column; %NULL when there
 *   is none of this name
 */
GtkListItemFactory *
jm_issue_cells_new_factory (const char *id,
                            JmMinute   *minute)
{
  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (JM_IS_MINUTE (minute), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      GtkListItemFactory *factory;

      if (!g_str_equal (cells[i].id, id))
        continue;

      factory = gtk_signal_list_item_factory_new ();
      g_object_set_data_full (G_OBJECT (factory), "minute", g_object_ref (minute), g_object_unref);
      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) &cells[i]);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) &cells[i]);

      return factory;
    }

  return NULL;
}
