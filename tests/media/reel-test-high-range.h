/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelTestRange:
 * @name: of the file
 * @colorimetry: of its pictures, in GStreamer's words
 * @chain: from an encoder to a muxer
 * @grey: the signal of all of its pictures, in 255ths
 * @shown: what it is on a screen of standard range, of 255
 *
 * A video of one grey, 10 bits deep.
 */
typedef struct
{
  const char *name;
  const char *colorimetry;
  const char *chain;
  guint8 grey;
  int shown;
} ReelTestRange;

extern const ReelTestRange reel_test_ranges[];
extern const gsize reel_test_n_ranges;

/* (transfer full): the path of a file of it in @folder */
char *reel_test_range_make (const ReelTestRange *range, const char *folder);

G_END_DECLS
