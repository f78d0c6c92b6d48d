/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "nn-bytes.h"
#include "nn/reel-nn-error.h"
#include "nn/reel-nn-run.h"
#include "reel-test.h"

/* Small networks, sound and spoilt. */

static ReelNnModel *
load (const NnBytes *bytes,
      GError       **error)
{
  g_autoptr (GBytes) all = nn_bytes_get (bytes);

  return reel_nn_model_new_from_bytes (all, error);
}

static void
run (ReelNnModel         *model,
     const ReelNnKernels *kernels,
     float               *values)
{
  g_autoptr (ReelNnRun) job = reel_nn_run_new (model, kernels);
  g_autoptr (GError) error = NULL;
  const ReelNnTensor *input = reel_nn_model_get_input (model);
  gsize n = reel_nn_tensor_get_elements (input);
  g_autofree guint8 *bytes = g_new (guint8, n);
  g_autofree float *floats = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    {
      bytes[i] = (guint8) (i * 37);
      floats[i] = (float) bytes[i] / 128 - 1;
    }
  g_assert_true (reel_nn_run_execute (job, input->type == REEL_NN_TENSOR_U8 ? (void *) bytes : (void *) floats,
                                      reel_nn_tensor_get_size (input), NULL, &error));
  g_assert_no_error (error);
  reel_nn_run_get_output_floats (job, 0, values);
}

/* Worked out from the definitions: a convolution with a stride, the larger of its windows and their averages. */
static float
expect_conv (int y,
             int x,
             int filter)
{
  double sum = filter == 0 ? 1 : filter == 1 ? 2 : 0;

  for (int tap = 0; tap < 27; tap++)
    {
      int row = y * 2 - 1 + tap / 9, column = x * 2 - 1 + tap / 3 % 3, channel = tap % 3;
      int weight = (gint8) (tap * 7 + filter * 29) + 3;

      if (row >= 0 && row < 7 && column >= 0 && column < 6)
        sum += (((row * 6 + column) * 3 + channel) * 37 % 256 - 128) * weight;
    }
  return CLAMP ((float) rint (sum * .5 * .01 / .25) + 10, 0, 255);
}

static void
test_bytes (gconstpointer data)
{
  g_autoptr (NnBytes) bytes = nn_bytes_new (NN_BYTES_QUANTISED);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelNnModel) model = load (bytes, &error);
  float values[2 * 2 * 10];

  g_assert_no_error (error);
  g_assert_cmpuint (reel_nn_model_get_n_outputs (model), ==, 1);
  g_assert_cmpuint (reel_nn_tensor_get_elements (reel_nn_model_get_output (model, 0)), ==, G_N_ELEMENTS (values));
  run (model, data, values);
  for (int y = 0; y < 2; y++)
    for (int x = 0; x < 2; x++)
      for (int filter = 0; filter < 5; filter++)
        {
          const float *pixel = values + (y * 2 + x) * 10;
          float greatest = 0, sum = 0, count = 0, average;

          for (int row = MAX (0, y * 2 - 1); row < MIN (4, y * 2 + 2); row++)
            for (int column = MAX (0, x * 2 - 1); column < MIN (3, x * 2 + 2); column++)
              greatest = MAX (greatest, expect_conv (row, column, filter));
          for (int row = y * 2; row < y * 2 + 2; row++)
            for (int column = x * 2; column < MIN (3, x * 2 + 2); column++, count++)
              sum += expect_conv (row, column, filter);
          average = floorf ((sum + floorf (count / 2)) / count);
          /* To the scale of the concatenation, .5, where 0 is the least. */
          g_assert_cmpfloat (pixel[filter], ==, .5f * rintf (MAX (0, (greatest - 10) / 2)));
          g_assert_cmpfloat (pixel[5 + filter], ==, .5f * rintf (MAX (0, (average - 10) / 2)));
        }
}

static float
get_input (int y,
           int x,
           int channel)
{
  return (float) (((y * 6 + x) * 2 + channel) * 37 % 256) / 128 - 1;
}

