/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "uploads/reel-stream-memory.h"

/* One file, as it was when it was opened. */
typedef struct
{
  guint64 size;   /* bytes */
  gint64 changed; /* when it was last written; microseconds */
  guint look;     /* the last one at which it was there */
  gboolean is_video;
} Stream;

struct _ReelStreamMemory
{
  GHashTable *streams; /* (owned): URI (owned) → Stream (owned) */
  guint look;
};

/**
 * reel_stream_memory_new:
 *
 * Returns: (transfer full): a memory of nothing
 */
ReelStreamMemory *
reel_stream_memory_new (void)
{
  ReelStreamMemory *self = g_new0 (ReelStreamMemory, 1);

  self->streams = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * reel_stream_memory_free:
 * @self: (nullable) (transfer full): a memory
 */
void
reel_stream_memory_free (ReelStreamMemory *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->streams);
  g_free (self);
}

/**
 * reel_stream_memory_begin:
 * @self: a memory
 */
void
reel_stream_memory_begin (ReelStreamMemory *self)
{
  self->look++;
}

/**
 * reel_stream_memory_recall:
 * @self: a memory, in a look
 * @uri: a file that is there
 * @size: bytes
 * @changed: when it was last written; microseconds
 * @is_video: (out): what its first bytes said
 *
 * Returns: whether it was opened before as it is now
 */
gboolean
reel_stream_memory_recall (ReelStreamMemory *self,
                           const char       *uri,
                           guint64           size,
                           gint64            changed,
                           gboolean         *is_video)
{
  Stream *stream = g_hash_table_lookup (self->streams, uri);

  if (stream == NULL || stream->size != size || stream->changed != changed)
    return FALSE;
  stream->look = self->look;
  *is_video = stream->is_video;
  return TRUE;
}

/**
 * reel_stream_memory_remember:
 * @self: a memory, in a look
 * @uri: a file that was opened
 * @size: bytes
 * @changed: when it was last written; microseconds
 * @is_video: what its first bytes said
 */
void
reel_stream_memory_remember (ReelStreamMemory *self,
                             const char       *uri,
                             guint64           size,
                             gint64            changed,
                             gboolean          is_video)
{
  Stream *stream = g_new (Stream, 1);

  stream->size = size;
  stream->changed = changed;
  stream->look = self->look;
  stream->is_video = is_video;
  g_hash_table_replace (self->streams, g_strdup (uri), stream);
}

static gboolean
was_away (gpointer key,
          gpointer value,
          gpointer user_data)
{
  return ((Stream *) value)->look != ((ReelStreamMemory *) user_data)->look;
}

/**
 * reel_stream_memory_end:
 * @self: a memory, in a look
 *
 * Forgets of what was not there: opening it once more costs little.
 */
void
reel_stream_memory_end (ReelStreamMemory *self)
{
  g_hash_table_foreach_remove (self->streams, was_away, self);
}
