/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-collection-record.h"

/**
 * reel_collection_record_new:
 * @id: the service's name for it
 * @name: for people
 * @description: (nullable): for people
 *
 * Returns: (transfer full): the record
 */
ReelCollectionRecord *
reel_collection_record_new (const char *id, const char *name, const char *description)
{
  ReelCollectionRecord *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (ReelCollectionRecord, 1);
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->description = g_strdup (description);
  return self;
}

/**
 * reel_collection_record_copy:
 * @self: a record
 *
 * Returns: (transfer full): a copy
 */
ReelCollectionRecord *
reel_collection_record_copy (const ReelCollectionRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return reel_collection_record_new (self->id, self->name, self->description);
}

/**
 * reel_collection_record_free:
 * @self: (nullable) (transfer full): a record
 */
void
reel_collection_record_free (ReelCollectionRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  g_free (self);
}