static float
expect_first (int y,
              int x,
              int filter)
{
  const float weights[2][3] = { { 1, -.5f, 1 }, { 0, 0x1p-24f, 2 } };
  const float bias[] = { 1, 0, .25f };
  float sum = get_input (y, x, 0) * weights[0][filter] + get_input (y, x, 1) * weights[1][filter] + bias[filter];

  return sum > 0 ? sum : sum * .1f;
}

static float
expect_depthwise (int y,
                  int x,
                  int channel)
{
  const float bias[] = { 1, 0, .25f };
  float sum = bias[channel];

  for (int tap = 0; tap < 9; tap++)
    {
      int row = y * 2 - 1 + tap / 3, column = x * 2 - 1 + tap % 3;

      if (row >= 0 && row < 5 && column >= 0 && column < 6)
        sum += expect_first (row, column, channel) * ((float) (tap * 3 + channel) / 8 - 1);
    }
  return MAX (0, sum);
}

static float
expect_resized (int y,
                int x,
                int channel)
{
  float down = CLAMP (((float) y + .5f) * 3 / 5 - .5f, 0, 2), across = CLAMP (((float) x + .5f) * 3 / 6 - .5f, 0, 2);
  float sum = 0;

  for (int row = 0; row < 3; row++)
    for (int column = 0; column < 3; column++)
      sum += expect_depthwise (row, column, channel) * MAX (0, 1 - fabsf (down - (float) row)) *
             MAX (0, 1 - fabsf (across - (float) column));
  return sum;
}

static void
test_floats (gconstpointer data)
{
  g_autoptr (NnBytes) bytes = nn_bytes_new (NN_BYTES_FLOAT);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelNnModel) model = load (bytes, &error);
  float values[5 * 6 * 3];

  g_assert_no_error (error);
  run (model, data, values);
  for (int y = 0; y < 5; y++)
    for (int x = 0; x < 6; x++)
      for (int channel = 0; channel < 3; channel++)
        {
          float sum = expect_resized (y, x, channel) + (channel < 2 ? get_input (y, x, channel) : 0);

          g_assert_cmpfloat_with_epsilon (values[(y * 6 + x) * 3 + channel], 1 / (1 + expf (-sum)), 1e-6f);
        }
}

static void
assert_refused (const NnBytes *bytes,
                const char    *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelNnModel) model = load (bytes, &error);

  if (model != NULL)
    g_error ("%s was taken", what);
  g_assert_true (error->domain == REEL_NN_ERROR);
  g_test_message ("%s: %s", what, error->message);
}

/* Every place in the tables, with what a liar would write there: refused, or run without a slip (AddressSanitizer sees one). */
static void
test_lies (gconstpointer data)
{
  const guint32 lies[] = { 0, 1, 2, 3, 5, 63, 64, 65, 255, 4096, 4097, 8193, 32769, 65537, 0x10000000, 0x7fffffff, 0x80000000,
                           0xffffff80, 0xffffffc0, 0xfffffffe, 0xffffffff, 0x7f800000, 0x7fc00000, 0x00000001 };
  NnBytesKind kind = (NnBytesKind) GPOINTER_TO_INT (data);
  g_autoptr (NnBytes) sound = nn_bytes_new (kind);
  gsize end = nn_bytes_find_output (sound, 1);
  guint refused = 0;

  for (gsize at = 0; at < end; at += 4)
    for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
      {
        g_autoptr (NnBytes) bytes = nn_bytes_new (kind);
        g_autoptr (GError) error = NULL;
        g_autoptr (ReelNnModel) model = NULL;

        nn_bytes_set (bytes, at, lies[i]);
        model = load (bytes, &error);
        g_assert_true ((model == NULL) == (error != NULL));
        refused += model == NULL;
        if (model != NULL && reel_nn_model_get_n_operations (model) < 100000)
          {
            g_autofree float *values = g_new (float, reel_nn_tensor_get_elements (reel_nn_model_get_output (model, 0)));

            run (model, NULL, values);
          }
      }
  g_test_message ("%u of %" G_GSIZE_FORMAT " refused", refused, end / 4 * G_N_ELEMENTS (lies));
}

