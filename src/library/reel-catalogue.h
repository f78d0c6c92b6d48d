/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "library/reel-catalogue-opening.h"
#include "library/reel-collection-record.h"
#include "library/reel-file-round.h"
#include "library/reel-forgotten.h"
#include "library/reel-video.h"

G_BEGIN_DECLS

/*
 * The program's memory, in SQLite below the XDG data folder: which file went where under which id, its fingerprint,
 * state and reason; collections last seen; past searches. One per program, handed in by the application. Used on the main
 * thread; the disk is touched by the database's thread only. Loaded once at start, then every video is an object that
 * lives as long as the catalogue.
 *
 * Errors are of #ReelDatabaseError (or cancelled), with a sentence for people as their message.
 *
 * Signals, each once for all that one change is of: "videos-added" (GPtrArray of ReelVideo), "videos-returned" (likewise; after
 * "videos-added"): those that have a past, as they were forgotten and came back, or were imported; "videos-completed"
 * (likewise): an import knew more of them that were here, such as an id; "videos-removed" (likewise); "save-failed" (GError): collections, a search or an
 * order could not be written; they hold for this run only; "collection-noted" (string, string: profile and id): what people
 * noted of a collection on this computer is another; "collections-saved": a profile has other ones,
 * perhaps; "saved-imported": an import brought saved searches.
 * GListModel of ReelVideo in the order of adding: views filter it.
 */
#define REEL_TYPE_CATALOGUE (reel_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (ReelCatalogue, reel_catalogue, REEL, CATALOGUE, GObject)

