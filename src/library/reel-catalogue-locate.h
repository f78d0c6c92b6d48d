/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue.h"
#include "library/reel-file-search.h"
#include "library/reel-relinked.h"

G_BEGIN_DECLS

/**
 * ReelLocateError:
 * @REEL_LOCATE_ERROR_DIFFERENT: the file is another one than the video's; the message names both
 * @REEL_LOCATE_ERROR_UNKNOWN: nobody knows what the video's file is, so that somebody has to say that this is it
 */
typedef enum
{
  REEL_LOCATE_ERROR_DIFFERENT,
  REEL_LOCATE_ERROR_UNKNOWN,
} ReelLocateError;

#define REEL_LOCATE_ERROR (reel_locate_error_quark ())
GQuark        reel_locate_error_quark              (void);

/* One file for one video, and what has moved with it. */
void          reel_catalogue_locate_file_async     (ReelCatalogue        *self,
                                                    ReelVideo            *video,
                                                    GFile                *file,
                                                    gboolean              anyway,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
/* All that is missing, in a folder. @search is a new one, which tells how far it is. */
void          reel_catalogue_locate_folder_async   (ReelCatalogue        *self,
                                                    ReelVideo            *video,
                                                    GFile                *folder,
                                                    ReelFileSearch       *search,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
ReelRelinked *reel_catalogue_locate_finish         (ReelCatalogue        *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
/* Back to where they were. */
void          reel_catalogue_unlink_again_async    (ReelCatalogue        *self,
                                                    const ReelRelinked   *relinked,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean      reel_catalogue_unlink_again_finish   (ReelCatalogue        *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
