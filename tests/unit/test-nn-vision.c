/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "nn/reel-nn-run.h"
#include "reel-test.h"

/*
 * The networks that ship, against what others make of the same pictures: Inception against the reference runtime, the
 * detectors against data/models/tools/evaluate-tfjs.py. REEL_TEST_MODELS and REEL_TEST_NN are folders.
 */

#define SIDE       299
#define PHOTO_SIZE (SIDE * SIDE * 3)
#define N_LOGITS   1001

static ReelNnModel *
load_model (const char *name)
{
  g_autofree char *path = g_build_filename (REEL_TEST_MODELS, name, NULL);
  g_autoptr (GError) error = NULL;
  ReelNnModel *model = reel_nn_model_new_from_file (path, &error);

  g_assert_no_error (error);
  return model;
}

static JsonNode *
load_reference (const char *name)
{
  g_autofree char *path = g_build_filename (REEL_TEST_NN, name, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

/* An array of numpy: a header of 128 bytes, then the pixels. */
static guint8 *
load_photo (void)
{
  g_autofree char *path = g_build_filename (REEL_TEST_NN, "photo.npy", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, >, PHOTO_SIZE);
  return g_memdup2 (contents + length - PHOTO_SIZE, PHOTO_SIZE);
}

static guint8 *
make_black (void)
{
  return g_malloc0 (PHOTO_SIZE);
}

static guint8 *
make_gradient (void)
{
  guint8 *pixels = g_malloc (PHOTO_SIZE), *to = pixels;

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      {
        *to++ = (guint8) (x * 255 / (SIDE - 1));
        *to++ = (guint8) (y * 255 / (SIDE - 1));
        *to++ = (x / 20 + y / 20) % 2 != 0 ? 255 : 0;
      }
  return pixels;
}

/* The bytes of numpy's default_rng (3): PCG64 (O'Neill's XSL RR 128/64) from the state that this seed gives. */
static guint8 *
make_noise (void)
{
  __extension__ typedef unsigned __int128 Wide;
  const Wide factor = (Wide) 0x2360ed051fc65da4 << 64 | 0x4385df649fccf645;
  const Wide increment = (Wide) 0xa7043c160277735a << 64 | 0x2ed88b8bc66abe1f;
  Wide state = (Wide) 0xf38b68fdd16b0f8d << 64 | 0xa7f7267aef605897;
  guint8 *pixels = g_malloc (PHOTO_SIZE);

  for (gsize at = 0; at < PHOTO_SIZE; at += 8)
    {
      guint64 bits;
      guint turn;

      state = state * factor + increment;
      bits = (guint64) (state >> 64) ^ (guint64) state;
      turn = (guint) (state >> 122);
      bits = GUINT64_TO_LE (bits >> turn | bits << (-turn & 63));
      memcpy (pixels + at, &bits, MIN (8, PHOTO_SIZE - at));
    }
  return pixels;
}

static guint
find_greatest (const guint8 *values,
               guint         n)
{
  guint greatest = 0;

  for (guint i = 1; i < n; i++)
    if (values[i] > values[greatest])
      greatest = i;
  return greatest;
}

static double
correlate (const guint8 *a,
           const guint8 *b,
           guint         n)
{
  double sa = 0, sb = 0, aa = 0, bb = 0, ab = 0;

  for (guint i = 0; i < n; i++)
    {
      sa += a[i];
      sb += b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
      ab += (double) a[i] * b[i];
    }
  return (ab - sa * sb / n) / sqrt ((aa - sa * sa / n) * (bb - sb * sb / n));
}

static int
find_furthest (const guint8 *a,
               const guint8 *b,
               guint         n)
{
  int furthest = 0;

  for (guint i = 0; i < n; i++)
    furthest = MAX (furthest, ABS (a[i] - b[i]));
  return furthest;
}

/* The classes are the same in order: the @n first ones. */
static void
assert_same_first (const guint8 *values,
                   const guint8 *expected,
                   guint         n)
{
  guint8 a[N_LOGITS], b[N_LOGITS];

  memcpy (a, values, sizeof a);
  memcpy (b, expected, sizeof b);
  for (guint i = 0; i < n; i++)
    {
      guint first = find_greatest (a, N_LOGITS);

      g_assert_cmpuint (first, ==, find_greatest (b, N_LOGITS));
      a[first] = b[first] = 0;
    }
}

static void
test_inception (gconstpointer data)
{
  const ReelNnKernels *kernels = data;
  const struct
  {
    const char *name;
    guint8   *(*make) (void);
  } pictures[] = { { "photo", load_photo }, { "gradient", make_gradient }, { "noise", make_noise }, { "black", make_black } };
  g_autoptr (ReelNnModel) model = load_model ("inception-v3.reelnn");
  g_autoptr (ReelNnRun) run = reel_nn_run_new (model, kernels);
  g_autoptr (JsonNode) reference = load_reference ("inception-v3.json");
  JsonObject *logits = json_object_get_object_member (json_node_get_object (reference), "logits");

  g_assert_cmpuint (reel_nn_tensor_get_elements (reel_nn_model_get_output (model, 0)), ==, N_LOGITS);
  g_assert_cmpuint (reel_nn_tensor_get_elements (reel_nn_model_get_output (model, 1)), ==, 2048);
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autofree guint8 *pixels = pictures[i].make ();
      JsonArray *array = json_object_get_array_member (logits, pictures[i].name);
      guint8 expected[N_LOGITS];
      const guint8 *values;
      float floats[N_LOGITS];

      for (guint k = 0; k < N_LOGITS; k++)
        expected[k] = (guint8) json_array_get_int_element (array, k);
      g_assert_true (reel_nn_run_execute (run, pixels, PHOTO_SIZE, NULL, NULL));
      values = reel_nn_run_get_output (run, 0);
      g_test_message ("%s: at most %d steps away, correlation %.5f, class %u", pictures[i].name,
                      find_furthest (values, expected, N_LOGITS), correlate (values, expected, N_LOGITS),
                      find_greatest (values, N_LOGITS));
      g_assert_cmpint (find_furthest (values, expected, N_LOGITS), <=, 1); /* the runtime may round a half otherwise */
      g_assert_cmpfloat (correlate (values, expected, N_LOGITS), >=, .99);
      assert_same_first (values, expected, i == 0 ? 3 : 1);
      reel_nn_run_get_output_floats (run, 0, floats);
      g_assert_cmpfloat_with_epsilon (floats[7], .075975f * (float) (values[7] - 53), 1e-4f);
    }
}

/* As picture() of the script makes it. */
static float *
make_picture (gsize side)
{
  g_autofree guint8 *photo = load_photo ();
  float *picture = g_new (float, side * side * 3);

  for (gsize y = 0; y < side; y++)
    for (gsize x = 0; x < side; x++)
      for (gsize channel = 0; channel < 3; channel++)
        {
          gsize shade = (channel == 0 ? x : channel == 1 ? y : x + y) % 256;
          gsize value = y < SIDE && x < SIDE ? photo[(y * SIDE + x) * 3 + channel] : shade;

          picture[(y * side + x) * 3 + channel] = ((float) value - 128) / 64;
        }
  return picture;
}

static void
check_output (const float *values,
              JsonObject  *expected,
              gsize        step)
{
  JsonArray *samples = json_object_get_array_member (expected, "samples");
  gsize size = (gsize) json_object_get_int_member (expected, "size");
  double greatest = json_object_get_double_member (expected, "greatest");
  double most = 0, scale = 1;

  for (guint i = 0; i < json_array_get_length (samples); i++)
    scale = MAX (scale, fabs (json_array_get_double_element (samples, i)));
  for (guint i = 0; i < json_array_get_length (samples); i++)
    most = MAX (most, fabs (values[i * step % size] - json_array_get_double_element (samples, i)));
  most = MAX (most, fabs (values[json_object_get_int_member (expected, "at")] - greatest));
  g_test_message ("%" G_GSIZE_FORMAT " values up to %.3f: at most %.1e away", size, scale, most);
  g_assert_cmpfloat (most, <, 2e-5 * scale);
}

static void
check_detector (const char          *name,
                const ReelNnKernels *kernels)
{
  g_autofree char *file = g_strconcat (name, ".reelnn", NULL);
  g_autofree char *json = g_strconcat (name, ".json", NULL);
  g_autoptr (ReelNnModel) model = load_model (file);
  g_autoptr (ReelNnRun) run = reel_nn_run_new (model, kernels);
  g_autoptr (JsonNode) reference = load_reference (json);
  JsonArray *outputs = json_object_get_array_member (json_node_get_object (reference), "outputs");
  gsize step = (gsize) json_object_get_int_member (json_node_get_object (reference), "step");
  const ReelNnTensor *input = reel_nn_model_get_input (model);
  g_autofree float *picture = make_picture (input->height);

  g_assert_true (reel_nn_run_execute (run, picture, reel_nn_tensor_get_size (input), NULL, NULL));
  g_assert_cmpuint (reel_nn_model_get_n_outputs (model), ==, json_array_get_length (outputs));
  for (guint i = 0; i < reel_nn_model_get_n_outputs (model); i++)
    {
      JsonObject *expected = json_array_get_object_element (outputs, i);

      g_assert_cmpint ((gint64) reel_nn_tensor_get_elements (reel_nn_model_get_output (model, i)), ==,
                       json_object_get_int_member (expected, "size"));
      check_output (reel_nn_run_get_output (run, i), expected, step);
    }
}

static void
test_nanodet (gconstpointer data)
{
  check_detector ("nanodet-g", data);
}

static void
test_blazeface (gconstpointer data)
{
  check_detector ("blazeface", data);
}

static gpointer
run_in_thread (gpointer data)
{
  g_autoptr (ReelNnRun) run = reel_nn_run_new (data, NULL);
  g_autofree guint8 *pixels = load_photo ();

  for (guint i = 0; i < 3; i++)
    g_assert_true (reel_nn_run_execute (run, pixels, PHOTO_SIZE, NULL, NULL));
  return g_memdup2 (reel_nn_run_get_output (run, 0), N_LOGITS);
}

/* One network, several runs at the same time. */
static void
test_threads (void)
{
  g_autoptr (ReelNnModel) model = load_model ("inception-v3.reelnn");
  g_autofree guint8 *expected = run_in_thread (model);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("run", run_in_thread, model);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autofree guint8 *values = g_thread_join (threads[i]);

      g_assert_cmpmem (values, N_LOGITS, expected, N_LOGITS);
    }
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void      (*test) (gconstpointer data);
  } tests[] = { { "inception", test_inception }, { "nanodet", test_nanodet }, { "blazeface", test_blazeface } };
  const ReelNnKernels *kernels;

  reel_test_init (&argc, &argv);
  for (guint n = 0; (kernels = reel_nn_kernels_get_nth (n)) != NULL; n++)
    for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
      {
        g_autofree char *path = g_strdup_printf ("/nn-vision/%s/%s", kernels->name, tests[i].name);

        g_test_add_data_func (path, kernels, tests[i].test);
      }
  g_test_add_func ("/nn-vision/threads", test_threads);
  return g_test_run ();
}
