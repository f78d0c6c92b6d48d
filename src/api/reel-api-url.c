/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "api/reel-api-error-private.h"
#include "api/reel-api-url.h"

/*
 * reel_api_url_is_loopback:
 * @uri: an address
 *
 * Returns: whether its host is this computer by its very form: 127.0.0.0/8, ::1 or localhost
 */
gboolean
reel_api_url_is_loopback (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autoptr (GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/*
 * reel_api_url_get_label:
 * @uri: an address
 *
 * Returns: (transfer full): the host as people see it, with the port where it is no usual one
 */
char *
reel_api_url_get_label (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  gboolean v6 = strchr (host, ':') != NULL;
  int port = g_uri_get_port (uri);
  int usual = g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;

  if (port == usual || port <= 0)
    return g_strdup_printf (v6 ? "[%s]" : "%s", host);
  return g_strdup_printf (v6 ? "[%s]:%d" : "%s:%d", host, port);
}

/*
 * reel_api_url_parse_base:
 * @text: what a person or a setting gave as a service's address, with or without a path and a trailing slash
 * @allow_plain_http: whether it may be plain http to another machine
 * @error: return location for %REEL_API_ERROR_BAD_REQUEST
 *
 * Returns: (transfer full) (nullable): the address, its path without a trailing slash
 */
GUri *
reel_api_url_parse_base (const char *text,
                         gboolean    allow_plain_http,
                         GError    **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *path = NULL;
  g_autofree char *label = NULL;
  g_autoptr (GUri) uri = g_uri_parse (stripped, SOUP_HTTP_URI_FLAGS, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  gboolean http = g_str_equal (scheme, "http");

  if (uri == NULL || !(http || g_str_equal (scheme, "https")) || g_uri_get_host (uri) == NULL ||
      *g_uri_get_host (uri) == '\0' || g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL)
    {
      /* What lies before an at sign may be a secret. */
      const char *shown = strrchr (stripped, '@');
      g_autofree char *clean = reel_api_error_clean_words (shown != NULL ? shown + 1 : stripped);

      g_propagate_error (error, reel_api_error_for_bad_url (clean != NULL ? clean : ""));
      return NULL;
    }
  if (http && !allow_plain_http && !reel_api_url_is_loopback (uri))
    {
      label = reel_api_url_get_label (uri);
      g_propagate_error (error, reel_api_error_for_plain_http (label));
      return NULL;
    }
  path = g_strdup (g_uri_get_path (uri));
  while (g_str_has_suffix (path, "/"))
    path[strlen (path) - 1] = '\0';
  return g_uri_build (SOUP_HTTP_URI_FLAGS, scheme, NULL, g_uri_get_host (uri), g_uri_get_port (uri), path, NULL, NULL);
}

/*
 * reel_api_url_same_origin:
 *
 * Returns: whether scheme, host and port are the same, so that a key for @a may be sent to @b
 */
gboolean
reel_api_url_same_origin (GUri *a,
                          GUri *b)
{
  return g_uri_get_host (b) != NULL && g_str_equal (g_uri_get_scheme (a), g_uri_get_scheme (b)) &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 && g_uri_get_port (a) == g_uri_get_port (b);
}

/*
 * reel_api_url_join:
 * @base: of reel_api_url_parse_base()
 * @path: an encoded path that begins with a slash
 *
 * Returns: (transfer full): the address of @path below @base; nothing is resolved, so that dots stay where they are
 */
GUri *
reel_api_url_join (GUri       *base,
                   const char *path)
{
  const char *prefix = g_uri_get_path (base); /* GUri makes a slash of an empty one */
  g_autofree char *whole = g_strconcat (g_str_equal (prefix, "/") ? "" : prefix, path, NULL);

  return g_uri_build (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (base), NULL, g_uri_get_host (base), g_uri_get_port (base),
                      whole, NULL, NULL);
}

/*
 * reel_api_url_path:
 * @format: a call's path as documented, such as "/videos/{id}/status"
 * @id: an opaque id
 *
 * A segment of dots only is resolved on the way, encoded or not (%2e is a dot to RFC 3986), so it can't be sent.
 *
 * Returns: (transfer full) (nullable): the path with the id as one segment, or %NULL where the id can be none
 */
char *
reel_api_url_path (const char *format,
                   const char *id)
{
  const char *open = strchr (format, '{');
  const char *close = strchr (format, '}');
  g_autoptr (GString) path = NULL;

  g_assert (open != NULL && close != NULL);

  if (*id == '\0' || g_str_equal (id, ".") || g_str_equal (id, ".."))
    return NULL;
  path = g_string_new_len (format, open - format);
  g_string_append_uri_escaped (path, id, NULL, FALSE);
  g_string_append (path, close + 1);
  return g_string_free (g_steal_pointer (&path), FALSE);
}
