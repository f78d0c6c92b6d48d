/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-fields.h"

/*
 * Interlaced pictures: always the upper field, so that one picture of the file is one picture for everybody, at the time that
 * it has in the file. Both fields would double the rate, and nobody could tell pictures apart by the file's times. What is not
 * interlaced goes through as it is. The converter in front is for interlaced pictures in a format that the other can't do.
 */

/**
 * reel_fields_new:
 *
 * Returns: (transfer floating) (nullable): an element that takes raw pictures and gives whole ones; %NULL where GStreamer's
 *   plugins are missing
 */
GstElement *
reel_fields_new (void)
{
  return gst_parse_bin_from_description (REEL_FIELDS, TRUE, NULL);
}
