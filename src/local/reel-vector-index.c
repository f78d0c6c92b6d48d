/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-vector-index-private.h"

G_DEFINE_FINAL_TYPE (ReelVectorIndex, reel_vector_index, G_TYPE_OBJECT)

/**
 * reel_vector_index_new:
 * @store: what has the clips; its current space is that of the current engine
 * @engines: the engines of the spaces
 *
 * Returns: (transfer full): an index, which has opened nothing yet
 */
ReelVectorIndex *
reel_vector_index_new (ReelLocalStore   *store,
                       ReelLocalEngines *engines)
{
  ReelVectorIndex *self;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (store), NULL);
  g_return_val_if_fail (REEL_IS_LOCAL_ENGINES (engines), NULL);

  self = g_object_new (REEL_TYPE_VECTOR_INDEX, NULL);
  self->store = g_object_ref (store);
  self->engines = g_object_ref (engines);
  return self;
}

ReelLocalPlan *
reel_vector_index_get_plan (ReelVectorIndex *self,
                            const char      *collection_id,
                            GError         **error)
{
  guint generation = reel_local_store_get_generation (self->store);
  g_autoptr (GArray) places = NULL;
  ReelLocalPlan *plan;

  g_mutex_lock (&self->planning);
  if (self->plan_generation != generation)
    g_hash_table_remove_all (self->plans);
  self->plan_generation = generation;
  plan = g_hash_table_lookup (self->plans, collection_id);
  if (plan != NULL)
    reel_local_plan_ref (plan);
  g_mutex_unlock (&self->planning);
  if (plan != NULL)
    return plan;

  places = reel_local_store_list_places (self->store, collection_id, error);
  if (places == NULL)
    return NULL;
  plan = reel_local_plan_new (places, self->engines);
  g_mutex_lock (&self->planning);
  if (self->plan_generation == generation) /* else what was read may be old already */
    g_hash_table_replace (self->plans, g_strdup (collection_id), reel_local_plan_ref (plan));
  g_mutex_unlock (&self->planning);
  return plan;
}

/* Frees what earlier engines made, where nobody needs it any more. Under changing, as writer. */
static void
free_old (ReelVectorIndex *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) freed = reel_local_store_free_old (self->store, &error);

  if (freed != NULL)
    reel_vector_index_drop_freed (self, freed);
  else
    g_message ("%s", error->message); /* it is tried again with the next video */
}

/* The files have what the database has, or are closed, and then put right when they are opened again. */
static void
update (ReelVectorIndex *self,
        const char      *video_id)
{
  ReelEngine *engine = reel_local_engines_get_current (self->engines);

  for (guint i = 0; i < REEL_LOCAL_N_VECTORS; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!reel_vector_index_has_vectors (engine, i) ||
          reel_vector_index_update_video (self, engine, i, video_id, &error))
        continue;
      g_message ("%s: %s", video_id, error->message);
      reel_vector_index_close_space (self, reel_engine_get_space_id (engine), i);
    }
}

