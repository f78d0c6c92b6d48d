/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue-private.h"

G_BEGIN_DECLS

/*
 * What the asynchronous functions of the catalogue have in common: a change is asked of the database, and once it is on the
 * disk it is put into memory and told of.
 */
typedef struct _ReelCatalogueCall ReelCatalogueCall;

/**
 * ReelCatalogueApply:
 * @self: the catalogue
 * @call: what was asked
 * @value: (transfer full) (nullable): what the database returned
 *
 * Puts into memory what is on the disk now.
 *
 * Returns: (transfer full) (nullable): what the finish of the call returns, freed with its `value_free`
 */
typedef gpointer (*ReelCatalogueApply) (ReelCatalogue     *self,
                                        ReelCatalogueCall *call,
                                        gpointer           value);

struct _ReelCatalogueCall
{
  ReelCatalogueApply apply;     /* (nullable): where nothing is to be done in memory */
  GDestroyNotify value_free;    /* (nullable) */
  ReelVideo *video;             /* (owned) (nullable) */
  double position;              /* in the order of work, of the first of @videos */
  GPtrArray *videos;            /* (owned) (nullable) (element-type ReelVideo) */
  ReelForgottenRows *forgotten; /* (owned) (nullable) */
  char *profile;                /* (owned) (nullable) */
  char *collection_id;          /* (owned) (nullable) */
  char *local_name;             /* (owned) (nullable) */
  gboolean hidden;
};

ReelCatalogueCall *reel_catalogue_call_new       (ReelCatalogueApply    apply);
/* (transfer full): for reel_catalogue_call_cb(); takes @call; @tag is the public function that is called. */
GTask             *reel_catalogue_call_begin     (ReelCatalogue        *self,
                                                  ReelCatalogueCall    *call,
                                                  gpointer              tag,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
void               reel_catalogue_call_cb        (GObject              *database,
                                                  GAsyncResult         *result,
                                                  gpointer              user_data);
gboolean           reel_catalogue_call_finish    (ReelCatalogue        *self,
                                                  GAsyncResult         *result,
                                                  gpointer              tag,
                                                  GError              **error);
/* (transfer full) (nullable): the same for what has a value */
gpointer           reel_catalogue_call_propagate (ReelCatalogue        *self,
                                                  GAsyncResult         *result,
                                                  gpointer              tag,
                                                  GError              **error);

G_END_DECLS
