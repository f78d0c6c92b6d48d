/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/reel-json.h"
#include "reel-test.h"
#include "sequence-clips.h"

/* Elements of a document, each as one line: depth, name, attributes in order, with times in frames where they are such. */
typedef struct
{
  GString *lines;
  GHashTable *ids; /* of resources that were defined */
  guint depth;
} Document;

static void
start_element (GMarkupParseContext *context,
               const char          *name,
               const char         **keys,
               const char         **values,
               gpointer             data,
               GError             **error)
{
  Document *document = data;

  g_string_append_printf (document->lines, "%u %s", document->depth++, name);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_string_append_printf (document->lines, " %s=%s", keys[i], values[i]);
      if (g_str_equal (keys[i], "id"))
        g_assert_true (g_hash_table_add (document->ids, g_strdup (values[i])));
      if (g_str_equal (keys[i], "ref") || g_str_equal (keys[i], "format"))
        g_assert_true (g_hash_table_contains (document->ids, values[i]));
    }
  g_string_append_c (document->lines, '\n');
}

static void
end_element (GMarkupParseContext *context,
             const char          *name,
             gpointer             data,
             GError             **error)
{
  ((Document *) data)->depth--;
}

static char *
read_xml (GBytes *bytes)
{
  const GMarkupParser parser = { .start_element = start_element, .end_element = end_element };
  Document document = { g_string_new (NULL), g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), 0 };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &document, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (document.depth, ==, 0);
  g_hash_table_unref (document.ids);
  return g_string_free (document.lines, FALSE);
}

static void
test_fcpxml (void)
{
  g_autoptr (ReelSequence) sequence = sequence_new_three ();
  g_autoptr (GBytes) bytes = reel_sequence_to_fcpxml (sequence);
  g_autofree char *lines = read_xml (bytes);

  g_assert_cmpstr (lines, ==,
                   "0 fcpxml version=1.8\n"
                   "1 resources\n"
                   "2 format id=r1 frameDuration=1001/30000s width=1920 height=1080\n"
                   "2 format id=r2 frameDuration=1/25s width=1280 height=720\n"
                   "2 asset id=a1 name=a.mov src=file:///footage/a.mov start=1079998920/30000s duration=1801800/30000s "
                   "hasVideo=1 format=r1 hasAudio=1 audioSources=1\n"
                   "2 asset id=a2 name=b <&>.mp4 src=file:///footage/b%20%26.mp4 start=0s duration=8s hasVideo=1 format=r2\n"
                   "2 asset id=a3 name=a (2).mov src=a%20%282%29.mov start=1799798/30000s duration=1801800/30000s "
                   "hasVideo=1 format=r1 hasAudio=1 audioSources=1\n"
                   "1 library\n"
                   "2 event name=Reelseek\n"
                   "3 project name=red car\n"
                   "4 sequence format=r1 duration=124124/30000s tcStart=0s tcFormat=DF\n"
                   "5 spine\n"
                   "6 asset-clip name=a.mov ref=a1 offset=0s start=1080058980/30000s duration=60060/30000s format=r1 "
                   "tcFormat=DF audioRole=dialogue\n"
                   "7 note\n"
                   "6 asset-clip name=b <&>.mp4 ref=a2 offset=60060/30000s start=1s duration=60060/30000s format=r2 "
                   "tcFormat=NDF\n"
                   "7 note\n"
                   "7 conform-rate scaleEnabled=0 srcFrameRate=25\n"
                   "6 asset-clip name=a (2).mov ref=a3 offset=120120/30000s start=1799798/30000s duration=4004/30000s "
                   "format=r1 tcFormat=DF audioRole=dialogue\n"
                   "7 note\n");
}

static void
test_fcpxml_hostile (void)
{
  g_autoptr (ReelSequence) sequence = sequence_new_hostile ();
  g_autoptr (GBytes) bytes = reel_sequence_to_fcpxml (sequence);
  g_autofree char *text = sequence_text (bytes);
  g_autofree char *lines = read_xml (bytes);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strstr (text, "\xe2\x80\xae"));
  for (const char *at = text; *at != '\0'; at++)
    g_assert_true ((guchar) *at >= 0x20 || *at == '\n');
  g_assert_nonnull (strstr (lines, "name=]]><clip a='b'>&amp; ref=a9 "));
  g_assert_nonnull (strstr (lines, "src=file:///%FF%22%0A/'&8 "));
  g_assert_nonnull (strstr (lines, "3 project name=\"]]> =<&>\xef\xbf\xbd\n"));
}

/* What the published schemas ask of each object, by its name. */
static const struct
{
  const char *schema;
  const char *fields;
} schemas[] = {
  { "Timeline.1", "name metadata global_start_time tracks" },
  { "Stack.1", "name metadata source_range effects markers children" },
  { "Track.1", "name metadata source_range effects markers children kind" },
  { "Clip.1", "name metadata source_range effects markers media_reference" },
  { "Gap.1", "name metadata source_range effects markers" },
  { "ExternalReference.1", "name metadata available_range target_url" },
  { "MissingReference.1", "name metadata available_range" },
  { "TimeRange.1", "start_time duration" },
  { "RationalTime.1", "rate value" },
};

