/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The video that a service is asked about: by an address that the service fetches it from, or by a file of this computer
 * that is sent along. Immutable, counted.
 */
typedef struct _ReelVideoInput ReelVideoInput;

#define REEL_TYPE_VIDEO_INPUT (reel_video_input_get_type ())
GType           reel_video_input_get_type     (void);

ReelVideoInput *reel_video_input_new_for_url  (const char     *url);
ReelVideoInput *reel_video_input_new_for_file (GFile          *file);
ReelVideoInput *reel_video_input_ref          (ReelVideoInput *self);
void            reel_video_input_unref        (ReelVideoInput *self);
const char     *reel_video_input_get_url      (ReelVideoInput *self);
GFile          *reel_video_input_get_file     (ReelVideoInput *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelVideoInput, reel_video_input_unref)

G_END_DECLS
