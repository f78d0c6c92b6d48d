/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "local-child.h"
#include "reel-test.h"

/* What the vendor's Python SDK sends instead of a video, and what it reads of the replies. */

#define N      4
#define WIDTH  84
#define HEIGHT 56
#define RATE   16000

static LocalChild *child;

static char *
encode (gconstpointer bytes,
        gsize         size)
{
  return g_base64_encode (bytes, size);
}

/* {"data", "dtype", "shape"}: frames of one colour, as planes. */
static char *
frames_array (guint8 red,
              guint8 green,
              guint8 blue)
{
  const guint8 colours[] = { red, green, blue };
  const gsize area = WIDTH * HEIGHT;
  g_autofree guint8 *bytes = g_malloc (N * 3 * area);
  g_autofree char *data = NULL;

  for (guint i = 0; i < N * 3; i++)
    memset (bytes + i * area, colours[i % 3], area);
  data = encode (bytes, N * 3 * area);
  return g_strdup_printf ("{\"data\":\"%s\",\"dtype\":\"uint8\",\"shape\":[%d,3,%d,%d]}", data, N, HEIGHT, WIDTH);
}

static char *
sound_array (void)
{
  g_autofree float *samples = g_new0 (float, N * RATE);
  g_autofree char *data = encode (samples, N * RATE * sizeof (float));

  return g_strdup_printf ("{\"data\":\"%s\",\"dtype\":\"float32\",\"shape\":[%d]}", data, N * RATE);
}

/* As the SDK for service "embedding". */
static char *
embedding_body (const char *request_id,
                const char *frames)
{
  g_autofree char *sound = sound_array ();
  g_autofree char *id = request_id != NULL ? g_strdup_printf ("\"request_id\":\"%s\",", request_id) : g_strdup ("");

  return g_strdup_printf ("{\"audio_input\":%s,%s\"service\":\"embedding\",\"video_input\":%s}", sound, id, frames);
}

/* As the SDK for service "tagging". */
static char *
tagging_body (const char *request_id,
              const char *frames)
{
  return g_strdup_printf ("{\"request_id\":\"%s\",\"service\":\"tagging\",\"video_input\":{\"tensor\":%s,\"metadata\":"
                          "{\"fps\":25.0,\"frames_indices\":[0,25,50,75],\"total_num_frames\":100,\"video_backend\":\"ffmpeg\"}},"
                          "\"video_kwargs\":{\"do_sample_frames\":false}}",
                          request_id, frames);
}

typedef struct
{
  char *request_id, *video, *audio, *kwargs;
} Uploaded;

static void
uploaded_clear (Uploaded *self)
{
  g_free (self->request_id);
  g_free (self->video);
  g_free (self->audio);
  g_free (self->kwargs);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Uploaded, uploaded_clear)

static void
upload (const char *body,
        Uploaded   *uploaded)
{
  g_autoptr (JsonNode) reply = local_child_call (child, "POST", "/files/upload/tensors", body);
  JsonObject *object = json_node_get_object (reply);
  JsonObject *keys;

  g_assert_cmpuint (child->status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (object, "status"), ==, "uploaded");
  keys = json_object_get_object_member (object, "r2_keys");
  *uploaded = (Uploaded) { local_child_text (reply, "request_id"),
                           g_strdup (json_object_get_string_member_with_default (keys, "video_input", NULL)),
                           g_strdup (json_object_get_string_member_with_default (keys, "audio_input", NULL)),
                           g_strdup (json_object_get_string_member_with_default (keys, "video_kwargs", NULL)) };
  g_assert_nonnull (uploaded->request_id);
  g_assert_nonnull (uploaded->video);
  g_assert_cmpuint (strlen (uploaded->video), >=, 32); /* beyond guessing */
}

static char *
embedding_order (const Uploaded *uploaded,
                 const char     *request_id)
{
  return g_strdup_printf ("{\"tensor\":{\"video_input_key\":\"%s\",\"audio_input_key\":\"%s\"},\"request_id\":\"%s\"}",
                          uploaded->video, uploaded->audio, request_id);
}

