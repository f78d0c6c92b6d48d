/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nn/reel-nn-error.h"
#include "nn/reel-nn-model-private.h"

/**
 * reel_nn_model_new_from_file:
 * @path: a file in the format of reel-nn-format.h
 * @error: return location for a #GError: of #ReelNnError, or of #GFileError where the file can't be read
 *
 * Loads a network. The file is mapped and must not be changed in place while the network is in use.
 *
 * Returns: (transfer full) (nullable): the network
 */
ReelNnModel *
reel_nn_model_new_from_file (const char *path,
                             GError    **error)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL;
  ReelNnModel *self;

  g_return_val_if_fail (path != NULL, NULL);

  name = g_filename_display_name (path);
  file = g_mapped_file_new (path, FALSE, error);
  if (file == NULL)
    {
      g_prefix_error (error, "Could not open the network %s: ", name);
      return NULL;
    }
  bytes = g_mapped_file_get_bytes (file);
  self = reel_nn_model_new_from_bytes (bytes, error);
  if (self == NULL)
    g_prefix_error (error, "Could not load the network %s: ", name);
  return self;
}

/**
 * reel_nn_model_new_from_bytes:
 * @bytes: the contents of such a file
 * @error: return location for a #GError of #ReelNnError
 *
 * Returns: (transfer full) (nullable): the network, which keeps a reference on @bytes
 */
ReelNnModel *
reel_nn_model_new_from_bytes (GBytes  *bytes,
                              GError **error)
{
  g_autoptr (ReelNnModel) self = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = g_new0 (ReelNnModel, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->bytes = g_bytes_ref (bytes);
  if (!reel_nn_reader_read (self, error))
    return NULL;
  for (guint i = 0; i < self->n_operators; i++)
    {
      guint64 n_operations;

      if (!reel_nn_check_operator (self, &self->operators[i], &n_operations, error))
        {
          g_prefix_error (error, "operator %u: ", i);
          return NULL;
        }
      reel_nn_operator_find (self, &self->operators[i]);
      self->n_operations += n_operations;
      if (self->n_operations > REEL_NN_MAX_OPERATIONS)
        {
          g_set_error (error, REEL_NN_ERROR, REEL_NN_ERROR_TOO_LARGE, "a run would take more than %" G_GUINT64_FORMAT " operations",
                       REEL_NN_MAX_OPERATIONS);
          return NULL;
        }
    }
  /* Only now, so that a file that does not fit together costs no memory. */
  if (!reel_nn_plan_make (self, &self->plan, error))
    return NULL;
  for (guint i = 0; i < self->n_operators; i++)
    if (!reel_nn_operator_prepare (self, &self->operators[i], error))
      {
        g_prefix_error (error, "operator %u: ", i);
        return NULL;
      }
  return g_steal_pointer (&self);
}

/**
 * reel_nn_model_ref:
 * @self: a network
 *
 * Returns: (transfer full): @self
 */
ReelNnModel *
reel_nn_model_ref (ReelNnModel *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * reel_nn_model_unref:
 * @self: (transfer full): a network
 */
void
reel_nn_model_unref (ReelNnModel *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; self->operators != NULL && i < self->n_operators; i++)
    reel_nn_operator_clear (&self->operators[i]);
  reel_nn_plan_clear (&self->plan);
  g_free (self->tensors);
  g_free (self->weights);
  g_free (self->operators);
  g_free (self->outputs);
  g_bytes_unref (self->bytes);
  g_free (self);
}

/**
 * reel_nn_model_get_input:
 * @self: a network
 *
 * Returns: (transfer none): the shape of what it is fed
 */
const ReelNnTensor *
reel_nn_model_get_input (ReelNnModel *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->tensors[0];
}

/**
 * reel_nn_model_get_n_outputs:
 * @self: a network
 *
 * Returns: how many outputs it has, 1 at least
 */
guint
reel_nn_model_get_n_outputs (ReelNnModel *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_outputs;
}

/**
 * reel_nn_model_get_output:
 * @self: a network
 * @index: which output
 *
 * Returns: (transfer none): its shape
 */
const ReelNnTensor *
reel_nn_model_get_output (ReelNnModel *self,
                          guint        index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->n_outputs, NULL);

  return &self->tensors[self->outputs[index]];
}

/**
 * reel_nn_model_get_n_operations:
 * @self: a network
 *
 * Returns: how many multiplications (each with an addition) a run takes
 */
guint64
reel_nn_model_get_n_operations (ReelNnModel *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_operations;
}

/**
 * reel_nn_model_get_arena_size:
 * @self: a network
 *
 * Returns: the memory of one #ReelNnRun, in bytes
 */
gsize
reel_nn_model_get_arena_size (ReelNnModel *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->plan.size;
}
