/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/reel-sentence.h"
#include "base/reel-file-info.h"
#include "media/reel-media-error.h"
#include "uploads/reel-upload-proxy.h"

/* Bytes that the name of a file can have on most file systems. */
#define NAME_MAX_BYTES 255

typedef struct
{
  char *folder; /* (owned): of the row */
  char *uri;    /* (owned) */
  char *path;   /* (owned): of the copy */
  ReelProxyPlan *plan;               /* (owned) */
  ReelProxyProgress progress;        /* (nullable) */
  gpointer progress_data;            /* (owned) */
  GDestroyNotify progress_data_free; /* (nullable) */
  guint64 size;                      /* bytes of what was made */
} Make;

static void
make_free (Make *self)
{
  if (self->progress_data_free != NULL)
    self->progress_data_free (self->progress_data);
  g_free (self->folder);
  g_free (self->uri);
  g_free (self->path);
  reel_proxy_plan_free (self->plan);
  g_free (self);
}

static char *
dup_row_folder (const char *folder,
                gint64      row_id)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT, row_id);

  return g_build_filename (folder, name, NULL);
}

/* The name of the original with another extension. */
static char *
dup_name (const char *uri,
          const char *extension)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  g_autofree char *name = g_file_get_basename (file);
  char *dot = name != NULL ? strrchr (name, '.') : NULL;
  gsize most = NAME_MAX_BYTES - strlen (extension) - 1;

  if (dot != NULL && dot != name)
    *dot = '\0';
  if (name == NULL || *name == '\0' || *name == G_DIR_SEPARATOR)
    return g_strdup_printf ("video.%s", extension);
  if (strlen (name) > most)
    *g_utf8_find_prev_char (name, name + most + 1) = '\0';
  return g_strdup_printf ("%s.%s", name, extension);
}

static void
plan_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  ReelProxyPlan *plan = reel_proxy_plan_new (data, &error);

  if (plan != NULL)
    g_task_return_pointer (task, plan, (GDestroyNotify) reel_proxy_plan_free);
  else
    g_task_return_error (task, error);
}

/**
 * reel_upload_proxy_plan_async:
 * @info: what the video is
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Finds out what the smaller copy of a video will be.
 */
void
reel_upload_proxy_plan_async (const ReelMediaInfo *info,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (info != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_upload_proxy_plan_async);
  g_task_set_task_data (task, reel_media_info_copy (info), (GDestroyNotify) reel_media_info_free);
  g_task_run_in_thread (task, plan_thread);
}

/**
 * reel_upload_proxy_plan_finish:
 * @result: what the callback got
 * @error: return location: %REEL_MEDIA_ERROR_NO_ENCODER, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the plan
 */
ReelProxyPlan *
reel_upload_proxy_plan_finish (GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_upload_proxy_plan_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  Make *make = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (info == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  make->size = reel_file_info_get_size (info);
  g_task_return_pointer (task, g_strdup (make->path), g_free);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  Make *make = g_task_get_task_data (task);
  g_autoptr (GFile) target = g_file_new_for_path (make->path);
  GError *error = NULL;

  if (!reel_proxy_writer_write_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_file_query_info_async (target, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL,
                           looked_cb, g_steal_pointer (&task));
}

static void
progress_cb (double   fraction,
             gpointer data)
{
  Make *make = g_task_get_task_data (data);

  if (make->progress != NULL)
    make->progress (fraction, make->progress_data);
}

static void
folder_thread (GTask        *task,
               gpointer      source,
               gpointer      folder,
               GCancellable *cancellable)
{
  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_task_return_boolean (task, TRUE);
  else if (errno == ENOSPC || errno == EDQUOT)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                             "%s",
                             reel_sentence (N_ ("The disk is full, so that no smaller copy can be made. Free some space.")));
  else
    g_task_return_error (task, reel_sentence_error (G_IO_ERROR, G_IO_ERROR_FAILED,
                                                    /* Translators: %s is what the system says */
                                                    N_ ("The folder for smaller copies can’t be made: %s"),
                                                    g_strerror (errno)));
}

static void
folder_made_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  Make *make = g_task_get_task_data (task);
  g_autoptr (GFile) target = g_file_new_for_path (make->path);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  reel_proxy_writer_write_async (make->uri, target, make->plan, progress_cb, task, g_task_get_cancellable (task), written_cb,
                                 task);
  g_steal_pointer (&task); /* the callback's */
}

/**
 * reel_upload_proxy_make_async:
 * @folder: of all smaller copies; made where it is missing
 * @row_id: the row in the catalogue
 * @uri: of the original
 * @plan: what to make
 * @progress: (nullable): told how far it is
 * @progress_data: for @progress
 * @progress_data_free: (nullable): for @progress_data
 * @cancellable: (nullable): to stop early
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Makes the smaller copy of a row, in the place of one that is there. It has its name only once it is whole.
 */
void
reel_upload_proxy_make_async (const char          *folder,
                              gint64               row_id,
                              const char          *uri,
                              const ReelProxyPlan *plan,
                              ReelProxyProgress    progress,
                              gpointer             progress_data,
                              GDestroyNotify       progress_data_free,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autofree char *name = NULL;
  g_autoptr (GTask) folder_task = NULL;
  GTask *task;
  Make *make;

  g_return_if_fail (folder != NULL);
  g_return_if_fail (uri != NULL);
  g_return_if_fail (plan != NULL);

  name = dup_name (uri, plan->extension);
  make = g_new0 (Make, 1);
  make->folder = dup_row_folder (folder, row_id);
  make->uri = g_strdup (uri);
  make->path = g_build_filename (make->folder, name, NULL);
  make->plan = reel_proxy_plan_copy (plan);
  make->progress = progress;
  make->progress_data = progress_data;
  make->progress_data_free = progress_data_free;
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_upload_proxy_make_async);
  /* The writer looks at it; of a copy that was whole first the caller has to know. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, make, (GDestroyNotify) make_free);
  folder_task = g_task_new (NULL, cancellable, folder_made_cb, task);
  g_task_set_source_tag (folder_task, folder_thread);
  g_task_set_task_data (folder_task, g_strdup (make->folder), g_free);
  g_task_run_in_thread (folder_task, folder_thread);
}

/**
 * reel_upload_proxy_make_finish:
 * @result: what the callback got
 * @size: (out) (optional): bytes
 * @error: return location: of #ReelMediaError, or a #GIOErrorEnum
 *
 * Returns: (transfer full) (nullable): the path of the copy
 */
char *
reel_upload_proxy_make_finish (GAsyncResult *result,
                               guint64      *size,
                               GError      **error)
{
  Make *make;
  char *path;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_upload_proxy_make_async), NULL);

  make = g_task_get_task_data (G_TASK (result));
  path = g_task_propagate_pointer (G_TASK (result), error);
  if (path != NULL && size != NULL)
    *size = make->size;
  return path;
}

static void
remove_thread (GTask        *task,
               gpointer      source,
               gpointer      path,
               GCancellable *cancellable)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_rmdir (folder); /* where it is of that alone */
  g_task_return_boolean (task, TRUE);
}

/**
 * reel_upload_proxy_remove:
 * @path: a smaller copy that nobody needs any more
 *
 * Removes it when there is time. One that can't be removed is tried again by the next sweep.
 */
void
reel_upload_proxy_remove (const char *path)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (path != NULL);

  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, reel_upload_proxy_remove);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, remove_thread);
}
