/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-api-error.h"

G_BEGIN_DECLS

/*
 * Every sentence of the room is made here and nowhere else. @call is a call as the documentation writes it, such as
 * "GET /videos/{id}/status"; @host is the service's name for people, such as "api.seeknetic.com" or "127.0.0.1:8080".
 */

GError *reel_api_error_for_status        (const char   *host,
                                          guint         status,
                                          const char   *words,
                                          double        retry_after);
GError *reel_api_error_for_transport     (const char   *host,
                                          const GError *cause);
GError *reel_api_error_for_silence       (const char   *host,
                                          guint         seconds);
GError *reel_api_error_for_babble        (const char   *host);
GError *reel_api_error_for_redirect      (const char   *host,
                                          const char   *target);
GError *reel_api_error_for_web_page      (const char   *call,
                                          const char   *host,
                                          const char   *content_type);
GError *reel_api_error_for_empty_reply   (const char   *call,
                                          guint         status);
GError *reel_api_error_for_huge_reply    (const char   *call,
                                          guint64       limit);
GError *reel_api_error_for_syntax        (const char   *call,
                                          const char   *detail);
GError *reel_api_error_for_missing_key   (const char   *call,
                                          const char   *key);
GError *reel_api_error_for_wrong_type    (const char   *call,
                                          const char   *key);
GError *reel_api_error_for_unknown_value (const char   *call,
                                          const char   *key,
                                          const char   *value);
GError *reel_api_error_for_file          (const char   *name,
                                          const GError *cause);
GError *reel_api_error_for_changed_file  (const char   *name);
GError *reel_api_error_for_failure       (const char   *host,
                                          const char   *words);
GError *reel_api_error_for_bad_url       (const char   *url);
GError *reel_api_error_for_plain_http    (const char   *host);
GError *reel_api_error_for_bad_key       (void);
GError *reel_api_error_for_bad_id        (const char   *id);

void    reel_api_error_set_call          (GError       *error,
                                          const char   *call);
void    reel_api_error_set_uncertain     (GError       *error,
                                          gboolean      paid);
void    reel_api_error_redact            (GError       *error,
                                          const char   *secret);
void    reel_api_error_redact_words      (char        **text,
                                          const char   *secret);
char   *reel_api_error_clean_words       (const char   *words);

G_END_DECLS
