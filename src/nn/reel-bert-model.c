/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "reel-bert-model-private.h"
#include "reel-text-error.h"
#include "reel-text-file.h"

/*
 * A sentence encoder of BERT's kind (Devlin et al., 2018): a vector for each token of a text, and their mean for the text.
 * Loading maps the file and indexes its vocabulary; weights are unpacked while they are used, so what stays in memory is
 * the kernel's page cache.
 */

static void
model_clear (ReelBertModel *self)
{
  reel_text_encoder_clear (&self->encoder);
  reel_text_norm_clear (&self->norm);
  g_free (self->type);
  g_clear_pointer (&self->tokenizer, reel_tokenizer_unigram_free);
  g_clear_pointer (&self->file, g_mapped_file_unref);
}

/**
 * reel_bert_model_load:
 * @path: a file of the format that reel-bert-file.c describes
 * @error: (nullable): #GFileError or #ReelTextError
 *
 * Returns: (transfer full): a model that never changes, so that threads may share it
 */
ReelBertModel *
reel_bert_model_load (const char *path,
                      GError    **error)
{
  return reel_bert_model_load_with (path, reel_text_kernels_get_default (), error);
}

/**
 * reel_bert_model_load_with:
 * @path: see reel_bert_model_load()
 * @kernels: (transfer none): loops that this processor can run
 * @error: (nullable): see reel_bert_model_load()
 *
 * Returns: (transfer full): see reel_bert_model_load()
 */
ReelBertModel *
reel_bert_model_load_with (const char            *path,
                           const ReelTextKernels *kernels,
                           GError               **error)
{
  g_autoptr (ReelBertModel) self = NULL;

  g_return_val_if_fail (path != NULL && kernels != NULL, NULL);

  self = g_atomic_rc_box_new0 (ReelBertModel);
  self->encoder.kernels = kernels;
  self->encoder.activation = REEL_TEXT_GELU;
  self->file = reel_text_file_map (path, error);
  if (self->file == NULL || !reel_bert_file_read (self, error))
    {
      g_autofree char *shown = g_filename_display_basename (path);

      g_prefix_error (error, "Could not load the text model %s: ", shown);
      return NULL;
    }
  return g_steal_pointer (&self);
}

ReelBertModel *
reel_bert_model_ref (ReelBertModel *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
reel_bert_model_unref (ReelBertModel *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) model_clear);
}

/**
 * reel_bert_model_get_dims:
 * @self: a model
 *
 * Returns: values of a vector
 */
gsize
reel_bert_model_get_dims (const ReelBertModel *self)
{
  return self->encoder.width;
}

/**
 * reel_bert_model_get_kernels:
 * @self: a model
 *
 * Returns: (transfer none): which loops it runs by, for the log
 */
const char *
reel_bert_model_get_kernels (const ReelBertModel *self)
{
  return self->encoder.kernels->name;
}

/**
 * reel_bert_model_tokenize:
 * @self: a model
 * @text: any text
 * @n_ids: (out): how many tokens
 *
 * Returns: (transfer full): the tokens that the model is given
 */
guint32 *
reel_bert_model_tokenize (const ReelBertModel *self,
                          const char          *text,
                          gsize               *n_ids)
{
  g_return_val_if_fail (self != NULL && text != NULL && n_ids != NULL, NULL);

  return reel_tokenizer_unigram_encode (self->tokenizer, text, self->positions.rows, n_ids);
}

/**
 * reel_bert_model_dup_piece:
 * @self: a model
 * @id: a token of it
 *
 * Returns: (transfer full): see reel_tokenizer_unigram_dup_piece()
 */
char *
reel_bert_model_dup_piece (const ReelBertModel *self,
                           guint32              id)
{
  g_return_val_if_fail (self != NULL, NULL);

  return reel_tokenizer_unigram_dup_piece (self->tokenizer, id);
}

/* Word, position and type, added and normalised. */
static void
embed (const ReelBertModel  *self,
       const ReelBertOutput *output)
{
  gsize width = self->encoder.width;
  g_autofree float *position = g_malloc_n (width, sizeof *position);

  for (gsize i = 0; i < output->n_tokens; i++)
    {
      float *state = output->states + i * width;

      reel_text_matrix_get_row (&self->words, self->encoder.kernels, output->ids[i], state);
      reel_text_matrix_get_row (&self->positions, self->encoder.kernels, i, position);
      for (gsize j = 0; j < width; j++)
        state[j] += position[j] + self->type[j];
    }
  reel_text_norm_apply (&self->norm, &self->encoder, output->states, output->n_tokens);
}

/* The mean over all tokens, also those of the begin and the end. */
static gboolean
pool (ReelBertOutput *output,
      GError        **error)
{
  output->vector = g_new0 (float, output->dims);
  for (gsize i = 0; i < output->n_tokens; i++)
    for (gsize j = 0; j < output->dims; j++)
      output->vector[j] += output->states[i * output->dims + j];
  return reel_text_make_unit (output->vector, output->dims, error);
}

/**
 * reel_bert_model_run:
 * @self: a model
 * @text: any text; this model's texts begin with 'query: ' or 'passage: '
 * @cancellable: (nullable): asked several times a layer
 * @error: (nullable): %G_IO_ERROR_CANCELLED, %G_IO_ERROR_NO_SPACE or %REEL_TEXT_ERROR_NOT_FINITE
 *
 * Takes some milliseconds for a query and about half a second for the longest text: not for the main thread.
 *
 * Returns: (transfer full): the states of all tokens and the vector of the text
 */
ReelBertOutput *
reel_bert_model_run (const ReelBertModel *self,
                     const char          *text,
                     GCancellable        *cancellable,
                     GError             **error)
{
  g_autoptr (ReelBertOutput) output = NULL;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  output = g_new0 (ReelBertOutput, 1);
  output->dims = self->encoder.width;
  output->ids = reel_bert_model_tokenize (self, text, &output->n_tokens);
  output->states = g_malloc_n (output->n_tokens * output->dims, sizeof (float));
  embed (self, output);
  if (!reel_text_encoder_run (&self->encoder, output->states, output->n_tokens, cancellable, error) || !pool (output, error))
    return NULL;
  return g_steal_pointer (&output);
}

/**
 * reel_bert_model_encode:
 * @self: a model
 * @text: see reel_bert_model_run()
 * @vector: (out): as many values as reel_bert_model_get_dims() says, one long
 * @cancellable: (nullable): see reel_bert_model_run()
 * @error: (nullable): see reel_bert_model_run()
 *
 * Returns: whether @vector is set
 */
gboolean
reel_bert_model_encode (const ReelBertModel *self,
                        const char          *text,
                        float               *vector,
                        GCancellable        *cancellable,
                        GError             **error)
{
  g_autoptr (ReelBertOutput) output = reel_bert_model_run (self, text, cancellable, error);

  if (output == NULL)
    return FALSE;
  memcpy (vector, output->vector, output->dims * sizeof *vector);
  return TRUE;
}
