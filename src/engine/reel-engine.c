/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/reel-engine.h"

G_DEFINE_INTERFACE (ReelEngine, reel_engine, G_TYPE_OBJECT)

static void
reel_engine_default_init (ReelEngineInterface *iface)
{
}

/**
 * reel_engine_get_space_id:
 * @self: an engine
 *
 * Which space its vectors belong to, version included. Vectors of different spaces are never compared.
 *
 * Returns: (transfer none): such as `measured-v1`
 */
const char *
reel_engine_get_space_id (ReelEngine *self)
{
  g_return_val_if_fail (REEL_IS_ENGINE (self), NULL);

  return REEL_ENGINE_GET_IFACE (self)->get_space_id (self);
}

/**
 * reel_engine_get_dims:
 * @self: an engine
 *
 * Returns: how many floats a vector has
 */
guint
reel_engine_get_dims (ReelEngine *self)
{
  g_return_val_if_fail (REEL_IS_ENGINE (self), 0);

  return REEL_ENGINE_GET_IFACE (self)->get_dims (self);
}

/**
 * reel_engine_encode_frames:
 * @self: an engine
 * @frames: (element-type ReelSampledFrame): the pictures of one clip in the order of time, one at least
 * @vector: (out caller-allocates): room for as many floats as the space has dimensions; of unit length afterwards
 * @tags: (nullable) (element-type ReelTag): what can be told in words is appended to it
 * @error: return location of an error
 *
 * Turns a clip into a vector. From any thread; takes some milliseconds a frame.
 *
 * Returns: whether it could be done; on an error @vector and @tags are left as they were
 */
gboolean
reel_engine_encode_frames (ReelEngine  *self,
                           GPtrArray   *frames,
                           float       *vector,
                           GArray      *tags,
                           GError     **error)
{
  g_return_val_if_fail (REEL_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (frames != NULL && frames->len > 0, FALSE);
  g_return_val_if_fail (vector != NULL, FALSE);
  g_return_val_if_fail (tags == NULL || g_array_get_element_size (tags) == sizeof (ReelTag), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return REEL_ENGINE_GET_IFACE (self)->encode_frames (self, frames, vector, tags, error);
}

/**
 * reel_engine_encode_text:
 * @self: an engine
 * @text: what somebody looks for, UTF-8
 * @vector: (out caller-allocates): room for as many floats as the space has dimensions: of unit length afterwards, or
 *   all zeros where nothing of @text was understood
 * @unknown_words: (out) (optional) (transfer full): the words that match nothing in this space, in their order
 * @error: return location of an error
 *
 * Turns a query into a vector of the same space. From any thread, without delay.
 *
 * Returns: whether it could be done
 */
gboolean
reel_engine_encode_text (ReelEngine   *self,
                         const char   *text,
                         float        *vector,
                         char       ***unknown_words,
                         GError      **error)
{
  g_return_val_if_fail (REEL_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (vector != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return REEL_ENGINE_GET_IFACE (self)->encode_text (self, text, vector, unknown_words, error);
}
