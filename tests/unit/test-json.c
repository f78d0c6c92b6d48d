/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/reel-json.h"
#include "reel-test.h"

static JsonNode *
parse (const char *text,
       GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return reel_json_parse (bytes, 1 << 20, error);
}

static void
test_good (void)
{
  static const char * const good[] = {
    "{}", "[]", "0", "-0.5e+3", "\"\\u00e9\\n\"", " [ 1 , {\"a\" : [ ] , \"b\":null} , true ] \n", "\"\xe5\xbd\xb1\"",
    "123456789012345678", "[[[[]]]]",
    "\"\\ud83d\\ude00\"",
    "1e308", "-1.5E+300", "1e-999", "0e999", "1e0000000005", "\"1234\xe5\xbd\xb1\\u00e9x\xc3\xa9\"",
    "{\"\xe5\xbd\xb1\":\"\"}", "\"\x7f\"",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = parse (good[i], &error);

      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
}

static void
test_bad (void)
{
  static const struct
  {
    const char *text;
    ReelJsonError code;
  } bad[] = {
    { "", REEL_JSON_ERROR_SYNTAX }, { "{", REEL_JSON_ERROR_SYNTAX }, { "[1,]", REEL_JSON_ERROR_SYNTAX },
    { "{\"a\":1,}", REEL_JSON_ERROR_SYNTAX }, { "'a'", REEL_JSON_ERROR_SYNTAX }, { "var x = 1", REEL_JSON_ERROR_SYNTAX },
    { "01", REEL_JSON_ERROR_SYNTAX }, { "1.", REEL_JSON_ERROR_SYNTAX }, { "1e", REEL_JSON_ERROR_SYNTAX },
    { "NaN", REEL_JSON_ERROR_SYNTAX }, { "1e999", REEL_JSON_ERROR_NUMBER }, { "[1] x", REEL_JSON_ERROR_SYNTAX },
    { "\"\\x\"", REEL_JSON_ERROR_SYNTAX }, { "\"\\u12\"", REEL_JSON_ERROR_SYNTAX }, { "\"a\nb\"", REEL_JSON_ERROR_SYNTAX },
    { "\"\xff\"", REEL_JSON_ERROR_SYNTAX }, { "[1 2]", REEL_JSON_ERROR_SYNTAX }, { "{1:2}", REEL_JSON_ERROR_SYNTAX },
    { "{\"a\" 1}", REEL_JSON_ERROR_SYNTAX }, { "]", REEL_JSON_ERROR_SYNTAX }, { "[}", REEL_JSON_ERROR_SYNTAX },
    { "\"\\", REEL_JSON_ERROR_SYNTAX }, { "\"a\\u0000b\"", REEL_JSON_ERROR_SYNTAX },
    { "{\"\\u0000\":1}", REEL_JSON_ERROR_SYNTAX }, { "\"\\ud800\"", REEL_JSON_ERROR_SYNTAX },
    { "\"\\ud800x\"", REEL_JSON_ERROR_SYNTAX }, { "\"\\udc00\"", REEL_JSON_ERROR_SYNTAX },
    { "\"\\ud800\\ud800\"", REEL_JSON_ERROR_SYNTAX }, { "\"\\ud83d\\n\"", REEL_JSON_ERROR_SYNTAX },
    { "\"\\ud83d\\u\"", REEL_JSON_ERROR_SYNTAX },
    { "1e309", REEL_JSON_ERROR_NUMBER }, { "-1.8e308", REEL_JSON_ERROR_NUMBER },
    { "1e99999999999999999999", REEL_JSON_ERROR_NUMBER }, { "[0.5, 1E+400]", REEL_JSON_ERROR_NUMBER },
    { "\"abcd\xe5\xbd\"", REEL_JSON_ERROR_SYNTAX }, { "{\"\xc3\":1}", REEL_JSON_ERROR_SYNTAX }, { "\xc3\xa9", REEL_JSON_ERROR_SYNTAX },
    { "\"\xe5\\n\xbd\xb1\"", REEL_JSON_ERROR_SYNTAX }, { "\"\xed\xa0\x80\"", REEL_JSON_ERROR_SYNTAX },
    { "[1]\xc2\xa0", REEL_JSON_ERROR_SYNTAX }, { "\"abcdefg\x1f\"", REEL_JSON_ERROR_SYNTAX },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = parse (bad[i].text, &error);

      g_assert_error (error, REEL_JSON_ERROR, (int) bad[i].code);
      g_assert_null (node);
    }
}

/* What is long enough that its look does not say whether it is finite: 300 digits, an exponent, or both. */
static void
test_long_numbers (void)
{
  static const struct
  {
    guint digits;
    const char *rest;
    gboolean good;
  } numbers[] = {
    { 299, "", TRUE },    { 308, ".5", TRUE }, { 310, "", FALSE },     { 310, ".5", FALSE },
    { 400, "e-200", TRUE }, { 200, "e99", TRUE }, { 200, "e110", FALSE }, { 1, "e308", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *digits = g_strnfill (numbers[i].digits, '1');
      g_autofree char *text = g_strconcat ("[", digits, numbers[i].rest, "]", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = parse (text, &error);

      if (numbers[i].good)
        g_assert_no_error (error);
      else
        g_assert_error (error, REEL_JSON_ERROR, REEL_JSON_ERROR_NUMBER);
    }
}

static void
test_depth (void)
{
  const gsize n = 1000000;
  g_autofree char *bomb = g_malloc (n);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  memset (bomb, '[', n);
  bytes = g_bytes_new_static (bomb, n);
  g_assert_null (reel_json_parse (bytes, n, &error));
  g_assert_error (error, REEL_JSON_ERROR, REEL_JSON_ERROR_DEPTH);
  g_clear_error (&error);
  g_assert_null (reel_json_parse (bytes, n - 1, &error));
  g_assert_error (error, REEL_JSON_ERROR, REEL_JSON_ERROR_SIZE);
}

static void
test_members (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = parse ("{\"id\": 98765432109876543210, \"small\": 7, \"text\": \"t\", \"empty\": \"\", \"n\": 0.25}",
                                     &error);
  JsonObject *object = json_node_get_object (root);
  g_autofree char *id = reel_json_dup_id (object, "id", &error);
  g_autofree char *small = reel_json_dup_id (object, "small", &error);
  double n = 0;

  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "98765432109876543210");
  g_assert_cmpstr (small, ==, "7");
  g_assert_cmpstr (reel_json_get_string (object, "text", &error), ==, "t");
  g_assert_true (reel_json_get_number (object, "n", &n, &error));
  g_assert_cmpfloat (n, ==, 0.25);
  g_assert_no_error (error);

  g_assert_null (reel_json_get_string (object, "absent", &error));
  g_assert_error (error, REEL_JSON_ERROR, REEL_JSON_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (reel_json_dup_id (object, "empty", &error));
  g_assert_error (error, REEL_JSON_ERROR, REEL_JSON_ERROR_TYPE);
  g_clear_error (&error);
  g_assert_false (reel_json_get_number (object, "text", &n, &error));
  g_assert_error (error, REEL_JSON_ERROR, REEL_JSON_ERROR_TYPE);
}

/* What is written is JSON again, also where the library's generator alone would get it wrong. */
static void
test_written (void)
{
  static const char * const texts[] = { "[1e+20,-1e+22,\"1e+20.0\",\"a\\\"1e+20.0\",{\"1e5.0\":1e+17}]", "[1.5,true,-0.25]",
                                        "[\"\\u001f\\\\\\u001e\\\"\"]" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = parse (texts[i], &error);
      g_autoptr (GBytes) bytes = NULL;

      g_assert_no_error (error);
      bytes = reel_json_to_bytes (node);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), texts[i], strlen (texts[i]));
    }
}

/* Bytes that are allocated; 0 where nobody tells. */
static gsize
memory (void)
{
#ifdef __GLIBC__
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
#else
  return 0;
#endif
}

/* Text that takes much memory: an element again and again, with a number in it where it has a '#'. */
static const struct
{
  const char *head, *each, *tail;
  gsize weight;
} kinds[] = {
  { "[", "1", "]", REEL_JSON_VALUE_WEIGHT },
  { "[", "null", "]", REEL_JSON_VALUE_WEIGHT },
  { "[", "\"\"", "]", REEL_JSON_VALUE_WEIGHT },
  { "[", "{}", "]", REEL_JSON_VALUE_WEIGHT + REEL_JSON_CONTAINER_WEIGHT },
  { "[", "[]", "]", REEL_JSON_VALUE_WEIGHT + REEL_JSON_CONTAINER_WEIGHT },
  { "[", "{\"a\":{}}", "]", 2 * (REEL_JSON_VALUE_WEIGHT + REEL_JSON_CONTAINER_WEIGHT) + REEL_JSON_KEY_WEIGHT },
  { "[", "{\"a\":1}", "]", 2 * REEL_JSON_VALUE_WEIGHT + REEL_JSON_CONTAINER_WEIGHT + REEL_JSON_KEY_WEIGHT },
  { "{", "\"#\":1", "}", REEL_JSON_VALUE_WEIGHT + REEL_JSON_KEY_WEIGHT },
};

static GString *
write_kind (gsize i,
            gsize n)
{
  GString *text = g_string_new (kinds[i].head);
  const char *hash = strchr (kinds[i].each, '#');

  for (gsize k = 0; k < n; k++)
    {
      if (k > 0)
        g_string_append_c (text, ',');
      if (hash != NULL)
        g_string_append_printf (text, "\"%" G_GSIZE_FORMAT "%s", k, hash + 1);
      else
        g_string_append (text, kinds[i].each);
    }
  return g_string_append (text, kinds[i].tail);
}

/* As much of a kind as is let through: the memory is no more than the weights say, and one more is refused. */
static void
test_weight (gconstpointer data)
{
  const gsize i = GPOINTER_TO_SIZE (data);
  const gsize n = (REEL_JSON_MAX_WEIGHT - REEL_JSON_VALUE_WEIGHT - REEL_JSON_CONTAINER_WEIGHT) / kinds[i].weight;
  g_autoptr (GString) text = write_kind (i, n);
  g_autoptr (GString) longer = write_kind (i, n + 1);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text->str, text->len);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  gsize before = memory (), more;

  node = reel_json_parse (bytes, text->len, &error);
  g_assert_no_error (error);
  more = memory () - before;
  g_test_message ("%" G_GSIZE_FORMAT " of %s: %" G_GSIZE_FORMAT " MiB", n, kinds[i].each, more / 1024 / 1024);
  g_assert_cmpuint (more, <, REEL_JSON_MAX_WEIGHT);
  g_assert_false (reel_json_check (longer->str, longer->len, 8, &error));
  g_assert_error (error, REEL_JSON_ERROR, REEL_JSON_ERROR_SIZE);
}

/* Each in a process of its own: what GLib keeps of freed memory would not be counted again. */
static void
test_weights (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strdup_printf ("/base/json/weight/subprocess/%" G_GSIZE_FORMAT, i);

      g_test_trap_subprocess (path, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
    }
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/base/json/good", test_good);
  g_test_add_func ("/base/json/bad", test_bad);
  g_test_add_func ("/base/json/long-numbers", test_long_numbers);
  g_test_add_func ("/base/json/depth", test_depth);
  g_test_add_func ("/base/json/members", test_members);
  g_test_add_func ("/base/json/written", test_written);
  g_test_add_func ("/base/json/weight", test_weights);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strdup_printf ("/base/json/weight/subprocess/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_weight);
    }
  return g_test_run ();
}
