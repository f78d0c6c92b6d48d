/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "local/reel-vector-index-private.h"

/* Vectors that are read from the database at once. */
#define BATCH 2048

/* Escaped ids up to here are the file's name; longer ones are hashed. */
#define MAX_NAME 100

typedef struct
{
  guint64 key, group;
} Entry;

/* How files of vectors end. */
static const char * const endings[REEL_LOCAL_N_VECTORS] = { ".vectors", ".likeness" };

static char *
dup_path (ReelVectorIndex *self,
          const char      *space_id,
          ReelLocalVectors vectors)
{
  g_autofree char *escaped = g_uri_escape_string (space_id, NULL, FALSE);
  g_autofree char *hash = NULL;
  g_autofree char *name = NULL;

  if (strlen (escaped) > MAX_NAME)
    hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, space_id, -1);
  name = g_strconcat (hash != NULL ? hash : escaped, endings[vectors], NULL);
  return g_build_filename (reel_local_store_get_vectors_dir (self->store), name, NULL);
}

/* An open file, and whose vectors it has. */
typedef struct
{
  ReelVectorSpace *file; /* (borrowed) */
  const char *space_id;  /* (borrowed): of the clips */
  ReelLocalVectors vectors;
} Place;

/* Adds clips from the database. Those without a vector of this space's dimensions are left out: nothing could find them. */
static gboolean
append (ReelVectorIndex *self,
        const Place     *place,
        const Entry     *entries,
        gsize            n,
        GError         **error)
{
  guint dims = reel_vector_space_get_dims (place->file);
  g_autofree float *values = g_new (float, (gsize) MIN (n, BATCH) * dims + 1);

  for (gsize done = 0; done < n; done += BATCH)
    {
      gsize count = MIN (n - done, BATCH), there = 0;
      gint64 clips[BATCH];
      guint64 keys[BATCH], groups[BATCH];
      gboolean is_there[BATCH];

      for (gsize i = 0; i < count; i++)
        clips[i] = (gint64) entries[done + i].key;
      if (!reel_local_store_read_vectors (self->store, place->space_id, place->vectors, dims, clips, count, values, is_there,
                                          error))
        return FALSE;
      for (gsize i = 0; i < count; i++)
        if (is_there[i])
          {
            keys[there] = entries[done + i].key;
            groups[there] = entries[done + i].group;
            memmove (values + there * dims, values + i * dims, dims * sizeof (float));
            there++;
          }
      if (!reel_vector_space_append (place->file, keys, groups, values, there, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  GArray *entries; /* (borrowed) (element-type Entry) */
  gint64 video;    /* whose entries; 0 for all */
} Gather;

static void
gather (guint64  key,
        guint64  group,
        gpointer user_data)
{
  Gather *self = user_data;
  Entry entry = { key, group };

  if (self->video == 0 || group == (guint64) self->video)
    g_array_append_val (self->entries, entry);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const Entry *x = a, *y = b;

  return x->key < y->key ? -1 : x->key > y->key;
}

/* Adds what the database has and the file has not, then deletes what only the file has. */
static gboolean
put_right (ReelVectorIndex *self,
           const Place     *place,
           GArray          *rows,
           GArray          *entries,
           GError         **error)
{
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_autoptr (GArray) extra = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) wrong = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint at = 0;

  g_array_sort (entries, compare);
  for (guint i = 0; i < rows->len; i++)
    {
      const ReelLocalClipRow *row = &g_array_index (rows, ReelLocalClipRow, i);
      Entry entry = { (guint64) row->clip, (guint64) row->video };
      guint first;

      for (; at < entries->len && g_array_index (entries, Entry, at).key < entry.key; at++)
        g_array_append_val (extra, g_array_index (entries, Entry, at).key);
      for (first = at; at < entries->len && g_array_index (entries, Entry, at).key == entry.key;)
        at++;
      if (at == first + 1 && g_array_index (entries, Entry, first).group == entry.group)
        continue;
      if (at > first) /* twice, or of another video: a file that nobody should have written; made anew */
        g_array_append_val (wrong, entry.key);
      g_array_append_val (missing, entry);
    }
  for (; at < entries->len; at++)
    g_array_append_val (extra, g_array_index (entries, Entry, at).key);

  return (wrong->len == 0 || reel_vector_space_delete_keys (place->file, (guint64 *) wrong->data, wrong->len, error)) &&
         append (self, place, (Entry *) missing->data, missing->len, error) &&
         (extra->len == 0 || reel_vector_space_delete_keys (place->file, (guint64 *) extra->data, extra->len, error));
}

/**
 * reel_vector_index_has_vectors:
 * @engine: an engine
 * @vectors: which vectors
 *
 * Returns: whether its clips have them
 */
gboolean
reel_vector_index_has_vectors (ReelEngine      *engine,
                               ReelLocalVectors vectors)
{
  guint dims;

  return vectors == REEL_LOCAL_VECTORS_MEANING || reel_engine_get_likeness (engine, &dims) != NULL;
}

/* Opens a space's file as it is, or an empty one where that is no good. */
static ReelVectorSpace *
open_file (ReelVectorIndex *self,
           ReelEngine      *engine,
           ReelLocalVectors vectors,
           GError         **error)
{
  g_autofree char *path = dup_path (self, reel_engine_get_space_id (engine), vectors);
  guint dims = reel_engine_get_dims (engine);
  const char *id = vectors == REEL_LOCAL_VECTORS_LIKENESS ? reel_engine_get_likeness (engine, &dims)
                                                          : reel_engine_get_space_id (engine);
  g_autoptr (GError) damage = NULL;
  ReelVectorSpace *space = reel_vector_space_open (path, id, dims, &damage);

  if (space != NULL)
    return space;
  if (!g_error_matches (damage, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_DAMAGED) &&
      !g_error_matches (damage, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_OTHER_SPACE))
    {
      g_propagate_error (error, g_steal_pointer (&damage));
      return NULL;
    }
  g_message ("%s: the file is made anew", damage->message);
  if (g_unlink (path) != 0)
    {
      int errsv = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv), "Could not remove %s: %s", path, g_strerror (errsv));
      return NULL;
    }
  return reel_vector_space_open (path, id, dims, error);
}

