/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Videos in which every picture carries its own number, as blocks large enough to survive any codec and scaling: so a test
 * judges by the picture which frame it was given.
 */
#define REEL_TEST_VIDEO_WIDTH 320
#define REEL_TEST_VIDEO_HEIGHT 240

/*
 * Writes @n_frames frames, @fps_n/@fps_d of them a second, to @path through @chain: a part of a pipeline that begins with an
 * encoder and ends with a muxer, such as "x264enc ! mp4mux". @first_pts: nanoseconds; the time of frame 0.
 */
void  reel_test_video_make   (const char *path, const char *chain, guint n_frames, int fps_n, int fps_d, guint64 first_pts);

/* The same with the time of each frame as @pts gives it: nanoseconds, also for the one after the last. */
typedef guint64 (*ReelTestVideoPts) (guint frame, gpointer data);
void  reel_test_video_make_timed (const char *path, const char *chain, guint n_frames, int fps_n, int fps_d,
                                  ReelTestVideoPts pts, gpointer data);

/* Writes into an MP4 file of the above that the camera was held upright: to be turned by 90° clockwise. */
void  reel_test_video_turn   (const char *path);

/* One line of a picture of that number and any size, in RGBx. */
void  reel_test_video_draw_line (guint8 *pixels, guint width, guint height, guint y, guint number);

/* The number of the frame in RGBx @pixels, or -1 where they show none (a blend of two, say). What is higher than wide was
 * turned by 90° clockwise. */
int   reel_test_video_number (const guint8 *pixels, guint width, guint height, gsize stride);

char *reel_test_video_uri    (const char *path);

G_END_DECLS
