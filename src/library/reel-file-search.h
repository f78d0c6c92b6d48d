/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Looks for files by what they are, wherever they lie now: by size first, which costs nothing, then by fingerprint. Holds
 * plain copies only, so that it may end on any thread.
 */
typedef struct _ReelFileSearch ReelFileSearch;

/* How far a look into a folder goes: deeper folders are left out, and behind so many files, or folders, it stops. Of a
 * folder that was met its name and its id are held, of a file nothing. */
#define REEL_FILE_SEARCH_MOST_DEPTH 32
#define REEL_FILE_SEARCH_MOST_FILES 500000
#define REEL_FILE_SEARCH_MOST_FOLDERS 100000

ReelFileSearch *reel_file_search_new              (void);
ReelFileSearch *reel_file_search_ref              (ReelFileSearch      *self);
void            reel_file_search_unref            (ReelFileSearch      *self);
void            reel_file_search_set_most         (ReelFileSearch      *self,
                                                   guint                n_files,
                                                   guint                n_folders);
void            reel_file_search_add              (ReelFileSearch      *self,
                                                   const char          *uri,
                                                   const char          *fingerprint);
void            reel_file_search_in_folder_async  (ReelFileSearch      *self,
                                                   GFile               *folder,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
void            reel_file_search_beside_async     (ReelFileSearch      *self,
                                                   const char          *old_uri,
                                                   const char          *new_uri,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
gboolean        reel_file_search_finish           (GAsyncResult        *result,
                                                   GError             **error);
guint           reel_file_search_get_n_looked     (ReelFileSearch      *self);
gboolean        reel_file_search_get_stopped      (ReelFileSearch      *self);
const char     *reel_file_search_get_found        (ReelFileSearch      *self,
                                                   guint                position);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelFileSearch, reel_file_search_unref)

G_END_DECLS
