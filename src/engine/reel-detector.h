/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/reel-detection.h"
#include "media/reel-frame.h"

G_BEGIN_DECLS

#define REEL_DETECTOR_N_CLASSES 80

/* From this score on an object may be shown to the user. Softer ones are for ranking. */
#define REEL_DETECTOR_SURE 0.5f

/* The class of people. */
#define REEL_DETECTOR_PERSON 0

/*
 * Finds everyday objects in a frame: NanoDet, the 80 classes of COCO.
 * Threads may share it; loads when it is first needed.
 */
#define REEL_TYPE_DETECTOR (reel_detector_get_type ())
G_DECLARE_FINAL_TYPE (ReelDetector, reel_detector, REEL, DETECTOR, GObject)

ReelDetector *reel_detector_new       (const char    *folder);
gboolean      reel_detector_load      (ReelDetector  *self,
                                       GError       **error);
GArray       *reel_detector_find      (ReelDetector  *self,
                                       ReelFrame     *frame,
                                       float          least,
                                       GCancellable  *cancellable,
                                       GError       **error);
const char   *reel_detector_get_label (ReelDetector  *self,
                                       guint          class);
void          reel_detector_trim      (ReelDetector  *self);

G_END_DECLS
