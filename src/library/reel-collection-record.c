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
  ReelCollectionRecord *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = reel_collection_record_new (self->id, self->name, self->description);
  copy->local_name = g_strdup (self->local_name);
  copy->hidden = self->hidden;
  return copy;
}

/**
 * reel_collection_record_get_shown_name:
 * @self: a record
 *
 * Returns: (transfer none): what people call it on this computer, else what the service calls it
 */
const char *
reel_collection_record_get_shown_name (const ReelCollectionRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->local_name != NULL ? self->local_name : self->name;
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
  g_free (self->local_name);
  g_free (self);
}
