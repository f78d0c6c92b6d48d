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
 * @seq: its number in the store; the group of its vectors
 * @id: opaque
 * @collection_id: where it is
 * @file_name: as it was called where it came from; only for people
 * @sha256: (nullable): of the bytes that were uploaded; %NULL of a video from before this was noted
 * @size: bytes
 * @state: how far it is: processed as soon as it can be found in any space
 * @progress: 0…100
 * @reason: (nullable): why it failed
 */
typedef struct
{
  gint64 seq;
  char *id, *collection_id, *file_name, *sha256;
  guint64 size;
  ReelLocalVideoState state;
  double progress;
  char *reason;
} ReelLocalVideo;

/**
 * ReelLocalCounts:
 * @videos: all
 * @done: indexed in the current space
 * @waiting: wait for it, or for the full pass after a quick one
 * @processing: are being indexed
 * @lost: wait for their file to be handed over again, see reel_local_store_return_video()
 * @failed: can't be indexed in the current space
 * @again: of those that wait or are being indexed: can be found in an older space meanwhile
 * @old: can be found in an older space only, in any state
 * @progress: the sum of what those that are being indexed have done, in percent
 *
 * How far the current space is.
 */
typedef struct
{
  guint videos, done, waiting, processing, lost, failed, again, old;
  double progress;
} ReelLocalCounts;

/**
 * ReelLocalPlace:
 * @video: a video's number
 * @space: a space, interned
 * @is_searchable: whether the video has clips in it
 * @is_open: whether it waits to be indexed there, or is being indexed
 *
 * Where a video of a collection can be found, or will be.
 */
typedef struct
{
  gint64 video;
  const char *space; /* interned */
  gboolean is_searchable, is_open;
} ReelLocalPlace;

/**
 * ReelLocalVectors:
 * @REEL_LOCAL_VECTORS_MEANING: what a clip shows: those that a query is compared with
 * @REEL_LOCAL_VECTORS_LIKENESS: how it looks: those that other clips are compared with; some clips have none
 *
 * Which vectors of a space. Those of likeness belong to the clips of a space, and come and go with them.
 */
typedef enum
{
  REEL_LOCAL_VECTORS_MEANING,
  REEL_LOCAL_VECTORS_LIKENESS,
} ReelLocalVectors;

#define REEL_LOCAL_N_VECTORS 2

/**
 * ReelLocalMoment:
 * @clip: a clip's number
 * @start: seconds
 * @end: seconds
 */
typedef struct
{
  gint64 clip;
  double start, end;
} ReelLocalMoment;

/**
 * ReelLocalClipRow:
 * @clip: the clip's number in the store; the key of its vector; never used again
 * @video: its video's
 */
typedef struct
{
  gint64 clip, video;
} ReelLocalClipRow;

/**
 * ReelLocalClipPlace:
 * @clip: a clip's number
 * @video_id: (owned) (nullable): whose clip; %NULL where there is no such clip
 * @start: seconds
 * @end: seconds
 */
typedef struct
{
  gint64 clip;
  char *video_id;
  double start, end;
} ReelLocalClipPlace;

/**
 * ReelLocalFreed:
 * @video: a video's number
 * @space: a space that no longer has clips of it, interned
 */
typedef struct
{
  gint64 video;
  const char *space;
} ReelLocalFreed;

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
 * @id: opaque; the caller's own where one was sent
 * @kind: what is asked
 * @url: (nullable): where the video is
 * @tensor: (nullable): the key of the frames that were sent instead; without it and @url the video lies in the jobs' folder
 * @state: how far it is
 * @result: (nullable): JSON, of a completed job
 * @reason: (nullable): why it failed
 * @space: (nullable): of the engine that did it, of a completed job
 * @created: seconds since 1970
 * @updated: seconds since 1970, of the last change of its state
 */
typedef struct
{
  char *id;
  ReelLocalJobKind kind;
  char *url, *tensor;
  ReelLocalJobState state;
  char *result, *reason, *space;
  gint64 created, updated;
} ReelLocalJob;

typedef enum
{
  REEL_LOCAL_TENSOR_VIDEO,
  REEL_LOCAL_TENSOR_AUDIO,
  REEL_LOCAL_TENSOR_KWARGS,
} ReelLocalTensor;

#define REEL_LOCAL_N_TENSORS 3

/**
 * ReelLocalJobOrder:
 * @kind: what is asked
 * @request_id: (nullable): the caller's own id of it
 * @url: (nullable): where the video is
 * @file: (nullable): the video, where it was sent along; it is moved to its place
 * @keys: (nullable): of what reel_local_store_add_tensors() took; that of the frames at least, if any
 *
 * One of @url, @file and @keys. All is borrowed.
 */
typedef struct
{
  ReelLocalJobKind kind;
  const char *request_id;
  const char *url;
  ReelFileWriter *file;
  const char *keys[REEL_LOCAL_N_TENSORS];
} ReelLocalJobOrder;

/* What a kind of job is called in the database and in the API. */
const char *reel_local_job_kind_get_name (ReelLocalJobKind kind);

void reel_local_collection_free (ReelLocalCollection *self);
void reel_local_video_free      (ReelLocalVideo      *self);
void reel_local_job_free        (ReelLocalJob        *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLocalCollection, reel_local_collection_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLocalVideo, reel_local_video_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLocalJob, reel_local_job_free)

/* How often the work on a video or a job may begin without an end before it is given up. */
#define REEL_LOCAL_MAX_ATTEMPTS 3

