/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "vectors/reel-vector-view.h"

/**
 * reel_vector_view_new:
 * @map: (transfer full) (nullable): what keeps the data in memory
 * @data: the file
 * @table: (transfer full): where the vectors are in it
 * @dims: numbers a vector
 * @n_blocks: blocks of vectors, of the table
 *
 * Returns: (transfer full): a view
 */
ReelVectorView *
reel_vector_view_new (ReelVectorMap   *map,
                      const guint8    *data,
                      ReelVectorTable *table,
                      guint            dims,
                      guint            n_blocks)
{
  ReelVectorView *self = g_atomic_rc_box_new0 (ReelVectorView);

  self->map = map;
  self->data = data;
  self->table = table;
  self->stride = reel_vector_format_align (dims);
  self->dims = dims;
  self->n_blocks = n_blocks;
  self->n_entries = n_blocks > 0 ? table->blocks[n_blocks - 1].first + table->blocks[n_blocks - 1].count : 0;
  return self;
}

/**
 * reel_vector_view_ref:
 * @self: a view
 *
 * Returns: (transfer full): @self
 */
ReelVectorView *
reel_vector_view_ref (ReelVectorView *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
reel_vector_view_clear (gpointer data)
{
  ReelVectorView *self = data;

  reel_vector_table_unref (self->table);
  g_clear_pointer (&self->map, reel_vector_map_unref);
}

/**
 * reel_vector_view_unref:
 * @self: (transfer full): a view
 *
 * Drops a reference.
 */
void
reel_vector_view_unref (ReelVectorView *self)
{
  g_atomic_rc_box_release_full (self, reel_vector_view_clear);
}

/**
 * reel_vector_view_find:
 * @self: a view
 * @number: the number of an entry, less than n_entries
 *
 * Returns: the block that it is in
 */
guint
reel_vector_view_find (ReelVectorView *self,
                       guint32         number)
{
  guint low = 0, high = self->n_blocks - 1;

  while (low < high)
    {
      guint middle = low + (high - low + 1) / 2;

      if (self->table->blocks[middle].first <= number)
        low = middle;
      else
        high = middle - 1;
    }
  return low;
}

/**
 * reel_vector_view_foreach:
 * @self: a view
 * @func: (scope call): called for each entry that is not dead, in the order of the file
 * @user_data: for @func
 */
void
reel_vector_view_foreach (ReelVectorView      *self,
                          ReelVectorEntryFunc  func,
                          gpointer             user_data)
{
  for (guint i = 0; i < self->n_blocks; i++)
    {
      const ReelVectorBlock *block = &self->table->blocks[i];
      const ReelVectorEntry *entries = reel_vector_view_get_entries (self, block);

      for (guint32 k = 0; k < block->count; k++)
        if (!reel_vector_table_is_dead (self->table, block->first + k))
          func (self, block->first + k, &entries[k], user_data);
    }
}
