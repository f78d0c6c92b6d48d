/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/reel-sha256.h"
#include "local/reel-local-error.h"
#include "local/reel-multipart-parser.h"
#include "local/reel-upload-sink.h"

struct _ReelUploadSink
{
  ReelBodySink sink;

  /* owned */
  ReelMultipartParser *parser;
  char *folder;
  ReelFileWriter *file; /* (nullable) */
  char *file_name;      /* (nullable) */
  ReelSha256 *sum;      /* (nullable) */
  char *sha256;         /* (nullable) */
  GHashTable *fields;   /* name → GString */

  GString *field; /* (borrowed) (nullable): of the fields, the one that comes */
  guint64 expected; /* bytes of the body; 0 where it does not say */
  guint64 limit;    /* bytes of the file; 0 for none */
  gboolean in_file;
};

#define MAX_NAME 255 /* characters */

/* Other parts that are kept, and how long their names and they are. What is more, or longer, is not looked at. */
#define MAX_FIELDS 8
#define MAX_FIELD 100 /* bytes */

/* A name for people, of one line and without folders: it never becomes a path. */
static char *
clean_name (const char *sent)
{
  GString *name = g_string_new (NULL);
  const char *p = sent != NULL ? sent : "";

  for (guint n = 0; *p != '\0' && n < MAX_NAME; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '/' || c == '\\')
        {
          g_string_truncate (name, 0);
          n = 0;
        }
      else if (!g_unichar_iscntrl (c))
        {
          g_string_append_unichar (name, c);
          n++;
        }
    }
  if (name->len == 0)
    g_string_append (name, "video");
  return g_string_free (name, FALSE);
}

static gboolean
part_begin (const char *name,
            const char *file_name,
            gpointer    user_data,
            GError    **error)
{
  ReelUploadSink *self = user_data;

  self->in_file = g_str_equal (name, "file");
  self->field = NULL;
  if (!self->in_file)
    {
      if (g_hash_table_size (self->fields) < MAX_FIELDS && strlen (name) <= MAX_FIELD &&
          !g_hash_table_contains (self->fields, name))
        {
          self->field = g_string_new (NULL);
          g_hash_table_insert (self->fields, g_strdup (name), self->field);
        }
      return TRUE;
    }
  if (self->file != NULL)
    {
      g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST,
                           "There must be one part “file” in an upload, not several.");
      return FALSE;
    }
  self->file = reel_file_writer_new (self->folder, error);
  self->file_name = clean_name (file_name);
  self->sum = reel_sha256_new ();
  return self->file != NULL && reel_file_writer_reserve (self->file, self->expected, error);
}

static gboolean
part_data (const guint8 *data,
           gsize         length,
           gpointer      user_data,
           GError      **error)
{
  ReelUploadSink *self = user_data;

  if (!self->in_file)
    {
      if (self->field != NULL && self->field->len <= MAX_FIELD)
        g_string_append_len (self->field, (const char *) data, (gssize) MIN (length, MAX_FIELD + 1));
      return TRUE;
    }
  if (self->limit > 0 && reel_file_writer_get_size (self->file) + length > self->limit)
    {
      g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_TOO_LARGE,
                   /* Translators: the number is of MiB */
                   _("This picture is too large. It may have %u MiB at most."), (guint) (self->limit / (1024 * 1024)));
      return FALSE;
    }
  reel_sha256_update (self->sum, data, length);
  return reel_file_writer_write (self->file, data, length, error);
}

static gboolean
part_end (gpointer user_data,
          GError **error)
{
  return TRUE;
}

static const ReelMultipartEvents events = { part_begin, part_data, part_end };

static gboolean
feed (ReelBodySink *sink,
      const guint8 *data,
      gsize         length,
      GError      **error)
{
  return reel_multipart_parser_feed (((ReelUploadSink *) sink)->parser, data, length, error);
}

