/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <time.h>

#include "api/reel-tags.h"
#include "base/reel-json.h"
#include "reel-test.h"

static JsonNode *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonNode *node = reel_json_parse (bytes, 1 << 20, &error);

  g_assert_no_error (error);
  return node;
}

/* As one line: 'name=value,value;…', in the order in which they are shown; '-' for no name. */
static char *
describe (ReelTags *tags)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < reel_tags_get_n_categories (tags); i++)
    {
      const ReelTagCategory *category = reel_tags_get_category (tags, i);
      g_autofree char *values = g_strjoinv (",", category->values);

      g_assert_nonnull (category->values[0]);
      g_string_append_printf (line, "%s%s=%s", i > 0 ? ";" : "", category->name != NULL ? category->name : "-", values);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* The documentation shows no shape: every usual one is read, nothing is dropped, and the service's order is kept. */
static void
test_shapes (void)
{
  static const struct
  {
    const char *json, *shown;
  } shapes[] = {
    /* Lists of strings. */
    { "[]", "" },
    { "[\"close-up\",\"pan left\"]", "-=close-up,pan left" },
    { "[\"close-up\",7,1.5,true,null]", "-=close-up,7,1.5,true" },
    { "[\"\"]", "" },
    { "\"close-up\"", "-=close-up" },
    { "7", "-=7" },
    /* Objects of categories. */
    { "{}", "" },
    { "{\"shot_size\":\"close-up\"}", "shot_size=close-up" },
    { "{\"shot_size\":[\"close-up\",\"medium\"],\"camera_movement\":\"pan\"}",
      "shot_size=close-up,medium;camera_movement=pan" },
    { "{\"zebra\":\"z\",\"angle\":\"low\",\"mood\":[\"calm\"]}", "zebra=z;angle=low;mood=calm" },
    { "{\"people\":2,\"indoor\":false,\"score\":0.5,\"none\":null,\"empty\":[]}", "people=2;indoor=false;score=0.5" },
    { "{\"\":\"nameless\"}", "-=nameless" },
    { "{\"鏡頭\":[\"特寫\"]}", "鏡頭=特寫" },
    /* Lists of objects. */
    { "[{\"category\":\"shot size\",\"value\":\"close-up\"}]", "shot size=close-up" },
    { "[{\"category\":\"shot size\",\"values\":[\"close-up\",\"medium\"]}]", "shot size=close-up,medium" },
    { "[{\"type\":\"angle\",\"label\":\"low\"},{\"type\":\"size\",\"tag\":\"wide\"},"
      "{\"type\":\"angle\",\"label\":\"high\"}]",
      "angle=low,high;size=wide" },
    { "[{\"group\":\"angle\",\"tags\":[\"low\"]},{\"key\":\"mood\",\"value\":7}]", "angle=low;mood=7" },
    { "[{\"name\":\"angle\",\"value\":\"low\"}]", "angle=low" },
    { "[{\"name\":\"close-up\"},{\"label\":\"pan\"}]", "-=close-up,pan" },
    { "[{\"category\":\"angle\",\"name\":\"low\"}]", "angle=low" },
    { "[{\"shot_size\":\"close-up\",\"angle\":[\"low\"]},{\"shot_size\":\"wide\"}]", "shot_size=close-up,wide;angle=low" },
    { "[\"plain\",{\"category\":\"angle\",\"value\":\"low\"},\"more\"]", "-=plain,more;angle=low" },
    /* Nested deeper than any shape: as JSON, but there. */
    { "{\"camera\":{\"movement\":\"pan\"}}", "camera={\"movement\":\"pan\"}" },
    { "{\"camera\":[{\"movement\":\"pan\"},\"x\"]}", "camera={\"movement\":\"pan\"},x" },
    { "{\"camera\":[[1,2],[\"a\"]]}", "camera=[1,2],[\"a\"]" },
    { "[[\"a\",\"b\"],\"c\"]", "-=a,b,c" },
    { "[{\"category\":\"angle\",\"value\":{\"deg\":30}}]", "angle={\"deg\":30}" },
    { "[{\"category\":[\"odd\"],\"value\":\"v\"}]", "category=odd;value=v" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (JsonNode) node = parse (shapes[i].json);
      g_autoptr (ReelTags) tags = reel_tags_new (node, NULL);
      g_autofree char *shown = describe (tags);

      if (!g_str_equal (shown, shapes[i].shown))
        g_error ("%s is shown as “%s”, not “%s”", shapes[i].json, shown, shapes[i].shown);
      g_assert_null (reel_tags_get_json (tags));
    }
}

/* Of this thread, microseconds: what else the machine does is not in it. */
static gint64
get_work (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* A hostile reply: very many categories, and as many mentions of one, take no time that grows with their square: it is
 * held against the parser's, which does not either. */
static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("[");
  g_autoptr (GBytes) json = g_bytes_new_static ("{}", 2);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (ReelTags) tags = NULL;
  g_autoptr (ReelTags) other = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begun, parsing;

  for (guint i = 0; i < 30000; i++)
    g_string_append_printf (text, "%s{\"category\":\"c%u\",\"value\":\"v\"},{\"category\":\"same\",\"value\":%u}",
                            i > 0 ? "," : "", i, i);
  g_string_append_c (text, ']');
  bytes = g_bytes_new_static (text->str, text->len);
  begun = get_work ();
  node = reel_json_parse (bytes, text->len, &error);
  g_assert_no_error (error);
  parsing = get_work () - begun;
  begun = get_work ();
  tags = reel_tags_new (node, json);
  g_assert_cmpint (get_work () - begun, <, 4 * parsing);
  other = reel_tags_ref (tags);
  g_assert_cmpuint (reel_tags_get_n_categories (other), ==, 30001);
  g_assert_cmpstr (reel_tags_get_category (tags, 0)->name, ==, "c0");
  g_assert_cmpstr (reel_tags_get_category (tags, 1)->name, ==, "same");
  g_assert_cmpuint (g_strv_length (reel_tags_get_category (tags, 1)->values), ==, 30000);
  g_assert_cmpstr (reel_tags_get_category (tags, 1)->values[29999], ==, "29999");
  g_assert_true (reel_tags_get_json (tags) == json);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/api/tags/shapes", test_shapes);
  g_test_add_func ("/api/tags/many", test_many);
  return g_test_run ();
}
