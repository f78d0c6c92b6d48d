/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "local/reel-file-writer.h"

G_BEGIN_DECLS

/**
 * ReelLocalCollection:
 * @id: opaque
 * @name: as the caller gave it
 * @description: may be empty
 * @video_count: videos in any state
 */
typedef struct
{
  char *id, *name, *description;
  guint video_count;
} ReelLocalCollection;

typedef enum
{
  REEL_LOCAL_VIDEO_UPLOADED,
  REEL_LOCAL_VIDEO_PROCESSING,
  REEL_LOCAL_VIDEO_PROCESSED,
  REEL_LOCAL_VIDEO_FAILED,
} ReelLocalVideoState;

/**
 * ReelLocalVideo:
 * @id: opaque
 * @collection_id: where it is
 * @file_name: as it was called where it came from; only for people
 * @size: bytes
 * @state: how far it is
 * @progress: 0…100
 * @reason: (nullable): why it failed
 * @space_id: (nullable): the space that its clips' vectors lie in, once processed
 */
typedef struct
{
  char *id, *collection_id, *file_name;
  guint64 size;
  ReelLocalVideoState state;
  double progress;
  char *reason, *space_id;
} ReelLocalVideo;

/**
 * ReelLocalVectors:
 * @video_ids: (element-type utf8): whose clip, one entry a clip; entries of one video are the same pointer
 * @starts: (element-type double): seconds
 * @ends: (element-type double): seconds
 * @values: (element-type float): dims numbers a clip
 *
 * The clips of one collection, in the order of upload and time.
 */
typedef struct
{
  GPtrArray *ids;       /* (owned): each video's id once */
  GPtrArray *video_ids; /* (owned), elements borrowed from ids */
  GArray *starts, *ends, *values;
} ReelLocalVectors;

typedef enum
{
  REEL_LOCAL_JOB_EMBEDDING,
  REEL_LOCAL_JOB_TAGGING,
} ReelLocalJobKind;

typedef enum
{
  REEL_LOCAL_JOB_PENDING,
  REEL_LOCAL_JOB_PROCESSING,
  REEL_LOCAL_JOB_COMPLETED,
  REEL_LOCAL_JOB_FAILED,
} ReelLocalJobState;

/**
 * ReelLocalJob:
 * @id: opaque
 * @kind: what is asked
 * @url: (nullable): where the video is; %NULL where it was sent along and lies in the jobs' folder
 * @state: how far it is
 * @result: (nullable): JSON, of a completed job
 * @reason: (nullable): why it failed
 */
typedef struct
{
  char *id;
  ReelLocalJobKind kind;
  char *url;
  ReelLocalJobState state;
  char *result, *reason;
} ReelLocalJob;

void reel_local_collection_free (ReelLocalCollection *self);
void reel_local_video_free      (ReelLocalVideo      *self);
void reel_local_vectors_free    (ReelLocalVectors    *self);
void reel_local_job_free        (ReelLocalJob        *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLocalCollection, reel_local_collection_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLocalVideo, reel_local_video_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLocalVectors, reel_local_vectors_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLocalJob, reel_local_job_free)

/* How often the work on a video or a job may begin without an end before it is given up. */
#define REEL_LOCAL_MAX_ATTEMPTS 3

/*
 * What the service remembers: SQLite in DIR/local.db, the files beside it. All functions block on the disk: for worker
 * threads, any of them. Errors: #ReelDatabaseError, and #ReelLocalError where a function says so.
 */
#define REEL_TYPE_LOCAL_STORE (reel_local_store_get_type ())
G_DECLARE_FINAL_TYPE (ReelLocalStore, reel_local_store, REEL, LOCAL_STORE, GObject)

ReelLocalStore *reel_local_store_open              (const char           *data_dir,
                                                    GError              **error);
const char     *reel_local_store_get_data_dir      (ReelLocalStore       *self);
const char     *reel_local_store_get_incoming_dir  (ReelLocalStore       *self);
char           *reel_local_store_get_video_path    (ReelLocalStore       *self,
                                                    const char           *video_id);
char           *reel_local_store_get_job_path      (ReelLocalStore       *self,
                                                    const char           *job_id);
gboolean        reel_local_store_tidy              (ReelLocalStore       *self,
                                                    const char           *space_id,
                                                    GError              **error);

char           *reel_local_store_add_collection    (ReelLocalStore       *self,
                                                    const char           *name,
                                                    const char           *description,
                                                    GError              **error);
GPtrArray      *reel_local_store_list_collections  (ReelLocalStore       *self,
                                                    GError              **error);
gboolean        reel_local_store_has_collection    (ReelLocalStore       *self,
                                                    const char           *collection_id,
                                                    GError              **error);

char           *reel_local_store_add_video         (ReelLocalStore       *self,
                                                    const char           *collection_id,
                                                    const char           *file_name,
                                                    ReelFileWriter       *file,
                                                    GError              **error);
ReelLocalVideo *reel_local_store_get_video         (ReelLocalStore       *self,
                                                    const char           *video_id,
                                                    GError              **error);
ReelLocalVideo *reel_local_store_begin_video       (ReelLocalStore       *self,
                                                    GError              **error);
gboolean        reel_local_store_put_back_video    (ReelLocalStore       *self,
                                                    const char           *video_id,
                                                    GError              **error);
gboolean        reel_local_store_set_progress      (ReelLocalStore       *self,
                                                    const char           *video_id,
                                                    double                progress,
                                                    GError              **error);
gboolean        reel_local_store_finish_video      (ReelLocalStore       *self,
                                                    const char           *video_id,
                                                    GPtrArray            *clips,
                                                    const char           *space_id,
                                                    guint                 dims,
                                                    GError              **error);
gboolean        reel_local_store_fail_video        (ReelLocalStore       *self,
                                                    const char           *video_id,
                                                    const char           *reason,
                                                    GError              **error);
ReelLocalVectors *reel_local_store_load_vectors    (ReelLocalStore       *self,
                                                    const char           *collection_id,
                                                    const char           *space_id,
                                                    guint                 dims,
                                                    GError              **error);

gboolean        reel_local_store_get_keep_copies   (ReelLocalStore       *self);
gboolean        reel_local_store_set_keep_copies   (ReelLocalStore       *self,
                                                    gboolean              keep_copies,
                                                    GError              **error);
void            reel_local_store_drop_copy         (ReelLocalStore       *self,
                                                    const char           *video_id);
gboolean        reel_local_store_free_copies       (ReelLocalStore       *self,
                                                    guint64              *freed,
                                                    GError              **error);
void            reel_local_store_measure           (ReelLocalStore       *self,
                                                    guint64              *bytes_copies,
                                                    guint64              *bytes_index);

char           *reel_local_store_add_job           (ReelLocalStore       *self,
                                                    ReelLocalJobKind      kind,
                                                    const char           *url,
                                                    ReelFileWriter       *file,
                                                    GError              **error);
ReelLocalJob   *reel_local_store_get_job           (ReelLocalStore       *self,
                                                    const char           *job_id,
                                                    GError              **error);
ReelLocalJob   *reel_local_store_begin_job         (ReelLocalStore       *self,
                                                    GError              **error);
gboolean        reel_local_store_put_back_job      (ReelLocalStore       *self,
                                                    const char           *job_id,
                                                    GError              **error);
gboolean        reel_local_store_finish_job        (ReelLocalStore       *self,
                                                    const char           *job_id,
                                                    const char           *result,
                                                    GError              **error);
gboolean        reel_local_store_fail_job          (ReelLocalStore       *self,
                                                    const char           *job_id,
                                                    const char           *reason,
                                                    GError              **error);

G_END_DECLS