static void
check_otio (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        check_otio (json_array_get_element (array, i));
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      const char *schema = json_object_get_string_member_with_default (object, "OTIO_SCHEMA", NULL);
      g_autoptr (GList) members = json_object_get_values (object);
      guint i = 0;

      for (GList *item = members; item != NULL; item = item->next)
        check_otio (item->data);
      if (schema == NULL)
        return; /* metadata */
      while (i < G_N_ELEMENTS (schemas) && !g_str_equal (schemas[i].schema, schema))
        i++;
      g_assert_cmpuint (i, <, G_N_ELEMENTS (schemas));
      {
        g_auto (GStrv) fields = g_strsplit (schemas[i].fields, " ", -1);

        for (guint k = 0; fields[k] != NULL; k++)
          if (!json_object_has_member (object, fields[k]))
            g_error ("%s has no %s", schema, fields[k]);
        g_assert_cmpuint (json_object_get_size (object), ==, g_strv_length (fields) + 1);
      }
    }
}

static JsonNode *
read_otio (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  JsonNode *root = reel_json_parse (bytes, 1 << 20, &error);

  g_assert_no_error (error);
  check_otio (root);
  return root;
}

static JsonObject *
get_child (JsonObject *object,
           guint       position)
{
  return json_array_get_object_element (json_object_get_array_member (object, "children"), position);
}

static void
assert_range (JsonObject *object,
              const char *key,
              double      start,
              double      duration,
              double      rate)
{
  JsonObject *range = json_object_get_object_member (object, key);
  JsonObject *from = json_object_get_object_member (range, "start_time");
  JsonObject *length = json_object_get_object_member (range, "duration");

  g_assert_cmpfloat (json_object_get_double_member (from, "value"), ==, start);
  g_assert_cmpfloat (json_object_get_double_member (length, "value"), ==, duration);
  g_assert_cmpfloat (json_object_get_double_member (from, "rate"), ==, rate);
  g_assert_cmpfloat (json_object_get_double_member (length, "rate"), ==, rate);
}

static void
test_otio (void)
{
  g_autoptr (ReelSequence) sequence = sequence_new_three ();
  g_autoptr (GBytes) bytes = reel_sequence_to_otio (sequence);
  g_autoptr (JsonNode) root = read_otio (bytes);
  JsonObject *timeline = json_node_get_object (root);
  JsonObject *stack = json_object_get_object_member (timeline, "tracks");
  JsonObject *video = get_child (stack, 0), *audio = get_child (stack, 1), *reference;
  const double ntsc = 30000 / 1001.0;

  g_assert_cmpstr (json_object_get_string_member (timeline, "OTIO_SCHEMA"), ==, "Timeline.1");
  g_assert_cmpstr (json_object_get_string_member (timeline, "name"), ==, "red car");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (stack, "children")), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (video, "kind"), ==, "Video");
  g_assert_cmpstr (json_object_get_string_member (audio, "kind"), ==, "Audio");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (video, "children")), ==, 3);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (audio, "children")), ==, 3);

  assert_range (get_child (video, 0), "source_range", 1078980, 60, ntsc);
  assert_range (get_child (video, 1), "source_range", 25, 50, 25);
  assert_range (get_child (video, 2), "source_range", 1798, 4, ntsc);
  g_assert_cmpstr (json_object_get_string_member (get_child (audio, 0), "OTIO_SCHEMA"), ==, "Clip.1");
  g_assert_cmpstr (json_object_get_string_member (get_child (audio, 1), "OTIO_SCHEMA"), ==, "Gap.1");
  assert_range (get_child (audio, 1), "source_range", 0, 50, 25);

  reference = json_object_get_object_member (get_child (video, 0), "media_reference");
  g_assert_cmpstr (json_object_get_string_member (reference, "target_url"), ==, "file:///footage/a.mov");
  assert_range (reference, "available_range", 1078920, 1800, ntsc);
  reference = json_object_get_object_member (get_child (video, 2), "media_reference");
  g_assert_cmpstr (json_object_get_string_member (reference, "OTIO_SCHEMA"), ==, "MissingReference.1");
}

static void
test_otio_hostile (void)
{
  g_autoptr (ReelSequence) sequence = sequence_new_hostile ();
  g_autoptr (GBytes) bytes = reel_sequence_to_otio (sequence);
  g_autoptr (JsonNode) root = read_otio (bytes);
  JsonObject *stack = json_object_get_object_member (json_node_get_object (root), "tracks");
  JsonObject *video = get_child (stack, 0);

  g_assert_cmpstr (json_object_get_string_member (get_child (video, 8), "name"), ==, "]]><clip a='b'>&amp;");
  g_assert_cmpstr (json_object_get_string_member (get_child (video, 9), "name"), ==, "gpj.exe");
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/search/sequence/fcpxml", test_fcpxml);
  g_test_add_func ("/search/sequence/fcpxml-hostile", test_fcpxml_hostile);
  g_test_add_func ("/search/sequence/otio", test_otio);
  g_test_add_func ("/search/sequence/otio-hostile", test_otio_hostile);
  return g_test_run ();
}
