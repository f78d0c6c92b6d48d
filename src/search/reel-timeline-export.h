/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "search/reel-hit.h"

G_BEGIN_DECLS

/**
 * ReelTimelineFormat:
 * @REEL_TIMELINE_CSV: a table
 * @REEL_TIMELINE_EDL: CMX 3600; several files, where there are more clips than one can hold
 * @REEL_TIMELINE_FCPXML: Final Cut Pro's
 * @REEL_TIMELINE_OTIO: OpenTimelineIO
 * @REEL_TIMELINE_CHAPTERS: FFmpeg's metadata; a file for each video
 */
typedef enum
{
  REEL_TIMELINE_CSV,
  REEL_TIMELINE_EDL,
  REEL_TIMELINE_FCPXML,
  REEL_TIMELINE_OTIO,
  REEL_TIMELINE_CHAPTERS,
} ReelTimelineFormat;

#define REEL_TIMELINE_CHAPTERS_ENDING ".chapters.txt"
#define REEL_TIMELINE_N_FORMATS (REEL_TIMELINE_CHAPTERS + 1)

gboolean    reel_timeline_format_from_nick    (const char         *nick,
                                               ReelTimelineFormat *format);
const char *reel_timeline_format_get_nick     (ReelTimelineFormat  format);
const char *reel_timeline_format_get_label    (ReelTimelineFormat  format);
char       *reel_timeline_format_dup_file_name (ReelTimelineFormat  format,
                                               const char         *name);

/**
 * ReelTimelineReport:
 * @files: (element-type GFile): what was written, the one that was asked for first
 * @n_clips: how many clips
 * @notes: (array zero-terminated=1): sentences for people: what was not as one would wish
 *
 * What became of an export.
 */
typedef struct
{
  GPtrArray *files;
  guint n_clips;
  GStrv notes;
} ReelTimelineReport;

void reel_timeline_report_free (ReelTimelineReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelTimelineReport, reel_timeline_report_free)

/*
 * Writes hits as a timeline. The files of the hits are opened on a worker thread, for their rate and their timecode; what
 * can't be read is exported by what is known, and said in the report. Each file is written beside its place under another
 * name and then moved there.
 */
#define REEL_TYPE_TIMELINE_EXPORT (reel_timeline_export_get_type ())
G_DECLARE_FINAL_TYPE (ReelTimelineExport, reel_timeline_export, REEL, TIMELINE_EXPORT, GObject)

ReelTimelineExport *reel_timeline_export_new        (const char           *name,
                                                     ReelTimelineFormat    format,
                                                     double                handles);
void                reel_timeline_export_add_hit    (ReelTimelineExport   *self,
                                                     ReelHit              *hit);
guint               reel_timeline_export_get_n_hits (ReelTimelineExport   *self);
void                reel_timeline_export_run_async  (ReelTimelineExport   *self,
                                                     GFile                *target,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
ReelTimelineReport *reel_timeline_export_run_finish (ReelTimelineExport   *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);

G_END_DECLS
