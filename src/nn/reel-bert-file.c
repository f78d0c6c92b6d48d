/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "reel-bert-model-private.h"
#include "reel-text-error.h"

/*
 * The format E5S1, version 1, all little-endian:
 *
 *   "E5S1", u32 version; i32 width, layers, heads, inner, words, positions, types; f32 epsilon; i32 block (32)
 *   i32 pieces n; i32 ids of <s>, </s>, <pad>, <unk>; u64 bytes of the blob; u32 offsets[n + 1]; f32 scores[n]; the blob
 *   i32 characters that are replaced, u32 bytes of them: each u32 code point, u8 k, k · u32
 *   i32 tensors: each u16 length of the name, the name, u8 type (0 f32, 1 four bits), u32 values, u64 offset, u64 bytes
 *
 * Nothing is believed: each number is checked against the size of the file before it is used.
 */

#define MAX_WIDTH     4096
#define MAX_INNER     16384
#define MAX_LAYERS    64
#define MAX_POSITIONS 8192
#define MAX_TENSORS   4096

typedef struct
{
  const guint8 *data;
  gsize size, at;
} Cursor;

typedef struct
{
  guint8 type;
  guint32 n_values;
  const guint8 *data;
} Tensor;

static gboolean
damaged (GError    **error,
         const char *what)
{
  g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED, "The file of the model is damaged: %s", what);
  return FALSE;
}

/* Returns: (nullable): the next @size bytes */
static const guint8 *
take (Cursor *cursor,
      guint64 size)
{
  const guint8 *at = cursor->data + cursor->at;

  if (size > cursor->size - cursor->at)
    return NULL;
  cursor->at += (gsize) size;
  return at;
}

static gboolean
take_u32 (Cursor  *cursor,
          guint32 *value)
{
  const guint8 *at = take (cursor, sizeof *value);

  if (at == NULL)
    return FALSE;
  memcpy (value, at, sizeof *value);
  *value = GUINT32_FROM_LE (*value);
  return TRUE;
}

static gboolean
take_u64 (Cursor  *cursor,
          guint64 *value)
{
  const guint8 *at = take (cursor, sizeof *value);

  if (at == NULL)
    return FALSE;
  memcpy (value, at, sizeof *value);
  *value = GUINT64_FROM_LE (*value);
  return TRUE;
}

static gboolean
within (guint32 value,
        guint32 from,
        guint32 to)
{
  return value >= from && value <= to;
}

static gboolean
read_sizes (ReelBertModel *self,
            Cursor        *cursor,
            GError       **error)
{
  const guint8 *magic = take (cursor, 4);
  guint32 version, numbers[7], epsilon, block;
  ReelTextEncoder *encoder = &self->encoder;

  if (magic == NULL || memcmp (magic, "E5S1", 4) != 0 || !take_u32 (cursor, &version))
    {
      g_set_error_literal (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_UNSUPPORTED,
                           "The file is not a text model of this program");
      return FALSE;
    }
  if (version != 1)
    {
      g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_UNSUPPORTED,
                   "The text model is of version %u, and this program reads version 1", version);
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!take_u32 (cursor, &numbers[i]))
      return damaged (error, "it is cut");
  if (!take_u32 (cursor, &epsilon) || !take_u32 (cursor, &block))
    return damaged (error, "it is cut");
  memcpy (&encoder->epsilon, &epsilon, sizeof epsilon);
  if (block != REEL_TEXT_Q4_VALUES || !within (numbers[0], 32, MAX_WIDTH) || numbers[0] % 32 != 0 ||
      !within (numbers[1], 1, MAX_LAYERS) || !within (numbers[2], 1, numbers[0]) || numbers[0] % numbers[2] != 0 ||
      !within (numbers[3], 32, MAX_INNER) || numbers[3] % 32 != 0 || !within (numbers[4], 1, G_MAXINT32 / 2) ||
      !within (numbers[5], 2, MAX_POSITIONS) || numbers[6] < 1 ||
      !isfinite (encoder->epsilon) || encoder->epsilon <= 0 || encoder->epsilon > 1)
    return damaged (error, "its sizes make no sense");
  encoder->width = numbers[0];
  encoder->n_layers = numbers[1];
  encoder->heads = numbers[2];
  encoder->inner = numbers[3];
  self->words.rows = numbers[4];
  self->positions.rows = numbers[5];
  return TRUE;
}

