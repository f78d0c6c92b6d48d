/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "library/reel-video.h"

G_BEGIN_DECLS

/**
 * ReelUploadKind:
 * @REEL_UPLOAD_KIND_ALL: whatever it is
 * @REEL_UPLOAD_KIND_ACTIVE: something is still to come, also where it is paused
 * @REEL_UPLOAD_KIND_FAILED: it did not work
 * @REEL_UPLOAD_KIND_DONE: nothing is left to do: Ready or Cancelled
 */
typedef enum
{
  REEL_UPLOAD_KIND_ALL,
  REEL_UPLOAD_KIND_ACTIVE,
  REEL_UPLOAD_KIND_FAILED,
  REEL_UPLOAD_KIND_DONE,
} ReelUploadKind;

#define REEL_UPLOAD_N_KINDS (REEL_UPLOAD_KIND_DONE + 1)

/*
 * The rows of a queue that are of one kind, in its order, and how many there are of each: a GListModel of ReelVideo. What
 * changes is gathered until the loop comes round, and is one change of the list then, of no more rows than it needs.
 *
 * Signal "counted": there are other numbers of them.
 */
#define REEL_TYPE_UPLOAD_FILTER (reel_upload_filter_get_type ())
G_DECLARE_FINAL_TYPE (ReelUploadFilter, reel_upload_filter, REEL, UPLOAD_FILTER, GObject)

ReelUploadFilter *reel_upload_filter_new      (GListModel       *videos);
void              reel_upload_filter_set_kind (ReelUploadFilter *self,
                                               ReelUploadKind    kind);
ReelUploadKind    reel_upload_filter_get_kind (ReelUploadFilter *self);
guint             reel_upload_filter_count    (ReelUploadFilter *self,
                                               ReelUploadKind    kind);
gboolean          reel_upload_filter_find     (ReelUploadFilter *self,
                                               ReelVideo        *video,
                                               guint            *position);
/* What was gathered is to be seen now. */
void              reel_upload_filter_flush    (ReelUploadFilter *self);

G_END_DECLS
