/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vectors/reel-vector-format.h"
#include "vectors/reel-vector-table.h"

G_BEGIN_DECLS

/**
 * ReelVectorReader:
 * @table: where the vectors are
 * @n_blocks: blocks of vectors in it
 * @n_entries: entries in those
 * @n_dead: dead ones among them
 * @end: bytes of the file that are good: up to its end, or to a block whose writing was cut short
 *
 * What reading a file found.
 */
typedef struct
{
  ReelVectorTable *table; /* (owned) */
  guint            n_blocks;
  guint32          n_entries;
  guint32          n_dead;
  guint64          end;
} ReelVectorReader;

void     reel_vector_reader_clear (ReelVectorReader *self);
gboolean reel_vector_reader_read  (ReelVectorReader *self,
                                   const guint8     *data,
                                   guint64           size,
                                   const char       *id,
                                   guint             dims,
                                   GError          **error);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ReelVectorReader, reel_vector_reader_clear)

G_END_DECLS
