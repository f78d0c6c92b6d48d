/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reel-clip-model-private.h"

/* Where the weights of the publishers' layout go. 'pre_layrnorm' is how they spell it. */

/* Returns: (nullable) (transfer full): a row of @n floats */
static float *
get_floats (const ReelClipModel *self,
            const char          *prefix,
            const char          *name,
            gsize                n,
            GError             **error)
{
  g_autofree char *key = g_strconcat (prefix, name, NULL);
  ReelTextMatrix matrix;
  float *floats;

  if (!reel_safetensors_set_get_matrix (self->weights, key, 1, n, &matrix, error))
    return NULL;
  floats = g_malloc_n (n, sizeof *floats);
  reel_text_matrix_get_row (&matrix, self->text.kernels, 0, floats);
  return floats;
}

static gboolean
get_norm (const ReelClipModel *self,
          const char          *prefix,
          const char          *name,
          gsize                width,
          ReelTextNorm        *norm,
          GError             **error)
{
  g_autofree char *key = g_strconcat (prefix, name, NULL);

  norm->gain = get_floats (self, key, ".weight", width, error);
  if (norm->gain == NULL)
    return FALSE;
  norm->shift = get_floats (self, key, ".bias", width, error);
  return norm->shift != NULL;
}

static gboolean
get_linear (const ReelClipModel *self,
            const char          *prefix,
            const char          *name,
            gsize                outputs,
            gsize                inputs,
            ReelTextLinear      *linear,
            GError             **error)
{
  g_autofree char *key = g_strconcat (prefix, name, NULL), *weight = g_strconcat (key, ".weight", NULL);

  if (!reel_safetensors_set_get_matrix (self->weights, weight, outputs, inputs, &linear->weights, error))
    return FALSE;
  linear->bias = get_floats (self, key, ".bias", outputs, error);
  return linear->bias != NULL;
}

static gboolean
get_layer (const ReelClipModel      *self,
           const char               *tower_name,
           guint                     n,
           const ReelClipModelTower *tower,
           ReelTextLayer            *layer,
           GError                  **error)
{
  g_autofree char *prefix = g_strdup_printf ("%s.encoder.layers.%u.", tower_name, n);
  gsize width = tower->width, inner = tower->inner;

  return get_linear (self, prefix, "self_attn.q_proj", width, width, &layer->query, error) &&
         get_linear (self, prefix, "self_attn.k_proj", width, width, &layer->key, error) &&
         get_linear (self, prefix, "self_attn.v_proj", width, width, &layer->value, error) &&
         get_linear (self, prefix, "self_attn.out_proj", width, width, &layer->output, error) &&
         get_linear (self, prefix, "mlp.fc1", inner, width, &layer->up, error) &&
         get_linear (self, prefix, "mlp.fc2", width, inner, &layer->down, error) &&
         get_norm (self, prefix, "layer_norm1", width, &layer->norm_attention, error) &&
         get_norm (self, prefix, "layer_norm2", width, &layer->norm_forward, error);
}

static gboolean
get_tower (const ReelClipModel      *self,
           const char               *name,
           const ReelClipModelTower *tower,
           gboolean                  causal,
           ReelTextEncoder          *encoder,
           GError                  **error)
{
  encoder->width = tower->width;
  encoder->heads = tower->heads;
  encoder->inner = tower->inner;
  encoder->epsilon = tower->epsilon;
  encoder->activation = tower->activation;
  encoder->norm_first = TRUE;
  encoder->causal = causal;
  encoder->n_layers = tower->n_layers;
  encoder->layers = g_new0 (ReelTextLayer, tower->n_layers);
  for (guint i = 0; i < tower->n_layers; i++)
    if (!get_layer (self, name, i, tower, &encoder->layers[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
get_matrix (const ReelClipModel *self,
            const char          *name,
            gsize                rows,
            gsize                columns,
            ReelTextMatrix      *matrix,
            GError             **error)
{
  return reel_safetensors_set_get_matrix (self->weights, name, rows, columns, matrix, error);
}

static gboolean
get_text (ReelClipModel *self,
          GError       **error)
{
  const ReelClipModelConfig *config = &self->config;
  gsize width = config->text.width;
  ReelTextMatrix *positions = &self->text_positions;

  return get_matrix (self, "text_model.embeddings.token_embedding.weight", config->n_words, width, &self->words, error) &&
         get_matrix (self, "text_model.embeddings.position_embedding.weight", config->max_tokens, width, positions, error) &&
         get_matrix (self, "text_projection.weight", config->dims, width, &self->text_projection, error) &&
         get_norm (self, "text_model.", "final_layer_norm", width, &self->text_last, error) &&
         get_tower (self, "text_model", &config->text, TRUE, &self->text, error);
}

static gboolean
get_vision (ReelClipModel *self,
            GError       **error)
{
  const ReelClipModelConfig *config = &self->config;
  gsize width = config->vision.width, inputs = 3 * config->patch * config->patch;
  gsize across = config->side / config->patch, states = across * across + 1;
  ReelTextMatrix *positions = &self->vision_positions;

  self->class_state = get_floats (self, "vision_model.", "embeddings.class_embedding", width, error);
  return self->class_state != NULL &&
         get_matrix (self, "vision_model.embeddings.patch_embedding.weight", width, inputs, &self->patches, error) &&
         get_matrix (self, "vision_model.embeddings.position_embedding.weight", states, width, positions, error) &&
         get_matrix (self, "visual_projection.weight", config->dims, width, &self->vision_projection, error) &&
         get_norm (self, "vision_model.", "pre_layrnorm", width, &self->vision_first, error) &&
         get_norm (self, "vision_model.", "post_layernorm", width, &self->vision_last, error) &&
         get_tower (self, "vision_model", &config->vision, FALSE, &self->vision, error);
}

/**
 * reel_clip_model_weights_read:
 * @self: a model with its config, weights and kernels
 * @error: (nullable): #ReelTextError
 *
 * Returns: whether all weights are there, and of the sizes that the config says
 */
gboolean
reel_clip_model_weights_read (ReelClipModel *self,
                              GError       **error)
{
  return get_text (self, error) && get_vision (self, error);
}
