/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-local-calls.h"

G_BEGIN_DECLS

/* How many hits are wanted where a search does not say. */
#define REEL_LOCAL_CALLS_TOP_K 10

/* Characters of a query. */
#define REEL_LOCAL_CALLS_MAX_TEXT 1000

/* (transfer full) (nullable): a text that says something, without spaces around it: reel-local-calls.c */
char    *reel_local_calls_dup_text    (JsonObject   *object,
                                       const char   *key,
                                       glong         longest,
                                       GError      **error);

/* What calls that search have in common: reel-local-calls.c */
gboolean reel_local_calls_check_top_k (double        value,
                                       guint        *top_k,
                                       GError      **error);
gboolean reel_local_calls_read_top_k  (JsonObject   *object,
                                       guint        *top_k,
                                       GError      **error);
void     reel_local_calls_add_hits    (JsonBuilder  *builder,
                                       GArray       *hits);
void     reel_local_calls_add_sure    (JsonBuilder  *builder,
                                       double        sure);

G_END_DECLS
