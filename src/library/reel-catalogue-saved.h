/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue.h"
#include "library/reel-saved-search.h"

G_BEGIN_DECLS

/*
 * The catalogue's saved searches. Nothing of them is kept in memory here: search/reel-saved-searches.c does. After an
 * import "saved-imported" says that there may be more.
 */

/* (element-type ReelSavedSearch): in the order of saving */
void       reel_catalogue_list_saved_async  (ReelCatalogue        *self,
                                             const char           *profile,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
GPtrArray *reel_catalogue_list_saved_finish (ReelCatalogue        *self,
                                             GAsyncResult         *result,
                                             GError              **error);
/* Writes all that is known of one, whether it was there or not. */
void       reel_catalogue_save_saved        (ReelCatalogue        *self,
                                             const char           *profile,
                                             ReelSavedSearch      *search);
void       reel_catalogue_remove_saved      (ReelCatalogue        *self,
                                             const char           *profile,
                                             ReelSavedSearch      *search);

G_END_DECLS
