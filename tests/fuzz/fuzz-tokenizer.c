/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-json.h"
#include "fuzz.h"
#include "nn/reel-text-error.h"
#include "nn/reel-tokenizer-bpe.h"

/*
 * A tokenizer.json: a tokenizer that gives a text ids below its number, or one error. The 512 tokens of the bytes are put in,
 * so that an input need not have them.
 */

static void
add_bytes (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "model");
  JsonObject *model = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL, *vocab;
  gunichar other = 0x100;

  node = model != NULL ? json_object_get_member (model, "vocab") : NULL;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  vocab = json_node_get_object (node);
  for (gunichar byte = 0; byte < 256; byte++)
    {
      gboolean printable = (byte >= '!' && byte <= '~') || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
      char name[16] = "";
      g_autofree char *last = NULL;

      g_unichar_to_utf8 (printable ? byte : other++, name);
      last = g_strconcat (name, "</w>", NULL);
      if (!json_object_has_member (vocab, name))
        json_object_set_int_member (vocab, name, byte);
      if (!json_object_has_member (vocab, last))
        json_object_set_int_member (vocab, last, 256 + byte);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (JsonNode) node = reel_json_parse (bytes, 1 << 20, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelTokenizerBpe) tokenizer = NULL;
  g_autofree guint32 *ids = NULL;
  gsize n;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return 0;
  add_bytes (json_node_get_object (node));
  tokenizer = reel_tokenizer_bpe_from_json (json_node_get_object (node), &error);
  g_assert_true ((tokenizer == NULL) == (error != NULL));
  if (tokenizer == NULL)
    {
      g_assert_true (error->domain == REEL_TEXT_ERROR);
      return 0;
    }
  ids = reel_tokenizer_bpe_encode (tokenizer, "The dog's in the <|endoftext|> park, isn't he? 公園 é 12", 40, &n);
  g_assert_true (n >= 2 && n <= 40);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpuint (ids[i], <, reel_tokenizer_bpe_get_n_ids (tokenizer));
  g_assert_cmpuint (ids[n - 1], ==, reel_tokenizer_bpe_get_end (tokenizer));
  return 0;
}