static char *
tagging_order (const Uploaded *uploaded,
               const char     *request_id)
{
  return g_strdup_printf ("{\"request_id\":\"%s\",\"tensor\":{\"video_input_key\":\"%s\",\"video_kwargs_key\":\"%s\"}}",
                          request_id, uploaded->video, uploaded->kwargs);
}

/* Returns the state. */
static char *
submit (const char *call,
        const char *type,
        const char *order,
        const char *request_id)
{
  g_autoptr (JsonNode) reply = local_child_call (child, "POST", call, order);
  g_autofree char *id = local_child_text (reply, "request_id");
  g_autofree char *task_type = local_child_text (reply, "task_type");
  g_autofree char *message = local_child_text (reply, "message");

  g_assert_cmpuint (child->status, ==, 200);
  g_assert_cmpstr (id, ==, request_id);
  g_assert_cmpstr (task_type, ==, type);
  g_assert_cmpuint (strlen (message), >, 10);
  return local_child_text (reply, "status");
}

static void
assert_time (JsonNode   *node,
             const char *key)
{
  g_autofree char *text = local_child_text (node, key);
  g_autoptr (GDateTime) time = NULL;

  g_assert_nonnull (text);
  time = g_date_time_new_from_iso8601 (text, NULL); /* which fails without a zone */
  g_assert_nonnull (time);
  g_assert_cmpint (ABS (g_date_time_to_unix (time) - g_get_real_time () / G_USEC_PER_SEC), <, 600);
}

/* The result of a request that was submitted. */
static JsonNode *
retrieve (const char *request_id,
          const char *type)
{
  g_autofree char *path = g_strdup_printf ("/async_status/%s", request_id);
  g_autoptr (JsonNode) done = local_child_wait (child, path);
  g_autoptr (JsonNode) engine = local_child_call (child, "GET", "/local/engine", NULL);
  g_autofree char *id = local_child_text (done, "request_id");
  g_autofree char *status = local_child_text (done, "status");
  g_autofree char *task_type = local_child_text (done, "task_type");
  g_autofree char *model = local_child_text (done, "model_name");
  g_autofree char *space = local_child_text (engine, "space");

  g_assert_cmpstr (id, ==, request_id);
  g_assert_cmpstr (status, ==, "completed");
  g_assert_cmpstr (task_type, ==, type);
  g_assert_cmpstr (model, ==, space);
  assert_time (done, "created_at");
  assert_time (done, "updated_at");
  return g_steal_pointer (&done);
}

static double
similarity (JsonNode   *done,
            const char *word)
{
  g_autofree char *body = g_strdup_printf ("{\"text\": \"%s\"}", word);
  g_autoptr (JsonNode) node = local_child_call (child, "POST", "/video_embedding/encode_text", body);
  JsonArray *text = json_object_get_array_member (json_node_get_object (node), "embedding");
  JsonArray *video = json_object_get_array_member (json_node_get_object (done), "embedding");
  double cosine = 0, length2 = 0;

  g_assert_cmpuint (json_array_get_length (video), ==, json_array_get_length (text)); /* flat */
  for (guint i = 0; i < json_array_get_length (video); i++)
    {
      cosine += json_array_get_double_element (video, i) * json_array_get_double_element (text, i);
      length2 += pow (json_array_get_double_element (video, i), 2);
    }
  g_assert_cmpfloat_with_epsilon (length2, 1, 1e-3);
  return cosine;
}

