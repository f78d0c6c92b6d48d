/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What people noted of a collection on this computer: the service knows nothing of it. */
typedef struct
{
  char *local_name; /* (nullable) */
  gboolean hidden;
} ReelCollectionNote;

/* Notes by profile and id, in a table to hold by g_hash_table_unref(). */
GHashTable               *reel_collection_notes_new    (void);
void                      reel_collection_notes_set    (GHashTable *notes,
                                                        const char *profile,
                                                        const char *id,
                                                        const char *local_name,
                                                        gboolean    hidden);
const ReelCollectionNote *reel_collection_notes_lookup (GHashTable *notes,
                                                        const char *profile,
                                                        const char *id);

G_END_DECLS
