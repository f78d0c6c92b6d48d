/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-frame.h"

G_BEGIN_DECLS

/* Faces by GStreamer's `facedetect` and a cascade of opencv-data. Used from one thread. */
typedef struct _ReelFaceDetector ReelFaceDetector;

ReelFaceDetector *reel_face_detector_new    (void);
void              reel_face_detector_free   (ReelFaceDetector *self);
int               reel_face_detector_detect (ReelFaceDetector *self,
                                             ReelFrame        *frame,
                                             double           *face_height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelFaceDetector, reel_face_detector_free)

G_END_DECLS
