/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "vectors/reel-vector-table.h"

static gsize
count_words (guint32 entries)
{
  return entries / 32 + (entries % 32 != 0);
}

/**
 * reel_vector_table_new:
 *
 * Returns: (transfer full): an empty table
 */
ReelVectorTable *
reel_vector_table_new (void)
{
  return g_atomic_rc_box_new0 (ReelVectorTable);
}

/**
 * reel_vector_table_ref:
 * @self: a table
 *
 * Returns: (transfer full): @self
 */
ReelVectorTable *
reel_vector_table_ref (ReelVectorTable *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
reel_vector_table_clear (gpointer data)
{
  ReelVectorTable *self = data;

  g_free (self->blocks);
  g_free (self->dead);
}

/**
 * reel_vector_table_unref:
 * @self: (transfer full): a table
 *
 * Drops a reference.
 */
void
reel_vector_table_unref (ReelVectorTable *self)
{
  g_atomic_rc_box_release_full (self, reel_vector_table_clear);
}

/* Twice the room, at the least for @needed. */
static guint
grow (guint room,
      guint needed)
{
  return (guint) MIN (MAX ((guint64) room * 2, MAX (needed, 64u)), G_MAXUINT32);
}

/**
 * reel_vector_table_add:
 * @self: (transfer full): a table
 * @n_blocks: how many it has
 * @block: one more, whose entries follow the last one's
 *
 * For the writer's thread.
 *
 * Returns: (transfer full): @self, or what replaces it
 */
ReelVectorTable *
reel_vector_table_add (ReelVectorTable       *self,
                       guint                  n_blocks,
                       const ReelVectorBlock *block)
{
  guint32 entries = block->first + block->count;

  if (n_blocks == self->block_room || entries > self->entry_room)
    {
      g_autoptr (ReelVectorTable) old = self;

      self = reel_vector_table_new ();
      self->block_room = n_blocks == old->block_room ? grow (old->block_room, n_blocks + 1) : old->block_room;
      self->entry_room = entries > old->entry_room ? grow (old->entry_room, entries) : old->entry_room;
      self->blocks = g_new (ReelVectorBlock, self->block_room);
      self->dead = g_new0 (gint, count_words (self->entry_room));
      if (n_blocks > 0)
        {
          memcpy (self->blocks, old->blocks, n_blocks * sizeof *self->blocks);
          memcpy (self->dead, old->dead, count_words (old->entry_room) * sizeof *self->dead);
        }
    }
  self->blocks[n_blocks] = *block;
  return self;
}
