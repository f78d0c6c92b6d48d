/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-collection-info.h"

/**
 * reel_collection_info_free:
 * @self: (transfer full) (nullable): a collection
 *
 * Frees a collection.
 */
void
reel_collection_info_free (ReelCollectionInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  g_free (self);
}
