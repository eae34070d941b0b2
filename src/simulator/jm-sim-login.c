/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-login.h"

#include <string.h>

/* After so many bad log-ins in a row, Data Center asks for a CAPTCHA. */
#define BAD_LOGINS 4

/* What follows the scheme, or NULL if the header has another one. */
static const char *
credential (const JmSimRequest *request,
            const char         *scheme)
{
  const char *header = soup_message_headers_get_one (request->headers, "Authorization");
  gsize length = strlen (scheme);

  if (header == NULL || g_ascii_strncasecmp (header, scheme, length) != 0 || header[length] != ' ')
    return NULL;
  return header + length + 1;
}

static gboolean
has_header (const JmSimRequest *request)
{
  return soup_message_headers_get_one (request->headers, "Authorization") != NULL;
}

static gboolean
basic_is (const char          *encoded,
          const JmSimApiToken *token)
{
  gsize length;
  g_autofree guchar *plain = NULL;
  g_autofree char *given = NULL;
  g_autofree char *wanted = g_strdup_printf ("%s:%s", token->email, token->token);

  if (token->ended || encoded == NULL)
    return FALSE;
  plain = g_base64_decode (encoded, &length);
  given = g_strndup ((const char *) plain, length);
  return g_str_equal (given, wanted);
}

/* The gateway takes 3LO access tokens and scoped API tokens. */
JmSimLogin
jm_sim_login_gateway (JmSim              *sim,
                      const JmSimRequest *request)
{
  const char *bearer = credential (request, "Bearer");
  const char *basic = credential (request, "Basic");
  JmSimLogin login = { has_header (request) ? JM_SIM_LOGIN_BAD : JM_SIM_LOGIN_NONE, NULL, NULL };

  if (!sim->person_active)
    return login;
  if (bearer != NULL)
    {
      login.access = jm_sim_tokens_find_access (sim->tokens, bearer);
      login.kind = login.access != NULL ? JM_SIM_LOGIN_GOOD : JM_SIM_LOGIN_BAD;
    }
  else if (basic_is (basic, &sim->scoped))
    {
      login.kind = JM_SIM_LOGIN_GOOD;
      login.scopes = sim->scoped.scopes;
    }
  else if (basic_is (basic, &sim->classic))
    {
      login.kind = JM_SIM_LOGIN_MISMATCH;
    }
  return login;
}

/* A site's own host takes classic API tokens, and no bearer at all. */
JmSimLogin
jm_sim_login_site (JmSim              *sim,
                   const JmSimRequest *request)
{
  const char *basic = credential (request, "Basic");
  JmSimLogin login = { has_header (request) ? JM_SIM_LOGIN_BAD : JM_SIM_LOGIN_NONE, NULL, NULL };

  if (!sim->person_active)
    return login;
  if (basic_is (basic, &sim->classic))
    login.kind = JM_SIM_LOGIN_GOOD;
  else if (basic_is (basic, &sim->scoped) || credential (request, "Bearer") != NULL)
    login.kind = JM_SIM_LOGIN_MISMATCH;
  return login;
}

/* Data Center takes personal access tokens, and counts what is wrong. */
JmSimLogin
jm_sim_login_data_center (JmSim              *sim,
                          const JmSimRequest *request)
{
  const char *bearer = credential (request, "Bearer");
  gboolean good = bearer != NULL && g_str_equal (bearer, sim->pat.token) && !sim->pat.ended &&
                  sim->person_active && jm_sim_clock_now (&sim->clock) < sim->pat.expires;
  JmSimLogin login = { JM_SIM_LOGIN_NONE, NULL, NULL };

  if (!has_header (request))
    return login;
  if (sim->bad_logins >= BAD_LOGINS)
    {
      login.kind = JM_SIM_LOGIN_DENIED;
      return login;
    }
  sim->bad_logins = good ? 0 : sim->bad_logins + 1;
  login.kind = good ? JM_SIM_LOGIN_GOOD : JM_SIM_LOGIN_BAD;
  return login;
}

/* @scopes: those that are needed, all of them, with spaces between; NULL: none */
gboolean
jm_sim_login_may (const JmSimLogin *login,
                  const char       *scopes)
{
  g_auto (GStrv) needed = scopes != NULL ? g_strsplit (scopes, " ", -1) : NULL;

  for (guint i = 0; needed != NULL && needed[i] != NULL; i++)
    {
      if (login->access != NULL ?
              !jm_sim_tokens_may (login->access, needed[i]) :
              login->scopes != NULL && !g_strv_contains ((const char *const *) login->scopes, needed[i]))
        return FALSE;
    }
  return TRUE;
}
