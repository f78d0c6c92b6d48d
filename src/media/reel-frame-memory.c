/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-frame-memory.h"

typedef struct
{
  char *key;        /* (owned) */
  char *stamp;      /* (owned) */
  ReelFrame *frame; /* (owned) */
  GList link;       /* in `recent` */
} Entry;

struct _ReelFrameMemory
{
  GMutex lock;
  GHashTable *entries; /* (owned): Entry.key → Entry (owned) */
  GQueue recent;       /* most recently used first */
  gsize bytes;
  gsize max_bytes;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->key);
  g_free (entry->stamp);
  reel_frame_unref (entry->frame);
  g_free (entry);
}

static gsize
entry_bytes (const Entry *entry)
{
  return g_bytes_get_size (entry->frame->pixels) + sizeof (Entry);
}

/* With the lock held. */
static void
drop (ReelFrameMemory *self,
      Entry           *entry)
{
  self->bytes -= entry_bytes (entry);
  g_queue_unlink (&self->recent, &entry->link);
  g_hash_table_remove (self->entries, entry->key);
}

/**
 * reel_frame_memory_new:
 * @max_bytes: how much to keep
 *
 * Returns: (transfer full): an empty memory
 */
ReelFrameMemory *
reel_frame_memory_new (gsize max_bytes)
{
  ReelFrameMemory *self = g_new0 (ReelFrameMemory, 1);

  g_mutex_init (&self->lock);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  self->max_bytes = max_bytes;
  return self;
}

/**
 * reel_frame_memory_free:
 * @self: (transfer full): a memory
 */
void
reel_frame_memory_free (ReelFrameMemory *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->entries);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * reel_frame_memory_add:
 * @self: a memory
 * @key: which frame
 * @stamp: which state of the file
 * @frame: the frame
 *
 * Keeps @frame, in place of an older one of the same key. One that is larger than the whole memory is not kept.
 */
void
reel_frame_memory_add (ReelFrameMemory *self,
                       const char      *key,
                       const char      *stamp,
                       ReelFrame       *frame)
{
  Entry *entry = g_new0 (Entry, 1);
  Entry *old;

  entry->key = g_strdup (key);
  entry->stamp = g_strdup (stamp);
  entry->frame = reel_frame_ref (frame);
  entry->link.data = entry;

  g_mutex_lock (&self->lock);
  old = g_hash_table_lookup (self->entries, key);
  if (old != NULL)
    drop (self, old);
  g_hash_table_insert (self->entries, entry->key, entry);
  g_queue_push_head_link (&self->recent, &entry->link);
  self->bytes += entry_bytes (entry);
  while (self->bytes > self->max_bytes)
    drop (self, g_queue_peek_tail (&self->recent));
  g_mutex_unlock (&self->lock);
}

/**
 * reel_frame_memory_lookup:
 * @self: a memory
 * @key: which frame
 * @stamp: (nullable): which state of the file; %NULL for whichever there is
 *
 * Returns: (transfer full) (nullable): the frame
 */
ReelFrame *
reel_frame_memory_lookup (ReelFrameMemory *self,
                          const char      *key,
                          const char      *stamp)
{
  ReelFrame *frame = NULL;
  Entry *entry;

  g_mutex_lock (&self->lock);
  entry = g_hash_table_lookup (self->entries, key);
  if (entry != NULL && stamp != NULL && strcmp (entry->stamp, stamp) != 0)
    drop (self, entry);
  else if (entry != NULL)
    {
      frame = reel_frame_ref (entry->frame);
      g_queue_unlink (&self->recent, &entry->link);
      g_queue_push_head_link (&self->recent, &entry->link);
    }
  g_mutex_unlock (&self->lock);
  return frame;
}

/**
 * reel_frame_memory_bytes:
 * @self: a memory
 *
 * Returns: how much is kept, in bytes
 */
gsize
reel_frame_memory_bytes (ReelFrameMemory *self)
{
  gsize bytes;

  g_mutex_lock (&self->lock);
  bytes = self->bytes;
  g_mutex_unlock (&self->lock);
  return bytes;
}
