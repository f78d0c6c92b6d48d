/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-local-hits.h"
#include "local/reel-local-search.h"
#include "local/reel-local-search-written.h"
#include "local/reel-local-spread.h"
#include "local/reel-vector-index-private.h"

/* How many reasons a hit has at most, and the share of the similarity from which on one explains anything. */
#define MAX_REASONS 4
#define LEAST_REASON 0.08

/* Hits whose vectors are read at a time: a vector may have thousands of numbers. */
#define BATCH 64

/* A query in one space. */
typedef struct
{
  float *vector;              /* (owned) (nullable) */
  ReelEngineReading *reading; /* (owned) (nullable) */
  GError *error;              /* (owned) (nullable): why there is none */
} Encoded;

static void
encoded_free (Encoded *self)
{
  g_free (self->vector);
  g_clear_pointer (&self->reading, reel_engine_reading_unref);
  g_clear_error (&self->error);
  g_free (self);
}

typedef struct
{
  ReelVectorIndex *index;    /* (borrowed) */
  const char *collection_id; /* (borrowed) */
  const char *text;          /* (borrowed) */
  guint top_k;
  GCancellable *cancellable; /* (borrowed) (nullable) */
  GHashTable *encoded;       /* (owned): engine → Encoded */
  ReelLocalSearchWritten written; /* (owned) */
} Search;

static void
search_clear (Search *self)
{
  g_clear_pointer (&self->encoded, g_hash_table_unref);
  reel_local_search_written_clear (&self->written);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static Encoded *
encode (Search     *self,
        ReelEngine *engine)
{
  Encoded *encoded = g_new0 (Encoded, 1);

  encoded->vector = g_new0 (float, reel_engine_get_dims (engine));
  reel_engine_encode_text (engine, self->text, encoded->vector, &encoded->reading, self->cancellable, &encoded->error);
  g_hash_table_insert (self->encoded, engine, encoded);
  return encoded;
}

/* (transfer none) (nullable): an engine of the plan that has not read the query yet */
static ReelEngine *
find_unread (Search        *self,
             ReelLocalPlan *plan)
{
  for (guint i = 0; i < plan->parts->len; i++)
    {
      ReelLocalPlanPart *part = g_ptr_array_index (plan->parts, i);

      if (!g_hash_table_contains (self->encoded, part->engine))
        return part->engine;
    }
  return NULL;
}

static gboolean
is_of_part (guint64  group,
            gpointer user_data)
{
  ReelLocalPlanPart *part = user_data;
  gint64 video = (gint64) group;

  return g_hash_table_contains (part->videos, &video);
}

static gboolean
search_part (Search            *self,
             ReelLocalPlanPart *part,
             Encoded           *encoded,
             GArray            *candidates,
             GError           **error)
{
  const ReelEngineScale *scale = &encoded->reading->scale;
  g_autoptr (ReelVectorSpace) space = NULL;
  g_autoptr (GArray) matches = NULL;
  ReelVectorSearch search = { .top_k = self->top_k * REEL_LOCAL_SPREAD_TIMES, .filter = is_of_part, .filter_data = part };

  if (scale->factor <= 0)
    return TRUE;
  space = reel_vector_index_get_space (self->index, part->engine, REEL_LOCAL_VECTORS_MEANING, error);
  if (space == NULL)
    return FALSE;
  search.least = MIN (reel_engine_scale_get_cosine (scale, scale->least) - 1e-5f, 1.f); /* to be looked at more closely below */
  matches = reel_vector_space_search (space, encoded->vector, &search, self->cancellable, error);
  if (matches == NULL)
    return FALSE;
  for (guint i = 0; i < matches->len; i++)
    {
      const ReelVectorMatch *match = &g_array_index (matches, ReelVectorMatch, i);
      float similarity = reel_engine_reading_get_similarity (encoded->reading, match->similarity);
      ReelLocalCandidate candidate = {
        .video = (gint64) match->group,
        .clip = (gint64) match->key,
        .space = part->space,
        .similarity = (double) similarity,
        .is_sure = scale->sure > 0 && similarity >= scale->sure,
      };

      if (similarity > 0 && similarity >= scale->least)
        g_array_append_val (candidates, candidate);
    }
  return TRUE;
}

static GStrv
explain (ReelEngine  *engine,
         const float *query,
         const float *clip)
{
  g_autoptr (GPtrArray) reasons = reel_engine_explain (engine, query, clip, MAX_REASONS);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < reasons->len; i++)
    {
      const ReelEngineReason *reason = g_ptr_array_index (reasons, i);

      if (reason->share >= LEAST_REASON)
        g_strv_builder_add (names, reason->concept);
    }
  return g_strv_builder_end (names);
}

