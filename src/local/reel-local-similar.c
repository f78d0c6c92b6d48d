/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "local/reel-clip.h"
#include "local/reel-local-error.h"
#include "local/reel-local-hits.h"
#include "local/reel-local-likeness.h"
#include "local/reel-local-similar.h"
#include "local/reel-local-spread.h"
#include "local/reel-vector-index-private.h"

typedef struct
{
  ReelVectorIndex *index;          /* (borrowed) */
  ReelAnalyser *analyser;          /* (borrowed) */
  const ReelLocalExample *example; /* (borrowed) */
  guint top_k;
  GCancellable *cancellable; /* (borrowed) (nullable) */
  gint64 video;              /* the example's number; 0 without one */
  GHashTable *pictures;      /* (owned): id of a likeness → float *: the picture in it */
} Similar;

static void
similar_clear (Similar *self)
{
  g_clear_pointer (&self->pictures, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Similar, similar_clear)

/* Seconds that a clip and the example have in common; below 0, how far they are apart. */
static double
get_overlap (const ReelLocalMoment  *moment,
             const ReelLocalExample *example)
{
  return MIN (moment->end, example->end) - MAX (moment->start, example->start);
}

/* (nullable): the clip that has most of the example, or is nearest to it */
static const ReelLocalMoment *
find_moment (GArray                 *moments,
             const ReelLocalExample *example)
{
  const ReelLocalMoment *best = NULL;

  for (guint i = 0; i < moments->len; i++)
    {
      const ReelLocalMoment *moment = &g_array_index (moments, ReelLocalMoment, i);

      /* of two that meet at the very moment, the later one begins there */
      if (best == NULL || get_overlap (moment, example) > get_overlap (best, example) ||
          (example->start == example->end && get_overlap (moment, example) >= 0 && moment->start <= example->start))
        best = moment;
    }
  return best;
}

/* (transfer full) (nullable) (element-type gint64): the example's clips in a space: all, or the one */
static GArray *
list_example (Similar    *self,
              const char *space_id,
              GError    **error)
{
  g_autoptr (GArray) clips = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) moments = NULL;
  const ReelLocalMoment *one = NULL;

  if (self->example->video_id == NULL)
    return g_steal_pointer (&clips);
  moments = reel_local_store_list_moments (self->index->store, self->example->video_id, space_id, error);
  if (moments == NULL)
    return NULL;
  if (self->example->start >= 0)
    one = find_moment (moments, self->example);
  for (guint i = 0; i < moments->len; i++)
    {
      const ReelLocalMoment *moment = &g_array_index (moments, ReelLocalMoment, i);

      if (self->example->start < 0 || moment == one)
        g_array_append_val (clips, moment->clip);
    }
  return g_steal_pointer (&clips);
}

/* @vector: (out) (nullable): the mean of those clips, or nothing where they have no vector */
static gboolean
read_mean (Similar                 *self,
           const char              *space_id,
           const ReelLocalLikeness *likeness,
           GArray                  *clips,
           float                  **vector,
           GError                 **error)
{
  g_autofree float *values = g_new0 (float, (gsize) clips->len * likeness->dims + 1);
  g_autofree gboolean *is_there = g_new0 (gboolean, clips->len + 1);
  gsize n = 0;

  if (!reel_local_store_read_vectors (self->index->store, space_id, likeness->vectors, likeness->dims, (gint64 *) clips->data,
                                      clips->len, values, is_there, error))
    return FALSE;
  for (guint i = 0; i < clips->len; i++)
    if (is_there[i])
      memmove (values + n++ * likeness->dims, values + (gsize) i * likeness->dims, likeness->dims * sizeof (float));
  *vector = reel_local_likeness_average (values, likeness->dims, n);
  return TRUE;
}

