/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-api-error.h"
#include "api/reel-collection-info.h"
#include "api/reel-embedding.h"
#include "api/reel-job.h"
#include "api/reel-search-reply.h"
#include "api/reel-tags.h"
#include "api/reel-video-input.h"
#include "api/reel-upload-gate.h"

G_BEGIN_DECLS

/**
 * ReelKeyHeader:
 * @REEL_KEY_HEADER_X_API_KEY: `X-API-Key: KEY`, as the vendor recommends
 * @REEL_KEY_HEADER_BEARER: `Authorization: Bearer KEY`
 */
typedef enum
{
  REEL_KEY_HEADER_X_API_KEY,
  REEL_KEY_HEADER_BEARER,
} ReelKeyHeader;

/**
 * ReelClientFlags:
 * @REEL_CLIENT_DEFAULT: nothing special
 * @REEL_CLIENT_ALLOW_PLAIN_HTTP: the address may be plain http to another machine; somebody has to have said so
 */
typedef enum
{
  REEL_CLIENT_DEFAULT = 0,
  REEL_CLIENT_ALLOW_PLAIN_HTTP = 1 << 0,
} ReelClientFlags;

/**
 * ReelUploadFlags:
 * @REEL_UPLOAD_ONCE: sent once: after a lost connection the service may or may not have it
 * @REEL_UPLOAD_REPEATABLE: sent again after a fault, though the service may have it then twice
 * @REEL_UPLOAD_CHECKSUM: its SHA-256 is found on the way, see reel_client_upload_video_dup_sha256(); it goes no faster
 *   than some 250 MB/s then
 */
typedef enum
{
  REEL_UPLOAD_ONCE = 0,
  REEL_UPLOAD_REPEATABLE = 1 << 0,
  REEL_UPLOAD_CHECKSUM = 1 << 1,
} ReelUploadFlags;

/**
 * ReelVideoStatus:
 * @REEL_VIDEO_STATUS_UPLOADED: waits for its turn
 * @REEL_VIDEO_STATUS_PROCESSING: is being indexed
 * @REEL_VIDEO_STATUS_PROCESSED: can be searched
 * @REEL_VIDEO_STATUS_FAILED: can't be indexed
 * @REEL_VIDEO_STATUS_PAUSED: waits, or is being indexed, and the service on this computer stands still until that is plugged in
 *
 * The first four in the order of the service's words.
 */
typedef enum
{
  REEL_VIDEO_STATUS_UPLOADED,
  REEL_VIDEO_STATUS_PROCESSING,
  REEL_VIDEO_STATUS_PROCESSED,
  REEL_VIDEO_STATUS_FAILED,
  REEL_VIDEO_STATUS_PAUSED,
} ReelVideoStatus;

/**
 * ReelUploadProgress:
 * @sent: bytes of the body really written so far
 * @total: bytes of the body
 * @user_data: what was passed
 *
 * Called on the caller's main context, at most ten times a second, and once at the end.
 */
typedef void (*ReelUploadProgress) (guint64 sent, guint64 total, gpointer user_data);

/**
 * ReelVideoProgress:
 * @status: where the video stands
 * @percent: 0…100, or -1 where the service gave none
 * @request_id: (nullable): of the job, once there is one
 * @message: (nullable): what the service says of the job
 * @since: (nullable): when the service took the job, in UTC
 * @trouble: (nullable): why the service can't be asked at the moment; it is asked again by itself. @status and @percent
 *   are then what was known last
 * @user_data: what was passed
 *
 * Called on the caller's main context after every answer.
 */
typedef void (*ReelVideoProgress) (ReelVideoStatus status, double percent, const GError *trouble, gpointer user_data);

/**
 * ReelAnalysisPhase:
 * @REEL_ANALYSIS_SENDING: the request goes out, with its file if it has one
 * @REEL_ANALYSIS_WAITING: the service thinks, and the answer comes on the same connection
 * @REEL_ANALYSIS_PENDING: the service has it as a job, and the job waits for its turn
 * @REEL_ANALYSIS_PROCESSING: the service is at the job
 */
typedef enum
{
  REEL_ANALYSIS_SENDING,
  REEL_ANALYSIS_WAITING,
  REEL_ANALYSIS_PENDING,
  REEL_ANALYSIS_PROCESSING,
} ReelAnalysisPhase;

/**
 * ReelAnalysisNews:
 * @phase: what is going on; the last two say that it has become asynchronous
 * @sent: bytes of the body written so far
 * @total: bytes of the body, 0 where there is nothing large to send
 * @request_id: (nullable): of the job, once there is one
 * @message: (nullable): what the service says of the job
 * @since: (nullable): when the service took the job, in UTC
 * @trouble: (nullable): why the service can't be asked about the job at the moment; it is asked again by itself. @phase is
 *   then what was known last
 *
 * How an analysis or a job goes on.
 */
typedef struct
{
  ReelAnalysisPhase phase;
  guint64 sent, total;
  const char *request_id, *message;
  GDateTime *since;
  const GError *trouble;
} ReelAnalysisNews;

/**
 * ReelAnalysisProgress:
 * @news: how it goes on
 * @user_data: what was passed
 *
 * Called on the caller's main context, at most ten times a second.
 */
typedef void (*ReelAnalysisProgress) (const ReelAnalysisNews *news, gpointer user_data);

