/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/reel-box.h"
#include "media/reel-frame.h"

G_BEGIN_DECLS

#define REEL_CLASSIFIER_N_CLASSES 1000
#define REEL_CLASSIFIER_N_FEATURES 2048

/*
 * Says what a picture shows: Inception-V3, the 1,000 classes of ImageNet, and a feature for likeness.
 * Threads may share it; loads when it is first needed.
 */
#define REEL_TYPE_CLASSIFIER (reel_classifier_get_type ())
G_DECLARE_FINAL_TYPE (ReelClassifier, reel_classifier, REEL, CLASSIFIER, GObject)

ReelClassifier *reel_classifier_new       (const char      *folder);
gboolean        reel_classifier_load      (ReelClassifier  *self,
                                           GError         **error);
gboolean        reel_classifier_classify  (ReelClassifier  *self,
                                           ReelFrame       *frame,
                                           const ReelBox   *part,
                                           float           *classes,
                                           float           *features,
                                           GCancellable    *cancellable,
                                           GError         **error);
const char     *reel_classifier_get_label (ReelClassifier  *self,
                                           guint            class);
void            reel_classifier_trim      (ReelClassifier  *self);

G_END_DECLS
