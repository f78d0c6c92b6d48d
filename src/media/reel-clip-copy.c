/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gst/app/app.h>
#include <gst/audio/audio.h>

#include "media/reel-clip-copy.h"
#include "media/reel-clip-stamp.h"
#include "media/reel-clip-mux.h"
#include "media/reel-clip-turn.h"
#include "media/reel-media-error.h"
#include "media/reel-media-file.h"
#include "media/reel-orientation.h"
#include "media/reel-raw-reader.h"

/*
 * A part of a file without decoding it. It begins with the key frame before the in point, as nothing else can be decoded by
 * itself; and it ends with what the last picture is made from, which may be a picture or two behind the out point.
 */

/* Containers keep times in milliseconds. */
#define TOLERANCE ((gint64) GST_MSECOND)

/* Where the clip begins for the muxer: decoding begins before that, and times have no sign. */
#define ORIGIN (3600 * GST_SECOND)

#define UNITS 90000

/* Bytes that may wait in front of the muxer. */
#define MOST_BYTES (16 * 1024 * 1024)

/* Bytes of pictures that are kept while the in point is looked for. What goes beyond is read again. */
#define MOST_HELD (16 * 1024 * 1024)

/* More pictures than can be decoded before one that is shown earlier. */
#define MOST_LATE 17

#define NOWHERE G_MININT64

typedef struct
{
  const ReelCut *cut;
  const ReelClipLayout *layout;
  const char *extension;
  ReelClipPosition position; /* (nullable) */
  gpointer data;
  char *name; /* (owned): of the source, for people */

  ReelClipMux *mux;        /* (owned) */
  ReelRawReader *pictures; /* (owned) */
  ReelRawReader *sound;    /* (owned) (nullable) */
  GstElement *video;       /* (owned): an appsrc */
  GstElement *audio;       /* (owned) (nullable): an appsrc */
  GPtrArray *waiting;      /* (owned) (element-type GstSample) */
  gsize held;              /* bytes of these, up to the in point */
  gboolean shortened;      /* only the first of these was kept */
  GstSample *heard;        /* (owned) (nullable): what comes next of the sound */

  gint64 target; /* stream time of the in point */
  gint64 end;    /* of the out point, exclusive */
  gint64 first;  /* of the key frame that it begins with */
  gint64 last;   /* until when something is shown */
  gint64 delay;  /* from decoding to showing, of the first picture */
  gboolean stamped; /* the first picture has its timecode, if it has one */
  gboolean mute; /* the sound can't be read, or not be put into the clip */
  guint turns;   /* quarters that the pictures are to be turned by */
} Copy;

static void
copy_clear (Copy *self)
{
  g_clear_pointer (&self->mux, reel_clip_mux_free);
  g_clear_pointer (&self->pictures, reel_raw_reader_free);
  g_clear_pointer (&self->sound, reel_raw_reader_free);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_pointer (&self->heard, gst_sample_unref);
  gst_clear_object (&self->video);
  gst_clear_object (&self->audio);
  g_free (self->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Copy, copy_clear)

/**
 * reel_clip_copy_get_extension:
 * @uri: URI of a file on this computer
 *
 * Returns: (transfer none): what the name of a copy of a part of it ends with
 */
const char *
reel_clip_copy_get_extension (const char *uri)
{
  static const char * const kinds[][2] = {
    { ".mp4", "mp4" }, { ".m4v", "mp4" }, { ".mov", "mov" }, { ".qt", "mov" }, { ".3gp", "mp4" }, { ".webm", "webm" },
  };
  g_autofree char *lower = NULL;

  g_return_val_if_fail (uri != NULL, NULL);

  lower = g_ascii_strdown (uri, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_suffix (lower, kinds[i][0]))
      return kinds[i][1];
  return "mkv";
}

/* In stream time, also before the segment. */
static gint64
signed_time (GstSample    *sample,
             GstClockTime  time)
{
  guint64 value;
  int sign;

  if (!GST_CLOCK_TIME_IS_VALID (time))
    return NOWHERE;
  sign = gst_segment_to_stream_time_full (gst_sample_get_segment (sample), GST_FORMAT_TIME, time, &value);
  return sign == 0 ? NOWHERE : sign * (gint64) value;
}

static gint64
shown_at (GstSample *sample)
{
  return signed_time (sample, GST_BUFFER_PTS (gst_sample_get_buffer (sample)));
}

/* Not every container says. */
static gint64
decoded_at (GstSample *sample)
{
  return signed_time (sample, GST_BUFFER_DTS (gst_sample_get_buffer (sample)));
}

static gboolean
is_key (GstSample *sample)
{
  return !GST_BUFFER_FLAG_IS_SET (gst_sample_get_buffer (sample), GST_BUFFER_FLAG_DELTA_UNIT);
}

/* The next picture as it is coded; NULL without an error at the end. Of some files nobody knows when one is shown before it
 * is decoded: AVI has times of key frames only. */
static GstSample *
pull_picture (Copy    *self,
              GError **error)
{
  GstSample *sample = reel_raw_reader_pull (self->pictures, error);

  if (sample == NULL || shown_at (sample) != NOWHERE)
    return sample;
  gst_sample_unref (sample);
  g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_COPYABLE,
               _ ("“%s” does not say when its pictures are shown, so it has to be decoded."), self->name);
  return NULL;
}

