/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "nn-reference.h"
#include "nn/reel-clip-model.h"
#include "nn/reel-safetensors-set.h"
#include "nn/reel-text-error.h"
#include "reel-test.h"

/* A file: the length of @json, it, and @n bytes from 0 on. */
static GByteArray *
file_of (const char *json, gsize n)
{
  GByteArray *file = g_byte_array_new ();
  guint64 length = GUINT64_TO_LE (strlen (json));

  g_byte_array_append (file, (const guint8 *) &length, 8);
  g_byte_array_append (file, (const guint8 *) json, (guint) strlen (json));
  for (gsize i = 0; i < n; i++)
    {
      guint8 byte = (guint8) i;

      g_byte_array_append (file, &byte, 1);
    }
  return file;
}

static void
write_file (const char *folder, const char *name, const guint8 *data, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_unlink (path);
  g_file_set_contents_full (path, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

static void
test_sound (void)
{
  g_autoptr (GByteArray) file = file_of ("{\"__metadata__\":{\"format\":\"pt\"},"
                                         "\"b\":{\"dtype\":\"F16\",\"shape\":[2,3],\"data_offsets\":[4,16]},"
                                         "\"none\":{\"dtype\":\"I64\",\"shape\":[0,7],\"data_offsets\":[16,16]},"
                                         "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}   ",
                                         16);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) tensors = reel_safetensors_header_read (file->data, file->len, &error);
  const ReelSafetensorsTensor *b;

  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (tensors), ==, 3);
  b = g_hash_table_lookup (tensors, "b");
  g_assert_cmpstr (b->dtype, ==, "F16");
  g_assert_cmpuint (b->n_dims, ==, 2);
  g_assert_cmpuint (b->dims[0], ==, 2);
  g_assert_cmpuint (b->dims[1], ==, 3);
  g_assert_cmpuint (b->n_values, ==, 6);
  g_assert_cmpuint (b->bytes, ==, 12);
  g_assert_true (b->data == file->data + file->len - 12);
  g_assert_cmpuint (((const ReelSafetensorsTensor *) g_hash_table_lookup (tensors, "a"))->n_values, ==, 1);
  g_assert_cmpuint (((const ReelSafetensorsTensor *) g_hash_table_lookup (tensors, "none"))->n_values, ==, 0);
}

/* Each is refused; the values are 16 bytes. */
static void
test_lies (void)
{
  static const char *lies[] = {
    "",
    "[]",
    "{",
    "{\"a\":5}",
    "{\"a\":{}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4]}}",
    "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,16]}}",
    "{\"a\":{\"shape\":[4],\"data_offsets\":[0,16]}}",
    "{\"a\":{\"dtype\":7,\"shape\":[4],\"data_offsets\":[0,16]}}",
    "{\"a\":{\"dtype\":\"\",\"shape\":[4],\"data_offsets\":[0,16]}}",
    "{\"a\":{\"dtype\":\"A type with a long name\",\"shape\":[4],\"data_offsets\":[0,16]}}",
    /* shapes */
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[5],\"data_offsets\":[0,16]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[-4],\"data_offsets\":[0,16]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4.0],\"data_offsets\":[0,16]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"4\"],\"data_offsets\":[0,16]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967297],\"data_offsets\":[0,16]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387908],\"data_offsets\":[0,16]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,16]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,4],\"data_offsets\":[0,16]}}",
    /* offsets */
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16,16]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[16]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[16,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[-16,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[4,20]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2305843009213693951],\"data_offsets\":[0,9223372036854775804]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[4,16]}}",
    /* overlapping, twice, with a hole */
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]},"
    "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},"
    "\"b\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
    "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
    "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (GByteArray) file = file_of (lies[i], 16);
      g_autoptr (GError) error = NULL;

      g_assert_null (reel_safetensors_header_read (file->data, file->len, &error));
      g_assert_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED);
    }
}

/* The length of the header, and files that are shorter than it. */
static void
test_lengths (void)
{
  static const guint64 lengths[] = { 0, 1, 80, 1 << 20, G_MAXINT64, G_MAXUINT64, G_MAXUINT64 - 7 };
  g_autoptr (GByteArray) file = file_of ("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", 16);

  for (gsize size = 0; size < file->len; size++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (reel_safetensors_header_read (file->data, size, &error));
      g_assert_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      guint64 length = GUINT64_TO_LE (lengths[i]);
      g_autoptr (GError) error = NULL;

      memcpy (file->data, &length, 8);
      g_assert_null (reel_safetensors_header_read (file->data, file->len, &error));
      g_assert_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED);
    }
}

