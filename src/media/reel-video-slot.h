/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/video/video.h>

#include "media/reel-orientation.h"

G_BEGIN_DECLS

/*
 * Where a streaming thread leaves a picture and the main thread takes it: one place, so that what is not taken in time is
 * replaced and counted as dropped, and one call of the main context under way. Neither waits for the other.
 */
typedef struct _ReelVideoSlot ReelVideoSlot;

/**
 * ReelVideoPicture:
 * @buffer: (owned): raw video in memory
 * @info: how it lies there
 * @orientation: what makes it upright
 */
typedef struct
{
  GstBuffer *buffer;
  GstVideoInfo info;
  ReelOrientation orientation;
} ReelVideoPicture;

/* On the main context, when there is something new. */
typedef void (*ReelVideoSlotFunc) (gpointer data);

ReelVideoSlot    *reel_video_slot_new         (ReelVideoSlotFunc       func,
                                               gpointer                data);
ReelVideoSlot    *reel_video_slot_ref         (ReelVideoSlot          *self);
void              reel_video_slot_unref       (ReelVideoSlot          *self);
void              reel_video_slot_close       (ReelVideoSlot          *self);

/* streaming threads */
void              reel_video_slot_put         (ReelVideoSlot          *self,
                                               GstBuffer              *buffer,
                                               const GstVideoInfo     *info,
                                               ReelOrientation         orientation);
void              reel_video_slot_set_source  (ReelVideoSlot          *self,
                                               guint                   width,
                                               guint                   height);
void              reel_video_slot_hold        (ReelVideoSlot          *self);
void              reel_video_slot_release     (ReelVideoSlot          *self,
                                               gboolean                discard);
void              reel_video_slot_get_drawn   (ReelVideoSlot          *self,
                                               guint                  *width,
                                               guint                  *height);

/* main thread */
ReelVideoPicture *reel_video_slot_take        (ReelVideoSlot          *self);
void              reel_video_slot_get_source  (ReelVideoSlot          *self,
                                               guint                  *width,
                                               guint                  *height);
void              reel_video_slot_set_drawn   (ReelVideoSlot          *self,
                                               guint                   width,
                                               guint                   height);
void              reel_video_slot_clear       (ReelVideoSlot          *self);
guint64           reel_video_slot_get_dropped (ReelVideoSlot          *self);
void              reel_video_picture_free     (ReelVideoPicture       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelVideoSlot, reel_video_slot_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelVideoPicture, reel_video_picture_free)

G_END_DECLS
