/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelCollectionInfo:
 * @id: the service's opaque id
 * @name: its name
 * @description: (nullable): its description, where the service gave one
 *
 * A collection as the service lists it.
 */
typedef struct
{
  char *id;
  char *name;
  char *description;
} ReelCollectionInfo;

void reel_collection_info_free (ReelCollectionInfo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelCollectionInfo, reel_collection_info_free)

G_END_DECLS
