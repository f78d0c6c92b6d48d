/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-player-core-private.h"

/* Playing backwards, by a clock, from pictures that are decoded forwards. All of this file runs on the core's thread. */

#define TICK_MS 10
#define PROGRESS_MS 100

/* Of all pictures that are kept, and of one of them: these are for finding a place, and not for judging focus. */
#define MOST_BYTES (192 * 1024 * 1024)
#define LARGEST_EDGE 960

/* Seconds from the first frame. */
static double
get_place (ReelPlayerCore *self)
{
  if (self->reverse_begun == 0)
    return self->reverse_from;
  return self->reverse_from -
         self->reverse_speed * (double) (g_get_monotonic_time () - self->reverse_begun) / G_USEC_PER_SEC;
}

/* The beginning of the file: it stands at the first picture. */
static void
come_to_end (ReelPlayerCore *self)
{
  reel_player_core_end_reverse (self);
  g_mutex_lock (&self->lock);
  /* A wish that came in the meantime is newer than the end. */
  if (self->wishes.wish == self->seen)
    {
      self->wishes.playing = FALSE;
      self->reverse_ended = TRUE;
    }
  g_mutex_unlock (&self->lock);
  reel_player_core_seek_to (self, 0.0, TRUE);
  if (!self->busy)
    reel_player_core_publish (self);
}

static void
show (ReelPlayerCore *self,
      ReelFrame      *frame)
{
  if (self->reverse_begun != 0 && frame->time == self->reverse_position)
    return;
  if (self->reverse_begun == 0)
    self->reverse_begun = g_get_monotonic_time ();
  self->reverse_position = frame->time;
  reel_video_output_show_frame (self->output, frame);
}

/* From picture to picture, as quickly as each can be sought. */
static void
seek_back (ReelPlayerCore *self,
           double          place)
{
  if (self->busy)
    return;
  if (self->reverse_begun == 0)
    self->reverse_begun = g_get_monotonic_time ();
  self->retreat = 0;
  self->drains = FALSE;
  reel_player_core_seek_to (self, MAX (place, 0.0), TRUE);
}

static gboolean
on_tick (gpointer data)
{
  ReelPlayerCore *self = data;
  double place = get_place (self);
  gboolean at_end = place <= 0;

  if (self->reader != NULL && reel_reverse_reader_has_failed (self->reader))
    {
      self->reverse_from = self->reverse_position;
      self->reverse_begun = 0;
      g_clear_pointer (&self->reader, reel_reverse_reader_close);
      place = self->reverse_from;
    }
  if (self->reader != NULL)
    {
      g_autoptr (ReelFrame) frame = reel_reverse_reader_take (self->reader, MAX (place, 0.0));

      if (frame != NULL)
        show (self, frame);
    }
  else if (!at_end)
    seek_back (self, place);
  if (at_end && !self->busy)
    {
      come_to_end (self);
      return G_SOURCE_REMOVE;
    }
  if (!self->busy && g_get_monotonic_time () - self->reverse_told >= PROGRESS_MS * 1000)
    {
      self->reverse_told = g_get_monotonic_time ();
      reel_player_core_publish (self);
    }
  return G_SOURCE_CONTINUE;
}

static void
set_speed (ReelPlayerCore *self,
           double          speed)
{
  if (speed == self->reverse_speed)
    return;
  if (self->reverse_begun != 0)
    {
      self->reverse_from = get_place (self);
      self->reverse_begun = g_get_monotonic_time ();
    }
  self->reverse_speed = speed;
  if (self->reader != NULL)
    reel_reverse_reader_set_speed (self->reader, speed);
}

/*
 * reel_player_core_reverse:
 * @self: a core that is loaded, and not busy
 * @uri: what it has open
 * @speed: above 0
 *
 * Plays backwards from where it is, or goes on with that at another speed.
 */
void
reel_player_core_reverse (ReelPlayerCore *self,
                          const char     *uri,
                          double          speed)
{
  guint edge = reel_video_output_get_edge (self->output);

  if (self->reversing)
    {
      set_speed (self, speed);
      return;
    }
  self->reverse_from = self->reverse_position = reel_player_core_get_position (self);
  self->reverse_begun = 0;
  self->reverse_speed = speed;
  self->reverse_ended = FALSE;
  self->reversing = TRUE;
  if (!self->sound_only)
    self->reader = reel_reverse_reader_new (uri, self->reverse_from, speed, edge > 0 ? MIN (edge, LARGEST_EDGE) : LARGEST_EDGE,
                                            MOST_BYTES);
  self->reverse_source = g_timeout_source_new (TICK_MS);
  g_source_set_callback (self->reverse_source, on_tick, self, NULL);
  g_source_attach (self->reverse_source, self->context);
}

/*
 * reel_player_core_end_reverse:
 * @self: a core
 *
 * Stops, if it played backwards. The pipeline stands where that began.
 */
void
reel_player_core_end_reverse (ReelPlayerCore *self)
{
  /* What is shown is not what the pipeline stands at: nothing is there that could be sought. */
  if (self->reversing)
    self->seek_exact = FALSE;
  self->reversing = FALSE;
  if (self->reverse_source != NULL)
    g_source_destroy (self->reverse_source);
  g_clear_pointer (&self->reverse_source, g_source_unref);
  g_clear_pointer (&self->reader, reel_reverse_reader_close);
}
