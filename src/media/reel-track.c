/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-track.h"

/* Elements between a decoder's pad and the data of the file, at the most. */
#define MOST_ELEMENTS 16

static const char *
name_of (const GstCaps *caps)
{
  return caps != NULL && gst_caps_get_size (caps) > 0 ? gst_structure_get_name (gst_caps_get_structure (caps, 0)) : "";
}

static gboolean
is_raw (const char *name)
{
  return g_str_equal (name, "video/x-raw") || g_str_equal (name, "audio/x-raw");
}

/* (transfer full) (nullable): the pad of the element that the data come out of, behind all ghost pads */
static GstPad *
dup_inner_pad (GstPad *pad)
{
  GstPad *at = g_object_ref (pad);

  while (at != NULL && GST_IS_GHOST_PAD (at))
    {
      GstPad *target = gst_ghost_pad_get_target (GST_GHOST_PAD (at));

      g_object_unref (at);
      at = target;
    }
  return at;
}

/* Whether the track is coded as still pictures: of a decoder's pad, what goes into the decoder tells. */
static gboolean
is_image (GstPad *pad)
{
  g_autoptr (GstPad) at = dup_inner_pad (pad);

  for (guint i = 0; at != NULL && i < MOST_ELEMENTS; i++)
    {
      g_autoptr (GstCaps) caps = gst_pad_get_current_caps (at);
      g_autoptr (GstElement) element = NULL;
      g_autoptr (GstPad) sink = NULL;
      GstPad *before;

      if (caps != NULL && !is_raw (name_of (caps)))
        return g_str_has_prefix (name_of (caps), "image/");
      element = gst_pad_get_parent_element (at);
      sink = element != NULL ? gst_element_get_static_pad (element, "sink") : NULL;
      before = sink != NULL ? gst_pad_get_peer (sink) : NULL;
      g_object_unref (at);
      at = before != NULL ? dup_inner_pad (before) : NULL;
      g_clear_object (&before);
    }
  return FALSE;
}

/* The higher, the sooner it is taken. */
static int
rank_of (GstPad *pad)
{
  g_autoptr (GstEvent) event = gst_pad_get_sticky_event (pad, GST_EVENT_STREAM_START, 0);
  GstStreamFlags flags = GST_STREAM_FLAG_NONE;
  int rank = is_image (pad) ? 0 : 4;

  if (event != NULL)
    gst_event_parse_stream_flags (event, &flags);
  if ((flags & GST_STREAM_FLAG_UNSELECT) == 0)
    rank += 2;
  if ((flags & GST_STREAM_FLAG_SELECT) != 0)
    rank += 1;
  return rank;
}

/**
 * reel_track_choose:
 * @pads: (element-type GstPad): those of a demuxer or of decoders; nothing needs to have flowed through them
 * @kind: what the types of their caps begin with, such as "video/"
 *
 * Cover pictures come after films, then what the file marks as its default comes first, then the first track: ids of streams
 * end in the number of the track. "video/" takes still pictures too, as some films are coded picture by picture.
 *
 * Returns: (transfer none) (nullable): the track to take; %NULL where there is none
 */
GstPad *
reel_track_choose (GPtrArray  *pads,
                   const char *kind)
{
  g_autofree char *best_id = NULL;
  GstPad *best = NULL;
  int best_rank = 0;

  g_return_val_if_fail (pads != NULL && kind != NULL, NULL);

  for (guint i = 0; i < pads->len; i++)
    {
      GstPad *pad = pads->pdata[i];
      g_autoptr (GstCaps) caps =
        gst_pad_has_current_caps (pad) ? gst_pad_get_current_caps (pad) : gst_pad_query_caps (pad, NULL);
      g_autofree char *id = gst_pad_get_stream_id (pad);
      const char *name = name_of (caps);
      int rank;

      if (!g_str_has_prefix (name, kind) && !(g_str_equal (kind, "video/") && g_str_has_prefix (name, "image/")))
        continue;
      rank = rank_of (pad);
      if (best != NULL && (rank < best_rank || (rank == best_rank && g_strcmp0 (id, best_id) >= 0)))
        continue;
      best = pad;
      best_rank = rank;
      g_free (best_id);
      best_id = g_steal_pointer (&id);
    }
  return best;
}
