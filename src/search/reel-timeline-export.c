/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "media/reel-prober.h"
#include "media/reel-start-timecode.h"
#include "search/reel-output-files.h"
#include "search/reel-sequence.h"
#include "search/reel-timeline-export.h"

/* How many files are opened at once. */
#define READERS 4

struct _ReelTimelineExport
{
  GObject parent_instance;

  /* owned */
  ReelSequence *sequence; /* (nullable): until it runs */

  /* plain */
  ReelTimelineFormat format;
};

G_DEFINE_FINAL_TYPE (ReelTimelineExport, reel_timeline_export, G_TYPE_OBJECT)

/* What the worker has. */
typedef struct
{
  ReelSequence *sequence; /* (owned) */
  GFile *target;          /* (owned) */
  ReelTimelineFormat format;
} Job;

static void
job_free (Job *job)
{
  reel_sequence_free (job->sequence);
  g_clear_object (&job->target);
  g_free (job);
}

/**
 * reel_timeline_report_free:
 * @self: (transfer full): a report
 */
void
reel_timeline_report_free (ReelTimelineReport *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->files);
  g_strfreev (self->notes);
  g_free (self);
}

/* What one file says; what it does not say stays as the catalogue had it. On a thread of its own. */
static void
read_media (gpointer data,
            gpointer user_data)
{
  ReelSequenceClip *clip = data;
  GCancellable *cancellable = user_data;
  g_autoptr (GFile) file = g_file_new_for_uri (clip->uri);
  g_autoptr (ReelMediaInfo) info = reel_prober_probe (clip->uri, cancellable, NULL);
  g_autoptr (ReelStartTimecode) start = NULL;

  clip->missing = info == NULL;
  if (info == NULL)
    return;
  if (info->duration > 0)
    clip->duration = info->duration;
  clip->exact = info->length == REEL_MEDIA_LENGTH_KNOWN;
  clip->lead = info->lead;
  clip->varies = info->varies;
  clip->fps_n = info->fps_n;
  clip->fps_d = info->fps_d;
  clip->width = info->width;
  clip->height = info->height;
  clip->has_audio = info->has_audio;
  start = reel_start_timecode_read_file (file, cancellable, NULL);
  if (start != NULL)
    {
      clip->has_start = TRUE;
      clip->start_timebase = start->timebase;
      clip->start_frame = start->frame;
      clip->reel = g_steal_pointer (&start->reel);
    }
}

static void
copy_media (ReelSequenceClip       *clip,
            const ReelSequenceClip *from)
{
  clip->missing = from->missing;
  clip->duration = from->duration;
  clip->exact = from->exact;
  clip->lead = from->lead;
  clip->varies = from->varies;
  clip->fps_n = from->fps_n;
  clip->fps_d = from->fps_d;
  clip->width = from->width;
  clip->height = from->height;
  clip->has_audio = from->has_audio;
  clip->has_start = from->has_start;
  clip->start_timebase = from->start_timebase;
  clip->start_frame = from->start_frame;
  clip->reel = g_strdup (from->reel);
}

