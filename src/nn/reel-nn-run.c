/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nn/reel-nn-operators.h"
#include "nn/reel-nn-run.h"

struct _ReelNnMemory
{
  guint8 *bytes; /* (owned) (nullable) */
  gsize   size;
};

struct _ReelNnRun
{
  ReelNnModel         *model;   /* (owned) */
  ReelNnMemory        *own;     /* (owned) (nullable) */
  guint8              *arena;   /* (borrowed): all tensors, where the model's plan says */

  const ReelNnKernels *kernels; /* (borrowed): static */
};

/**
 * reel_nn_memory_new:
 *
 * Returns: (transfer full): memory that takes none yet
 */
ReelNnMemory *
reel_nn_memory_new (void)
{
  return g_new0 (ReelNnMemory, 1);
}

/**
 * reel_nn_memory_free:
 * @self: (transfer full): memory in which there is no run any more
 */
void
reel_nn_memory_free (ReelNnMemory *self)
{
  g_return_if_fail (self != NULL);

  g_aligned_free (self->bytes);
  g_free (self);
}

/**
 * reel_nn_run_new:
 * @model: the network
 * @kernels: (nullable): what it is computed by; %NULL for the fastest
 *
 * Takes the memory that a run needs (reel_nn_model_get_arena_size()).
 *
 * Returns: (transfer full): the run
 */
ReelNnRun *
reel_nn_run_new (ReelNnModel         *model,
                 const ReelNnKernels *kernels)
{
  ReelNnMemory *memory = reel_nn_memory_new ();
  ReelNnRun *self = reel_nn_run_new_in (model, kernels, memory);

  g_return_val_if_fail (self != NULL, NULL);

  self->own = memory;
  return self;
}

/**
 * reel_nn_run_new_in:
 * @model: the network
 * @kernels: (nullable): what it is computed by; %NULL for the fastest
 * @memory: (transfer none): where; it outlives the run, and is enlarged where that is needed
 *
 * Returns: (transfer full): the run, which can be used, and whose outputs hold, until another one is made in the same memory
 */
ReelNnRun *
reel_nn_run_new_in (ReelNnModel         *model,
                    const ReelNnKernels *kernels,
                    ReelNnMemory        *memory)
{
  ReelNnRun *self;

  g_return_val_if_fail (model != NULL && memory != NULL, NULL);

  if (memory->size < model->plan.size)
    {
      g_aligned_free (memory->bytes);
      memory->bytes = g_aligned_alloc0 (model->plan.size, 1, REEL_NN_ALIGNMENT);
      memory->size = model->plan.size;
    }
  self = g_new0 (ReelNnRun, 1);
  self->model = reel_nn_model_ref (model);
  self->arena = memory->bytes;
  self->kernels = kernels != NULL ? kernels : reel_nn_kernels_get_default ();
  return self;
}

/**
 * reel_nn_run_free:
 * @self: (transfer full): a run
 */
void
reel_nn_run_free (ReelNnRun *self)
{
  g_return_if_fail (self != NULL);

  reel_nn_model_unref (self->model);
  g_clear_pointer (&self->own, reel_nn_memory_free);
  g_free (self);
}

static void
run_operator (ReelNnRun            *self,
              const ReelNnOperator *op)
{
  ReelNnModel *model = self->model;
  const gsize *offsets = model->plan.offsets;
  ReelNnStep step = {
    .kernels = self->kernels,
    .op = op,
    .output = &model->tensors[op->output],
    .result = self->arena + offsets[op->output],
    .scratch = self->arena + model->plan.scratch,
  };

  for (guint i = 0; i < op->n_inputs; i++)
    {
      step.inputs[i] = &model->tensors[op->inputs[i]];
      step.values[i] = self->arena + offsets[op->inputs[i]];
    }
  reel_nn_step_run (&step);
}

/**
 * reel_nn_run_execute:
 * @self: a run
 * @input: (array length=size): the values of the input, as reel_nn_model_get_input() describes them
 * @size: their size in bytes, which must be that of the input
 * @cancellable: (nullable): a #GCancellable, looked at before each operator
 * @error: return location for a #GError: only of #G_IO_ERROR_CANCELLED
 *
 * Runs the network, in the thread of the caller. After %FALSE the outputs mean nothing.
 *
 * Returns: whether it ran to the end
 */
gboolean
reel_nn_run_execute (ReelNnRun    *self,
                     const void   *input,
                     gsize         size,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_return_val_if_fail (self != NULL && input != NULL, FALSE);
  g_return_val_if_fail (size == reel_nn_tensor_get_size (&self->model->tensors[0]), FALSE);

  memcpy (self->arena + self->model->plan.offsets[0], input, size);
  for (guint i = 0; i < self->model->n_operators; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      run_operator (self, &self->model->operators[i]);
    }
  return TRUE;
}

/**
 * reel_nn_run_get_output:
 * @self: a run
 * @index: which output
 *
 * Returns: (transfer none): its values, bytes or floats as reel_nn_model_get_output() says; they hold until the next run
 */
const void *
reel_nn_run_get_output (ReelNnRun *self,
                        guint      index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->model->n_outputs, NULL);

  return self->arena + self->model->plan.offsets[self->model->outputs[index]];
}

/**
 * reel_nn_run_get_output_floats:
 * @self: a run
 * @index: which output
 * @values: (out caller-allocates): place for all elements of the output
 *
 * The same as floats, whatever the network computes with.
 */
void
reel_nn_run_get_output_floats (ReelNnRun *self,
                               guint      index,
                               float     *values)
{
  const ReelNnTensor *tensor;
  const guint8 *bytes;

  g_return_if_fail (self != NULL && values != NULL);
  g_return_if_fail (index < self->model->n_outputs);

  tensor = reel_nn_model_get_output (self->model, index);
  bytes = reel_nn_run_get_output (self, index);
  if (tensor->type == REEL_NN_TENSOR_F32)
    {
      memcpy (values, bytes, reel_nn_tensor_get_size (tensor));
      return;
    }
  for (gsize i = 0; i < reel_nn_tensor_get_elements (tensor); i++)
    values[i] = tensor->scale * (float) ((int) bytes[i] - tensor->zero);
}
