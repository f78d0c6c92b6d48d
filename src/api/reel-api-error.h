/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ReelApiError:
 * @REEL_API_ERROR_BAD_REQUEST: 400 and other 4xx
 * @REEL_API_ERROR_UNAUTHORISED: 401, 403: the key
 * @REEL_API_ERROR_NOT_FOUND: 404
 * @REEL_API_ERROR_RATE_LIMITED: 429
 * @REEL_API_ERROR_TOO_LARGE: 413, or a reply over our own limit
 * @REEL_API_ERROR_SERVER: 500 and other 5xx
 * @REEL_API_ERROR_UPSTREAM: 502, 503
 * @REEL_API_ERROR_TIMEOUT: 504, or no answer in time
 * @REEL_API_ERROR_OFFLINE: no connection
 * @REEL_API_ERROR_TLS: the server's certificate
 * @REEL_API_ERROR_PROTOCOL: an answer that is not what the documentation says
 * @REEL_API_ERROR_INTERCEPTED: something else answered: a web page, a redirect to another place, 511. So does a network that one
 *   has to sign in to, and a wrong address
 * @REEL_API_ERROR_FILE_CHANGED: the file changed while it was sent
 * @REEL_API_ERROR_FILE: the file can't be read
 * @REEL_API_ERROR_FAILED: the service took a video or a job, and could not do it
 *
 * Each message is a sentence for people: what happened, to what, and what to do; it has the server's own words where it gave some.
 */
typedef enum
{
  REEL_API_ERROR_BAD_REQUEST,
  REEL_API_ERROR_UNAUTHORISED,
  REEL_API_ERROR_NOT_FOUND,
  REEL_API_ERROR_RATE_LIMITED,
  REEL_API_ERROR_TOO_LARGE,
  REEL_API_ERROR_SERVER,
  REEL_API_ERROR_UPSTREAM,
  REEL_API_ERROR_TIMEOUT,
  REEL_API_ERROR_OFFLINE,
  REEL_API_ERROR_TLS,
  REEL_API_ERROR_PROTOCOL,
  REEL_API_ERROR_INTERCEPTED,
  REEL_API_ERROR_FILE_CHANGED,
  REEL_API_ERROR_FILE,
  REEL_API_ERROR_FAILED,
} ReelApiError;

#define REEL_API_ERROR (reel_api_error_quark ())
GQuark      reel_api_error_quark           (void);
gboolean    reel_api_error_can_retry       (const GError *error);
guint       reel_api_error_get_status      (const GError *error);
double      reel_api_error_get_retry_after (const GError *error);
gboolean    reel_api_error_get_uncertain   (const GError *error);
const char *reel_api_error_get_call        (const GError *error);
const char *reel_api_error_get_words       (const GError *error);

G_END_DECLS