/* Each file once, however many hits it has, and some at a time, as most of it is waiting for the disk. */
static gboolean
read_all_media (ReelSequence *sequence,
                GCancellable *cancellable,
                GError      **error)
{
  g_autoptr (GHashTable) first = g_hash_table_new (g_str_hash, g_str_equal);
  GThreadPool *pool = g_thread_pool_new (read_media, cancellable, READERS, FALSE, NULL);

  for (guint i = 0; i < sequence->clips->len; i++)
    {
      ReelSequenceClip *clip = g_ptr_array_index (sequence->clips, i);

      if (clip->uri == NULL)
        clip->missing = TRUE;
      else if (!g_hash_table_contains (first, clip->uri))
        {
          g_hash_table_insert (first, clip->uri, clip);
          g_thread_pool_push (pool, clip, NULL);
        }
    }
  /* When cancelled, each of those that wait for their turn ends at once. */
  g_thread_pool_free (pool, FALSE, TRUE);
  for (guint i = 0; i < sequence->clips->len; i++)
    {
      ReelSequenceClip *clip = g_ptr_array_index (sequence->clips, i);
      const ReelSequenceClip *same = clip->uri != NULL ? g_hash_table_lookup (first, clip->uri) : NULL;

      if (same != NULL && same != clip)
        copy_media (clip, same);
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* @sentence: with the place of a number */
static void
add_note (GStrvBuilder *notes,
          guint         n,
          const char   *sentence)
{
  g_auto (GStrv) parts = g_strsplit (sentence, "%u", 2);
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *note = g_strjoinv (number, parts);

  if (n > 0)
    g_strv_builder_add (notes, note);
}

/* (transfer full): for people, with the number of clips that each is about */
static GStrv
make_notes (const ReelSequence *sequence)
{
  g_autoptr (GStrvBuilder) notes = g_strv_builder_new ();
  guint n_missing = 0, n_unusual = 0, n_without = 0, n_conformed = 0, n_cut_off = 0;

  for (guint i = 0; i < sequence->clips->len; i++)
    {
      const ReelSequenceClip *clip = reel_sequence_get (sequence, i);

      n_missing += clip->missing;
      n_unusual += !clip->missing && (clip->unusual || clip->varies);
      n_cut_off += !clip->missing && clip->cut_off;
      n_without += !clip->missing && !clip->has_start;
      n_conformed += !clip->missing && !reel_timebase_same_rate (&clip->timebase, &sequence->timebase);
    }
  add_note (notes, n_missing,
            ngettext ("The file of %u clip is not here or can’t be read: its times were not checked.",
                      "The files of %u clips are not here or can’t be read: their times were not checked.", n_missing));
  add_note (notes, n_cut_off,
            ngettext ("%u hit reaches beyond the end of its file, and was cut there.",
                      "%u hits reach beyond the ends of their files, and were cut there.", n_cut_off));
  add_note (notes, n_unusual,
            ngettext ("%u clip has no constant and usual frame rate, and was counted at a usual one.",
                      "%u clips have no constant and usual frame rate, and were counted at a usual one.", n_unusual));
  add_note (notes, n_without,
            ngettext ("%u clip counts from zero: no timecode was found in its file, of QuickTime, MP4, Matroska or MXF.",
                      "%u clips count from zero: no timecode was found in their files, of QuickTime, MP4, Matroska or MXF.",
                      n_without));
  add_note (notes, n_conformed,
            ngettext ("%u clip has another frame rate than the timeline.",
                      "%u clips have another frame rate than the timeline.", n_conformed));
  return g_strv_builder_end (notes);
}

static gboolean
write_edl (Job             *job,
           ReelOutputFiles *outputs,
           GCancellable    *cancellable,
           GError         **error)
{
  for (guint first = 0; first < job->sequence->clips->len; first += REEL_SEQUENCE_EDL_EVENTS)
    {
      g_autoptr (GBytes) bytes = reel_sequence_to_edl (job->sequence, first);
      guint number = first / REEL_SEQUENCE_EDL_EVENTS + 1;
      g_autoptr (GFile) file = first == 0 ? g_object_ref (job->target)
                                          : reel_output_files_sibling (job->target, number, NULL);

      if (!reel_output_files_add (outputs, file, bytes, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/* (transfer full): what the file is called, as far as it fits into another file's name */
static char *
chapters_name (const ReelSequence *sequence,
               guint               media)
{
  for (guint i = 0; i < sequence->clips->len; i++)
    {
      const ReelSequenceClip *clip = reel_sequence_get (sequence, i);

      if (clip->media == media)
        {
          const char *dot = strrchr (clip->name, '.');
          g_autofree char *stem = g_strndup (clip->name, dot != NULL && dot > clip->name ? (gsize) (dot - clip->name)
                                                                                         : strlen (clip->name));
          char *name = reel_timeline_format_dup_file_name (REEL_TIMELINE_CHAPTERS, stem);

          *strstr (name, REEL_TIMELINE_CHAPTERS_ENDING) = '\0';
          return g_strchomp (name);
        }
    }
  g_assert_not_reached ();
}

static gboolean
write_chapters (Job             *job,
                ReelOutputFiles *outputs,
                GCancellable    *cancellable,
                GError         **error)
{
  for (guint media = 0; media < job->sequence->n_media; media++)
    {
      g_autoptr (GBytes) bytes = reel_sequence_to_chapters (job->sequence, media);
      g_autofree char *name = media > 0 ? chapters_name (job->sequence, media) : NULL;
      g_autoptr (GFile) file = media == 0 ? g_object_ref (job->target)
                                          : reel_output_files_sibling (job->target, media + 1, name);

      if (!reel_output_files_add (outputs, file, bytes, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_one (Job             *job,
           GBytes          *bytes,
           ReelOutputFiles *outputs,
           GCancellable    *cancellable,
           GError         **error)
{
  g_autoptr (GBytes) owned = bytes;

  return reel_output_files_add (outputs, job->target, owned, cancellable, error);
}

static gboolean
write_all (Job             *job,
           ReelOutputFiles *outputs,
           GCancellable    *cancellable,
           GError         **error)
{
  switch (job->format)
    {
    case REEL_TIMELINE_EDL:
      return write_edl (job, outputs, cancellable, error);
    case REEL_TIMELINE_CHAPTERS:
      return write_chapters (job, outputs, cancellable, error);
    case REEL_TIMELINE_FCPXML:
      return write_one (job, reel_sequence_to_fcpxml (job->sequence), outputs, cancellable, error);
    case REEL_TIMELINE_OTIO:
      return write_one (job, reel_sequence_to_otio (job->sequence), outputs, cancellable, error);
    case REEL_TIMELINE_CSV:
    default:
      return write_one (job, reel_sequence_to_csv (job->sequence), outputs, cancellable, error);
    }
}

static void
run_in_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (ReelTimelineReport) report = g_new0 (ReelTimelineReport, 1);
  g_autoptr (ReelOutputFiles) outputs = reel_output_files_new ();
  GError *error = NULL;

  report->files = g_ptr_array_new_with_free_func (g_object_unref);
  report->n_clips = job->sequence->clips->len;
  if (!read_all_media (job->sequence, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  reel_sequence_lay_out (job->sequence);
  report->notes = make_notes (job->sequence);
  if (write_all (job, outputs, cancellable, &error) && reel_output_files_publish (outputs, report->files, &error))
    g_task_return_pointer (task, g_steal_pointer (&report), (GDestroyNotify) reel_timeline_report_free);
  else
    g_task_return_error (task, error);
}

static void
reel_timeline_export_finalize (GObject *object)
{
  ReelTimelineExport *self = REEL_TIMELINE_EXPORT (object);

  g_clear_pointer (&self->sequence, reel_sequence_free);
  G_OBJECT_CLASS (reel_timeline_export_parent_class)->finalize (object);
}

static void
reel_timeline_export_class_init (ReelTimelineExportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_timeline_export_finalize;
}

static void
reel_timeline_export_init (ReelTimelineExport *self)
{
}

/**
 * reel_timeline_export_new:
 * @name: what the timeline is called: mostly what was asked
 * @format: what to write
 * @handles: seconds that each clip gets before and after, as far as its file goes
 *
 * Returns: (transfer full): an export without hits
 */
ReelTimelineExport *
reel_timeline_export_new (const char         *name,
                          ReelTimelineFormat  format,
                          double              handles)
{
  ReelTimelineExport *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (format < REEL_TIMELINE_N_FORMATS, NULL);

  self = g_object_new (REEL_TYPE_TIMELINE_EXPORT, NULL);
  self->sequence = reel_sequence_new (name, handles);
  self->format = format;
  return self;
}

/**
 * reel_timeline_export_add_hit:
 * @self: an export that does not run yet
 * @hit: what comes next in it, as it is now
 */
void
reel_timeline_export_add_hit (ReelTimelineExport *self,
                              ReelHit            *hit)
{
  g_autofree char *file_name = NULL;
  ReelSequenceClip *clip;
  ReelVideo *video;

  g_return_if_fail (REEL_IS_TIMELINE_EXPORT (self));
  g_return_if_fail (REEL_IS_HIT (hit));
  g_return_if_fail (self->sequence != NULL);

  /* Other programs know the file's name, and not what people call it here. */
  video = reel_hit_get_video (hit);
  file_name = video != NULL ? reel_video_dup_file_name (video) : NULL;
  clip = reel_sequence_clip_new (reel_hit_get_uri (hit), file_name != NULL ? file_name : reel_hit_get_name (hit));
  clip->has_times = reel_hit_get_has_times (hit);
  clip->start = reel_hit_get_start (hit);
  clip->end = reel_hit_get_end (hit);
  clip->similarity = reel_hit_get_similarity (hit);
  if (video != NULL)
    {
      clip->duration = reel_video_get_duration (video);
      clip->width = reel_video_get_width (video);
      clip->height = reel_video_get_height (video);
    }
  reel_sequence_take (self->sequence, clip);
}

/**
 * reel_timeline_export_get_n_hits:
 * @self: an export that does not run yet
 *
 * Returns: how many hits were added
 */
guint
reel_timeline_export_get_n_hits (ReelTimelineExport *self)
{
  g_return_val_if_fail (REEL_IS_TIMELINE_EXPORT (self), 0);
  return self->sequence != NULL ? self->sequence->clips->len : 0;
}

/**
 * reel_timeline_export_run_async:
 * @self: an export with hits; it runs once
 * @target: where to; what is there is replaced when all is done
 * @cancellable: (nullable): to stop early; nothing is left then
 * @callback: called on the caller's context
 * @user_data: for @callback
 */
void
reel_timeline_export_run_async (ReelTimelineExport *self,
                                GFile              *target,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (REEL_IS_TIMELINE_EXPORT (self));
  g_return_if_fail (G_IS_FILE (target));
  g_return_if_fail (self->sequence != NULL);

  job = g_new0 (Job, 1);
  job->sequence = g_steal_pointer (&self->sequence);
  job->target = g_object_ref (target);
  job->format = self->format;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_timeline_export_run_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  if (job->sequence->clips->len == 0)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s", _ ("There are no hits to export."));
  else
    g_task_run_in_thread (task, run_in_thread);
}

/**
 * reel_timeline_export_run_finish:
 * @self: an export
 * @result: what the callback got
 * @error: return location: %G_IO_ERROR_INVALID_ARGUMENT without hits, %G_IO_ERROR_CANCELLED, or why it can't be written
 *
 * Returns: (transfer full): what was written, and what is to be said of it
 */
ReelTimelineReport *
reel_timeline_export_run_finish (ReelTimelineExport *self,
                                 GAsyncResult       *result,
                                 GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_timeline_export_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
