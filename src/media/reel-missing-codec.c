/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gst/gst.h>
#include <gst/pbutils/pbutils.h>
#include <string.h>

#include "base/reel-format.h"
#include "base/reel-sentence.h"
#include "media/reel-media-error.h"
#include "media/reel-missing-codec.h"

#define FLATPAK_INFO "/.flatpak-info"
#define FLATPAK_EXTENSION "org.freedesktop.Platform.ffmpeg-full"

/* Which of Debian's packages decodes or unpacks a type; whatever isn't here is libav's. */
static const struct
{
  const char *type;
  const char *package;
} packages[] = {
  { "application/mxf", "gstreamer1.0-plugins-bad" },
  { "application/ogg", "gstreamer1.0-plugins-base" },
  { "application/vnd.rn-realmedia", "gstreamer1.0-plugins-ugly" },
  { "application/x-apetag", "gstreamer1.0-plugins-good" },
  { "application/x-id3", "gstreamer1.0-plugins-good" },
  { "audio/AMR", "gstreamer1.0-plugins-ugly" },
  { "audio/AMR-WB", "gstreamer1.0-plugins-ugly" },
  { "audio/x-alaw", "gstreamer1.0-plugins-good" },
  { "audio/x-flac", "gstreamer1.0-plugins-good" },
  { "audio/x-mulaw", "gstreamer1.0-plugins-good" },
  { "audio/x-opus", "gstreamer1.0-plugins-base" },
  { "audio/x-speex", "gstreamer1.0-plugins-good" },
  { "audio/x-vorbis", "gstreamer1.0-plugins-base" },
  { "audio/x-wav", "gstreamer1.0-plugins-good" },
  { "audio/x-wavpack", "gstreamer1.0-plugins-good" },
  { "image/gif", "gstreamer1.0-libav" },
  { "image/jpeg", "gstreamer1.0-plugins-good" },
  { "image/png", "gstreamer1.0-plugins-good" },
  { "image/webp", "gstreamer1.0-plugins-bad" },
  { "image/x-jpc", "gstreamer1.0-plugins-bad" },
  { "video/mpegts", "gstreamer1.0-plugins-bad" },
  { "video/quicktime", "gstreamer1.0-plugins-good" },
  { "video/webm", "gstreamer1.0-plugins-good" },
  { "video/x-av1", "gstreamer1.0-plugins-bad" },
  { "video/x-dv", "gstreamer1.0-plugins-good" },
  { "video/x-flv", "gstreamer1.0-plugins-good" },
  { "video/x-matroska", "gstreamer1.0-plugins-good" },
  { "video/x-ms-asf", "gstreamer1.0-plugins-ugly" },
  { "video/x-msvideo", "gstreamer1.0-plugins-good" },
  { "video/x-theora", "gstreamer1.0-plugins-base" },
  { "video/x-vp8", "gstreamer1.0-plugins-good" },
  { "video/x-vp9", "gstreamer1.0-plugins-good" },
};

/* A plugin that is there where the package is. */
static const struct
{
  const char *package;
  const char *plugin;
} plugins[] = {
  { "gstreamer1.0-libav", "libav" },
  { "gstreamer1.0-plugins-bad", "videoparsersbad" },
  { "gstreamer1.0-plugins-base", "playback" },
  { "gstreamer1.0-plugins-good", "isomp4" },
  { "gstreamer1.0-plugins-ugly", "asf" },
};

/* An installer detail reads gstreamer|VERSION|PROGRAM|DESCRIPTION|KIND-WHAT. Only decoders carry caps. */
static GstCaps *
parse_caps (const char *detail)
{
  g_auto (GStrv) fields = g_strsplit (detail, "|", 6);
  g_autoptr (GstCaps) caps = NULL;

  if (g_strv_length (fields) < 5 || !g_str_has_prefix (fields[4], "decoder-"))
    return NULL;
  caps = gst_caps_from_string (fields[4] + strlen ("decoder-"));
  if (caps == NULL || gst_caps_get_size (caps) == 0 || gst_caps_is_any (caps))
    return NULL;
  return g_steal_pointer (&caps);
}

static const char *
package_of_caps (const GstCaps *caps)
{
  const char *type = gst_structure_get_name (gst_caps_get_structure (caps, 0));

  for (gsize i = 0; i < G_N_ELEMENTS (packages); i++)
    if (strcmp (type, packages[i].type) == 0)
      return packages[i].package;
  return "gstreamer1.0-libav";
}

