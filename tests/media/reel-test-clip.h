/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Videos with sound, in which each picture is a board of coloured squares that is unlike that of its neighbours. At
 * REEL_TEST_CLIP_FLASH the picture is white for some frames, and a tone sounds as long: so a test can measure how far sound
 * and pictures are apart, and whether two files show the same at a time.
 */

/**
 * ReelTestClip:
 * @name: of the file, with an extension
 * @width: pixels as coded; 0 for 640
 * @height: pixels as coded; 0 for 360
 * @fps_n: pictures a second, numerator; 0 for a rate that varies
 * @fps_d: denominator
 * @n_frames: how many pictures; 0 for 50
 * @par_n: a pixel's width to height, numerator; 0 for square
 * @par_d: denominator
 * @interlaced: whether pictures are labelled as two fields, the upper first
 * @first: milliseconds; when picture and sound begin
 * @late: milliseconds; how much later the pictures begin than the sound
 * @video: from raw pictures to what the muxer takes
 * @audio: (nullable): from raw sound to what the muxer takes
 * @n_channels: of the sound; 0 for 2
 * @n_tracks: of sound; all but the first are silent; 0 for 1
 * @audio_longer: milliseconds; how much longer the sound is than the pictures
 * @mux: the muxer
 */
typedef struct
{
  const char *name;
  guint width, height;
  int fps_n, fps_d;
  guint n_frames;
  int par_n, par_d;
  gboolean interlaced;
  guint first, late;
  const char *video;
  const char *audio;
  guint n_channels;
  guint n_tracks;
  guint audio_longer;
  const char *mux;
} ReelTestClip;

/* Which picture is the first white one, how many are, and where that is in a clip. */
#define REEL_TEST_CLIP_FLASH 20
#define REEL_TEST_CLIP_FLASHES 5

/**
 * ReelTestClipTimes:
 * @times: (element-type double): seconds from the first picture, of every picture as decoded
 * @flash: seconds from the first picture; -1 for none
 * @beep: seconds from the first picture to the tone; NaN for none
 * @audio_end: seconds from the first picture to the end of the sound; NaN for none
 */
typedef struct
{
  GArray *times;
  double flash;
  double beep;
  double audio_end;
} ReelTestClipTimes;

void               reel_test_clip_make       (const ReelTestClip *clip, const char *path);
ReelTestClipTimes *reel_test_clip_measure    (const char *path, gboolean has_audio);
void               reel_test_clip_times_free (ReelTestClipTimes *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelTestClipTimes, reel_test_clip_times_free)

G_END_DECLS