static void
test_matrix (void)
{
  g_autofree char *folder = reel_test_tmp ("matrix");
  g_autoptr (GByteArray) file = file_of ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
                                         "\"i\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[16,24]}}", 24);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelSafetensorsSet) set = NULL;
  ReelTextMatrix matrix;

  write_file (folder, "model.safetensors", file->data, file->len);
  set = reel_safetensors_set_open (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reel_safetensors_set_get_values (set), ==, 5);
  g_assert_cmpuint (reel_safetensors_set_get_size (set), ==, file->len);
  g_assert_true (reel_safetensors_set_get_matrix (set, "a", 2, 2, &matrix, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (matrix.type, ==, REEL_TEXT_F32);
  g_assert_cmpmem (matrix.data, 16, file->data + file->len - 24, 16);
  g_assert_false (reel_safetensors_set_get_matrix (set, "a", 4, 1, &matrix, &error));
  g_assert_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_false (reel_safetensors_set_get_matrix (set, "i", 1, 1, &matrix, &error));
  g_assert_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (reel_safetensors_set_get_matrix (set, "b", 1, 1, &matrix, &error));
  g_assert_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_UNSUPPORTED);
}

/* Opens a folder with two files of weights and this index. */
static void
try_index (const char *folder, const char *index, GQuark domain, gint code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelSafetensorsSet) set = NULL;

  write_file (folder, "model.safetensors.index.json", (const guint8 *) index, strlen (index));
  set = reel_safetensors_set_open (folder, &error);
  if (domain == 0)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (reel_safetensors_set_get_values (set), ==, 8);
    }
  else
    g_assert_error (error, domain, code);
}

static void
test_split (void)
{
  g_autofree char *folder = reel_test_tmp ("split");
  g_autoptr (GByteArray) one = file_of ("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", 16);
  g_autoptr (GByteArray) two = file_of ("{\"b\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", 16);

  write_file (folder, "1.safetensors", one->data, one->len);
  write_file (folder, "2.safetensors", two->data, two->len);
  write_file (folder, "3.safetensors", two->data, two->len);
  try_index (folder, "{\"weight_map\":{\"a\":\"1.safetensors\",\"b\":\"2.safetensors\"}}", 0, 0);
  try_index (folder, "{\"weight_map\":{\"a\":\"1.safetensors\",\"c\":\"2.safetensors\"}}", REEL_TEXT_ERROR,
             REEL_TEXT_ERROR_DAMAGED);
  try_index (folder, "{\"weight_map\":{\"b\":\"2.safetensors\",\"c\":\"3.safetensors\"}}", REEL_TEXT_ERROR,
             REEL_TEXT_ERROR_DAMAGED);
  try_index (folder, "{\"weight_map\":{\"a\":\"../1.safetensors\"}}", REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED);
  try_index (folder, "{\"weight_map\":{\"a\":7}}", REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED);
  try_index (folder, "{\"weight_map\":{\"a\":\"4.safetensors\"}}", G_FILE_ERROR, G_FILE_ERROR_NOENT);
  try_index (folder, "{}", REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED);
}

/* Folders of models with one file changed */

static void
copy_model (const char *folder)
{
  static const char *names[] = { "config.json", "preprocessor_config.json", "model.safetensors", "vocab.json", "merges.txt" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename ("clip-test/a-quickgelu-f32", names[i], NULL), *from = nn_test_model (path);
      g_autofree char *text = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (from, &text, &size, NULL));
      write_file (folder, names[i], (const guint8 *) text, size);
    }
}

static void
assert_refused (const char *folder, const char *why)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelClipModel) model = reel_clip_model_load (folder, NULL, &error);

  g_assert_null (model);
  g_assert_true (g_str_has_prefix (error->message, "Could not load the model in "));
  if (strstr (error->message, why) == NULL)
    g_error ("'%s' does not say '%s'", error->message, why);
}

/* @from of file @name is replaced by @to; the model is refused, and @why says the reason. */
static void
change (const char *folder, const char *name, const char *from, const char *to, const char *why)
{
  g_autofree char *path = g_build_filename (folder, name, NULL), *text = NULL;
  g_autoptr (GString) changed = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  changed = g_string_new (text);
  g_assert_cmpuint (g_string_replace (changed, from, to, 1), ==, 1);
  write_file (folder, name, (const guint8 *) changed->str, changed->len);
  assert_refused (folder, why);
  write_file (folder, name, (const guint8 *) text, strlen (text));
}

