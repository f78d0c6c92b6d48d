/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "nn-reference.h"
#include "nn/reel-clip-model.h"
#include "nn/reel-clip-model-picture.h"
#include "nn/reel-text-error.h"
#include "reel-test.h"

static const char *models[] = { "a-quickgelu-f32", "b-gelu-f16", "c-quickgelu-bf16" };

static ReelClipModel *
load (const char *name, const ReelTextKernels *kernels)
{
  g_autofree char *path = g_build_filename ("clip-test", name, NULL), *folder = nn_test_model (path);
  g_autoptr (GError) error = NULL;
  ReelClipModel *model = reel_clip_model_load_with (folder, kernels, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (model);
  return model;
}

static GPtrArray *
references_of (const char *name, const char *member)
{
  g_autofree char *path = g_build_filename ("clip-test", name, "reference.json", NULL);

  return nn_references_load (path, member);
}

/* 'P6 W H 255' and a newline, as the pictures of the tests are. */
static guint8 *
read_picture (const char *name, gsize *width, gsize *height)
{
  g_autofree char *stem = g_strndup (name, strcspn (name, ".")), *file = g_strconcat (stem, ".ppm", NULL);
  g_autofree char *path = g_build_filename ("clip-test", file, NULL), *whole = nn_test_model (path), *text = NULL;
  g_auto (GStrv) words = NULL;
  gsize size, start;

  g_assert_true (g_file_get_contents (whole, &text, &size, NULL));
  start = strcspn (text, "\n") + 1;
  text[start - 1] = '\0';
  words = g_strsplit (text, " ", -1);
  g_assert_cmpuint (g_strv_length (words), ==, 4);
  *width = g_ascii_strtoull (words[1], NULL, 10);
  *height = g_ascii_strtoull (words[2], NULL, 10);
  g_assert_cmpuint (size - start, ==, 3 * *width * *height);
  return g_memdup2 (text + start, size - start);
}

/* NumPy's format, version 1: floats after a header. */
static float *
read_pixels (const char *model, const char *name, gsize n)
{
  g_autofree char *path = g_build_filename ("clip-test", model, name, NULL), *whole = nn_test_model (path), *text = NULL;
  gsize size, start;

  g_assert_true (g_file_get_contents (whole, &text, &size, NULL));
  g_assert_cmpmem (text, 8, "\x93NUMPY\x01", 8);
  start = 10 + (gsize) (guint8) text[8] + 256 * (gsize) (guint8) text[9];
  g_assert_nonnull (strstr (text + 10, "'<f4', 'fortran_order': False"));
  g_assert_cmpuint (size - start, ==, n * sizeof (float));
  return g_memdup2 (text + start, size - start);
}

static void
test_texts (gconstpointer data)
{
  const ReelTextKernels *kernels = data;

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr (ReelClipModel) model = load (models[i], kernels);
      g_autoptr (GPtrArray) references = references_of (models[i], "texts");
      gsize dims = reel_clip_model_get_dims (model);
      g_autofree float *vector = g_new (float, dims);
      double worst = 0;

      g_assert_cmpuint (references->len, ==, 61);
      for (guint j = 0; j < references->len; j++)
        {
          const NnReference *reference = g_ptr_array_index (references, j);
          g_autoptr (GError) error = NULL;
          gsize n;
          g_autofree guint32 *ids = reel_clip_model_tokenize (model, reference->text, &n);

          g_assert_cmpmem (ids, n * sizeof *ids, reference->ids, reference->n_ids * sizeof *ids);
          g_assert_cmpuint (dims, ==, reference->dims);
          g_assert_true (reel_clip_model_encode_text (model, reference->text, vector, NULL, &error));
          g_assert_no_error (error);
          worst = MAX (worst, nn_distance (vector, reference->vector, dims));
        }
      g_test_message ("%s, %s: values of %u texts differ by %.2g at most", models[i], kernels->name, references->len, worst);
      g_assert_cmpfloat (worst, <, 1e-4);
    }
}

static void
test_pictures (gconstpointer data)
{
  const ReelTextKernels *kernels = data;

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr (ReelClipModel) model = load (models[i], kernels);
      g_autoptr (GPtrArray) references = references_of (models[i], "images");
      gsize dims = reel_clip_model_get_dims (model), side = reel_clip_model_get_side (model);
      g_autofree float *vector = g_new (float, dims);

      g_assert_cmpuint (references->len, ==, 2);
      for (guint j = 0; j < references->len; j++)
        {
          const NnReference *reference = g_ptr_array_index (references, j);
          g_autoptr (GError) error = NULL;
          g_autofree float *pixels = read_pixels (models[i], reference->pixels, 3 * side * side);
          gsize width, height;
          g_autofree guint8 *rgb = read_picture (reference->text, &width, &height);
          double distance;

          g_assert_true (reel_clip_model_encode_pixels (model, pixels, vector, NULL, &error));
          g_assert_no_error (error);
          distance = nn_distance (vector, reference->vector, dims);
          g_assert_cmpfloat (distance, <, 1e-4);
          g_assert_true (reel_clip_model_encode_picture (model, rgb, width, height, 3 * width, vector, NULL, &error));
          g_assert_no_error (error);
          g_test_message ("%s, %s: %s differs by %.2g; resized here it has a cosine of %.6f", models[i], kernels->name,
                          reference->text, distance, nn_cosine (vector, reference->vector, dims));
          g_assert_cmpfloat (nn_cosine (vector, reference->vector, dims), >, .99999);
        }
    }
}

