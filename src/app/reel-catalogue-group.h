/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "library/reel-backups.h"
#include "library/reel-catalogue.h"

G_BEGIN_DECLS

/*
 * In the preferences: how many videos the catalogue knows, its way out to a file and in from one, and its backups. Signals:
 * "restart-requested": a backup is restored when the program starts anew.
 */
#define REEL_TYPE_CATALOGUE_GROUP (reel_catalogue_group_get_type ())
G_DECLARE_FINAL_TYPE (ReelCatalogueGroup, reel_catalogue_group, REEL, CATALOGUE_GROUP, AdwPreferencesGroup)

void reel_catalogue_group_set_catalogue (ReelCatalogueGroup *self,
                                         ReelCatalogue      *catalogue,
                                         ReelBackups        *backups);
void reel_catalogue_group_export        (ReelCatalogueGroup *self,
                                         GFile              *file);
void reel_catalogue_group_import        (ReelCatalogueGroup *self,
                                         GFile              *file);

G_END_DECLS
