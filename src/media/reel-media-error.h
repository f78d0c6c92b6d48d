/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ReelMediaError:
 * @REEL_MEDIA_ERROR_FAILED: anything else
 * @REEL_MEDIA_ERROR_NOT_MEDIA: no audio or video file at all
 * @REEL_MEDIA_ERROR_NO_VIDEO: it has no video stream
 * @REEL_MEDIA_ERROR_DAMAGED: cut short, or broken so far that nothing can be shown
 * @REEL_MEDIA_ERROR_MISSING_CODEC: a GStreamer plugin is missing; the message says which codec, and what to install
 * @REEL_MEDIA_ERROR_UNREADABLE: the file can't be opened
 * @REEL_MEDIA_ERROR_TIMED_OUT: it took too long
 * @REEL_MEDIA_ERROR_NO_ENCODER: nothing is installed to encode with
 * @REEL_MEDIA_ERROR_NO_SPACE: the disk that is written to is full
 * @REEL_MEDIA_ERROR_UNWRITABLE: what is to be written can't be
 * @REEL_MEDIA_ERROR_NOT_COPYABLE: what is in the file can't be put into another one as it is
 *
 * The messages are sentences for people and name the file.
 */
typedef enum
{
  REEL_MEDIA_ERROR_FAILED,
  REEL_MEDIA_ERROR_NOT_MEDIA,
  REEL_MEDIA_ERROR_NO_VIDEO,
  REEL_MEDIA_ERROR_DAMAGED,
  REEL_MEDIA_ERROR_MISSING_CODEC,
  REEL_MEDIA_ERROR_UNREADABLE,
  REEL_MEDIA_ERROR_TIMED_OUT,
  REEL_MEDIA_ERROR_NO_ENCODER,
  REEL_MEDIA_ERROR_NO_SPACE,
  REEL_MEDIA_ERROR_UNWRITABLE,
  REEL_MEDIA_ERROR_NOT_COPYABLE,
} ReelMediaError;

#define REEL_MEDIA_ERROR (reel_media_error_quark ())
GQuark  reel_media_error_quark         (void);

/* What a GStreamer error about the file @name means for people. */
GError *reel_media_error_from_gst       (const GError       *gst_error,
                                        const char         *name,
                                        const char * const *missing);
GError *reel_media_error_new_damaged    (const char         *name);
GError *reel_media_error_new_no_space   (const char         *name);
GError *reel_media_error_new_no_video   (const char         *name);
GError *reel_media_error_new_not_media (const char         *name);
GError *reel_media_error_new_timed_out  (const char         *name);

G_END_DECLS
