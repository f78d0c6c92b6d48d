/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gst/gst.h>

#include "base/reel-sentence.h"
#include "media/reel-media-error.h"
#include "media/reel-missing-codec.h"

G_DEFINE_QUARK (reel-media-error-quark, reel_media_error)

/**
 * reel_media_error_new_damaged:
 * @name: the file's name, for people
 *
 * Returns: (transfer full): %REEL_MEDIA_ERROR_DAMAGED
 */
GError *
reel_media_error_new_damaged (const char *name)
{
  return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_DAMAGED,
                      N_ ("“%s” is damaged or was cut short: nothing of it can be shown."), name);
}

/**
 * reel_media_error_new_no_space:
 * @name: the name of the file that something is made of, for people
 *
 * Returns: (transfer full): %REEL_MEDIA_ERROR_NO_SPACE
 */
GError *
reel_media_error_new_no_space (const char *name)
{
  return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NO_SPACE,
                      N_ ("The disk is full: there is no room for a smaller copy of “%s”."), name);
}

/**
 * reel_media_error_new_no_video:
 * @name: the file's name, for people
 *
 * Returns: (transfer full): %REEL_MEDIA_ERROR_NO_VIDEO
 */
GError *
reel_media_error_new_no_video (const char *name)
{
  return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NO_VIDEO, N_ ("“%s” has no moving pictures."), name);
}

/**
 * reel_media_error_new_not_media:
 * @name: the file's name, for people
 *
 * Returns: (transfer full): %REEL_MEDIA_ERROR_NOT_MEDIA with a sentence that names the file
 */
GError *
reel_media_error_new_not_media (const char *name)
{
  return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_MEDIA, N_ ("“%s” is no video file."), name);
}

/**
 * reel_media_error_new_timed_out:
 * @name: the file's name, for people
 *
 * Returns: (transfer full): %REEL_MEDIA_ERROR_TIMED_OUT
 */
GError *
reel_media_error_new_timed_out (const char *name)
{
  return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_TIMED_OUT,
                      N_ ("Reading “%s” took too long. The file may be damaged, or its disk slow."), name);
}

static GError *
from_stream_error (const GError *gst_error,
                   const char   *name)
{
  switch (gst_error->code)
    {
    case GST_STREAM_ERROR_TYPE_NOT_FOUND:
    case GST_STREAM_ERROR_WRONG_TYPE:
      return reel_media_error_new_not_media (name);
    case GST_STREAM_ERROR_CODEC_NOT_FOUND:
      return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_MISSING_CODEC,
                          N_ ("“%s” can’t be decoded: a codec for it is not installed."), name);
    case GST_STREAM_ERROR_DECRYPT:
    case GST_STREAM_ERROR_DECRYPT_NOKEY:
      return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED, N_ ("“%s” is encrypted."), name);
    default:
      return reel_media_error_new_damaged (name);
    }
}

/**
 * reel_media_error_from_gst:
 * @gst_error: what a pipeline said
 * @name: the file's name, for people
 * @missing: (nullable) (array zero-terminated=1): the installer details of plugins that it missed
 *
 * Returns: (transfer full): a #ReelMediaError with a sentence that names the file
 */
GError *
reel_media_error_from_gst (const GError       *gst_error,
                           const char         *name,
                           const char * const *missing)
{
  g_return_val_if_fail (gst_error != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (missing != NULL && missing[0] != NULL)
    return reel_missing_codec_error_new (name, missing);
  if (gst_error->domain == GST_STREAM_ERROR)
    return from_stream_error (gst_error, name);
  if (g_error_matches (gst_error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN))
    return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_MISSING_CODEC,
                        N_ ("“%s” can’t be decoded: a codec for it is not installed."), name);
  if (g_error_matches (gst_error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND) ||
      g_error_matches (gst_error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ) ||
      g_error_matches (gst_error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ) ||
      g_error_matches (gst_error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED))
    return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE, N_ ("“%s” can’t be read: %s"), name,
                        gst_error->message);
  return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED, N_ ("“%s” can’t be shown: %s"), name,
                              gst_error->message);
}
