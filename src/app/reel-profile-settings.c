/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "api/reel-api-url.h"
#include "app/reel-profile-settings.h"

/* What lies on this computer already can be as large as it likes. */
static guint64
get_default_advised_size (const ReelProfileSettings *self)
{
  return self->base_url != NULL ? REEL_PROFILE_ADVISED_DEFAULT : 0;
}

/**
 * reel_profile_settings_new:
 * @name: for people
 * @base_url: (nullable): where it is
 * @key_header: how it wants its key
 *
 * Returns: (transfer full): settings without limits of ours, but for the size that the vendor advises for videos
 */
ReelProfileSettings *
reel_profile_settings_new (const char   *name,
                           const char   *base_url,
                           ReelKeyHeader key_header)
{
  ReelProfileSettings *self = g_new0 (ReelProfileSettings, 1);

  self->name = g_strdup (name);
  self->base_url = g_strdup (base_url);
  self->key_header = key_header;
  self->max_requests = REEL_PROFILE_REQUESTS_DEFAULT;
  self->advised_size = get_default_advised_size (self);
  return self;
}

/**
 * reel_profile_settings_copy:
 * @self: settings
 *
 * Returns: (transfer full): a copy
 */
ReelProfileSettings *
reel_profile_settings_copy (const ReelProfileSettings *self)
{
  ReelProfileSettings *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->base_url = g_strdup (self->base_url);
  return copy;
}

/**
 * reel_profile_settings_free:
 * @self: (transfer full): settings
 */
void
reel_profile_settings_free (ReelProfileSettings *self)
{
  g_free (self->name);
  g_free (self->base_url);
  g_free (self);
}

/* One line of a length that a row can show: line ends and the like in it would be somebody's joke. */
static char *
clean_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autoptr (GString) clean = g_string_new (NULL);
  glong n = 0;

  for (const char *p = g_strstrip (valid); *p != '\0' && n < REEL_PROFILE_NAME_MAX; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (clean, g_unichar_isprint (c) || c == 0x200c || c == 0x200d /* joiners */ ? c : ' ');
    }
  return g_strchomp (g_string_free (g_steal_pointer (&clean), FALSE));
}

/**
 * reel_profile_settings_bound:
 * @self: settings that somebody typed or that a file had
 *
 * Brings every value into its bounds. A service without a name gets its host's.
 */
void
reel_profile_settings_bound (ReelProfileSettings *self)
{
  g_autofree char *name = clean_name (self->name != NULL ? self->name : "");

  if (*name == '\00' && self->base_url != NULL)
    {
      g_autoptr (GUri) uri = g_uri_parse (self->base_url, G_URI_FLAGS_NONE, NULL);
      const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

      g_free (name);
      name = clean_name (host != NULL && *host != '\00' ? host : self->base_url);
    }
  g_free (self->name);
  self->name = g_steal_pointer (&name);
  if (!isfinite (self->queries_per_second) || self->queries_per_second <= 0)
    self->queries_per_second = 0;
  else
    self->queries_per_second = CLAMP (self->queries_per_second, REEL_PROFILE_QUERIES_MIN, REEL_PROFILE_QUERIES_MAX);
  self->allow_plain_http = reel_profile_settings_is_unprotected (self); /* it was given for that address, and goes with it */
  self->max_requests = CLAMP (self->max_requests, 1, REEL_PROFILE_REQUESTS_MAX);
  if (self->bandwidth_limit != 0)
    self->bandwidth_limit = CLAMP (self->bandwidth_limit, REEL_PROFILE_BANDWIDTH_MIN, REEL_PROFILE_BANDWIDTH_MAX);
  if (self->advised_size != 0)
    self->advised_size = CLAMP (self->advised_size, REEL_PROFILE_ADVISED_MIN, REEL_PROFILE_ADVISED_MAX);
  if ((guint) self->over_advised >= REEL_VIDEO_N_CHOICES)
    self->over_advised = REEL_VIDEO_CHOICE_ASK;
}

/**
 * reel_profile_settings_is_unprotected:
 * @self: settings
 *
 * Returns: whether key and videos would go readable over a network: plain http to another machine, which was allowed
 */
gboolean
reel_profile_settings_is_unprotected (const ReelProfileSettings *self)
{
  return self->allow_plain_http && self->base_url != NULL && reel_profile_settings_address_is_plain (self->base_url);
}

