/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "media/reel-cut.h"

G_DEFINE_BOXED_TYPE (ReelCut, reel_cut, reel_cut_copy, reel_cut_free)

/**
 * reel_cut_new:
 * @uri: URI of a file on this computer
 * @start: seconds from the first picture
 * @end: seconds; exclusive; 0 for the end of the file
 *
 * What makes no sense is the whole file.
 *
 * Returns: (transfer full): a cut
 */
ReelCut *
reel_cut_new (const char *uri,
              double      start,
              double      end)
{
  ReelCut *self;

  g_return_val_if_fail (uri != NULL, NULL);

  self = g_new0 (ReelCut, 1);
  self->uri = g_strdup (uri);
  self->start = isfinite (start) && start > 0.0 ? start : 0.0;
  self->end = isfinite (end) && end > self->start ? end : 0.0;
  return self;
}

/**
 * reel_cut_copy:
 * @self: a cut
 *
 * Returns: (transfer full): a copy
 */
ReelCut *
reel_cut_copy (const ReelCut *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return reel_cut_new (self->uri, self->start, self->end);
}

/**
 * reel_cut_free:
 * @self: (transfer full): a cut
 */
void
reel_cut_free (ReelCut *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->uri);
  g_free (self);
}
