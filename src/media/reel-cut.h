/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ReelCut:
 * @uri: URI of a file on this computer
 * @start: seconds from the first picture; the picture shown then is the first one
 * @end: seconds; exclusive; 0 for the end of the file
 *
 * A part of a video, to be written into a file of its own or into a reel. Immutable.
 */
typedef struct
{
  char *uri;
  double start, end;
} ReelCut;

#define REEL_TYPE_CUT (reel_cut_get_type ())
GType    reel_cut_get_type (void);
ReelCut *reel_cut_new      (const char    *uri,
                            double         start,
                            double         end);
ReelCut *reel_cut_copy     (const ReelCut *self);
void     reel_cut_free     (ReelCut       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelCut, reel_cut_free)

G_END_DECLS
