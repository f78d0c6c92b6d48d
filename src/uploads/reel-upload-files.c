/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/reel-file-info.h"
#include "uploads/reel-folder-litter.h"
#include "uploads/reel-upload-files.h"

/* Nobody sorts footage that deep; a file system without ids of files could go in circles for ever. */
#define DEEPEST 64

#define ATTRIBUTES                                                                                                          \
  G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_IS_HIDDEN                 \
                                 "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_FAST_CONTENT_TYPE         \
                                 "," G_FILE_ATTRIBUTE_ID_FILE "," G_FILE_ATTRIBUTE_TIME_MODIFIED                    \
                                 "," G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC

/* Taken from a folder whatever the machine's list of content types says of them. */
static const char * const extensions[] = {
  "3g2", "3gp",  "asf", "avi", "divx", "dv",  "f4v", "flv", "gxf", "m1v", "m2ts", "m2v",  "m4v", "mkv", "mod",  "mov", "mp4",
  "mpe", "mpeg", "mpg", "mpv", "mts",  "mxf", "nut", "ogm", "ogv", "qt",  "rm",   "rmvb", "tod", "vob", "webm", "wmv", "y4m",
};

/* A search under way, on its worker. */
typedef struct
{
  GPtrArray *found;     /* (owned) (element-type ReelUploadFile) */
  GHashTable *visited;  /* (owned): ids of the folders that were looked into, against circles of links */
  int *n_found;         /* (borrowed) (nullable): atomic */
  GCancellable *cancel; /* (borrowed) (nullable) */
  guint n_litter;       /* what machines keep beside the films, and was left out */

  /* of a visit */
  const ReelUploadVisitor *visitor; /* (borrowed) (nullable) */
  gpointer visitor_data;            /* (borrowed) */
  gboolean incomplete;              /* a folder could not be read */
} Search;

/* What to look through. */
typedef struct
{
  GPtrArray *files; /* (owned) (element-type GFile) */
  int *n_found;     /* (borrowed) (nullable): atomic */
} Wanted;

static void
wanted_free (Wanted *self)
{
  g_ptr_array_unref (self->files);
  g_free (self);
}

void
reel_upload_file_free (ReelUploadFile *self)
{
  g_clear_object (&self->file);
  g_free (self->uri);
  g_free (self->reason);
  g_free (self);
}

static void
take (Search *search, GFile *file, guint64 size)
{
  ReelUploadFile *item;

  item = g_new0 (ReelUploadFile, 1);
  item->file = g_object_ref (file);
  item->uri = g_file_get_uri (file);
  item->size = size;
  if (search->n_found != NULL)
    g_atomic_int_inc (search->n_found);
  g_ptr_array_add (search->found, item);
}

static void
refuse (Search *search, GFile *file, const char *reason)
{
  ReelUploadFile *item;

  search->incomplete = TRUE;
  if (search->visitor != NULL)
    return;
  item = g_new0 (ReelUploadFile, 1);
  item->file = g_object_ref (file);
  item->reason = g_strdup (reason);
  g_ptr_array_add (search->found, item);
}

static void
refuse_for (Search *search, GFile *file, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    refuse (search, file, _ ("There is no such file."));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    refuse (search, file, _ ("You are not allowed to read it."));
  else
    refuse (search, file, error->message);
}

static gint64
get_changed (GFileInfo *info)
{
  return (gint64) g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED) * G_USEC_PER_SEC +
         g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC);
}

/* A transport stream, a translation or TypeScript: only its first bytes tell. */
static gboolean
is_transport_stream (Search *search, GFile *file, GFileInfo *info)
{
  ReelStreamMemory *memory = search->visitor != NULL ? search->visitor->streams : NULL;
  const guint64 size = reel_file_info_get_size (info);
  g_autofree char *uri = memory != NULL ? g_file_get_uri (file) : NULL;
  g_autoptr (GFileInfo) sniffed = NULL;
  const char *type;
  gboolean is_video;

  if (memory != NULL && reel_stream_memory_recall (memory, uri, size, get_changed (info), &is_video))
    return is_video;
  sniffed = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE, G_FILE_QUERY_INFO_NONE, search->cancel, NULL);
  if (sniffed == NULL)
    return FALSE; /* which another look may find out */
  type = g_file_info_get_attribute_string (sniffed, G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE);
  is_video = type != NULL && g_str_has_prefix (type, "video/");
  if (memory != NULL)
    reel_stream_memory_remember (memory, uri, size, get_changed (info), is_video);
  return is_video;
}

