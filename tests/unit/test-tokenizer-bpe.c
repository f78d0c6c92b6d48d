/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nn-reference.h"
#include "nn/reel-text-error.h"
#include "nn/reel-text-file.h"
#include "nn/reel-tokenizer-bpe.h"
#include "reel-test.h"

static void
assert_ids (const ReelTokenizerBpe *tokenizer)
{
  g_autoptr (GPtrArray) references = nn_references_load ("clip-test/full-tokenizer/ids.json", NULL);

  g_assert_cmpuint (references->len, ==, 359);
  for (guint i = 0; i < references->len; i++)
    {
      const NnReference *reference = g_ptr_array_index (references, i);
      gsize n;
      g_autofree guint32 *ids = reel_tokenizer_bpe_encode (tokenizer, reference->text, 77, &n);

      g_assert_cmpmem (ids, n * sizeof *ids, reference->ids, reference->n_ids * sizeof *ids);
    }
}

static ReelTokenizerBpe *
load_full (void)
{
  g_autofree char *folder = nn_test_model ("clip-test/full-tokenizer");
  g_autoptr (GError) error = NULL;
  ReelTokenizerBpe *tokenizer = reel_tokenizer_bpe_load (folder, &error);

  g_assert_no_error (error);
  return tokenizer;
}

/* The vocabulary of OpenAI's CLIP: all ids of the reference, and one that is known from elsewhere. */
static void
test_full (void)
{
  static const guint32 cat[] = { 49406, 320, 1125, 539, 320, 2368, 49407 };
  g_autoptr (ReelTokenizerBpe) tokenizer = load_full ();
  gsize n;
  g_autofree guint32 *ids = reel_tokenizer_bpe_encode (tokenizer, "a photo of a cat", 77, &n);

  g_assert_cmpmem (ids, n * sizeof *ids, cat, sizeof cat);
  g_assert_cmpuint (reel_tokenizer_bpe_get_n_ids (tokenizer), ==, 49408);
  g_assert_cmpuint (reel_tokenizer_bpe_get_end (tokenizer), ==, 49407);
  assert_ids (tokenizer);
}