static void
test_cut (gconstpointer data)
{
  NnBytesKind kind = (NnBytesKind) GPOINTER_TO_INT (data);
  g_autoptr (NnBytes) whole = nn_bytes_new (kind);

  for (guint size = 0; size < whole->bytes->len; size++)
    {
      g_autoptr (NnBytes) bytes = nn_bytes_new (kind);

      g_byte_array_set_size (bytes->bytes, size);
      assert_refused (bytes, "a cut file");
      if (size < 40)
        continue;
      nn_bytes_set (bytes, NN_BYTES_HEADER (32), size); /* and lying about it */
      assert_refused (bytes, "a cut file that hides it");
    }
}

static void
test_refused (void)
{
  const struct
  {
    const char *what;
    gsize       at;
    guint32     value;
  } lies[] = {
    { "another file", NN_BYTES_HEADER (0), 0x46464952 },
    { "another version", NN_BYTES_HEADER (8), 2 },
    { "many tensors", NN_BYTES_HEADER (12), 0x08000000 },
    { "no operators", NN_BYTES_HEADER (20), 0 },
    { "more than there is", NN_BYTES_HEADER (36), 1 },
    { "a type that is not known", NN_BYTES_TENSOR (0, 0), 3 },
    { "no height", NN_BYTES_TENSOR (1, 4), 0 },
    { "a huge height", NN_BYTES_TENSOR (1, 4), 0x80000000 },
    { "a zero that is not a byte", NN_BYTES_TENSOR (1, 20), 256 },
    { "a scale that is not a number", NN_BYTES_TENSOR (1, 16), 0x7fc00000 },
    { "an output larger than its input allows", NN_BYTES_TENSOR (1, 8), 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (NnBytes) bytes = nn_bytes_new (NN_BYTES_QUANTISED);

      nn_bytes_set (bytes, lies[i].at, lies[i].value);
      assert_refused (bytes, lies[i].what);
    }
}

static void
test_refused_operators (void)
{
  const struct
  {
    const char *what;
    guint       n, at;
    guint32     value;
  } lies[] = {
    { "an operator that is not known", 0, 0, 8 },
    { "an activation of bytes", 0, 4, REEL_NN_RELU },
    { "nine inputs", 3, 12, 9 },
    { "an input that is not there", 0, 16, 99 },
    { "an input that comes later", 0, 16, 2 },
    { "its own output", 1, 16, 2 },
    { "an output that is written already", 1, 48, 1 },
    { "the input as output", 0, 48, 0 },
    { "weights that are not there", 0, 52, 2 },
    { "another's weights", 0, 52, 1 },
    { "no weights", 0, 52, REEL_NN_FORMAT_NONE },
    { "no kernel", 1, 60, 0 },
    { "no stride", 1, 68, 0 },
    { "more padding than kernel", 1, 76, 3 },
    { "an average of bytes with another scale", 2, 16, 0 },
    { "a concatenation that does not add up", 3, 12, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (NnBytes) bytes = nn_bytes_new (NN_BYTES_QUANTISED);

      nn_bytes_set (bytes, nn_bytes_find_operator (bytes, lies[i].n, lies[i].at), lies[i].value);
      assert_refused (bytes, lies[i].what);
    }
}

static void
test_refused_weights (void)
{
  const struct
  {
    const char *what;
    guint       at;
    guint32     value;
  } lies[] = {
    { "a type that is not known", 0, 5 },       { "no rows", 4, 0 },
    { "more rows than the filters", 4, 28 },    { "many columns", 8, 0x10000000 },
    { "a scale of 0", 12, 0 },                  { "a zero that is not a byte", 16, 128 },
    { "values in the tables", 24, 64 },         { "values beyond the end", 24, 4096 },
    { "values far beyond the end", 28, 0xffffffff }, { "values between two places", 24, 1000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (NnBytes) bytes = nn_bytes_new (NN_BYTES_QUANTISED);

      nn_bytes_set (bytes, nn_bytes_find_weights (bytes, 0, lies[i].at), lies[i].value);
      assert_refused (bytes, lies[i].what);
    }
}

/* A sound network that would take more memory or time than it may. */
static void
test_too_large (void)
{
  g_autoptr (NnBytes) bytes = nn_bytes_new (NN_BYTES_FLOAT);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelNnModel) model = NULL;

  for (guint i = 0; i < 2; i++)
    {
      nn_bytes_set (bytes, NN_BYTES_TENSOR (i, 4), 4096);
      nn_bytes_set (bytes, NN_BYTES_TENSOR (i, 8), 4096);
    }
  model = load (bytes, &error);
  g_assert_null (model);
  g_assert_error (error, REEL_NN_ERROR, REEL_NN_ERROR_BROKEN); /* the sum's inputs no longer agree */
  g_clear_error (&error);
  nn_bytes_set (bytes, NN_BYTES_TENSOR (0, 12), 8192);
  model = load (bytes, &error);
  g_assert_error (error, REEL_NN_ERROR, REEL_NN_ERROR_TOO_LARGE);
}

static void
test_file (void)
{
  g_autofree char *folder = reel_test_tmp ("nn");
  g_autofree char *path = g_build_filename (folder, "small.reelnn", NULL);
  g_autoptr (NnBytes) bytes = nn_bytes_new (NN_BYTES_FLOAT);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelNnModel) model = reel_nn_model_new_from_file (path, &error);

  g_assert_null (model);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, path));
  g_clear_error (&error);
  g_file_set_contents (path, "", 0, &error);
  g_assert_no_error (error);
  model = reel_nn_model_new_from_file (path, &error);
  g_assert_null (model);
  g_assert_error (error, REEL_NN_ERROR, REEL_NN_ERROR_BROKEN);
  g_clear_error (&error);
  g_file_set_contents (path, (const char *) bytes->bytes->data, bytes->bytes->len, &error);
  g_assert_no_error (error);
  model = reel_nn_model_new_from_file (path, &error);
  g_assert_no_error (error);
  g_assert_nonnull (model);
}