/**
 * reel_missing_codec_get_package:
 * @detail: an installer detail of GStreamer's
 *
 * Returns: the Debian package that has what is missing
 */
const char *
reel_missing_codec_get_package (const char *detail)
{
  g_autoptr (GstCaps) caps = NULL;

  g_return_val_if_fail (detail != NULL, NULL);

  caps = parse_caps (detail);
  /* No decoder: an element of its own, which in practice is one of playback or of the parsers. */
  return caps != NULL ? package_of_caps (caps) : "gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad";
}

/**
 * reel_missing_codec_is_sound:
 * @detail: an installer detail of GStreamer's
 *
 * Returns: whether what is missing is only a codec for sound
 */
gboolean
reel_missing_codec_is_sound (const char *detail)
{
  g_autoptr (GstCaps) caps = NULL;

  g_return_val_if_fail (detail != NULL, FALSE);

  caps = parse_caps (detail);
  return caps != NULL && g_str_has_prefix (gst_structure_get_name (gst_caps_get_structure (caps, 0)), "audio/");
}

/**
 * reel_missing_codec_hides_pictures:
 * @detail: an installer detail of GStreamer's
 *
 * Cameras and phones write tracks beside picture and sound (`mebx`, `rtmd`, `gpmd`, `fdsc`, text, a clock) that nothing
 * decodes, and that nobody misses.
 *
 * Returns: whether what is missing may keep the pictures from being shown: a codec of pictures, what unpacks a container, or
 *   an element
 */
gboolean
reel_missing_codec_hides_pictures (const char *detail)
{
  g_autoptr (GstCaps) caps = NULL;
  const char *type;

  g_return_val_if_fail (detail != NULL, FALSE);

  caps = parse_caps (detail);
  if (caps == NULL)
    return TRUE;
  type = gst_structure_get_name (gst_caps_get_structure (caps, 0));
  return g_str_has_prefix (type, "video/") || g_str_has_prefix (type, "image/") ||
         (g_str_has_prefix (type, "application/") && !g_str_has_prefix (type, "application/x-subtitle") &&
          !g_str_has_prefix (type, "application/x-gst-fourcc") && !g_str_equal (type, "application/x-ssa") &&
          !g_str_equal (type, "application/x-ass"));
}

/**
 * reel_missing_codec_is_text:
 * @detail: an installer detail of GStreamer's
 *
 * Returns: whether what is missing is something for text, which makes no video
 */
gboolean
reel_missing_codec_is_text (const char *detail)
{
  g_autoptr (GstCaps) caps = NULL;

  g_return_val_if_fail (detail != NULL, FALSE);

  caps = parse_caps (detail);
  return caps != NULL && g_str_has_prefix (gst_structure_get_name (gst_caps_get_structure (caps, 0)), "text/");
}

/* Of a stream that the demuxer has no name for: what the file calls it, a code of four letters or Matroska's id. */
static const char *
own_name (const GstStructure *structure)
{
  const char *type = gst_structure_get_name (structure);
  const char *code = strstr (type, "/x-gst-fourcc-");

  if (code != NULL)
    return code + strlen ("/x-gst-fourcc-");
  return g_str_has_suffix (type, "/x-unknown") ? gst_structure_get_string (structure, "codec-id") : NULL;
}

static gboolean
is_unnamed (const GstStructure *structure)
{
  const char *type = gst_structure_get_name (structure);

  return strstr (type, "/x-gst-fourcc-") != NULL || g_str_has_suffix (type, "/x-unknown");
}

/* Whether something here decodes or unpacks it after all. */
static gboolean
has_factory (const GstCaps *caps)
{
  GList *all = gst_element_factory_list_get_elements (GST_ELEMENT_FACTORY_TYPE_DECODABLE, GST_RANK_MARGINAL);
  GList *fit = gst_element_factory_list_filter (all, caps, GST_PAD_SINK, FALSE);
  gboolean found = fit != NULL;

  gst_plugin_feature_list_free (fit);
  gst_plugin_feature_list_free (all);
  return found;
}