static ReelVectorSpace *
open_space (ReelVectorIndex *self,
            ReelEngine      *engine,
            ReelLocalVectors vectors,
            GError         **error)
{
  g_autoptr (ReelVectorSpace) space = open_file (self, engine, vectors, error);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_autoptr (GArray) rows = NULL;
  Gather closure = { entries, 0 };
  Place place = { space, reel_engine_get_space_id (engine), vectors };

  if (space == NULL)
    return NULL;
  rows = reel_local_store_list_clips (self->store, place.space_id, vectors, NULL, error);
  if (rows == NULL)
    return NULL;
  reel_vector_space_foreach (space, gather, &closure);
  return put_right (self, &place, rows, entries, error) ? g_steal_pointer (&space) : NULL;
}

/**
 * reel_vector_index_get_space:
 * @self: a #ReelVectorIndex
 * @engine: whose space
 * @vectors: which of its vectors, such as it has: see reel_vector_index_has_vectors()
 * @error: return location
 *
 * Opens it, if that has not been done, and makes it what the database has. A file that is damaged or not of this space is
 * made anew.
 *
 * Returns: (transfer full) (nullable): the space
 */
ReelVectorSpace *
reel_vector_index_get_space (ReelVectorIndex *self,
                             ReelEngine      *engine,
                             ReelLocalVectors vectors,
                             GError         **error)
{
  const char *space_id = reel_engine_get_space_id (engine);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->opening);
  ReelVectorSpace *space = g_hash_table_lookup (self->spaces[vectors], space_id);

  if (space == NULL)
    {
      space = open_space (self, engine, vectors, error);
      if (space == NULL)
        return NULL;
      g_hash_table_insert (self->spaces[vectors], g_strdup (space_id), space);
    }
  return g_object_ref (space);
}

void
reel_vector_index_close_space (ReelVectorIndex *self,
                               const char      *space_id,
                               ReelLocalVectors vectors)
{
  g_mutex_lock (&self->opening);
  g_hash_table_remove (self->spaces[vectors], space_id);
  g_mutex_unlock (&self->opening);
}

/**
 * reel_vector_index_update_video:
 * @self: a #ReelVectorIndex
 * @engine: whose space
 * @vectors: which of its vectors
 * @video_id: a video
 * @error: return location
 *
 * Makes what the file has of a video what the database has.
 *
 * Returns: whether it could be done
 */
gboolean
reel_vector_index_update_video (ReelVectorIndex *self,
                                ReelEngine      *engine,
                                ReelLocalVectors vectors,
                                const char      *video_id,
                                GError         **error)
{
  g_autoptr (ReelVectorSpace) space = reel_vector_index_get_space (self, engine, vectors, error);
  g_autoptr (ReelLocalVideo) video = NULL;
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_autoptr (GArray) rows = NULL;
  Gather closure = { entries, 0 };
  Place place = { space, reel_engine_get_space_id (engine), vectors };

  video = space != NULL ? reel_local_store_get_video (self->store, video_id, error) : NULL;
  if (video == NULL)
    return FALSE;
  rows = reel_local_store_list_clips (self->store, place.space_id, vectors, video_id, error);
  if (rows == NULL)
    return FALSE;
  closure.video = video->seq;
  reel_vector_space_foreach (space, gather, &closure);
  return put_right (self, &place, rows, entries, error);
}

