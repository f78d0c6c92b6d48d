/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "library/reel-catalogue-store.h"

G_BEGIN_DECLS

/*
 * The catalogue as one file, to be imported on another computer; reel-catalogue-archive.c describes it. Everything here
 * blocks, and runs on worker threads.
 */

/* What an import did. */
typedef struct
{
  GPtrArray *added;   /* (owned) (element-type ReelVideo) */
  GPtrArray *changed; /* (owned) (element-type ReelVideo): copies, of rows that were completed */
  GPtrArray *notes;   /* (owned) (element-type ReelCollectionRecord): notes of collections that are new here */
  GPtrArray *profiles; /* (owned) (element-type utf8): whose they are */
  GHashTable *collections; /* (owned): as in #ReelCatalogueContents, those only that are new here */
  GHashTable *searches;    /* (owned): as in #ReelCatalogueContents */
  gboolean saved_changed; /* there are more saved searches, or they have other names */
  guint n_known;
} ReelArchiveOutcome;

/* Of a row of a file, whose values are of their types. */
typedef gboolean (*ReelArchiveRowFunc) (const char *table,
                                        JsonObject *row,
                                        gpointer    data,
                                        GError    **error);

void      reel_archive_outcome_free   (ReelArchiveOutcome  *self);
gboolean  reel_catalogue_archive_read (GFile               *file,
                                       ReelArchiveRowFunc   func,
                                       gpointer             data,
                                       GCancellable        *cancellable,
                                       GError             **error);
gboolean  reel_catalogue_archive_save (GFile               *file,
                                       GBytes              *bytes,
                                       GCancellable        *cancellable,
                                       GError             **error);

/* #ReelDatabaseFunc without data: returns GBytes, the whole file, of one moment. */
gpointer  reel_catalogue_archive_write (sqlite3             *db,
                                        gpointer             data,
                                        GCancellable        *cancellable,
                                        GError             **error);
/* What is merged. */
typedef struct
{
  GFile *file;             /* (borrowed): one of this computer, which was read before */
  const char *own_service; /* (borrowed) (nullable): the id of this computer's service */
} ReelArchiveSource;

/* #ReelDatabaseFunc with a ReelArchiveSource: returns ReelArchiveOutcome. All or nothing. */
gpointer  reel_catalogue_archive_merge (sqlite3             *db,
                                        gpointer             data,
                                        GCancellable        *cancellable,
                                        GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelArchiveOutcome, reel_archive_outcome_free)

G_END_DECLS
