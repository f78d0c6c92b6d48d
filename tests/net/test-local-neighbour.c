/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>

#include "local-child.h"
#include "reel-test.h"

/* What the service takes of the computer, and when it gives it back: the real service, with the engine that ships. */

static char *
read_proc (LocalChild *child,
           const char *file)
{
  g_autofree char *path = g_build_filename ("/proc", g_subprocess_get_identifier (child->process), file, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static gboolean
has_text_model (LocalChild *child)
{
  g_autofree char *maps = read_proc (child, "maps");

  return strstr (maps, "multilingual-e5-small") != NULL;
}

/* MiB that are resident, without what is mapped from files. */
static double
measure_own (LocalChild *child)
{
  g_autofree char *status = read_proc (child, "status");
  const char *line = strstr (status, "RssAnon:");

  g_assert_nonnull (line);
  return (double) g_ascii_strtoull (line + strlen ("RssAnon:"), NULL, 10) / 1024;
}

/* Asks the service for something until @is_there says so. */
static void
wait_until (LocalChild *child,
            gboolean  (*is_there) (LocalChild *child, gpointer data),
            gpointer    data)
{
  gint64 deadline = g_get_monotonic_time () + REEL_TEST_SECONDS * G_USEC_PER_SEC;

  while (!is_there (child, data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_poll (NULL, 0, 20); /* it has something else to do, too */
    }
}

static gboolean
has_let_go (LocalChild *child,
            gpointer    data)
{
  return !has_text_model (child);
}

static char *
encode (LocalChild *child)
{
  g_autoptr (JsonNode) node = local_child_call (child, "POST", "/video_embedding/encode_text", "{\"text\": \"a dog on a beach\"}");

  g_assert_cmpuint (child->status, ==, 200);
  return json_to_string (node, FALSE);
}

/* Models are loaded when they are needed, let go of when nobody needs them for a while, and loaded again. */
static void
test_idle (void)
{
  g_autofree char *folder = reel_test_tmp ("idle");
  g_autoptr (LocalChild) child = local_child_new (folder, NULL, "--engine=concept", "--idle-seconds=1", NULL);
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  double loaded, idle;

  g_assert_false (has_text_model (child));
  first = encode (child);
  g_assert_true (has_text_model (child));
  loaded = measure_own (child);
  wait_until (child, has_let_go, NULL);
  idle = measure_own (child);
  g_test_message ("%.1f MiB of its own with models, %.1f without", loaded, idle);
  g_assert_cmpfloat (idle, <, loaded);

  again = encode (child);
  g_assert_cmpstr (again, ==, first);
  g_assert_true (has_text_model (child));
  wait_until (child, has_let_go, NULL);
}

static gint64
put (LocalChild *child,
     const char *settings)
{
  g_autoptr (SoupMessage) message = local_child_message (child, "PUT", "/local/settings");
  g_autoptr (GBytes) body = g_bytes_new (settings, strlen (settings));
  g_autoptr (JsonNode) node = NULL;

  /* libsoup sends a body once only: over a kept connection that is just being closed it would go without. */
  soup_message_headers_append (soup_message_get_request_headers (message), "Connection", "close");
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  node = local_child_send (child, message);
  if (child->status != 200)
    g_error ("%s: %s", settings, json_to_string (node, FALSE));
  return json_object_get_int_member (json_node_get_object (node), "threads_now");
}

static gboolean
has_threads (LocalChild *child,
             gpointer    data)
{
  g_autoptr (JsonNode) node = local_child_call (child, "GET", "/local/space", NULL);

  return json_object_get_int_member (json_node_get_object (node), "threads_now") == GPOINTER_TO_INT (data);
}

/* Half of the threads beside somebody at the computer, a quarter while a video plays; that lapses. */
static void
test_use (void)
{
  g_autofree char *folder = reel_test_tmp ("use");
  g_autoptr (LocalChild) patient = local_child_new (folder, NULL, NULL);
  g_autofree char *other = reel_test_tmp ("lapse");
  g_autoptr (LocalChild) child = local_child_new (other, NULL, "--use-seconds=1", NULL);

  g_assert_cmpint (put (patient, "{\"threads\": 8}"), ==, 8);
  g_assert_cmpint (put (patient, "{\"in_use\": true}"), ==, 4);
  g_assert_cmpint (put (patient, "{\"busy\": true, \"in_use\": true}"), ==, 2);
  g_assert_cmpint (put (patient, "{\"threads\": 2}"), ==, 1);
  g_assert_cmpint (put (patient, "{\"busy\": false}"), ==, 2);
  local_child_refused (patient, "PUT", "/local/settings", "{\"in_use\": 1}", 400, "bad_request");

  put (child, "{\"threads\": 8, \"busy\": true}");
  wait_until (child, has_threads, GINT_TO_POINTER (8));
  put (child, "{\"in_use\": true}");
  wait_until (child, has_threads, GINT_TO_POINTER (8));
}

static void
write_supply (const char *folder,
              const char *supply,
              const char *file,
              const char *text)
{
  g_autofree char *parent = g_build_filename (folder, supply, NULL);
  g_autofree char *path = g_build_filename (parent, file, NULL);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static gboolean
is_paused (LocalChild *child,
           gpointer    video)
{
  g_autofree char *path = g_strdup_printf ("/videos/%s/status", (const char *) video);
  g_autoptr (JsonNode) status = local_child_call (child, "GET", path, NULL);
  g_autoptr (JsonNode) engine = local_child_call (child, "GET", "/local/engine", NULL);

  /* Else it was never stopped. */
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (status), "status"), !=, "processed");
  return json_object_get_boolean_member_with_default (json_node_get_object (status), "paused", FALSE)
         && json_object_get_boolean_member (json_node_get_object (engine), "paused");
}

/* On battery a video waits, which is said, and goes on when the computer is plugged in. */
static void
test_battery (void)
{
  g_autofree char *folder = reel_test_tmp ("battery");
  g_autofree char *power = reel_test_tmp ("power");
  g_autofree char *sample = reel_test_sample ("Megamind.avi");
  g_autoptr (LocalChild) child = NULL;
  g_autofree char *collection = NULL;
  g_autofree char *video = NULL;
  g_autofree char *path = NULL;
  g_autofree char *state = NULL;
  g_autoptr (JsonNode) status = NULL;

  g_setenv ("REELSEEK_POWER", power, TRUE);
  write_supply (power, "BAT0", "type", "Battery\n");
  write_supply (power, "BAT0", "status", "Discharging\n");
  child = local_child_new (folder, NULL, NULL);
  g_unsetenv ("REELSEEK_POWER");
  put (child, "{\"pause_on_battery\": true}");
  collection = local_child_add_collection (child);
  video = local_child_upload (child, collection, sample, FALSE);
  wait_until (child, is_paused, video);

  write_supply (power, "BAT0", "status", "Charging\n");
  path = g_strdup_printf ("/videos/%s/status", video);
  status = local_child_wait (child, path);
  state = local_child_text (status, "status");
  g_assert_cmpstr (state, ==, "processed");
  g_assert_false (json_object_has_member (json_node_get_object (status), "paused"));
}

static guint
count_hits (LocalChild *child,
            const char *collection)
{
  g_autofree char *path = g_strdup_printf ("/collections/%s/search", collection);
  g_autoptr (JsonNode) node = local_child_call (child, "POST", path, "{\"text\": \"people walking in the street\", \"top_k\": 100}");

  g_assert_cmpuint (child->status, ==, 200);
  return json_array_get_length (json_object_get_array_member (json_node_get_object (node), "results"));
}

static double
get_progress (LocalChild *child,
              const char *path,
              gboolean   *processed)
{
  g_autoptr (JsonNode) node = local_child_call (child, "GET", path, NULL);
  JsonObject *object = json_node_get_object (node);

  g_assert_cmpuint (child->status, ==, 200);
  *processed = g_str_equal (json_object_get_string_member (object, "status"), "processed");
  return json_object_get_double_member (object, "progress");
}

static gboolean
is_done (LocalChild *child,
         gpointer    path)
{
  gboolean processed;
  double progress = get_progress (child, path, &processed);

  g_assert_true (processed);
  return progress >= 100;
}

/* Stops the service's worker for as long as it takes to look around. */
static GPid
find_worker (LocalChild *child)
{
  g_autofree char *tasks = g_build_filename ("/proc", g_subprocess_get_identifier (child->process), "task", NULL);
  g_autoptr (GDir) dir = g_dir_open (tasks, 0, NULL);
  const char *task;

  while ((task = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (tasks, task, "children", NULL);
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL) && *g_strstrip (text) != '\0')
        return (GPid) g_ascii_strtoll (text, NULL, 10);
    }
  return 0;
}

static gboolean
is_refined (LocalChild *child,
            gpointer    path)
{
  gboolean processed;
  double progress = get_progress (child, path, &processed);
  GPid worker = processed ? find_worker (child) : 0;

  if (worker == 0)
    return FALSE;
  g_assert_cmpfloat (progress, <, 100);
  return kill (worker, SIGSTOP) == 0;
}

/* A large video is found by its key frames before the full pass has ended, which is told from one that is done. */
static void
test_quick (void)
{
  g_autofree char *folder = reel_test_tmp ("quick");
  g_autofree char *sample = reel_test_sample ("vtest.avi");
  g_autoptr (LocalChild) child = local_child_new (folder, NULL, "--engine=concept", NULL);
  g_autofree char *collection = local_child_add_collection (child);
  g_autofree char *video = local_child_upload (child, collection, sample, FALSE);
  g_autofree char *path = g_strdup_printf ("/videos/%s/status", video);
  g_autoptr (JsonNode) engine = NULL;
  guint quickly, fully;
  GPid worker;

  wait_until (child, is_refined, path);
  worker = find_worker (child);
  quickly = count_hits (child, collection);
  engine = local_child_call (child, "GET", "/local/engine", NULL);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (engine), "done"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (engine), "waiting"), ==, 1);
  g_assert_cmpint (kill (worker, SIGCONT), ==, 0);

  wait_until (child, is_done, path);
  fully = count_hits (child, collection);
  g_test_message ("%u hits after the quick pass, %u after the full one", quickly, fully);
  g_assert_cmpuint (quickly, >, 0);
  g_assert_cmpuint (fully, >, 0);
  g_clear_pointer (&engine, json_node_unref);
  engine = local_child_call (child, "GET", "/local/engine", NULL);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (engine), "done"), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/local-neighbour/idle", test_idle);
  g_test_add_func ("/local-neighbour/use", test_use);
  g_test_add_func ("/local-neighbour/battery", test_battery);
  g_test_add_func ("/local-neighbour/quick", test_quick);
  return g_test_run ();
}
