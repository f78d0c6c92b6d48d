/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "analysis/reel-json-preview.h"
#include "base/reel-json.h"
#include "reel-test.h"

static void
assert_preview (const char *text,
                const char *expected)
{
  gboolean whole = FALSE;
  g_autofree char *preview = reel_json_preview (text, strlen (text), 4096, &whole);

  g_assert_cmpstr (preview, ==, expected);
  g_assert_true (whole);
}

static void
test_layout (void)
{
  assert_preview ("{\"a\":1,\"b\":[true,null]}", "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ]\n}");
  assert_preview (" [ ] ", "[]");
  assert_preview ("{\"a\" : { }}", "{\n  \"a\": {}\n}");
  /* What was written stays: numbers, escapes, and what looks like structure inside a string. */
  assert_preview ("[1.50, -0e+2, \"a\\\"[,{:\\\\\", \"\"]", "[\n  1.50,\n  -0e+2,\n  \"a\\\"[,{:\\\\\",\n  \"\"\n]");
  assert_preview ("\"text\"", "\"text\"");
}

static void
test_limit (void)
{
  g_autoptr (GString) numbers = g_string_new ("[0");
  g_autofree char *preview = NULL;
  gboolean whole = TRUE;

  for (guint i = 1; i < 100000; i++)
    g_string_append_printf (numbers, ",%u", i);
  g_string_append_c (numbers, ']');
  preview = reel_json_preview (numbers->str, numbers->len, 1000, &whole);
  g_assert_false (whole);
  g_assert_cmpuint (strlen (preview), >=, 1000);
  g_assert_cmpuint (strlen (preview), <, 1100);
  g_assert_true (g_str_has_prefix (preview, "[\n  0,\n  1,\n"));
  g_assert_true (g_str_has_suffix (preview, "\n…"));
}

static void
test_long_string (void)
{
  g_autoptr (GString) text = g_string_new ("[\"x");
  g_autofree char *preview = NULL;
  gboolean whole = TRUE;

  for (guint i = 0; i < 5000; i++)
    g_string_append (text, "影");
  g_string_append (text, "\", 1]");
  preview = reel_json_preview (text->str, text->len, G_MAXSIZE, &whole);
  g_assert_false (whole);
  g_assert_true (g_utf8_validate (preview, -1, NULL));
  g_assert_cmpuint (strlen (preview), <, 1100);
  g_assert_true (g_str_has_suffix (preview, "影…\",\n  1\n]"));
}

/* Whatever the service sent, the preview has the same values in it. */
static void
test_same_values (void)
{
  static const char json[] = "{\"tags\": {\"a\": [\"b\", {\"c\": [[], {}, 1e3]}], \"\": \"\\u0041\"}, \"n\": -1}";
  gboolean whole = FALSE;
  g_autofree char *preview = reel_json_preview (json, strlen (json), 4096, &whole);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) before = g_bytes_new_static (json, strlen (json));
  g_autoptr (GBytes) after = g_bytes_new (preview, strlen (preview));
  g_autoptr (JsonNode) a = reel_json_parse (before, G_MAXSIZE, &error);
  g_autoptr (JsonNode) b = reel_json_parse (after, G_MAXSIZE, &error);

  g_assert_no_error (error);
  g_assert_true (json_node_equal (a, b));
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/analysis/json-preview/layout", test_layout);
  g_test_add_func ("/analysis/json-preview/limit", test_limit);
  g_test_add_func ("/analysis/json-preview/long-string", test_long_string);
  g_test_add_func ("/analysis/json-preview/same-values", test_same_values);
  return g_test_run ();
}
