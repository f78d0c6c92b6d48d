/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-json-reader.h"
#include "base/reel-json.h"
#include "fuzz.h"

/* Bytes that pass the check are parsed without a complaint, and what is written of them again says the same. An object is read
 * value by value, too; of what is no document the reader says so. */

static JsonNode *
parse (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = reel_json_parse (bytes, 1 << 20, &error);

  g_assert_true ((node == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (error->domain == REEL_JSON_ERROR);
  return node;
}

static gboolean
ignore (const char *key,
        gboolean    in_array,
        JsonNode   *value,
        gpointer    data,
        GError    **error)
{
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (JsonNode) node = parse (bytes);
  gboolean good = reel_json_check ((const char *) data, size, REEL_JSON_MAX_DEPTH, NULL);

  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GError) error = NULL;
  gboolean read = reel_json_reader_read (stream, 1 << 20, ignore, NULL, NULL, &error);

  g_assert_true (good == (node != NULL));
  g_assert_true (read == (error == NULL));
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node) && size < REEL_JSON_MAX_DEPTH)
    g_assert_true (read);
  if (read)
    g_assert_true (node == NULL || JSON_NODE_HOLDS_OBJECT (node));
  if (node != NULL)
    {
      g_autoptr (GBytes) first = reel_json_to_bytes (node);
      g_autoptr (JsonNode) again = parse (first);
      g_autoptr (GBytes) second = again != NULL ? reel_json_to_bytes (again) : NULL;

      g_assert_nonnull (again);
      g_assert_true (g_bytes_equal (first, second));
    }
  return 0;
}
