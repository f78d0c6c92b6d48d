/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "reel-text-matrix.h"

G_BEGIN_DECLS

/**
 * ReelTextNorm:
 * @gain: (owned): factors of a layer normalisation
 * @shift: (owned): what is added then
 */
typedef struct
{
  float *gain, *shift;
} ReelTextNorm;

/**
 * ReelTextLinear:
 * @weights: outputs by inputs
 * @bias: (owned) (nullable): a value for each output
 */
typedef struct
{
  ReelTextMatrix weights;
  float *bias;
} ReelTextLinear;

/**
 * ReelTextLayer:
 * @query, @key, @value, @output: of the attention
 * @up, @down: of the feed-forward part
 * @norm_attention, @norm_forward: after each part, or before it with @norm_first of #ReelTextEncoder
 */
typedef struct
{
  ReelTextLinear query, key, value, output, up, down;
  ReelTextNorm norm_attention, norm_forward;
} ReelTextLayer;

typedef enum
{
  REEL_TEXT_GELU,
  REEL_TEXT_QUICK_GELU,
} ReelTextActivation;

/**
 * ReelTextEncoder:
 * @width: values of a token's state; a multiple of @heads
 * @inner: values within the feed-forward part
 * @norm_first: CLIP normalises before each part, BERT after it
 * @causal: whether a token attends to itself and earlier ones only
 * @layers: (owned): from the first on
 *
 * A stack of transformer layers. Immutable once filled, so threads may share it.
 */
typedef struct
{
  const ReelTextKernels *kernels;
  gsize width, heads, inner;
  float epsilon;
  ReelTextActivation activation;
  gboolean norm_first, causal;
  ReelTextLayer *layers;
  guint n_layers;
} ReelTextEncoder;

float   *reel_text_floats_new    (gsize                  n);

gboolean reel_text_encoder_run   (const ReelTextEncoder *self,
                                  float                 *states,
                                  gsize                  n,
                                  GCancellable          *cancellable,
                                  GError               **error);
void     reel_text_encoder_clear (ReelTextEncoder       *self);

void     reel_text_norm_apply    (const ReelTextNorm    *self,
                                  const ReelTextEncoder *encoder,
                                  float                 *states,
                                  gsize                  n);
void     reel_text_norm_clear    (ReelTextNorm          *self);
void     reel_text_linear_clear  (ReelTextLinear        *self);

gboolean reel_text_make_unit     (float                 *vector,
                                  gsize                  n,
                                  GError               **error);

G_END_DECLS
