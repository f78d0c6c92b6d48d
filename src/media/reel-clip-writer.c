/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "media/reel-clip-copy.h"
#include "media/reel-clip-encoder.h"
#include "media/reel-clip-layout.h"
#include "media/reel-clip-render.h"
#include "media/reel-clip-writer.h"
#include "media/reel-media-error.h"
#include "media/reel-media-file.h"
#include "media/reel-start-timecode.h"

/* Microseconds between two words about how far it is. */
#define TELL_EVERY (G_USEC_PER_SEC / 10)

typedef struct
{
  /* owned */
  ReelClipOrder *order;
  char *target;
  GPtrArray *files; /* (element-type ReelMediaFile): of the cuts, as they were at the start */

  /* borrowed */
  ReelClipProgress progress; /* (nullable) */
  gpointer progress_data;

  /* The worker's. */
  double total; /* seconds */
  double told;
  gint64 told_at;
} Write;

typedef struct
{
  GTask *task; /* (owned) */
  double fraction;
} Progress;

static void
write_free (Write *self)
{
  reel_clip_order_free (self->order);
  g_ptr_array_unref (self->files);
  g_free (self->target);
  g_free (self);
}

static void
progress_free (gpointer data)
{
  Progress *self = data;

  g_object_unref (self->task);
  g_free (self);
}

/**
 * reel_clip_report_free:
 * @self: (transfer full): a report
 */
void
reel_clip_report_free (ReelClipReport *self)
{
  g_return_if_fail (self != NULL);

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
send_progress (GTask *task,
               double fraction)
{
  Write *write = g_task_get_task_data (task);
  gint64 now = g_get_monotonic_time ();
  Progress *progress;
  g_autoptr (GSource) source = NULL;

  if (write->progress == NULL || fraction <= write->told || (fraction < 1.0 && now < write->told_at + TELL_EVERY))
    return;
  write->told = fraction;
  write->told_at = now;
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
on_position (double   seconds,
             gpointer data)
{
  Write *write = g_task_get_task_data (data);

  if (write->total > 0.0)
    send_progress (data, CLAMP (seconds / write->total, 0.0, 0.99));
}

/* Nothing is written over what it is made of. */
static gboolean
check_target (Write                *write,
              const ReelMediaFile  *file,
              GError              **error)
{
  GStatBuf source, target;

  if (g_stat (file->path, &source) != 0 || g_stat (write->target, &target) != 0 || source.st_dev != target.st_dev ||
      source.st_ino != target.st_ino)
    return TRUE;
  g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNWRITABLE,
               _ ("The clip would replace “%s”, of which it is made. Choose another name."), file->name);
  return FALSE;
}

static gboolean
check_sources (Write   *write,
               GError **error)
{
  for (guint i = 0; i < write->order->cuts->len; i++)
    {
      const ReelCut *cut = g_ptr_array_index (write->order->cuts, i);
      ReelMediaFile *file = reel_media_file_check (cut->uri, error);

      if (file == NULL)
        return FALSE;
      g_ptr_array_add (write->files, file);
      if (!check_target (write, file, error))
        return FALSE;
    }
  return TRUE;
}

/* A file that was written to meanwhile may have given pieces of two. */
static gboolean
check_unchanged (Write   *write,
                 GError **error)
{
  for (guint i = 0; i < write->files->len; i++)
    {
      const ReelMediaFile *before = g_ptr_array_index (write->files, i);
      const ReelCut *cut = g_ptr_array_index (write->order->cuts, i);
      g_autoptr (ReelMediaFile) now = reel_media_file_check (cut->uri, error);

      if (now == NULL)
        return FALSE;
      if (now->size == before->size && now->mtime == before->mtime)
        continue;
      g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE, _ ("“%s” was changed while it was read. Try again."),
                   before->name);
      return FALSE;
    }
  return TRUE;
}

/* (transfer full): what the target's name ends with, else what fits */
static char *
dup_extension (Write *write)
{
  const char *dot = strrchr (write->target, '.');

  if (dot == NULL || strchr (dot, '/') != NULL || dot[1] == '\0')
    return g_strdup (reel_clip_writer_get_extension (write->order));
  return g_ascii_strdown (dot + 1, -1);
}

/* Muxers write a track of timecode into QuickTime files only. */
static gboolean
loses_timecode (const ReelCut *cut,
                const char    *extension,
                GCancellable  *cancellable)
{
  g_autoptr (GFile) file = g_file_new_for_uri (cut->uri);
  g_autoptr (ReelStartTimecode) start = NULL;

  if (g_str_equal (extension, "mov"))
    return FALSE;
  start = reel_start_timecode_read_file (file, cancellable, NULL);
  return start != NULL;
}