static gboolean
is_video (Search *search, GFile *file, GFileInfo *info)
{
  const char *name = g_file_info_get_name (info);
  const char *dot = strrchr (name, '.');
  const char *type = g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_STANDARD_FAST_CONTENT_TYPE);

  if (dot != NULL && g_ascii_strcasecmp (dot + 1, "ts") == 0)
    return is_transport_stream (search, file, info);
  if (type != NULL && g_str_has_prefix (type, "video/"))
    return TRUE;
  for (gsize i = 0; dot != NULL && i < G_N_ELEMENTS (extensions); i++)
    {
      if (g_ascii_strcasecmp (dot + 1, extensions[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/* An entry of a folder: what is wanted of its GFileInfo, which takes a KiB, and what it is sorted by. */
typedef struct
{
  char *name; /* (owned) */
  char *key;  /* (owned) */
  char *id;   /* (owned) (nullable): of a folder */
  guint64 size;
  gint64 changed; /* µs */
  gboolean is_folder;
} Entry;

static void
entry_free (Entry *self)
{
  g_free (self->name);
  g_free (self->key);
  g_free (self->id);
  g_free (self);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(Entry **) a)->key, (*(Entry **) b)->key);
}

/* (transfer full) (nullable): %NULL for what is neither a folder nor a video */
static Entry *
entry_new (Search *search, GFile *folder, GFileInfo *info)
{
  const char *name = g_file_info_get_name (info);
  GFileType kind = reel_file_info_get_kind (info);
  gboolean is_folder = kind == G_FILE_TYPE_DIRECTORY;
  Entry *self;

  if (reel_folder_is_litter (name, is_folder))
    {
      search->n_litter++;
      return NULL;
    }
  if (reel_file_info_is_hidden (info))
    return NULL;
  if (!is_folder)
    {
      g_autoptr (GFile) file = g_file_get_child (folder, name);

      /* Unknown in a folder whose names are all that may be read; the file's row will say so. */
      if ((kind != G_FILE_TYPE_REGULAR && kind != G_FILE_TYPE_UNKNOWN) || !is_video (search, file, info))
        return NULL;
    }
  self = g_new0 (Entry, 1);
  self->name = g_strdup (name);
  self->key = g_utf8_collate_key_for_filename (name, -1);
  self->id = is_folder ? g_strdup (g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_ID_FILE)) : NULL;
  self->size = reel_file_info_get_size (info);
  self->changed = get_changed (info);
  self->is_folder = is_folder;
  return self;
}

/* The folders and videos in the order in which a file manager shows them; %NULL where the folder can't be read. */
static GPtrArray *
list_folder (Search *search, GFile *folder, GError **error)
{
  g_autoptr (GFileEnumerator) enumerator = NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);

  enumerator = g_file_enumerate_children (folder, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, search->cancel, error);
  if (enumerator == NULL)
    return NULL;
  for (;;)
    {
      GError *failure = NULL;
      g_autoptr (GFileInfo) info = g_file_enumerator_next_file (enumerator, search->cancel, &failure);
      Entry *entry;

      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return NULL;
        }
      if (info == NULL)
        break;
      entry = entry_new (search, folder, info);
      if (entry != NULL)
        g_ptr_array_add (entries, entry);
    }
  g_ptr_array_sort (entries, compare_keys);
  return g_steal_pointer (&entries);
}

/* Whether it was looked into now, and not before already. @id: (nullable): the file system's */
static gboolean
look_into (Search *search, GFile *folder, const char *id, guint depth)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  char *key = id != NULL ? g_strdup (id) : g_file_get_uri (folder);

  if (!g_hash_table_add (search->visited, key) || depth > DEEPEST)
    return FALSE;
  if (search->visitor != NULL && search->visitor->folder != NULL)
    search->visitor->folder (folder, search->visitor_data);
  entries = list_folder (search, folder, &error);
  if (entries == NULL)
    {
      refuse_for (search, folder, error);
      return TRUE;
    }
  for (guint i = 0; i < entries->len && !g_cancellable_is_cancelled (search->cancel); i++)
    {
      const Entry *entry = entries->pdata[i];
      g_autoptr (GFile) file = g_file_get_child (folder, entry->name);

      if (entry->is_folder)
        look_into (search, file, entry->id, depth + 1);
      else if (search->visitor != NULL)
        search->visitor->found (file, entry->name, entry->size, entry->changed, search->visitor_data);
      else
        take (search, file, entry->size);
    }
  return TRUE;
}

