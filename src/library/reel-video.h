/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The life of a video from the drop on; the order is that of the words on the automation surface. */
typedef enum
{
  REEL_VIDEO_STATE_QUEUED,
  REEL_VIDEO_STATE_PREPARING,
  REEL_VIDEO_STATE_UPLOADING,
  REEL_VIDEO_STATE_WAITING,
  REEL_VIDEO_STATE_PROCESSING,
  REEL_VIDEO_STATE_READY,
  REEL_VIDEO_STATE_PAUSED,
  REEL_VIDEO_STATE_FAILED,
  REEL_VIDEO_STATE_CANCELLED,
} ReelVideoState;

#define REEL_TYPE_VIDEO_STATE (reel_video_state_get_type ())
GType       reel_video_state_get_type (void);
/* Translated: “Queued” … */
const char *reel_video_state_get_label (ReelVideoState state);

/*
 * One file in one collection of one profile: at the same time the record in the catalogue, the item of the grid of
 * videos, and what an upload job works on. There is one object for each row of the catalogue, so that whoever shows it
 * sees every change. Used on the main thread only. Properties, all with notify:
 *   row-id (int64, construct-only), profile (string, c-o), collection-id (string, c-o), uri (string, rw: may be relinked),
 *   name (string: the file's name, for people), size (uint64, bytes), fingerprint (string, nullable), video-id (string,
 *   nullable: not yet accepted), duration (double, s), width, height (uint), state (ReelVideoState), progress (double,
 *   0…1, of the present state, -1 unknown), error (string, nullable: why it failed), can-retry (boolean),
 *   speed (double, bytes/s, of a running upload), time-left (double, s, -1 unknown), missing (boolean: file not there),
 *   added (int64, Unix seconds).
 */
#define REEL_TYPE_VIDEO (reel_video_get_type ())
G_DECLARE_FINAL_TYPE (ReelVideo, reel_video, REEL, VIDEO, GObject)

gint64         reel_video_get_row_id        (ReelVideo *self);
const char    *reel_video_get_profile       (ReelVideo *self);
const char    *reel_video_get_collection_id (ReelVideo *self);
const char    *reel_video_get_uri           (ReelVideo *self);
const char    *reel_video_get_name          (ReelVideo *self);
const char    *reel_video_get_video_id      (ReelVideo *self);
const char    *reel_video_get_fingerprint   (ReelVideo *self);
guint64        reel_video_get_size          (ReelVideo *self);
double         reel_video_get_duration      (ReelVideo *self);
ReelVideoState reel_video_get_state         (ReelVideo *self);
double         reel_video_get_progress      (ReelVideo *self);
const char    *reel_video_get_error         (ReelVideo *self);
gboolean       reel_video_get_can_retry     (ReelVideo *self);
gboolean       reel_video_get_missing       (ReelVideo *self);

G_END_DECLS
