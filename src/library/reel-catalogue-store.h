/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/reel-database.h"
#include "library/reel-catalogue-opening.h"
#include "library/reel-collection-notes.h"
#include "library/reel-collection-record.h"
#include "library/reel-forgotten.h"
#include "library/reel-video.h"

G_BEGIN_DECLS

/* How many searches of a profile are remembered. */
#define REEL_CATALOGUE_MOST_SEARCHES 500

/* The catalogue's tables. Everything here blocks, and runs on worker threads; what crosses threads are plain copies. */

typedef struct
{
  GPtrArray *videos;       /* (owned) (element-type ReelVideo), in the order of adding */
  GHashTable *collections; /* (owned): profile → GPtrArray of ReelCollectionRecord */
  GHashTable *searches;    /* (owned): profile → GPtrArray of char *, oldest first */
  GHashTable *notes;       /* (owned): see reel_collection_notes_new() */
  GHashTable *names;       /* (owned): likewise: what collections of other computers are called */
  GHashTable *links;       /* (owned): see reel-catalogue-links.c */
} ReelCatalogueContents;

void          reel_catalogue_contents_free          (ReelCatalogueContents  *self);

/* #ReelDatabaseFunc without data: returns ReelCatalogueContents, after a look whether the file is sound. */
gpointer      reel_catalogue_store_load             (sqlite3                *db,
                                                     gpointer                data,
                                                     GCancellable           *cancellable,
                                                     GError                **error);
/* reel-catalogue-links.c */
GHashTable   *reel_catalogue_store_load_links       (sqlite3                *db,
                                                     GError                **error);
void          reel_catalogue_store_explain          (GError                 *error);
/* Of the schema that this program writes; and the scripts for reel_database_open(). */
int           reel_catalogue_store_get_version      (void);
const char * const *reel_catalogue_store_get_migrations (void);
/* reel-catalogue-store-open.c; the second renames a damaged file, and says to what: (transfer full) */
ReelDatabase *reel_catalogue_store_open             (const char             *path,
                                                     ReelCatalogueOpening   *opening,
                                                     ReelCatalogueContents **contents,
                                                     GCancellable           *cancellable,
                                                     GError                **error);
char         *reel_catalogue_store_put_aside        (const char             *path,
                                                     GError                **error);
gboolean      reel_catalogue_store_put_back         (const char             *path,
                                                     const char             *aside,
                                                     GError                **error);
/* reel-catalogue-restoring.c */
void          reel_catalogue_store_take_staged      (const char             *path,
                                                     ReelCatalogueOpening   *opening);

/* A copy of what the row of a video is to hold. */
typedef struct
{
  gint64 row_id;
  char *uri;         /* (owned) */
  char *video_id;    /* (owned) (nullable) */
  char *fingerprint; /* (owned) (nullable) */
  char *error;       /* (owned) (nullable) */
  char *sha256;      /* (owned) (nullable) */
  char *service;     /* (owned) (nullable) */
  char *reason;      /* (owned) (nullable): see reel_video_get_reason() */
  char *codec;       /* (owned) (nullable) */
  char *proxy;       /* (owned) (nullable) */
  guint64 proxy_size;
  ReelVideoChoice choice;
  guint64 size;
  double duration;
  guint width;
  guint height;
  ReelVideoState state;
  gboolean can_retry;
  gboolean unanswered;
  gboolean insisted;
} ReelVideoRow;

ReelVideoRow *reel_video_row_new                    (ReelVideo              *video);
void          reel_video_row_free                   (ReelVideoRow           *self);

/* Where a row stands in the order of work. */
typedef struct
{
  gint64 row_id;
  double position;
} ReelVideoPlace;

/* The data of the functions below. The cancellable is looked at before a transaction is committed, never after. */
typedef struct
{
  GCancellable *cancellable; /* (owned) (nullable) */
  char *profile;             /* (owned) (nullable) */
  char *collection_id;       /* (owned) (nullable) */
  char *text;                /* (owned) (nullable) */
  char **uris;               /* (owned) (nullable) */
  GPtrArray *rows;           /* (owned) (nullable) (element-type ReelVideoRow) */
  GPtrArray *collections;    /* (owned) (nullable) (element-type ReelCollectionRecord) */
  GArray *ids;               /* (owned) (nullable) (element-type gint64): rows */
  ReelForgottenRows *forgotten; /* (owned) (nullable) */
  gint64 row_id;
  gint64 now; /* Unix seconds */
  gboolean hidden;
  GArray *sizes;             /* (owned) (nullable) (element-type guint64): of the URIs, bytes */
  double position;           /* of the first of the URIs */
  GArray *places;            /* (owned) (nullable) (element-type ReelVideoPlace) */
  GBytes *body;              /* (owned) (nullable): of an answer */
} ReelCatalogueChange;

ReelCatalogueChange *reel_catalogue_change_new      (GCancellable           *cancellable);
void          reel_catalogue_change_free            (ReelCatalogueChange    *self);

/* #ReelDatabaseFunc, with a #ReelCatalogueChange as data. The first returns a GPtrArray of ReelVideo,
 * which are the main thread's from then on. */
gpointer      reel_catalogue_store_add_videos       (sqlite3                *db,
                                                     gpointer                data,
                                                     GCancellable           *cancellable,
                                                     GError                **error);
gpointer      reel_catalogue_store_save_videos      (sqlite3                *db,
                                                     gpointer                data,
                                                     GCancellable           *cancellable,
                                                     GError                **error);
gpointer      reel_catalogue_store_save_order       (sqlite3                *db,
                                                     gpointer                data,
                                                     GCancellable           *cancellable,
                                                     GError                **error);
gpointer      reel_catalogue_store_forget_video     (sqlite3                *db,
                                                     gpointer                data,
                                                     GCancellable           *cancellable,
                                                     GError                **error);
/* reel-catalogue-elsewhere.c */
gpointer      reel_catalogue_store_index_here       (sqlite3                *db,
                                                     gpointer                data,
                                                     GCancellable           *cancellable,
                                                     GError                **error);
gpointer      reel_catalogue_store_add_copy         (sqlite3                *db,
                                                     gpointer                data,
                                                     GCancellable           *cancellable,
                                                     GError                **error);
/* reel-catalogue-store-local.c: what is so on this computer only. The third returns ReelForgottenRows. */
gpointer      reel_catalogue_store_note_video       (sqlite3                *db,
                                                     gpointer                data,
                                                     GCancellable           *cancellable,
                                                     GError                **error);
gpointer      reel_catalogue_store_note_collection  (sqlite3                *db,
                                                     gpointer                data,
                                                     GCancellable           *cancellable,
                                                     GError                **error);
gpointer      reel_catalogue_store_forget           (sqlite3                *db,
                                                     gpointer                data,
                                                     GCancellable           *cancellable,
                                                     GError                **error);
gpointer      reel_catalogue_store_restore          (sqlite3                *db,
                                                     gpointer                data,
                                                     GCancellable           *cancellable,
                                                     GError                **error);
gpointer      reel_catalogue_store_save_collections (sqlite3                *db,
                                                     gpointer                data,
                                                     GCancellable           *cancellable,
                                                     GError                **error);
gpointer      reel_catalogue_store_add_search       (sqlite3                *db,
                                                     gpointer                data,
                                                     GCancellable           *cancellable,
                                                     GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelCatalogueContents, reel_catalogue_contents_free)

G_END_DECLS
