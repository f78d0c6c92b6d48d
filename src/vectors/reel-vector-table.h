/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelVectorBlock:
 * @offset: where its entries begin in the file; the vectors follow them
 * @first: the number of its first entry
 * @count: entries
 *
 * A block of vectors.
 */
typedef struct
{
  guint64 offset;
  guint32 first;
  guint32 count;
} ReelVectorBlock;

/**
 * ReelVectorTable:
 * @blocks: the blocks of vectors, @block_room of them
 * @dead: a bit for each entry that was deleted, room for @entry_room entries
 *
 * Where a file's vectors are. One thread, the writer, adds at the end; readers look only at what was there when they got
 * their view. A table that is full is replaced by a larger copy, and lives on as long as readers have it. Bits are set
 * atomically.
 */
typedef struct
{
  ReelVectorBlock *blocks; /* (owned) */
  gint            *dead;   /* (owned) */
  guint            block_room;
  guint32          entry_room;
} ReelVectorTable;

ReelVectorTable *reel_vector_table_new     (void);
ReelVectorTable *reel_vector_table_ref     (ReelVectorTable       *self);
void             reel_vector_table_unref   (ReelVectorTable       *self);
ReelVectorTable *reel_vector_table_add     (ReelVectorTable       *self,
                                            guint                  n_blocks,
                                            const ReelVectorBlock *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelVectorTable, reel_vector_table_unref)

static inline gboolean
reel_vector_table_is_dead (const ReelVectorTable *self,
                           guint32                entry)
{
  return ((guint) __atomic_load_n (&self->dead[entry / 32], __ATOMIC_RELAXED) >> entry % 32 & 1) != 0;
}

/* Returns: whether it was alive. */
static inline gboolean
reel_vector_table_kill (ReelVectorTable *self,
                        guint32          entry)
{
  guint bit = 1u << entry % 32;

  return (g_atomic_int_or ((guint *) &self->dead[entry / 32], bit) & bit) == 0;
}

G_END_DECLS