/* What tokenizer.json would have of that vocabulary: merges as pairs, as newer files have them, or as lines. */
static JsonObject *
as_json (gboolean pairs)
{
  g_autofree char *vocab_path = nn_test_model ("clip-test/full-tokenizer/vocab.json");
  g_autofree char *merges_path = nn_test_model ("clip-test/full-tokenizer/merges.txt"), *text = NULL;
  g_auto (GStrv) lines = NULL;
  JsonObject *object = json_object_new (), *model = json_object_new (), *normalizer = json_object_new ();
  JsonArray *merges = json_array_new ();

  g_assert_true (g_file_get_contents (merges_path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    if (pairs)
      {
        g_auto (GStrv) both = g_strsplit (lines[i], " ", 2);
        JsonArray *pair = json_array_new ();

        json_array_add_string_element (pair, both[0]);
        json_array_add_string_element (pair, both[1]);
        json_array_add_array_element (merges, pair);
      }
    else
      json_array_add_string_element (merges, lines[i]);
  json_object_set_string_member (model, "type", "BPE");
  json_object_set_string_member (model, "end_of_word_suffix", "</w>");
  json_object_set_object_member (model, "vocab", reel_text_file_json (vocab_path, 1 << 24, NULL));
  json_object_set_array_member (model, "merges", merges);
  json_object_set_string_member (normalizer, "type", "Lowercase");
  json_object_set_object_member (object, "normalizer", normalizer);
  json_object_set_object_member (object, "model", model);
  return object;
}

static void
test_json (void)
{
  for (int pairs = 0; pairs < 2; pairs++)
    {
      g_autoptr (JsonObject) object = as_json (pairs);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelTokenizerBpe) tokenizer = reel_tokenizer_bpe_from_json (object, &error);

      g_assert_no_error (error);
      assert_ids (tokenizer);
    }
}

static void
assert_refused (JsonObject *object, gint code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (reel_tokenizer_bpe_from_json (object, &error));
  g_assert_error (error, REEL_TEXT_ERROR, code);
}

/* One thing after the other is wrong with it. */
static void
test_refused (void)
{
  g_autoptr (JsonObject) object = as_json (FALSE);
  JsonObject *model = json_object_get_object_member (object, "model");
  JsonObject *vocab = json_object_get_object_member (model, "vocab");
  JsonArray *added = json_array_new (), *merges = json_array_ref (json_object_get_array_member (model, "merges"));

  json_object_set_string_member (vocab, "dog</w>", "a number, surely");
  assert_refused (object, REEL_TEXT_ERROR_DAMAGED);
  json_object_set_int_member (vocab, "dog</w>", -1);
  assert_refused (object, REEL_TEXT_ERROR_DAMAGED);
  json_object_set_int_member (vocab, "dog</w>", G_MAXINT64);
  assert_refused (object, REEL_TEXT_ERROR_DAMAGED);
  json_object_remove_member (vocab, "dog</w>"); /* a merge leads to it */
  assert_refused (object, REEL_TEXT_ERROR_DAMAGED);
  json_object_set_int_member (vocab, "dog</w>", 1929);

  json_array_add_string_element (merges, "one");
  assert_refused (object, REEL_TEXT_ERROR_DAMAGED);
  json_array_remove_element (merges, json_array_get_length (merges) - 1);
  json_array_add_int_element (merges, 5);
  assert_refused (object, REEL_TEXT_ERROR_DAMAGED);
  json_array_remove_element (merges, json_array_get_length (merges) - 1);

  json_array_add_null_element (added);
  json_object_set_array_member (object, "added_tokens", added);
  assert_refused (object, REEL_TEXT_ERROR_DAMAGED);
  json_object_remove_member (object, "added_tokens");

  json_object_remove_member (vocab, "<|endoftext|>");
  assert_refused (object, REEL_TEXT_ERROR_UNSUPPORTED);
  json_object_remove_member (vocab, "a");
  assert_refused (object, REEL_TEXT_ERROR_UNSUPPORTED);
  json_object_remove_member (model, "merges");
  assert_refused (object, REEL_TEXT_ERROR_DAMAGED);
  json_object_remove_member (object, "normalizer");
  assert_refused (object, REEL_TEXT_ERROR_UNSUPPORTED);
  json_object_set_string_member (model, "type", "Unigram");
  assert_refused (object, REEL_TEXT_ERROR_UNSUPPORTED);
  json_object_remove_member (object, "model");
  assert_refused (object, REEL_TEXT_ERROR_UNSUPPORTED);
  json_array_unref (merges);
}

/* No text is an error, and none takes long. */
static void
test_texts (void)
{
  g_autoptr (ReelTokenizerBpe) tokenizer = load_full ();
  g_autoptr (GString) word = g_string_new (NULL);
  gsize n;
  g_autofree guint32 *ids = reel_tokenizer_bpe_encode (tokenizer, "dog \xff\xc3 park", 77, &n);

  g_assert_cmpuint (n, >=, 4);
  g_clear_pointer (&ids, g_free);
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (word, "etaoinshrd"[i * i % 10]);
  ids = reel_tokenizer_bpe_encode (tokenizer, word->str, 77, &n);
  g_assert_cmpuint (n, ==, 77);
  g_assert_cmpuint (ids[0], ==, 49406);
  g_assert_cmpuint (ids[76], ==, 49407);
  g_clear_pointer (&ids, g_free);
  ids = reel_tokenizer_bpe_encode (tokenizer, "dog", 2, &n);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_missing (void)
{
  g_autofree char *folder = reel_test_tmp ("bpe"), *vocab = g_build_filename (folder, "vocab.json", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (reel_tokenizer_bpe_load (folder, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_file_set_contents (vocab, "[1, 2]", -1, NULL);
  g_assert_null (reel_tokenizer_bpe_load (folder, &error));
  g_assert_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED);
  g_clear_error (&error);
  g_file_set_contents (vocab, "{\"a\": ", -1, NULL);
  g_assert_null (reel_tokenizer_bpe_load (folder, &error));
  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (error->message, "vocab.json is not valid JSON: "));
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/nn/tokenizer-bpe/full", test_full);
  g_test_add_func ("/nn/tokenizer-bpe/json", test_json);
  g_test_add_func ("/nn/tokenizer-bpe/refused", test_refused);
  g_test_add_func ("/nn/tokenizer-bpe/texts", test_texts);
  g_test_add_func ("/nn/tokenizer-bpe/missing", test_missing);
  return g_test_run ();
}
