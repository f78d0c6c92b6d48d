/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reel-text-encoder.h"
#include "reel-text-error.h"

/*
 * Attention is all you need (Vaswani et al., 2017), encoder only. A run has one piece of memory for all that lies between
 * inputs and outputs, and the same is used by each layer. Attention goes head by head, so that only one table of n · n
 * weights is there at a time.
 */

typedef struct
{
  float *normed;   /* n · width: what a part is given, and what it gives */
  float *q, *k, *v; /* n · width each */
  float *context;  /* n · width */
  float *inner;    /* n · inner */
  float *weights;  /* n · n */
  float *turned;   /* head · n: the values of a head, a row for each of their elements */
  float *panel;
} Scratch;

/**
 * reel_text_floats_new:
 * @n: how many
 *
 * Returns: (nullable) (transfer full): floats that begin where a line of the cache does, not set to anything; %NULL where
 *   there is not so much memory. Free with g_free(), which is free() itself since GLib 2.46.
 */
float *
reel_text_floats_new (gsize n)
{
  gsize size;
  void *memory;

  if (!g_size_checked_mul (&size, MAX (n, 1), sizeof (float)) || posix_memalign (&memory, 64, size) != 0)
    return NULL;
  return memory;
}

static gsize
panel_size (const ReelTextEncoder *self)
{
  gsize size = 0;

  for (guint i = 0; i < self->n_layers; i++)
    {
      const ReelTextLayer *l = &self->layers[i];
      const ReelTextLinear *linears[] = { &l->query, &l->key, &l->value, &l->output, &l->up, &l->down };

      for (gsize j = 0; j < G_N_ELEMENTS (linears); j++)
        size = MAX (size, reel_text_matrix_get_scratch (&linears[j]->weights));
    }
  return size;
}

/* Returns: (nullable): the memory of @scratch */
static float *
scratch_new (const ReelTextEncoder *self,
             gsize                  n,
             Scratch               *scratch)
{
  gsize states = n * self->width, inner = n * self->inner, turned = self->width / self->heads * n;
  float *all = reel_text_floats_new (5 * states + inner + n * n + turned + panel_size (self));

  if (all == NULL)
    return NULL;
  scratch->normed = all;
  scratch->q = scratch->normed + states;
  scratch->k = scratch->q + states;
  scratch->v = scratch->k + states;
  scratch->context = scratch->v + states;
  scratch->inner = scratch->context + states;
  scratch->weights = scratch->inner + inner;
  scratch->turned = scratch->weights + n * n;
  scratch->panel = scratch->turned + turned;
  return all;
}

static void
linear (const ReelTextEncoder *self,
        const ReelTextLinear  *with,
        const float           *x,
        gsize                  n,
        float                 *out,
        Scratch               *scratch)
{
  reel_text_matrix_multiply (&with->weights, self->kernels, with->bias, x, n, out, scratch->panel);
}

static void
attend (const ReelTextEncoder *self,
        gsize                  n,
        Scratch               *scratch)
{
  const ReelTextKernels *kernels = self->kernels;
  gsize width = self->width, size = width / self->heads;
  float scale = 1 / sqrtf ((float) size);

  for (gsize head = 0; head < self->heads; head++)
    {
      gsize at = head * size;

      kernels->dot (scratch->weights, n, scratch->q + at, width, n, scratch->k + at, width, n, size);
      for (gsize i = 0; i < n; i++)
        {
          float *row = scratch->weights + i * n;
          gsize seen = self->causal ? i + 1 : n;

          kernels->softmax (row, seen, scale);
          memset (row + seen, 0, (n - seen) * sizeof *row);
        }
      for (gsize i = 0; i < n; i++)
        for (gsize j = 0; j < size; j++)
          scratch->turned[j * n + i] = scratch->v[i * width + at + j];
      kernels->dot (scratch->context + at, width, scratch->weights, n, n, scratch->turned, n, size, n);
    }
}

static void
add (float       *to,
     const float *more,
     gsize        n)
{
  for (gsize i = 0; i < n; i++)
    to[i] += more[i];
}

static void
run_attention (const ReelTextEncoder *self,
               const ReelTextLayer   *layer,
               float                 *states,
               gsize                  n,
               Scratch               *scratch)
{
  const float *x = states;

  if (self->norm_first)
    {
      memcpy (scratch->normed, states, n * self->width * sizeof *states);
      reel_text_norm_apply (&layer->norm_attention, self, scratch->normed, n);
      x = scratch->normed;
    }
  linear (self, &layer->query, x, n, scratch->q, scratch);
  linear (self, &layer->key, x, n, scratch->k, scratch);
  linear (self, &layer->value, x, n, scratch->v, scratch);
  attend (self, n, scratch);
  linear (self, &layer->output, scratch->context, n, scratch->normed, scratch);
  add (states, scratch->normed, n * self->width);
  if (!self->norm_first)
    reel_text_norm_apply (&layer->norm_attention, self, states, n);
}