static int peak; /* KiB; atomic */

/**
 * reel_clip_copy_get_peak:
 *
 * Returns: bytes; the most that was ever kept of the pictures between a key frame and an in point
 */
gsize
reel_clip_copy_get_peak (void)
{
  return (gsize) g_atomic_int_get (&peak) * 1024;
}

static void
forget_held (Copy *self)
{
  g_ptr_array_set_size (self->waiting, 0);
  self->held = 0;
  self->shortened = FALSE;
}

/* Takes @sample. Key frames may be minutes apart: of more than there is room for only the first is kept, from which on it is
 * read once more. */
static void
hold (Copy      *self,
      GstSample *sample)
{
  self->held += gst_buffer_get_size (gst_sample_get_buffer (sample));
  if (self->shortened)
    {
      gst_sample_unref (sample);
      return;
    }
  g_ptr_array_add (self->waiting, sample);
  if (self->held / 1024 > (gsize) g_atomic_int_get (&peak))
    g_atomic_int_set (&peak, (int) (self->held / 1024));
  if (self->held > MOST_HELD && self->waiting->len > 1)
    {
      self->shortened = TRUE;
      g_ptr_array_set_size (self->waiting, 1);
    }
}

/* Reads to the in point, and keeps what there is from the last key frame on. */
static gboolean
gather (Copy         *self,
        GCancellable *cancellable,
        GError      **error)
{
  forget_held (self);
  for (;;)
    {
      g_autoptr (GError) failure = NULL;
      GstSample *sample = pull_picture (self, &failure);
      gint64 time, decoded;

      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (sample == NULL)
        return TRUE;
      time = shown_at (sample);
      decoded = decoded_at (sample);
      if (is_key (sample) && time != NOWHERE && time <= self->target + TOLERANCE)
        forget_held (self);
      hold (self, sample);
      /* What comes behind that are key frames behind it, too. */
      if (MAX (decoded, time) > self->target + TOLERANCE)
        return TRUE;
    }
}

/* Goes back to the key frame, where what comes after it was not kept. */
static gboolean
read_again (Copy    *self,
            GError **error)
{
  if (!self->shortened)
    return TRUE;
  forget_held (self);
  reel_raw_reader_seek (self->pictures, (GstClockTime) MAX (self->first, 0), FALSE);
  for (;;)
    {
      g_autoptr (GError) failure = NULL;
      GstSample *sample = pull_picture (self, &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (sample == NULL)
        break;
      if (is_key (sample) && ABS (shown_at (sample) - self->first) <= TOLERANCE)
        {
          g_ptr_array_add (self->waiting, sample);
          return TRUE;
        }
      gst_sample_unref (sample);
    }
  g_propagate_error (error, reel_media_error_new_damaged (self->name));
  return FALSE;
}

static gboolean
begins_right (Copy *self)
{
  GstSample *first = self->waiting->len > 0 ? g_ptr_array_index (self->waiting, 0) : NULL;

  return first != NULL && is_key (first) && shown_at (first) != NOWHERE && shown_at (first) <= self->target + TOLERANCE;
}

/* Finds the key frame that the clip begins with. Some demuxers end up behind it: then from earlier on. */
static gboolean
find_first (Copy         *self,
            gint64        base,
            GCancellable *cancellable,
            GError      **error)
{
  const gint64 leads[] = { 0, GST_SECOND, 10 * GST_SECOND, G_MAXINT64 };

  for (gsize i = 0; i < G_N_ELEMENTS (leads); i++)
    {
      gint64 from = leads[i] < self->target - base ? self->target - leads[i] : base;

      reel_raw_reader_seek (self->pictures, (GstClockTime) MAX (from, 0), FALSE);
      if (!gather (self, cancellable, error))
        return FALSE;
      if (begins_right (self))
        {
          self->first = shown_at (g_ptr_array_index (self->waiting, 0));
          return read_again (self, error);
        }
      if (from == base)
        break;
    }
  g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_COPYABLE,
               _ ("“%s” has no key frame before that time, so nothing can be copied without decoding it."), self->name);
  return FALSE;
}