/*
 * The one client of a service: a SoupSession on a network thread of its own, which paces every request.
 * All calls are made from any thread with a main context, and end there. Errors: #ReelApiError, %G_IO_ERROR_CANCELLED.
 *
 * Properties that notify on the main context that the client was made on: max-requests, max-uploads,
 * queries-per-second (the limit that was set), bandwidth-limit (uint64, bytes a second, 0 for none), rate (double, the
 * queries per second that the service lets us have at present, 0 for no limit), queued and under-way (uint, requests).
 */
#define REEL_TYPE_CLIENT (reel_client_get_type ())
G_DECLARE_FINAL_TYPE (ReelClient, reel_client, REEL, CLIENT, GObject)

ReelClient      *reel_client_new                      (const char           *base_url,
                                                       const char           *api_key,
                                                       ReelKeyHeader         key_header,
                                                       ReelClientFlags       flags,
                                                       GError              **error);
const char      *reel_client_get_base_url             (ReelClient           *self);
void             reel_client_set_limits               (ReelClient           *self,
                                                       guint                 max_requests,
                                                       guint                 max_uploads,
                                                       double                queries_per_second);

/* Collections, uploads, states, search: reel-client-calls.c */
void             reel_client_list_collections_async   (ReelClient           *self,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
GPtrArray       *reel_client_list_collections_finish  (ReelClient           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void             reel_client_create_collection_async  (ReelClient           *self,
                                                       const char           *name,
                                                       const char           *description,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
char            *reel_client_create_collection_finish (ReelClient           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void             reel_client_upload_video_async       (ReelClient           *self,
                                                       const char           *collection_id,
                                                       GFile                *file,
                                                       ReelUploadFlags       flags,
                                                       ReelUploadProgress    progress,
                                                       gpointer              progress_data,
                                                       GDestroyNotify        progress_data_free,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
void             reel_client_upload_gated_async       (ReelClient           *self,
                                                       const char           *collection_id,
                                                       GFile                *file,
                                                       ReelUploadFlags       flags,
                                                       ReelUploadGate       *gate,
                                                       ReelUploadProgress    progress,
                                                       gpointer              progress_data,
                                                       GDestroyNotify        progress_data_free,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
char            *reel_client_upload_video_finish      (ReelClient           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
char            *reel_client_upload_video_dup_sha256  (ReelClient           *self,
                                                       GAsyncResult         *result);
void             reel_client_get_video_status_async   (ReelClient           *self,
                                                       const char           *video_id,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean         reel_client_get_video_status_finish  (ReelClient           *self,
                                                       GAsyncResult         *result,
                                                       ReelVideoStatus      *status,
                                                       double               *progress,
                                                       char                **reason,
                                                       GError              **error);
void             reel_client_search_async             (ReelClient           *self,
                                                       const char           *collection_id,
                                                       const char           *text,
                                                       guint                 top_k,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
void             reel_client_search_quietly_async     (ReelClient           *self,
                                                       const char           *collection_id,
                                                       const char           *text,
                                                       guint                 top_k,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
ReelSearchReply *reel_client_search_finish            (ReelClient           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

/* Vectors and tags, at once or as a job, whichever suits: reel-client-analysis.c */
void             reel_client_encode_video_async       (ReelClient           *self,
                                                       ReelVideoInput       *video,
                                                       ReelAnalysisProgress  progress,
                                                       gpointer              progress_data,
                                                       GDestroyNotify        progress_data_free,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
ReelEmbedding   *reel_client_encode_video_finish      (ReelClient           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void             reel_client_encode_text_async        (ReelClient           *self,
                                                       const char           *text,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
ReelEmbedding   *reel_client_encode_text_finish       (ReelClient           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void             reel_client_tag_video_async          (ReelClient           *self,
                                                       ReelVideoInput       *video,
                                                       ReelAnalysisProgress  progress,
                                                       gpointer              progress_data,
                                                       GDestroyNotify        progress_data_free,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
ReelTags        *reel_client_tag_video_finish         (ReelClient           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

void             reel_client_resume_encode_video_async(ReelClient           *self,
                                                       const char           *request_id,
                                                       ReelAnalysisProgress  progress,
                                                       gpointer              progress_data,
                                                       GDestroyNotify        progress_data_free,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
void             reel_client_resume_tag_video_async   (ReelClient           *self,
                                                       const char           *request_id,
                                                       ReelAnalysisProgress  progress,
                                                       gpointer              progress_data,
                                                       GDestroyNotify        progress_data_free,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);

/* Jobs: reel-client-jobs.c */
void             reel_client_submit_encode_video_async (ReelClient          *self,
                                                        ReelVideoInput      *video,
                                                        GCancellable        *cancellable,
                                                        GAsyncReadyCallback  callback,
                                                        gpointer             user_data);
void             reel_client_submit_tag_video_async   (ReelClient           *self,
                                                       ReelVideoInput       *video,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
char            *reel_client_submit_finish            (ReelClient           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void             reel_client_get_job_async            (ReelClient           *self,
                                                       const char           *request_id,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
ReelJob         *reel_client_get_job_finish           (ReelClient           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

/* Watchers: reel-client-watch.c */
void             reel_client_watch_video_async        (ReelClient           *self,
                                                       const char           *video_id,
                                                       ReelVideoProgress     progress,
                                                       gpointer              progress_data,
                                                       GDestroyNotify        progress_data_free,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean         reel_client_watch_video_finish       (ReelClient           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void             reel_client_watch_job_async          (ReelClient           *self,
                                                       const char           *request_id,
                                                       ReelAnalysisProgress  progress,
                                                       gpointer              progress_data,
                                                       GDestroyNotify        progress_data_free,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
ReelJob         *reel_client_watch_job_finish         (ReelClient           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

G_END_DECLS