/* Why the clips of @part that are among @hits from @first on were found. */
static gboolean
explain_batch (Search            *self,
               ReelLocalPlanPart *part,
               GArray            *hits,
               guint              first,
               GError           **error)
{
  guint dims = reel_engine_get_dims (part->engine), n = 0, at = 0;
  const Encoded *encoded = g_hash_table_lookup (self->encoded, part->engine);
  g_autofree float *vectors = NULL;
  gint64 clips[BATCH];
  guint places[BATCH];
  gboolean is_there[BATCH] = { FALSE, };

  for (guint i = first; i < MIN (hits->len, first + BATCH); i++)
    {
      const ReelVectorHit *hit = &g_array_index (hits, ReelVectorHit, i);

      if (hit->space != part->space)
        continue;
      places[n] = i;
      clips[n++] = hit->clip;
    }
  if (n == 0)
    return TRUE;

  vectors = g_new0 (float, (gsize) n * dims);
  if (!reel_local_store_read_vectors (self->index->store, part->space, REEL_LOCAL_VECTORS_MEANING, dims, clips, n, vectors,
                                      is_there, error))
    return FALSE;
  for (; at < n; at++)
    if (is_there[at])
      g_array_index (hits, ReelVectorHit, places[at]).reasons =
          explain (part->engine, encoded->vector, vectors + (gsize) at * dims);
  return TRUE;
}

static gboolean
explain_hits (Search         *self,
              ReelLocalPlan  *plan,
              GArray         *hits,
              GError        **error)
{
  for (guint i = 0; i < plan->parts->len; i++)
    for (guint first = 0; first < hits->len; first += BATCH)
      if (!explain_batch (self, g_ptr_array_index (plan->parts, i), hits, first, error))
        return FALSE;
  for (guint i = 0; i < hits->len; i++)
    {
      ReelVectorHit *hit = &g_array_index (hits, ReelVectorHit, i);

      hit->reasons = reel_local_search_written_explain (&self->written, hit->clip, hit->reasons);
    }
  return TRUE;
}

/* A word that was found by its letters is not unknown, whatever the engine says. (transfer full) */
static ReelEngineReading *
complete_reading (Search            *self,
                  ReelEngineReading *reading)
{
  g_autoptr (GStrvBuilder) used = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) unknown = g_strv_builder_new ();

  if (reading->used != NULL)
    g_strv_builder_addv (used, (const char **) reading->used);
  for (guint i = 0; reading->unknown[i] != NULL; i++)
    g_strv_builder_add (reel_local_search_written_knows (&self->written, reading->unknown[i]) ? used : unknown,
                        reading->unknown[i]);
  return reel_engine_reading_new (reading->used != NULL ? g_strv_builder_end (used) : NULL, g_strdupv (reading->loose),
                                  g_strv_builder_end (unknown), reading->scale, reading->is_only_negative);
}

