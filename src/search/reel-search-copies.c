/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "search/reel-search-copies.h"

/* Seconds by which the times of a clip may differ between two copies: services round. */
#define TOLERANCE 0.05

struct _ReelSearchCopies
{
  GHashTable *files; /* (owned): "COLLECTION FINGERPRINT" → GHashTable: second → GPtrArray of ReelSearchResult (borrowed) */
};

/**
 * reel_search_copies_new:
 *
 * Returns: (transfer full): for one answer
 */
ReelSearchCopies *
reel_search_copies_new (void)
{
  ReelSearchCopies *self = g_new0 (ReelSearchCopies, 1);

  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  return self;
}

void
reel_search_copies_free (ReelSearchCopies *self)
{
  g_hash_table_unref (self->files);
  g_free (self);
}

/* What one id says twice is the service's own affair: only copies say the same. */
static gboolean
is_same_clip (const ReelSearchResult *one,
              const ReelSearchResult *other)
{
  if (g_strcmp0 (one->video_id, other->video_id) == 0 || one->has_times != other->has_times)
    return FALSE;
  return !one->has_times || (fabs (one->start - other->start) < TOLERANCE && fabs (one->end - other->end) < TOLERANCE);
}

/* The second in which a clip begins, so that only the few around it are compared; whole videos are by themselves. */
static int
get_second (const ReelSearchResult *result)
{
  return result->has_times ? (int) CLAMP (floor (result->start), -1e9, 1e9) : G_MININT;
}

static gboolean
has_same_clip (GHashTable             *seconds,
               int                     second,
               const ReelSearchResult *result)
{
  GPtrArray *clips = g_hash_table_lookup (seconds, GINT_TO_POINTER (second));

  for (guint i = 0; clips != NULL && i < clips->len; i++)
    {
      if (is_same_clip (clips->pdata[i], result))
        return TRUE;
    }
  return FALSE;
}

/**
 * reel_search_copies_contains:
 * @self: the clips of an answer up to now
 * @collection_id: where @result was found
 * @video: (nullable): what the catalogue knows of it; without a fingerprint nothing is said to be a copy
 * @result: a clip, which stays there for as long as @self does
 *
 * Takes note of @result.
 *
 * Returns: whether the same clip of the same file was there before, under another id
 */
gboolean
reel_search_copies_contains (ReelSearchCopies       *self,
                             const char             *collection_id,
                             ReelVideo              *video,
                             const ReelSearchResult *result)
{
  const char *fingerprint = video != NULL ? reel_video_get_fingerprint (video) : NULL;
  g_autofree char *key = NULL;
  GHashTable *seconds;
  GPtrArray *clips;
  int second = get_second (result);

  if (fingerprint == NULL)
    return FALSE;
  key = g_strconcat (collection_id, " ", fingerprint, NULL);
  seconds = g_hash_table_lookup (self->files, key);
  if (seconds == NULL)
    {
      seconds = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
      g_hash_table_insert (self->files, g_steal_pointer (&key), seconds);
    }
  if (has_same_clip (seconds, second, result) ||
      (result->has_times && (has_same_clip (seconds, second - 1, result) || has_same_clip (seconds, second + 1, result))))
    return TRUE;
  clips = g_hash_table_lookup (seconds, GINT_TO_POINTER (second));
  if (clips == NULL)
    {
      clips = g_ptr_array_new ();
      g_hash_table_insert (seconds, GINT_TO_POINTER (second), clips);
    }
  g_ptr_array_add (clips, (gpointer) result);
  return FALSE;
}
