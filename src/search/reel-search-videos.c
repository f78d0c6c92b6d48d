/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-search-videos.h"

struct _ReelSearchVideos
{
  /* owned */
  ReelCatalogue *catalogue; /* (nullable) */
  GHashTable *videos;       /* id → ReelVideo (owned), of the ids that the answer has */
  GHashTable *originals;    /* ReelSearchFind (borrowed), by clip → ReelVideo (borrowed), of uploads without an answer */
};

/* A clip by what is in it, without the id: where, when, and how similar to the last digit. */
static guint
hash_clip (gconstpointer clip)
{
  const ReelSearchFind *find = clip;

  return g_str_hash (find->collection_id) ^ g_double_hash (&find->result->start) ^ (g_double_hash (&find->result->end) << 1)
         ^ (g_double_hash (&find->result->similarity) << 2);
}

static gboolean
is_equal_clip (gconstpointer one,
               gconstpointer other)
{
  const ReelSearchFind *a = one, *b = other;

  return a->result->similarity == b->result->similarity && a->result->start == b->result->start
         && a->result->end == b->result->end && g_str_equal (a->collection_id, b->collection_id);
}

static void
take_video (ReelSearchVideos *self,
            GHashTable       *asked,
            ReelVideo        *video,
            const char       *video_id)
{
  const char *id;

  /* Of several rows with one id the newest counts: it comes last. */
  if (video_id != NULL && (id = g_hash_table_lookup (asked, video_id)) != NULL)
    g_hash_table_insert (self->videos, (gpointer) id, g_object_ref (video));
}

/**
 * reel_search_videos_new:
 * @catalogue: (nullable): where videos are known
 * @profile: (nullable): whose videos
 * @finds: (element-type ReelSearchFind): an answer, which stays there for as long as this does
 *
 * Takes as long as the catalogue and the answer are, once, and not for each find.
 *
 * Returns: (transfer full): the videos
 */
ReelSearchVideos *
reel_search_videos_new (ReelCatalogue *catalogue,
                        const char    *profile,
                        GPtrArray     *finds)
{
  ReelSearchVideos *self = g_new0 (ReelSearchVideos, 1);
  g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);
  guint n;

  self->videos = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->originals = g_hash_table_new (hash_clip, is_equal_clip);
  if (catalogue == NULL || profile == NULL)
    return self;
  self->catalogue = g_object_ref (catalogue);
  for (guint i = 0; i < finds->len; i++)
    g_hash_table_add (asked, ((const ReelSearchFind *) finds->pdata[i])->result->video_id);

  n = g_list_model_get_n_items (G_LIST_MODEL (catalogue));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (catalogue), i);
      const char * const *copies = reel_video_get_copies (video);

      if (g_strcmp0 (reel_video_get_profile (video), profile) != 0)
        continue;
      take_video (self, asked, video, reel_video_get_video_id (video));
      for (guint j = 0; copies != NULL && copies[j] != NULL; j++)
        take_video (self, asked, video, copies[j]);
    }
  for (guint i = finds->len; i > 0; i--)
    {
      ReelSearchFind *find = finds->pdata[i - 1];
      ReelVideo *video = g_hash_table_lookup (self->videos, find->result->video_id);

      if (find->result->has_times && video != NULL && reel_video_get_unanswered (video))
        g_hash_table_insert (self->originals, find, video);
    }
  return self;
}

void
reel_search_videos_free (ReelSearchVideos *self)
{
  g_hash_table_unref (self->originals);
  g_hash_table_unref (self->videos);
  g_clear_object (&self->catalogue);
  g_free (self);
}

/**
 * reel_search_videos_find:
 * @self: the videos of an answer
 * @find: one of its finds
 *
 * An id that nobody knows, with the very clip of a video whose answer was lost once, is what was sent then: the service
 * never said so itself. The catalogue takes note of it.
 *
 * Returns: (transfer none) (nullable): the video, if it was added on this computer
 */
ReelVideo *
reel_search_videos_find (ReelSearchVideos     *self,
                         const ReelSearchFind *find)
{
  ReelVideo *video = g_hash_table_lookup (self->videos, find->result->video_id);

  if (video != NULL || !find->result->has_times)
    return video;
  video = g_hash_table_lookup (self->originals, find);
  if (video == NULL)
    return NULL;
  g_hash_table_insert (self->videos, find->result->video_id, g_object_ref (video));
  reel_catalogue_add_copy (self->catalogue, video, find->result->video_id);
  return video;
}
