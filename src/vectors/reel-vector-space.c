/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "vectors/reel-vector-code.h"
#include "vectors/reel-vector-reader.h"
#include "vectors/reel-vector-space-private.h"

G_DEFINE_FINAL_TYPE (ReelVectorSpace, reel_vector_space, G_TYPE_OBJECT)

/* The least addresses that a map takes, in bytes. */
#define LEAST_MAP (1u << 20)

char *
reel_vector_space_get_new_path (const char *path)
{
  return g_strconcat (path, ".new", NULL);
}

ReelVectorView *
reel_vector_space_get_view (ReelVectorSpace *self)
{
  ReelVectorView *view;

  g_mutex_lock (&self->lock);
  view = reel_vector_view_ref (self->view);
  g_mutex_unlock (&self->lock);
  return view;
}

/* Takes @view. The old one lives on in the searches that have it. */
void
reel_vector_space_set_view (ReelVectorSpace *self,
                            ReelVectorView  *view,
                            guint32          n_dead)
{
  ReelVectorView *old;

  g_mutex_lock (&self->lock);
  old = self->view;
  self->view = view;
  self->n_dead = n_dead;
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&old, reel_vector_view_unref);
}

ReelVectorMap *
reel_vector_space_new_map (ReelVectorFile *file,
                           guint64         size,
                           GError        **error)
{
  return reel_vector_map_new (file->fd, MAX (size * 2, LEAST_MAP), error);
}

static gboolean
read_file (ReelVectorSpace *self,
           GError         **error)
{
  g_autoptr (ReelVectorMap) map = reel_vector_space_new_map (self->file, self->file->end, error);
  g_auto (ReelVectorReader) reader = { 0 };
  const guint8 *data;

  if (map == NULL || !reel_vector_reader_read (&reader, map->data, self->file->end, self->id, self->dims, error))
    return FALSE;
  if (reader.end < self->file->end && !reel_vector_file_cut (self->file, reader.end, error))
    return FALSE;
  data = map->data;
  self->view = reel_vector_view_new (g_steal_pointer (&map), data, g_steal_pointer (&reader.table), self->dims,
                                     reader.n_blocks);
  self->n_dead = reader.n_dead;
  return TRUE;
}

/**
 * reel_vector_space_open:
 * @path: its file, which is made if it is not there; beside it compaction writes PATH.new
 * @id: the space, 1…%REEL_VECTOR_MAX_ID bytes
 * @dims: numbers a vector, 1…%REEL_VECTOR_MAX_DIMS
 * @error: return location
 *
 * Opens a space and reads all of its file once, for the checksums. A block at the end whose writing was cut short is
 * dropped. Afterwards compare what is there with the database, by reel_vector_space_foreach().
 *
 * Returns: (transfer full) (nullable): a space; %NULL with %REEL_VECTOR_ERROR_DAMAGED or %REEL_VECTOR_ERROR_OTHER_SPACE,
 *   when the file is to be removed and filled anew, with %REEL_VECTOR_ERROR_BUSY, or with a #GIOErrorEnum
 */