static gboolean
read_vocabulary (ReelBertModel *self,
                 Cursor        *cursor,
                 GError       **error)
{
  ReelTokenizerUnigramData data = {};
  guint64 blob_size;
  guint32 map_size;

  if (!take_u32 (cursor, &data.n_pieces) || !take_u32 (cursor, &data.begin) || !take_u32 (cursor, &data.end) ||
      !take_u32 (cursor, &data.pad) || !take_u32 (cursor, &data.unknown) || !take_u64 (cursor, &blob_size))
    return damaged (error, "it is cut");
  if (!within (data.n_pieces, 1, (guint32) self->words.rows))
    return damaged (error, "there are pieces without a vector");
  data.offsets = take (cursor, 4 * ((guint64) data.n_pieces + 1));
  data.scores = take (cursor, 4 * (guint64) data.n_pieces);
  data.blob = take (cursor, blob_size);
  data.blob_size = (gsize) blob_size;
  if (data.offsets == NULL || data.scores == NULL || data.blob == NULL ||
      !take_u32 (cursor, &data.n_mapped) || !take_u32 (cursor, &map_size))
    return damaged (error, "it is cut");
  data.map_size = map_size;
  data.map = take (cursor, map_size);
  if (data.map == NULL || data.n_mapped > map_size / 5)
    return damaged (error, "its table of characters is cut");
  self->tokenizer = reel_tokenizer_unigram_new (&data, error);
  return self->tokenizer != NULL;
}

/* Returns: (nullable) (transfer full): names and tensors, each within the file */
static GHashTable *
read_directory (Cursor  *cursor,
                GError **error)
{
  g_autoptr (GHashTable) tensors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  guint32 n;

  if (!take_u32 (cursor, &n) || n > MAX_TENSORS)
    {
      damaged (error, "its directory is cut");
      return NULL;
    }
  for (guint32 i = 0; i < n; i++)
    {
      const guint8 *length = take (cursor, 2), *name, *type;
      gsize n_name = length != NULL ? (gsize) (length[0] | length[1] << 8) : 0;
      guint64 offset, bytes;
      gsize needed;
      Tensor tensor = {};
      ReelTextType stored;

      name = take (cursor, n_name);
      type = take (cursor, 1);
      if (length == NULL || name == NULL || type == NULL || !take_u32 (cursor, &tensor.n_values) ||
          !take_u64 (cursor, &offset) || !take_u64 (cursor, &bytes))
        {
          damaged (error, "its directory is cut");
          return NULL;
        }
      tensor.type = *type;
      stored = tensor.type == 0 ? REEL_TEXT_F32 : REEL_TEXT_Q4;
      if (tensor.type > 1 || offset > cursor->size || bytes > cursor->size - offset ||
          !reel_text_type_size (stored, tensor.n_values, &needed) || needed != bytes)
        {
          damaged (error, "weights are outside of the file");
          return NULL;
        }
      tensor.data = cursor->data + offset;
      if (!g_hash_table_insert (tensors, g_strndup ((const char *) name, n_name), g_memdup2 (&tensor, sizeof tensor)))
        {
          damaged (error, "two weights have the same name");
          return NULL;
        }
    }
  return g_steal_pointer (&tensors);
}

/* The weights of @rows · @columns named PREFIX.NAME */
static gboolean
get_matrix (GHashTable     *tensors,
            const char     *prefix,
            const char     *name,
            gsize           rows,
            gsize           columns,
            ReelTextMatrix *matrix,
            GError        **error)
{
  g_autofree char *key = g_strconcat (prefix, name, NULL);
  const Tensor *tensor = g_hash_table_lookup (tensors, key);

  if (tensor == NULL || tensor->n_values != rows * columns)
    {
      g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED,
                   "The file of the model is damaged: '%s' is missing or of another size", key);
      return FALSE;
    }
  *matrix = (ReelTextMatrix){ tensor->type == 0 ? REEL_TEXT_F32 : REEL_TEXT_Q4, tensor->data, rows, columns };
  return TRUE;
}

/* Returns: (nullable) (transfer full): the first @n floats of a tensor that has @rows times as many */
static float *
get_floats (const ReelBertModel *self,
            GHashTable          *tensors,
            const char          *prefix,
            const char          *name,
            gsize                n,
            GError             **error)
{
  ReelTextMatrix matrix;
  float *floats;

  if (!get_matrix (tensors, prefix, name, 1, n, &matrix, error))
    return NULL;
  floats = g_malloc_n (n, sizeof *floats);
  reel_text_matrix_get_row (&matrix, self->encoder.kernels, 0, floats);
  return floats;
}

