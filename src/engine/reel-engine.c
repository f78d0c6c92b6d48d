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
 * reel_engine_get_input:
 * @self: an engine
 * @input: (out caller-allocates): what frames it wants
 */
void
reel_engine_get_input (ReelEngine      *self,
                       ReelEngineInput *input)
{
  g_return_if_fail (REEL_IS_ENGINE (self));
  g_return_if_fail (input != NULL);

  REEL_ENGINE_GET_IFACE (self)->get_input (self, input);
}

/**
 * reel_engine_load:
 * @self: an engine
 * @cancellable: (nullable): a #GCancellable
 * @error: return location of an error: a #ReelEngineError that names the file and what to do, or %G_IO_ERROR_CANCELLED
 *
 * Loads what is not loaded yet. Nobody needs to call it: encoding does the same. It tells early whether the engine can work.
 *
 * Returns: whether it is ready
 */
gboolean
reel_engine_load (ReelEngine    *self,
                  GCancellable  *cancellable,
                  GError       **error)
{
  ReelEngineInterface *iface;

  g_return_val_if_fail (REEL_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  iface = REEL_ENGINE_GET_IFACE (self);
  return iface->load == NULL || iface->load (self, cancellable, error);
}

/**
 * reel_engine_encode_frames:
 * @self: an engine
 * @frames: (element-type ReelSampledFrame): the pictures of one clip in the order of time, one at least, as
 *   reel_engine_get_input() wants them
 * @vector: (out caller-allocates): room for as many floats as the space has dimensions; of unit length afterwards
 * @evidence: (out) (optional) (nullable) (transfer full): what was seen, and its tags; %NULL where the engine has none
 * @cancellable: (nullable): ends it within a moment
 * @error: return location of an error: a #ReelEngineError, or %G_IO_ERROR_CANCELLED
 *
 * Turns a clip into a vector. Blocks: for a worker thread.
 *
 * Returns: whether it could be done; on an error @vector and @evidence are left as they were
 */
gboolean
reel_engine_encode_frames (ReelEngine    *self,
                           GPtrArray     *frames,
                           float         *vector,
                           ReelEvidence **evidence,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_return_val_if_fail (REEL_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (frames != NULL && frames->len > 0, FALSE);
  g_return_val_if_fail (vector != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  return REEL_ENGINE_GET_IFACE (self)->encode_frames (self, frames, vector, evidence, cancellable, error);
}

/**
 * reel_engine_glance:
 * @self: an engine
 * @frames: (element-type ReelSampledFrame): one picture at least, as for reel_engine_encode_frames()
 * @vector: (out caller-allocates): as for reel_engine_encode_frames()
 * @evidence: (out) (optional) (nullable) (transfer full): as for reel_engine_encode_frames()
 * @cancellable: (nullable): ends it within a moment
 * @error: return location of an error: a #ReelEngineError, or %G_IO_ERROR_CANCELLED
 *
 * The same as reel_engine_encode_frames(), in the same space, from a quick look: for a first answer that a better one
 * replaces. Blocks: for a worker thread.
 *
 * Returns: whether it could be done
 */
gboolean
reel_engine_glance (ReelEngine    *self,
                    GPtrArray     *frames,
                    float         *vector,
                    ReelEvidence **evidence,
                    GCancellable  *cancellable,
                    GError       **error)
{
  ReelEngineInterface *iface;

  g_return_val_if_fail (REEL_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (frames != NULL && frames->len > 0, FALSE);
  g_return_val_if_fail (vector != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  iface = REEL_ENGINE_GET_IFACE (self);
  if (iface->glance == NULL)
    return reel_engine_encode_frames (self, frames, vector, evidence, cancellable, error);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  return iface->glance (self, frames, vector, evidence, cancellable, error);
}

/**
 * reel_engine_encode_text:
 * @self: an engine
 * @text: what the user looks for, UTF-8
 * @vector: (out caller-allocates): room for as many floats as the space has dimensions: of unit length afterwards, or
 *   all zeros where nothing of @text was understood
 * @reading: (out) (optional) (transfer full): which words it used, used loosely, or did not understand
 * @cancellable: (nullable): ends it within a moment
 * @error: return location of an error: a #ReelEngineError, %G_IO_ERROR_INVALID_DATA for what is not UTF-8, or
 *   %G_IO_ERROR_CANCELLED; never for the words of @text
 *
 * Turns a query into a vector of the same space. Blocks for some milliseconds, longer where it must load first.
 *
 * Returns: whether it could be done
 */
gboolean
reel_engine_encode_text (ReelEngine         *self,
                         const char         *text,
                         float              *vector,
                         ReelEngineReading **reading,
                         GCancellable       *cancellable,
                         GError            **error)
{
  g_return_val_if_fail (REEL_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (vector != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  return REEL_ENGINE_GET_IFACE (self)->encode_text (self, text, vector, reading, cancellable, error);
}

/**
 * reel_engine_explain:
 * @self: an engine
 * @query: (array): a vector of reel_engine_encode_text()
 * @clip: (array): a vector of reel_engine_encode_frames(), of the same space
 * @n_most: how many reasons at most
 *
 * Which concepts spoke for a hit. Quick: from any thread.
 *
 * Returns: (transfer full) (element-type ReelEngineReason): by falling share; empty where the engine can't tell
 */
GPtrArray *
reel_engine_explain (ReelEngine  *self,
                     const float *query,
                     const float *clip,
                     guint        n_most)
{
  ReelEngineInterface *iface;

  g_return_val_if_fail (REEL_IS_ENGINE (self), NULL);
  g_return_val_if_fail (query != NULL && clip != NULL, NULL);

  iface = REEL_ENGINE_GET_IFACE (self);
  if (iface->explain == NULL)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) reel_engine_reason_free);

  return iface->explain (self, query, clip, n_most);
}

/**
 * reel_engine_get_likeness:
 * @self: an engine
 * @dims: (out): how many floats a vector of that space has, 0 without one
 *
 * Which space holds how clips look, whatever they are called: for 'Find Similar'.
 *
 * Returns: (transfer none) (nullable): its id; %NULL where the engine can't tell
 */
const char *
reel_engine_get_likeness (ReelEngine *self,
                          guint      *dims)
{
  ReelEngineInterface *iface;

  g_return_val_if_fail (REEL_IS_ENGINE (self), NULL);
  g_return_val_if_fail (dims != NULL, NULL);

  *dims = 0;
  iface = REEL_ENGINE_GET_IFACE (self);
  return iface->get_likeness != NULL ? iface->get_likeness (self, dims) : NULL;
}

/**
 * reel_engine_fill_likeness:
 * @self: an engine with a space of likeness
 * @evidence: what reel_engine_encode_frames() saw
 * @vector: (out caller-allocates): room for the dims of reel_engine_get_likeness(); of unit length afterwards, or all zeros
 *   where there was nothing to see
 * @error: return location of a #ReelEngineError
 *
 * Returns: whether it could be done
 */
gboolean
reel_engine_fill_likeness (ReelEngine          *self,
                           const ReelEvidence  *evidence,
                           float               *vector,
                           GError             **error)
{
  ReelEngineInterface *iface;

  g_return_val_if_fail (REEL_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (evidence != NULL && vector != NULL, FALSE);

  iface = REEL_ENGINE_GET_IFACE (self);
  g_return_val_if_fail (iface->fill_likeness != NULL, FALSE);
  return iface->fill_likeness (self, evidence, vector, error);
}

/**
 * reel_engine_trim:
 * @self: an engine
 *
 * Lets go of memory that is quickly there again: for a service with nothing to do.
 */
void
reel_engine_trim (ReelEngine *self)
{
  ReelEngineInterface *iface;

  g_return_if_fail (REEL_IS_ENGINE (self));

  iface = REEL_ENGINE_GET_IFACE (self);
  if (iface->trim != NULL)
    iface->trim (self);
}

/**
 * reel_engine_dup_recipe:
 * @self: an engine
 *
 * From what another process makes an engine of the same space: the name of its kind, and then what that kind is made of,
 * such as folders.
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): the recipe, or %NULL where there is none, as for an
 *   engine that only this process has
 */
char **
reel_engine_dup_recipe (ReelEngine *self)
{
  ReelEngineInterface *iface;

  g_return_val_if_fail (REEL_IS_ENGINE (self), NULL);

  iface = REEL_ENGINE_GET_IFACE (self);
  return iface->dup_recipe != NULL ? iface->dup_recipe (self) : NULL;
}

/**
 * reel_engine_reason_free:
 * @self: (transfer full) (nullable): a reason
 */
void
reel_engine_reason_free (ReelEngineReason *self)
{
  if (self == NULL)
    return;

  g_free (self->concept);
  g_free (self);
}
