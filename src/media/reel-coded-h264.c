/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-coded-h264.h"
#include "media/reel-h264.h"

/**
 * reel_coded_h264_from_caps:
 * @caps: fixed caps of coded video
 * @length_size: (out): bytes of the lengths in front of its units; 0 where start codes part them
 *
 * Returns: whether it is H.264 with a picture in each buffer, which reel_h264_is_droppable() can look at
 */
gboolean
reel_coded_h264_from_caps (const GstCaps *caps,
                           guint         *length_size)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  const GValue *value = gst_structure_get_value (structure, "codec_data");
  GstMapInfo map;

  *length_size = 0;
  if (!gst_structure_has_name (structure, "video/x-h264") ||
      g_strcmp0 (gst_structure_get_string (structure, "alignment"), "au") != 0)
    return FALSE;
  if (g_strcmp0 (gst_structure_get_string (structure, "stream-format"), "byte-stream") == 0)
    return TRUE;
  if (value != NULL && GST_VALUE_HOLDS_BUFFER (value) && gst_buffer_map (gst_value_get_buffer (value), &map, GST_MAP_READ))
    {
      *length_size = reel_h264_length_size (map.data, map.size);
      gst_buffer_unmap (gst_value_get_buffer (value), &map);
    }
  return *length_size > 0;
}
