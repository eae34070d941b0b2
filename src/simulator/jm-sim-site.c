/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-site-private.h"

#include <string.h>

#include "jm-sim-thread.h"
#include "jm-sim-words.h"

#define PATTERN 400
/* generated comments, work logs and changes have lower ids */
#define FIRST_LATER_ID G_GUINT64_CONSTANT (20000000000)

static void
user_free (gpointer data)
{
  JmSimUser *self = data;

  g_free (self->account_id);
  g_free (self->login);
  g_free (self->name);
  g_free (self->email);
  g_free (self);
}

static void
project_free (gpointer data)
{
  JmSimProject *self = data;

  g_free (self->id);
  g_free (self->key);
  g_free (self->name);
  g_ptr_array_unref (self->old_keys);
  g_array_unref (self->slots);
  g_free (self);
}

static JmSimUser *
user_new (guint64 seed,
          guint   site,
          guint   i)
{
  JmSimUser *user = g_new0 (JmSimUser, 1);
  guint64 hash = jm_sim_mix (seed ^ (0x75736572u + i)); /* the same people on every site */

  user->active = TRUE;
  user->type = "atlassian";
  user->zone = "Etc/UTC";
  user->account_id = g_strdup_printf ("7120%02u:%08x-%04x-4%03x-a%03x-%012" G_GINT64_MODIFIER "x",
                                      i % 100, (guint) (hash >> 32), (guint) (hash >> 16) & 0xffff,
                                      (guint) hash & 0xfff, (guint) (hash >> 8) & 0xfff,
                                      jm_sim_mix (hash) & G_GUINT64_CONSTANT (0xffffffffffff));
  if (i < jm_sim_n_people)
    {
      user->name = g_strdup (jm_sim_people[i].name);
      user->login = g_strdup (jm_sim_people[i].login);
      user->zone = jm_sim_people[i].zone;
      user->email =
          jm_sim_people[i].hides_email ? NULL : g_strdup_printf ("%s@acme.example", user->login);
    }
  else
    {
      user->name =
          g_strdup_printf ("%s %s", jm_sim_given_names[jm_sim_pick (hash, 1, jm_sim_n_given_names)],
                           jm_sim_family_names[jm_sim_pick (hash, 2, jm_sim_n_family_names)]);
      user->login = g_strdup_printf ("user%u", i);
      /* a few that a list of colleagues must leave out */
      user->active = i % 9 != 5;
      user->type = i % 13 == 7 ? "app" : i % 13 == 8 ? "customer" :
                                                       "atlassian";
    }
  return user;
}

static JmSimProject *
project_new (guint site,
             guint i)
{
  JmSimProject *project = g_new0 (JmSimProject, 1);

  project->index = i;
  project->id = g_strdup_printf ("%u", 10000 + i);
  project->old_keys = g_ptr_array_new_with_free_func (g_free);
  project->slots = g_array_new (FALSE, FALSE, sizeof (guint));
  project->words = i < jm_sim_n_projects ? i : G_MAXUINT;
  if (i < jm_sim_n_projects)
    {
      project->key = g_strdup (jm_sim_projects[i].key);
      project->name = g_strdup (jm_sim_projects[i].name);
      project->type_key = jm_sim_projects[i].type;
      project->lead = jm_sim_projects[i].lead;
    }
  else
    {
      project->key = g_strdup_printf ("TEAM%u", i + 1);
      project->name = g_strdup_printf ("Team %u", i + 1);
      project->type_key = "software";
      project->lead = i % jm_sim_n_people;
    }
  /* The smaller software projects are managed by their team: own types and statuses, of the same
   * names. */
  project->team_managed = g_str_equal (project->type_key, "software") && i % 5 == 4;
  return project;
}

/*
 * Issues fall into projects by a repeating pattern of slots; a project has as many slots as its
 * weight, spread evenly, so that index → (project, number) and back are divisions.
 */
