/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "reel-clip-model-picture.h"
#include "reel-clip-model-private.h"
#include "reel-text-error.h"

/*
 * CLIP (Radford et al., 2021): a text and a picture that belong together have vectors of a high cosine similarity. The folder
 * is as publishers lay it out: config.json, preprocessor_config.json, model.safetensors (or several with an index),
 * tokenizer.json or vocab.json and merges.txt.
 */

static void
model_clear (ReelClipModel *self)
{
  reel_text_encoder_clear (&self->text);
  reel_text_encoder_clear (&self->vision);
  reel_text_norm_clear (&self->text_last);
  reel_text_norm_clear (&self->vision_first);
  reel_text_norm_clear (&self->vision_last);
  g_free (self->class_state);
  g_free (self->description);
  g_clear_pointer (&self->tokenizer, reel_tokenizer_bpe_free);
  g_clear_pointer (&self->weights, reel_safetensors_set_free);
}

/* Such as "CLIP ViT-B/32, 151 million parameters": the usual letters for the usual widths. */
static char *
describe (const ReelClipModel *self)
{
  static const struct
  {
    gsize width;
    const char *letter;
  } sizes[] = { { 384, "S" }, { 768, "B" }, { 1024, "L" }, { 1280, "H" }, { 1408, "g" }, { 1664, "G" } };
  const ReelClipModelConfig *config = &self->config;
  g_autofree char *name = g_strdup_printf ("ViT-%u", (guint) config->vision.width);
  double values = (double) reel_safetensors_set_get_values (self->weights);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (sizes[i].width == config->vision.width)
      {
        g_free (name);
        name = g_strdup_printf ("ViT-%s", sizes[i].letter);
      }
  return g_strdup_printf ("CLIP %s/%u, %u × %u pixels, %.*f million parameters, %u dimensions", name, (guint) config->patch,
                          (guint) config->side, (guint) config->side, values < 1e7 ? 1 : 0, values / 1e6,
                          (guint) config->dims);
}