static gboolean
get_norm (const ReelBertModel *self,
          GHashTable          *tensors,
          const char          *prefix,
          const char          *name,
          ReelTextNorm        *norm,
          GError             **error)
{
  g_autofree char *key = g_strconcat (prefix, name, NULL);

  norm->gain = get_floats (self, tensors, key, ".w", self->encoder.width, error);
  if (norm->gain == NULL)
    return FALSE;
  norm->shift = get_floats (self, tensors, key, ".b", self->encoder.width, error);
  return norm->shift != NULL;
}

static gboolean
get_linear (const ReelBertModel *self,
            GHashTable          *tensors,
            const char          *prefix,
            const char          *name,
            gsize                outputs,
            gsize                inputs,
            ReelTextLinear      *linear,
            GError             **error)
{
  g_autofree char *key = g_strconcat (prefix, name, NULL);

  if (!get_matrix (tensors, key, ".w", outputs, inputs, &linear->weights, error))
    return FALSE;
  linear->bias = get_floats (self, tensors, key, ".b", outputs, error);
  return linear->bias != NULL;
}

static gboolean
get_layer (const ReelBertModel *self,
           GHashTable          *tensors,
           guint                n,
           ReelTextLayer       *layer,
           GError             **error)
{
  g_autofree char *prefix = g_strdup_printf ("l%u.", n);
  gsize width = self->encoder.width, inner = self->encoder.inner;

  return get_linear (self, tensors, prefix, "q", width, width, &layer->query, error) &&
         get_linear (self, tensors, prefix, "k", width, width, &layer->key, error) &&
         get_linear (self, tensors, prefix, "v", width, width, &layer->value, error) &&
         get_linear (self, tensors, prefix, "ao", width, width, &layer->output, error) &&
         get_linear (self, tensors, prefix, "fi", inner, width, &layer->up, error) &&
         get_linear (self, tensors, prefix, "fo", width, inner, &layer->down, error) &&
         get_norm (self, tensors, prefix, "aln", &layer->norm_attention, error) &&
         get_norm (self, tensors, prefix, "oln", &layer->norm_forward, error);
}

static gboolean
get_weights (ReelBertModel *self,
             GHashTable    *tensors,
             GError       **error)
{
  ReelTextEncoder *encoder = &self->encoder;
  gsize width = encoder->width;
  const Tensor *types = g_hash_table_lookup (tensors, "emb.type");
  ReelTextMatrix first;

  if (types == NULL || types->n_values < width || types->type != 0)
    return damaged (error, "'emb.type' is missing or of another size");
  first = (ReelTextMatrix){ REEL_TEXT_F32, types->data, 1, width };
  self->type = g_malloc_n (width, sizeof *self->type);
  reel_text_matrix_get_row (&first, encoder->kernels, 0, self->type);
  if (!get_matrix (tensors, "emb.", "word", self->words.rows, width, &self->words, error) ||
      !get_matrix (tensors, "emb.", "pos", self->positions.rows, width, &self->positions, error) ||
      !get_norm (self, tensors, "emb.", "ln", &self->norm, error))
    return FALSE;
  encoder->layers = g_new0 (ReelTextLayer, encoder->n_layers);
  for (guint i = 0; i < encoder->n_layers; i++)
    if (!get_layer (self, tensors, i, &encoder->layers[i], error))
      return FALSE;
  return TRUE;
}

/**
 * reel_bert_file_read:
 * @self: a model with its file and kernels
 * @error: (nullable): #ReelTextError
 *
 * Returns: whether all of @self is filled
 */
gboolean
reel_bert_file_read (ReelBertModel *self,
                     GError       **error)
{
  Cursor cursor = { (const guint8 *) g_mapped_file_get_contents (self->file), g_mapped_file_get_length (self->file), 0 };
  g_autoptr (GHashTable) tensors = NULL;

  if (G_BYTE_ORDER != G_LITTLE_ENDIAN)
    {
      g_set_error_literal (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_UNSUPPORTED, "Models cannot be read on this processor");
      return FALSE;
    }
  if (!read_sizes (self, &cursor, error) || !read_vocabulary (self, &cursor, error))
    return FALSE;
  tensors = read_directory (&cursor, error);
  return tensors != NULL && get_weights (self, tensors, error);
}
