/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/reel-file-info.h"
#include "library/reel-file-search.h"
#include "library/reel-fingerprint.h"

#define ATTRIBUTES                                                                                                          \
  G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE                      \
                                 "," G_FILE_ATTRIBUTE_STANDARD_IS_HIDDEN "," G_FILE_ATTRIBUTE_ID_FILE

/* One that is looked for. */
typedef struct
{
  char *uri;         /* (owned): where it was */
  char *fingerprint; /* (owned) */
  guint64 size;      /* bytes, as the fingerprint says */
  char *found;       /* (owned) (nullable): where it is */
  guint likeness;    /* of both places: how many names at their ends are the same */
} Wanted;

struct _ReelFileSearch
{
  GPtrArray *wanted;   /* (owned) (element-type Wanted), in the order of adding */
  GHashTable *by_size; /* (owned): size → GPtrArray of Wanted (borrowed) */
  guint n_folders;     /* that were met */
  guint most_files, most_folders;
  guint n_looked;      /* atomic: the worker counts, the main thread shows */
  gboolean stopped;    /* there were more files or folders than are looked at */
};

/* What a worker is told. */
typedef struct
{
  ReelFileSearch *search; /* (owned) */
  GFile *folder;          /* (owned) (nullable): to be looked through */
  char *old_uri;          /* (owned) (nullable): else the two places of one that was found */
  char *new_uri;          /* (owned) (nullable) */
} Order;

static void
wanted_free (Wanted *self)
{
  g_free (self->uri);
  g_free (self->fingerprint);
  g_free (self->found);
  g_free (self);
}

static void
order_free (Order *self)
{
  reel_file_search_unref (self->search);
  g_clear_object (&self->folder);
  g_free (self->old_uri);
  g_free (self->new_uri);
  g_free (self);
}

static void
search_clear (ReelFileSearch *self)
{
  g_hash_table_unref (self->by_size);
  g_ptr_array_unref (self->wanted);
}

/**
 * reel_file_search_new:
 *
 * Returns: (transfer full): a search for nothing yet
 */
ReelFileSearch *
reel_file_search_new (void)
{
  ReelFileSearch *self = g_atomic_rc_box_new0 (ReelFileSearch);

  self->wanted = g_ptr_array_new_with_free_func ((GDestroyNotify) wanted_free);
  self->by_size = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->most_files = REEL_FILE_SEARCH_MOST_FILES;
  self->most_folders = REEL_FILE_SEARCH_MOST_FOLDERS;
  return self;
}

/**
 * reel_file_search_set_most:
 * @self: a search that was not started
 * @n_files: how many files are looked at at most
 * @n_folders: how many folders are entered at most
 *
 * For tests, which do not make half a million files.
 */
void
reel_file_search_set_most (ReelFileSearch *self, guint n_files, guint n_folders)
{
  g_return_if_fail (self != NULL);

  self->most_files = n_files;
  self->most_folders = n_folders;
}

ReelFileSearch *
reel_file_search_ref (ReelFileSearch *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
reel_file_search_unref (ReelFileSearch *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) search_clear);
}

/**
 * reel_file_search_add:
 * @self: a search that was not started
 * @uri: where the file was
 * @fingerprint: (nullable): what it is, see reel_fingerprint_compute()
 *
 * Without a fingerprint, or with that of an empty file, it keeps its place in the order, but is never found: a name alone
 * says nothing, and all empty files are the same.
 */
void
reel_file_search_add (ReelFileSearch *self, const char *uri, const char *fingerprint)
{
  Wanted *wanted = g_new0 (Wanted, 1);
  GPtrArray *same;

  g_return_if_fail (self != NULL && uri != NULL);

  wanted->uri = g_strdup (uri);
  wanted->fingerprint = g_strdup (fingerprint);
  wanted->size = fingerprint != NULL ? g_ascii_strtoull (fingerprint, NULL, 10) : 0;
  g_ptr_array_add (self->wanted, wanted);
  if (wanted->size == 0)
    return;
  same = g_hash_table_lookup (self->by_size, &wanted->size);
  if (same == NULL)
    {
      same = g_ptr_array_new ();
      g_hash_table_insert (self->by_size, &wanted->size, same);
    }
  g_ptr_array_add (same, wanted);
}

