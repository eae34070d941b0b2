/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-site-private.h"

#include <string.h>

#include "jm-sim-words.h"

/* One issue, computed from the seed and its number. */

#define YEARS_OF_DATA_MS (G_GINT64_CONSTANT (2) * 365 * 24 * 60 * 60 * 1000)

/* What can be chosen in a kind of project; how often, in hundredths. */
typedef struct
{
  guint row;
  guint share;
} Choice;

static const Choice software_types[] = { { 0, 6 }, { 1, 28 }, { 2, 32 }, { 3, 28 }, { 4, 6 } };
static const Choice service_types[] = { { 5, 35 }, { 6, 55 }, { 2, 10 } };
static const Choice team_types[] = { { 7, 70 }, { 8, 30 } };
static const Choice software_open[] = { { 0, 50 }, { 1, 30 }, { 2, 17 }, { 7, 3 } };
static const Choice service_open[] = { { 4, 45 }, { 1, 25 }, { 5, 30 } };
static const Choice team_open[] = { { 8, 60 }, { 9, 40 } };
static const Choice priority_shares[] = { { 0, 6 }, { 1, 20 }, { 2, 52 }, { 3, 16 }, { 4, 6 } };

/* splitmix64: turns neighbouring numbers into unrelated ones. */
guint64
jm_sim_mix (guint64 value)
{
  value += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  value = (value ^ (value >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  value = (value ^ (value >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return value ^ (value >> 31);
}

/* A number below @limit from the @salt-th sixteenth of entropy of @hash. */
guint
jm_sim_pick (guint64 hash,
             guint   salt,
             guint   limit)
{
  return limit > 0 ? (guint) (jm_sim_mix (hash + salt) % limit) : 0;
}

static guint
choose (const Choice *choices,
        guint         n,
        guint         percent)
{
  for (guint i = 0; i < n; i++)
    {
      if (percent < choices[i].share)
        return choices[i].row;
      percent -= choices[i].share;
    }
  return choices[n - 1].row;
}

static guint
rank_of_index (const JmSimSite *self,
               guint            index)
{
  guint start = index / self->block * self->block;

  if (start + self->block > self->n_issues)
    return index;
  return start + (guint) ((guint64) (index - start) * self->stride % self->block);
}

/* The generated issue that was updated as the @rank-th, the oldest being 0. */
guint
jm_sim_site_index_of_rank (const JmSimSite *self,
                           guint            rank)
{
  guint start = rank / self->block * self->block;

  if (start + self->block > self->n_issues)
    return rank;
  return start + (guint) ((guint64) (rank - start) * self->inverse % self->block);
}

/* @steps before the end of the data; denser towards the end, and never twice the same millisecond.
 */
static gint64
time_before_end (const JmSimSite *self,
                 gint64           steps)
{
  double share = (double) steps / (self->n_issues + self->block);

  return self->data_ms - 60000 - steps * 7 - (gint64) (share * share * YEARS_OF_DATA_MS);
}

/* When the issue of that rank was last updated, in ms since 1970: rises strictly with @rank. */
gint64
jm_sim_site_time_of_rank (const JmSimSite *self,
                          guint            rank)
{
  return time_before_end (self, (gint64) self->n_issues - rank);
}

static gboolean
is_open (const JmSimSite *self,
         guint            rank,
         guint64          hash)
{
  guint from_end = self->n_issues - rank;

  /* what was touched last is mostly still open; of the rest, one in forty */
  if (from_end <= self->n_issues / 20 + 20)
    return jm_sim_pick (hash, 11, 100) < 68;
  return jm_sim_pick (hash, 11, 1000) < 25;
}

/* Gives @issue a type and a status that its project has. */
void
jm_sim_choose_kind (const JmSimProject *project,
                    gboolean            open,
                    guint64             hash,
                    JmSimIssue         *issue)
{
  guint type = jm_sim_pick (hash, 12, 100);
  guint status = jm_sim_pick (hash, 13, 100);

  if (project->team_managed)
    {
      issue->type = choose (team_types, G_N_ELEMENTS (team_types), type);
      issue->status = open ? choose (team_open, G_N_ELEMENTS (team_open), status) : 10;
    }
  else if (g_str_equal (project->type_key, "service_desk"))
    {
      issue->type = choose (service_types, G_N_ELEMENTS (service_types), type);
      issue->status = open ? choose (service_open, G_N_ELEMENTS (service_open), status) : 6;
    }
  else
    {
      issue->type = choose (software_types, G_N_ELEMENTS (software_types), type);
      issue->status = open ? choose (software_open, G_N_ELEMENTS (software_open), status) : 3;
    }
}

/* What the project's newest issues tell, or NULL for all others. */
static const JmSimStory *
story_of (const JmSimProject *project,
          guint               number)
{
  const JmSimStory *newest;
  guint from_end = project->n_issues - number;

  if (project->words >= jm_sim_n_projects || number > project->n_issues)
    return NULL;
  newest = jm_sim_projects[project->words].newest;
  if (from_end >= G_N_ELEMENTS (jm_sim_projects[0].newest) || newest[from_end].text == NULL)
    return NULL;
  return &newest[from_end];
}

static void
set_type (const JmSimProject *project,
          const char         *name,
          JmSimIssue         *issue)
{
  int type = jm_sim_find_type (name, project->team_managed);

  /* a team may have no such type */
  if (type >= 0)
    issue->type = (guint) type;
}

/* The issue as it was made from the seed, whatever happened to it since. */
void
jm_sim_site_generated (const JmSimSite *self,
                       guint            index,
                       JmSimIssue      *issue)
{
  guint length = self->pattern->len;
  guint slot = index % length;
  guint rank = rank_of_index (self, index);
  const JmSimProject *project;
  const JmSimStory *story;
  guint people;

  memset (issue, 0, sizeof *issue);
  issue->index = index;
  issue->hash = jm_sim_mix (self->seed + index * G_GUINT64_CONSTANT (1000003));
  issue->project = g_array_index (self->pattern, guint, slot);
  project = g_ptr_array_index (self->projects, issue->project);
  issue->number =
      index / length * project->slots->len + g_array_index (self->place, guint, slot) + 1;
  issue->updated_ms = jm_sim_site_time_of_rank (self, rank);
  /* a block earlier, so that nothing is updated before it exists */
  issue->created_ms = time_before_end (self, (gint64) self->n_issues + self->block - index);
  story = story_of (project, issue->number);
  jm_sim_choose_kind (project, story != NULL || is_open (self, rank, issue->hash), issue->hash, issue);
  if (story != NULL)
    set_type (project, story->type, issue);
  issue->priority = jm_sim_pick (issue->hash, 14, 211) == 0 ?
                        -1 :
                        (int) choose (priority_shares, G_N_ELEMENTS (priority_shares),
                                      jm_sim_pick (issue->hash, 15, 100));
  people = MIN (self->users->len, jm_sim_n_people);
  issue->assignee = jm_sim_pick (issue->hash, 16, 7) == 0 ? -1 : (int) jm_sim_pick (issue->hash, 17, people);
  issue->reporter = jm_sim_pick (issue->hash, 18, people);
  issue->category_ms = issue->updated_ms;
  if (jm_sim_statuses[issue->status].category == JM_SIM_CATEGORY_DONE)
    issue->resolved_ms = issue->updated_ms;
}

static char *
fill_sentence (const char *sentence,
               const char *subject)
{
  const char *gap = strstr (sentence, "{}");
  char *text = g_strdup_printf ("%.*s%s%s", (int) (gap - sentence), sentence, subject, gap + 2);

  *text = g_ascii_toupper (*text);
  return text;
}

char *
jm_sim_site_summary (const JmSimSite  *self,
                     const JmSimIssue *issue)
{
  const JmSimProject *project = jm_sim_site_project (self, issue->project);
  const JmSimProjectWords *words =
      project->words < jm_sim_n_projects ? &jm_sim_projects[project->words] : NULL;
  const JmSimStory *story = story_of (project, issue->number);

  if (issue->summary != NULL)
    return g_strdup (issue->summary);
  if (story != NULL)
    return g_strdup (story->text);
  if (jm_sim_pick (issue->hash, 21, 40) == 0)
    return g_strdup (jm_sim_odd_summaries[jm_sim_pick (issue->hash, 22, jm_sim_n_odd_summaries)]);
  return fill_sentence (jm_sim_sentences[jm_sim_pick (issue->hash, 23, jm_sim_n_sentences)],
                        words != NULL ? words->subjects[jm_sim_pick (issue->hash, 24, 6)] :
                                        jm_sim_subjects[jm_sim_pick (issue->hash, 24, jm_sim_n_subjects)]);
}

char *
jm_sim_site_key (const JmSimSite  *self,
                 const JmSimIssue *issue)
{
  return g_strdup_printf ("%s-%u", jm_sim_site_project (self, issue->project)->key, issue->number);
}
