/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue.h"

G_BEGIN_DECLS

/* How many answers are kept, of all profiles, and how many bytes they take together: the oldest go. */
#define REEL_CATALOGUE_MOST_ANSWERS 300
#define REEL_CATALOGUE_MOST_ANSWER_BYTES (16 * 1024 * 1024)

void    reel_catalogue_save_answer        (ReelCatalogue       *self,
                                           const char          *profile,
                                           const char          *collection_id,
                                           const char          *text,
                                           GBytes              *body);
void    reel_catalogue_find_answer_async  (ReelCatalogue       *self,
                                           const char          *profile,
                                           const char          *collection_id,
                                           const char          *text,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
GBytes *reel_catalogue_find_answer_finish (ReelCatalogue       *self,
                                           GAsyncResult        *result,
                                           gint64              *asked,
                                           GError             **error);

G_END_DECLS