static void
lay_pattern (JmSimSite *self)
{
  guint n = self->projects->len;
  guint length = MAX (PATTERN, n);
  g_autofree guint64 *credit = g_new0 (guint64, n);
  guint64 weights = 0;

  self->pattern = g_array_new (FALSE, FALSE, sizeof (guint));
  self->place = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < n; i++)
    weights += n > length / 2 || i >= jm_sim_n_projects ? 1 : jm_sim_projects[i].weight;
  for (guint slot = 0; slot < length; slot++)
    {
      guint best = 0;
      JmSimProject *project;

      for (guint i = 0; i < n; i++)
        {
          credit[i] += n > length / 2 || i >= jm_sim_n_projects ? 1 : jm_sim_projects[i].weight;
          if (credit[i] > credit[best])
            best = i;
        }
      /* a round of its own for those whose weight is too small to win a slot */
      if (slot < n)
        best = slot;
      credit[best] -= MIN (credit[best], weights);
      project = g_ptr_array_index (self->projects, best);
      g_array_append_val (self->place, project->slots->len);
      g_array_append_val (self->pattern, best);
      g_array_append_val (project->slots, slot);
    }
  for (guint i = 0; i < n; i++)
    {
      JmSimProject *project = g_ptr_array_index (self->projects, i);
      guint rest = self->n_issues % length;

      project->n_issues = self->n_issues / length * project->slots->len;
      for (guint k = 0; k < project->slots->len; k++)
        project->n_issues += g_array_index (project->slots, guint, k) < rest ? 1 : 0;
    }
}

static guint
gcd (guint a,
     guint b)
{
  return b == 0 ? a : gcd (b, a % b);
}

/*
 * Within a block of indices, rank = stride × index mod block. The last, shorter block keeps its
 * order. Block and stride have no common divisor, so the step back is a multiplication too.
 */
static void
lay_ranks (JmSimSite *self)
{
  self->block = CLAMP (self->n_issues / 8, 1, 4096);
  self->stride = self->block * 5 / 8 + 1;
  while (gcd (self->stride, self->block) != 1)
    self->stride++;
  self->stride %= self->block > 1 ? self->block : 2;
  if (self->stride == 0)
    self->stride = 1;
  for (self->inverse = 1; self->inverse < self->block; self->inverse++)
    {
      if ((guint64) self->inverse * self->stride % self->block == 1 % self->block)
        break;
    }
}

/*
 * jm_sim_site_new:
 * @seed: from --seed
 * @index: which site; two sites of one seed share their people and nothing else
 * @data_ms: the moment at which the generated data ends, ms since 1970
 */
JmSimSite *
jm_sim_site_new (guint64 seed,
                 guint   index,
                 guint   n_issues,
                 guint   n_projects,
                 guint   n_users,
                 gint64  data_ms)
{
  JmSimSite *self = g_new0 (JmSimSite, 1);
  guint64 hash = jm_sim_mix (seed ^ (0x73697465u + index));

  self->index = index;
  self->seed = hash;
  self->data_ms = data_ms;
  self->n_issues = n_issues;
  self->id = g_strdup_printf ("%08x-%04x-4%03x-8%03x-%012" G_GINT64_MODIFIER "x",
                              (guint) (hash >> 32), (guint) (hash >> 16) & 0xffff,
                              (guint) hash & 0xfff, (guint) (hash >> 8) & 0xfff,
                              jm_sim_mix (hash) & G_GUINT64_CONSTANT (0xffffffffffff));
  self->name = index < jm_sim_n_sites ? g_strdup (jm_sim_sites[index].name) :
                                        g_strdup_printf ("Branch %02u", index + 1);
  self->slug = index < jm_sim_n_sites ? g_strdup (jm_sim_sites[index].slug) :
                                        g_strdup_printf ("branch-%02u", index + 1);
  self->users = g_ptr_array_new_with_free_func (user_free);
  for (guint i = 0; i < MAX (n_users, 1); i++)
    g_ptr_array_add (self->users, user_new (seed, index, i));
  self->projects = g_ptr_array_new_with_free_func (project_free);
  for (guint i = 0; i < MAX (n_projects, 1); i++)
    g_ptr_array_add (self->projects, project_new (index, i));
  self->overlay = jm_sim_overlay_new ();
  self->threads = g_hash_table_new_full (NULL, NULL, NULL, jm_sim_thread_free);
  self->hidden = g_hash_table_new (NULL, NULL);
  self->keys = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->deleted_worklogs = g_array_new (FALSE, FALSE, sizeof (JmSimDeletedWorklog));
  self->next_id = FIRST_LATER_ID;
  self->permissions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  jm_sim_site_set_zone (self, jm_sim_site_user (self, 0)->zone);
  lay_pattern (self);
  lay_ranks (self);
  return self;
}

