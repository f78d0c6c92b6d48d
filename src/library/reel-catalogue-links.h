/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue.h"

G_BEGIN_DECLS

/*
 * Files of videos that were added elsewhere: nothing here knows what they are, so somebody has said which file it is. They
 * are this computer's, and do not go out with the archive.
 */
const char *reel_catalogue_get_link        (ReelCatalogue        *self,
                                            const char           *profile,
                                            const char           *video_id);
void        reel_catalogue_set_link_async  (ReelCatalogue        *self,
                                            const char           *profile,
                                            const char           *video_id,
                                            const char           *uri,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean    reel_catalogue_set_link_finish (ReelCatalogue        *self,
                                            GAsyncResult         *result,
                                            GError              **error);

G_END_DECLS
