/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "local/reel-local-calls.h"
#include "local/reel-local-error.h"
#include "local/reel-local-route.h"

static const ReelLocalRoute routes[] = {
  { "POST", "/collections", REEL_LOCAL_BODY_JSON, FALSE, FALSE, reel_local_call_add_collection },
  { "GET", "/collections", REEL_LOCAL_BODY_NONE, FALSE, FALSE, reel_local_call_list_collections },
  { "POST", "/collections/*/videos/upload", REEL_LOCAL_BODY_UPLOAD, FALSE, FALSE, reel_local_call_upload,
    reel_local_check_upload },
  { "GET", "/videos/*/status", REEL_LOCAL_BODY_NONE, FALSE, FALSE, reel_local_call_video_status },
  { "POST", "/collections/*/search", REEL_LOCAL_BODY_JSON, FALSE, TRUE, reel_local_call_search },
  { "POST", "/video_embedding/encode_video", REEL_LOCAL_BODY_VIDEO_JSON, TRUE, TRUE, reel_local_call_encode_video,
    reel_local_check_room },
  { "POST", "/video_embedding/encode_video/async", REEL_LOCAL_BODY_VIDEO_JSON, FALSE, FALSE,
    reel_local_call_encode_video_later, reel_local_check_room },
  { "POST", "/video_embedding/encode_text", REEL_LOCAL_BODY_JSON, FALSE, TRUE, reel_local_call_encode_text },
  { "POST", "/video_tagging", REEL_LOCAL_BODY_VIDEO_JSON, TRUE, TRUE, reel_local_call_tag_video,
    reel_local_check_room },
  { "POST", "/video_tagging/async", REEL_LOCAL_BODY_VIDEO_JSON, FALSE, FALSE, reel_local_call_tag_video_later,
    reel_local_check_room },
  { "POST", "/files/upload/tensors", REEL_LOCAL_BODY_ARRAYS, FALSE, FALSE, reel_local_call_upload_tensors,
    reel_local_check_room },
  { "GET", "/async_status/*", REEL_LOCAL_BODY_NONE, FALSE, FALSE, reel_local_call_job_status },
  { "GET", "/local/space", REEL_LOCAL_BODY_NONE, FALSE, FALSE, reel_local_call_space },
  { "POST", "/local/free", REEL_LOCAL_BODY_NONE, FALSE, FALSE, reel_local_call_free_copies },
  { "GET", "/local/model", REEL_LOCAL_BODY_NONE, FALSE, TRUE, reel_local_call_model },
  { "PUT", "/local/settings", REEL_LOCAL_BODY_JSON, FALSE, TRUE, reel_local_call_settings },
  { "GET", "/local/engine", REEL_LOCAL_BODY_NONE, FALSE, FALSE, reel_local_call_engine },
  { "GET", "/local/wanted", REEL_LOCAL_BODY_NONE, FALSE, FALSE, reel_local_call_wanted },
  { "POST", "/local/videos/*/file", REEL_LOCAL_BODY_UPLOAD, FALSE, FALSE, reel_local_call_return_file,
    reel_local_check_return_file },
  { "POST", "/local/settings", REEL_LOCAL_BODY_JSON, FALSE, TRUE, reel_local_call_settings },
  { "POST", "/local/collections/*/similar", REEL_LOCAL_BODY_JSON_OR_PICTURE, TRUE, TRUE, reel_local_call_similar },
};

static gboolean
matches (const char *pattern,
         const char *path,
         char      **id)
{
  const char *star = strchr (pattern, '*');
  gsize length;

  if (star == NULL)
    return g_str_equal (pattern, path);
  length = (gsize) (star - pattern);
  if (strncmp (pattern, path, length) != 0)
    return FALSE;
  path += length;
  length = strcspn (path, "/");
  if (length == 0 || !g_str_equal (star + 1, path + length))
    return FALSE;
  *id = g_strndup (path, length);
  return TRUE;
}

/**
 * reel_local_route_find:
 * @method: the request's
 * @path: the request's, unescaped
 * @id: (out) (transfer full) (nullable): the id in the path
 * @allowed: (out) (transfer full) (nullable): with %REEL_LOCAL_ERROR_METHOD, the methods that the path has
 * @error: return location for %REEL_LOCAL_ERROR_NOT_FOUND and %REEL_LOCAL_ERROR_METHOD
 *
 * Returns: (transfer none) (nullable): the call
 */
const ReelLocalRoute *
reel_local_route_find (const char *method,
                       const char *path,
                       char      **id,
                       char      **allowed,
                       GError    **error)
{
  g_autoptr (GString) methods = g_string_new (NULL);

  *id = NULL;
  *allowed = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (!matches (routes[i].path, path, id))
        continue;
      if (g_str_equal (routes[i].method, method))
        return &routes[i];
      g_clear_pointer (id, g_free);
      g_string_append_printf (methods, "%s%s", methods->len > 0 ? ", " : "", routes[i].method);
    }
  if (methods->len == 0)
    g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND, "There is no such call.");
  else
    {
      *allowed = g_string_free (g_steal_pointer (&methods), FALSE);
      g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_METHOD, "This call goes by %s.", *allowed);
    }
  return NULL;
}