/* The reading is that of the current engine, unless others answered and it did not. */
static gboolean
choose_reading (Search             *self,
                ReelLocalPlan      *plan,
                ReelEngineReading **reading,
                GError            **error)
{
  ReelEngine *current = reel_local_engines_get_current (self->index->engines);
  Encoded *chosen = g_hash_table_lookup (self->encoded, current);

  for (guint i = 0; i < plan->parts->len && chosen == NULL; i++)
    {
      Encoded *encoded = g_hash_table_lookup (self->encoded, ((ReelLocalPlanPart *) plan->parts->pdata[i])->engine);

      if (encoded->error == NULL || i + 1 == plan->parts->len)
        chosen = encoded;
    }
  if (chosen == NULL)
    chosen = encode (self, current); /* nothing was searched, but the words are read all the same */
  if (chosen->error != NULL)
    {
      g_propagate_error (error, g_error_copy (chosen->error));
      return FALSE;
    }
  *reading = complete_reading (self, chosen->reading);
  return TRUE;
}

static GArray *
search_plan (Search             *self,
             ReelLocalPlan      *plan,
             GError            **error)
{
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (ReelLocalCandidate));
  g_autoptr (GArray) hits = NULL;

  for (guint i = 0; i < plan->parts->len; i++)
    {
      ReelLocalPlanPart *part = g_ptr_array_index (plan->parts, i);
      Encoded *encoded = g_hash_table_lookup (self->encoded, part->engine);

      if (encoded->error != NULL) /* an older engine that can't read it must not keep the others from answering */
        g_message ("%s: %s", part->space, encoded->error->message);
      else if (!search_part (self, part, encoded, candidates, error))
        return NULL;
    }
  if (!reel_local_search_written_add (&self->written, self->index->store, self->collection_id, plan,
                                      self->top_k * REEL_LOCAL_SPREAD_TIMES, candidates, error))
    return NULL;
  reel_local_spread_choose (candidates, self->top_k);
  hits = reel_local_hits_new (self->index->store, candidates, error);
  return hits != NULL && explain_hits (self, plan, hits, error) ? g_steal_pointer (&hits) : NULL;
}

/**
 * reel_local_search_run:
 * @index: the vectors
 * @collection_id: where to look
 * @text: what is looked for
 * @top_k: the most hits
 * @reading: (out): how the text was read: by the current engine, or by an older one where that alone answers
 * @cancellable: (nullable): a cancellable
 * @error: return location, of an engine, a #ReelDatabaseError or a #ReelVectorError
 *
 * Finds clips, by their vectors and by what is written, which meet as #ReelLocalSearchWritten says. Which space answers for
 * which video is told by #ReelLocalPlan, which of the best are the hits by reel_local_spread_choose(). What is less similar
 * than the engine's least is no hit. For worker threads.
 *
 * Returns: (transfer full) (nullable) (element-type ReelVectorHit): best first
 */
GArray *
reel_local_search_run (ReelVectorIndex    *index,
                       const char         *collection_id,
                       const char         *text,
                       guint               top_k,
                       ReelEngineReading **reading,
                       GCancellable       *cancellable,
                       GError            **error)
{
  g_auto (Search) self = { index, collection_id, text, top_k, cancellable, NULL, { NULL, } };

  g_return_val_if_fail (REEL_IS_VECTOR_INDEX (index), NULL);
  g_return_val_if_fail (collection_id != NULL && text != NULL && reading != NULL, NULL);

  reel_local_search_written_init (&self.written, text);
  self.encoded = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) encoded_free);
  /* An engine may have to load: outside of the lock. Meanwhile the plan may have become another. */
  for (;;)
    {
      g_autoptr (ReelLocalPlan) plan = NULL;
      g_autoptr (GArray) hits = NULL;
      ReelEngine *unread = NULL;

      g_rw_lock_reader_lock (&index->changing);
      plan = reel_vector_index_get_plan (index, collection_id, error);
      unread = plan != NULL ? find_unread (&self, plan) : NULL;
      if (plan != NULL && unread == NULL)
        hits = search_plan (&self, plan, error);
      g_rw_lock_reader_unlock (&index->changing);
      if (unread != NULL)
        encode (&self, unread);
      else
        return hits != NULL && choose_reading (&self, plan, reading, error) ? g_steal_pointer (&hits) : NULL;
    }
}
