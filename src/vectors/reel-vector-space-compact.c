/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "vectors/reel-vector-space-private.h"

/* A file that is filled with the living entries of another. */
typedef struct
{
  ReelVectorView *from;   /* (borrowed) */
  ReelVectorFile *file;   /* (owned) */
  ReelVectorTable *table; /* (owned) */
  guint n_blocks;
  guint32 n_entries;

  /* the entry of @from that comes next */
  guint block;
  guint32 at;
} Copy;

static void
copy_clear (Copy *self)
{
  g_clear_pointer (&self->file, reel_vector_file_free);
  g_clear_pointer (&self->table, reel_vector_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Copy, copy_clear)

/* Goes to the next living entry, which is there. */
static void
copy_entry (Copy            *self,
            ReelVectorEntry *entry,
            gint8           *bytes)
{
  const ReelVectorBlock *block = &self->from->table->blocks[self->block];

  for (;;)
    {
      if (self->at == block->count)
        {
          block = &self->from->table->blocks[++self->block];
          self->at = 0;
        }
      if (!reel_vector_table_is_dead (self->from->table, block->first + self->at))
        break;
      self->at++;
    }
  *entry = reel_vector_view_get_entries (self->from, block)[self->at];
  memcpy (bytes, reel_vector_view_get_bytes (self->from, block) + self->at * self->from->stride, self->from->stride);
  self->at++;
}

static gboolean
copy_block (Copy    *self,
            guint32  count,
            GError **error)
{
  g_auto (ReelVectorPacker) packer = { 0 };
  ReelVectorBlock block = { self->file->end + sizeof (ReelVectorBlockHeader), self->n_entries, count };

  reel_vector_packer_init (&packer, REEL_VECTOR_BLOCK_VECTORS, self->n_entries, count, self->from->dims);
  for (guint32 i = 0; i < count; i++)
    copy_entry (self, &packer.entries[i], packer.bytes + i * self->from->stride);
  reel_vector_packer_seal (&packer);
  if (!reel_vector_file_append (self->file, &packer, FALSE, error))
    return FALSE;
  self->table = reel_vector_table_add (self->table, self->n_blocks++, &block);
  self->n_entries += count;
  return TRUE;
}

static gboolean
copy_all (Copy         *self,
          guint32       n,
          GCancellable *cancellable,
          GError      **error)
{
  guint32 room = reel_vector_packer_get_room (REEL_VECTOR_BLOCK_VECTORS, self->from->dims);

  while (self->n_entries < n)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !copy_block (self, MIN (n - self->n_entries, room), error))
      return FALSE;
  return TRUE;
}

/* Under changing. */
static gboolean
replace (ReelVectorSpace *self,
         const char      *new_path,
         GCancellable    *cancellable,
         GError         **error)
{
  g_auto (Copy) copy = { self->view };
  g_autoptr (ReelVectorMap) map = NULL;
  const guint8 *data;

  copy.table = reel_vector_table_new ();
  copy.file = reel_vector_file_open (new_path, self->id, self->dims, error);
  if (copy.file == NULL || !copy_all (&copy, self->view->n_entries - self->n_dead, cancellable, error))
    return FALSE;
  map = reel_vector_space_new_map (copy.file, copy.file->end, error);
  if (map == NULL || !reel_vector_file_rename (copy.file, self->path, error))
    return FALSE;
  data = map->data;
  reel_vector_file_free (self->file);
  self->file = g_steal_pointer (&copy.file);
  reel_vector_space_set_view (self,
      reel_vector_view_new (g_steal_pointer (&map), data, g_steal_pointer (&copy.table), self->dims, copy.n_blocks), 0);
  return TRUE;
}

/**
 * reel_vector_space_compact:
 * @self: a #ReelVectorSpace
 * @cancellable: (nullable): a cancellable, looked at every 8 MiB
 * @error: return location
 *
 * Writes a new file without the deleted vectors, of large blocks, and puts it in the place of the old one. For idle times:
 * other changes wait, searches don't. Needs room on the disk for both files. What is wrong leaves all as it was.
 *
 * Returns: %FALSE with a #GIOErrorEnum, also %G_IO_ERROR_CANCELLED
 */
gboolean
reel_vector_space_compact (ReelVectorSpace *self,
                           GCancellable    *cancellable,
                           GError         **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autofree char *new_path = NULL;

  g_return_val_if_fail (REEL_IS_VECTOR_SPACE (self), FALSE);

  locker = g_mutex_locker_new (&self->changing);
  new_path = reel_vector_space_get_new_path (self->path);
  g_unlink (new_path);
  if (replace (self, new_path, cancellable, error))
    return TRUE;
  g_unlink (new_path);
  return FALSE;
}
