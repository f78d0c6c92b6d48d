/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>

#include "base/reel-database.h"
#include "base/reel-json.h"
#include "local/reel-local-error.h"
#include "media/reel-media-error.h"

G_DEFINE_QUARK (reel-local-error-quark, reel_local_error)

/* What each error is on the wire; in the order of the enumeration. */
static const struct
{
  guint status;
  const char *code;
} wire[] = {
  { 400, "bad_request" },    { 401, "unauthorized" },       { 403, "forbidden" },
  { 404, "not_found" },      { 405, "method_not_allowed" }, { 413, "too_large" },
  { 429, "rate_limited" },   { 500, "internal" },           { 502, "upstream" },
  { 503, "busy" },           { 504, "timed_out" },          { 507, "no_space" },
};

static ReelLocalError
classify (const GError *error)
{
  if (error->domain == REEL_LOCAL_ERROR)
    return (ReelLocalError) error->code;
  if (error->domain == REEL_JSON_ERROR)
    return error->code == REEL_JSON_ERROR_SIZE ? REEL_LOCAL_ERROR_TOO_LARGE : REEL_LOCAL_ERROR_BAD_REQUEST;
  if (error->domain == REEL_MEDIA_ERROR)
    return REEL_LOCAL_ERROR_BAD_REQUEST;
  if (g_error_matches (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_FULL))
    return REEL_LOCAL_ERROR_NO_SPACE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return REEL_LOCAL_ERROR_BUSY; /* only a service that stops cancels by itself */
  return REEL_LOCAL_ERROR_INTERNAL;
}

/**
 * reel_local_error_get_status:
 * @error: an error of any domain
 *
 * Returns: the HTTP status that says it
 */
guint
reel_local_error_get_status (const GError *error)
{
  g_return_val_if_fail (error != NULL, 500);

  return wire[classify (error)].status;
}

/**
 * reel_local_error_get_code:
 * @error: an error of any domain
 *
 * Returns: (transfer none): the word for `error.code` of the reply's body; a video that can't be read is `bad_video`
 */
const char *
reel_local_error_get_code (const GError *error)
{
  g_return_val_if_fail (error != NULL, "internal");

  return error->domain == REEL_MEDIA_ERROR ? "bad_video" : wire[classify (error)].code;
}

/**
 * reel_local_error_set_errno:
 * @error: return location for %REEL_LOCAL_ERROR_NO_SPACE or %REEL_LOCAL_ERROR_INTERNAL
 * @errsv: the value of errno
 * @folder: the folder that could not be written
 *
 * Sets the error of a write that failed. A quota and a limit on a file's size are 'no room' too.
 */
void
reel_local_error_set_errno (GError    **error,
                            int         errsv,
                            const char *folder)
{
  if (errsv == ENOSPC || errsv == EDQUOT || errsv == EFBIG)
    g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NO_SPACE,
                 /* Translators: %s is a folder */
                 _("There is no room left for this video in “%s”. Free some space on that disk and try again."), folder);
  else
    g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_INTERNAL,
                 /* Translators: the first %s is a folder, the second the system's words */
                 _("“%s” can't be written: %s"), folder, g_strerror (errsv));
}