/* Looks through a folder that somebody named, and says what of it is not taken. */
static void
search_folder (Search *search, GFile *folder, const char *id)
{
  guint before = search->found->len;
  g_autofree char *reason = NULL;

  search->n_litter = 0;
  if (!look_into (search, folder, id, 0))
    return;
  if (search->found->len == before)
    refuse (search, folder, _ ("There is no video in this folder."));
  if (search->n_litter == 0)
    return;
  reason = g_strdup_printf (ngettext ("%u folder or file that a NAS or a camera keeps beside the films was left out.",
                                      "%u folders and files that a NAS or a camera keeps beside the films were left out.",
                                      search->n_litter),
                            search->n_litter);
  refuse (search, folder, reason);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Wanted *wanted = task_data;
  GPtrArray *files = wanted->files;
  g_autoptr (GHashTable) visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_upload_file_free);
  Search search = { .found = found, .visited = visited, .n_found = wanted->n_found, .cancel = cancellable };

  for (guint i = 0; i < files->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      GFile *file = files->pdata[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (GFileInfo) info = reel_file_info_query (file, ATTRIBUTES, cancellable, &error);

      if (info == NULL)
        refuse_for (&search, file, error);
      else if (reel_file_info_get_kind (info) == G_FILE_TYPE_DIRECTORY)
        search_folder (&search, file, g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_ID_FILE));
      else if (reel_file_info_get_kind (info) == G_FILE_TYPE_REGULAR)
        /* named by a person: whether it is a video is for the prober to say, on its row */
        take (&search, file, reel_file_info_get_size (info));
      else
        refuse (&search, file, _ ("This is not an ordinary file."));
    }
#ifdef __GLIBC__
  malloc_trim (0); /* what a large folder took besides would stay with this thread, which may never need as much again */
#endif
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * reel_upload_files_visit:
 * @folder: where to look
 * @visitor: what to do with each
 * @data: for @visitor
 * @complete: (out): whether all folders below could be read
 * @n_litter: (out) (optional): how much was left out that machines keep beside the films
 * @cancellable: (nullable): a #GCancellable
 * @error: return location: of the folder itself; %G_IO_ERROR_NOT_DIRECTORY for what is none
 *
 * Blocks, for a worker thread: meets the same files as reel_upload_files_find_async() and keeps none of them.
 *
 * Returns: whether the folder could be read
 */
gboolean
reel_upload_files_visit (GFile *folder,
                         const ReelUploadVisitor *visitor,
                         gpointer data,
                         gboolean *complete,
                         guint *n_litter,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GHashTable) visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GFileEnumerator) readable = NULL;
  g_autoptr (GFileInfo) info = NULL;
  Search search = { .visited = visited, .cancel = cancellable, .visitor = visitor, .visitor_data = data };

  g_return_val_if_fail (G_IS_FILE (folder), FALSE);
  g_return_val_if_fail (visitor != NULL && complete != NULL, FALSE);

  *complete = FALSE;
  info = reel_file_info_query (folder, ATTRIBUTES, cancellable, error);
  if (info == NULL)
    return FALSE;
  readable = g_file_enumerate_children (folder, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NONE, cancellable, error);
  if (readable == NULL)
    return FALSE;
  look_into (&search, folder, g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_ID_FILE), 0);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  *complete = !search.incomplete;
  if (n_litter != NULL)
    *n_litter = search.n_litter;
  return TRUE;
}

/**
 * reel_upload_files_find_async:
 * @files: (element-type GFile): files and folders
 * @n_found: (nullable): how many were found so far, counted up atomically from the worker thread; there until @callback
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Looks, on a worker thread, for the videos in folders and the folders below them: by content type and by extension,
 * without hidden ones and what machines keep beside the films, each folder once however links lead to it. A file that is named itself is taken whatever it is.
 */
void
reel_upload_files_find_async (GListModel *files,
                              int *n_found,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Wanted *wanted;

  g_return_if_fail (G_IS_LIST_MODEL (files));

  wanted = g_new0 (Wanted, 1);
  wanted->files = g_ptr_array_new_with_free_func (g_object_unref);
  wanted->n_found = n_found;
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GObject) file = g_list_model_get_item (files, i);

      if (G_IS_FILE (file))
        g_ptr_array_add (wanted->files, g_object_ref (file));
    }
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_upload_files_find_async);
  g_task_set_task_data (task, wanted, (GDestroyNotify) wanted_free);
  g_task_run_in_thread (task, find_in_thread);
}

/**
 * reel_upload_files_find_finish:
 * @result: what the callback got
 * @error: return location: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type ReelUploadFile): what was found, and what was not taken, in order
 */
GPtrArray *
reel_upload_files_find_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_upload_files_find_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
