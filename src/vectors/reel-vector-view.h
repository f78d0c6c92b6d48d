/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vectors/reel-vector-format.h"
#include "vectors/reel-vector-map.h"
#include "vectors/reel-vector-table.h"

G_BEGIN_DECLS

/**
 * ReelVectorView:
 * @map: (nullable): what keeps the data in memory; %NULL where the caller does
 * @data: the file
 * @table: where the vectors are in it
 * @stride: bytes a vector
 * @dims: numbers a vector
 * @n_blocks: blocks of vectors, of the table
 * @n_entries: entries in them, dead ones too
 *
 * A space as it was at one moment, but for entries that die. Counted by references.
 */
typedef struct
{
  ReelVectorMap   *map; /* (owned) (nullable) */
  const guint8    *data; /* (borrowed) */
  ReelVectorTable *table; /* (owned) */
  gsize            stride;
  guint            dims;
  guint            n_blocks;
  guint32          n_entries;
} ReelVectorView;

/**
 * ReelVectorEntryFunc:
 * @view: a view
 * @number: the number of an entry that is not dead
 * @entry: the entry
 * @user_data: the caller's
 */
typedef void (*ReelVectorEntryFunc) (ReelVectorView        *view,
                                     guint32                number,
                                     const ReelVectorEntry *entry,
                                     gpointer               user_data);

ReelVectorView *reel_vector_view_new       (ReelVectorMap       *map,
                                            const guint8        *data,
                                            ReelVectorTable     *table,
                                            guint                dims,
                                            guint                n_blocks);
ReelVectorView *reel_vector_view_ref       (ReelVectorView      *self);
void            reel_vector_view_unref     (ReelVectorView      *self);
guint           reel_vector_view_find      (ReelVectorView      *self,
                                            guint32              number);
void            reel_vector_view_foreach   (ReelVectorView      *self,
                                            ReelVectorEntryFunc  func,
                                            gpointer             user_data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelVectorView, reel_vector_view_unref)

static inline const ReelVectorEntry *
reel_vector_view_get_entries (const ReelVectorView  *self,
                              const ReelVectorBlock *block)
{
  return (const void *) (self->data + block->offset);
}

static inline const gint8 *
reel_vector_view_get_bytes (const ReelVectorView  *self,
                            const ReelVectorBlock *block)
{
  guint64 table_size = reel_vector_format_table_size (REEL_VECTOR_BLOCK_VECTORS, block->count);

  return (const void *) (self->data + block->offset + table_size);
}

G_END_DECLS
