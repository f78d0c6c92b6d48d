/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/reel-evidence.h"
#include "engine/reel-sampled-frame.h"

G_BEGIN_DECLS

/*
 * Looks at clips: what networks and measures make of their frames. Threads may share it; each network loads when it is first
 * needed.
 */
#define REEL_TYPE_SIGHT (reel_sight_get_type ())
G_DECLARE_FINAL_TYPE (ReelSight, reel_sight, REEL, SIGHT, GObject)

/* Frames of a clip that the networks look at, and parts of frames that the classifier looks at beside. */
#define REEL_SIGHT_MOST_FRAMES 4
#define REEL_SIGHT_MOST_PARTS 2

ReelSight    *reel_sight_new       (const char    *folder);
gboolean      reel_sight_load      (ReelSight     *self,
                                    GCancellable  *cancellable,
                                    GError       **error);
ReelEvidence *reel_sight_look      (ReelSight     *self,
                                    GPtrArray     *frames,
                                    GCancellable  *cancellable,
                                    GError       **error);
ReelEvidence *reel_sight_glance    (ReelSight     *self,
                                    GPtrArray     *frames,
                                    GCancellable  *cancellable,
                                    GError       **error);
void          reel_sight_trim      (ReelSight     *self);

G_END_DECLS
