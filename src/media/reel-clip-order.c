/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-clip-order.h"

/**
 * reel_clip_order_new:
 *
 * Returns: (transfer full): an order without cuts
 */
ReelClipOrder *
reel_clip_order_new (void)
{
  ReelClipOrder *self = g_new0 (ReelClipOrder, 1);

  self->cuts = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_cut_free);
  return self;
}

/**
 * reel_clip_order_add:
 * @self: an order
 * @uri: URI of a file on this computer
 * @start: seconds from the first picture
 * @end: seconds; exclusive; 0 for the end of the file
 *
 * Adds a cut at the end.
 */
void
reel_clip_order_add (ReelClipOrder *self,
                     const char    *uri,
                     double         start,
                     double         end)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (uri != NULL);

  g_ptr_array_add (self->cuts, reel_cut_new (uri, start, end));
}

/**
 * reel_clip_order_free:
 * @self: (transfer full): an order
 */
void
reel_clip_order_free (ReelClipOrder *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->cuts);
  g_free (self);
}
