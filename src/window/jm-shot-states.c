/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-shot-states.h"

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
create_card (const JmTokenFacts *base)
{
  JmTokenFacts card_facts = *base;
  GtkWidget *card = jm_token_card_new ();
  g_autoptr (JmTokenFace) face = NULL;

  card_facts.kind = JM_CREDENTIAL_OAUTH;
  card_facts.account_id = "sample";
  card_facts.account_name = "ACME";
  card_facts.host = "acme.atlassian.net";
  card_facts.user_name = "Mia Krystof";
  card_facts.hint = "3f9c";
  card_facts.now_ms = NOW_MS;
  card_facts.lifetime = 60 * 60;
  card_facts.expires_at_ms = base->seconds_left > 0 ? NOW_MS + base->seconds_left * 1000
                                                    : NOW_MS - 8 * MINUTE_MS;
  card_facts.last_refresh_at_ms = NOW_MS - 19 * MINUTE_MS;

  face = jm_token_face_new (&card_facts);
  jm_token_card_set_face (JM_TOKEN_CARD (card), face);
  jm_token_card_set_form (JM_TOKEN_CARD (card), JM_CARD_MEDIUM);

  return card;
}

AdwDialog *
jm_shot_states_new (void)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_flow_box_new ();
  g_autoptr (JmTokenFace) face = NULL;
  JmTokenFacts nobody = { .state = JM_TOKEN_SIGNED_OUT, .seconds_left = -1, .now_ms = NOW_MS };
  GtkWidget *card = jm_token_card_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), 2);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (box), TRUE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (box), 12);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (box), 12);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    gtk_flow_box_append (GTK_FLOW_BOX (box), create_card (&facts[i]));

  face = jm_token_face_new (&nobody);
  jm_token_card_set_face (JM_TOKEN_CARD (card), face);
  jm_token_card_set_form (JM_TOKEN_CARD (card), JM_CARD_MEDIUM);
  gtk_flow_box_append (GTK_FLOW_BOX (box), card);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), scroller);
  adw_dialog_set_title (dialog, "Token States");
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_content_width (dialog, 1200);
  adw_dialog_set_content_height (dialog, 740);

  return dialog;
}
