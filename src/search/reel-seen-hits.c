/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "search/reel-search-scope.h"
#include "search/reel-search-videos.h"
#include "search/reel-seen-hits.h"

/*
 * A hit is new where nobody has seen that moment of that file. A moment is the same where both overlap by half of the
 * shorter, since hits are merged of clips, and services round; a file is the same under whatever id, where the catalogue
 * knows its fingerprint. Similarities do not matter.
 *
 * Where somebody saw only the best hits, as the service had more than it was asked for, a moment that is not among them may
 * have been there all the same, only less similar. As the clips of a video do not change once it can be found, then only
 * the hits of videos count that could not be found at that time: not one of which there were hits, nor one that this
 * computer knew as Ready. Of a video that this computer does not know, a hit must be more similar than all that may have been
 * left out.
 *
 * How they lie in the catalogue: a GVariant, little-endian: a version; whether they were all; for each collection, video,
 * similarity, and whether it has times, start and end in seconds.
 */
#define PACKED "(uba(ssdbdd))"
#define VERSION 1

/* Seconds by which the times of a moment may differ, whatever its length: services round. */
#define TOLERANCE 0.05

typedef struct
{
  double start, end; /* s; a whole video is all of the time */
  double reach;      /* the largest end up to here, in the order of starts */
} Span;

struct _ReelSeenHits
{
  GHashTable *files;  /* (owned): "COLLECTION FILE" → GArray of Span, by start */
  GHashTable *floors; /* (owned): collection → double: the least similarity that was seen there */
  GBytes *known;      /* (owned) (nullable) */
  gboolean complete;
};

static char *
dup_key (const char *collection_id,
         ReelVideo  *video,
         const char *video_id)
{
  const char *fingerprint = video != NULL ? reel_video_get_fingerprint (video) : NULL;

  return g_strconcat (collection_id != NULL ? collection_id : "", "\n", fingerprint != NULL ? fingerprint : video_id, NULL);
}

static int
by_start (gconstpointer a,
          gconstpointer b)
{
  const Span *x = a, *y = b;

  return (x->start > y->start) - (x->start < y->start);
}

static void
add_find (ReelSeenHits         *self,
          ReelVideo            *video,
          const ReelSearchFind *find)
{
  g_autofree char *key = dup_key (find->collection_id, video, find->result->video_id);
  const double *floor = g_hash_table_lookup (self->floors, find->collection_id);
  GArray *spans = g_hash_table_lookup (self->files, key);
  Span span = { -INFINITY, INFINITY, 0 };

  if (find->result->has_times)
    span = (Span){ find->result->start, find->result->end, 0 };
  if (spans == NULL)
    {
      spans = g_array_new (FALSE, FALSE, sizeof (Span));
      g_hash_table_insert (self->files, g_steal_pointer (&key), spans);
    }
  g_array_append_val (spans, span);
  if (floor == NULL || find->result->similarity < *floor)
    g_hash_table_insert (self->floors, g_strdup (find->collection_id),
                         g_memdup2 (&find->result->similarity, sizeof (double)));
}

static void
sort_spans (gpointer key,
            gpointer value,
            gpointer data)
{
  GArray *spans = value;
  double reach = -INFINITY;

  g_array_sort (spans, by_start);
  for (guint i = 0; i < spans->len; i++)
    {
      Span *span = &g_array_index (spans, Span, i);

      reach = MAX (reach, span->end);
      span->reach = reach;
    }
}

/* (transfer full) (element-type ReelSearchFind) (nullable) */
static GPtrArray *
unpack (GBytes   *seen,
        gboolean *complete)
{
  g_autoptr (GVariant) packed = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (PACKED), seen, FALSE));
  g_autoptr (GPtrArray) finds = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_search_find_free);
  g_autoptr (GVariantIter) iter = NULL;
  const char *collection_id, *video_id;
  double similarity, start, end;
  gboolean has_times;
  guint32 version;

#if G_BYTE_ORDER == G_BIG_ENDIAN
  {
    GVariant *swapped = g_variant_byteswap (packed);

    g_variant_unref (packed);
    packed = swapped;
  }
#endif
  if (!g_variant_is_normal_form (packed))
    return NULL;
  g_variant_get (packed, PACKED, &version, complete, &iter);
  if (version != VERSION)
    return NULL;
  while (g_variant_iter_next (iter, "(&s&sdbdd)", &collection_id, &video_id, &similarity, &has_times, &start, &end))
    {
      ReelSearchFind *find;

      if (!isfinite (similarity) || !isfinite (start) || !isfinite (end))
        continue;
      find = g_new0 (ReelSearchFind, 1);
      find->collection_id = g_strdup (collection_id);
      find->result = g_new0 (ReelSearchResult, 1);
      *find->result = (ReelSearchResult){ g_strdup (video_id), similarity, has_times, start, end };
      g_ptr_array_add (finds, find);
    }
  return g_steal_pointer (&finds);
}

/**
 * reel_seen_hits_new:
 * @seen: (nullable): what reel_seen_hits_pack() made, or anything else
 * @known: (nullable): the videos that could be found then, see reel_search_scope_dup_videos()
 * @catalogue: (nullable): where it is known which ids are of one file
 * @profile: (nullable): whose
 *
 * Returns: (transfer full) (nullable): the hits; %NULL where nobody has looked, so that nothing can be new
 */
