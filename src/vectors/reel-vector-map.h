/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelVectorMap:
 * @data: where the file is seen
 * @size: bytes of addresses; the file may end before
 *
 * A file in memory, counted by references. Behind the file's end nothing may be read; what is written there later can.
 */
typedef struct
{
  const guint8 *data; /* (owned) */
  gsize         size;
} ReelVectorMap;

ReelVectorMap *reel_vector_map_new   (int            fd,
                                      guint64        size,
                                      GError       **error);
ReelVectorMap *reel_vector_map_ref   (ReelVectorMap *self);
void           reel_vector_map_unref (ReelVectorMap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelVectorMap, reel_vector_map_unref)

G_END_DECLS
