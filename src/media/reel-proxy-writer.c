/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "media/reel-media-file.h"
#include "media/reel-proxy-pipeline.h"
#include "media/reel-proxy-writer.h"

typedef struct
{
  /* owned */
  char *uri;
  char *target;
  ReelProxyPlan *plan;

  /* borrowed */
  ReelProxyProgress progress; /* (nullable) */
  gpointer progress_data;

  /* The worker's. */
  double told;
} Write;

typedef struct
{
  GTask *task; /* (owned) */
  double fraction;
} Progress;

static void
write_free (Write *self)
{
  g_free (self->uri);
  g_free (self->target);
  g_clear_pointer (&self->plan, reel_proxy_plan_free);
  g_free (self);
}

static void
progress_free (gpointer data)
{
  Progress *self = data;

  g_object_unref (self->task);
  g_free (self);
}

/* On the caller's context. Sources of one priority run in the order they came: this one before the task's end. */
static gboolean
tell_progress (gpointer data)
{
  Progress *self = data;
  Write *write = g_task_get_task_data (self->task);

  if (!g_task_get_completed (self->task))
    write->progress (self->fraction, write->progress_data);
  return G_SOURCE_REMOVE;
}

static void
send_progress (GTask  *task,
               double  fraction)
{
  Write *write = g_task_get_task_data (task);
  Progress *progress;
  g_autoptr (GSource) source = NULL;

  if (write->progress == NULL || fraction <= write->told)
    return;
  write->told = fraction;
  progress = g_new0 (Progress, 1);
  progress->task = g_object_ref (task);
  progress->fraction = fraction;
  source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, tell_progress, progress, progress_free);
  g_source_attach (source, g_task_get_context (task));
}

/* On the worker. */
static void
on_position (GstClockTime position,
             gpointer     data)
{
  Write *write = g_task_get_task_data (data);

  if (write->plan->duration > 0.0)
    send_progress (data, CLAMP ((double) position / GST_SECOND / write->plan->duration, 0.0, 1.0));
}

static GError *
target_error (const char *name,
              int         code)
{
  if (code == ENOSPC || code == EDQUOT || code == EFBIG)
    return reel_media_error_new_no_space (name);
  return g_error_new (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNWRITABLE, _ ("The smaller copy of “%s” can’t be written: %s"),
                      name, g_strerror (code));
}

/* An empty file of a new name beside the target, so that one can be renamed to the other. */
static char *
make_beside (const char *target,
             const char *name,
             GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (target);
  g_autofree char *path = g_build_filename (folder, ".reelseek-XXXXXX.part", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_propagate_error (error, target_error (name, errno));
      return NULL;
    }
  close (fd);
  return g_steal_pointer (&path);
}

static gboolean
sync_path (const char *path,
           int         flags)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | flags, 0);
  gboolean ok;
  int saved;

  if (fd < 0)
    return FALSE;
  ok = fsync (fd) == 0;
  saved = errno;
  close (fd);
  errno = saved;
  return ok;
}

/* To the disk first, then to its name: whoever sees the name sees a whole file. */
static gboolean
move_into_place (const char *path,
                 const char *target,
                 const char *name,
                 GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (target);

  if (!sync_path (path, 0) || g_rename (path, target) != 0)
    {
      g_propagate_error (error, target_error (name, errno));
      return FALSE;
    }
  /* Not every file system can do that with folders. */
  sync_path (folder, O_DIRECTORY);
  return TRUE;
}

static gboolean
write_proxy (GTask   *task,
             GError **error)
{
  Write *write = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (ReelMediaFile) file = reel_media_file_check (write->uri, error);
  g_autofree char *path = NULL;
  g_autofree char *scratch = NULL;
  gboolean ok = FALSE;

  if (file == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  path = make_beside (write->target, file->name, error);
  scratch = path != NULL ? make_beside (write->target, file->name, error) : NULL;
  if (scratch != NULL)
    {
      g_autoptr (ReelProxyPipeline) pipeline = reel_proxy_pipeline_new (write->uri, path, scratch, write->plan, error);

      ok = pipeline != NULL && reel_proxy_pipeline_run (pipeline, on_position, task, cancellable, error);
    }
  ok = ok && move_into_place (path, write->target, file->name, error);
  if (path != NULL && !ok)
    g_unlink (path);
  if (scratch != NULL)
    g_unlink (scratch);
  return ok;
}

/* A thread of its own: a proxy takes minutes or hours, and GTask's few threads are for what is short. */
static gpointer
write_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (write_proxy (task, &error))
    {
      send_progress (task, 1.0);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, error);
  return NULL;
}

/**
 * reel_proxy_writer_write_async:
 * @uri: URI of a file on this computer
 * @target: where the proxy goes: a path on this computer, in a folder that exists; what is there is replaced at the end
 * @plan: what to write, of reel_proxy_plan_new(); copied
 * @progress: (nullable) (scope async): told how far it is
 * @progress_data: for @progress; valid until @callback
 * @cancellable: (nullable): to stop early
 * @callback: called on the caller's context
 * @user_data: for @callback
 *
 * Writes a smaller copy of a video, which has the same time base: what is seen and heard at a time in the one is seen and
 * heard then in the other. Pictures are upright and square, 8 bits deep, progressive, in BT.709; the sound is one channel of
 * the track that the file marks as its default, or else of its first. Sound that can't be decoded is left out.
 *
 * The file is written under another name beside @target, and has the name @target only once it is whole and on the disk.
 * Nothing is left of it after an error. Errors: #ReelMediaError, %G_IO_ERROR_CANCELLED.
 */
void
reel_proxy_writer_write_async (const char          *uri,
                               GFile               *target,
                               const ReelProxyPlan *plan,
                               ReelProxyProgress    progress,
                               gpointer             progress_data,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Write *write;

  g_return_if_fail (uri != NULL);
  g_return_if_fail (G_IS_FILE (target));
  g_return_if_fail (g_file_is_native (target));
  g_return_if_fail (plan != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_proxy_writer_write_async);
  /* The worker looks at the cancellable; a proxy that was done first is the answer. */
  g_task_set_check_cancellable (task, FALSE);
  write = g_new0 (Write, 1);
  write->uri = g_strdup (uri);
  write->target = g_file_get_path (target);
  write->plan = reel_proxy_plan_copy (plan);
  write->progress = progress;
  write->progress_data = progress_data;
  g_task_set_task_data (task, write, (GDestroyNotify) write_free);
  g_thread_unref (g_thread_new ("reel-proxy", write_thread, g_steal_pointer (&task)));
}

/**
 * reel_proxy_writer_write_finish:
 * @result: of reel_proxy_writer_write_async()
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the proxy is there
 */
gboolean
reel_proxy_writer_write_finish (GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == reel_proxy_writer_write_async, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