static void
run_forward (const ReelTextEncoder *self,
             const ReelTextLayer   *layer,
             float                 *states,
             gsize                  n,
             Scratch               *scratch)
{
  const float *x = states;

  if (self->norm_first)
    {
      memcpy (scratch->normed, states, n * self->width * sizeof *states);
      reel_text_norm_apply (&layer->norm_forward, self, scratch->normed, n);
      x = scratch->normed;
    }
  linear (self, &layer->up, x, n, scratch->inner, scratch);
  if (self->activation == REEL_TEXT_GELU)
    self->kernels->gelu (scratch->inner, n * self->inner);
  else
    self->kernels->quick_gelu (scratch->inner, n * self->inner);
  linear (self, &layer->down, scratch->inner, n, scratch->normed, scratch);
  add (states, scratch->normed, n * self->width);
  if (!self->norm_first)
    reel_text_norm_apply (&layer->norm_forward, self, states, n);
}

/**
 * reel_text_encoder_run:
 * @self: a filled encoder
 * @states: @n states of its width; embeddings before, the last layer's states after
 * @n: how many tokens, at least one
 * @cancellable: (nullable): asked before each part of a layer
 * @error: (nullable): %G_IO_ERROR_CANCELLED, or %G_IO_ERROR_NO_SPACE where there is not enough memory
 *
 * Returns: whether @states are whole
 */
gboolean
reel_text_encoder_run (const ReelTextEncoder *self,
                       float                 *states,
                       gsize                  n,
                       GCancellable          *cancellable,
                       GError               **error)
{
  Scratch scratch = {};
  g_autofree float *memory = NULL;

  g_return_val_if_fail (self->width % self->heads == 0 && n > 0, FALSE);

  memory = scratch_new (self, n, &scratch);
  if (memory == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "There is not enough memory to run the model");
      return FALSE;
    }
  for (guint i = 0; i < self->n_layers; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      run_attention (self, &self->layers[i], states, n, &scratch);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      run_forward (self, &self->layers[i], states, n, &scratch);
    }
  return TRUE;
}

/**
 * reel_text_norm_apply:
 * @self: gain and shift
 * @encoder: whose width, epsilon and loops are used
 * @states: @n rows
 * @n: how many
 */
void
reel_text_norm_apply (const ReelTextNorm    *self,
                      const ReelTextEncoder *encoder,
                      float                 *states,
                      gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    encoder->kernels->layer_norm (states + i * encoder->width, encoder->width, self->gain, self->shift, encoder->epsilon);
}

void
reel_text_norm_clear (ReelTextNorm *self)
{
  g_clear_pointer (&self->gain, g_free);
  g_clear_pointer (&self->shift, g_free);
}

void
reel_text_linear_clear (ReelTextLinear *self)
{
  g_clear_pointer (&self->bias, g_free);
}

void
reel_text_encoder_clear (ReelTextEncoder *self)
{
  for (guint i = 0; i < self->n_layers && self->layers != NULL; i++)
    {
      ReelTextLayer *l = &self->layers[i];
      ReelTextLinear *linears[] = { &l->query, &l->key, &l->value, &l->output, &l->up, &l->down };

      for (gsize j = 0; j < G_N_ELEMENTS (linears); j++)
        reel_text_linear_clear (linears[j]);
      reel_text_norm_clear (&l->norm_attention);
      reel_text_norm_clear (&l->norm_forward);
    }
  g_clear_pointer (&self->layers, g_free);
  self->n_layers = 0;
}

/**
 * reel_text_make_unit:
 * @vector: @n values, made one long
 * @n: how many
 * @error: (nullable): %REEL_TEXT_ERROR_NOT_FINITE
 *
 * Returns: whether that can be done
 */
gboolean
reel_text_make_unit (float   *vector,
                     gsize    n,
                     GError **error)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) vector[i] * (double) vector[i];
  if (!isfinite (sum) || sum <= 0)
    {
      g_set_error_literal (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_NOT_FINITE,
                           "The model gave no usable numbers: its weights are damaged");
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    vector[i] = (float) ((double) vector[i] / sqrt (sum));
  return TRUE;
}