static void
test_configs (void)
{
  g_autofree char *folder = reel_test_tmp ("configs"), *none = g_build_filename (folder, "none", NULL);
  g_autoptr (ReelClipModel) model = NULL;
  const char *config = "config.json", *preprocessor = "preprocessor_config.json";

  copy_model (folder);
  change (folder, config, "\"model_type\": \"clip\"", "\"model_type\": \"siglip\"", "not of a CLIP model");
  change (folder, config, "\"hidden_size\": 24", "\"hidden_size\": 32", "of another size than config.json says");
  change (folder, config, "\"hidden_size\": 24", "\"hidden_size\": 0", "hidden_size");
  change (folder, config, "\"hidden_size\": 24", "\"hidden_size\": 1e99", "hidden_size");
  change (folder, config, "\"hidden_size\": 24", "\"hidden_size\": 99999999999", "hidden_size");
  change (folder, config, "\"num_attention_heads\": 2", "\"num_attention_heads\": 5", "num_attention_heads");
  change (folder, config, "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", "has no weights 'text_model.encoder.layers.2");
  change (folder, config, "\"quick_gelu\"", "\"relu\"", "hidden_act");
  change (folder, config, "\"quick_gelu\"", "3", "hidden_act");
  change (folder, config, "\"layer_norm_eps\": 1e-05", "\"layer_norm_eps\": -1", "layer_norm_eps");
  change (folder, config, "\"vocab_size\": 1061", "\"vocab_size\": 1060", "more tokens");
  change (folder, config, "\"patch_size\": 8", "\"patch_size\": 1", "of another size");
  change (folder, config, "\"patch_size\": 8", "\"patch_size\": 33", "patch_size");
  change (folder, config, "\"image_size\": 32", "\"image_size\": 40", "size");
  change (folder, config, "\"projection_dim\": 16", "\"projection_dim\": 17", "text_projection.weight");
  change (folder, config, "{", "[", "not valid JSON");
  change (folder, preprocessor, "\"do_center_crop\": true", "\"do_center_crop\": false", "do_center_crop");
  change (folder, preprocessor, "\"shortest_edge\": 32", "\"shortest_edge\": 16", "size");
  change (folder, preprocessor, "\"height\": 32", "\"height\": 64", "crop_size");
  change (folder, preprocessor, "\"resample\": 3", "\"resample\": 1", "resample");
  change (folder, preprocessor, "0.26862954", "0", "image_std");
  change (folder, "vocab.json", "\"!\": 0", "\"!\": 70000", "more tokens");
  change (folder, "vocab.json", "\"!\": 0", "\"!!\": 0", "not one of CLIP's kind");
  change (folder, "merges.txt", "t h\n", "t  h\n", "the vocabulary is damaged");
  assert_refused (none, "there is no such folder");
  model = reel_clip_model_load (folder, NULL, NULL);
  g_assert_nonnull (model);
}

/* An old config says things twice, and the part with '_dict' counts. */
static void
test_old_config (void)
{
  g_autofree char *folder = reel_test_tmp ("old"), *path = g_build_filename (folder, "config.json", NULL), *text = NULL;
  g_autoptr (GString) config = NULL;
  g_autoptr (ReelClipModel) model = NULL;
  g_autoptr (GError) error = NULL;

  copy_model (folder);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  config = g_string_new (text);
  g_string_replace (config, "\"text_config\"", "\"text_config_dict\"", 1);
  g_string_replace (config, "\"vision_config\"",
                    "\"text_config\": {\"hidden_size\": 512}, \"vision_config_dict\": null, \"vision_config\"", 1);
  write_file (folder, "config.json", (const guint8 *) config->str, config->len);
  model = reel_clip_model_load (folder, NULL, &error);
  g_assert_no_error (error);
}

/* Weights that are cut or changed anywhere: refused, or a vector, or an error of the run; never anything else. */
static void
test_mutated (void)
{
  static const char bytes[] = "0123456789\"{}[],:aF\xff";
  g_autofree char *folder = reel_test_tmp ("mutated"), *path = g_build_filename (folder, "model.safetensors", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  gsize size;
  guint refused = 0;

  copy_model (folder);
  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  for (guint i = 0; i < 400; i++)
    {
      g_autofree guint8 *bad = g_memdup2 (text, size);
      gsize kept = i % 8 == 0 ? (gsize) g_rand_int_range (rand, 0, (int) size) : size;
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelClipModel) model = NULL;
      float vector[16];

      for (int n = g_rand_int_range (rand, 1, 8); n > 0; n--)
        bad[g_rand_int_range (rand, 0, i % 3 == 0 ? (int) size : 8600)] =
          (guint8) bytes[g_rand_int_range (rand, 0, sizeof bytes - 1)];
      write_file (folder, "model.safetensors", bad, kept);
      model = reel_clip_model_load (folder, NULL, &error);
      g_assert_true ((model == NULL) == (error != NULL));
      refused += model == NULL;
      if (model == NULL)
        g_assert_true (error->domain == REEL_TEXT_ERROR);
      else if (!reel_clip_model_encode_text (model, "a dog", vector, NULL, &error))
        g_assert_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_NOT_FINITE);
    }
  g_test_message ("refused %u of 400", refused);
  g_assert_cmpuint (refused, >, 100);
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/nn/safetensors/sound", test_sound);
  g_test_add_func ("/nn/safetensors/lies", test_lies);
  g_test_add_func ("/nn/safetensors/lengths", test_lengths);
  g_test_add_func ("/nn/safetensors/matrix", test_matrix);
  g_test_add_func ("/nn/safetensors/split", test_split);
  g_test_add_func ("/nn/safetensors/configs", test_configs);
  g_test_add_func ("/nn/safetensors/old-config", test_old_config);
  g_test_add_func ("/nn/safetensors/mutated", test_mutated);
  return g_test_run ();
}
