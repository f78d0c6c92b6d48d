/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-private.h"

/*
 * The list of videos, in the order of their rows, which is that of adding. However many come or go at once, it changes once
 * and is told of once: there may be a hundred thousand.
 */

int
reel_catalogue_compare_rows (gconstpointer a, gconstpointer b)
{
  gint64 left = reel_video_get_row_id (*(ReelVideo **) a), right = reel_video_get_row_id (*(ReelVideo **) b);

  return left < right ? -1 : left > right;
}

/*
 * reel_catalogue_has:
 * @self: a #ReelCatalogue
 * @video: a video
 *
 * Returns: whether it is in the list, and was not forgotten
 */
gboolean
reel_catalogue_has (ReelCatalogue *self, ReelVideo *video)
{
  return reel_video_index_has (self->index, video);
}

/*
 * reel_catalogue_find:
 * @self: a #ReelCatalogue
 * @video: a video
 * @position: (out): where it is in the list
 *
 * Returns: whether it is in the list
 */
gboolean
reel_catalogue_find (ReelCatalogue *self, ReelVideo *video, guint *position)
{
  const gint64 row_id = reel_video_get_row_id (video);
  guint from = 0, to = self->videos->len;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (reel_video_get_row_id (self->videos->pdata[middle]) < row_id)
        from = middle + 1;
      else
        to = middle;
    }
  *position = from;
  return from < self->videos->len && self->videos->pdata[from] == video;
}

/* Where the first of those that were added to the end is, once all are in order. */
static guint
sort (ReelCatalogue *self, GPtrArray *added)
{
  const guint before = self->videos->len - added->len;
  ReelVideo *first = added->pdata[0];
  guint position;

  for (guint i = 1; i < added->len; i++)
    if (reel_video_get_row_id (added->pdata[i]) < reel_video_get_row_id (first))
      first = added->pdata[i];
  /* What comes back has an early row, and an import may come into memory after what was added later. */
  for (guint i = MAX (before, 1); i < self->videos->len; i++)
    if (reel_catalogue_compare_rows (&self->videos->pdata[i - 1], &self->videos->pdata[i]) > 0)
      {
        g_ptr_array_sort (self->videos, reel_catalogue_compare_rows);
        break;
      }
  reel_catalogue_find (self, first, &position);
  return position;
}

/*
 * reel_catalogue_put_in:
 * @self: a #ReelCatalogue
 * @videos: (element-type ReelVideo): with rows in the database
 *
 * Puts them into the list, each where its row belongs, and tells of it.
 *
 * Returns: (transfer full) (element-type ReelVideo): those that were not there
 */
GPtrArray *
reel_catalogue_put_in (ReelCatalogue *self, GPtrArray *videos)
{
  GPtrArray *added = g_ptr_array_new_with_free_func (g_object_unref);
  const guint n = self->videos->len;
  guint first;

  for (guint i = 0; i < videos->len; i++)
    {
      if (reel_catalogue_has (self, videos->pdata[i]))
        continue;
      reel_video_index_add (self->index, videos->pdata[i]);
      g_ptr_array_add (self->videos, g_object_ref (videos->pdata[i]));
      g_ptr_array_add (added, g_object_ref (videos->pdata[i]));
    }
  if (added->len == 0)
    return added;
  first = sort (self, added);
  g_list_model_items_changed (G_LIST_MODEL (self), first, n - first, n - first + added->len);
  g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_VIDEOS_ADDED], 0, added);
  return added;
}

/*
 * reel_catalogue_take_out:
 * @self: a #ReelCatalogue
 * @videos: (element-type ReelVideo): videos
 *
 * Takes them out of the list, and tells of it.
 *
 * Returns: (transfer full) (element-type ReelVideo): those that were there, in their order
 */
GPtrArray *
reel_catalogue_take_out (ReelCatalogue *self, GPtrArray *videos)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func (g_object_unref);
  guint first, last, kept;

  for (guint i = 0; i < videos->len; i++)
    if (reel_catalogue_has (self, videos->pdata[i]))
      {
        reel_video_index_remove (self->index, videos->pdata[i]);
        g_ptr_array_add (taken, g_object_ref (videos->pdata[i]));
      }
  if (taken->len == 0)
    return taken;
  g_ptr_array_sort (taken, reel_catalogue_compare_rows);
  reel_catalogue_find (self, taken->pdata[0], &first);
  reel_catalogue_find (self, taken->pdata[taken->len - 1], &last);
  kept = first;
  for (guint i = first, next = 0; i <= last; i++)
    {
      if (next < taken->len && self->videos->pdata[i] == taken->pdata[next])
        {
          g_object_unref (self->videos->pdata[i]);
          next++;
        }
      else
        self->videos->pdata[kept++] = self->videos->pdata[i];
    }
  /* What is left between no longer has the references. */
  for (guint i = kept; i <= last; i++)
    self->videos->pdata[i] = NULL;
  g_ptr_array_set_free_func (self->videos, NULL);
  g_ptr_array_remove_range (self->videos, kept, last + 1 - kept);
  g_ptr_array_set_free_func (self->videos, g_object_unref);
  g_list_model_items_changed (G_LIST_MODEL (self), first, last + 1 - first, last + 1 - first - taken->len);
  g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_VIDEOS_REMOVED], 0, taken);
  return taken;
}
