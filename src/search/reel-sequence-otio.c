/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-json.h"
#include "search/reel-sequence.h"

/*
 * OpenTimelineIO, in the versions of its schemas that every release reads: its documentation, 'Serialized Data Schemas'. A
 * clip's range counts in the rate of its file from the file's own timecode, and so does the available range of its media.
 * Sound is a second track, with gaps where a file has none.
 */

static JsonObject *
new_object (const char *schema)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "OTIO_SCHEMA", schema);
  return object;
}

/* What all have that can stand in a track. */
static JsonObject *
new_item (const char *schema,
          const char *name)
{
  JsonObject *object = new_object (schema);
  g_autofree char *plain = reel_sequence_plain_text (name);

  json_object_set_string_member (object, "name", plain);
  json_object_set_object_member (object, "metadata", json_object_new ());
  json_object_set_array_member (object, "effects", json_array_new ());
  json_object_set_array_member (object, "markers", json_array_new ());
  json_object_set_null_member (object, "source_range");
  return object;
}

static JsonObject *
new_time (gint64              frames,
          const ReelTimebase *timebase)
{
  JsonObject *time = new_object ("RationalTime.1");

  json_object_set_double_member (time, "rate", reel_timebase_get_fps (timebase));
  json_object_set_double_member (time, "value", (double) frames);
  return time;
}

static JsonObject *
new_range (gint64              start,
           gint64              frames,
           const ReelTimebase *timebase)
{
  JsonObject *range = new_object ("TimeRange.1");

  json_object_set_object_member (range, "start_time", new_time (start, timebase));
  json_object_set_object_member (range, "duration", new_time (frames, timebase));
  return range;
}

static JsonObject *
new_reference (const ReelSequenceClip *clip)
{
  JsonObject *reference = new_object (clip->uri != NULL ? "ExternalReference.1" : "MissingReference.1");
  g_autofree char *plain = reel_sequence_plain_text (clip->name);

  json_object_set_string_member (reference, "name", plain);
  json_object_set_object_member (reference, "metadata", json_object_new ());
  if (clip->media_length > 0)
    json_object_set_object_member (reference, "available_range",
                                   new_range (clip->media_start, clip->media_length, &clip->timebase));
  else
    json_object_set_null_member (reference, "available_range");
  if (clip->uri != NULL)
    {
      g_autofree char *url = g_utf8_make_valid (clip->uri, -1);

      json_object_set_string_member (reference, "target_url", url);
    }
  return reference;
}

/* What the format has no place for, under a name of our own. */
static JsonObject *
new_metadata (const ReelSequenceClip *clip)
{
  JsonObject *metadata = json_object_new ();
  JsonObject *own = json_object_new ();
  g_autofree char *in = reel_sequence_clip_dup_time (clip, clip->in);

  json_object_set_double_member (own, "similarity", clip->similarity);
  json_object_set_string_member (own, "timecode", in);
  json_object_set_boolean_member (own, "drop_frame", clip->timebase.drop_frame);
  json_object_set_boolean_member (own, "whole_video", !clip->has_times);
  json_object_set_boolean_member (own, "missing", clip->missing);
  if (clip->reel != NULL)
    {
      g_autofree char *reel = reel_sequence_plain_text (clip->reel);

      json_object_set_string_member (own, "reel", reel);
    }
  json_object_set_object_member (metadata, "reelseek", own);
  return metadata;
}

static JsonObject *
new_clip (const ReelSequenceClip *clip)
{
  JsonObject *object = new_item ("Clip.1", clip->name);

  json_object_set_object_member (object, "metadata", new_metadata (clip));
  json_object_set_object_member (object, "source_range",
                                 new_range (clip->media_start + clip->in, clip->out - clip->in, &clip->timebase));
  json_object_set_object_member (object, "media_reference", new_reference (clip));
  return object;
}

static JsonObject *
new_gap (const ReelSequenceClip *clip)
{
  JsonObject *object = new_item ("Gap.1", "");

  json_object_set_object_member (object, "source_range", new_range (0, clip->out - clip->in, &clip->timebase));
  return object;
}

static JsonObject *
new_track (const ReelSequence *self,
           gboolean            audio)
{
  JsonObject *track = new_item ("Track.1", audio ? "A1" : "V1");
  JsonArray *children = json_array_new ();

  json_object_set_string_member (track, "kind", audio ? "Audio" : "Video");
  for (guint i = 0; i < self->clips->len; i++)
    {
      const ReelSequenceClip *clip = reel_sequence_get (self, i);

      json_array_add_object_element (children, audio && !clip->has_audio ? new_gap (clip) : new_clip (clip));
    }
  json_object_set_array_member (track, "children", children);
  return track;
}

static gboolean
has_audio (const ReelSequence *self)
{
  for (guint i = 0; i < self->clips->len; i++)
    if (reel_sequence_get (self, i)->has_audio)
      return TRUE;
  return FALSE;
}

/**
 * reel_sequence_to_otio:
 * @self: a sequence that was laid out
 *
 * Returns: (transfer full): the document
 */
GBytes *
reel_sequence_to_otio (const ReelSequence *self)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *name = NULL;
  JsonObject *timeline, *stack;
  JsonArray *tracks;

  g_return_val_if_fail (self != NULL, NULL);

  tracks = json_array_new ();
  json_array_add_object_element (tracks, new_track (self, FALSE));
  if (has_audio (self))
    json_array_add_object_element (tracks, new_track (self, TRUE));
  stack = new_item ("Stack.1", "tracks");
  json_object_set_array_member (stack, "children", tracks);

  name = reel_sequence_plain_text (self->name);
  timeline = new_object ("Timeline.1");
  json_object_set_string_member (timeline, "name", name);
  json_object_set_object_member (timeline, "metadata", json_object_new ());
  json_object_set_object_member (timeline, "global_start_time", new_time (0, &self->timebase));
  json_object_set_object_member (timeline, "tracks", stack);
  root = json_node_init_object (json_node_alloc (), timeline);
  json_object_unref (timeline);
  return reel_json_to_bytes (root);
}
