/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shots/jm-shot-states.h"

#include "overview/jm-token-card.h"

/* Friday, 20 November 2026, 13:51 UTC */
#define NOW_MS G_GINT64_CONSTANT (1795182660000)

#define MINUTE_MS (60 * 1000)

static const JmTokenFacts facts[] = {
  { .state = JM_TOKEN_ACTIVE, .seconds_left = 41 * 60 + 12 },
  { .state = JM_TOKEN_EXPIRING, .seconds_left = 3 * 60 + 11, .next_check_at_ms = NOW_MS + 11000 },
  { .state = JM_TOKEN_REFRESHING, .seconds_left = 120 },
  { .state = JM_TOKEN_EXPIRED, .trouble = JM_TROUBLE_OFFLINE, .next_check_at_ms = NOW_MS + 24000 },
  { .state = JM_TOKEN_ERROR, .trouble = JM_TROUBLE_KEYRING_LOCKED },
  { .state = JM_TOKEN_ERROR, .trouble = JM_TROUBLE_NEEDS_SIGN_IN },
};

static GtkWidget *
create_card (const JmTokenFacts *base,
             JmCardForm          form)
{
  JmTokenFacts card_facts = *base;
  GtkWidget *card = jm_token_card_new ();
  g_autoptr (JmTokenFace) face = NULL;

  card_facts.kind = JM_CREDENTIAL_OAUTH;
  card_facts.account_id = "sample";
  card_facts.account_name = "ACME";
  card_facts.place = "acme.atlassian.net";
  card_facts.user_name = "Mia Krystof";
  card_facts.hint = "3f9c";
  card_facts.now_ms = NOW_MS;
  card_facts.lifetime = 60 * 60;
  card_facts.expires_at_ms = base->seconds_left > 0 ? NOW_MS + base->seconds_left * 1000 : NOW_MS - 8 * MINUTE_MS;
  card_facts.last_refresh_at_ms = NOW_MS - 19 * MINUTE_MS;

  face = jm_token_face_new (&card_facts);
  jm_token_card_set_face (JM_TOKEN_CARD (card), face);
  jm_token_card_set_form (JM_TOKEN_CARD (card), form);

  return card;
}

static GtkWidget *
create_empty_card (JmCardForm form)
{
  const JmTokenFacts nobody = { .state = JM_TOKEN_SIGNED_OUT, .seconds_left = -1, .now_ms = NOW_MS };
  g_autoptr (JmTokenFace) face = jm_token_face_new (&nobody);
  GtkWidget *card = jm_token_card_new ();

  jm_token_card_set_face (JM_TOKEN_CARD (card), face);
  jm_token_card_set_form (JM_TOKEN_CARD (card), form);

  return card;
}

AdwDialog *
jm_shot_states_new (gboolean wide)
{
  JmCardForm form = wide ? JM_CARD_MEDIUM : JM_CARD_NARROW;
  int n_columns = wide ? 2 : 1;
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *grid = gtk_grid_new ();
  guint i;

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 12);
  g_object_set (grid, "margin-start", 12, "margin-end", 12, "margin-top", 6, "margin-bottom", 12,
                "valign", GTK_ALIGN_START, NULL);
  for (i = 0; i < G_N_ELEMENTS (facts); i++)
    gtk_grid_attach (GTK_GRID (grid), create_card (&facts[i], form), (int) i % n_columns,
                     (int) i / n_columns, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), create_empty_card (form), (int) i % n_columns,
                   (int) i / n_columns, 1, 1);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), grid);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), scroller);
  adw_dialog_set_title (dialog, "Token States");
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_content_width (dialog, 1200);
  adw_dialog_set_content_height (dialog, 740);

  return dialog;
}