/* An upload is no job; a request that is submitted twice is one; what was sent goes when that is done. */
static void
test_embedding (void)
{
  static const guint8 colours[2][3] = { { 20, 20, 230 }, { 230, 20, 20 } };

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    {
      g_autofree char *request_id = g_strdup_printf ("task-embedding-%u", i);
      g_autofree char *path = g_strdup_printf ("/async_status/%s", request_id);
      g_autofree char *frames = frames_array (colours[i][0], colours[i][1], colours[i][2]);
      g_autofree char *body = embedding_body (request_id, frames);
      g_auto (Uploaded) uploaded = { 0 };
      g_autofree char *order = NULL;
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;
      g_autofree char *third = NULL;
      g_autoptr (JsonNode) done = NULL;

      upload (body, &uploaded);
      g_assert_cmpstr (uploaded.request_id, ==, request_id);
      g_assert_nonnull (uploaded.audio);
      g_assert_null (uploaded.kwargs);
      g_assert_cmpuint (local_child_count (child, "tensors"), ==, 2);
      local_child_refused (child, "GET", path, NULL, 404, "not_found");

      order = embedding_order (&uploaded, request_id);
      first = submit ("/video_embedding/encode_video/async", "embedding", order, request_id);
      g_assert_cmpstr (first, ==, "pending");
      second = submit ("/video_embedding/encode_video/async", "embedding", order, request_id);
      done = retrieve (request_id, "embedding");
      g_assert_cmpfloat (similarity (done, i == 0 ? "blue" : "red"), >, similarity (done, i == 0 ? "red" : "blue"));
      reel_test_wait (local_child_count (child, "tensors") == 0); /* after the result is on the disk */
      third = submit ("/video_embedding/encode_video/async", "embedding", order, request_id);
      g_assert_cmpstr (third, ==, "completed"); /* not a new one */
    }
}

static void
test_tagging (void)
{
  g_autofree char *frames = frames_array (20, 160, 30);
  g_autofree char *body = tagging_body ("task-tagging", frames);
  g_auto (Uploaded) uploaded = { 0 };
  g_autofree char *order = NULL;
  g_autofree char *state = NULL;
  g_autoptr (JsonNode) done = NULL;
  JsonObject *tags;

  upload (body, &uploaded);
  g_assert_null (uploaded.audio);
  g_assert_nonnull (uploaded.kwargs);
  order = tagging_order (&uploaded, "task-tagging");
  state = submit ("/video_tagging/async", "tagging", order, "task-tagging");
  done = retrieve ("task-tagging", "tagging");
  tags = json_object_get_object_member (json_node_get_object (done), "tags");
  g_assert_cmpuint (json_object_get_size (tags), >, 0);
  reel_test_wait (local_child_count (child, "tensors") == 0);
}

/* A request without an id gets one; a name of the caller's own is never a path. */
static void
test_ids (void)
{
  static const char *const bad[] = { "", "a/b", "..", ".", "a\\u0007b", NULL };
  g_autofree char *frames = frames_array (20, 160, 30);
  g_autofree char *body = embedding_body (NULL, frames);
  g_auto (Uploaded) uploaded = { 0 };
  g_autofree char *order = NULL;
  g_autofree char *state = NULL;
  g_autoptr (JsonNode) done = NULL;
  g_autoptr (JsonNode) named = NULL;
  g_autofree char *reason = NULL;

  upload (body, &uploaded);
  order = g_strdup_printf ("{\"tensor\":{\"video_input_key\":\"%s\"}}", uploaded.video);
  state = submit ("/video_embedding/encode_video/async", "embedding", order, uploaded.request_id);
  done = retrieve (uploaded.request_id, "embedding");
  for (guint i = 0; bad[i] != NULL; i++)
    {
      g_autofree char *bad_order = g_strdup_printf ("{\"video_base64\":\"aGVs\",\"request_id\":\"%s\"}", bad[i]);

      local_child_refused (child, "POST", "/video_tagging/async", bad_order, 400, "bad_request");
    }
  named = local_child_call (child, "POST", "/video_tagging/async",
                            "{\"video_base64\":\"aGVs\",\"request_id\":\"my task: \xc3\xa9?#%20\"}");
  g_assert_cmpuint (child->status, ==, 200);
  g_clear_pointer (&done, json_node_unref);
  done = local_child_wait (child, "/async_status/my%20task%3A%20%C3%A9%3F%23%2520");
  reason = local_child_text (done, "error_message"); /* it is no video */
  g_assert_nonnull (reason);
  /* the same id for something else */
  local_child_refused (child, "POST", "/video_embedding/encode_video/async",
                       "{\"video_base64\":\"aGVs\",\"request_id\":\"my task: \xc3\xa9?#%20\"}", 400, "bad_request");
}