/* Opens (a damaged file is set aside with its name in @set_aside and a new one begun) and loads. */
void           reel_catalogue_open_async          (const char           *path,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
void           reel_catalogue_open_with_service_async (const char       *path,
                                                   const char           *profile,
                                                   const char           *folder,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
ReelCatalogue *reel_catalogue_open_finish         (GAsyncResult         *result,
                                                   char                **set_aside,
                                                   GError              **error);
const ReelCatalogueOpening *reel_catalogue_get_opening (ReelCatalogue   *self);

/* (element-type ReelVideo): new rows in state Queued, one for each URI, in one transaction. */
void           reel_catalogue_add_videos_async    (ReelCatalogue        *self,
                                                   const char           *profile,
                                                   const char           *collection_id,
                                                   const char * const   *uris,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
/* The same with the sizes in bytes, as many as there are URIs. */
void           reel_catalogue_add_files_async     (ReelCatalogue        *self,
                                                   const char           *profile,
                                                   const char           *collection_id,
                                                   const char * const   *uris,
                                                   const guint64        *sizes,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
GPtrArray     *reel_catalogue_add_videos_finish   (ReelCatalogue        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

/* Writes what @video is now; the caller may wait for it before it acts. */
void           reel_catalogue_save_video_async    (ReelCatalogue        *self,
                                                   ReelVideo            *video,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean       reel_catalogue_save_video_finish   (ReelCatalogue        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
/* (element-type ReelVideo): the same for many, in one transaction: all or none */
void           reel_catalogue_save_videos_async   (ReelCatalogue        *self,
                                                   GPtrArray            *videos,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean       reel_catalogue_save_videos_finish  (ReelCatalogue        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void           reel_catalogue_forget_video_async  (ReelCatalogue        *self,
                                                   ReelVideo            *video,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean       reel_catalogue_forget_video_finish (ReelCatalogue        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
/*
 * What is so on this computer only: names, and what is not listed. Neither the service nor a file is told. A video that is
 * hidden, or is not any more, is said to have changed in the list.
 */
void           reel_catalogue_note_video_async        (ReelCatalogue        *self,
                                                       ReelVideo            *video,
                                                       const char           *local_name,
                                                       gboolean              hidden,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean       reel_catalogue_note_video_finish       (ReelCatalogue        *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void           reel_catalogue_note_collection_async   (ReelCatalogue        *self,
                                                       const char           *profile,
                                                       const char           *collection_id,
                                                       const char           *local_name,
                                                       gboolean              hidden,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean       reel_catalogue_note_collection_finish  (ReelCatalogue        *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
const char    *reel_catalogue_get_collection_name     (ReelCatalogue        *self,
                                                       const char           *profile,
                                                       const char           *collection_id);
gboolean       reel_catalogue_get_collection_hidden   (ReelCatalogue        *self,
                                                       const char           *profile,
                                                       const char           *collection_id);
/* Removes the rows, and hands back what it takes to restore them. */
void           reel_catalogue_forget_videos_async     (ReelCatalogue        *self,
                                                       GPtrArray            *videos,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
void           reel_catalogue_forget_collection_async (ReelCatalogue        *self,
                                                       const char           *profile,
                                                       const char           *collection_id,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
ReelForgotten *reel_catalogue_forget_finish           (ReelCatalogue        *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void           reel_catalogue_restore_async           (ReelCatalogue        *self,
                                                       const ReelForgotten  *forgotten,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean       reel_catalogue_restore_finish          (ReelCatalogue        *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
/* reel-catalogue-check.c: looks for every file on this computer, off the main thread, and sets `missing`; done once by itself
 * after opening. */
void           reel_catalogue_check_files_async   (ReelCatalogue        *self,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean       reel_catalogue_check_files_finish  (ReelCatalogue        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
void           reel_catalogue_set_look            (ReelCatalogue        *self,
                                                   ReelFileLook          look);

/* reel-catalogue-elsewhere.c: what another computer's service has indexed */
void           reel_catalogue_index_here_async    (ReelCatalogue        *self,
                                                   GPtrArray            *videos,
                                                   const char           *collection_id,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
gboolean       reel_catalogue_index_here_finish   (ReelCatalogue        *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);
const char    *reel_catalogue_get_other_name      (ReelCatalogue        *self,
                                                   const char           *profile,
                                                   const char           *collection_id);

/* The catalogue as one file, and from one: merged into what is there without loss. */
typedef struct
{
  guint n_added;
  guint n_completed; /* were here, and something new is known of them */
  guint n_known;
} ReelImported;

void           reel_catalogue_export_async            (ReelCatalogue        *self,
                                                       GFile                *file,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean       reel_catalogue_export_finish           (ReelCatalogue        *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void           reel_catalogue_import_async            (ReelCatalogue        *self,
                                                       GFile                *file,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean       reel_catalogue_import_finish           (ReelCatalogue        *self,
                                                       GAsyncResult         *result,
                                                       ReelImported         *imported,
                                                       GError              **error);

/* (transfer none) (nullable): the newest row with that id, as its own or as a copy's */
ReelVideo     *reel_catalogue_find_video          (ReelCatalogue        *self,
                                                   const char           *profile,
                                                   const char           *video_id);
GPtrArray     *reel_catalogue_list_same           (ReelCatalogue        *self,
                                                   const char           *fingerprint);
GPtrArray     *reel_catalogue_list_at             (ReelCatalogue        *self,
                                                   const char           *uri);
/* The service has the video under a further id. */
void           reel_catalogue_add_copy            (ReelCatalogue        *self,
                                                   ReelVideo            *video,
                                                   const char           *video_id);
/* The collections that a profile was last seen to have, so that they are shown offline too: id, name, description. */
void           reel_catalogue_save_collections    (ReelCatalogue        *self,
                                                   const char           *profile,
                                                   GPtrArray            *infos);
GPtrArray     *reel_catalogue_get_collections     (ReelCatalogue        *self,
                                                   const char           *profile);
/* The first of @n places behind all that are taken. */
double         reel_catalogue_take_positions      (ReelCatalogue        *self,
                                                   guint                 n);
/* (element-type ReelVideo): writes where they stand in the order of work, in one transaction */
void           reel_catalogue_save_order          (ReelCatalogue        *self,
                                                   GPtrArray            *videos);
void           reel_catalogue_add_search          (ReelCatalogue        *self,
                                                   const char           *profile,
                                                   const char           *collection_id,
                                                   const char           *text);
/* (transfer full) (array zero-terminated=1): newest first, each text once */
char         **reel_catalogue_get_searches        (ReelCatalogue        *self,
                                                   const char           *profile,
                                                   guint                 most);
/* reel-catalogue-tags.c: what a service said of a file's pictures */
void           reel_catalogue_save_tags           (ReelCatalogue        *self,
                                                   const char           *profile,
                                                   const char           *uri,
                                                   const char           *lines);

G_END_DECLS
