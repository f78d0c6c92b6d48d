/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vectors/reel-vector-format.h"

G_BEGIN_DECLS

/**
 * ReelVectorPacker:
 * @data: the block
 * @size: bytes of it
 * @entries: room for its entries, of a block of vectors
 * @bytes: room for the vectors, one a stride
 * @numbers: room for the numbers, of a block of deleted entries
 *
 * A block that is being made, in memory.
 */
typedef struct
{
  guint8          *data; /* (owned) */
  gsize            size;
  ReelVectorEntry *entries; /* (borrowed) from data, as the next two */
  gint8           *bytes;
  guint32         *numbers;
} ReelVectorPacker;

guint32 reel_vector_packer_get_room (ReelVectorBlockKind kind,
                                     guint               dims);
void    reel_vector_packer_init     (ReelVectorPacker   *self,
                                     ReelVectorBlockKind kind,
                                     guint32             first,
                                     guint32             count,
                                     guint               dims);
void    reel_vector_packer_seal     (ReelVectorPacker   *self);
void    reel_vector_packer_clear    (ReelVectorPacker   *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ReelVectorPacker, reel_vector_packer_clear)

G_END_DECLS
