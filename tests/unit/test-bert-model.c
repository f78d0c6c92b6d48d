/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "nn-reference.h"
#include "nn/reel-bert-model.h"
#include "nn/reel-text-error.h"
#include "reel-test.h"

#define MODEL "multilingual-e5-small-q4.bin"

static ReelBertModel *
load (const ReelTextKernels *kernels)
{
  g_autofree char *path = nn_data_model (MODEL);
  g_autoptr (GError) error = NULL;
  ReelBertModel *model =
    kernels != NULL ? reel_bert_model_load_with (path, kernels, &error) : reel_bert_model_load (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (model);
  return model;
}

/* The reference: all ids, and its vectors to a cosine of .9999; not all of them by the loops that are slow. */
static void
test_reference (gconstpointer data)
{
  const ReelTextKernels *kernels = data;
  g_autoptr (ReelBertModel) model = load (kernels);
  g_autoptr (GPtrArray) references = nn_references_load ("multilingual-e5-small/reference.json", NULL);
  guint step = kernels == &reel_text_kernels_plain ? 5 : 1;
  double worst = 1;

  g_assert_cmpuint (references->len, ==, 32);
  for (guint i = 0; i < references->len; i++)
    {
      const NnReference *reference = g_ptr_array_index (references, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelBertOutput) output = NULL;
      gsize n;
      g_autofree guint32 *ids = reel_bert_model_tokenize (model, reference->text, &n);

      g_assert_cmpmem (ids, n * sizeof *ids, reference->ids, reference->n_ids * sizeof *ids);
      if (i % step != 0)
        continue;
      output = reel_bert_model_run (model, reference->text, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (output->ids, output->n_tokens * sizeof *ids, ids, n * sizeof *ids);
      g_assert_cmpuint (output->dims, ==, reference->dims);
      worst = MIN (worst, nn_cosine (output->vector, reference->vector, output->dims));
    }
  g_test_message ("%s: the farthest vector has a cosine of %.7f", kernels->name, worst);
  g_assert_cmpfloat (worst, >=, .9999);
}

/* The states are one for each token, and their mean is the vector. */
static void
test_states (void)
{
  g_autoptr (ReelBertModel) model = load (NULL);
  g_autoptr (ReelBertOutput) output = reel_bert_model_run (model, "query: a red car at night", NULL, NULL);
  g_autofree float *mean = g_new0 (float, output->dims), *vector = g_new (float, output->dims);
  double length = 0;

  g_assert_cmpuint (output->dims, ==, reel_bert_model_get_dims (model));
  for (gsize i = 0; i < output->n_tokens; i++)
    for (gsize j = 0; j < output->dims; j++)
      mean[j] += output->states[i * output->dims + j];
  g_assert_cmpfloat (nn_cosine (mean, output->vector, output->dims), >, .999999);
  for (gsize j = 0; j < output->dims; j++)
    length += (double) output->vector[j] * (double) output->vector[j];
  g_assert_cmpfloat_with_epsilon (length, 1, 1e-5);
  g_assert_true (reel_bert_model_encode (model, "query: a red car at night", vector, NULL, NULL));
  g_assert_cmpmem (vector, output->dims * sizeof *vector, output->vector, output->dims * sizeof *vector);
}

static void
assert_pieces (ReelBertModel *model, const char *text, const char *expected)
{
  gsize n;
  g_autofree guint32 *ids = reel_bert_model_tokenize (model, text, &n);
  g_autoptr (GString) pieces = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *piece = reel_bert_model_dup_piece (model, ids[i]);

      g_string_append_printf (pieces, "%s%s", i > 0 ? "|" : "", piece);
    }
  g_assert_cmpstr (pieces->str, ==, expected);
}

static void
test_pieces (void)
{
  g_autoptr (ReelBertModel) model = load (NULL);
  g_autoptr (GString) long_text = g_string_new (NULL);
  gsize n, again;
  g_autofree guint32 *first = NULL, *second = NULL;

  assert_pieces (model, "query: a red car", "|▁que|ry|:|▁a|▁red|▁car|");
  assert_pieces (model, "  A \t dog\n", "|▁A|▁dog|");
  assert_pieces (model, "", "|"); /* begin and end */
  assert_pieces (model, " \n ", "|");
  /* Names of tokens are text, and characters without a piece are one unknown token. */
  assert_pieces (model, "</s>", "|▁|</|s|>|");
  assert_pieces (model, "𐎀𐎁𐎂", "|▁||");
  /* What is not UTF-8 is no error. */
  first = reel_bert_model_tokenize (model, "dog \xff\xfe park", &n);
  g_assert_cmpuint (n, ==, 4);

  /* Decomposed and composed are the same. */
  g_clear_pointer (&first, g_free);
  first = reel_bert_model_tokenize (model, "query: cafe\xcc\x81 u\xcc\x88""ber", &n);
  second = reel_bert_model_tokenize (model, "query: café über", &again);
  g_assert_cmpmem (first, n * sizeof *first, second, again * sizeof *second);

  /* A long text is cut, and still ends. */
  g_clear_pointer (&first, g_free);
  for (guint i = 0; i < 200000; i++)
    g_string_append (long_text, "dog ");
  first = reel_bert_model_tokenize (model, long_text->str, &n);
  g_assert_cmpuint (n, ==, 512);
  g_assert_cmpuint (first[511], ==, 2);
}

static void
test_longest (void)
{
  g_autoptr (ReelBertModel) model = load (NULL);
  g_autoptr (GString) text = g_string_new ("passage:");
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelBertOutput) output = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, " word %u", i);
  output = reel_bert_model_run (model, text->str, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (output->n_tokens, ==, 512);
}

