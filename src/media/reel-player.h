/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/*
 * Plays one video into a GdkPaintable. Properties (all notify on the main context, progress about 10 times a second):
 *   uri (string, nullable, rw), paintable (GdkPaintable, ro), playing (boolean, ro), position (double, seconds, ro),
 *   duration (double, seconds, 0 = unknown, ro), ready (boolean, ro: a first frame is there), in-point / out-point
 *   (double, seconds, rw; out-point 0 = the end), loop (boolean, rw, default TRUE), volume (double 0…1, rw),
 *   muted (boolean, rw), rate (double 0.25…8, rw, default 1), has-audio (boolean, ro), sound-only (boolean, ro: there are
 *   no pictures, but it plays), error (GError boxed, nullable, ro), frames-shown (uint64, ro, no notify),
 *   frames-dropped (uint64, ro, no notify).
 */
#define REEL_TYPE_PLAYER (reel_player_get_type ())
G_DECLARE_FINAL_TYPE (ReelPlayer, reel_player, REEL, PLAYER, GObject)

ReelPlayer   *reel_player_new           (void);
void          reel_player_set_uri       (ReelPlayer *self, const char *uri);
const char   *reel_player_get_uri       (ReelPlayer *self);
GdkPaintable *reel_player_get_paintable (ReelPlayer *self);
/* Opens @uri (nothing is opened twice), cues @in_point, keeps to [in, out]; plays at once where @play. */
void          reel_player_open          (ReelPlayer *self, const char *uri, double in_point, double out_point, gboolean play);
void          reel_player_play          (ReelPlayer *self);
void          reel_player_pause         (ReelPlayer *self);
/* @exact: the very frame; otherwise the nearest key frame, for a moving pointer. One seek is under way at a time, the newest wins. */
void          reel_player_seek          (ReelPlayer *self, double seconds, gboolean exact);
void          reel_player_step          (ReelPlayer *self, int frames);
void          reel_player_set_range     (ReelPlayer *self, double in_point, double out_point);
gboolean      reel_player_get_playing   (ReelPlayer *self);
double        reel_player_get_position  (ReelPlayer *self);
double        reel_player_get_duration  (ReelPlayer *self);
double        reel_player_get_frame_length (ReelPlayer *self);
void          reel_player_get_frame_rate   (ReelPlayer *self, guint *fps_n, guint *fps_d);
double        reel_player_get_in_point  (ReelPlayer *self);
double        reel_player_get_out_point (ReelPlayer *self);
const GError *reel_player_get_error     (ReelPlayer *self);
guint64       reel_player_get_frames_shown (ReelPlayer *self);
guint64       reel_player_get_frames_dropped (ReelPlayer *self);
void          reel_player_set_loop      (ReelPlayer *self, gboolean loop);
void          reel_player_set_volume    (ReelPlayer *self, double volume);
void          reel_player_set_muted     (ReelPlayer *self, gboolean muted);
void          reel_player_set_rate      (ReelPlayer *self, double rate);
double        reel_player_get_rate      (ReelPlayer *self);

G_END_DECLS