/* How many names at the ends of two addresses are the same: of two copies the one in the like place is meant. */
static guint
count_same_names (const char *one, const char *other)
{
  g_auto (GStrv) a = g_strsplit (one, "/", -1);
  g_auto (GStrv) b = g_strsplit (other, "/", -1);
  guint i = g_strv_length (a), j = g_strv_length (b), n = 0;

  while (i > 0 && j > 0 && g_str_equal (a[--i], b[--j]))
    n++;
  return n;
}

/* Looks at one file, and reads it only where its size is one that is wanted. What can't be read is not found. */
static void
look_at (ReelFileSearch *self, GFile *file, guint64 size, GCancellable *cancellable)
{
  GPtrArray *same = g_hash_table_lookup (self->by_size, &size);
  g_autofree char *fingerprint = NULL;
  g_autofree char *uri = NULL;

  g_atomic_int_inc ((int *) &self->n_looked);
  if (same == NULL)
    return;
  uri = g_file_get_uri (file);
  fingerprint = reel_fingerprint_compute (file, NULL, cancellable, NULL);
  if (fingerprint == NULL)
    return;
  for (guint i = 0; i < same->len; i++)
    {
      Wanted *wanted = same->pdata[i];
      guint likeness;

      if (!g_str_equal (wanted->fingerprint, fingerprint))
        continue;
      likeness = count_same_names (uri, wanted->uri);
      /* The same one of two copies each time, in whatever order the disk names them. */
      if (wanted->found != NULL &&
          (likeness < wanted->likeness || (likeness == wanted->likeness && strcmp (uri, wanted->found) >= 0)))
        continue;
      g_free (wanted->found);
      wanted->found = g_strdup (uri);
      wanted->likeness = likeness;
    }
}

/* A folder in a folder. */
typedef struct
{
  char *name; /* (owned) */
  char *id;   /* (owned) (nullable): the file system's */
} Below;

static void
below_free (Below *self)
{
  g_free (self->name);
  g_free (self->id);
  g_free (self);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(Below **) a)->name, (*(Below **) b)->name);
}

static gboolean
has_looked_enough (ReelFileSearch *self)
{
  if (g_atomic_int_get ((int *) &self->n_looked) < (int) self->most_files)
    return FALSE;
  self->stopped = TRUE;
  return TRUE;
}

static void
meet_folder (ReelFileSearch *self, GFileInfo *info, GPtrArray *below)
{
  Below *folder;

  if (self->n_folders == self->most_folders)
    {
      self->stopped = TRUE;
      return;
    }
  self->n_folders++;
  folder = g_new (Below, 1);
  folder->name = g_strdup (g_file_info_get_name (info));
  folder->id = g_strdup (g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_ID_FILE));
  g_ptr_array_add (below, folder);
}

/* Looks at the files in a folder as the disk names them, so that none is held. Returns the folders in it, by name; %NULL
 * where it can't be read. */
static GPtrArray *
look_into (ReelFileSearch *self, GFile *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileEnumerator) enumerator =
    g_file_enumerate_children (folder, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, error);
  g_autoptr (GPtrArray) below = NULL;

  if (enumerator == NULL)
    return NULL;
  below = g_ptr_array_new_with_free_func ((GDestroyNotify) below_free);
  while (!has_looked_enough (self))
    {
      g_autoptr (GFileInfo) info = g_file_enumerator_next_file (enumerator, cancellable, NULL);
      g_autoptr (GFile) child = NULL;
      GFileType type;

      if (info == NULL)
        break;
      type = reel_file_info_get_kind (info);
      if (type == G_FILE_TYPE_DIRECTORY && !reel_file_info_is_hidden (info))
        meet_folder (self, info, below);
      else if (type == G_FILE_TYPE_REGULAR)
        {
          child = g_file_get_child (folder, g_file_info_get_name (info));
          look_at (self, child, reel_file_info_get_size (info), cancellable);
        }
    }
  g_file_enumerator_close (enumerator, NULL, NULL); /* none stays open on the way down */
  g_ptr_array_sort (below, compare_names);
  return g_steal_pointer (&below);
}

