/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-random.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

/*
 * Chance that nobody can guess. Everything comes from getrandom(2): the generators of GLib are for
 * games, and their next number follows from the last ones.
 */

#define TOKEN_BYTES 32
#define UUID_BYTES 16

static void
fill_random (guint8 *buffer,
             gsize   size)
{
  gsize filled = 0;

  while (filled < size)
    {
      gssize n = getrandom (buffer + filled, size - filled, 0);

      if (n > 0)
        filled += n;
      else if (n < 0 && errno != EINTR)
        g_error ("The kernel gave no random bytes: %s", g_strerror (errno));
    }
}

/**
 * jm_base64url:
 * @data: (array length=size) (nullable): @size bytes
 *
 * Returns: (transfer full): RFC 4648 §5, without padding
 */
char *
jm_base64url (const guint8 *data,
              gsize         size)
{
  char *text = g_base64_encode (data, size);
  char *end;

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  if ((end = strchr (text, '=')))
    *end = '\0';

  return text;
}

/**
 * jm_random_token:
 *
 * Returns: (transfer full): 256 bits as 43 characters, for state, nonce and code verifier
 */
char *
jm_random_token (void)
{
  guint8 bytes[TOKEN_BYTES];
  char *token;

  fill_random (bytes, sizeof bytes);
  token = jm_base64url (bytes, sizeof bytes);
  explicit_bzero (bytes, sizeof bytes);

  return token;
}

/**
 * jm_random_uuid:
 *
 * Returns: (transfer full): RFC 9562 §5.4, lower case
 */
char *
jm_random_uuid (void)
{
  guint8 b[UUID_BYTES];

  fill_random (b, sizeof b);
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;

  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
                          b[12], b[13], b[14], b[15]);
}

/**
 * jm_random_fraction:
 *
 * Returns: evenly in [0, 1)
 */
double
jm_random_fraction (void)
{
  guint64 bits;

  fill_random ((guint8 *) &bits, sizeof bits);

  /* The 53 bits that a double holds exactly */
  return (double) (bits >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);
}

/**
 * jm_sha256_base64url:
 *
 * Returns: (transfer full): the code challenge of the code verifier @text, 43 characters
 */
char *
jm_sha256_base64url (const char *text)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size = sizeof digest;

  g_return_val_if_fail (text != NULL, NULL);

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &size);

  return jm_base64url (digest, size);
}

/**
 * jm_equal_constant_time:
 * @a: (nullable): what was given
 * @b: (nullable): what is right
 *
 * The length of the texts may be learnt from the time it takes; where they differ may not.
 *
 * Returns: whether both are there and the same
 */
gboolean
jm_equal_constant_time (const char *a,
                        const char *b)
{
  volatile guint8 difference = 0;
  gsize size;

  if (a == NULL || b == NULL)
    return FALSE;

  size = strlen (a);
  if (strlen (b) != size)
    return FALSE;

  for (gsize i = 0; i < size; i++)
    difference |= (guint8) a[i] ^ (guint8) b[i];

  return difference == 0;
}

/**
 * jm_wipe_free:
 * @secret: (nullable) (transfer full): from the GLib allocator
 */
void
jm_wipe_free (char *secret)
{
  if (secret == NULL)
    return;

  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