static void
test_keys (void)
{
  g_autofree char *frames = frames_array (1, 2, 3);
  g_autofree char *body = embedding_body ("key-a", frames);
  g_autofree char *body_b = embedding_body ("key-b", frames);
  g_auto (Uploaded) a = { 0 };
  g_auto (Uploaded) again = { 0 };
  g_auto (Uploaded) b = { 0 };
  const char *call = "/video_embedding/encode_video/async";
  g_autofree char *unknown = NULL;
  g_autofree char *wrong_part = NULL;
  g_autofree char *wrong_service = NULL;
  g_autofree char *wrong_request = NULL;
  g_autofree char *mixed = NULL;
  g_autofree char *twice = NULL;

  upload (body, &a);
  upload (body, &again);
  upload (body_b, &b);
  g_assert_cmpstr (a.video, !=, again.video);
  unknown = g_strdup ("{\"tensor\":{\"video_input_key\":\"tensors/none/video_input.json\"}}");
  local_child_refused (child, "POST", call, unknown, 404, "not_found");
  local_child_refused (child, "POST", "/video_tagging/async", unknown, 404, "not_found");
  wrong_part = g_strdup_printf ("{\"tensor\":{\"video_input_key\":\"%s\"}}", a.audio);
  local_child_refused (child, "POST", call, wrong_part, 400, "bad_request");
  wrong_service = g_strdup_printf ("{\"tensor\":{\"video_input_key\":\"%s\"}}", a.video);
  local_child_refused (child, "POST", "/video_tagging/async", wrong_service, 400, "bad_request");
  local_child_refused (child, "POST", "/video_tagging", wrong_service, 400, "bad_request"); /* it waits for no keys */
  wrong_request = embedding_order (&a, "key-b");
  local_child_refused (child, "POST", call, wrong_request, 400, "bad_request");
  mixed = g_strdup_printf ("{\"tensor\":{\"video_input_key\":\"%s\",\"audio_input_key\":\"%s\"}}", a.video, b.audio);
  local_child_refused (child, "POST", call, mixed, 400, "bad_request");
  twice = g_strdup_printf ("{\"video_url\":\"http://x/y\",\"tensor\":{\"video_input_key\":\"%s\"}}", a.video);
  local_child_refused (child, "POST", call, twice, 400, "bad_request");
  local_child_refused (child, "POST", call, "{\"tensor\":[]}", 400, "bad_request");
  local_child_refused (child, "POST", call, "{\"tensor\":{}}", 400, "bad_request");
  local_child_refused (child, "GET", "/async_status/key-a", NULL, 404, "not_found"); /* none of it was a job */
}