static gboolean
load (ReelClipModel *self,
      const char    *folder,
      GCancellable  *cancellable,
      GError       **error)
{
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR, "there is no such folder");
      return FALSE;
    }
  if (!reel_clip_model_config_load (&self->config, folder, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  self->tokenizer = reel_tokenizer_bpe_load (folder, error);
  if (self->tokenizer == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (reel_tokenizer_bpe_get_n_ids (self->tokenizer) > self->config.n_words)
    {
      g_set_error_literal (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED,
                           "the tokenizer is not this model's: it has more tokens than config.json says");
      return FALSE;
    }
  self->weights = reel_safetensors_set_open (folder, error);
  return self->weights != NULL && reel_clip_model_weights_read (self, error);
}

/**
 * reel_clip_model_load:
 * @folder: of a model
 * @cancellable: (nullable): asked between files
 * @error: (nullable): #GFileError, #ReelJsonError, #ReelTextError or %G_IO_ERROR_CANCELLED, with a reason that people can read
 *
 * Reads the vocabulary and maps the weights: about a tenth of a second for a model of any size.
 *
 * Returns: (nullable) (transfer full): a model that never changes, so that threads may share it
 */
ReelClipModel *
reel_clip_model_load (const char   *folder,
                      GCancellable *cancellable,
                      GError      **error)
{
  return reel_clip_model_load_with (folder, reel_text_kernels_get_default (), cancellable, error);
}

/**
 * reel_clip_model_load_with:
 * @folder: see reel_clip_model_load()
 * @kernels: (transfer none): loops that this processor can run
 * @cancellable: (nullable): see reel_clip_model_load()
 * @error: (nullable): see reel_clip_model_load()
 *
 * Returns: (nullable) (transfer full): see reel_clip_model_load()
 */
ReelClipModel *
reel_clip_model_load_with (const char            *folder,
                           const ReelTextKernels *kernels,
                           GCancellable          *cancellable,
                           GError               **error)
{
  g_autoptr (ReelClipModel) self = NULL;
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (folder != NULL && kernels != NULL, NULL);

  self = g_atomic_rc_box_new0 (ReelClipModel);
  self->text.kernels = self->vision.kernels = kernels;
  if (!load (self, folder, cancellable, &reason))
    {
      g_autofree char *shown = g_filename_display_name (folder);

      if (!g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_prefix_error (&reason, "Could not load the model in %s: ", shown);
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }
  self->description = describe (self);
  return g_steal_pointer (&self);
}

ReelClipModel *
reel_clip_model_ref (ReelClipModel *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
reel_clip_model_unref (ReelClipModel *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) model_clear);
}

/**
 * reel_clip_model_get_dims:
 * @self: a model
 *
 * Returns: values of a vector
 */
gsize
reel_clip_model_get_dims (const ReelClipModel *self)
{
  return self->config.dims;
}

/**
 * reel_clip_model_get_side:
 * @self: a model
 *
 * Returns: pixels of the square that the model sees; a picture need not be larger
 */
gsize
reel_clip_model_get_side (const ReelClipModel *self)
{
  return self->config.side;
}

/**
 * reel_clip_model_get_size:
 * @self: a model
 *
 * Returns: bytes of its weights
 */
guint64
reel_clip_model_get_size (const ReelClipModel *self)
{
  return reel_safetensors_set_get_size (self->weights);
}

/**
 * reel_clip_model_get_values:
 * @self: a model
 *
 * Returns: how many parameters it has
 */
guint64
reel_clip_model_get_values (const ReelClipModel *self)
{
  return reel_safetensors_set_get_values (self->weights);
}

/**
 * reel_clip_model_get_description:
 * @self: a model
 *
 * Returns: (transfer none): what it is, in English
 */
const char *
reel_clip_model_get_description (const ReelClipModel *self)
{
  return self->description;
}

/**
 * reel_clip_model_tokenize:
 * @self: a model
 * @text: any text
 * @n_ids: (out): how many tokens
 *
 * Returns: (transfer full): the tokens of @text, cut to as many as the model reads
 */
guint32 *
reel_clip_model_tokenize (const ReelClipModel *self,
                          const char          *text,
                          gsize               *n_ids)
{
  g_return_val_if_fail (self != NULL && text != NULL && n_ids != NULL, NULL);

  return reel_tokenizer_bpe_encode (self->tokenizer, text, self->config.max_tokens, n_ids);
}

static gboolean
no_memory (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "There is not enough memory to run the model");
  return FALSE;
}

/* The last steps of both towers: @state is normalised, projected and made one long. */
static gboolean
finish (const ReelClipModel   *self,
        const ReelTextEncoder *encoder,
        const ReelTextNorm    *norm,
        const ReelTextMatrix  *projection,
        float                 *state,
        float                 *vector,
        GError               **error)
{
  g_autofree float *panel = reel_text_floats_new (reel_text_matrix_get_scratch (projection));

  if (panel == NULL)
    return no_memory (error);
  reel_text_norm_apply (norm, encoder, state, 1);
  reel_text_matrix_multiply (projection, encoder->kernels, NULL, state, 1, vector, panel);
  return reel_text_make_unit (vector, self->config.dims, error);
}

static void
add_position (const ReelTextMatrix  *positions,
              const ReelTextKernels *kernels,
              gsize                  i,
              float                 *state,
              float                 *room)
{
  reel_text_matrix_get_row (positions, kernels, i, room);
  for (gsize j = 0; j < positions->columns; j++)
    state[j] += room[j];
}

/**
 * reel_clip_model_encode_text:
 * @self: a model
 * @text: any text; the vocabulary of most models is English
 * @vector: (out): as many values as reel_clip_model_get_dims() says, one long
 * @cancellable: (nullable): asked twice a layer
 * @error: (nullable): %G_IO_ERROR_CANCELLED, %G_IO_ERROR_NO_SPACE or %REEL_TEXT_ERROR_NOT_FINITE
 *
 * Returns: whether @vector is set
 */
gboolean
reel_clip_model_encode_text (const ReelClipModel *self,
                             const char          *text,
                             float               *vector,
                             GCancellable        *cancellable,
                             GError             **error)
{
  gsize n, width, last = 0;
  g_autofree guint32 *ids = NULL;
  g_autofree float *states = NULL, *room = NULL;

  g_return_val_if_fail (self != NULL && text != NULL && vector != NULL, FALSE);

  ids = reel_clip_model_tokenize (self, text, &n);
  /* The first end counts, and a token never sees those after it: they are left out. */
  while (ids[last] != reel_tokenizer_bpe_get_end (self->tokenizer))
    last++;
  n = last + 1;
  width = self->text.width;
  states = reel_text_floats_new (n * width);
  room = reel_text_floats_new (width);
  if (states == NULL || room == NULL)
    return no_memory (error);
  for (gsize i = 0; i < n; i++)
    {
      reel_text_matrix_get_row (&self->words, self->text.kernels, ids[i], states + i * width);
      add_position (&self->text_positions, self->text.kernels, i, states + i * width, room);
    }
  return reel_text_encoder_run (&self->text, states, n, cancellable, error) &&
         finish (self, &self->text, &self->text_last, &self->text_projection, states + last * width, vector, error);
}

/* A row of values for each patch: its three planes, line by line. */
static void
cut_patches (const ReelClipModelConfig *config,
             const float               *pixels,
             float                     *rows)
{
  gsize side = config->side, patch = config->patch, across = side / patch;

  for (gsize row = 0; row < across; row++)
    for (gsize column = 0; column < across; column++)
      for (gsize plane = 0; plane < 3; plane++)
        for (gsize y = 0; y < patch; y++, rows += patch)
          memcpy (rows, pixels + (plane * side + row * patch + y) * side + column * patch, patch * sizeof *rows);
}

/**
 * reel_clip_model_encode_pixels:
 * @self: a model
 * @pixels: three planes of reel_clip_model_get_side() squared, as the preprocessing leaves them
 * @vector: (out): as many values as reel_clip_model_get_dims() says, one long
 * @cancellable: (nullable): asked twice a layer
 * @error: (nullable): see reel_clip_model_encode_text()
 *
 * Returns: whether @vector is set
 */
gboolean
reel_clip_model_encode_pixels (const ReelClipModel *self,
                               const float         *pixels,
                               float               *vector,
                               GCancellable        *cancellable,
                               GError             **error)
{
  gsize width, across, n;
  g_autofree float *states = NULL, *rows = NULL, *room = NULL;

  g_return_val_if_fail (self != NULL && pixels != NULL && vector != NULL, FALSE);

  width = self->vision.width;
  across = self->config.side / self->config.patch;
  n = across * across;
  states = reel_text_floats_new ((n + 1) * width);
  rows = reel_text_floats_new (n * self->patches.columns);
  room = reel_text_floats_new (MAX (width, reel_text_matrix_get_scratch (&self->patches)));
  if (states == NULL || rows == NULL || room == NULL)
    return no_memory (error);
  cut_patches (&self->config, pixels, rows);
  memcpy (states, self->class_state, width * sizeof *states);
  reel_text_matrix_multiply (&self->patches, self->vision.kernels, NULL, rows, n, states + width, room);
  for (gsize i = 0; i <= n; i++)
    add_position (&self->vision_positions, self->vision.kernels, i, states + i * width, room);
  reel_text_norm_apply (&self->vision_first, &self->vision, states, n + 1);
  g_clear_pointer (&rows, g_free);
  return reel_text_encoder_run (&self->vision, states, n + 1, cancellable, error) &&
         finish (self, &self->vision, &self->vision_last, &self->vision_projection, states, vector, error);
}

/**
 * reel_clip_model_encode_picture:
 * @self: a model
 * @rgb: rows of red, green and blue
 * @width: pixels of a row, from 1 to 65,536
 * @height: rows, from 1 to 65,536
 * @stride: bytes from one row to the next
 * @vector: (out): as many values as reel_clip_model_get_dims() says, one long
 * @cancellable: (nullable): asked twice a layer
 * @error: (nullable): see reel_clip_model_encode_text()
 *
 * The shorter side is resized to what the model sees, and the middle of the longer one is taken.
 *
 * Returns: whether @vector is set
 */
gboolean
reel_clip_model_encode_picture (const ReelClipModel *self,
                                const guint8        *rgb,
                                gsize                width,
                                gsize                height,
                                gsize                stride,
                                float               *vector,
                                GCancellable        *cancellable,
                                GError             **error)
{
  g_autofree float *pixels = NULL;

  g_return_val_if_fail (self != NULL && vector != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  pixels = reel_clip_model_picture_prepare (&self->config, rgb, width, height, stride, error);
  return pixels != NULL && reel_clip_model_encode_pixels (self, pixels, vector, cancellable, error);
}
