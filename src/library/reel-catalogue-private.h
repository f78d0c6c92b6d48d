/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue-store.h"
#include "library/reel-catalogue.h"
#include "library/reel-video-index.h"

G_BEGIN_DECLS

struct _ReelCatalogue
{
  GObject parent_instance;

  /* owned */
  ReelDatabase *db;
  GPtrArray *videos;       /* of ReelVideo, in the order of adding */
  ReelVideoIndex *index;   /* of @videos */
  GHashTable *collections; /* profile → GPtrArray of ReelCollectionRecord */
  GHashTable *searches;    /* profile → GPtrArray of char *, oldest first */
  GHashTable *notes;       /* see reel_collection_notes_new() */
  GHashTable *names;       /* likewise: what collections of other computers are called */
  char *own_profile;       /* (nullable): of the service on this computer */
  char *own_service;       /* (nullable): its id */
  GHashTable *links;       /* of what was linked by hand, see reel-catalogue-links.c */
  ReelCatalogueOpening *opening;

  GHashTable *checking;    /* set of char *: mounts that have not answered a check of files */
  GPtrArray *asked;        /* (nullable): of what was asked while something is imported, profile and text in turn */

  /* plain */
  ReelFileLook look;
  guint n_imports;      /* under way */
  double next_position; /* behind all others; 0 until somebody asked */
};

enum
{
  REEL_CATALOGUE_VIDEOS_ADDED,
  REEL_CATALOGUE_VIDEOS_RETURNED,
  REEL_CATALOGUE_VIDEOS_COMPLETED,
  REEL_CATALOGUE_VIDEOS_REMOVED,
  REEL_CATALOGUE_SAVE_FAILED,
  REEL_CATALOGUE_COLLECTION_NOTED,
  REEL_CATALOGUE_COLLECTIONS_SAVED,
  REEL_CATALOGUE_SAVED_IMPORTED,
  REEL_CATALOGUE_N_SIGNALS,
};

/* Filled when the class is made. */
extern guint reel_catalogue_signals[REEL_CATALOGUE_N_SIGNALS];

/* Asks the database for a change (transfer full), and takes its answer with an error for people. */
void     reel_catalogue_run        (ReelCatalogue       *self,
                                    ReelDatabaseFunc     func,
                                    ReelCatalogueChange *change,
                                    GDestroyNotify       result_free,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
/* The same for what may share a transaction with others, so that many need not wait for the disk one by one. */
void     reel_catalogue_write      (ReelCatalogue       *self,
                                    ReelDatabaseFunc     func,
                                    ReelCatalogueChange *change,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gpointer reel_catalogue_run_finish (GObject             *database,
                                    GAsyncResult        *result,
                                    GError             **error);

/* reel-catalogue-list.c: the videos, which lie in the order of their rows. A #GCompareFunc of two places in such a list. */
int        reel_catalogue_compare_rows (gconstpointer    a,
                                        gconstpointer    b);
gboolean   reel_catalogue_has        (ReelCatalogue       *self,
                                      ReelVideo           *video);
gboolean   reel_catalogue_find       (ReelCatalogue       *self,
                                      ReelVideo           *video,
                                      guint               *position);
GPtrArray *reel_catalogue_put_in     (ReelCatalogue       *self,
                                      GPtrArray           *videos);
GPtrArray *reel_catalogue_take_out   (ReelCatalogue       *self,
                                      GPtrArray           *videos);

/* reel-catalogue-elsewhere.c */
gboolean   reel_catalogue_judge      (ReelCatalogue       *self,
                                      ReelVideo           *video,
                                      gboolean             imported);
void       reel_catalogue_stamp      (ReelCatalogue       *self,
                                      ReelVideo           *video);
void       reel_catalogue_name_collections (ReelCatalogue *self,
                                      const char          *profile,
                                      GPtrArray           *records);

/* Puts a search into memory, as the newest. */
void     reel_catalogue_remember_search (ReelCatalogue  *self,
                                         const char     *profile,
                                         const char     *text);
/* Puts a note into memory, and tells of it. */
void     reel_catalogue_set_note   (ReelCatalogue       *self,
                                    const char          *profile,
                                    const char          *collection_id,
                                    const char          *local_name,
                                    gboolean             hidden);

G_END_DECLS