/* Resizing is the reference's, byte by byte. */
static void
test_resizing (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *path = g_build_filename ("clip-test", models[i], NULL), *folder = nn_test_model (path);
      g_autoptr (GPtrArray) references = references_of (models[i], "images");
      ReelClipModelConfig config;

      g_assert_true (reel_clip_model_config_load (&config, folder, NULL));
      for (guint j = 0; j < references->len; j++)
        {
          const NnReference *reference = g_ptr_array_index (references, j);
          gsize n = 3 * config.side * config.side, width, height, same = 0;
          g_autofree float *theirs = read_pixels (models[i], reference->pixels, n);
          g_autofree guint8 *rgb = read_picture (reference->text, &width, &height);
          g_autofree float *ours = reel_clip_model_picture_prepare (&config, rgb, width, height, 3 * width, NULL);

          for (gsize k = 0; k < n; k++)
            same += fabsf (ours[k] - theirs[k]) < 1e-4f;
          g_assert_cmpuint (same, ==, n);
        }
    }
}

/* Any shape of picture gives a vector, and padding at the end of rows is not looked at. */
static void
test_shapes (void)
{
  static const gsize shapes[][2] = { { 1, 1 }, { 1, 300 }, { 3000, 2 }, { 31, 33 }, { 64, 64 }, { 1920, 3 } };
  g_autoptr (ReelClipModel) model = load (models[0], reel_text_kernels_get_default ());
  gsize dims = reel_clip_model_get_dims (model);
  g_autofree float *vector = g_new (float, dims), *padded = g_new (float, dims);

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      gsize width = shapes[i][0], height = shapes[i][1], stride = 3 * width + 5;
      g_autofree guint8 *rgb = g_malloc (3 * width * height), *rows = g_malloc (stride * height);

      memset (rows, 0xee, stride * height);
      for (gsize y = 0; y < height; y++)
        for (gsize x = 0; x < 3 * width; x++)
          rgb[y * 3 * width + x] = rows[y * stride + x] = (guint8) (x * 7 + y * 13);
      g_assert_true (reel_clip_model_encode_picture (model, rgb, width, height, 3 * width, vector, NULL, NULL));
      g_assert_true (reel_clip_model_encode_picture (model, rows, width, height, stride, padded, NULL, NULL));
      g_assert_cmpmem (vector, dims * sizeof *vector, padded, dims * sizeof *padded);
    }
}

static void
test_described (void)
{
  g_autoptr (ReelClipModel) model = load (models[2], reel_text_kernels_get_default ());
  g_autofree char *path = nn_test_model ("clip-test/c-quickgelu-bf16/model.safetensors"), *text = NULL;
  gsize size;

  g_assert_cmpstr (reel_clip_model_get_description (model), ==,
                   "CLIP ViT-64/32, 64 × 64 pixels, 0.5 million parameters, 64 dimensions");
  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  g_assert_cmpuint (reel_clip_model_get_size (model), ==, size);
}

static void
test_cancelled (void)
{
  g_autoptr (ReelClipModel) model = load (models[0], reel_text_kernels_get_default ());
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *folder = nn_test_model ("clip-test/a-quickgelu-f32");
  g_autoptr (GError) error = NULL;
  guint8 rgb[3] = { 1, 2, 3 };
  float vector[16];

  g_cancellable_cancel (cancellable);
  g_assert_false (reel_clip_model_encode_text (model, "dog", vector, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (reel_clip_model_encode_picture (model, rgb, 1, 1, 3, vector, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (reel_clip_model_load (folder, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  const ReelTextKernels *kernels;

  reel_test_init (&argc, &argv);
  for (guint n = 0; (kernels = reel_text_kernels_get_nth (n)) != NULL; n++)
    {
      g_autofree char *texts = g_strdup_printf ("/nn/clip/texts/%u", n);
      g_autofree char *pictures = g_strdup_printf ("/nn/clip/pictures/%u", n);

      g_test_add_data_func (texts, kernels, test_texts);
      g_test_add_data_func (pictures, kernels, test_pictures);
    }
  g_test_add_func ("/nn/clip/resizing", test_resizing);
  g_test_add_func ("/nn/clip/shapes", test_shapes);
  g_test_add_func ("/nn/clip/described", test_described);
  g_test_add_func ("/nn/clip/cancelled", test_cancelled);
  return g_test_run ();
}