/*
 * What the service remembers: SQLite in DIR/local.db, the files beside it. All functions block on the disk: for worker
 * threads, any of them. Errors: #ReelDatabaseError, and #ReelLocalError where a function says so.
 *
 * A video has a state in each space that an engine made, or makes, of it, and clips in those where it is done. One space is
 * the current one: reel_local_store_tidy() names it, and what functions say of a video's indexing is about it.
 */
#define REEL_TYPE_LOCAL_STORE (reel_local_store_get_type ())
G_DECLARE_FINAL_TYPE (ReelLocalStore, reel_local_store, REEL, LOCAL_STORE, GObject)

ReelLocalStore *reel_local_store_open              (const char           *data_dir,
                                                    GError              **error);
const char     *reel_local_store_get_data_dir      (ReelLocalStore       *self);
const char     *reel_local_store_get_incoming_dir  (ReelLocalStore       *self);
const char     *reel_local_store_get_vectors_dir   (ReelLocalStore       *self);
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
                                                    const char           *sha256,
                                                    ReelFileWriter       *file,
                                                    GError              **error);
ReelLocalVideo *reel_local_store_get_video         (ReelLocalStore       *self,
                                                    const char           *video_id,
                                                    GError              **error);

/* Indexing in the current space: reel-local-store-queue.c */
ReelLocalVideo *reel_local_store_begin_video       (ReelLocalStore       *self,
                                                    GError              **error);
gboolean        reel_local_store_put_back_video    (ReelLocalStore       *self,
                                                    const char           *video_id,
                                                    GError              **error);
gboolean        reel_local_store_set_progress      (ReelLocalStore       *self,
                                                    const char           *video_id,
                                                    double                progress,
                                                    GError              **error);
gboolean        reel_local_store_fail_video        (ReelLocalStore       *self,
                                                    const char           *video_id,
                                                    const char           *reason,
                                                    GError              **error);
gboolean        reel_local_store_lose_video        (ReelLocalStore       *self,
                                                    const char           *video_id,
                                                    GError              **error);

/* Clips and their vectors: reel-local-store-clips.c */
gboolean        reel_local_store_finish_video      (ReelLocalStore       *self,
                                                    const char           *video_id,
                                                    GPtrArray            *clips,
                                                    const char           *space_id,
                                                    guint                 dims,
                                                    gboolean              is_quick,
                                                    GError              **error);
GArray         *reel_local_store_list_clips        (ReelLocalStore       *self,
                                                    const char           *space_id,
                                                    ReelLocalVectors      vectors,
                                                    const char           *video_id,
                                                    GError              **error);
gboolean        reel_local_store_read_vectors      (ReelLocalStore       *self,
                                                    const char           *space_id,
                                                    ReelLocalVectors      vectors,
                                                    guint                 dims,
                                                    const gint64         *clips,
                                                    gsize                 n,
                                                    float                *values,
                                                    gboolean             *is_there,
                                                    GError              **error);
gboolean        reel_local_store_read_vector       (ReelLocalStore       *self,
                                                    gint64                clip,
                                                    const char           *space_id,
                                                    guint                 dims,
                                                    float                *vector,
                                                    GError              **error);

gboolean        reel_local_store_locate_clips      (ReelLocalStore       *self,
                                                    ReelLocalClipPlace   *places,
                                                    gsize                 n,
                                                    GError              **error);

/* When the clips of a video are: reel-local-store-moments.c */
GArray         *reel_local_store_list_moments      (ReelLocalStore       *self,
                                                    const char           *video_id,
                                                    const char           *space_id,
                                                    GError              **error);

/* Spaces: reel-local-store-spaces.c */
const char     *reel_local_store_get_space         (ReelLocalStore       *self);
guint           reel_local_store_get_generation    (ReelLocalStore       *self);
char          **reel_local_store_list_spaces       (ReelLocalStore       *self,
                                                    GError              **error);
GArray         *reel_local_store_list_places       (ReelLocalStore       *self,
                                                    const char           *collection_id,
                                                    GError              **error);
gboolean        reel_local_store_count_videos      (ReelLocalStore       *self,
                                                    ReelLocalCounts      *counts,
                                                    GError              **error);
GPtrArray      *reel_local_store_list_lost         (ReelLocalStore       *self,
                                                    GError              **error);
gboolean        reel_local_store_return_video      (ReelLocalStore       *self,
                                                    const char           *video_id,
                                                    const char           *sha256,
                                                    ReelFileWriter       *file,
                                                    GError              **error);

/* What goes, for good: reel-local-store-delete.c. (element-type ReelLocalFreed): what vectors go with it. */
GArray         *reel_local_store_free_old          (ReelLocalStore       *self,
                                                    GError              **error);
GArray         *reel_local_store_delete_video      (ReelLocalStore       *self,
                                                    const char           *video_id,
                                                    GError              **error);
GArray         *reel_local_store_delete_collection (ReelLocalStore       *self,
                                                    const char           *collection_id,
                                                    GError              **error);
GArray         *reel_local_store_delete_space      (ReelLocalStore       *self,
                                                    const char           *space_id,
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

ReelLocalJob   *reel_local_store_submit_job        (ReelLocalStore       *self,
                                                    const ReelLocalJobOrder *order,
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
                                                    const char           *space_id,
                                                    GError              **error);
gboolean        reel_local_store_fail_job          (ReelLocalStore       *self,
                                                    const char           *job_id,
                                                    const char           *reason,
                                                    GError              **error);

G_END_DECLS
