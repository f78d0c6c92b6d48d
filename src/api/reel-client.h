/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "api/reel-api-error.h"
#include "api/reel-collection-info.h"
#include "api/reel-search-reply.h"

G_BEGIN_DECLS

typedef enum
{
  REEL_KEY_HEADER_X_API_KEY,
  REEL_KEY_HEADER_BEARER,
} ReelKeyHeader;

typedef enum
{
  REEL_VIDEO_STATUS_UPLOADED,
  REEL_VIDEO_STATUS_PROCESSING,
  REEL_VIDEO_STATUS_PROCESSED,
  REEL_VIDEO_STATUS_FAILED,
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

/*
 * The one client of a service: a SoupSession on a network thread of its own, which paces every request.
 * All calls are made from any thread with a main context, and end there. Errors: #ReelApiError, %G_IO_ERROR_CANCELLED.
 */
#define REEL_TYPE_CLIENT (reel_client_get_type ())
G_DECLARE_FINAL_TYPE (ReelClient, reel_client, REEL, CLIENT, GObject)

/* Fails with %REEL_API_ERROR_BAD_REQUEST for a URL that is none, or plain http to another machine. */
ReelClient *reel_client_new                       (const char *base_url, const char *api_key, ReelKeyHeader key_header, GError **error);
const char *reel_client_get_base_url              (ReelClient *self);
void        reel_client_set_limits                (ReelClient *self, guint max_requests, guint max_uploads, double queries_per_second);

/* (element-type ReelCollectionInfo): {char *id, *name, *description (nullable)} */
void        reel_client_list_collections_async    (ReelClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray  *reel_client_list_collections_finish   (ReelClient *self, GAsyncResult *result, GError **error);

void        reel_client_create_collection_async   (ReelClient *self, const char *name, const char *description, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char       *reel_client_create_collection_finish  (ReelClient *self, GAsyncResult *result, GError **error);

/* Streams the file; resident memory stays flat. A file that changes meanwhile ends in %REEL_API_ERROR_FILE_CHANGED. */
void        reel_client_upload_video_async        (ReelClient *self, const char *collection_id, GFile *file, ReelUploadProgress progress, gpointer progress_data, GDestroyNotify progress_data_free, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char       *reel_client_upload_video_finish       (ReelClient *self, GAsyncResult *result, GError **error);

/* @progress: percent 0…100, or -1 where the server gave none; @reason: (out) (nullable) (transfer full): of a failed video */
void        reel_client_get_video_status_async    (ReelClient *self, const char *video_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    reel_client_get_video_status_finish   (ReelClient *self, GAsyncResult *result, ReelVideoStatus *status, double *progress, char **reason, GError **error);

void        reel_client_search_async              (ReelClient *self, const char *collection_id, const char *text, guint top_k, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
ReelSearchReply *reel_client_search_finish        (ReelClient *self, GAsyncResult *result, GError **error);

/* (element-type GArray of float): one vector each */
void        reel_client_encode_video_async        (ReelClient *self, const char *video_url, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray  *reel_client_encode_video_finish       (ReelClient *self, GAsyncResult *result, GError **error);
void        reel_client_encode_text_async         (ReelClient *self, const char *text, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GArray     *reel_client_encode_text_finish        (ReelClient *self, GAsyncResult *result, GError **error);

/* The `tags` value as the server shaped it. */
void        reel_client_tag_video_async           (ReelClient *self, const char *video_url, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
JsonNode   *reel_client_tag_video_finish          (ReelClient *self, GAsyncResult *result, GError **error);

void        reel_client_submit_encode_video_async (ReelClient *self, const char *video_url, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void        reel_client_submit_tag_video_async    (ReelClient *self, const char *video_url, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The request id of either submission. */
char       *reel_client_submit_finish             (ReelClient *self, GAsyncResult *result, GError **error);
/* The whole reply object of a job, checked for `status`. */
void        reel_client_get_job_async             (ReelClient *self, const char *request_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
JsonNode   *reel_client_get_job_finish            (ReelClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
