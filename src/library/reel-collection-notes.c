/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-collection-notes.h"

static void
note_free (ReelCollectionNote *self)
{
  g_free (self->local_name);
  g_free (self);
}

/**
 * reel_collection_notes_new:
 *
 * Returns: (transfer full): a table without notes
 */
GHashTable *
reel_collection_notes_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
}

/**
 * reel_collection_notes_set:
 * @notes: the notes
 * @profile: whose collection
 * @id: the collection
 * @local_name: (nullable): what people call it on this computer
 * @hidden: whether they do not want it listed
 *
 * Notes it; where there is nothing to note, forgets what was noted.
 */
void
reel_collection_notes_set (GHashTable *notes,
                           const char *profile,
                           const char *id,
                           const char *local_name,
                           gboolean hidden)
{
  GHashTable *of_profile;
  ReelCollectionNote *note;

  g_return_if_fail (notes != NULL && profile != NULL && id != NULL);

  of_profile = g_hash_table_lookup (notes, profile);
  if (local_name == NULL && !hidden)
    {
      if (of_profile != NULL)
        g_hash_table_remove (of_profile, id);
      return;
    }
  if (of_profile == NULL)
    {
      of_profile = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) note_free);
      g_hash_table_insert (notes, g_strdup (profile), of_profile);
    }
  note = g_new0 (ReelCollectionNote, 1);
  note->local_name = g_strdup (local_name);
  note->hidden = hidden;
  g_hash_table_insert (of_profile, g_strdup (id), note);
}

/**
 * reel_collection_notes_lookup:
 * @notes: the notes
 * @profile: whose collection
 * @id: the collection
 *
 * Returns: (transfer none) (nullable): what is noted of it
 */
const ReelCollectionNote *
reel_collection_notes_lookup (GHashTable *notes, const char *profile, const char *id)
{
  GHashTable *of_profile;

  g_return_val_if_fail (notes != NULL && profile != NULL && id != NULL, NULL);

  of_profile = g_hash_table_lookup (notes, profile);
  return of_profile != NULL ? g_hash_table_lookup (of_profile, id) : NULL;
}
