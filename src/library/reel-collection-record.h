/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A collection as the catalogue remembers it. */
typedef struct
{
  char *id;
  char *name;
  char *description; /* (nullable) */
} ReelCollectionRecord;

ReelCollectionRecord *reel_collection_record_new  (const char                 *id,
                                                   const char                 *name,
                                                   const char                 *description);
ReelCollectionRecord *reel_collection_record_copy (const ReelCollectionRecord *self);
void                  reel_collection_record_free (ReelCollectionRecord       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelCollectionRecord, reel_collection_record_free)

G_END_DECLS
