/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "uploads/reel-folder-ledger.h"

/* One file, as it was at the last look, and as it was taken. */
typedef struct
{
  guint64 size;   /* bytes */
  gint64 changed; /* when it was last written; microseconds */
  gint64 since;   /* the first look at which it was so; microseconds */
  guint64 taken_size;
  gint64 taken_changed;
  guint look; /* the last one at which it was there; 0 for none */
  gboolean taken;
} Entry;

struct _ReelFolderLedger
{
  GHashTable *entries; /* (owned): URI (owned) → Entry (owned) */
  gint64 settle;       /* microseconds */
  gint64 now;          /* of the present look; microseconds */
  guint look;
};

/* Endings of names that belong to what is still being written. */
static const char * const unfinished[] = {
  ".part", ".partial", ".tmp",    ".temp", ".crdownload", ".download",     ".opdownload",
  ".!ut",  ".!qb",     ".aria2", ".ytdl", ".filepart",
};

/**
 * reel_folder_ledger_new:
 * @settle: how long a file has to stay as it is, microseconds
 *
 * Returns: (transfer full): a ledger that knows of no file
 */
ReelFolderLedger *
reel_folder_ledger_new (gint64 settle)
{
  ReelFolderLedger *self = g_new0 (ReelFolderLedger, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->settle = settle;
  return self;
}

/**
 * reel_folder_ledger_free:
 * @self: (nullable) (transfer full): a ledger
 */
void
reel_folder_ledger_free (ReelFolderLedger *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->entries);
  g_free (self);
}

/**
 * reel_folder_ledger_begin:
 * @self: a ledger
 * @now: the time of this look, of any clock that never goes back; microseconds
 */
void
reel_folder_ledger_begin (ReelFolderLedger *self,
                          gint64            now)
{
  g_return_if_fail (self != NULL);

  self->now = now;
  self->look++;
}

/**
 * reel_folder_ledger_look:
 * @self: a ledger, in a look
 * @uri: a file that is there
 * @size: bytes
 * @changed: when it was last written; microseconds of the file system's clock
 *
 * Returns: what is to be made of it. One that is new stays so until it is taken.
 */
ReelFolderVerdict
reel_folder_ledger_look (ReelFolderLedger *self,
                         const char       *uri,
                         guint64           size,
                         gint64            changed)
{
  Entry *entry;

  g_return_val_if_fail (self != NULL && uri != NULL, REEL_FOLDER_NOT_YET);

  entry = g_hash_table_lookup (self->entries, uri);
  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      g_hash_table_insert (self->entries, g_strdup (uri), entry);
    }
  if (entry->taken && entry->taken_size == size && entry->taken_changed == changed)
    {
      entry->look = self->look;
      return REEL_FOLDER_TAKEN;
    }
  if (entry->look == 0 || entry->size != size || entry->changed != changed)
    {
      entry->size = size;
      entry->changed = changed;
      entry->since = self->now;
      entry->look = self->look;
      return REEL_FOLDER_NOT_YET;
    }
  entry->look = self->look;
  /* A program may make the name first, and fill it when it has something. */
  if (size == 0 || self->now - entry->since < self->settle)
    return REEL_FOLDER_NOT_YET;
  return entry->taken ? REEL_FOLDER_CHANGED : REEL_FOLDER_NEW;
}

/**
 * reel_folder_ledger_end:
 * @self: a ledger, in a look
 * @complete: whether all of the folder was looked at
 *
 * Forgets of what was not there, unless it was taken: it may come back, as with a disk that is unplugged.
 *
 * Returns: how many files with something in them are not taken as they are
 */
guint
reel_folder_ledger_end (ReelFolderLedger *self,
                        gboolean          complete)
{
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Entry *entry = value;

      if (entry->look == self->look)
        n += entry->size > 0 &&
             !(entry->taken && entry->taken_size == entry->size && entry->taken_changed == entry->changed);
      else if (complete && entry->taken)
        entry->look = 0; /* what comes back in its place has to come to rest first */
      else if (complete)
        g_hash_table_iter_remove (&iter);
    }
  return n;
}

/**
 * reel_folder_ledger_take:
 * @self: a ledger
 * @uri: a file
 * @size: as it was when it was taken, bytes
 * @changed: likewise, microseconds
 */
void
reel_folder_ledger_take (ReelFolderLedger *self,
                         const char       *uri,
                         guint64           size,
                         gint64            changed)
{
  Entry *entry;

  g_return_if_fail (self != NULL && uri != NULL);

  entry = g_hash_table_lookup (self->entries, uri);
  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      g_hash_table_insert (self->entries, g_strdup (uri), entry);
    }
  entry->taken = TRUE;
  entry->taken_size = size;
  entry->taken_changed = changed;
}

/**
 * reel_folder_ledger_list_there:
 * @self: a ledger, after a look
 *
 * Returns: (transfer full) (element-type utf8): of those that were taken, the ones that were there at the last look
 */
GPtrArray *
reel_folder_ledger_list_there (ReelFolderLedger *self)
{
  GPtrArray *uris = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer uri, value;

  g_return_val_if_fail (self != NULL, uris);

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &uri, &value))
    if (((Entry *) value)->taken && ((Entry *) value)->look == self->look)
      g_ptr_array_add (uris, g_strdup (uri));
  return uris;
}

/**
 * reel_folder_is_temporary:
 * @name: of a file, without its folder
 *
 * Returns: whether that is what programs call a file which they have not finished
 */
gboolean
reel_folder_is_temporary (const char *name)
{
  gsize length;

  g_return_val_if_fail (name != NULL, TRUE);

  length = strlen (name);
  if (name[0] == '.' || name[0] == '~' || (length > 0 && name[length - 1] == '~'))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (unfinished); i++)
    {
      gsize n = strlen (unfinished[i]);

      if (length > n && g_ascii_strcasecmp (name + length - n, unfinished[i]) == 0)
        return TRUE;
    }
  return FALSE;
}
