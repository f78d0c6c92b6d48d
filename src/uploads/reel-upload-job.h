/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"
#include "library/reel-catalogue.h"
#include "uploads/reel-upload-state.h"

G_BEGIN_DECLS

/*
 * What is done for one video, from the drop until it can be searched: carries out the transitions of
 * reel-upload-state.c. Each is written to the catalogue before it acts; where that can't be done, the job says so and
 * tries again. When a job starts is the queue's to say.
 *
 * What happens is told to one listener: there may be ten thousand jobs, and connecting a handful of signals of each took
 * most of the time of adding them.
 */
#define REEL_TYPE_UPLOAD_JOB (reel_upload_job_get_type ())
G_DECLARE_FINAL_TYPE (ReelUploadJob, reel_upload_job, REEL, UPLOAD_JOB, GObject)

/**
 * ReelUploadRules:
 * @advised_size: bytes of a video; 0 for any
 * @over_advised: what becomes of a larger one, where nobody chose for it
 * @folder: (nullable): of smaller copies; without one none is made
 * @keep_proxies: whether they stay when they have been sent
 * @faulty_service: it failed with several files, and took none since: the fault is not a file's own
 *
 * What holds for all jobs of a queue.
 */
typedef struct
{
  guint64 advised_size;
  ReelVideoChoice over_advised;
  char *folder;
  gboolean keep_proxies;
  gboolean faulty_service;
} ReelUploadRules;

/**
 * ReelUploadJobListener:
 * @changed: another state, or prepared now: the queue may have something to start
 * @progressed: the video's progress moved
 * @trouble: it could not be sent; the job itself is Queued, and rests, or Failed by then
 * @answered: the service answered well
 * @taken: the service took the file
 * @duplicate: the collection has this content already; the job does nothing more, and its row is to be forgotten
 *
 * All of them there, and called on the main thread.
 */
typedef struct
{
  void (*changed)    (ReelUploadJob *job, gpointer data);
  void (*progressed) (ReelUploadJob *job, gpointer data);
  void (*trouble)    (ReelUploadJob *job, const GError *error, gpointer data);
  void (*answered)   (ReelUploadJob *job, gpointer data);
  void (*taken)      (ReelUploadJob *job, gpointer data);
  void (*duplicate)  (ReelUploadJob *job, gpointer data);
} ReelUploadJobListener;

ReelUploadJob *reel_upload_job_new         (ReelVideo       *video,
                                            ReelCatalogue   *catalogue,
                                            double           time_scale);
ReelVideo     *reel_upload_job_get_video   (ReelUploadJob   *self);
void           reel_upload_job_listen      (ReelUploadJob   *self,
                                            const ReelUploadJobListener *listener,
                                            gpointer         data);
void           reel_upload_job_set_rules   (ReelUploadJob   *self,
                                            const ReelUploadRules *rules);
ReelVideo     *reel_upload_job_get_original (ReelUploadJob *self);
void           reel_upload_job_identified  (ReelUploadJob   *self);
gboolean       reel_upload_job_can_start   (ReelUploadJob   *self);
gboolean       reel_upload_job_is_prepared (ReelUploadJob   *self);
void           reel_upload_job_prepare     (ReelUploadJob   *self);
void           reel_upload_job_upload      (ReelUploadJob   *self);
/* reel-upload-job-proxy.c */
gboolean       reel_upload_job_wants_proxy (ReelUploadJob   *self);
gboolean       reel_upload_job_is_making_proxy (ReelUploadJob *self);
void           reel_upload_job_make_proxy  (ReelUploadJob   *self);
void           reel_upload_job_reconsider  (ReelUploadJob   *self);
gboolean       reel_upload_job_choose      (ReelUploadJob   *self,
                                            ReelVideoChoice  choice,
                                            GPtrArray       *unsaved);
void           reel_upload_job_set_client  (ReelUploadJob   *self,
                                            ReelClient      *client);
void           reel_upload_job_hold        (ReelUploadJob   *self);
void           reel_upload_job_set_note    (ReelUploadJob   *self,
                                            const char      *note);
void           reel_upload_job_end_rest    (ReelUploadJob   *self);
gboolean       reel_upload_job_apply       (ReelUploadJob   *self,
                                            ReelUploadEvent  event,
                                            GPtrArray       *unsaved);
void           reel_upload_job_save        (ReelUploadJob   *self);

G_END_DECLS
