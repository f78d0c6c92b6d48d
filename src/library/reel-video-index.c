/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-video-index.h"
#include "library/reel-video-private.h"

struct _ReelVideoIndex
{
  GHashTable *videos;         /* (owned): set of ReelVideo (borrowed) */
  GHashTable *by_fingerprint; /* (owned): fingerprint → GPtrArray of ReelVideo (borrowed) */
  GHashTable *by_uri;         /* (owned): where the file is → GPtrArray of ReelVideo (borrowed) */
  GHashTable *by_id;          /* (owned): id → GPtrArray of ReelVideo (borrowed) */
};

/**
 * reel_video_index_new:
 *
 * Returns: (transfer full): an index of nothing
 */
ReelVideoIndex *
reel_video_index_new (void)
{
  ReelVideoIndex *self = g_new0 (ReelVideoIndex, 1);

  self->videos = g_hash_table_new (NULL, NULL);
  self->by_fingerprint = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->by_uri = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

/**
 * reel_video_index_free:
 * @self: (transfer full): an index, whose videos may live on
 */
void
reel_video_index_free (ReelVideoIndex *self)
{
  GHashTableIter iter;
  gpointer video;

  g_hash_table_iter_init (&iter, self->videos);
  while (g_hash_table_iter_next (&iter, &video, NULL))
    REEL_VIDEO (video)->index = NULL;
  g_hash_table_unref (self->videos);
  g_hash_table_unref (self->by_fingerprint);
  g_hash_table_unref (self->by_uri);
  g_hash_table_unref (self->by_id);
  g_free (self);
}

static void
put (GHashTable *table,
     const char *key,
     ReelVideo  *video)
{
  GPtrArray *same = g_hash_table_lookup (table, key);

  if (same == NULL)
    {
      same = g_ptr_array_new ();
      g_hash_table_insert (table, g_strdup (key), same);
    }
  g_ptr_array_add (same, video);
}

static void
take (GHashTable *table,
      const char *key,
      ReelVideo  *video)
{
  GPtrArray *same = g_hash_table_lookup (table, key);

  g_ptr_array_remove_fast (same, video);
  if (same->len == 0)
    g_hash_table_remove (table, key);
}

static void
for_each_key (ReelVideo *video,
              void     (*func) (GHashTable *table,
                                const char *key,
                                ReelVideo  *video))
{
  ReelVideoIndex *self = video->index;

  func (self->by_uri, video->uri, video);
  if (video->fingerprint != NULL)
    func (self->by_fingerprint, video->fingerprint, video);
  if (video->video_id != NULL)
    func (self->by_id, video->video_id, video);
  for (char **copy = video->copies; *copy != NULL; copy++)
    func (self->by_id, *copy, video);
}

void
reel_video_index_leave (ReelVideo *video)
{
  if (video->index != NULL)
    for_each_key (video, take);
}

void
reel_video_index_enter (ReelVideo *video)
{
  if (video->index != NULL)
    for_each_key (video, put);
}

/**
 * reel_video_index_add:
 * @self: an index
 * @video: (transfer none): a video that is in none; it has to live until it is removed, or the index is freed
 */
void
reel_video_index_add (ReelVideoIndex *self,
                      ReelVideo      *video)
{
  g_return_if_fail (video->index == NULL);

  video->index = self;
  g_hash_table_add (self->videos, video);
  reel_video_index_enter (video);
}

/**
 * reel_video_index_has:
 * @self: an index
 * @video: a video
 *
 * Returns: whether it is one of its videos
 */
gboolean
reel_video_index_has (ReelVideoIndex *self,
                      ReelVideo      *video)
{
  return video->index == self;
}

/**
 * reel_video_index_remove:
 * @self: an index
 * @video: one of its videos
 */
void
reel_video_index_remove (ReelVideoIndex *self,
                         ReelVideo      *video)
{
  g_return_if_fail (video->index == self);

  reel_video_index_leave (video);
  g_hash_table_remove (self->videos, video);
  video->index = NULL;
}

/**
 * reel_video_index_by_fingerprint:
 * @self: an index
 * @fingerprint: see reel_fingerprint_compute()
 *
 * Returns: (transfer none) (nullable) (element-type ReelVideo): those with it, in no order; until the next change
 */
GPtrArray *
reel_video_index_by_fingerprint (ReelVideoIndex *self,
                                 const char     *fingerprint)
{
  return g_hash_table_lookup (self->by_fingerprint, fingerprint);
}

/**
 * reel_video_index_by_uri:
 * @self: an index
 * @uri: where a file is
 *
 * Returns: (transfer none) (nullable) (element-type ReelVideo): those that were made of it, in no order; until the next change
 */
GPtrArray *
reel_video_index_by_uri (ReelVideoIndex *self,
                         const char     *uri)
{
  return g_hash_table_lookup (self->by_uri, uri);
}

/**
 * reel_video_index_by_id:
 * @self: an index
 * @video_id: a service's name for a video
 *
 * Returns: (transfer none) (nullable) (element-type ReelVideo): those with it, as their own or a further one, in no order;
 *   until the next change
 */
GPtrArray *
reel_video_index_by_id (ReelVideoIndex *self,
                        const char     *video_id)
{
  return g_hash_table_lookup (self->by_id, video_id);
}