static gboolean
write_part (GTask          *task,
            ReelPartFile   *part,
            ReelClipReport *report,
            GError        **error)
{
  Write *write = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  const ReelCut *cut = g_ptr_array_index (write->order->cuts, 0);
  g_autofree char *extension = dup_extension (write);
  g_autoptr (ReelClipLayout) layout = reel_clip_layout_new (write->order, cancellable, error);

  if (layout == NULL)
    return FALSE;
  report->duration = write->total = layout->total;
  report->n_silent = layout->n_silent;
  report->timecode_lost = !write->order->reel && loses_timecode (cut, extension, cancellable);
  if (write->order->instant)
    return reel_clip_copy_run (cut, layout, part, extension, on_position, task, report, cancellable, error);
  if (write->order->reel)
    return reel_clip_render_reel (write->order, layout, part, extension, on_position, task, cancellable, error);
  return reel_clip_render_exact (write->order, layout, part, extension, on_position, task, &report->duration, cancellable,
                                 error);
}

static ReelClipReport *
write_clip (GTask   *task,
            GError **error)
{
  Write *write = g_task_get_task_data (task);
  g_autoptr (ReelClipReport) report = g_new0 (ReelClipReport, 1);
  g_autoptr (ReelPartFile) part = NULL;

  if (!check_sources (write, error) || g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), error))
    return NULL;
  part = reel_part_file_new (write->target, write->order->replace, error);
  if (part == NULL || !write_part (task, part, report, error) || !check_unchanged (write, error) ||
      !reel_part_file_publish (part, error))
    return NULL;
  return g_steal_pointer (&report);
}

/* A thread of its own: a clip may take minutes, and GTask's few threads are for what is short. */
static gpointer
write_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  ReelClipReport *report = write_clip (task, &error);

  if (report != NULL)
    {
      send_progress (task, 1.0);
      g_task_return_pointer (task, report, (GDestroyNotify) reel_clip_report_free);
    }
  else
    g_task_return_error (task, error);
  return NULL;
}

/**
 * reel_clip_writer_get_extension:
 * @order: with one cut or more
 *
 * Opens devices to see which encoders there are, once.
 *
 * Returns: (transfer none): what the name of the file best ends with, without the dot
 */
const char *
reel_clip_writer_get_extension (const ReelClipOrder *order)
{
  g_return_val_if_fail (order != NULL && order->cuts->len > 0, NULL);

  if (order->instant)
    return reel_clip_copy_get_extension (((const ReelCut *) g_ptr_array_index (order->cuts, 0))->uri);
  return reel_clip_encoder_get_extension (TRUE);
}

/**
 * reel_clip_writer_write_async:
 * @order: (transfer full): what to write
 * @target: where the clip goes: a path on this computer, in a folder that exists. Its ending says what is written:
 *   `mp4`, `m4v` or `mov`, `webm`, else Matroska
 * @progress: (nullable) (scope async): told how far it is
 * @progress_data: for @progress; valid until @callback
 * @cancellable: (nullable): to stop early
 * @callback: called on the caller's context
 * @user_data: for @callback
 *
 * Writes a part of a video, or parts of several as one reel. An exact clip and a reel are encoded again: in and out points
 * hold to the picture, pictures are upright and square, 8 bits deep, progressive, in BT.709, and the sound has two channels.
 * An instant clip is a copy of what is in the file, from the key frame before the in point on.
 *
 * The file is written under another name beside @target, and has the name @target only once it is whole and on the disk.
 * Nothing is left of it after an error. Errors: #ReelMediaError, %G_IO_ERROR_CANCELLED.
 */
void
reel_clip_writer_write_async (ReelClipOrder       *order,
                              GFile               *target,
                              ReelClipProgress     progress,
                              gpointer             progress_data,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Write *write;

  g_return_if_fail (order != NULL && order->cuts->len > 0);
  g_return_if_fail (G_IS_FILE (target));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_clip_writer_write_async);
  /* The worker looks at the cancellable; a clip that was done first is the answer. */
  g_task_set_check_cancellable (task, FALSE);
  write = g_new0 (Write, 1);
  write->order = order;
  write->target = g_file_get_path (target);
  write->files = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_media_file_free);
  write->progress = progress;
  write->progress_data = progress_data;
  g_task_set_task_data (task, write, (GDestroyNotify) write_free);
  if (write->target == NULL)
    g_task_return_new_error (task, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNWRITABLE, "%s",
                             _ ("A clip can only be written to a folder of this computer."));
  else
    g_thread_unref (g_thread_new ("reel-clip", write_thread, g_steal_pointer (&task)));
}

/**
 * reel_clip_writer_write_finish:
 * @result: of reel_clip_writer_write_async()
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): what was written, or %NULL with @error set
 */
ReelClipReport *
reel_clip_writer_write_finish (GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == reel_clip_writer_write_async, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
