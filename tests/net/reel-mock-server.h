/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A service that answers what a test told it to, on loopback and on a thread of its own. Answers go out in the order in
 * which they were pushed; with none left it answers as its default says, or 500. It keeps what it was asked.
 */
typedef struct _ReelMockServer ReelMockServer;

typedef struct
{
  char *method, *path; /* the path as it came, encoded */
  char *api_key, *authorization, *user_agent, *content_type;
  gint64 content_length;
  gboolean http2;
  guint16 remote_port; /* the same for all requests of one connection */
  GBytes *body;
} ReelMockRequest;

ReelMockServer        *reel_mock_server_new         (void);
ReelMockServer        *reel_mock_server_new_tls     (GTlsCertificate *certificate,
                                                     gboolean         http2);
void                   reel_mock_server_free        (ReelMockServer *self);
const char            *reel_mock_server_get_url     (ReelMockServer *self);
void                   reel_mock_server_push        (ReelMockServer *self,
                                                     guint           status,
                                                     const char     *content_type,
                                                     const char     *body);
void                   reel_mock_server_push_header (ReelMockServer *self,
                                                     guint           status,
                                                     const char     *body,
                                                     const char     *name,
                                                     const char     *value);
void                   reel_mock_server_push_silence (ReelMockServer *self);
void                   reel_mock_server_set_default (ReelMockServer *self,
                                                     guint           status,
                                                     const char     *content_type,
                                                     const char     *body,
                                                     const char     *name,
                                                     const char     *value);
guint                  reel_mock_server_get_n_requests (ReelMockServer *self);
const ReelMockRequest *reel_mock_server_get_request (ReelMockServer *self,
                                                     guint           index);

/*
 * Below HTTP: each connection is handed to a function on a thread, which reads and writes what it likes and is closed
 * after it.
 */
typedef struct _ReelRawServer ReelRawServer;
typedef void (*ReelRawServe) (GSocketConnection *connection,
                              guint              index,
                              gpointer           data);

ReelRawServer *reel_raw_server_new               (ReelRawServe       serve,
                                                  gpointer           data);
void           reel_raw_server_free              (ReelRawServer     *self);
const char    *reel_raw_server_get_url           (ReelRawServer     *self);
guint          reel_raw_server_get_n_connections (ReelRawServer     *self);
void           reel_raw_read_head                (GSocketConnection *connection);

/* Head and body. */
void           reel_raw_read_request             (GSocketConnection *connection);

/* Reads nothing. Returns: whether the client went within that time */
gboolean       reel_raw_wait_for_hangup          (GSocketConnection *connection,
                                                  int                milliseconds);

/* Closes with a reset instead of an end. */
void           reel_raw_reset                    (GSocketConnection *connection);
gboolean       reel_raw_write                    (GSocketConnection *connection,
                                                  const char        *text);
void           reel_raw_wait_for_close           (GSocketConnection *connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelMockServer, reel_mock_server_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelRawServer, reel_raw_server_free)

G_END_DECLS
