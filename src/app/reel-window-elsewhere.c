/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-window-private.h"

/*
 * Videos that came in a catalogue of another computer, whose own service has indexed them: they are indexed on this one, in
 * the collection of the same name, which is made where there is none.
 */

/* Videos of one collection, on their way. */
typedef struct
{
  ReelWindow *window; /* (owned) */
  GPtrArray *videos;  /* (owned) (element-type ReelVideo) */
} Moving;

static void
moving_free (Moving *self)
{
  g_object_unref (self->window);
  g_ptr_array_unref (self->videos);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Moving, moving_free)

static void
on_queued (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Moving) moving = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!reel_catalogue_index_here_finish (REEL_CATALOGUE (source), result, &error))
    {
      reel_window_toast (moving->window, error->message);
      return;
    }
  text = g_strdup_printf (ngettext ("%u video is going to be indexed on this computer",
                                    "%u videos are going to be indexed on this computer", moving->videos->len),
                          moving->videos->len);
  reel_window_toast (moving->window, text);
}

static void
move_to (Moving         *moving,
         ReelCollection *collection)
{
  reel_catalogue_index_here_async (moving->window->catalogue, moving->videos, reel_collection_get_id (collection), NULL,
                                   on_queued, moving);
}

static void
on_made (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (Moving) moving = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelCollection) collection =
    reel_collection_list_create_finish (REEL_COLLECTION_LIST (source), result, &error);

  if (collection == NULL)
    reel_window_toast (moving->window, error->message);
  else
    move_to (g_steal_pointer (&moving), collection);
}

/* (transfer full): the id or the name of the collection that a video belongs into on this computer */
static char *
dup_place (ReelWindow *self,
           ReelVideo  *video)
{
  const char *id = reel_video_get_collection_id (video);
  const char *name = reel_catalogue_get_other_name (self->catalogue, reel_video_get_profile (video), id);

  if (reel_collection_list_find (reel_session_get_collections (self->session), id) != NULL)
    return g_strdup (id);
  return g_strdup (name != NULL && *name != '\0' ? name : _ ("From Another Computer"));
}

static void
put_into (Moving     *moving,
          const char *place)
{
  ReelCollectionList *collections = reel_session_get_collections (moving->window->session);
  ReelCollection *collection = reel_collection_list_find (collections, place);

  if (collection != NULL)
    move_to (moving, collection);
  else
    reel_collection_list_create_async (collections, place, NULL, NULL, on_made, moving);
}

static void
tell_missing (ReelWindow *self,
              guint       n)
{
  g_autofree char *text = g_strdup_printf (
    ngettext ("%u file is not on this computer. Choose “Locate Folder…” in its menu first.",
              "%u files are not on this computer. Choose “Locate Folder…” in the menu of one of them first.", n), n);

  reel_window_toast (self, text);
}

static void
on_index_videos (ReelWindow *self,
                 GPtrArray  *videos)
{
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer place, moving;
  guint n_missing = 0;

  if (self->session == NULL)
    return;
  for (guint i = 0; i < videos->len; i++)
    {
      ReelVideo *video = videos->pdata[i];
      g_autofree char *where = NULL;
      Moving *group;

      if (reel_video_get_state (video) != REEL_VIDEO_STATE_ELSEWHERE)
        continue;
      if (reel_video_get_missing (video))
        {
          n_missing++;
          continue;
        }
      where = dup_place (self, video);
      group = g_hash_table_lookup (places, where);
      if (group == NULL)
        {
          group = g_new0 (Moving, 1);
          group->window = g_object_ref (self);
          group->videos = g_ptr_array_new_with_free_func (g_object_unref);
          g_hash_table_insert (places, g_steal_pointer (&where), group);
        }
      g_ptr_array_add (group->videos, g_object_ref (video));
    }
  g_hash_table_iter_init (&iter, places);
  while (g_hash_table_iter_next (&iter, &place, &moving))
    put_into (moving, place);
  if (n_missing > 0)
    tell_missing (self, n_missing);
}

void
reel_window_class_bind_elsewhere (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_index_videos);
}
