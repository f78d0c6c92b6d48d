/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-opening.h"

/**
 * reel_catalogue_opening_new:
 *
 * Returns: (transfer full): nothing happened
 */
ReelCatalogueOpening *
reel_catalogue_opening_new (void)
{
  return g_new0 (ReelCatalogueOpening, 1);
}

/**
 * reel_catalogue_opening_free:
 * @self: (transfer full): what happened
 */
void
reel_catalogue_opening_free (ReelCatalogueOpening *self)
{
  g_free (self->set_aside);
  g_clear_pointer (&self->sound, reel_backup_free);
  g_clear_error (&self->not_backed_up);
  g_clear_error (&self->not_restored);
  g_free (self);
}