/* Links to folders are followed, each folder is entered once: @seen has those that were. Hidden ones are left out, such as
 * those that bins are: what was thrown away is not to be found. */
static gboolean
look_through (ReelFileSearch *self,
              GFile *folder,
              guint depth,
              GHashTable *seen,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GPtrArray) below = look_into (self, folder, cancellable, error);

  if (below == NULL)
    return FALSE;
  if (below->len > 0 && depth >= REEL_FILE_SEARCH_MOST_DEPTH)
    {
      self->stopped = TRUE;
      g_ptr_array_set_size (below, 0);
    }
  for (guint i = 0; i < below->len; i++)
    {
      Below *one = below->pdata[i];
      g_autoptr (GFile) child = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (has_looked_enough (self))
        return TRUE;
      if (one->id != NULL && !g_hash_table_add (seen, g_steal_pointer (&one->id)))
        continue;
      child = g_file_get_child (folder, one->name);
      look_through (self, child, depth + 1, seen, cancellable, NULL); /* one that can't be read hides no other */
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
look_at_uri (ReelFileSearch *self, const char *uri, GCancellable *cancellable)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  g_autoptr (GFileInfo) info = g_file_query_info (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, NULL);

  if (info != NULL && reel_file_info_get_kind (info) == G_FILE_TYPE_REGULAR)
    look_at (self, file, reel_file_info_get_size (info), cancellable);
}

/* (transfer full): an address without the names at its end that the other one has too */
static char *
dup_head (const char *uri, guint n_names)
{
  const char *end = uri + strlen (uri);

  for (; n_names > 0 && end > uri; n_names--)
    {
      const char *slash = g_strrstr_len (uri, end - uri, "/");

      end = slash != NULL ? slash : uri;
    }
  return g_strndup (uri, (gsize) (end - uri));
}

/* The others have moved with it: what stood below the same folder does so again, or they all lie beside it. */
static void
look_beside (ReelFileSearch *self, const char *old_uri, const char *new_uri, GCancellable *cancellable)
{
  guint n_same = count_same_names (old_uri, new_uri);
  g_autofree char *old_head = NULL;
  g_autofree char *new_head = NULL;
  g_autofree char *new_folder = dup_head (new_uri, 1);

  if (g_str_equal (old_uri, new_uri))
    {
      /* Nothing has moved; it was away, and the others may be back, too. */
      for (guint i = 0; i < self->wanted->len && !g_cancellable_is_cancelled (cancellable); i++)
        if (((Wanted *) self->wanted->pdata[i])->size > 0)
          look_at_uri (self, ((Wanted *) self->wanted->pdata[i])->uri, cancellable);
      return;
    }
  old_head = dup_head (old_uri, MAX (n_same, 1));
  new_head = dup_head (new_uri, MAX (n_same, 1));
  for (guint i = 0; i < self->wanted->len; i++)
    {
      Wanted *wanted = self->wanted->pdata[i];
      const char *name = strrchr (wanted->uri, '/');
      g_autofree char *moved = NULL;
      g_autofree char *beside = NULL;

      if (g_cancellable_is_cancelled (cancellable))
        return;
      if (wanted->size == 0 || name == NULL)
        continue;
      if (g_str_has_prefix (wanted->uri, old_head) && wanted->uri[strlen (old_head)] == '/')
        {
          moved = g_strconcat (new_head, wanted->uri + strlen (old_head), NULL);
          look_at_uri (self, moved, cancellable);
        }
      beside = g_strconcat (new_folder, name, NULL);
      if (wanted->found == NULL && g_strcmp0 (moved, beside) != 0)
        look_at_uri (self, beside, cancellable);
    }
}