/* What makes of a stream what other containers take. */
static GstElement *
make_parser (GstSample *sample)
{
  const GstStructure *structure = gst_caps_get_structure (gst_sample_get_caps (sample), 0);
  const char *format = gst_structure_get_string (structure, "stream-format");
  const char *factory = "identity";

  if (gst_structure_has_name (structure, "video/x-h264") && g_strcmp0 (format, "byte-stream") == 0)
    factory = "h264parse";
  else if (gst_structure_has_name (structure, "video/x-h265") && g_strcmp0 (format, "byte-stream") == 0)
    factory = "h265parse";
  else if (gst_structure_has_name (structure, "audio/mpeg") && g_strcmp0 (format, "adts") == 0)
    factory = "aacparse";
  return gst_element_factory_make (factory, NULL);
}

static GstElement *
add_stream (Copy       *self,
            GstSample  *sample,
            const char *kind,
            GError    **error)
{
  GstElement *source = gst_element_factory_make ("appsrc", NULL), *parser = make_parser (sample);
  GstElement *elements[] = { source, parser };
  gboolean as_it_is = parser != NULL && g_str_equal (GST_OBJECT_NAME (gst_element_get_factory (parser)), "identity");

  if (source == NULL)
    return NULL;
  gst_object_ref_sink (source);
  g_object_set (source, "caps", gst_sample_get_caps (sample), "format", GST_FORMAT_TIME, "handle-segment-change", TRUE,
                "max-bytes", G_GUINT64_CONSTANT (0), NULL);
  if (reel_clip_mux_add (self->mux, elements, G_N_ELEMENTS (elements), kind, as_it_is ? gst_sample_get_caps (sample) : NULL,
                         g_str_equal (kind, "video") ? UNITS : 0, error))
    return source;
  gst_object_unref (source);
  return NULL;
}

/* @unknown: nobody can decode it, so that encoding the clip would help no more than leaving the sound out */
static gboolean
add_sound (Copy     *self,
           gboolean  unknown,
           GError  **error)
{
  if (unknown && !reel_clip_mux_can_hold (self->mux, "audio", gst_sample_get_caps (self->heard)))
    {
      g_clear_pointer (&self->heard, gst_sample_unref);
      self->mute = TRUE;
      return TRUE;
    }
  self->audio = add_stream (self, self->heard, "audio", error);
  return self->audio != NULL;
}

/* How the pictures are to be turned; only some containers can say. */
static gboolean
check_orientation (Copy    *self,
                   GError **error)
{
  g_autoptr (GstTagList) tags = reel_raw_reader_dup_tags (self->pictures);
  ReelOrientation orientation = { 0 };

  if (tags == NULL || !reel_orientation_from_tags (&orientation, tags) || (orientation.turns == 0 && !orientation.mirrored))
    return TRUE;
  self->turns = orientation.turns;
  if (!orientation.mirrored && (g_str_equal (self->extension, "mp4") || g_str_equal (self->extension, "m4v") ||
                                g_str_equal (self->extension, "mov")))
    return TRUE;
  g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_COPYABLE,
               _ ("“%s” has to be turned to be upright, which this kind of file can’t say."), self->name);
  return FALSE;
}

static gboolean
finish (Copy         *self,
        ReelPartFile *part,
        GError      **error)
{
  gst_app_src_end_of_stream (GST_APP_SRC (self->video));
  if (self->audio != NULL)
    gst_app_src_end_of_stream (GST_APP_SRC (self->audio));
  if (!reel_clip_mux_finish (self->mux, error))
    return FALSE;
  if (self->turns == 0 || reel_clip_turn (reel_part_file_get_path (part), self->turns))
    return TRUE;
  g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_COPYABLE,
               _ ("“%s” has to be turned to be upright, which this kind of file can’t say."), self->name);
  return FALSE;
}

/* (transfer full) (nullable): of sound that is not coded, only what belongs to the clip: there, a buffer may be long */
static GstBuffer *
clip_sound (Copy      *self,
            GstSample *sample)
{
  GstBuffer *buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  const GstSegment *segment = gst_sample_get_segment (sample);
  GstSegment wanted;
  GstAudioInfo info;

  if (!gst_structure_has_name (gst_caps_get_structure (gst_sample_get_caps (sample), 0), "audio/x-raw") ||
      !gst_audio_info_from_caps (&info, gst_sample_get_caps (sample)))
    return buffer;
  gst_segment_init (&wanted, GST_FORMAT_TIME);
  wanted.start = gst_segment_position_from_stream_time (segment, GST_FORMAT_TIME, (guint64) MAX (self->first, 0));
  wanted.stop = gst_segment_position_from_stream_time (segment, GST_FORMAT_TIME, (guint64) MAX (self->end, 0));
  return gst_audio_buffer_clip (buffer, &wanted, GST_AUDIO_INFO_RATE (&info), GST_AUDIO_INFO_BPF (&info));
}