void
jm_sim_site_free (JmSimSite *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->slug);
  g_ptr_array_unref (self->users);
  g_ptr_array_unref (self->projects);
  g_array_unref (self->pattern);
  g_array_unref (self->place);
  g_hash_table_unref (self->overlay);
  g_hash_table_unref (self->threads);
  g_hash_table_unref (self->hidden);
  g_hash_table_unref (self->keys);
  g_array_unref (self->deleted_worklogs);
  g_time_zone_unref (self->zone);
  g_free (self->zone_name);
  g_hash_table_unref (self->permissions);
  g_free (self);
}

/* One more than the highest index. */
guint
jm_sim_site_total (const JmSimSite *self)
{
  return self->n_issues + self->n_created;
}

guint
jm_sim_site_issue_id (guint index)
{
  return JM_SIM_FIRST_ISSUE_ID + index;
}

static gboolean
find_by_key (const JmSimSite *self,
             const char      *key,
             guint           *index)
{
  const char *dash = strrchr (key, '-');
  g_autofree char *prefix = NULL;
  JmSimProject *project;
  gpointer value;
  gint64 packed;
  guint64 number;
  guint64 found;

  if (dash == NULL || !g_ascii_string_to_unsigned (dash + 1, 10, 1, G_MAXUINT32, &number, NULL))
    return FALSE;
  prefix = g_strndup (key, dash - key);
  project = jm_sim_site_find_project (self, prefix);
  if (project == NULL || g_ascii_isdigit (*prefix))
    return FALSE;
  packed = jm_sim_pack_key (project->index, (guint) number);
  if (g_hash_table_lookup_extended (self->keys, &packed, NULL, &value))
    {
      *index = GPOINTER_TO_UINT (value);
      return TRUE;
    }
  number--;
  found = number / project->slots->len * self->pattern->len +
          g_array_index (project->slots, guint, number % project->slots->len);
  if (found >= self->n_issues)
    return FALSE;
  *index = (guint) found;
  return TRUE;
}

/* An id, a key, or a key that the issue had before it was moved. */
gboolean
jm_sim_site_find_issue (const JmSimSite *self,
                        const char      *id_or_key,
                        guint           *index)
{
  guint64 id;

  if (!g_ascii_string_to_unsigned (id_or_key, 10, JM_SIM_FIRST_ISSUE_ID, G_MAXUINT32, &id, NULL))
    return find_by_key (self, id_or_key, index);
  if (id - JM_SIM_FIRST_ISSUE_ID >= jm_sim_site_total (self))
    return FALSE;
  *index = (guint) (id - JM_SIM_FIRST_ISSUE_ID);
  return TRUE;
}

JmSimProject *
jm_sim_site_project (const JmSimSite *self,
                     guint            index)
{
  return g_ptr_array_index (self->projects, index);
}

JmSimUser *
jm_sim_site_user (const JmSimSite *self,
                  guint            index)
{
  return g_ptr_array_index (self->users, MIN (index, self->users->len - 1));
}

static gboolean
had_key (const JmSimProject *project,
         const char         *key)
{
  for (guint i = 0; i < project->old_keys->len; i++)
    {
      if (g_ascii_strcasecmp (g_ptr_array_index (project->old_keys, i), key) == 0)
        return TRUE;
    }
  return FALSE;
}

