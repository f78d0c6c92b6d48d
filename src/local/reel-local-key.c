/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "local/reel-local-error.h"
#include "local/reel-local-key.h"

#define MAX_KEY 1024 /* bytes */

/**
 * reel_local_key_read_fd:
 * @fd: a descriptor to read the key from, up to its end or to the first line's; closed afterwards
 * @error: return location for a #ReelLocalError
 *
 * Returns: (transfer full) (nullable): the key
 */
char *
reel_local_key_read_fd (int      fd,
                        GError **error)
{
  char buffer[MAX_KEY + 2] = { 0 };
  gsize length = 0;
  gssize n = 1;

  while (n > 0 && length <= MAX_KEY && memchr (buffer, '\n', length) == NULL)
    {
      n = read (fd, buffer + length, MAX_KEY + 1 - length);
      if (n < 0 && errno == EINTR)
        n = 1;
      else if (n > 0)
        length += (gsize) n;
    }
  if (n < 0)
    {
      g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_INTERNAL,
                   /* Translators: %s is the system's words */
                   _("The key can't be read: %s"), g_strerror (errno));
      close (fd);
      return NULL;
    }
  close (fd);
  buffer[strcspn (buffer, "\r\n")] = '\0';
  g_strstrip (buffer);
  if (*buffer != '\0' && length <= MAX_KEY)
    return g_strdup (buffer);
  g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_INTERNAL,
               _("The key must be one line of 1 to %d characters."), MAX_KEY);
  return NULL;
}

/**
 * reel_local_key_read_file:
 * @path: a file with the key in its first line
 * @error: return location for a #ReelLocalError
 *
 * Returns: (transfer full) (nullable): the key
 */
char *
reel_local_key_read_file (const char *path,
                          GError    **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (fd >= 0)
    return reel_local_key_read_fd (fd, error);
  g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_INTERNAL,
               /* Translators: the first %s is a file, the second the system's words */
               _("“%s” can't be read: %s"), path, g_strerror (errno));
  return NULL;
}

/**
 * reel_local_key_equal:
 * @key: the key
 * @given: what was sent
 *
 * Compares in a time that depends on the length of @given only, so that the answer's delay does not tell how much of it
 * was right.
 *
 * Returns: whether they are the same
 */
gboolean
reel_local_key_equal (const char *key,
                      const char *given)
{
  gsize n = strlen (key), m = strlen (given);
  volatile guint differs = n != m;

  for (gsize i = 0; i < m; i++)
    differs |= (guint) (guchar) given[i] ^ (guint) (guchar) key[n > 0 ? i % n : 0];
  return differs == 0;
}
