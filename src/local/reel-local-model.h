/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "local/reel-local-engines.h"
#include "local/reel-local-store.h"

G_BEGIN_DECLS

/**
 * ReelLocalModel:
 * @is_fixed: whether the command line says which engine runs, so that it can't be chosen
 * @problem: (nullable): why the model that was chosen is not used, for people
 * @chosen_since: (atomic): whether something was chosen since the service started, so that @problem is of the past
 *
 * How the service came by its engine.
 */
typedef struct
{
  gboolean is_fixed;
  char *problem; /* (owned) */
  gint chosen_since;
} ReelLocalModel;

void        reel_local_model_clear    (ReelLocalModel        *self);

ReelLocalEngines *
            reel_local_model_start    (ReelLocalModel        *self,
                                       const char            *data_dir,
                                       const char            *folder,
                                       const char            *engine,
                                       GError               **error);
JsonNode   *reel_local_model_describe (const ReelLocalModel  *self,
                                       ReelEngine            *engine,
                                       ReelLocalStore        *store,
                                       GCancellable          *cancellable,
                                       GError               **error);
JsonNode   *reel_local_model_choose   (ReelLocalModel        *self,
                                       ReelEngine            *engine,
                                       ReelLocalStore        *store,
                                       const char            *folder,
                                       GCancellable          *cancellable,
                                       GError               **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ReelLocalModel, reel_local_model_clear)

G_END_DECLS
