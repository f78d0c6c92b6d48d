/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/reel-detection.h"
#include "media/reel-frame.h"

G_BEGIN_DECLS

/*
 * Finds faces in a frame: BlazeFace.
 * Threads may share it; loads when it is first needed.
 */
#define REEL_TYPE_FACE_FINDER (reel_face_finder_get_type ())
G_DECLARE_FINAL_TYPE (ReelFaceFinder, reel_face_finder, REEL, FACE_FINDER, GObject)

ReelFaceFinder *reel_face_finder_new  (const char      *folder);
gboolean        reel_face_finder_load (ReelFaceFinder  *self,
                                       GError         **error);
GArray         *reel_face_finder_find (ReelFaceFinder  *self,
                                       ReelFrame       *frame,
                                       GCancellable    *cancellable,
                                       GError         **error);
void            reel_face_finder_trim (ReelFaceFinder  *self);

G_END_DECLS