static void
remove_file (ReelVectorIndex *self,
             const char      *space_id,
             ReelLocalVectors vectors)
{
  g_autofree char *path = dup_path (self, space_id, vectors);

  reel_vector_index_close_space (self, space_id, vectors);
  if (g_unlink (path) != 0 && errno != ENOENT)
    g_message ("%s: %s", path, g_strerror (errno));
}

/* Deletes the groups of one file, if it is open; else they go when it is. */
static void
drop_groups (ReelVectorIndex *self,
             const char      *space_id,
             ReelLocalVectors vectors,
             GArray          *groups)
{
  g_autoptr (ReelVectorSpace) space = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&self->opening);
  space = g_hash_table_lookup (self->spaces[vectors], space_id);
  if (space != NULL)
    g_object_ref (space);
  g_mutex_unlock (&self->opening);
  if (space == NULL || reel_vector_space_delete_groups (space, (guint64 *) groups->data, groups->len, &error))
    return;
  g_message ("%s: %s", space_id, error->message);
  g_clear_object (&space);
  reel_vector_index_close_space (self, space_id, vectors);
}

/**
 * reel_vector_index_drop_freed:
 * @self: a #ReelVectorIndex
 * @freed: (element-type ReelLocalFreed): what the database no longer has
 *
 * Deletes the vectors too, and the files of spaces that no video has any more.
 */
void
reel_vector_index_drop_freed (ReelVectorIndex *self,
                              GArray          *freed)
{
  g_autoptr (GHashTable) by_space = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  g_auto (GStrv) spaces = NULL;
  GHashTableIter iter;
  gpointer space, groups;

  if (freed->len == 0)
    return;
  for (guint i = 0; i < freed->len; i++)
    {
      const ReelLocalFreed *one = &g_array_index (freed, ReelLocalFreed, i);
      guint64 group = (guint64) one->video;

      groups = g_hash_table_lookup (by_space, one->space);
      if (groups == NULL)
        {
          groups = g_array_new (FALSE, FALSE, sizeof (guint64));
          g_hash_table_insert (by_space, (gpointer) one->space, groups);
        }
      g_array_append_val ((GArray *) groups, group);
    }
  spaces = reel_local_store_list_spaces (self->store, NULL);
  g_hash_table_iter_init (&iter, by_space);
  while (g_hash_table_iter_next (&iter, &space, &groups))
    for (guint i = 0; i < REEL_LOCAL_N_VECTORS; i++)
      if (spaces != NULL && !g_strv_contains ((const char * const *) spaces, space) &&
          !g_str_equal (space, reel_local_store_get_space (self->store)))
        remove_file (self, space, i);
      else
        drop_groups (self, space, i, groups);
}

/**
 * reel_vector_index_compact:
 * @self: a #ReelVectorIndex
 * @cancellable: (nullable): a cancellable
 * @error: return location, as for reel_vector_space_compact()
 *
 * Writes those files anew of which more than a fifth is deleted. For when nothing else is to be done; not while another
 * thread changes clips.
 *
 * Returns: whether all went well
 */
gboolean
reel_vector_index_compact (ReelVectorIndex *self,
                           GCancellable    *cancellable,
                           GError         **error)
{
  g_autoptr (GPtrArray) spaces = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer space;

  g_return_val_if_fail (REEL_IS_VECTOR_INDEX (self), FALSE);

  g_mutex_lock (&self->opening);
  for (guint i = 0; i < REEL_LOCAL_N_VECTORS; i++)
    {
      g_hash_table_iter_init (&iter, self->spaces[i]);
      while (g_hash_table_iter_next (&iter, NULL, &space))
        g_ptr_array_add (spaces, g_object_ref (space));
    }
  g_mutex_unlock (&self->opening);
  for (guint i = 0; i < spaces->len; i++)
    {
      guint32 n_vectors, n_dead;

      reel_vector_space_count (spaces->pdata[i], &n_vectors, &n_dead);
      if (n_dead > 0 && n_dead > (n_vectors + n_dead) / 5 &&
          !reel_vector_space_compact (spaces->pdata[i], cancellable, error))
        return FALSE;
    }
  return TRUE;
}