ReelVectorSpace *
reel_vector_space_open (const char *path,
                        const char *id,
                        guint       dims,
                        GError    **error)
{
  g_autoptr (ReelVectorSpace) self = NULL;
  g_autofree char *new_path = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (id != NULL && *id != '\0' && strlen (id) <= REEL_VECTOR_MAX_ID, NULL);
  g_return_val_if_fail (dims >= 1 && dims <= REEL_VECTOR_MAX_DIMS, NULL);

  self = g_object_new (REEL_TYPE_VECTOR_SPACE, NULL);
  self->path = g_strdup (path);
  self->id = g_strdup (id);
  self->dims = dims;
  self->file = reel_vector_file_open (path, id, dims, error);
  if (self->file == NULL)
    return NULL;
  new_path = reel_vector_space_get_new_path (path);
  g_unlink (new_path); /* of a compaction that was killed */
  if (!read_file (self, error))
    {
      g_prefix_error (error, "Could not read %s: ", path);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * reel_vector_space_get_id:
 * @self: a #ReelVectorSpace
 *
 * Returns: (transfer none): the space
 */
const char *
reel_vector_space_get_id (ReelVectorSpace *self)
{
  g_return_val_if_fail (REEL_IS_VECTOR_SPACE (self), NULL);

  return self->id;
}

/**
 * reel_vector_space_get_dims:
 * @self: a #ReelVectorSpace
 *
 * Returns: numbers a vector
 */
guint
reel_vector_space_get_dims (ReelVectorSpace *self)
{
  g_return_val_if_fail (REEL_IS_VECTOR_SPACE (self), 0);

  return self->dims;
}

/**
 * reel_vector_space_count:
 * @self: a #ReelVectorSpace
 * @n_vectors: (out) (optional): vectors that can be found
 * @n_dead: (out) (optional): deleted ones that the file still has; reel_vector_space_compact() drops them
 */
void
reel_vector_space_count (ReelVectorSpace *self,
                         guint32         *n_vectors,
                         guint32         *n_dead)
{
  g_return_if_fail (REEL_IS_VECTOR_SPACE (self));

  g_mutex_lock (&self->lock);
  if (n_vectors != NULL)
    *n_vectors = self->view->n_entries - self->n_dead;
  if (n_dead != NULL)
    *n_dead = self->n_dead;
  g_mutex_unlock (&self->lock);
}

typedef struct
{
  ReelVectorFunc func;
  gpointer user_data;
} Foreach;

static void
call (ReelVectorView        *view,
      guint32                number,
      const ReelVectorEntry *entry,
      gpointer               user_data)
{
  Foreach *closure = user_data;

  closure->func (entry->key, entry->group, closure->user_data);
}

/**
 * reel_vector_space_foreach:
 * @self: a #ReelVectorSpace
 * @func: (scope call): called for each vector that is there, in the order of appending
 * @user_data: for @func
 */
void
reel_vector_space_foreach (ReelVectorSpace *self,
                           ReelVectorFunc   func,
                           gpointer         user_data)
{
  g_autoptr (ReelVectorView) view = NULL;
  Foreach closure = { func, user_data };

  g_return_if_fail (REEL_IS_VECTOR_SPACE (self));

  view = reel_vector_space_get_view (self);
  reel_vector_view_foreach (view, call, &closure);
}

/* Writes a block and shows it to searches. Under changing, so nobody else replaces the view. */
static gboolean
append_block (ReelVectorSpace  *self,
              ReelVectorPacker *packer,
              guint32           count,
              GError          **error)
{
  ReelVectorView *old = self->view;
  ReelVectorBlock block = { self->file->end + sizeof (ReelVectorBlockHeader), old->n_entries, count };
  g_autoptr (ReelVectorMap) map = NULL;
  ReelVectorTable *table;
  const guint8 *data;

  if (self->file->end + packer->size > old->map->size)
    map = reel_vector_space_new_map (self->file, self->file->end + packer->size, error);
  else
    map = reel_vector_map_ref (old->map);
  if (map == NULL || !reel_vector_file_append (self->file, packer, TRUE, error))
    return FALSE;
  data = map->data;
  table = reel_vector_table_add (reel_vector_table_ref (old->table), old->n_blocks, &block);
  reel_vector_space_set_view (self,
      reel_vector_view_new (g_steal_pointer (&map), data, table, self->dims, old->n_blocks + 1), self->n_dead);
  return TRUE;
}

/**
 * reel_vector_space_append:
 * @self: a #ReelVectorSpace
 * @keys: a key for each vector, such as the row id of a clip
 * @groups: a group for each, such as the row id of a video
 * @values: dims numbers for each, of any length but 0, which is similar to nothing
 * @n: vectors
 * @error: return location
 *
 * Adds vectors. They are on the disk afterwards, and searches that begin then find them. A key that is there already is
 * there twice: delete the old one before.
 *
 * Returns: %FALSE with %REEL_VECTOR_ERROR_VALUES, %REEL_VECTOR_ERROR_FULL or a #GIOErrorEnum; a first part of the vectors
 *   may then be there
 */
gboolean
reel_vector_space_append (ReelVectorSpace *self,
                          const guint64   *keys,
                          const guint64   *groups,
                          const float     *values,
                          gsize            n,
                          GError         **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  guint32 room, count;

  g_return_val_if_fail (REEL_IS_VECTOR_SPACE (self), FALSE);
  g_return_val_if_fail (n == 0 || (keys != NULL && groups != NULL && values != NULL), FALSE);

  locker = g_mutex_locker_new (&self->changing);
  room = reel_vector_packer_get_room (REEL_VECTOR_BLOCK_VECTORS, self->dims);
  if (n > REEL_VECTOR_MAX_ENTRIES - self->view->n_entries)
    {
      g_set_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_FULL, "The space '%s' is full.", self->id);
      return FALSE;
    }
  for (gsize done = 0; done < n; done += count)
    {
      g_auto (ReelVectorPacker) packer = { 0 };

      count = (guint32) MIN (n - done, room);
      reel_vector_packer_init (&packer, REEL_VECTOR_BLOCK_VECTORS, self->view->n_entries, count, self->dims);
      for (guint32 i = 0; i < count; i++)
        {
          packer.entries[i].key = keys[done + i];
          packer.entries[i].group = groups[done + i];
          if (!reel_vector_code_write (values + (done + i) * self->dims, self->dims, &packer.entries[i],
                                       packer.bytes + i * self->view->stride))
            {
              g_set_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_VALUES,
                           "The vector of %" G_GUINT64_FORMAT " has a value that is not finite.", keys[done + i]);
              return FALSE;
            }
        }
      reel_vector_packer_seal (&packer);
      if (!append_block (self, &packer, count, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * reel_vector_space_search:
 * @self: a #ReelVectorSpace
 * @query: dims numbers, of any length; of length 0 it is similar to nothing
 * @search: what is wanted
 * @cancellable: (nullable): a cancellable; threads look at it several times a millisecond
 * @error: return location
 *
 * The vectors that are most similar to @query by cosine, out of all that are there when the search begins. Those that are
 * deleted meanwhile may or may not be found.
 *
 * Returns: (transfer full) (nullable) (element-type ReelVectorMatch): best first, equally similar ones by key; %NULL with
 *   %REEL_VECTOR_ERROR_VALUES or %G_IO_ERROR_CANCELLED
 */
GArray *
reel_vector_space_search (ReelVectorSpace        *self,
                          const float            *query,
                          const ReelVectorSearch *search,
                          GCancellable           *cancellable,
                          GError                **error)
{
  g_autoptr (ReelVectorView) view = NULL;
  g_autoptr (ReelVectorQuery) values = NULL;

  g_return_val_if_fail (REEL_IS_VECTOR_SPACE (self), NULL);
  g_return_val_if_fail (query != NULL && search != NULL, NULL);

  values = reel_vector_query_new (query, self->dims);
  if (values == NULL)
    {
      g_set_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_VALUES, "The query has a value that is not finite.");
      return NULL;
    }
  view = reel_vector_space_get_view (self);
  return reel_vector_search_run (search, view, values, NULL, cancellable, error);
}

static void
reel_vector_space_finalize (GObject *object)
{
  ReelVectorSpace *self = REEL_VECTOR_SPACE (object);

  g_clear_pointer (&self->view, reel_vector_view_unref);
  g_clear_pointer (&self->file, reel_vector_file_free);
  g_free (self->path);
  g_free (self->id);
  g_mutex_clear (&self->changing);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (reel_vector_space_parent_class)->finalize (object);
}

static void
reel_vector_space_class_init (ReelVectorSpaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_vector_space_finalize;
}

static void
reel_vector_space_init (ReelVectorSpace *self)
{
  g_mutex_init (&self->changing);
  g_mutex_init (&self->lock);
}
