/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "api/reel-upload-stream.h"

G_BEGIN_DECLS

/* Replies such as '100 Continue' before the one that counts. */
#define REEL_EARLY_REPLY_MAX_INTERIM 32

typedef struct _ReelEarlyReply ReelEarlyReply;

ReelEarlyReply     *reel_early_reply_new         (GIOStream        *connection,
                                                  ReelUploadStream *body,
                                                  GMainContext     *context,
                                                  void            (*complete) (gpointer data),
                                                  gpointer          data);
void                reel_early_reply_free        (ReelEarlyReply   *self);
guint               reel_early_reply_get_status  (ReelEarlyReply   *self);
gboolean            reel_early_reply_is_babble   (ReelEarlyReply   *self);
SoupMessageHeaders *reel_early_reply_get_headers (ReelEarlyReply   *self);
GBytes             *reel_early_reply_dup_body    (ReelEarlyReply   *self);

G_END_DECLS
