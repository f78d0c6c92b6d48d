/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Kinds of media that every exactness test of the player, the thumbnails, the clips and the proxies runs over: numbered
 * pictures, see reel-test-video.h, in files as cameras, programs and people make them. A new kind is one line in the table.
 */

/* The two fields of a picture carry different numbers: the upper one has the picture's own. */
typedef enum
{
  REEL_TEST_PROGRESSIVE,
  REEL_TEST_TOP_FIRST,
  REEL_TEST_BOTTOM_FIRST,
} ReelTestFields;

/* Another track of pictures. */
typedef enum
{
  REEL_TEST_ALONE,
  REEL_TEST_SECOND, /* after the film: at 30 a second, with numbers from REEL_TEST_KIND_OTHER on */
  REEL_TEST_COVER,  /* before the film: a still picture with that number */
} ReelTestOther;

#define REEL_TEST_KIND_OTHER 1000

/* Hz of the sound that belongs to the pictures, and of that of other tracks. */
#define REEL_TEST_KIND_TONE 440.0
#define REEL_TEST_KIND_OTHER_TONE 880.0

/**
 * ReelTestKind:
 * @name: of the file, with an extension
 * @video: from raw pictures to what the muxer takes
 * @mux: the muxer
 * @fps_n: pictures a second, numerator
 * @fps_d: denominator
 * @n_frames: how many pictures; 0 for 400
 * @key: pictures from key frame to key frame, where a part can be copied without decoding; else 0
 * @width: pixels; 0 for 320
 * @height: pixels; 0 for 240
 * @raw: (nullable): caps of the raw pictures in front of the encoder
 * @fields: how its pictures are interlaced
 * @varies: whether each third picture lasts half as long again, and the next half as long
 * @turned: whether the camera was held upright
 * @loses_some: whether GStreamer's muxer loses some pictures at the beginning, and knows less of the last ones
 * @first: milliseconds; when pictures and sound begin
 * @late: milliseconds; by how much the pictures begin later than the sound
 * @audio: (nullable): from raw sound to what the muxer takes
 * @n_sounds: tracks of sound; 0 for 1
 * @first_off: whether the file says that its first track of sound is not to be played
 * @longer: milliseconds; by how much the sound is longer than the pictures
 * @other: another track of pictures
 */
typedef struct
{
  const char *name;
  const char *video;
  const char *mux;
  int fps_n, fps_d;
  guint n_frames;
  guint key;
  guint width, height;
  const char *raw;
  ReelTestFields fields;
  gboolean varies;
  gboolean turned;
  gboolean loses_some;
  guint first, late;
  const char *audio;
  guint n_sounds;
  gboolean first_off;
  guint longer;
  ReelTestOther other;
} ReelTestKind;

extern const ReelTestKind reel_test_kinds[];
extern const gsize reel_test_n_kinds;

/* (transfer none): the one of that name */
const ReelTestKind *reel_test_kind_get (const char *name);

/* (transfer full): the path of a file of it, which tests share and must not change */
char *reel_test_kind_make     (const ReelTestKind *kind);

guint reel_test_kind_n_frames (const ReelTestKind *kind);

/* Nanoseconds from the first picture to where @frame begins. */
guint64 reel_test_kind_time   (const ReelTestKind *kind, guint frame);

/* Seconds from the first picture to the middle of @frame. */
double reel_test_kind_middle  (const ReelTestKind *kind, guint frame);

/* Hz of the first track of sound in a file, from how often it swings. */
double reel_test_kind_measure_tone (const char *path);

G_END_DECLS
