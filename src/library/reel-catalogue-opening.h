/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "library/reel-backup.h"

G_BEGIN_DECLS

/* What happened when the catalogue was opened that somebody is to be told of. */
typedef struct
{
  char *set_aside;       /* (owned) (nullable): the new name of a damaged file; a new one was begun */
  ReelBackup *sound;     /* (owned) (nullable): then: the newest backup that can be restored */
  GError *not_backed_up; /* (owned) (nullable): why there is no backup from before the schema was changed */
  GError *not_restored;  /* (owned) (nullable): why a backup that was to be restored was not */
  gint64 restored;       /* when the backup that was restored was made, Unix seconds; 0 for none */
  guint n_uncertain;     /* then: of how many videos it is not known whether they were sent since */
} ReelCatalogueOpening;

ReelCatalogueOpening *reel_catalogue_opening_new  (void);
void                  reel_catalogue_opening_free (ReelCatalogueOpening *self);
/* reel-backups.c: sentences for people in place of the words of SQLite and of the system */
void                  reel_catalogue_opening_explain (ReelCatalogueOpening *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelCatalogueOpening, reel_catalogue_opening_free)

G_END_DECLS
