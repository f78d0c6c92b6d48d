/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/reel-random.h"

#define MOST_BYTES 64

/**
 * reel_random_hex:
 * @n_bytes: 1 to 64
 *
 * A secret that nobody can guess, as GLib's random numbers can be: from the system's source.
 *
 * Returns: (transfer full): @n_bytes random bytes, in twice as many hexadecimal digits
 */
char *
reel_random_hex (gsize n_bytes)
{
  guint8 bytes[MOST_BYTES];
  GString *hex = g_string_new (NULL);

  g_return_val_if_fail (n_bytes > 0 && n_bytes <= sizeof bytes, g_string_free (hex, FALSE));

  if (getrandom (bytes, n_bytes, 0) != (gssize) n_bytes)
    g_error ("No random numbers to be had: %s", g_strerror (errno));
  for (gsize i = 0; i < n_bytes; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  explicit_bzero (bytes, sizeof bytes);
  return g_string_free (hex, FALSE);
}
