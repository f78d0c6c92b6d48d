/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "media/reel-media-info.h"

G_BEGIN_DECLS

/**
 * ReelMediaSpan:
 * @length: how far @duration can be believed
 * @duration: seconds from the first picture to the end of the last one, or of the sound, where that goes on for a good while;
 *   0 where unknown
 * @lead: seconds from where the file begins, with picture or sound, to the first picture
 * @varies: pictures that were looked at last unequally
 *
 * From when to when a file has pictures, as they say themselves.
 */
typedef struct
{
  ReelMediaLength length;
  double duration;
  double lead;
  gboolean varies;
} ReelMediaSpan;

gboolean reel_media_span_measure (ReelMediaSpan *self,
                                  const char    *path,
                                  GCancellable  *cancellable);

G_END_DECLS