static gboolean
end (ReelBodySink *sink,
     GError      **error)
{
  ReelUploadSink *self = (ReelUploadSink *) sink;

  if (!reel_multipart_parser_end (self->parser, error))
    return FALSE;
  if (self->file == NULL)
    g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "There is no part “file” in this upload.");
  else if (reel_file_writer_get_size (self->file) == 0)
    g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, _("This file is empty."));
  else if (reel_file_writer_sync (self->file, error)) /* here, where it keeps nobody else waiting */
    {
      self->sha256 = reel_sha256_finish (self->sum);
      return TRUE;
    }
  return FALSE;
}

static void
free_field (gpointer field)
{
  g_string_free (field, TRUE);
}

static void
reel_upload_sink_free (ReelBodySink *sink)
{
  ReelUploadSink *self = (ReelUploadSink *) sink;

  g_clear_pointer (&self->parser, reel_multipart_parser_free);
  g_clear_pointer (&self->file, reel_file_writer_free);
  g_free (self->folder);
  g_free (self->file_name);
  g_clear_pointer (&self->sum, reel_sha256_free);
  g_free (self->sha256);
  g_hash_table_unref (self->fields);
  g_free (self);
}

/**
 * reel_upload_sink_new:
 * @content_type: (nullable): the request's
 * @folder: where the file is written
 * @error: return location for a #ReelMultipartError; what it does later sets #ReelLocalError too
 *
 * Returns: (transfer full) (nullable): a sink
 */
ReelUploadSink *
reel_upload_sink_new (const char *content_type,
                      const char *folder,
                      GError    **error)
{
  ReelUploadSink *self = g_new0 (ReelUploadSink, 1);

  self->sink = (ReelBodySink) { feed, end, reel_upload_sink_free };
  self->folder = g_strdup (folder);
  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_field);
  self->parser = reel_multipart_parser_new (content_type, &events, self, error);
  if (self->parser != NULL)
    return self;
  reel_upload_sink_free (&self->sink);
  return NULL;
}

/**
 * reel_upload_sink_is:
 * @sink: any sink
 *
 * Returns: whether it is one of these
 */
gboolean
reel_upload_sink_is (ReelBodySink *sink)
{
  return sink->free == reel_upload_sink_free;
}

/**
 * reel_upload_sink_set_limit:
 * @self: a #ReelUploadSink that has got nothing yet
 * @limit: the most bytes of the file; more is %REEL_LOCAL_ERROR_TOO_LARGE
 */
void
reel_upload_sink_set_limit (ReelUploadSink *self,
                            guint64         limit)
{
  self->limit = limit;
}

/**
 * reel_upload_sink_set_expected:
 * @self: a #ReelUploadSink that has got nothing yet
 * @expected: bytes that the body says it has: room is taken for a file of about that size before it is written
 */
void
reel_upload_sink_set_expected (ReelUploadSink *self,
                               guint64         expected)
{
  self->expected = expected;
}

/**
 * reel_upload_sink_get_field:
 * @self: a #ReelUploadSink that came to a good end
 * @name: a part beside `file`
 *
 * Returns: (transfer none) (nullable): what it says; %NULL where it is not there, or of more than a hundred bytes
 */
const char *
reel_upload_sink_get_field (ReelUploadSink *self,
                            const char     *name)
{
  const GString *field = g_hash_table_lookup (self->fields, name);

  return field != NULL && field->len <= MAX_FIELD ? field->str : NULL;
}

/**
 * reel_upload_sink_get_file:
 * @self: a #ReelUploadSink that came to a good end
 *
 * Returns: (transfer none): the file, which goes with the sink unless it is committed
 */
ReelFileWriter *
reel_upload_sink_get_file (ReelUploadSink *self)
{
  return self->file;
}

/**
 * reel_upload_sink_get_file_name:
 * @self: a #ReelUploadSink that came to a good end
 *
 * Returns: (transfer none): the name for people
 */
const char *
reel_upload_sink_get_file_name (ReelUploadSink *self)
{
  return self->file_name;
}

/**
 * reel_upload_sink_get_sha256:
 * @self: a #ReelUploadSink that came to a good end
 *
 * Returns: (transfer none): of the file, in hexadecimal digits
 */
const char *
reel_upload_sink_get_sha256 (ReelUploadSink *self)
{
  return self->sha256;
}
