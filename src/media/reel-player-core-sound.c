/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-missing-codec.h"
#include "media/reel-player-core-private.h"

/* Where the sound goes, and whether there is any. */

/* Whether the file has sound that nothing here decodes. */
gboolean
reel_player_core_misses_sound (ReelPlayerCore *self)
{
  for (guint i = 0; i < self->missing->len; i++)
    if (reel_missing_codec_is_sound (self->missing->pdata[i]))
      return TRUE;
  return FALSE;
}

/* GstPadProbeCallback, on a streaming thread, until there is sound. */
static GstPadProbeReturn
on_sound (GstPad          *pad,
          GstPadProbeInfo *probe,
          gpointer         data)
{
  ReelPlayerCore *self = data;

  if (probe->type & GST_PAD_PROBE_TYPE_BUFFER)
    {
      g_atomic_int_set (&self->sound, REEL_SOUND_CAME);
      return GST_PAD_PROBE_REMOVE;
    }
  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (probe)) == GST_EVENT_EOS)
    g_atomic_int_set (&self->sound, REEL_SOUND_NONE);
  return GST_PAD_PROBE_OK;
}

/*
 * reel_player_core_make_audio_sink:
 * @self: a core
 *
 * Returns: (transfer floating) (nullable): a sink that can be opened, or one that is silent and keeps time
 */
GstElement *
reel_player_core_make_audio_sink (ReelPlayerCore *self)
{
  GstElement *sink = self->fake_audio ? NULL : gst_element_factory_make ("autoaudiosink", NULL);

  if (sink != NULL && gst_element_set_state (sink, GST_STATE_READY) == GST_STATE_CHANGE_FAILURE)
    {
      gst_element_set_state (sink, GST_STATE_NULL);
      gst_object_unref (gst_object_ref_sink (sink));
      sink = NULL;
    }
  if (sink == NULL)
    {
      self->fake_audio = TRUE;
      sink = gst_element_factory_make ("fakesink", NULL);
      if (sink != NULL)
        g_object_set (sink, "sync", TRUE, NULL);
    }
  if (sink != NULL)
    {
      g_autoptr (GstPad) pad = gst_element_get_static_pad (sink, "sink");

      gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_sound, self, NULL);
    }
  return sink;
}
