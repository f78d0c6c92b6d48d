/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "vectors/reel-vector-checksum.h"
#include "vectors/reel-vector-error.h"
#include "vectors/reel-vector-reader.h"

/* Reads a file in memory and believes nothing that it says. */

/**
 * reel_vector_reader_clear:
 * @self: a reader
 *
 * Frees what it holds.
 */
void
reel_vector_reader_clear (ReelVectorReader *self)
{
  g_clear_pointer (&self->table, reel_vector_table_unref);
}

static gboolean
fail (const char *reason,
      GError    **error)
{
  g_set_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_DAMAGED, "The file of the vectors is damaged: %s", reason);
  return FALSE;
}

static gboolean
check_header (const guint8 *data,
              guint64       size,
              const char   *id,
              guint         dims,
              GError      **error)
{
  ReelVectorFileHeader header;

  if (size < sizeof header)
    return fail ("it is shorter than its header.", error);
  memcpy (&header, data, sizeof header);
  if (memcmp (header.magic, REEL_VECTOR_FORMAT_MAGIC, sizeof header.magic) != 0 || header.order != REEL_VECTOR_FORMAT_ORDER)
    return fail ("it does not begin as such a file does.", error);
  if (header.version != REEL_VECTOR_FORMAT_VERSION)
    return fail ("its format is of another version.", error);
  if (header.checksum != reel_vector_checksum (&header, offsetof (ReelVectorFileHeader, checksum)))
    return fail ("the checksum of its header is wrong.", error);
  if (memchr (header.id, '\0', sizeof header.id) == NULL || header.stride != reel_vector_format_align (header.dims))
    return fail ("its header contradicts itself.", error);
  if (header.dims != dims || strcmp (header.id, id) != 0)
    {
      g_set_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_OTHER_SPACE,
                   "The file has vectors of another space or of other dimensions.");
      return FALSE;
    }
  return TRUE;
}

/* The entries of a block that are taken as they lie in the file. */
static gboolean
check_entries (const ReelVectorEntry *entries,
               guint32                count,
               guint                  dims)
{
  for (guint32 i = 0; i < count; i++)
    if (entries[i].peak_index >= dims || entries[i].reserved != 0)
      return FALSE;
  return TRUE;
}

static gboolean
kill_all (ReelVectorReader *self,
          const guint32    *numbers,
          guint32           count)
{
  for (guint32 i = 0; i < count; i++)
    {
      if (numbers[i] >= self->n_entries || !reel_vector_table_kill (self->table, numbers[i]))
        return FALSE;
      self->n_dead++;
    }
  return TRUE;
}

static gboolean
add_block (ReelVectorReader            *self,
           const ReelVectorBlockHeader *header,
           const guint8                *payload,
           guint64                      offset,
           guint                        dims,
           GError                     **error)
{
  const ReelVectorBlock block = { offset, header->first, header->count };

  if (header->count == 0 || header->first != self->n_entries)
    return fail ("the numbers of a block are wrong.", error);
  if (header->kind == REEL_VECTOR_BLOCK_DEAD)
    return kill_all (self, (const void *) payload, header->count) || fail ("it deletes what it does not have.", error);
  if (header->count > REEL_VECTOR_MAX_ENTRIES - self->n_entries)
    return fail ("it has too many entries.", error);
  if (!check_entries ((const void *) payload, header->count, dims))
    return fail ("an entry contradicts itself.", error);
  self->table = reel_vector_table_add (self->table, self->n_blocks++, &block);
  self->n_entries += header->count;
  return TRUE;
}

static gboolean
is_zero (const guint8 *data,
         guint64       size)
{
  return size == 0 || (data[0] == 0 && memcmp (data, data + 1, size - 1) == 0);
}

/* Whether the header of a block may be believed. */
static gboolean
is_block (const ReelVectorBlockHeader *header)
{
  return header->magic == REEL_VECTOR_FORMAT_BLOCK_MAGIC &&
         (header->kind == REEL_VECTOR_BLOCK_VECTORS || header->kind == REEL_VECTOR_BLOCK_DEAD) &&
         header->checksum == reel_vector_checksum (header, offsetof (ReelVectorBlockHeader, checksum));
}

/**
 * reel_vector_reader_read:
 * @self: an empty reader, all zero
 * @data: the file, at a multiple of 64 bytes
 * @size: how many bytes
 * @id: the space that it must be of
 * @dims: the numbers a vector that it must have
 * @error: return location
 *
 * The last block may be cut short or, after a loss of power, be wrong or zeros: then the file ends before it. What is wrong
 * elsewhere is an error.
 *
 * Returns: whether it can be used; else %REEL_VECTOR_ERROR_DAMAGED or %REEL_VECTOR_ERROR_OTHER_SPACE
 */
gboolean
reel_vector_reader_read (ReelVectorReader *self,
                         const guint8     *data,
                         guint64           size,
                         const char       *id,
                         guint             dims,
                         GError          **error)
{
  ReelVectorBlockHeader header;
  guint64 payload;

  if (!check_header (data, size, id, dims, error))
    return FALSE;
  self->table = reel_vector_table_new ();
  for (self->end = sizeof (ReelVectorFileHeader); size - self->end >= sizeof header; self->end += sizeof header + payload)
    {
      const guint8 *at = data + self->end;
      guint64 left = size - self->end - sizeof header;

      memcpy (&header, at, sizeof header);
      if (!is_block (&header))
        {
          if (is_zero (at, size - self->end))
            break;
          return fail ("a block does not begin as such.", error);
        }
      payload = reel_vector_format_payload_size (header.kind, header.count, reel_vector_format_align (dims));
      if (payload > left)
        break;
      if (header.payload_checksum != reel_vector_checksum (at + sizeof header, payload))
        {
          if (payload == left)
            break;
          return fail ("the checksum of a block is wrong.", error);
        }
      if (!add_block (self, &header, at + sizeof header, self->end + sizeof header, dims, error))
        return FALSE;
    }
  return TRUE;
}
