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
  char *local_name;  /* (nullable): what people call it on this computer */
  gboolean hidden;   /* people do not want it listed on this computer */
} ReelCollectionRecord;

ReelCollectionRecord *reel_collection_record_new  (const char                 *id,
                                                   const char                 *name,
                                                   const char                 *description);
ReelCollectionRecord *reel_collection_record_copy (const ReelCollectionRecord *self);
const char           *reel_collection_record_get_shown_name (const ReelCollectionRecord *self);
void                  reel_collection_record_free (ReelCollectionRecord       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelCollectionRecord, reel_collection_record_free)

G_END_DECLS
