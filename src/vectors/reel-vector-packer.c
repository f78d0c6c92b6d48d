/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "vectors/reel-vector-checksum.h"
#include "vectors/reel-vector-packer.h"

/**
 * reel_vector_packer_get_room:
 * @kind: of a block
 * @dims: numbers a vector
 *
 * Returns: the most entries or numbers to put into one block
 */
guint32
reel_vector_packer_get_room (ReelVectorBlockKind kind,
                             guint               dims)
{
  if (kind == REEL_VECTOR_BLOCK_DEAD)
    return REEL_VECTOR_BLOCK_BYTES / sizeof (guint32);
  return (guint32) (REEL_VECTOR_BLOCK_BYTES / (reel_vector_format_align (dims) + sizeof (ReelVectorEntry)));
}

/**
 * reel_vector_packer_init:
 * @self: a packer, all zero
 * @kind: of the block
 * @first: entries in the file before it
 * @count: how many entries or numbers it will have
 * @dims: numbers a vector
 *
 * Makes room for a block. Its parts are to be filled, then reel_vector_packer_seal().
 */
void
reel_vector_packer_init (ReelVectorPacker   *self,
                         ReelVectorBlockKind kind,
                         guint32             first,
                         guint32             count,
                         guint               dims)
{
  guint8 *payload;
  ReelVectorBlockHeader *header;

  self->size = sizeof *header + (gsize) reel_vector_format_payload_size (kind, count, reel_vector_format_align (dims));
  self->data = g_malloc0 (self->size);
  header = (ReelVectorBlockHeader *) (gpointer) self->data;
  header->magic = REEL_VECTOR_FORMAT_BLOCK_MAGIC;
  header->kind = kind;
  header->count = count;
  header->first = first;

  payload = self->data + sizeof *header;
  if (kind == REEL_VECTOR_BLOCK_VECTORS)
    {
      self->entries = (gpointer) payload;
      self->bytes = (gpointer) (payload + reel_vector_format_table_size (kind, count));
    }
  else
    self->numbers = (gpointer) payload;
}

/**
 * reel_vector_packer_seal:
 * @self: a packer whose parts are filled
 *
 * Writes the checksums.
 */
void
reel_vector_packer_seal (ReelVectorPacker *self)
{
  ReelVectorBlockHeader *header = (gpointer) self->data;

  header->payload_checksum = reel_vector_checksum (self->data + sizeof *header, self->size - sizeof *header);
  header->checksum = reel_vector_checksum (header, offsetof (ReelVectorBlockHeader, checksum));
}

/**
 * reel_vector_packer_clear:
 * @self: a packer
 *
 * Frees what it holds.
 */
void
reel_vector_packer_clear (ReelVectorPacker *self)
{
  g_clear_pointer (&self->data, g_free);
}
