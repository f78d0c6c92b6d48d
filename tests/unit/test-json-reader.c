/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/reel-json-reader.h"
#include "base/reel-json.h"
#include "reel-test.h"

/* A document is read value by value, whatever its size. */

/* Writes down what is told. */
static gboolean
note (const char *key,
      gboolean    in_array,
      JsonNode   *value,
      gpointer    data,
      GError    **error)
{
  GString *said = data;

  g_string_append_printf (said, "%s%s", key, in_array ? "[]" : "");
  if (value != NULL)
    {
      g_autoptr (GBytes) bytes = reel_json_to_bytes (value);

      g_string_append_c (said, '=');
      g_string_append_len (said, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
    }
  g_string_append_c (said, '\n');
  if (g_str_equal (key, "stop"))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "stopped");
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_text (const char *text,
           gsize       max_value,
           GString    *said,
           GError    **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, (gssize) strlen (text), NULL);

  return reel_json_reader_read (stream, max_value, note, said, NULL, error);
}

static void
test_good (void)
{
  static const struct
  {
    const char *text, *said;
  } cases[] = {
    { "{}", "" },
    { " { } \n", "" },
    { "{\"a\":1,\"b\" : \"x]}\\\"\" , \"c\":null}", "a=1\nb=\"x]}\\\"\"\nc=null\n" },
    { "{\"a\":[]}", "a[]\n" },
    { "{\"a\":[ {\"b\":[1,\"]\"]} ,[[]], -1.5e3,true ],\"d\":{\"e\":[]}}",
      "a[]\na[]={\"b\":[1,\"]\"]}\na[]=[[]]\na[]=-1500.0\na[]=true\nd={\"e\":[]}\n" },
    { "{\"\\u00e9\":[\"\\\\\"]}", "é[]\né[]=\"\\\\\"\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) said = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_true (read_text (cases[i].text, 1024, said, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (said->str, ==, cases[i].said);
    }
}

static void
test_bad (void)
{
  static const char * const texts[] = {
    "", "[]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{\"a\":[1", "{\"a\":[1,", "{\"a\":[1,]}", "{\"a\":[1 2]}",
    "{\"a\":[}", "{\"a\":[1}}", "{\"a\":{]}", "{a:1}", "{'a':1}", "{\"a\":1}x", "{\"a\":1}{}", "{\"a\":[\"x]}", "{\"a\":[,1]}",
    "{\"a\":}", "{\"a\":nul}", "{\"a\":[1e999]}", "{\"a\":[\"\xff\"]}", "{\"a\" 1}", "{,}", "{\"a\":[{\"b\":01}]}", "\xef\xbb\xbf{}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GString) said = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", texts[i]);
      g_assert_false (read_text (texts[i], 1024, said, &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (error->domain, ==, REEL_JSON_ERROR);
    }
}

/* Values of any length meet the ends of blocks at every place; one that is too long is refused, not held. */
static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new ("{\"a\":[");
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GString) wanted = g_string_new ("a[]\n");
  g_autoptr (GError) error = NULL;
  g_autofree char *long_text = g_strnfill (2000, 'x');

  for (guint i = 0; i < 600; i++)
    {
      g_string_append_printf (text, "%s{\"k\":\"%.*s\\\"\"}", i > 0 ? "," : "", (int) i, long_text);
      g_string_append_printf (wanted, "a[]={\"k\":\"%.*s\\\"\"}\n", (int) i, long_text);
    }
  g_string_append (text, "]}");
  g_assert_cmpuint (text->len, >, 2 * 64 * 1024);
  g_assert_true (read_text (text->str, 1024, said, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (said->str, ==, wanted->str);

  g_string_printf (text, "{\"a\":[\"%s\"]}", long_text);
  g_assert_true (read_text (text->str, 2002, said, &error));
  g_assert_false (read_text (text->str, 2001, said, &error));
  g_assert_error (error, REEL_JSON_ERROR, REEL_JSON_ERROR_SIZE);
  g_clear_error (&error);
  g_string_printf (text, "{\"%s\":1}", long_text);
  g_assert_false (read_text (text->str, 1024, said, &error));
  g_assert_error (error, REEL_JSON_ERROR, REEL_JSON_ERROR_SIZE);
}

/* What the reader of the values says, and what the stream says, comes through. */
static void
test_stopped (void)
{
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data ("{}", 2, NULL);

  g_assert_false (read_text ("{\"a\":1,\"stop\":2,\"b\":3}", 1024, said, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_cmpstr (said->str, ==, "a=1\nstop=2\n");
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_false (reel_json_reader_read (stream, 1024, note, said, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/base/json-reader/good", test_good);
  g_test_add_func ("/base/json-reader/bad", test_bad);
  g_test_add_func ("/base/json-reader/long", test_long);
  g_test_add_func ("/base/json-reader/stopped", test_stopped);
  return g_test_run ();
}