/* By id, key, former key or name; NULL if there is none. */
JmSimProject *
jm_sim_site_find_project (const JmSimSite *self,
                          const char      *id_or_key)
{
  for (guint i = 0; i < self->projects->len; i++)
    {
      JmSimProject *project = g_ptr_array_index (self->projects, i);

      if (g_str_equal (project->id, id_or_key) ||
          g_ascii_strcasecmp (project->key, id_or_key) == 0 ||
          g_ascii_strcasecmp (project->name, id_or_key) == 0)
        return project;
    }
  for (guint i = 0; i < self->projects->len; i++)
    {
      JmSimProject *project = g_ptr_array_index (self->projects, i);

      if (had_key (project, id_or_key))
        return project;
    }
  return NULL;
}

/* The row of a person, or -1. */
int
jm_sim_site_find_user (const JmSimSite *self,
                       const char      *text)
{
  for (guint i = 0; i < self->users->len; i++)
    {
      const JmSimUser *user = g_ptr_array_index (self->users, i);

      if (g_str_equal (user->account_id, text) || g_str_equal (user->login, text) ||
          g_strcmp0 (user->email, text) == 0 || g_str_equal (user->name, text))
        return (int) i;
    }
  return -1;
}

/* Everything is allowed that was not taken away by the control port, but for what administrators
 * alone may do. */
gboolean
jm_sim_site_allows (const JmSimSite *self,
                    const char      *permission)
{
  if (g_str_equal (permission, "ADMINISTER") || g_str_equal (permission, "SYSTEM_ADMIN"))
    return self->admin;
  return !g_hash_table_contains (self->permissions, permission);
}

/* Some old issues have no `updated`: it happens on real sites. */
gboolean
jm_sim_site_lacks_updated (const JmSimSite  *self,
                           const JmSimIssue *issue)
{
  return issue->hash % 1499 == 3 && !jm_sim_site_is_changed (self, issue->index);
}

/* Whether the person may see it: the project and the issue itself. */
gboolean
jm_sim_site_shows (const JmSimSite  *self,
                   const JmSimIssue *issue)
{
  return !jm_sim_site_project (self, issue->project)->hidden &&
         !g_hash_table_contains (self->hidden, GUINT_TO_POINTER (issue->index));
}

void
jm_sim_site_hide_issue (JmSimSite *self,
                        guint      index,
                        gboolean   hidden)
{
  if (hidden)
    g_hash_table_add (self->hidden, GUINT_TO_POINTER (index));
  else
    g_hash_table_remove (self->hidden, GUINT_TO_POINTER (index));
  self->generation++;
}

void
jm_sim_site_hide_project (JmSimSite    *self,
                          JmSimProject *project,
                          gboolean      hidden)
{
  project->hidden = hidden;
  self->generation++;
}

/* All its issues are called by the new key from now on; the old one still finds them. FALSE if @key
 * is none, or taken. */
gboolean
jm_sim_site_rename_project (JmSimSite    *self,
                            JmSimProject *project,
                            const char   *key)
{
  JmSimProject *holder = jm_sim_site_find_project (self, key);

  if (!g_regex_match_simple ("^[A-Z][A-Z0-9_]{1,9}$", key, 0, 0) || (holder != NULL && holder != project))
    return FALSE;
  g_ptr_array_add (project->old_keys, project->key);
  project->key = g_strdup (key);
  self->names++;
  self->generation++;
  return TRUE;
}

/* The time zone of the person who signs in. FALSE if there is none of that name. */
gboolean
jm_sim_site_set_zone (JmSimSite  *self,
                      const char *name)
{
  GTimeZone *zone = g_time_zone_new_identifier (name);

  if (zone == NULL)
    return FALSE;
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = zone;
  g_set_str (&self->zone_name, name);
  self->names++;
  self->generation++;
  return TRUE;
}