ReelSeenHits *
reel_seen_hits_new (GBytes        *seen,
                    GBytes        *known,
                    ReelCatalogue *catalogue,
                    const char    *profile)
{
  g_autoptr (GPtrArray) finds = NULL;
  g_autoptr (ReelSearchVideos) videos = NULL;
  ReelSeenHits *self;
  gboolean complete = FALSE;

  finds = seen != NULL ? unpack (seen, &complete) : NULL;
  if (finds == NULL)
    return NULL;
  videos = reel_search_videos_new (catalogue, profile, finds);
  self = g_new0 (ReelSeenHits, 1);
  self->complete = complete;
  self->known = known != NULL ? g_bytes_ref (known) : NULL;
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  self->floors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < finds->len; i++)
    add_find (self, reel_search_videos_find (videos, finds->pdata[i]), finds->pdata[i]);
  g_hash_table_foreach (self->files, sort_spans, NULL);
  return self;
}

void
reel_seen_hits_free (ReelSeenHits *self)
{
  g_hash_table_unref (self->files);
  g_hash_table_unref (self->floors);
  g_clear_pointer (&self->known, g_bytes_unref);
  g_free (self);
}

static gboolean
is_seen (GArray *spans,
         double  start,
         double  end)
{
  guint from = 0, to = spans->len;

  while (from < to) /* behind all that begin before the hit ends */
    {
      guint middle = from + (to - from) / 2;

      if (g_array_index (spans, Span, middle).start <= end + TOLERANCE)
        from = middle + 1;
      else
        to = middle;
    }
  for (guint i = from; i > 0; i--)
    {
      const Span *span = &g_array_index (spans, Span, i - 1);
      double shorter = MIN (end - start, span->end - span->start);

      if (span->reach < start - TOLERANCE)
        return FALSE;
      if (isinf (shorter) || MIN (end, span->end) - MAX (start, span->start) >= shorter / 2 - TOLERANCE)
        return TRUE;
    }
  return FALSE;
}

static gboolean
was_known (ReelSeenHits *self,
           ReelHit      *hit)
{
  ReelVideo *video = reel_hit_get_video (hit);

  return reel_search_scope_has_video (self->known, reel_hit_get_video_id (hit)) ||
         (video != NULL && reel_video_get_video_id (video) != NULL &&
          reel_search_scope_has_video (self->known, reel_video_get_video_id (video)));
}

/**
 * reel_seen_hits_is_new:
 * @self: (nullable): what somebody has looked at
 * @hit: a hit of the same question
 *
 * Returns: whether @hit was not there then
 */
gboolean
reel_seen_hits_is_new (ReelSeenHits *self,
                       ReelHit      *hit)
{
  const char *collection_id;
  g_autofree char *key = NULL;
  const double *floor;
  GArray *spans;

  g_return_val_if_fail (REEL_IS_HIT (hit), FALSE);
  if (self == NULL)
    return FALSE;
  collection_id = reel_hit_get_collection_id (hit);
  key = dup_key (collection_id, reel_hit_get_video (hit), reel_hit_get_video_id (hit));
  spans = g_hash_table_lookup (self->files, key);
  if (spans != NULL && (!self->complete || is_seen (spans, reel_hit_get_has_times (hit) ? reel_hit_get_start (hit) : -INFINITY,
                                                    reel_hit_get_has_times (hit) ? reel_hit_get_end (hit) : INFINITY)))
    return FALSE;
  if (self->complete)
    return TRUE;
  if (was_known (self, hit))
    return FALSE;
  floor = collection_id != NULL ? g_hash_table_lookup (self->floors, collection_id) : NULL;
  return reel_hit_get_video (hit) != NULL || floor == NULL || reel_hit_get_similarity (hit) > *floor;
}

/**
 * reel_seen_hits_pack:
 * @hits: (element-type ReelHit): what is looked at
 * @complete: whether the service had no more of them
 *
 * Returns: (transfer full): the bytes that are kept of them
 */
GBytes *
reel_seen_hits_pack (GPtrArray *hits,
                     gboolean   complete)
{
  GVariantBuilder builder;
  g_autoptr (GVariant) packed = NULL;

  g_return_val_if_fail (hits != NULL, NULL);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssdbdd)"));
  for (guint i = 0; i < hits->len; i++)
    {
      ReelHit *hit = g_ptr_array_index (hits, i);
      const char *collection_id = reel_hit_get_collection_id (hit);

      g_variant_builder_add (&builder, "(ssdbdd)", collection_id != NULL ? collection_id : "", reel_hit_get_video_id (hit),
                             reel_hit_get_similarity (hit), reel_hit_get_has_times (hit), reel_hit_get_start (hit),
                             reel_hit_get_end (hit));
    }
  packed = g_variant_ref_sink (g_variant_new (PACKED, (guint32) VERSION, complete, &builder));
#if G_BYTE_ORDER == G_BIG_ENDIAN
  {
    GVariant *swapped = g_variant_byteswap (packed);

    g_variant_unref (packed);
    packed = swapped;
  }
#endif
  return g_variant_get_data_as_bytes (packed);
}
