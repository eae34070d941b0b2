/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The words that sites, projects, people and issues are made of. Data only. */

typedef struct
{
  const char *name;
  const char *slug;
} JmSimSiteWords;

typedef struct
{
  const char *name;
  const char *login;
  const char *zone;
  gboolean hides_email;
} JmSimPersonWords;

typedef struct
{
  const char *type;
  const char *text;
} JmSimStory;

typedef struct
{
  const char *key;
  const char *name;
  const char *type;       /* projectTypeKey */
  guint weight;           /* its share of the issues */
  guint lead;             /* index of a person */
  const char *subjects[6];
  JmSimStory newest[6];   /* its newest issues; NULL ends them */
} JmSimProjectWords;

extern const JmSimSiteWords jm_sim_sites[];
extern const guint jm_sim_n_sites;
extern const JmSimPersonWords jm_sim_people[];
extern const guint jm_sim_n_people;
extern const JmSimProjectWords jm_sim_projects[];
extern const guint jm_sim_n_projects;
extern const char *const jm_sim_sentences[];
extern const guint jm_sim_n_sentences;
extern const char *const jm_sim_subjects[];
extern const guint jm_sim_n_subjects;
extern const char *const jm_sim_odd_summaries[];
extern const guint jm_sim_n_odd_summaries;
extern const char *const jm_sim_labels[];
extern const guint jm_sim_n_labels;
extern const char *const jm_sim_given_names[];
extern const guint jm_sim_n_given_names;
extern const char *const jm_sim_family_names[];
extern const guint jm_sim_n_family_names;

G_END_DECLS