/* An MP4 file lasts as long as its pictures take to decode, and cuts off what is shown later: where the rate varies, that can
 * be the last of them. So each lasts, while it is the last one decoded, until all of them have been shown. */
static void
lengthen (Copy      *self,
          GstBuffer *buffer,
          gint64     shown,
          gint64     decoded)
{
  gint64 end = shown + (GST_BUFFER_DURATION_IS_VALID (buffer) ? (gint64) GST_BUFFER_DURATION (buffer) : 0);

  if (self->delay == NOWHERE)
    self->delay = shown - decoded;
  end = MAX (end, self->last);
  if (end > decoded + self->delay)
    GST_BUFFER_DURATION (buffer) = (GstClockTime) (end - decoded - self->delay);
}

static gboolean
push (Copy       *self,
      GstElement *source,
      GstSample  *sample,
      GError    **error)
{
  GstBuffer *buffer = clip_sound (self, sample);
  gint64 shown = buffer != NULL ? signed_time (sample, GST_BUFFER_PTS (buffer)) : NOWHERE;
  gint64 decoded = buffer != NULL ? signed_time (sample, GST_BUFFER_DTS (buffer)) : NOWHERE;
  g_autoptr (GstSample) moved = NULL;
  GstSegment segment;

  /* Sound before the clip, or pictures that are made from what was left out. */
  if (shown == NOWHERE || shown < self->first - TOLERANCE)
    {
      gst_clear_buffer (&buffer);
      return TRUE;
    }
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = ORIGIN;
  GST_BUFFER_PTS (buffer) = ORIGIN + (GstClockTime) (shown - self->first);
  if (decoded != NOWHERE)
    {
      GST_BUFFER_DTS (buffer) = ORIGIN + (GstClockTime) (decoded - self->first);
      if (source == self->video)
        lengthen (self, buffer, shown, decoded);
    }
  if (source == self->video && !self->stamped)
    {
      self->stamped = TRUE;
      buffer = reel_clip_stamp (buffer, self->cut, self->layout,
                                MAX (self->cut->start - (double) (self->target - self->first) / GST_SECOND, 0), NULL);
    }
  moved = gst_sample_new (buffer, gst_sample_get_caps (sample), &segment, NULL);
  gst_buffer_unref (buffer);
  if (!reel_clip_mux_wait_for_room (self->mux, source, MOST_BYTES, error))
    return FALSE;
  gst_app_src_push_sample (GST_APP_SRC (source), moved);
  return TRUE;
}

