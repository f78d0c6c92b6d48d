/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"

G_BEGIN_DECLS

/* The search model of the service on this computer; these calls are not part of the vendor's API. */

/**
 * ReelSearchModel:
 * @folder: (nullable): where the model is; %NULL for the built-in engine, and then nothing of the model is set
 * @name: (nullable): what it is, in English
 * @licence: (nullable): the first line of its licence file
 * @bytes: of its weights
 * @rate: frames a second that it looks at
 * @seconds_to_index: about how long indexing all again takes
 * @problem: (nullable): why a model that was chosen is not used
 * @can_change: whether another can be chosen
 * @needs_restart: whether this is only used after the service was started again
 *
 * The search model of the service.
 */
typedef struct
{
  char *folder, *name, *licence; /* (owned) */
  guint64 bytes;
  double rate, seconds_to_index;
  char *problem; /* (owned) */
  gboolean can_change, needs_restart;
} ReelSearchModel;

void             reel_search_model_free               (ReelSearchModel      *self);
void             reel_client_get_search_model_async   (ReelClient           *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
ReelSearchModel *reel_client_get_search_model_finish  (ReelClient           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void             reel_client_set_search_model_async   (ReelClient           *self,
                                                       const char           *folder,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
ReelSearchModel *reel_client_set_search_model_finish  (ReelClient           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelSearchModel, reel_search_model_free)

G_END_DECLS