static void
search_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Order *order = task_data;
  GError *error = NULL;

  if (order->folder != NULL)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (GFileInfo) info =
        g_file_query_info (order->folder, G_FILE_ATTRIBUTE_ID_FILE, G_FILE_QUERY_INFO_NONE, cancellable, NULL);
      const char *id = info != NULL ? g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_ID_FILE) : NULL;

      if (id != NULL)
        g_hash_table_add (seen, g_strdup (id));
      if (!look_through (order->search, order->folder, 0, seen, cancellable, &error))
        {
          g_task_return_error (task, error);
          return;
        }
    }
  else
    look_beside (order->search, order->old_uri, order->new_uri, cancellable);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static void
start (Order *order, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, reel_file_search_in_folder_async);
  g_task_set_task_data (task, order, (GDestroyNotify) order_free);
  g_task_run_in_thread (task, search_in_thread);
}

/**
 * reel_file_search_in_folder_async:
 * @self: a search, which is the worker's until it has finished; only how many files it has looked at may be asked meanwhile
 * @folder: where to look, and in the folders in it
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Looks on a worker thread. Folders are entered %REEL_FILE_SEARCH_MOST_DEPTH deep at most, and each only once, however links
 * lead to it; those that are hidden, or can't be read, are left out.
 */
void
reel_file_search_in_folder_async (ReelFileSearch *self,
                                  GFile *folder,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  Order *order;

  g_return_if_fail (self != NULL && G_IS_FILE (folder));

  order = g_new0 (Order, 1);
  order->search = reel_file_search_ref (self);
  order->folder = g_object_ref (folder);
  start (order, cancellable, callback, user_data);
}

/**
 * reel_file_search_beside_async:
 * @self: a search, as for reel_file_search_in_folder_async()
 * @old_uri: where a file was that is found again
 * @new_uri: where it is
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Looks whether the others have moved with it: to the same place below the folder that was moved, or beside it. Looks at
 * two files for each at most, and into no folder.
 */
void
reel_file_search_beside_async (ReelFileSearch *self,
                               const char *old_uri,
                               const char *new_uri,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Order *order;

  g_return_if_fail (self != NULL && old_uri != NULL && new_uri != NULL);

  order = g_new0 (Order, 1);
  order->search = reel_file_search_ref (self);
  order->old_uri = g_strdup (old_uri);
  order->new_uri = g_strdup (new_uri);
  start (order, cancellable, callback, user_data);
}

/**
 * reel_file_search_finish:
 * @result: what the callback got
 * @error: return location: %G_IO_ERROR_CANCELLED, or why the folder itself could not be read
 *
 * Returns: whether it has looked everywhere that it looks
 */
gboolean
reel_file_search_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_file_search_in_folder_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * reel_file_search_get_n_looked:
 * @self: a search, also while it looks
 *
 * Returns: how many files it has looked at
 */
guint
reel_file_search_get_n_looked (ReelFileSearch *self)
{
  return (guint) g_atomic_int_get ((int *) &self->n_looked);
}

/**
 * reel_file_search_get_stopped:
 * @self: a search that has finished
 *
 * Returns: whether there was more than it looks at
 */
gboolean
reel_file_search_get_stopped (ReelFileSearch *self)
{
  return self->stopped;
}

/**
 * reel_file_search_get_found:
 * @self: a search that has finished
 * @position: the how manieth of those that were added, from 0
 *
 * Returns: (nullable): where it is
 */
const char *
reel_file_search_get_found (ReelFileSearch *self, guint position)
{
  g_return_val_if_fail (position < self->wanted->len, NULL);

  return ((Wanted *) self->wanted->pdata[position])->found;
}
