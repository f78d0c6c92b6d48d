/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "local/reel-multipart-parser.h"

/*
 * The first line of the input is the Content-Type, the rest the body. However the body is cut into pieces, the parser must
 * tell the same: that is what is checked, beside what the sanitizers see.
 */

typedef struct
{
  GChecksum *told;
  gboolean in_part;
} Listener;

static gboolean
part_begin (const char *name,
            const char *file_name,
            gpointer    user_data,
            GError    **error)
{
  Listener *self = user_data;

  g_assert_false (self->in_part);
  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_true (file_name == NULL || g_utf8_validate (file_name, -1, NULL));
  self->in_part = TRUE;
  g_checksum_update (self->told, (const guchar *) name, (gssize) strlen (name) + 1);
  if (file_name != NULL)
    g_checksum_update (self->told, (const guchar *) file_name, (gssize) strlen (file_name) + 1);
  return TRUE;
}

static gboolean
part_data (const guint8 *data,
           gsize         length,
           gpointer      user_data,
           GError      **error)
{
  Listener *self = user_data;

  g_assert_true (self->in_part);
  g_assert_cmpuint (length, >, 0);
  g_checksum_update (self->told, data, (gssize) length);
  return TRUE;
}

static gboolean
part_end (gpointer user_data,
          GError **error)
{
  Listener *self = user_data;

  g_assert_true (self->in_part);
  self->in_part = FALSE;
  g_checksum_update (self->told, (const guchar *) ";", 1);
  return TRUE;
}

static const ReelMultipartEvents events = { part_begin, part_data, part_end };

/* Returns what was told, and how it ended, as one text. */
static char *
parse (const char   *type,
       const guint8 *body,
       gsize         length,
       gsize         piece)
{
  g_autoptr (GChecksum) told = g_checksum_new (G_CHECKSUM_SHA1);
  g_autoptr (GError) error = NULL;
  Listener listener = { told, FALSE };
  g_autoptr (ReelMultipartParser) parser = reel_multipart_parser_new (type, &events, &listener, &error);
  gboolean ok = parser != NULL;

  for (gsize at = 0; ok && at < length; at += piece)
    ok = reel_multipart_parser_feed (parser, body + at, MIN (piece, length - at), &error);
  ok = ok && reel_multipart_parser_end (parser, &error);
  g_assert_true (ok == (error == NULL));
  g_assert_false (ok && listener.in_part);
  /* where it is refused, how much data was told before may differ by what was held back */
  return ok ? g_strdup (g_checksum_get_string (told)) : g_strdup_printf ("error %d", error->code);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const guint8 *line_end = size > 0 ? memchr (data, '\n', size) : NULL;
  gsize type_length = line_end != NULL ? (gsize) (line_end - data) : size;
  gsize body_at = MIN (type_length + 1, size);
  g_autofree char *type = g_strndup ((const char *) data, type_length);
  g_autofree char *whole = parse (type, data + body_at, size - body_at, G_MAXSIZE / 2);
  g_autofree char *bytes = parse (type, data + body_at, size - body_at, 1);
  g_autofree char *pieces = parse (type, data + body_at, size - body_at, 7);

  g_assert_cmpstr (whole, ==, bytes);
  g_assert_cmpstr (whole, ==, pieces);
  return 0;
}