/* The example's vector in a likeness. Its clips may be of another engine than those that are searched. */
static gboolean
find_vector (Similar                 *self,
             const ReelLocalPlanPart *part,
             const ReelLocalLikeness *likeness,
             GArray                  *own,
             float                  **vector,
             GError                 **error)
{
  g_auto (GStrv) spaces = NULL;

  if (self->example->video_id == NULL)
    {
      const float *picture = g_hash_table_lookup (self->pictures, likeness->id);

      *vector = picture != NULL ? g_memdup2 (picture, likeness->dims * sizeof (float)) : NULL;
      return TRUE;
    }
  if (!read_mean (self, part->space, likeness, own, vector, error))
    return FALSE;
  if (*vector != NULL)
    return TRUE;

  spaces = reel_local_store_list_spaces (self->index->store, error);
  for (guint i = 0; spaces != NULL && spaces[i] != NULL && *vector == NULL; i++)
    {
      ReelEngine *engine = reel_local_engines_find (self->index->engines, spaces[i]);
      g_autoptr (GArray) clips = NULL;
      ReelLocalLikeness other;

      if (engine == NULL)
        continue;
      reel_local_likeness_init (&other, engine);
      if (other.id != likeness->id || other.dims != likeness->dims)
        continue;
      clips = list_example (self, spaces[i], error);
      if (clips == NULL || !read_mean (self, spaces[i], &other, clips, vector, error))
        return FALSE;
    }
  return spaces != NULL;
}

/* Which videos of a part are looked at: a video is no answer to itself. */
typedef struct
{
  const ReelLocalPlanPart *part; /* (borrowed) */
  gint64 but;                    /* 0 for none */
} Allowed;

static gboolean
is_allowed (guint64  group,
            gpointer user_data)
{
  const Allowed *self = user_data;
  gint64 video = (gint64) group;

  return video != self->but && g_hash_table_contains (self->part->videos, &video);
}

static gboolean
search_part (Similar                 *self,
             const ReelLocalPlanPart *part,
             GArray                  *candidates,
             gboolean                *has_vector,
             GError                 **error)
{
  Allowed allowed = { part, self->example->start < 0 ? self->video : 0 };
  ReelVectorSearch search = {
    .top_k = self->top_k * REEL_LOCAL_SPREAD_TIMES + 1, /* the example itself may be among them */
    .filter = is_allowed,
    .filter_data = &allowed,
  };
  g_autoptr (GArray) own = list_example (self, part->space, error);
  g_autoptr (ReelVectorSpace) space = NULL;
  g_autoptr (GArray) matches = NULL;
  g_autofree float *vector = NULL;
  ReelLocalLikeness likeness;

  reel_local_likeness_init (&likeness, part->engine);
  if (own == NULL || !find_vector (self, part, &likeness, own, &vector, error))
    return FALSE;
  if (vector == NULL)
    return TRUE;
  *has_vector = TRUE;

  space = reel_vector_index_get_space (self->index, part->engine, likeness.vectors, error);
  if (space == NULL)
    return FALSE;
  search.least = (float) likeness.least;
  matches = reel_vector_space_search (space, vector, &search, self->cancellable, error);
  if (matches == NULL)
    return FALSE;
  for (guint i = 0; i < matches->len; i++)
    {
      const ReelVectorMatch *match = &g_array_index (matches, ReelVectorMatch, i);
      double similarity = reel_local_likeness_get_similarity (&likeness, (double) match->similarity);
      ReelLocalCandidate candidate = {
        .video = (gint64) match->group,
        .clip = (gint64) match->key,
        .space = part->space,
        .similarity = similarity,
        .is_sure = similarity >= REEL_LOCAL_LIKENESS_SURE,
      };

      if (self->example->start < 0 || own->len == 0 || g_array_index (own, gint64, 0) != candidate.clip)
        g_array_append_val (candidates, candidate);
    }
  return TRUE;
}

/* The picture as an engine sees it: by its worker, as every file of somebody else. */
static gboolean
look (Similar    *self,
      ReelEngine *engine,
      GError    **error)
{
  g_autofree char *uri = g_filename_to_uri (self->example->path, NULL, error);
  g_autoptr (GPtrArray) clips = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree float *values = NULL;
  ReelLocalLikeness likeness;

  if (uri == NULL)
    return FALSE;
  clips = reel_analyser_run (self->analyser, engine, uri, REEL_ANALYSIS_FULL, NULL, NULL, self->cancellable, &failure);
  if (clips == NULL)
    {
      g_autofree char *name = g_path_get_basename (self->example->path);
      g_autoptr (GString) message = g_string_new (failure->message);

      g_string_replace (message, name, "picture", 0); /* our random name for it means nothing to who asked */
      g_set_error_literal (error, failure->domain, failure->code, message->str);
      return FALSE;
    }

  reel_local_likeness_init (&likeness, engine);
  values = g_new0 (float, (gsize) clips->len * likeness.dims + 1);
  for (guint i = 0; i < clips->len; i++)
    {
      const ReelClip *clip = g_ptr_array_index (clips, i);
      const float *vector = likeness.vectors == REEL_LOCAL_VECTORS_LIKENESS ? clip->likeness : clip->vector;

      if (vector != NULL)
        memcpy (values + (gsize) i * likeness.dims, vector, likeness.dims * sizeof (float));
    }
  g_hash_table_replace (self->pictures, (gpointer) likeness.id,
                        reel_local_likeness_average (values, likeness.dims, clips->len));
  return TRUE;
}

