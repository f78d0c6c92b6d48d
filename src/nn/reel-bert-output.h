/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelBertOutput:
 * @n_tokens: tokens of the text, with the first and the last that are no text
 * @dims: values of a state and of the vector
 * @ids: (owned): the tokens
 * @states: (owned): the last layer's states, @dims for each token
 * @vector: (owned): their mean, one long
 *
 * What a model makes of one text.
 */
typedef struct
{
  gsize n_tokens, dims;
  guint32 *ids;
  float *states;
  float *vector;
} ReelBertOutput;

void reel_bert_output_free (ReelBertOutput *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelBertOutput, reel_bert_output_free)

G_END_DECLS
