/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-local-plan.h"

/* What one video has. */
typedef struct
{
  gint64 video;
  ReelEngine *older; /* (borrowed) (nullable): the older space that finds it */
  gboolean is_current, is_open;
} Video;

static void
part_free (ReelLocalPlanPart *part)
{
  g_object_unref (part->engine);
  g_hash_table_unref (part->videos);
  g_free (part);
}

static void
clear (gpointer data)
{
  g_clear_pointer (&((ReelLocalPlan *) data)->parts, g_ptr_array_unref);
}

static void
add (ReelLocalPlan *self,
     ReelEngine    *engine,
     gint64         video)
{
  ReelLocalPlanPart *part = NULL;

  for (guint i = 0; i < self->parts->len && part == NULL; i++)
    if (((ReelLocalPlanPart *) self->parts->pdata[i])->engine == engine)
      part = self->parts->pdata[i];
  if (part == NULL)
    {
      part = g_new0 (ReelLocalPlanPart, 1);
      part->engine = g_object_ref (engine);
      part->space = g_intern_string (reel_engine_get_space_id (engine));
      part->videos = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
      g_ptr_array_add (self->parts, part);
    }
  g_hash_table_add (part->videos, g_memdup2 (&video, sizeof video));
}

/* (element-type Video): one for each video of @places */
static GArray *
gather (GArray           *places,
        ReelLocalEngines *engines)
{
  const char *current = g_intern_string (reel_engine_get_space_id (reel_local_engines_get_current (engines)));
  GArray *videos = g_array_new (FALSE, TRUE, sizeof (Video));
  Video *video = NULL;

  for (guint i = 0; i < places->len; i++)
    {
      const ReelLocalPlace *place = &g_array_index (places, ReelLocalPlace, i);

      if (video == NULL || video->video != place->video)
        {
          g_array_set_size (videos, videos->len + 1);
          video = &g_array_index (videos, Video, videos->len - 1);
          video->video = place->video;
        }
      if (place->space == current)
        {
          video->is_current = place->is_searchable;
          video->is_open = place->is_open;
        }
      else if (place->is_searchable && video->older == NULL)
        video->older = reel_local_engines_find (engines, place->space);
    }
  return videos;
}

/**
 * reel_local_plan_new:
 * @places: (element-type ReelLocalPlace): of a collection, see reel_local_store_list_places()
 * @engines: who can read queries
 *
 * Returns: (transfer full): the plan
 */
ReelLocalPlan *
reel_local_plan_new (GArray           *places,
                     ReelLocalEngines *engines)
{
  ReelLocalPlan *self = g_atomic_rc_box_new0 (ReelLocalPlan);
  g_autoptr (GArray) videos = gather (places, engines);
  gboolean is_complete = TRUE;

  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);
  for (guint i = 0; i < videos->len; i++)
    {
      Video *video = &g_array_index (videos, Video, i);

      if (video->is_open && video->older != NULL)
        is_complete = FALSE;
    }
  for (guint i = 0; i < videos->len; i++)
    {
      Video *video = &g_array_index (videos, Video, i);

      if (video->older != NULL && (!is_complete || !video->is_current))
        add (self, video->older, video->video);
      else if (video->is_current)
        add (self, reel_local_engines_get_current (engines), video->video);
    }
  return self;
}

ReelLocalPlan *
reel_local_plan_ref (ReelLocalPlan *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
reel_local_plan_unref (ReelLocalPlan *self)
{
  g_atomic_rc_box_release_full (self, clear);
}
