/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-media-info.h"
#include "uploads/reel-upload-job.h"

G_BEGIN_DECLS

struct _ReelUploadJob
{
  GObject parent_instance;

  /* owned */
  ReelVideo *video;
  ReelCatalogue *catalogue;
  ReelClient *client;        /* (nullable) */
  GCancellable *cancellable; /* of what runs in this state */
  ReelUploadGate *gate;      /* (nullable): of the upload, until its end may go out */
  char *stamp;               /* (nullable): of the file when its fingerprint was taken */
  char *note;                /* (nullable): why it waits, as the queue says */
  char *error;               /* (nullable): what this state says, beside that it could not be written */
  ReelVideo *original;       /* (nullable): the row that has its content */
  ReelMediaInfo *info;       /* (nullable): while it is not yet known how the video goes out */
  guint timer;               /* the end of a rest */
  guint save_timer;          /* the next attempt to write */

  /* borrowed */
  const ReelUploadJobListener *listener; /* (nullable) */
  gpointer listener_data;
  const ReelUploadRules *rules; /* (nullable): of the queue */

  /* plain */
  double time_scale;     /* of all waiting */
  guint generation;      /* of the state: what began in an earlier one has no say */
  gboolean paused;       /* the service stands still, which the video says */
  guint attempts;        /* failed ones since the last success */
  guint faults;          /* those of them that may be the file's own fault */
  guint save_attempts;
  gboolean can_retry;
  gboolean saved;        /* whether the state is on disk, so that it may act */
  gboolean prepared;     /* in Preparing: nothing is left to do but to send */
  gboolean watching;     /* the client watches the video */
  gboolean was_unanswered;
  gboolean asking;       /* in Queued: goes on when somebody has chosen */
  gboolean wants_proxy;  /* in Queued: goes on when it is its turn to be made smaller */
  gboolean same;         /* in Preparing: the file has the fingerprint that it had */
  gboolean may_make;     /* in Preparing: it is its turn */
  gint64 proxy_time;     /* µs: when the making began */
  gint64 speed_time;     /* µs: of the last measure of speed */
  guint64 speed_sent;    /* bytes: at that time */
  gint64 index_time;     /* µs: of the first progress of the indexing in this run */
  double index_progress; /* that progress, 0…1; below 0 until there is one */
};

/* What a callback needs: the job, and the state it was begun in. */
typedef struct
{
  ReelUploadJob *job; /* (owned) */
  guint generation;
} ReelUploadStep;

ReelUploadStep *reel_upload_step_new     (ReelUploadJob  *job);
void            reel_upload_step_free    (ReelUploadStep *self);
gboolean        reel_upload_step_is_over (ReelUploadStep *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelUploadStep, reel_upload_step_free)

/* Leaves the present state for the one after @event, with a sentence where that needs one, and saves. */
gboolean        reel_upload_job_enter    (ReelUploadJob  *self,
                                          ReelUploadEvent event,
                                          const char     *error,
                                          gboolean        can_retry,
                                          GPtrArray      *unsaved);
void            reel_upload_job_changed  (ReelUploadJob  *self);
void            reel_upload_job_rest     (ReelUploadJob  *self,
                                          double          seconds);

/* Says in words what it does or waits for in this state. */
void            reel_upload_job_say      (ReelUploadJob  *self,
                                          const char     *text);

/* What is done in a state, once it is saved: in reel-upload-job-prepare.c, -send.c and -poll.c. */
void            reel_upload_job_do_prepare (ReelUploadJob *self);
void            reel_upload_job_do_upload  (ReelUploadJob *self);
void            reel_upload_job_do_poll    (ReelUploadJob *self);

/* Whether it is noted before the end of the file goes out that it may have arrived. */
gboolean        reel_upload_job_is_gated   (ReelUploadJob  *self);
/* reel-upload-job-same.c */
void            reel_upload_job_look_for_same (ReelUploadJob *self);
/* reel-upload-job-prepare.c */
void            reel_upload_job_probe      (ReelUploadJob *self);
void            reel_upload_job_fail       (ReelUploadJob *self,
                                            const char    *reason,
                                            gboolean       can_retry);
void            reel_upload_job_fail_for_file (ReelUploadJob *self,
                                               const GError  *error);
void            reel_upload_job_set_prepared (ReelUploadJob *self);

/* reel-upload-job-proxy.c: how the video goes out, which is a known one by now. */
void            reel_upload_job_decide     (ReelUploadJob *self);
void            reel_upload_job_drop_proxy (ReelUploadJob *self);
/* Sends the smaller copy with @send, or finds that it is no longer there. */
void            reel_upload_job_send_proxy (ReelUploadJob *self,
                                            void         (*send) (ReelUploadJob *self,
                                                                  GFile         *file));

void            reel_upload_job_progressed (ReelUploadJob *self);
void            reel_upload_job_trouble    (ReelUploadJob *self,
                                            const GError  *error);
void            reel_upload_job_answered   (ReelUploadJob *self);
void            reel_upload_job_taken      (ReelUploadJob *self);
void            reel_upload_job_duplicate  (ReelUploadJob *self);

G_END_DECLS
