/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-setting-rows.h"

static guint
get_unit (const JmSettingRow *line)
{
  return MAX (line->unit, 1);
}

/* --- a number, in an AdwSpinRow */

static gboolean
number_to_row (GValue   *value,
               GVariant *variant,
               gpointer  user_data)
{
  g_value_set_double (value, (double) g_variant_get_uint32 (variant) / get_unit (user_data));

  return TRUE;
}

static GVariant *
number_from_row (const GValue       *value,
                 const GVariantType *type,
                 gpointer            user_data)
{
  return g_variant_new_uint32 ((guint32) (g_value_get_double (value) * get_unit (user_data) + 0.5));
}

/* --- a choice, in an AdwComboRow */

static guint
get_greatest (GVariant *list)
{
  gsize n_numbers;
  const guint32 *numbers = g_variant_get_fixed_array (list, &n_numbers, sizeof *numbers);
  guint greatest = 0;

  for (gsize i = 0; i < n_numbers; i++)
    greatest = MAX (greatest, numbers[i]);

  return greatest;
}

static gboolean
choice_to_row (GValue   *value,
               GVariant *variant,
               gpointer  user_data)
{
  const JmSettingRow *line = user_data;
  guint number = g_variant_is_of_type (variant, G_VARIANT_TYPE_UINT32) ? g_variant_get_uint32 (variant) :
                                                                         get_greatest (variant);

  g_value_set_uint (value, line->choices != NULL ? jm_choices_find (line->choices, number) :
                                                   number / get_unit (line));

  return TRUE;
}

/* Greatest first, as the choices are */
static GVariant *
make_list (const JmChoice *choices,
           guint           greatest)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("au"));

  for (; choices->name != NULL; choices++)
    {
      if (choices->value != 0 && choices->value <= greatest)
        g_variant_builder_add (&builder, "u", choices->value);
    }

  return g_variant_builder_end (&builder);
}

static GVariant *
choice_from_row (const GValue       *value,
                 const GVariantType *type,
                 gpointer            user_data)
{
  const JmSettingRow *line = user_data;
  guint position = g_value_get_uint (value);

  if (position == GTK_INVALID_LIST_POSITION)
    return NULL;
  if (line->choices == NULL)
    return g_variant_new_uint32 (position * get_unit (line));
  if (g_variant_type_equal (type, G_VARIANT_TYPE_UINT32))
    return g_variant_new_uint32 (line->choices[position].value);

  return make_list (line->choices, line->choices[position].value);
}

/* --- the table */

void
jm_setting_rows_declare (GtkWidgetClass     *klass,
                         const JmSettingRow *rows,
                         guint               n_rows)
{
  for (guint i = 0; i < n_rows; i++)
    gtk_widget_class_bind_template_child_full (klass, rows[i].row, FALSE, 0);
}

static void
bind_row (GObject            *row,
          GSettings          *settings,
          const JmSettingRow *line)
{
  if (ADW_IS_COMBO_ROW (row))
    {
      if (line->choices != NULL)
        jm_choices_fill (ADW_COMBO_ROW (row), line->choices);
      g_settings_bind_with_mapping (settings, line->key, row, "selected", line->flags, choice_to_row,
                                    choice_from_row, (gpointer) line, NULL);
    }
  else if (ADW_IS_SPIN_ROW (row))
    {
      g_settings_bind_with_mapping (settings, line->key, row, "value", line->flags, number_to_row,
                                    number_from_row, (gpointer) line, NULL);
    }
  else
    {
      g_assert (ADW_IS_SWITCH_ROW (row));
      g_settings_bind (settings, line->key, row, "active", line->flags);
    }
}

void
jm_setting_rows_bind (GtkWidget          *widget,
                      GSettings          *settings,
                      const JmSettingRow *rows,
                      guint               n_rows)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (G_IS_SETTINGS (settings));

  for (guint i = 0; i < n_rows; i++)
    bind_row (gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), rows[i].row), settings, &rows[i]);
}

/* --- a member of a list, in an AdwSwitchRow */

typedef struct
{
  GSettings *settings;
  char      *key;
  char      *member;
} Absence;

static void
absence_free (gpointer data)
{
  Absence *absence = data;

  g_object_unref (absence->settings);
  g_free (absence->key);
  g_free (absence->member);
  g_free (absence);
}

static gboolean
absence_to_row (GValue   *value,
                GVariant *variant,
                gpointer  user_data)
{
  const Absence *absence = user_data;
  g_autofree const char **members = g_variant_get_strv (variant, NULL);

  g_value_set_boolean (value, !g_strv_contains (members, absence->member));

  return TRUE;
}

static GVariant *
absence_from_row (const GValue       *value,
                  const GVariantType *type,
                  gpointer            user_data)
{
  const Absence *absence = user_data;
  g_auto (GStrv) members = g_settings_get_strv (absence->settings, absence->key);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) rest = NULL;

  for (guint i = 0; members[i] != NULL; i++)
    {
      if (!g_str_equal (members[i], absence->member))
        g_strv_builder_add (builder, members[i]);
    }
  if (!g_value_get_boolean (value))
    g_strv_builder_add (builder, absence->member);
  rest = g_strv_builder_end (builder);

  return g_variant_new_strv ((const char *const *) rest, -1);
}

void
jm_setting_bind_absence (AdwSwitchRow *row,
                         GSettings    *settings,
                         const char   *key,
                         const char   *member)
{
  Absence *absence;

  g_return_if_fail (ADW_IS_SWITCH_ROW (row));
  g_return_if_fail (G_IS_SETTINGS (settings));

  absence = g_new0 (Absence, 1);
  absence->settings = g_object_ref (settings);
  absence->key = g_strdup (key);
  absence->member = g_strdup (member);
  g_settings_bind_with_mapping (settings, key, row, "active", G_SETTINGS_BIND_DEFAULT, absence_to_row, absence_from_row,
                                absence, absence_free);
}
