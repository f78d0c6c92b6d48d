/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "search/reel-search-copies.h"

/* Seconds by which the times of a clip may differ between two copies: services round. */
#define TOLERANCE 0.05

struct _ReelSearchCopies
{
  GHashTable *clips; /* (owned): "COLLECTION FINGERPRINT" → GPtrArray of ReelSearchResult (borrowed) */
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

  self->clips = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

void
reel_search_copies_free (ReelSearchCopies *self)
{
  g_hash_table_unref (self->clips);
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
  GPtrArray *clips;

  if (fingerprint == NULL)
    return FALSE;
  key = g_strconcat (collection_id, " ", fingerprint, NULL);
  clips = g_hash_table_lookup (self->clips, key);
  if (clips == NULL)
    {
      clips = g_ptr_array_new ();
      g_hash_table_insert (self->clips, g_steal_pointer (&key), clips);
    }
  for (guint i = 0; i < clips->len; i++)
    {
      if (is_same_clip (clips->pdata[i], result))
        return TRUE;
    }
  g_ptr_array_add (clips, (gpointer) result);
  return FALSE;
}
