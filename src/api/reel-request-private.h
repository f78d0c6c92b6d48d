/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "api/reel-client-private.h"
#include "api/reel-early-reply.h"
#include "api/reel-request.h"
#include "api/reel-upload-stream.h"

G_BEGIN_DECLS

/* Replies such as '100 Continue' before the one that counts. */
#define REEL_REQUEST_MAX_INTERIM REEL_EARLY_REPLY_MAX_INTERIM

/* A request on its way; everything of it on the network thread. */
typedef struct
{
  /* owned */
  ReelClient *client;
  ReelRequestSpec *spec;
  GTask *task;           /* (nullable): NULL once the request has ended */
  gulong cancel_handler; /* on the task's cancellable; 0 where there is none */
  GUri *uri;
  ReelPacerTicket ticket;

  double tried;   /* seconds that tries took, from their turn on */
  double waited;  /* seconds of waits between tries, unscaled */
  guint repeats;  /* after faults */
  guint refusals; /* 429 */
  guint redirects;
  gboolean kept_failed; /* a kept connection was lost: the next try gets a new one */

  /* owned, of one try */
  GCancellable *inner; /* (nullable) */
  GSource *idle_timer;
  SoupMessage *message;
  ReelUploadStream *upload;
  ReelEarlyReply *early;
  GIOStream *connection; /* (nullable): one that only this request uses */
  GInputStream *reply;
  guint8 *chunk;
  GByteArray *bytes;
  gint64 active_at; /* monotonic µs */
  guint64 sent;     /* bytes of the body */
  gsize counted;    /* bytes of the reply at @active_at */
  guint interim;    /* replies so far that are not the one that counts */
  gboolean silent;  /* the idle timer fired */
  gboolean dialled; /* a connection was made for it, or was to be */
  gboolean connected; /* the connection that was made is there: from now on the service may get it */
  gboolean headed;  /* libsoup has read the reply's head, and is about to hand the reply over */
} ReelRequest;

ReelRequest *reel_request_ref          (ReelRequest        *request);
void         reel_request_unref        (ReelRequest        *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelRequest, reel_request_unref)

void         reel_request_end          (ReelRequest        *request,
                                        gpointer            result,
                                        GError             *error);
void         reel_request_fail_status  (ReelRequest        *request,
                                        guint               status,
                                        SoupMessageHeaders *headers,
                                        GBytes             *body);
void         reel_request_fail_early   (gpointer            data);
void         reel_request_fail_try     (ReelRequest        *request,
                                        const GError       *cause);
void         reel_request_clear_try    (ReelRequest        *request);
void         reel_request_clear_source (GSource           **source);
guint        reel_request_get_patience (ReelRequest        *request);
gboolean     reel_request_is_get       (ReelRequest        *request);

/* reel-request-send.c */
void         reel_request_ready        (gpointer            data);
void         reel_request_send         (ReelRequest        *request);
void         reel_request_stop         (ReelRequest        *request);

/* reel-request-receive.c */
void         reel_request_sent_cb      (GObject            *source,
                                        GAsyncResult       *result,
                                        gpointer            data);

G_END_DECLS
