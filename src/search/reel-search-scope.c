/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "search/reel-search-scope.h"

/*
 * A set of videos is kept in the catalogue with each saved search, so it is small: for each id a number of 64 bits (FNV-1a,
 * http://www.isthe.com/chongo/tech/comp/fnv/), little-endian, sorted. Two of a hundred thousand ids have the same number once
 * in four thousand million catalogues.
 */

static guint64
hash_id (const char *id)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (const char *c = id; *c != '\0'; c++)
    hash = (hash ^ (guint8) *c) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

static int
by_number (gconstpointer a,
           gconstpointer b)
{
  const guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return (x > y) - (x < y);
}

static gsize
get_length (GBytes *videos)
{
  return videos != NULL ? g_bytes_get_size (videos) / sizeof (guint64) : 0;
}

static guint64
number_at (GBytes *videos,
           gsize   at)
{
  const guint8 *data = g_bytes_get_data (videos, NULL);
  guint64 number;

  memcpy (&number, data + at * sizeof (number), sizeof (number));
  return GUINT64_FROM_LE (number);
}

static gboolean
has_number (GBytes *videos,
            guint64 number)
{
  gsize from = 0, to = get_length (videos);

  while (from < to)
    {
      gsize middle = from + (to - from) / 2;
      guint64 found = number_at (videos, middle);

      if (found == number)
        return TRUE;
      if (found < number)
        from = middle + 1;
      else
        to = middle;
    }
  return FALSE;
}

/**
 * reel_search_scope_dup_collections:
 * @catalogue: (nullable): where collections are known
 * @profile: (nullable): whose
 * @collection_id: (nullable): the one to look in; %NULL for all that are not hidden
 *
 * Returns: (transfer full) (element-type ReelCollectionRecord): what to ask, each with its name for people as its name
 */
GPtrArray *
reel_search_scope_dup_collections (ReelCatalogue *catalogue,
                                   const char    *profile,
                                   const char    *collection_id)
{
  GPtrArray *asked = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);
  g_autoptr (GPtrArray) known = NULL;

  if (catalogue != NULL && profile != NULL)
    known = reel_catalogue_get_collections (catalogue, profile);
  for (guint i = 0; known != NULL && i < known->len; i++)
    {
      const ReelCollectionRecord *record = g_ptr_array_index (known, i);

      if (collection_id != NULL ? strcmp (collection_id, record->id) == 0 : !record->hidden)
        g_ptr_array_add (asked, reel_collection_record_new (record->id, reel_collection_record_get_shown_name (record),
                                                            record->description));
    }
  return asked;
}

static void
add_number (GArray     *numbers,
            const char *id)
{
  guint64 number = id != NULL ? hash_id (id) : 0;

  if (id != NULL)
    g_array_append_val (numbers, number);
}

/**
 * reel_search_scope_dup_videos:
 * @catalogue: where videos are known
 * @profile: whose
 * @collection_id: (nullable): where a search looks; %NULL for all collections that are not hidden
 *
 * Returns: (transfer full): the videos of this computer that are Ready there, under all their ids
 */
GBytes *
reel_search_scope_dup_videos (ReelCatalogue *catalogue,
                              const char    *profile,
                              const char    *collection_id)
{
  g_autoptr (GPtrArray) collections = reel_search_scope_dup_collections (catalogue, profile, collection_id);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint64));
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (catalogue));

  for (guint i = 0; i < collections->len; i++)
    g_hash_table_add (ids, ((ReelCollectionRecord *) collections->pdata[i])->id);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (catalogue), i);
      const char * const *copies = reel_video_get_copies (video);

      if (reel_video_get_state (video) != REEL_VIDEO_STATE_READY || g_strcmp0 (reel_video_get_profile (video), profile) != 0
          || !g_hash_table_contains (ids, reel_video_get_collection_id (video)))
        continue;
      add_number (numbers, reel_video_get_video_id (video));
      for (guint j = 0; copies != NULL && copies[j] != NULL; j++)
        add_number (numbers, copies[j]);
    }
  g_array_sort (numbers, by_number);
  for (guint i = 0; i < numbers->len; i++)
    g_array_index (numbers, guint64, i) = GUINT64_TO_LE (g_array_index (numbers, guint64, i));
  return g_bytes_new (numbers->data, numbers->len * sizeof (guint64));
}

/**
 * reel_search_scope_has_video:
 * @videos: (nullable): a set of videos
 * @video_id: an id
 *
 * Returns: whether the video is in it
 */
gboolean
reel_search_scope_has_video (GBytes     *videos,
                             const char *video_id)
{
  g_return_val_if_fail (video_id != NULL, FALSE);
  return has_number (videos, hash_id (video_id));
}

/**
 * reel_search_scope_has_more:
 * @videos: a set of videos
 * @before: (nullable): another
 *
 * Returns: whether there is one in @videos that is not in @before; what is gone does not count
 */
gboolean
reel_search_scope_has_more (GBytes *videos,
                            GBytes *before)
{
  g_return_val_if_fail (videos != NULL, FALSE);
  for (gsize i = 0; i < get_length (videos); i++)
    {
      if (!has_number (before, number_at (videos, i)))
        return TRUE;
    }
  return FALSE;
}