/**
 * reel_profile_settings_address_is_plain:
 * @address: what somebody typed
 *
 * Returns: whether it is one of plain http to another machine, which has to be allowed
 */
gboolean
reel_profile_settings_address_is_plain (const char *address)
{
  g_autoptr (GUri) uri = reel_api_url_parse_base (address, TRUE, NULL);

  return uri != NULL && g_str_equal (g_uri_get_scheme (uri), "http") && !reel_api_url_is_loopback (uri);
}

/**
 * reel_profile_settings_read:
 * @self: settings
 * @saved: (nullable): of type a{sv}, from a file that anybody may have changed
 *
 * Takes over what is there, in bounds; the rest stays as it is. Name and address are not among it.
 */
void
reel_profile_settings_read (ReelProfileSettings *self,
                            GVariant            *saved)
{
  const char *header, *over;

  if (saved != NULL)
    {
      if (g_variant_lookup (saved, "key-header", "&s", &header))
        self->key_header = reel_key_header_from_string (header);
      g_variant_lookup (saved, "allow-plain-http", "b", &self->allow_plain_http);
      g_variant_lookup (saved, "queries-per-second", "d", &self->queries_per_second);
      g_variant_lookup (saved, "max-requests", "u", &self->max_requests);
      g_variant_lookup (saved, "bandwidth-limit", "t", &self->bandwidth_limit);
      g_variant_lookup (saved, "advised-size", "t", &self->advised_size);
      if (g_variant_lookup (saved, "over-advised", "&s", &over))
        self->over_advised = reel_video_choice_from_nick (over);
    }
  reel_profile_settings_bound (self);
}

/**
 * reel_profile_settings_write:
 * @self: settings
 * @saved: (nullable): what was saved before, of type a{sv}: what we do not know of it stays
 *
 * Returns: (transfer none): of type a{sv}, floating: what is not as in the beginning
 */
GVariant *
reel_profile_settings_write (const ReelProfileSettings *self,
                             GVariant                  *saved)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, saved);
  g_variant_dict_remove (&dict, "key-header");
  g_variant_dict_remove (&dict, "allow-plain-http");
  g_variant_dict_remove (&dict, "queries-per-second");
  g_variant_dict_remove (&dict, "max-requests");
  g_variant_dict_remove (&dict, "bandwidth-limit");
  g_variant_dict_remove (&dict, "advised-size");
  g_variant_dict_remove (&dict, "over-advised");
  if (self->key_header != REEL_KEY_HEADER_X_API_KEY)
    g_variant_dict_insert (&dict, "key-header", "s", reel_key_header_to_string (self->key_header));
  if (self->allow_plain_http)
    g_variant_dict_insert (&dict, "allow-plain-http", "b", TRUE);
  if (self->queries_per_second > 0)
    g_variant_dict_insert (&dict, "queries-per-second", "d", self->queries_per_second);
  if (self->max_requests != REEL_PROFILE_REQUESTS_DEFAULT)
    g_variant_dict_insert (&dict, "max-requests", "u", self->max_requests);
  if (self->bandwidth_limit != 0)
    g_variant_dict_insert (&dict, "bandwidth-limit", "t", self->bandwidth_limit);
  if (self->advised_size != get_default_advised_size (self))
    g_variant_dict_insert (&dict, "advised-size", "t", self->advised_size);
  if (self->over_advised != REEL_VIDEO_CHOICE_ASK)
    g_variant_dict_insert (&dict, "over-advised", "s", reel_video_choice_get_nick (self->over_advised));
  return g_variant_dict_end (&dict);
}

/**
 * reel_key_header_from_string:
 * @text: how the settings name it
 *
 * Returns: the header; the vendor's own where the name is none
 */
ReelKeyHeader
reel_key_header_from_string (const char *text)
{
  return g_str_equal (text, "bearer") ? REEL_KEY_HEADER_BEARER : REEL_KEY_HEADER_X_API_KEY;
}

/**
 * reel_key_header_to_string:
 * @header: a header
 *
 * Returns: how the settings name it
 */
const char *
reel_key_header_to_string (ReelKeyHeader header)
{
  return header == REEL_KEY_HEADER_BEARER ? "bearer" : "x-api-key";
}