/* The sound until @time. What is broken of it is left out. */
static gboolean
push_sound (Copy    *self,
            gint64   time,
            GError **error)
{
  while (self->heard != NULL && shown_at (self->heard) < time)
    {
      g_autoptr (GError) failure = NULL;

      if (!push (self, self->audio, self->heard, error))
        return FALSE;
      g_clear_pointer (&self->heard, gst_sample_unref);
      self->heard = reel_raw_reader_pull (self->sound, &failure);
      if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
push_picture (Copy      *self,
              GstSample *sample,
              GError   **error)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  gint64 time = shown_at (sample);

  if (!push (self, self->video, sample, error))
    return FALSE;
  self->last = MAX (self->last, time + (GST_BUFFER_DURATION_IS_VALID (buffer) ? (gint64) GST_BUFFER_DURATION (buffer) : 0));
  if (self->position != NULL)
    self->position ((double) (time - self->first) / GST_SECOND, self->data);
  return push_sound (self, MIN (time, self->end), error);
}

/* Writes all that waits, but of what is shown behind the end only that from which something is made. */
static gboolean
push_waiting (Copy    *self,
              GError **error)
{
  guint n = self->waiting->len;

  while (n > 0 && shown_at (g_ptr_array_index (self->waiting, n - 1)) >= self->end - TOLERANCE)
    n--;
  for (guint i = 0; i < n; i++)
    if (!push_picture (self, g_ptr_array_index (self->waiting, i), error))
      return FALSE;
  if (n > 0)
    g_ptr_array_remove_range (self->waiting, 0, n);
  return TRUE;
}

static gboolean
copy_all (Copy    *self,
          GError **error)
{
  gboolean ended = FALSE;

  if (!push_waiting (self, error))
    return FALSE;
  while (!ended)
    {
      g_autoptr (GError) failure = NULL;
      GstSample *sample = pull_picture (self, &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (sample == NULL)
        break;
      ended = shown_at (sample) >= self->end - TOLERANCE &&
              (is_key (sample) || decoded_at (sample) >= self->end - TOLERANCE || self->waiting->len > MOST_LATE);
      g_ptr_array_add (self->waiting, sample);
      if (!push_waiting (self, error))
        return FALSE;
    }
  return push_sound (self, MIN (self->end, self->last), error);
}

/* Sound that can't be read is left out. */
static gboolean
open_sound (Copy         *self,
            gint64        base,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr (GError) failure = NULL;

  self->sound = reel_raw_reader_new (self->cut->uri, "audio/", "queue", cancellable, error);
  if (self->sound == NULL)
    return FALSE;
  self->heard = reel_raw_reader_pull (self->sound, &failure);
  if (self->heard != NULL && self->first > base)
    {
      g_clear_pointer (&self->heard, gst_sample_unref);
      reel_raw_reader_seek (self->sound, (GstClockTime) MAX (self->first, 0), FALSE);
      self->heard = reel_raw_reader_pull (self->sound, &failure);
    }
  self->mute = failure != NULL;
  if (failure == NULL || g_error_matches (failure, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NO_VIDEO) ||
      g_error_matches (failure, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_MISSING_CODEC))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
open_streams (Copy         *self,
              gboolean      has_audio,
              GCancellable *cancellable,
              GError      **error)
{
  g_autoptr (GstSample) first = NULL;
  g_autoptr (GError) failure = NULL;
  gint64 base;

  self->pictures = reel_raw_reader_new (self->cut->uri, "video/", "queue", cancellable, error);
  if (self->pictures == NULL)
    return FALSE;
  first = reel_raw_reader_pull (self->pictures, &failure);
  if (first == NULL)
    {
      g_propagate_error (error, failure != NULL ? g_steal_pointer (&failure) : reel_media_error_new_damaged (self->name));
      return FALSE;
    }
  base = shown_at (first) != NOWHERE ? shown_at (first) : 0;
  self->target = base + (gint64) (self->cut->start * GST_SECOND);
  self->end = self->cut->end > 0.0 ? base + (gint64) (self->cut->end * GST_SECOND) : G_MAXINT64 / 2;
  if (!find_first (self, base, cancellable, error))
    return FALSE;
  return !has_audio || open_sound (self, base, cancellable, error);
}

/**
 * reel_clip_copy_run:
 * @cut: what to copy
 * @layout: of the order
 * @part: the file to write
 * @extension: what its name ends with at last
 * @position: (nullable): told how far it is
 * @data: for @position
 * @report: told what was written
 * @cancellable: (nullable): to stop early
 * @error: return location of %REEL_MEDIA_ERROR_NOT_COPYABLE, where only decoding helps, another #ReelMediaError or
 *   %G_IO_ERROR_CANCELLED
 *
 * Copies what lies in the file from the key frame before the in point on. Blocks: for worker threads.
 *
 * Returns: whether the file is complete
 */
gboolean
reel_clip_copy_run (const ReelCut         *cut,
                    const ReelClipLayout  *layout,
                    ReelPartFile          *part,
                    const char            *extension,
                    ReelClipPosition       position,
                    gpointer               data,
                    ReelClipReport        *report,
                    GCancellable          *cancellable,
                    GError               **error)
{
  g_auto (Copy) self = { cut, layout, extension, position, data };

  self.name = reel_media_file_display_name (cut->uri);
  self.waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);
  self.mux = reel_clip_mux_new (part, extension, cancellable, error);
  if (self.mux == NULL || !open_streams (&self, layout->format.has_audio, cancellable, error))
    return FALSE;
  self.video = add_stream (&self, g_ptr_array_index (self.waiting, 0), "video", error);
  if (self.video == NULL || !check_orientation (&self, error))
    return FALSE;
  if (self.heard != NULL && !add_sound (&self, layout->n_silent > 0, error))
    return FALSE;
  reel_clip_mux_start (self.mux);
  self.last = self.first;
  self.delay = NOWHERE;
  if (!copy_all (&self, error))
    return FALSE;
  report->lead = MAX ((double) (self.target - self.first) / GST_SECOND, 0.0);
  report->duration = (double) (self.last - self.first) / GST_SECOND;
  report->n_silent = self.mute;
  return finish (&self, part, error);
}