/* Whether the package that would have to be installed is there, and has no decoder for it either. */
static gboolean
is_beyond_help (const char *detail)
{
  g_autoptr (GstCaps) caps = parse_caps (detail);
  g_autoptr (GstPlugin) plugin = NULL;

  if (caps == NULL)
    return FALSE;
  if (is_unnamed (gst_caps_get_structure (caps, 0)))
    return TRUE;
  if (g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS) || has_factory (caps))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (plugins); i++)
    if (g_str_equal (plugins[i].package, package_of_caps (caps)))
      plugin = gst_registry_find_plugin (gst_registry_get (), plugins[i].plugin);
  return plugin != NULL;
}

static char *
describe (const char *detail)
{
  g_autoptr (GstCaps) caps = parse_caps (detail);
  g_auto (GStrv) fields = NULL;
  const char *own = caps != NULL ? own_name (gst_caps_get_structure (caps, 0)) : NULL;

  if (own != NULL)
    return g_strdup (own);
  if (caps != NULL)
    return gst_pb_utils_get_codec_description (caps);
  fields = g_strsplit (detail, "|", 6);
  return g_strdup (g_strv_length (fields) >= 4 ? fields[3] : detail);
}

/* Archives and documents also make decodebin ask for a 'decoder'. */
static gboolean
is_no_footage (const char *detail)
{
  g_autoptr (GstCaps) caps = parse_caps (detail);
  const char *type;

  if (caps == NULL)
    return FALSE;
  type = gst_structure_get_name (gst_caps_get_structure (caps, 0));
  if (g_str_has_prefix (type, "text/"))
    return TRUE;
  if (!g_str_has_prefix (type, "application/"))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (packages); i++)
    if (strcmp (type, packages[i].type) == 0)
      return FALSE;
  return TRUE;
}

/**
 * reel_missing_codec_error_new:
 * @name: the file's name, for people
 * @details: (array zero-terminated=1): installer details of GStreamer's, one or more
 *
 * Says which codec a file needs and what to install for it: the Debian package, or inside Flatpak the extension.
 * Where all that is missing is about a type that is no footage, or that nothing that could be installed decodes, says that
 * instead.
 *
 * Returns: (transfer full): %REEL_MEDIA_ERROR_MISSING_CODEC or %REEL_MEDIA_ERROR_NOT_MEDIA
 */
GError *
reel_missing_codec_error_new (const char         *name,
                              const char * const *details)
{
  g_autoptr (GPtrArray) codecs = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *codec_list = NULL;
  g_autofree char *package_list = NULL;
  gboolean footage = FALSE, beyond_help = TRUE;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (details != NULL && details[0] != NULL, NULL);

  for (gsize i = 0; details[i] != NULL; i++)
    {
      g_autofree char *codec = NULL;
      const char *package;

      if (is_no_footage (details[i]))
        continue;
      footage = TRUE;
      beyond_help = beyond_help && is_beyond_help (details[i]);
      codec = describe (details[i]);
      package = reel_missing_codec_get_package (details[i]);
      if (!g_ptr_array_find_with_equal_func (codecs, codec, g_str_equal, NULL))
        g_ptr_array_add (codecs, g_steal_pointer (&codec));
      if (!g_ptr_array_find_with_equal_func (names, package, g_str_equal, NULL))
        g_ptr_array_add (names, (gpointer) package);
    }
  if (!footage)
    return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_MEDIA, N_ ("“%s” is no video file."), name);

  g_ptr_array_add (codecs, NULL);
  g_ptr_array_add (names, NULL);
  codec_list = reel_format_list ((const char * const *) codecs->pdata);
  package_list = g_strjoinv (" ", (char **) names->pdata);

  if (beyond_help)
    return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_MISSING_CODEC,
                        /* Translators: a file, a codec such as ProRes RAW, or how the file calls it, such as V_QUICKTIME */
                        N_ ("“%s” can’t be decoded: GStreamer has no decoder for %s. Convert it with another program."),
                        name, codec_list);

  if (g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS))
    return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_MISSING_CODEC,
                        /* Translators: a file, a codec such as H.264, the id of a Flatpak extension */
                        N_ ("“%s” needs a codec that is not installed: %s. Install the Flatpak extension %s."), name,
                        codec_list, FLATPAK_EXTENSION);
  return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_MISSING_CODEC,
                      /* Translators: a file, a codec such as H.264, the name of a package */
                      N_ ("“%s” needs a codec that is not installed: %s. Install the package %s."), name, codec_list,
                      package_list);
}