static void
test_cancelled (void)
{
  g_autoptr (ReelBertModel) model = load (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  float vector[384];

  g_cancellable_cancel (cancellable);
  g_assert_null (reel_bert_model_run (model, "query: dog", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (reel_bert_model_encode (model, "query: dog", vector, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A set of loops whose normalisation cancels within the first layer, and counts on. */
static GCancellable *cancelled_within;
static guint n_norms;

static void
cancelling_layer_norm (float *x, size_t n, const float *gain, const float *shift, float epsilon)
{
  if (++n_norms == 16)
    g_cancellable_cancel (cancelled_within);
  reel_text_kernels_plain.layer_norm (x, n, gain, shift, epsilon);
}

static void
test_cancelled_within (void)
{
  ReelTextKernels kernels = *reel_text_kernels_get_default ();
  g_autoptr (ReelBertModel) model = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  kernels.layer_norm = cancelling_layer_norm;
  model = load (&kernels);
  cancelled_within = cancellable;
  n_norms = 0;
  g_assert_null (reel_bert_model_run (model, "query: dog", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (n_norms, <=, 18); /* 6 tokens: of the embeddings, and of two parts of a layer */
}

typedef struct
{
  ReelBertModel *model;
  const char *text;
  float *vector; /* (transfer full) */
} Work;

static gpointer
encode_often (gpointer data)
{
  Work *work = data;
  gsize dims = reel_bert_model_get_dims (work->model);
  float *first = g_new (float, dims), *vector = g_new (float, dims);

  g_assert_true (reel_bert_model_encode (work->model, work->text, first, NULL, NULL));
  for (guint i = 0; i < 10; i++)
    {
      g_assert_true (reel_bert_model_encode (work->model, work->text, vector, NULL, NULL));
      g_assert_cmpmem (first, dims * sizeof *first, vector, dims * sizeof *vector);
    }
  reel_bert_model_unref (work->model);
  g_free (vector);
  return first;
}

/* Several threads at once get what each gets alone. */
static void
test_threads (void)
{
  static const char *texts[] = { "query: dog", "query: a red car at night", "query: 公園で遊ぶ犬" };
  g_autoptr (ReelBertModel) model = load (NULL);
  GThread *threads[G_N_ELEMENTS (texts)];
  Work works[G_N_ELEMENTS (texts)];

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      works[i] = (Work){ reel_bert_model_ref (model), texts[i], NULL };
      threads[i] = g_thread_new ("encode", encode_often, &works[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree float *theirs = g_thread_join (threads[i]), *ours = g_new (float, reel_bert_model_get_dims (model));

      g_assert_true (reel_bert_model_encode (model, texts[i], ours, NULL, NULL));
      g_assert_cmpmem (ours, 384 * sizeof *ours, theirs, 384 * sizeof *theirs);
    }
}

/* Broken files: small ones, made here */

static void
put (GByteArray *to, guint64 value, guint bytes)
{
  guint64 little = GUINT64_TO_LE (value);

  g_byte_array_append (to, (const guint8 *) &little, bytes);
}

static void
put_float (GByteArray *to, float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  put (to, bits, 4);
}

/* A tensor of the directory, and where its offset is written later. */
static void
put_tensor (GByteArray *directory, GByteArray *data, const char *name, guint n, gboolean four_bits)
{
  guint bytes = four_bits ? n / 32 * 18 : n * 4;

  put (directory, strlen (name), 2);
  g_byte_array_append (directory, (const guint8 *) name, (guint) strlen (name));
  put (directory, four_bits, 1);
  put (directory, n, 4);
  put (directory, data->len, 8);
  put (directory, bytes, 8);
  for (guint i = 0; i < bytes; i++)
    put (data, four_bits ? (i % 18 == 1 ? 0x28 : i % 18 == 0 ? 0 : i * 37 % 251) : i % 4 == 3 ? 0x3d : i * 7 % 100, 1);
}

/* One layer, 32 wide, five pieces: 4 KB. Weights come first, so that their offsets are known. */
static GByteArray *
small_model (void)
{
  static const char *pieces[] = { "<s>", "<pad>", "</s>", "<unk>", "\xe2\x96\x81", "dog" };
  static const struct
  {
    const char *name;
    guint n;
    gboolean four_bits;
  } tensors[] = {
    { "emb.word", 6 * 32, TRUE }, { "emb.pos", 16 * 32, FALSE }, { "emb.type", 2 * 32, FALSE },
    { "emb.ln.w", 32, FALSE }, { "emb.ln.b", 32, FALSE },
    { "l0.q.w", 1024, TRUE }, { "l0.q.b", 32, FALSE }, { "l0.k.w", 1024, TRUE }, { "l0.k.b", 32, FALSE },
    { "l0.v.w", 1024, TRUE }, { "l0.v.b", 32, FALSE }, { "l0.ao.w", 1024, TRUE }, { "l0.ao.b", 32, FALSE },
    { "l0.aln.w", 32, FALSE }, { "l0.aln.b", 32, FALSE },
    { "l0.fi.w", 64 * 32, TRUE }, { "l0.fi.b", 64, FALSE }, { "l0.fo.w", 64 * 32, TRUE }, { "l0.fo.b", 32, FALSE },
    { "l0.oln.w", 32, FALSE }, { "l0.oln.b", 32, FALSE },
  };
  GByteArray *file = g_byte_array_new ();
  g_autoptr (GByteArray) directory = g_byte_array_new (), data = g_byte_array_new ();
  g_autoptr (GString) blob = g_string_new (NULL);
  static const guint sizes[] = { 32, 1, 2, 64, 6, 16, 2 };
  gsize header;

  g_byte_array_append (file, (const guint8 *) "E5S1", 4);
  put (file, 1, 4);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    put (file, sizes[i], 4);
  put_float (file, 1e-12f);
  put (file, 32, 4);
  put (file, 6, 4);
  put (file, 0, 4);
  put (file, 2, 4);
  put (file, 1, 4);
  put (file, 3, 4);
  for (gsize i = 0; i < 6; i++)
    g_string_append (blob, pieces[i]);
  put (file, blob->len, 8);
  for (gsize i = 0, at = 0; i <= 6; at += i < 6 ? strlen (pieces[i]) : 0, i++)
    put (file, at, 4);
  for (gsize i = 0; i < 6; i++)
    put_float (file, i < 4 ? 0 : -(float) i);
  g_byte_array_append (file, (const guint8 *) blob->str, (guint) blob->len);
  put (file, 1, 4);
  put (file, 9, 4);
  put (file, 9, 4); /* a tabulator is a blank */
  put (file, 1, 1);
  put (file, ' ', 4);

  /* Twice, as the size of the directory shifts the offsets. */
  for (gsize i = 0; i < G_N_ELEMENTS (tensors); i++)
    put_tensor (directory, data, tensors[i].name, tensors[i].n, tensors[i].four_bits);
  header = file->len + 4 + directory->len;
  g_byte_array_set_size (directory, 0);
  g_byte_array_set_size (data, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (tensors); i++)
    {
      guint start = directory->len + 2 + (guint) strlen (tensors[i].name) + 5;
      guint64 offset;

      put_tensor (directory, data, tensors[i].name, tensors[i].n, tensors[i].four_bits);
      memcpy (&offset, directory->data + start, 8);
      offset = GUINT64_TO_LE (GUINT64_FROM_LE (offset) + header);
      memcpy (directory->data + start, &offset, 8);
    }
  put (file, G_N_ELEMENTS (tensors), 4);
  g_byte_array_append (file, directory->data, directory->len);
  g_byte_array_append (file, data->data, data->len);
  return file;
}

/* Loads and runs what @bytes say; returns whether that could be done. */
static gboolean
try_bytes (const char *path, const guint8 *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelBertModel) model = NULL;
  g_autoptr (ReelBertOutput) output = NULL;

  g_unlink (path);
  g_file_set_contents_full (path, (const char *) bytes, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  model = reel_bert_model_load (path, &error);
  g_assert_true ((model == NULL) == (error != NULL));
  if (model == NULL)
    {
      g_assert_true (error->domain == REEL_TEXT_ERROR);
      g_assert_true (g_str_has_prefix (error->message, "Could not load the text model small.bin: "));
      return FALSE;
    }
  output = reel_bert_model_run (model, "dog\tdog cat", NULL, &error);
  g_assert_true ((output == NULL) == (error != NULL));
  if (output == NULL)
    g_assert_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_NOT_FINITE);
  return output != NULL;
}

static void
test_hostile (void)
{
  g_autofree char *folder = reel_test_tmp ("bert"), *path = g_build_filename (folder, "small.bin", NULL);
  g_autoptr (GByteArray) good = small_model ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  guint refused = 0;

  g_assert_true (try_bytes (path, good->data, good->len));
  /* Cut anywhere: the last tensor ends where the file does. */
  for (gsize size = 0; size < good->len; size += size < 1200 ? 1 : 97)
    g_assert_false (try_bytes (path, good->data, size));
  /* Other bytes in what is not weights, and in all of it. */
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree guint8 *bad = g_memdup2 (good->data, good->len);

      for (int n = g_rand_int_range (rand, 1, 4); n > 0; n--)
        bad[g_rand_int_range (rand, 0, i % 4 == 0 ? (int) good->len : 900)] =
          (guint8) (g_rand_boolean (rand) ? g_rand_int_range (rand, 0, 256) : 255 * g_rand_int_range (rand, 0, 2));
      refused += !try_bytes (path, bad, good->len);
    }
  g_test_message ("refused %u of 2000", refused);
  g_assert_cmpuint (refused, >, 500);
}

static void
test_unreadable (void)
{
  g_autofree char *folder = reel_test_tmp ("bert-none"), *path = g_build_filename (folder, "none.bin", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (reel_bert_model_load (path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_null (reel_bert_model_load (folder, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
  g_clear_error (&error);
  g_file_set_contents (path, "", 0, NULL);
  g_assert_null (reel_bert_model_load (path, &error));
  g_assert_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_UNSUPPORTED);
}

int
main (int argc, char *argv[])
{
  const ReelTextKernels *kernels;

  reel_test_init (&argc, &argv);
  for (guint n = 0; (kernels = reel_text_kernels_get_nth (n)) != NULL; n++)
    {
      g_autofree char *path = g_strdup_printf ("/nn/bert/reference/%u", n);

      g_test_add_data_func (path, kernels, test_reference);
    }
  g_test_add_func ("/nn/bert/states", test_states);
  g_test_add_func ("/nn/bert/pieces", test_pieces);
  g_test_add_func ("/nn/bert/longest", test_longest);
  g_test_add_func ("/nn/bert/cancelled", test_cancelled);
  g_test_add_func ("/nn/bert/cancelled-within", test_cancelled_within);
  g_test_add_func ("/nn/bert/threads", test_threads);
  g_test_add_func ("/nn/bert/hostile", test_hostile);
  g_test_add_func ("/nn/bert/unreadable", test_unreadable);
  return g_test_run ();
}
