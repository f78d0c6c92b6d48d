/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "media/reel-player-private.h"

/* Beyond that there is little to hear or to see. */
#define SLOWEST 0.25
#define FASTEST 8.0

G_DEFINE_FINAL_TYPE (ReelPlayer, reel_player, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_URI,
  PROP_PAINTABLE,
  PROP_PLAYING,
  PROP_POSITION,
  PROP_DURATION,
  PROP_READY,
  PROP_IN_POINT,
  PROP_OUT_POINT,
  PROP_LOOP,
  PROP_VOLUME,
  PROP_MUTED,
  PROP_RATE,
  PROP_HAS_AUDIO,
  PROP_SOUND_MISSING,
  PROP_SOUND_ONLY,
  PROP_ERROR,
  PROP_FRAMES_SHOWN,
  PROP_FRAMES_DROPPED,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
set_boolean (ReelPlayer *self,
             gboolean   *field,
             gboolean    value,
             guint       prop)
{
  value = !!value;
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
set_double (ReelPlayer *self,
            double     *field,
            double      value,
            guint       prop)
{
  if (fabs (*field - value) < 1e-6)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

/* Takes @error. */
static void
set_error (ReelPlayer *self,
           GError     *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

static double
sane_time (double seconds)
{
  return isfinite (seconds) ? CLAMP (seconds, 0.0, 1e8) : 0.0;
}

/* On the main context. */
static void
on_news (const ReelPlayerNews *news,
         gpointer              data)
{
  ReelPlayer *self = data;
  /* A handler of a notification may drop the player. */
  g_autoptr (ReelPlayer) alive = g_object_ref (self);

  if (news->generation != self->generation)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  set_double (self, &self->duration, news->duration, PROP_DURATION);
  set_boolean (self, &self->has_audio, news->has_audio, PROP_HAS_AUDIO);
  set_boolean (self, &self->sound_missing, news->sound_missing, PROP_SOUND_MISSING);
  set_boolean (self, &self->sound_only, news->sound_only, PROP_SOUND_ONLY);
  set_boolean (self, &self->ready, news->ready, PROP_READY);
  /* Serials go round, so 'older' is a matter of their difference. */
  if (news->ready && (gint) (news->wish - self->place_wish) >= 0)
    {
      self->frame_length = news->frame_length;
      set_double (self, &self->position, news->position, PROP_POSITION);
    }
  if (news->ended && (gint) (news->wish - self->play_wish) >= 0)
    set_boolean (self, &self->playing, FALSE, PROP_PLAYING);
  if (news->error != NULL)
    {
      if (self->error == NULL)
        set_error (self, g_error_copy (news->error));
      set_boolean (self, &self->playing, FALSE, PROP_PLAYING);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
on_size_changed (ReelPlayer *self)
{
  /* Also before it is ready: the first picture is drawn a little earlier, and what is wished for waits. */
  if (self->core != NULL && self->uri != NULL && !self->playing)
    reel_player_core_refresh (self->core);
}

static void
send_range (ReelPlayer *self)
{
  if (self->core != NULL)
    reel_player_core_set_range (self->core, self->in_point, self->out_point, self->loop);
}

/* Opens @uri anew, whatever was open before. */
static void
load (ReelPlayer *self,
      const char *uri,
      double      position)
{
  gboolean other = g_strcmp0 (self->uri, uri) != 0;

  g_object_freeze_notify (G_OBJECT (self));
  if (other)
    {
      char *copy = g_strdup (uri);

      g_free (self->uri);
      self->uri = copy;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_URI]);
    }
  set_error (self, NULL);
  set_boolean (self, &self->ready, FALSE, PROP_READY);
  set_boolean (self, &self->has_audio, FALSE, PROP_HAS_AUDIO);
  set_boolean (self, &self->sound_missing, FALSE, PROP_SOUND_MISSING);
  set_boolean (self, &self->sound_only, FALSE, PROP_SOUND_ONLY);
  set_double (self, &self->duration, 0, PROP_DURATION);
  set_double (self, &self->position, position, PROP_POSITION);
  reel_paintable_clear (self->picture);
  if (self->core != NULL)
    self->generation = reel_player_core_open (self->core, uri, position);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
set_playing (ReelPlayer *self,
             gboolean    playing)
{
  if (playing && (self->uri == NULL || self->error != NULL))
    return;
  if (self->core != NULL)
    self->play_wish = reel_player_core_set_playing (self->core, playing);
  set_boolean (self, &self->playing, playing, PROP_PLAYING);
}

static void
reel_player_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ReelPlayer *self = REEL_PLAYER (object);

  switch (prop_id)
    {
    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;
    case PROP_PAINTABLE:
      g_value_set_object (value, reel_player_get_paintable (self));
      break;
    case PROP_PLAYING:
      g_value_set_boolean (value, self->playing);
      break;
    case PROP_POSITION:
      g_value_set_double (value, self->position);
      break;
    case PROP_DURATION:
      g_value_set_double (value, self->duration);
      break;
    case PROP_READY:
      g_value_set_boolean (value, self->ready);
      break;
    case PROP_IN_POINT:
      g_value_set_double (value, self->in_point);
      break;
    case PROP_OUT_POINT:
      g_value_set_double (value, self->out_point);
      break;
    case PROP_LOOP:
      g_value_set_boolean (value, self->loop);
      break;
    case PROP_VOLUME:
      g_value_set_double (value, self->volume);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;
    case PROP_RATE:
      g_value_set_double (value, self->rate);
      break;
    case PROP_HAS_AUDIO:
      g_value_set_boolean (value, self->has_audio);
      break;
    case PROP_SOUND_MISSING:
      g_value_set_boolean (value, self->sound_missing);
      break;
    case PROP_SOUND_ONLY:
      g_value_set_boolean (value, self->sound_only);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_FRAMES_SHOWN:
      g_value_set_uint64 (value, reel_player_get_frames_shown (self));
      break;
    case PROP_FRAMES_DROPPED:
      g_value_set_uint64 (value, reel_player_get_frames_dropped (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_player_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  ReelPlayer *self = REEL_PLAYER (object);

  switch (prop_id)
    {
    case PROP_URI:
      reel_player_set_uri (self, g_value_get_string (value));
      break;
    case PROP_IN_POINT:
      reel_player_set_range (self, g_value_get_double (value), self->out_point);
      break;
    case PROP_OUT_POINT:
      reel_player_set_range (self, self->in_point, g_value_get_double (value));
      break;
    case PROP_LOOP:
      reel_player_set_loop (self, g_value_get_boolean (value));
      break;
    case PROP_VOLUME:
      reel_player_set_volume (self, g_value_get_double (value));
      break;
    case PROP_MUTED:
      reel_player_set_muted (self, g_value_get_boolean (value));
      break;
    case PROP_RATE:
      reel_player_set_rate (self, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_player_dispose (GObject *object)
{
  ReelPlayer *self = REEL_PLAYER (object);

  g_clear_pointer (&self->core, reel_player_core_shut_down);
  g_clear_pointer (&self->output, reel_video_output_unref);
  g_clear_object (&self->picture);
  G_OBJECT_CLASS (reel_player_parent_class)->dispose (object);
}

static void
reel_player_finalize (GObject *object)
{
  ReelPlayer *self = REEL_PLAYER (object);

  g_free (self->uri);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (reel_player_parent_class)->finalize (object);
}

static void
reel_player_class_init (ReelPlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = reel_player_get_property;
  object_class->set_property = reel_player_set_property;
  object_class->dispose = reel_player_dispose;
  object_class->finalize = reel_player_finalize;

  props[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, rw);
  props[PROP_PAINTABLE] = g_param_spec_object ("paintable", NULL, NULL, GDK_TYPE_PAINTABLE, ro);
  props[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE, ro);
  props[PROP_POSITION] = g_param_spec_double ("position", NULL, NULL, 0, G_MAXDOUBLE, 0, ro);
  props[PROP_DURATION] = g_param_spec_double ("duration", NULL, NULL, 0, G_MAXDOUBLE, 0, ro);
  props[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, ro);
  props[PROP_IN_POINT] = g_param_spec_double ("in-point", NULL, NULL, 0, G_MAXDOUBLE, 0, rw);
  props[PROP_OUT_POINT] = g_param_spec_double ("out-point", NULL, NULL, 0, G_MAXDOUBLE, 0, rw);
  props[PROP_LOOP] = g_param_spec_boolean ("loop", NULL, NULL, TRUE, rw);
  props[PROP_VOLUME] = g_param_spec_double ("volume", NULL, NULL, 0, 1, 1, rw);
  props[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, rw);
  props[PROP_RATE] = g_param_spec_double ("rate", NULL, NULL, -FASTEST, FASTEST, 1, rw);
  props[PROP_HAS_AUDIO] = g_param_spec_boolean ("has-audio", NULL, NULL, FALSE, ro);
  props[PROP_SOUND_MISSING] = g_param_spec_boolean ("sound-missing", NULL, NULL, FALSE, ro);
  props[PROP_SOUND_ONLY] = g_param_spec_boolean ("sound-only", NULL, NULL, FALSE, ro);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, ro);
  props[PROP_FRAMES_SHOWN] = g_param_spec_uint64 ("frames-shown", NULL, NULL, 0, G_MAXUINT64, 0, ro);
  props[PROP_FRAMES_DROPPED] = g_param_spec_uint64 ("frames-dropped", NULL, NULL, 0, G_MAXUINT64, 0, ro);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
reel_player_init (ReelPlayer *self)
{
  g_autoptr (ReelFrameIndex) index = NULL;

  self->loop = TRUE;
  self->volume = 1.0;
  self->rate = 1.0;
  self->picture = reel_paintable_new ();
  index = reel_frame_index_new ();
  self->output = reel_video_output_new (reel_paintable_get_slot (self->picture), index);
  if (self->output != NULL)
    self->core = reel_player_core_new (self->output, index, on_news, self);
  g_signal_connect_object (self->picture, "size-changed", G_CALLBACK (on_size_changed), self, G_CONNECT_SWAPPED);
}

/**
 * reel_player_new:
 *
 * Returns: (transfer full): a player with nothing open
 */
ReelPlayer *
reel_player_new (void)
{
  return g_object_new (REEL_TYPE_PLAYER, NULL);
}

/**
 * reel_player_set_uri:
 * @self: a player
 * @uri: (nullable): URI of a file on this computer; %NULL closes
 *
 * Opens a video at its beginning, paused, with the whole of it as its range. Does nothing if it is open already.
 */
void
reel_player_set_uri (ReelPlayer *self,
                     const char *uri)
{
  g_return_if_fail (REEL_IS_PLAYER (self));

  if (g_strcmp0 (self->uri, uri) == 0)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  set_playing (self, FALSE);
  reel_player_set_range (self, 0, 0);
  load (self, uri, 0);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * reel_player_get_uri:
 * @self: a player
 *
 * Returns: (nullable): what is open
 */
const char *
reel_player_get_uri (ReelPlayer *self)
{
  g_return_val_if_fail (REEL_IS_PLAYER (self), NULL);
  return self->uri;
}

/**
 * reel_player_get_paintable:
 * @self: a player
 *
 * Returns: (transfer none): the picture; the same one for the player's whole life
 */
GdkPaintable *
reel_player_get_paintable (ReelPlayer *self)
{
  g_return_val_if_fail (REEL_IS_PLAYER (self), NULL);
  return GDK_PAINTABLE (self->picture);
}

/**
 * reel_player_open:
 * @self: a player
 * @uri: URI of a file on this computer
 * @in_point: seconds, where to begin
 * @out_point: seconds; 0 for the end
 * @play: whether to play at once, else it stands at @in_point
 *
 * Cues a clip. A file that is open already, and has no error, is not opened again.
 */
void
reel_player_open (ReelPlayer *self,
                  const char *uri,
                  double      in_point,
                  double      out_point,
                  gboolean    play)
{
  g_return_if_fail (REEL_IS_PLAYER (self));
  g_return_if_fail (uri != NULL);

  g_object_freeze_notify (G_OBJECT (self));
  if (!play || g_strcmp0 (self->uri, uri) != 0 || self->error != NULL)
    set_playing (self, FALSE);
  reel_player_set_range (self, in_point, out_point);
  if (g_strcmp0 (self->uri, uri) != 0 || self->error != NULL)
    load (self, uri, self->in_point);
  else
    reel_player_seek (self, self->in_point, TRUE);
  if (play)
    set_playing (self, TRUE);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * reel_player_play:
 * @self: a player
 *
 * Plays on from where it is; from the in point, if it stands at the end. Also before it is ready.
 */
void
reel_player_play (ReelPlayer *self)
{
  g_return_if_fail (REEL_IS_PLAYER (self));
  set_playing (self, TRUE);
}

/**
 * reel_player_pause:
 * @self: a player
 *
 * Stands still.
 */
void
reel_player_pause (ReelPlayer *self)
{
  g_return_if_fail (REEL_IS_PLAYER (self));
  set_playing (self, FALSE);
}

/**
 * reel_player_seek:
 * @self: a player
 * @seconds: from the first frame; also outside of in and out
 * @exact: the very frame, else the nearest key frame, for a pointer that moves
 *
 * Goes to a time. `position` is @seconds at once, and the frame's own time when it is there.
 */
void
reel_player_seek (ReelPlayer *self,
                  double      seconds,
                  gboolean    exact)
{
  g_return_if_fail (REEL_IS_PLAYER (self));

  if (self->uri == NULL || self->core == NULL)
    return;
  seconds = sane_time (seconds);
  /* The length may be a guess as yet: what lies behind it is still wished for. */
  self->place_wish = reel_player_core_seek (self->core, seconds, exact);
  if (self->duration > 0)
    seconds = MIN (seconds, self->duration);
  set_double (self, &self->position, seconds, PROP_POSITION);
}

/**
 * reel_player_step:
 * @self: a player
 * @frames: how many on, or back if below 0
 *
 * Pauses, and goes on by frames.
 */
void
reel_player_step (ReelPlayer *self,
                  int         frames)
{
  g_return_if_fail (REEL_IS_PLAYER (self));

  if (self->uri == NULL || self->core == NULL || frames == 0)
    return;
  self->place_wish = self->play_wish = reel_player_core_step (self->core, frames);
  set_boolean (self, &self->playing, FALSE, PROP_PLAYING);
}

/**
 * reel_player_set_range:
 * @self: a player
 * @in_point: seconds
 * @out_point: seconds; 0 for the end
 *
 * Sets what is played, and over again if `loop` is set. Playing on from beyond @out_point begins at @in_point.
 */
void
reel_player_set_range (ReelPlayer *self,
                       double      in_point,
                       double      out_point)
{
  g_return_if_fail (REEL_IS_PLAYER (self));

  g_object_freeze_notify (G_OBJECT (self));
  set_double (self, &self->in_point, sane_time (in_point), PROP_IN_POINT);
  set_double (self, &self->out_point, sane_time (out_point), PROP_OUT_POINT);
  send_range (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * reel_player_set_loop:
 * @self: a player
 * @loop: whether to begin again at the in point
 */
void
reel_player_set_loop (ReelPlayer *self,
                      gboolean    loop)
{
  g_return_if_fail (REEL_IS_PLAYER (self));

  set_boolean (self, &self->loop, loop, PROP_LOOP);
  send_range (self);
}

static void
send_volume (ReelPlayer *self)
{
  if (self->core != NULL)
    reel_player_core_set_volume (self->core, self->volume, self->muted);
}

/**
 * reel_player_set_volume:
 * @self: a player
 * @volume: as heard, 0…1
 */
void
reel_player_set_volume (ReelPlayer *self,
                        double      volume)
{
  g_return_if_fail (REEL_IS_PLAYER (self));

  set_double (self, &self->volume, isfinite (volume) ? CLAMP (volume, 0.0, 1.0) : 1.0, PROP_VOLUME);
  send_volume (self);
}

/**
 * reel_player_set_muted:
 * @self: a player
 * @muted: whether silent
 */
void
reel_player_set_muted (ReelPlayer *self,
                       gboolean    muted)
{
  g_return_if_fail (REEL_IS_PLAYER (self));

  set_boolean (self, &self->muted, muted, PROP_MUTED);
  send_volume (self);
}

/**
 * reel_player_set_rate:
 * @self: a player
 * @rate: how many times as fast as it was shot, 0.25…8; or −0.25…−8 for backwards
 *
 * Sets how fast it plays, at once if it does. The pitch of the sound stays. Backwards there is none; it goes on beyond the
 * in point, and stops at the beginning of the file.
 */
void
reel_player_set_rate (ReelPlayer *self,
                      double      rate)
{
  g_return_if_fail (REEL_IS_PLAYER (self));

  if (!isfinite (rate))
    rate = 1.0;
  rate = rate < 0 ? CLAMP (rate, -FASTEST, -SLOWEST) : CLAMP (rate, SLOWEST, FASTEST);
  set_double (self, &self->rate, rate, PROP_RATE);
  if (self->core != NULL)
    reel_player_core_set_rate (self->core, self->rate);
}