static gboolean
open_spaces (ReelVectorIndex *self,
             ReelEngine      *engine,
             GError         **error)
{
  for (guint i = 0; i < REEL_LOCAL_N_VECTORS; i++)
    {
      g_autoptr (ReelVectorSpace) space = NULL;

      if (!reel_vector_index_has_vectors (engine, i))
        continue;
      space = reel_vector_index_get_space (self, engine, i, error);
      if (space == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * reel_vector_index_open:
 * @self: a #ReelVectorIndex
 * @error: return location for a #ReelDatabaseError, a #ReelVectorError or a #GIOErrorEnum
 *
 * Opens the files of each space that has clips, so that the first search need not, and frees what nobody needs any more. This
 * reads all files once.
 *
 * Returns: whether all are open; each of the others is tried again with the first search in it
 */
gboolean
reel_vector_index_open (ReelVectorIndex *self,
                        GError         **error)
{
  g_auto (GStrv) spaces = NULL;
  gboolean ok;

  g_return_val_if_fail (REEL_IS_VECTOR_INDEX (self), FALSE);

  g_rw_lock_writer_lock (&self->changing);
  free_old (self);
  g_rw_lock_writer_unlock (&self->changing);

  g_rw_lock_reader_lock (&self->changing);
  spaces = reel_local_store_list_spaces (self->store, error);
  ok = spaces != NULL;
  for (guint i = 0; ok && spaces[i] != NULL; i++)
    {
      ReelEngine *engine = reel_local_engines_find (self->engines, spaces[i]);

      ok = engine == NULL || open_spaces (self, engine, error);
    }
  g_rw_lock_reader_unlock (&self->changing);
  return ok;
}

/**
 * reel_vector_index_finish_video:
 * @self: a #ReelVectorIndex
 * @video_id: a video
 * @clips: (element-type ReelClip): what the current engine made of it
 * @is_quick: whether that was a quick pass
 * @error: return location, as for reel_local_store_finish_video()
 *
 * Stores the clips, and makes them known to searches; frees what earlier engines made, where nobody needs it any more.
 *
 * Returns: whether they were stored
 */
gboolean
reel_vector_index_finish_video (ReelVectorIndex *self,
                                const char      *video_id,
                                GPtrArray       *clips,
                                gboolean         is_quick,
                                GError         **error)
{
  ReelEngine *engine;
  gboolean ok;

  g_return_val_if_fail (REEL_IS_VECTOR_INDEX (self), FALSE);

  engine = reel_local_engines_get_current (self->engines);
  g_rw_lock_writer_lock (&self->changing);
  ok = reel_local_store_finish_video (self->store, video_id, clips, reel_engine_get_space_id (engine),
                                      reel_engine_get_dims (engine), is_quick, error);
  if (ok)
    {
      update (self, video_id);
      free_old (self);
    }
  g_rw_lock_writer_unlock (&self->changing);
  return ok;
}

/* After the store said that the video has nothing in the current space. Under changing, as writer. */
static void
end_video (ReelVectorIndex *self,
           const char      *video_id)
{
  update (self, video_id);
  free_old (self); /* it may have been what its collection waited for */
}

/**
 * reel_vector_index_fail_video:
 * @self: a #ReelVectorIndex
 * @video_id: a video
 * @reason: a sentence for people
 * @error: return location
 *
 * reel_local_store_fail_video(), with the vectors.
 *
 * Returns: whether it was saved
 */
gboolean
reel_vector_index_fail_video (ReelVectorIndex *self,
                              const char      *video_id,
                              const char      *reason,
                              GError         **error)
{
  gboolean ok;

  g_return_val_if_fail (REEL_IS_VECTOR_INDEX (self), FALSE);

  g_rw_lock_writer_lock (&self->changing);
  ok = reel_local_store_fail_video (self->store, video_id, reason, error);
  if (ok)
    end_video (self, video_id);
  g_rw_lock_writer_unlock (&self->changing);
  return ok;
}

/**
 * reel_vector_index_lose_video:
 * @self: a #ReelVectorIndex
 * @video_id: a video whose copy is gone
 * @error: return location
 *
 * reel_local_store_lose_video(), with the vectors.
 *
 * Returns: whether it was saved
 */
gboolean
reel_vector_index_lose_video (ReelVectorIndex *self,
                              const char      *video_id,
                              GError         **error)
{
  gboolean ok;

  g_return_val_if_fail (REEL_IS_VECTOR_INDEX (self), FALSE);

  g_rw_lock_writer_lock (&self->changing);
  ok = reel_local_store_lose_video (self->store, video_id, error);
  if (ok)
    end_video (self, video_id);
  g_rw_lock_writer_unlock (&self->changing);
  return ok;
}

typedef GArray *(*Delete) (ReelLocalStore *store,
                           const char     *id,
                           GError        **error);

static gboolean
run_delete (ReelVectorIndex *self,
            Delete           delete,
            const char      *id,
            GError         **error)
{
  g_autoptr (GArray) freed = NULL;

  g_rw_lock_writer_lock (&self->changing);
  freed = delete (self->store, id, error);
  if (freed != NULL)
    reel_vector_index_drop_freed (self, freed);
  g_rw_lock_writer_unlock (&self->changing);
  return freed != NULL;
}

/**
 * reel_vector_index_delete_video:
 * @self: a #ReelVectorIndex
 * @video_id: a video
 * @error: return location
 *
 * reel_local_store_delete_video(), with the vectors.
 *
 * Returns: whether it is gone
 */
gboolean
reel_vector_index_delete_video (ReelVectorIndex *self,
                                const char      *video_id,
                                GError         **error)
{
  g_return_val_if_fail (REEL_IS_VECTOR_INDEX (self), FALSE);

  return run_delete (self, reel_local_store_delete_video, video_id, error);
}

/**
 * reel_vector_index_delete_collection:
 * @self: a #ReelVectorIndex
 * @collection_id: a collection
 * @error: return location
 *
 * reel_local_store_delete_collection(), with the vectors.
 *
 * Returns: whether it is gone
 */
gboolean
reel_vector_index_delete_collection (ReelVectorIndex *self,
                                     const char      *collection_id,
                                     GError         **error)
{
  g_return_val_if_fail (REEL_IS_VECTOR_INDEX (self), FALSE);

  return run_delete (self, reel_local_store_delete_collection, collection_id, error);
}

/**
 * reel_vector_index_delete_space:
 * @self: a #ReelVectorIndex
 * @space_id: a space that is not the current one, such as that of a model that was removed
 * @error: return location
 *
 * reel_local_store_delete_space(), with the file.
 *
 * Returns: whether it is gone
 */
gboolean
reel_vector_index_delete_space (ReelVectorIndex *self,
                                const char      *space_id,
                                GError         **error)
{
  g_return_val_if_fail (REEL_IS_VECTOR_INDEX (self), FALSE);

  return run_delete (self, reel_local_store_delete_space, space_id, error);
}

static void
reel_vector_index_finalize (GObject *object)
{
  ReelVectorIndex *self = REEL_VECTOR_INDEX (object);

  g_clear_object (&self->store);
  g_clear_object (&self->engines);
  for (guint i = 0; i < REEL_LOCAL_N_VECTORS; i++)
    g_hash_table_unref (self->spaces[i]);
  g_hash_table_unref (self->plans);
  g_rw_lock_clear (&self->changing);
  g_mutex_clear (&self->opening);
  g_mutex_clear (&self->planning);

  G_OBJECT_CLASS (reel_vector_index_parent_class)->finalize (object);
}

static void
reel_vector_index_class_init (ReelVectorIndexClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_vector_index_finalize;
}

static void
reel_vector_index_init (ReelVectorIndex *self)
{
  g_rw_lock_init (&self->changing);
  g_mutex_init (&self->opening);
  g_mutex_init (&self->planning);
  for (guint i = 0; i < REEL_LOCAL_N_VECTORS; i++)
    self->spaces[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->plans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) reel_local_plan_unref);
}
