/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "api/reel-api-decode.h"

G_BEGIN_DECLS

/* What to look at and how long, of a message whose head has come. */
#define REEL_REPLY_MAX_SIZE (64 * 1024 * 1024)
#define REEL_REPLY_MAX_ERROR_SIZE (64 * 1024)

gboolean reel_reply_check_head     (SoupMessage         *message,
                                    const char          *call,
                                    const char          *host,
                                    GError             **error);
int      reel_reply_should_retry   (SoupMessageHeaders  *headers);
double   reel_reply_retry_after    (SoupMessageHeaders  *headers);
gpointer reel_reply_decode         (GBytes              *bytes,
                                    ReelDecode           decode,
                                    const char          *call,
                                    GError             **error);
void     reel_reply_decode_async   (GBytes              *bytes,
                                    ReelDecode           decode,
                                    GDestroyNotify       result_free,
                                    const char          *call,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gpointer reel_reply_decode_finish  (GAsyncResult        *result,
                                    GError             **error);
char    *reel_reply_read_words     (GBytes              *bytes,
                                    const char          *content_type);

G_END_DECLS