/* What an array says must be true before anything is made of it. */
static void
test_bad_arrays (void)
{
  static const char *const bodies[] = {
    "{}",
    "{\"video_input\":5}",
    "{\"video_input\":[]}",
    "{\"video_input\":{}}",
    "{\"video_input\":{\"data\":\"AAAA\",\"dtype\":\"uint8\"}}",
    "{\"video_input\":{\"data\":\"AAAA\",\"dtype\":\"uint8\",\"shape\":[]}}",
    "{\"video_input\":{\"data\":\"AAAA\",\"dtype\":\"uint8\",\"shape\":[3]}}",
    "{\"video_input\":{\"data\":\"AAAA\",\"dtype\":\"uint8\",\"shape\":[1,3,1,1]}}",
    "{\"video_input\":{\"data\":\"AAAA\",\"dtype\":\"uint8\",\"shape\":[1,3,224,224]}}",
    "{\"video_input\":{\"data\":\"AAAA\",\"dtype\":\"uint8\",\"shape\":[4294967296,3,4294967296,4294967296]}}",
    "{\"video_input\":{\"data\":\"AAAA\",\"dtype\":\"uint8\",\"shape\":[-1,3,-1,1]}}",
    "{\"video_input\":{\"data\":\"AAAA\",\"dtype\":\"uint8\",\"shape\":[\"3\"]}}",
    "{\"video_input\":{\"data\":\"AAAA\",\"dtype\":\"object\",\"shape\":[3]}}",
    "{\"video_input\":{\"data\":\"?\",\"dtype\":\"uint8\",\"shape\":[3]}}",
    "{\"video_input\":{\"data\":5,\"dtype\":\"uint8\",\"shape\":[3]}}",
    "{\"video_input\":{\"d\\u0061ta\":\"AAAA\",\"dtype\":\"uint8\",\"shape\":[3]}}",
    "{\"video_input\":{\"data\":\"AAAA\",\"data\":\"AAAA\",\"dtype\":\"uint8\",\"shape\":[3]}}",
    "{\"video_input\":{\"tensor\":{\"data\":\"AAAA\",\"dtype\":\"uint8\",\"shape\":[3]},\"data\":\"AAAA\"}}",
    "{\"service\":\"cooking\",\"video_input\":{\"data\":\"AAAA\",\"dtype\":\"uint8\",\"shape\":[3]}}",
  };
  g_autofree char *frames = frames_array (1, 2, 3);
  g_autofree char *floats = NULL;
  g_autofree char *no_sound = g_strdup_printf ("{\"video_input\":%s,\"audio_input\":{\"data\":\"AAAA\",\"dtype\":\"uint8\","
                                               "\"shape\":[3]}}", frames);
  g_autofree char *kwargs = g_strdup_printf ("{\"video_input\":%s,\"video_kwargs\":5}", frames);
  g_autofree char *spaces = g_strnfill (32 * 1024 * 1024, ' ');
  g_autofree char *large = g_strconcat ("{}", spaces, NULL);
  GString *other_type = g_string_new (frames);

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_test_message ("%s", bodies[i]);
      local_child_refused (child, "POST", "/files/upload/tensors", bodies[i], 400, "bad_request");
    }
  g_string_replace (other_type, "uint8", "float32", 0);
  floats = g_strdup_printf ("{\"video_input\":%s}", other_type->str);
  g_string_free (other_type, TRUE);
  local_child_refused (child, "POST", "/files/upload/tensors", floats, 400, "bad_request");
  local_child_refused (child, "POST", "/files/upload/tensors", no_sound, 400, "bad_request");
  local_child_refused (child, "POST", "/files/upload/tensors", kwargs, 400, "bad_request");
  local_child_refused (child, "POST", "/files/upload/tensors", large, 413, "too_large");
  reel_test_wait (local_child_count (child, "incoming") == 0);
}

/* What was uploaded outlives the service, and is analysed by the next one. */
static void
test_restart (void)
{
  g_autofree char *folder = reel_test_tmp ("restart");
  g_autofree char *frames = frames_array (1, 2, 3);
  g_autofree char *body = tagging_body ("later", frames);
  g_auto (Uploaded) uploaded = { 0 };
  g_autofree char *order = NULL;
  g_autofree char *state = NULL;
  g_autoptr (JsonNode) done = NULL;
  LocalChild *shared = child;

  child = local_child_new (folder, NULL, "--engine=measured", NULL);
  upload (body, &uploaded);
  local_child_kill (child);
  local_child_free (child);
  child = local_child_new (folder, NULL, "--engine=measured", NULL);
  order = tagging_order (&uploaded, "later");
  state = submit ("/video_tagging/async", "tagging", order, "later");
  done = retrieve ("later", "tagging");
  local_child_free (child);
  child = shared;
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = NULL;
  g_autoptr (GSubprocess) remover = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  reel_test_init (&argc, &argv);
  /* the isolated folders are one test's each, this service lives longer */
  folder = g_dir_make_tmp ("reelseek-test-XXXXXX", &error);
  g_assert_no_error (error);
  child = local_child_new (folder, NULL, "--engine=measured", NULL);
  g_test_add_func ("/local-tensors/embedding", test_embedding);
  g_test_add_func ("/local-tensors/tagging", test_tagging);
  g_test_add_func ("/local-tensors/ids", test_ids);
  g_test_add_func ("/local-tensors/keys", test_keys);
  g_test_add_func ("/local-tensors/bad-arrays", test_bad_arrays);
  g_test_add_func ("/local-tensors/restart", test_restart);
  status = g_test_run ();
  local_child_free (child);
  remover = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "rm", "-rf", folder, NULL);
  g_assert_true (g_subprocess_wait_check (remover, NULL, &error));
  return status;
}
