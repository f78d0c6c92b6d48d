/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-player-core-private.h"
#include "media/reel-track.h"

/* Which of several tracks is played. All of this file runs on streaming threads, while a file is opened. */

/* Of a kind of tracks: what it is called in playbin, and what the types of its pads begin with. */
typedef struct
{
  const char *count;
  const char *current;
  const char *get_pad;
  const char *type;
} Kind;

static const Kind pictures = { "n-video", "current-video", "get-video-pad", "video/" };
static const Kind sounds = { "n-audio", "current-audio", "get-audio-pad", "audio/" };

/* (transfer full) (element-type GstPad): what gives each track, in playbin's order */
static GPtrArray *
dup_pads (GstElement *playbin,
          const Kind *kind)
{
  GPtrArray *pads = g_ptr_array_new_with_free_func (g_object_unref);
  int n = 0;

  g_object_get (playbin, kind->count, &n, NULL);
  for (int i = 0; i < n; i++)
    {
      g_autoptr (GstPad) input = NULL;
      GstPad *pad;

      g_signal_emit_by_name (playbin, kind->get_pad, i, &input);
      pad = input != NULL ? gst_pad_get_peer (input) : NULL;
      if (pad == NULL)
        break;
      g_ptr_array_add (pads, pad);
    }
  return pads;
}

/* Comes with each track that is found, before any data flow. */
static void
choose (GstElement *playbin,
        const Kind *kind)
{
  g_autoptr (GPtrArray) pads = dup_pads (playbin, kind);
  GstPad *best = reel_track_choose (pads, kind->type);
  guint place;
  int current = -1;

  g_object_get (playbin, kind->current, &current, NULL);
  if (best != NULL && g_ptr_array_find (pads, best, &place) && (int) place != current)
    g_object_set (playbin, kind->current, (int) place, NULL);
}

static void
on_video_changed (GstElement *playbin,
                  gpointer    data)
{
  choose (playbin, &pictures);
}

static void
on_audio_changed (GstElement *playbin,
                  gpointer    data)
{
  choose (playbin, &sounds);
}

/*
 * reel_player_core_watch_tracks:
 * @self: a core with a new playbin
 *
 * Has it play the tracks that thumbnails, clips and proxies take, too.
 */
void
reel_player_core_watch_tracks (ReelPlayerCore *self)
{
  g_signal_connect (self->playbin, "video-changed", G_CALLBACK (on_video_changed), NULL);
  g_signal_connect (self->playbin, "audio-changed", G_CALLBACK (on_audio_changed), NULL);
}
