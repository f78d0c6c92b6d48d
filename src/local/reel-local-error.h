/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelLocalError:
 * @REEL_LOCAL_ERROR_BAD_REQUEST: 400, the request is wrong
 * @REEL_LOCAL_ERROR_UNAUTHORISED: 401, no key or a wrong one
 * @REEL_LOCAL_ERROR_FORBIDDEN: 403, asked under another host's name
 * @REEL_LOCAL_ERROR_NOT_FOUND: 404, no such call, collection, video or job
 * @REEL_LOCAL_ERROR_METHOD: 405, the call exists, with another method
 * @REEL_LOCAL_ERROR_TOO_LARGE: 413, the body is over its limit
 * @REEL_LOCAL_ERROR_RATE_LIMITED: 429, over the rate limit
 * @REEL_LOCAL_ERROR_INTERNAL: 500, anything else
 * @REEL_LOCAL_ERROR_UPSTREAM: 502, the address of a video did not answer well
 * @REEL_LOCAL_ERROR_BUSY: 503, too many requests at once, or the service is stopping
 * @REEL_LOCAL_ERROR_TIMED_OUT: 504, it took too long
 * @REEL_LOCAL_ERROR_NO_SPACE: 507, the disk of the data folder is full
 *
 * What can go wrong in a call. Each message is a sentence for the person who called.
 */
typedef enum
{
  REEL_LOCAL_ERROR_BAD_REQUEST,
  REEL_LOCAL_ERROR_UNAUTHORISED,
  REEL_LOCAL_ERROR_FORBIDDEN,
  REEL_LOCAL_ERROR_NOT_FOUND,
  REEL_LOCAL_ERROR_METHOD,
  REEL_LOCAL_ERROR_TOO_LARGE,
  REEL_LOCAL_ERROR_RATE_LIMITED,
  REEL_LOCAL_ERROR_INTERNAL,
  REEL_LOCAL_ERROR_UPSTREAM,
  REEL_LOCAL_ERROR_BUSY,
  REEL_LOCAL_ERROR_TIMED_OUT,
  REEL_LOCAL_ERROR_NO_SPACE,
} ReelLocalError;

#define REEL_LOCAL_ERROR (reel_local_error_quark ())
GQuark      reel_local_error_quark      (void);

guint       reel_local_error_get_status (const GError  *error);
const char *reel_local_error_get_code   (const GError  *error);
void        reel_local_error_set_errno  (GError       **error,
                                         int            errsv,
                                         const char    *folder);

G_END_DECLS