static void
test_cancelled (void)
{
  g_autoptr (NnBytes) bytes = nn_bytes_new (NN_BYTES_FLOAT);
  g_autoptr (ReelNnModel) model = load (bytes, NULL);
  g_autoptr (ReelNnRun) job = reel_nn_run_new (model, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  const float input[5 * 6 * 2] = { 0 };

  g_assert_true (reel_nn_run_execute (job, input, sizeof input, cancellable, &error));
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_false (reel_nn_run_execute (job, input, sizeof input, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  const ReelNnKernels *kernels;

  reel_test_init (&argc, &argv);
  for (guint n = 0; (kernels = reel_nn_kernels_get_nth (n)) != NULL; n++)
    {
      g_autofree char *bytes = g_strdup_printf ("/nn-model/%s/bytes", kernels->name);
      g_autofree char *floats = g_strdup_printf ("/nn-model/%s/floats", kernels->name);

      g_test_add_data_func (bytes, kernels, test_bytes);
      g_test_add_data_func (floats, kernels, test_floats);
    }
  g_test_add_data_func ("/nn-model/lies/bytes", GINT_TO_POINTER (NN_BYTES_QUANTISED), test_lies);
  g_test_add_data_func ("/nn-model/lies/floats", GINT_TO_POINTER (NN_BYTES_FLOAT), test_lies);
  g_test_add_data_func ("/nn-model/cut/bytes", GINT_TO_POINTER (NN_BYTES_QUANTISED), test_cut);
  g_test_add_data_func ("/nn-model/cut/floats", GINT_TO_POINTER (NN_BYTES_FLOAT), test_cut);
  g_test_add_func ("/nn-model/refused", test_refused);
  g_test_add_func ("/nn-model/refused/operators", test_refused_operators);
  g_test_add_func ("/nn-model/refused/weights", test_refused_weights);
  g_test_add_func ("/nn-model/too-large", test_too_large);
  g_test_add_func ("/nn-model/file", test_file);
  g_test_add_func ("/nn-model/cancelled", test_cancelled);
  return g_test_run ();
}
