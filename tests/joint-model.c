/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "joint-model.h"
#include "nn/reel-clip-model.h"
#include "reel-test.h"

#define SIDE   24
#define N_WRONG 12

static const char *const words[] = { "dog", "red", "car", "tree", "house", "boat", "sea", "bird", "moon", "lamp", "green",
                                     "stone", "glass", "paper", "horse", "apple", "river", "bread", "music", "winter",
                                     "garden", "window", "tower", "bridge", "candle", "cloud", "forest", "island", "kitchen",
                                     "ladder", "mirror", "needle", "orange", "pencil", "rabbit", "silver", "turtle", "violin",
                                     "wagon", "yellow" };

char *
joint_model_copy (const char *name)
{
  static const char *const files[] = { "config.json", "preprocessor_config.json", "model.safetensors", "vocab.json",
                                       "merges.txt", "tokenizer.json" };
  static guint n;
  g_autofree char *unique = g_strdup_printf ("%s-%u", name, n++);
  char *folder = reel_test_tmp (unique);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *from = g_build_filename (g_getenv ("REEL_TEST_MODELS"), "clip-test", name, files[i], NULL);
      g_autofree char *to = g_build_filename (folder, files[i], NULL);
      g_autofree char *bytes = NULL;
      gsize size;

      if (g_file_get_contents (from, &bytes, &size, NULL))
        g_assert_true (g_file_set_contents (to, bytes, (gssize) size, NULL));
    }
  return folder;
}

void
joint_model_write (const char *folder,
                   const char *name,
                   const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

typedef struct
{
  const char *text;
  float cosine;
} Caption;

static int
compare_captions (gconstpointer a,
                  gconstpointer b)
{
  float x = ((const Caption *) a)->cosine, y = ((const Caption *) b)->cosine;

  return (x < y) - (x > y);
}

char *
joint_model_check (const char *folder,
                   const char *name,
                   guint       rank)
{
  g_autoptr (ReelClipModel) model = reel_clip_model_load (folder, NULL, NULL);
  gsize dims = reel_clip_model_get_dims (model);
  g_autofree float *picture = g_new (float, dims), *text = g_new (float, dims);
  Caption captions[G_N_ELEMENTS (words)];
  guint8 rgb[SIDE * SIDE * 3];
  g_autoptr (GString) file = g_string_new ("# of a test\n");
  g_autoptr (GString) ppm = g_string_new ("P6 24 24 255\n");
  char *check = reel_test_tmp (name);
  g_autofree char *path = g_build_filename (check, "picture.ppm", NULL);
  gsize first = 1;

  for (gsize i = 0; i < sizeof rgb; i++)
    rgb[i] = (guint8) (i * 37 % 251);
  g_assert_true (reel_clip_model_encode_picture (model, rgb, SIDE, SIDE, 3 * SIDE, picture, NULL, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      captions[i] = (Caption) { words[i], 0 };
      g_assert_true (reel_clip_model_encode_text (model, words[i], text, NULL, NULL));
      for (gsize d = 0; d < dims; d++)
        captions[i].cosine += picture[d] * text[d];
    }
  qsort (captions, G_N_ELEMENTS (words), sizeof *captions, compare_captions);

  /* The wrong ones lie close together, as those of a real model do. */
  for (gsize i = 1; i + N_WRONG <= G_N_ELEMENTS (words); i++)
    if ((captions[0].cosine - captions[i].cosine) / (captions[i].cosine - captions[i + N_WRONG - 1].cosine)
        > (captions[0].cosine - captions[first].cosine) / (captions[first].cosine - captions[first + N_WRONG - 1].cosine))
      first = i;

  g_assert_cmpint (g_mkdir_with_parents (check, 0700), ==, 0);
  g_string_append_printf (file, "%s\n", rank == 0 ? captions[0].text : captions[first + rank].text);
  for (guint i = 0; i < N_WRONG; i++)
    if (rank == 0 || i != rank)
      g_string_append_printf (file, "%s\n", captions[first + i].text);
  joint_model_write (check, "captions.txt", file->str);
  g_string_append_len (ppm, (const char *) rgb, sizeof rgb);
  g_assert_true (g_file_set_contents (path, ppm->str, (gssize) ppm->len, NULL));
  return check;
}
