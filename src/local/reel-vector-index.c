/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "local/reel-vector-index.h"

/* Above this all but the collection asked for are forgotten. */
#define MAX_BYTES (G_GUINT64_CONSTANT (512) * 1024 * 1024)

/* A collection's vectors, shared by searches that run at the same time. Immutable. */
typedef struct
{
  ReelLocalVectors *vectors; /* (owned) */
} Entry;

struct _ReelVectorIndex
{
  GObject parent_instance;

  /* owned */
  ReelLocalStore *store;
  char *space_id;
  guint dims;

  /* under the lock */
  GMutex lock;
  GHashTable *entries; /* collection id → Entry */
  guint generation;    /* grows with each forgetting */
};

G_DEFINE_FINAL_TYPE (ReelVectorIndex, reel_vector_index, G_TYPE_OBJECT)

static void
entry_clear (gpointer data)
{
  g_clear_pointer (&((Entry *) data)->vectors, reel_local_vectors_free);
}

static void
entry_unref (gpointer entry)
{
  g_atomic_rc_box_release_full (entry, entry_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Entry, entry_unref)

static gboolean
is_another (gpointer key,
            gpointer value,
            gpointer kept)
{
  return !g_str_equal (key, kept);
}

static guint64
count_bytes (GHashTable *entries)
{
  GHashTableIter iter;
  gpointer entry;
  guint64 bytes = 0;

  g_hash_table_iter_init (&iter, entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    bytes += ((Entry *) entry)->vectors->values->len * sizeof (float);
  return bytes;
}

static Entry *
get_entry (ReelVectorIndex *self,
           const char      *collection_id,
           GError         **error)
{
  g_autoptr (Entry) entry = NULL;
  ReelLocalVectors *vectors;
  guint generation;

  g_mutex_lock (&self->lock);
  entry = g_hash_table_lookup (self->entries, collection_id);
  if (entry != NULL)
    g_atomic_rc_box_acquire (entry);
  generation = self->generation;
  g_mutex_unlock (&self->lock);
  if (entry != NULL)
    return g_steal_pointer (&entry);

  vectors = reel_local_store_load_vectors (self->store, collection_id, self->space_id, self->dims, error);
  if (vectors == NULL)
    return NULL;
  entry = g_atomic_rc_box_new0 (Entry);
  entry->vectors = vectors;
  g_mutex_lock (&self->lock);
  if (generation == self->generation) /* else what was read may be old already */
    {
      g_hash_table_replace (self->entries, g_strdup (collection_id), g_atomic_rc_box_acquire (entry));
      if (count_bytes (self->entries) > MAX_BYTES)
        g_hash_table_foreach_remove (self->entries, is_another, (gpointer) collection_id);
    }
  g_mutex_unlock (&self->lock);
  return g_steal_pointer (&entry);
}

/* Eight sums at a time, which the compiler puts into one register. */
static float
dot (const float *a,
     const float *b,
     guint        n)
{
  float sums[8] = { 0 };
  float sum = 0;
  guint i = 0;

  for (; i + 8 <= n; i += 8)
    for (guint j = 0; j < 8; j++)
      sums[j] += a[i + j] * b[i + j];
  for (; i < n; i++)
    sum += a[i] * b[i];
  for (guint j = 0; j < 8; j++)
    sum += sums[j];
  return sum;
}

typedef struct
{
  float similarity;
  guint clip;
} Candidate;

static int
compare_candidates (gconstpointer a,
                    gconstpointer b)
{
  const Candidate *x = a, *y = b;

  if (x->similarity != y->similarity)
    return x->similarity > y->similarity ? -1 : 1;
  return x->clip < y->clip ? -1 : x->clip > y->clip; /* equal ones stay in the order of upload and time */
}

static void
hit_clear (gpointer hit)
{
  g_clear_pointer (&((ReelVectorHit *) hit)->video_id, g_free);
}

/**
 * reel_vector_index_new:
 * @store: where the vectors are
 * @space_id: the space of the queries
 * @dims: numbers a vector
 *
 * Returns: (transfer full): an index
 */
ReelVectorIndex *
reel_vector_index_new (ReelLocalStore *store,
                       const char     *space_id,
                       guint           dims)
{
  ReelVectorIndex *self;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (store), NULL);

  self = g_object_new (REEL_TYPE_VECTOR_INDEX, NULL);
  self->store = g_object_ref (store);
  self->space_id = g_strdup (space_id);
  self->dims = dims;
  return self;
}

/**
 * reel_vector_index_search:
 * @self: a #ReelVectorIndex
 * @collection_id: where to look
 * @query: dims numbers, of unit length or all zero
 * @scale: how cosines are to be read
 * @top_k: the most hits
 * @error: return location
 *
 * Clips by cosine similarity: by the dot product, as all vectors have unit length. What points away from the query, or
 * at a right angle to it, has nothing in common with it and is no hit. For worker threads.
 *
 * Returns: (transfer full) (nullable) (element-type ReelVectorHit): best first
 */
GArray *
reel_vector_index_search (ReelVectorIndex *self,
                          const char      *collection_id,
                          const float     *query,
                          const ReelEngineScale *scale,
                          guint            top_k,
                          GError         **error)
{
  g_autoptr (Entry) entry = NULL;
  g_autoptr (GArray) candidates = NULL;
  ReelLocalVectors *vectors;
  GArray *hits;

  g_return_val_if_fail (REEL_IS_VECTOR_INDEX (self), NULL);
  g_return_val_if_fail (query != NULL && scale != NULL, NULL);

  entry = get_entry (self, collection_id, error);
  if (entry == NULL)
    return NULL;
  vectors = entry->vectors;
  candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  for (guint i = 0; i < vectors->video_ids->len; i++)
    {
      float cosine = dot (query, &g_array_index (vectors->values, float, (gsize) i * self->dims), self->dims);
      Candidate candidate = { reel_engine_scale_get_similarity (scale, cosine), i };

      if (isfinite (candidate.similarity) && candidate.similarity >= scale->least)
        g_array_append_val (candidates, candidate);
    }
  g_array_sort (candidates, compare_candidates);

  hits = g_array_new (FALSE, TRUE, sizeof (ReelVectorHit));
  g_array_set_clear_func (hits, hit_clear);
  for (guint i = 0; i < MIN (top_k, candidates->len); i++)
    {
      Candidate *candidate = &g_array_index (candidates, Candidate, i);
      ReelVectorHit hit = { 0 };

      hit.video_id = g_strdup (g_ptr_array_index (vectors->video_ids, candidate->clip));
      hit.similarity = MIN (1.0, (double) candidate->similarity);
      hit.start = g_array_index (vectors->starts, double, candidate->clip);
      hit.end = g_array_index (vectors->ends, double, candidate->clip);
      g_array_append_val (hits, hit);
    }
  return hits;
}

/**
 * reel_vector_index_forget:
 * @self: a #ReelVectorIndex
 * @collection_id: a collection whose clips have changed
 *
 * The next search reads them anew.
 */
void
reel_vector_index_forget (ReelVectorIndex *self,
                          const char      *collection_id)
{
  g_return_if_fail (REEL_IS_VECTOR_INDEX (self));

  g_mutex_lock (&self->lock);
  self->generation++;
  g_hash_table_remove (self->entries, collection_id);
  g_mutex_unlock (&self->lock);
}

static void
reel_vector_index_finalize (GObject *object)
{
  ReelVectorIndex *self = REEL_VECTOR_INDEX (object);

  g_clear_object (&self->store);
  g_free (self->space_id);
  g_hash_table_unref (self->entries);
  g_mutex_clear (&self->lock);

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
  g_mutex_init (&self->lock);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_unref);
}