/* (transfer none) (nullable): an engine of the plan in whose likeness nobody looked at the picture yet */
static ReelEngine *
find_unseen (Similar       *self,
             ReelLocalPlan *plan)
{
  for (guint i = 0; self->example->video_id == NULL && i < plan->parts->len; i++)
    {
      const ReelLocalPlanPart *part = g_ptr_array_index (plan->parts, i);
      ReelLocalLikeness likeness;

      reel_local_likeness_init (&likeness, part->engine);
      if (!g_hash_table_contains (self->pictures, likeness.id))
        return part->engine;
    }
  return NULL;
}

static GArray *
search_plan (Similar       *self,
             ReelLocalPlan *plan,
             GError       **error)
{
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (ReelLocalCandidate));
  gboolean has_vector = FALSE;

  for (guint i = 0; i < plan->parts->len; i++)
    if (!search_part (self, g_ptr_array_index (plan->parts, i), candidates, &has_vector, error))
      return NULL;
  if (!has_vector && self->example->video_id != NULL && plan->parts->len > 0)
    {
      g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST,
                           _("This video can’t be compared with others until it is indexed. Try again later."));
      return NULL;
    }
  reel_local_spread_choose (candidates, self->top_k);
  return reel_local_hits_new (self->index->store, candidates, error);
}

static gboolean
find_video (Similar  *self,
            GError  **error)
{
  g_autoptr (ReelLocalVideo) video = NULL;

  if (self->example->video_id == NULL)
    return TRUE;
  video = reel_local_store_get_video (self->index->store, self->example->video_id, error);
  if (video != NULL)
    self->video = video->seq;
  return video != NULL;
}

/**
 * reel_local_similar_run:
 * @index: the vectors
 * @analyser: what looks at a picture
 * @collection_id: where to look
 * @example: what is looked for; its video may be in any collection
 * @top_k: the most hits
 * @cancellable: (nullable): a cancellable
 * @error: return location: %REEL_LOCAL_ERROR_NOT_FOUND where there is no such video, %REEL_LOCAL_ERROR_BAD_REQUEST where it is
 *   not indexed; as for reel_analyser_run(); a #ReelDatabaseError or a #ReelVectorError
 *
 * Finds clips that look like a clip, a video or a picture: which space answers for which video is told by #ReelLocalPlan, as in
 * a search, and how cosines are read by #ReelLocalLikeness. A clip is no answer to itself, nor are those of a video to that.
 * For worker threads; a picture takes a second.
 *
 * Returns: (transfer full) (nullable) (element-type ReelVectorHit): best first, without reasons
 */
GArray *
reel_local_similar_run (ReelVectorIndex        *index,
                        ReelAnalyser           *analyser,
                        const char             *collection_id,
                        const ReelLocalExample *example,
                        guint                   top_k,
                        GCancellable           *cancellable,
                        GError                **error)
{
  g_auto (Similar) self = { index, analyser, example, top_k, cancellable, 0, NULL };

  g_return_val_if_fail (REEL_IS_VECTOR_INDEX (index), NULL);
  g_return_val_if_fail (REEL_IS_ANALYSER (analyser), NULL);
  g_return_val_if_fail (collection_id != NULL && example != NULL, NULL);
  g_return_val_if_fail ((example->video_id != NULL) != (example->path != NULL), NULL);

  if (!find_video (&self, error))
    return NULL;
  self.pictures = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  /* A worker takes its time: outside of the lock. Meanwhile the plan may have become another. */
  for (;;)
    {
      g_autoptr (ReelLocalPlan) plan = NULL;
      g_autoptr (GArray) hits = NULL;
      ReelEngine *unseen = NULL;

      g_rw_lock_reader_lock (&index->changing);
      plan = reel_vector_index_get_plan (index, collection_id, error);
      unseen = plan != NULL ? find_unseen (&self, plan) : NULL;
      if (plan != NULL && unseen == NULL)
        hits = search_plan (&self, plan, error);
      g_rw_lock_reader_unlock (&index->changing);
      if (unseen == NULL)
        return g_steal_pointer (&hits);
      if (!look (&self, unseen, error))
        return NULL;
    }
}
