/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine-reading.h"
#include "nn/reel-clip-model.h"

G_BEGIN_DECLS

/*
 * What a joint model must know before it is used: a picture, ten captions that belong to it or do not, and captions of other
 * pictures. From any thread.
 */
typedef struct _ReelJointCheck ReelJointCheck;

ReelJointCheck *reel_joint_check_load (const char            *folder,
                                       GError               **error);
void            reel_joint_check_free (ReelJointCheck        *self);
gboolean        reel_joint_check_run  (const ReelJointCheck  *self,
                                       const ReelClipModel   *model,
                                       ReelEngineScale       *scale,
                                       GCancellable          *cancellable,
                                       GError               **error);
gboolean        reel_joint_check_time (const ReelJointCheck  *self,
                                       const ReelClipModel   *model,
                                       double                *rate,
                                       GCancellable          *cancellable,
                                       GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelJointCheck, reel_joint_check_free)

G_END_DECLS
