/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>
#include <string.h>

#include "base/reel-database.h"
#include "local-child.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* A change of engine, on a store that has videos, with the real service: from the measured engine to the concepts. */

#define N_VIDEOS 24
#define N_KILLS 20

/* Two kills while a video is being indexed leave it one more beginning: the third is its last. */
#define KILLS_A_VIDEO 2

/* So many kills wait for one more change of how far it is; the others come as soon as they may. Each of these costs a video
 * at most, on a machine that is fast, and so does each KILLS_A_VIDEO kills: there are videos enough for that. */
#define N_LATE (N_KILLS / 2)
G_STATIC_ASSERT (N_LATE + N_KILLS / KILLS_A_VIDEO < N_VIDEOS);

typedef struct
{
  char *folder, *videos;
  LocalChild *child;
  char *collection;
  char *paths[N_VIDEOS], *ids[N_VIDEOS];
} Fixture;

static JsonObject *
call (Fixture    *self,
      const char *method,
      const char *path,
      JsonNode  **node)
{
  g_clear_pointer (node, json_node_unref);
  *node = local_child_call (self->child, method, path, NULL);
  g_assert_cmpuint (self->child->status, ==, 200);
  return json_node_get_object (*node);
}

static int
get_count (Fixture    *self,
           const char *name)
{
  g_autoptr (JsonNode) node = NULL;

  return (int) json_object_get_int_member (call (self, "GET", "/local/engine", &node), name);
}

static void
start (Fixture    *self,
       const char *engine,
       gboolean    keep_copies)
{
  g_autofree char *option = g_strdup_printf ("--engine=%s", engine);

  self->child = local_child_new (self->folder, NULL, option, keep_copies ? "--keep-copies" : NULL, NULL);
}

static void
wait_for_all (Fixture *self)
{
  for (guint i = 0; i < N_VIDEOS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/videos/%s/status", self->ids[i]);
      g_autoptr (JsonNode) node = local_child_wait (self->child, path);
      g_autofree char *status = local_child_text (node, "status");

      g_assert_cmpstr (status, ==, "processed");
    }
}

/* Two dozen short videos, indexed by the measured engine. */
static void
fill (Fixture    *self,
      const char *name,
      gboolean    keep_copies)
{
  g_autofree char *videos = g_strconcat (name, "-videos", NULL);

  self->folder = reel_test_tmp (name);
  self->videos = reel_test_tmp (videos);
  start (self, "measured", keep_copies);
  self->collection = local_child_add_collection (self->child);
  for (guint i = 0; i < N_VIDEOS; i++)
    {
      g_autofree char *file = g_strdup_printf ("%u.avi", i);

      self->paths[i] = g_build_filename (self->videos, file, NULL);
      reel_test_video_make (self->paths[i], "jpegenc ! avimux", 30 + i % 12, 15, 1, 0);
      self->ids[i] = local_child_upload (self->child, self->collection, self->paths[i], FALSE);
      g_assert_nonnull (self->ids[i]);
    }
  wait_for_all (self);
  g_assert_cmpint (get_count (self, "done"), ==, N_VIDEOS);
}

static void
clear (Fixture *self)
{
  g_clear_pointer (&self->child, local_child_free);
  for (guint i = 0; i < N_VIDEOS; i++)
    {
      g_free (self->paths[i]);
      g_free (self->ids[i]);
    }
  g_free (self->collection);
  g_free (self->folder);
  g_free (self->videos);
}

/* How many videos a search finds. */
static guint
search (Fixture *self)
{
  g_autofree char *path = g_strdup_printf ("/collections/%s/search", self->collection);
  g_autoptr (JsonNode) node = local_child_call (self->child, "POST", path, "{\"text\": \"dark\", \"top_k\": 100}");
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *results;

  g_assert_cmpuint (self->child->status, ==, 200);
  results = json_object_get_array_member (json_node_get_object (node), "results");
  for (guint i = 0; i < json_array_get_length (results); i++)
    {
      JsonObject *hit = json_array_get_object_element (results, i);

      g_hash_table_add (found, g_strdup (json_object_get_string_member (hit, "video_id")));
    }
  return g_hash_table_size (found);
}

/* Of a service that has ended: its database has this many rows. */
static gint64
count_rows (Fixture    *self,
            const char *sql)
{
  g_autofree char *path = g_build_filename (self->folder, "local.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3) db = reel_database_connect (path, SQLITE_OPEN_READONLY, &error);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean row = FALSE;

  g_assert_no_error (error);
  stmt = reel_database_prepare (db, sql, &error);
  g_assert_no_error (error);
  g_assert_true (reel_database_step (stmt, &row, &error) && row);
  return sqlite3_column_int64 (stmt, 0);
}

static gboolean
stop_waiting (gpointer waited)
{
  *(gboolean *) waited = TRUE;
  return G_SOURCE_REMOVE;
}

/* Between two questions, so that the service has the processor. */
static void
rest (void)
{
  gboolean waited = FALSE;

  g_timeout_add (20, stop_waiting, &waited);
  while (!waited)
    g_main_context_iteration (NULL, TRUE);
}

/* Waits for @n_changes of how far it is, or for the end. Returns: whether a kill may come now. */
static gboolean
watch (Fixture *self,
       int      n_changes,
       int     *done,
       int     *kills_of_video)
{
  g_autoptr (JsonNode) node = NULL;
  double last = -1;
  gboolean is_first = TRUE;

  for (;;)
    {
      JsonObject *engine = call (self, "GET", "/local/engine", &node);
      int is_done = (int) json_object_get_int_member (engine, "done");
      double progress = json_object_get_double_member (engine, "progress");

      g_assert_cmpint (is_done, >=, *done); /* what is done stays done */
      g_assert_cmpint ((int) json_object_get_int_member (engine, "failed"), ==, 0);
      if (is_done > *done) /* what was done since the last look before a kill: the kill may have been the next video's */
        *kills_of_video = is_first ? 1 : 0;
      *done = is_done;
      if (is_done == N_VIDEOS)
        return FALSE;
      if (progress != last && n_changes-- <= 0 && *kills_of_video < KILLS_A_VIDEO)
        return TRUE;
      last = progress;
      is_first = FALSE;
      rest ();
    }
}

/* Killed twenty times at moments that a seed chooses, it ends complete, and was searched all the while. */
static void
test_kills (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  Fixture self = { 0 };
  int done = 0, kills_of_video = 0, n_kills = 0, n_late = 0;
  guint n_searches = 0;
  gint64 n_clips;

  fill (&self, "kills", TRUE);
  g_assert_cmpuint (search (&self), ==, N_VIDEOS);
  g_clear_pointer (&self.child, local_child_free);
  n_clips = count_rows (&self, "SELECT count(*) FROM clips WHERE space = 'measured-v1'");
  g_assert_cmpint (n_clips, >=, N_VIDEOS);
  start (&self, "concept", TRUE);
  while (n_kills < N_KILLS)
    {
      gboolean is_late = n_late < N_LATE && (g_rand_boolean (random) || N_KILLS - n_kills == N_LATE - n_late);

      n_late += is_late;
      if (!watch (&self, is_late, &done, &kills_of_video))
        break;
      if (g_rand_boolean (random))
        {
          g_assert_cmpuint (search (&self), ==, N_VIDEOS);
          n_searches++;
        }
      local_child_kill (self.child);
      g_clear_pointer (&self.child, local_child_free);
      n_kills++;
      kills_of_video++;
      start (&self, "concept", TRUE);
      g_assert_cmpuint (search (&self), ==, N_VIDEOS); /* the old space, all that time */
      n_searches++;
    }
  reel_test_wait (get_count (&self, "done") == N_VIDEOS);
  g_test_message ("%d kills, %u searches that found all videos", n_kills, n_searches);
  g_assert_cmpint (n_kills, ==, N_KILLS);
  g_assert_cmpint (get_count (&self, "old"), ==, 0);
  g_assert_cmpuint (search (&self), ==, N_VIDEOS);
  g_clear_pointer (&self.child, local_child_free);
  /* the same shots as before, none of them twice, and the old space is freed */
  g_assert_cmpint (count_rows (&self, "SELECT count(*) FROM clips"), ==, n_clips);
  g_assert_cmpint (count_rows (&self, "SELECT count(DISTINCT video || ' ' || start) FROM clips WHERE space = 'concept-v2'"),
                   ==, n_clips);
  g_assert_cmpint (count_rows (&self, "SELECT count(*) FROM video_spaces WHERE state = 'done'"), ==, N_VIDEOS);
  g_assert_cmpint (count_rows (&self, "SELECT count(*) FROM video_spaces"), ==, N_VIDEOS);

  start (&self, "concept", TRUE); /* also from the files as they are read anew */
  g_assert_cmpuint (search (&self), ==, N_VIDEOS);
  g_assert_cmpuint (local_child_count (self.child, "vectors"), ==, 2); /* what clips show, and how they look */
  clear (&self);
}

static guint
hand_over (Fixture    *self,
           const char *id,
           const char *path)
{
  g_autofree char *call = g_strdup_printf ("/local/videos/%s/file", id);
  g_autoptr (SoupMessage) message = local_child_message (self->child, "POST", call);
  g_autoptr (SoupMultipart) multipart = soup_multipart_new ("multipart/form-data");
  g_autofree char *type = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (JsonNode) node = NULL;
  char *contents;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  file = g_bytes_new_take (contents, length);
  soup_multipart_append_form_file (multipart, "file", "whatever.avi", "video/x-msvideo", file);
  soup_multipart_to_message (multipart, soup_message_get_request_headers (message), &body);
  type = g_strdup (soup_message_headers_get_one (soup_message_get_request_headers (message), "Content-Type"));
  soup_message_set_request_body_from_bytes (message, type, body);
  node = local_child_send (self->child, message);
  return self->child->status;
}

/* No copies were kept: the files are wanted again, each for its id, and no other. */
static void
test_wanted (void)
{
  Fixture self = { 0 };
  g_autoptr (JsonNode) node = NULL;
  JsonArray *wanted;
  JsonObject *first;

  fill (&self, "wanted", FALSE);
  reel_test_wait (local_child_count (self.child, "videos") == 0);
  g_clear_pointer (&self.child, local_child_free);
  start (&self, "concept", FALSE);
  wanted = json_object_get_array_member (call (&self, "GET", "/local/wanted", &node), "videos");
  g_assert_cmpuint (json_array_get_length (wanted), ==, N_VIDEOS);
  first = json_array_get_object_element (wanted, 0);
  g_assert_cmpstr (json_object_get_string_member (first, "video_id"), ==, self.ids[0]);
  g_assert_cmpstr (json_object_get_string_member (first, "file_name"), ==, "0.avi");
  g_assert_cmpuint (strlen (json_object_get_string_member (first, "sha256")), ==, 64);
  g_assert_cmpint (get_count (&self, "wanted"), ==, N_VIDEOS);
  g_assert_cmpint (get_count (&self, "old"), ==, N_VIDEOS);
  g_assert_cmpuint (search (&self), ==, N_VIDEOS);

  g_assert_cmpuint (hand_over (&self, self.ids[0], self.paths[1]), ==, 400);
  g_assert_cmpuint (hand_over (&self, "x", self.paths[1]), ==, 404);
  g_assert_cmpuint (local_child_count (self.child, "incoming"), ==, 0);
  g_assert_cmpuint (hand_over (&self, self.ids[0], self.paths[0]), ==, 200);
  g_assert_cmpuint (hand_over (&self, self.ids[2], self.paths[2]), ==, 200);
  reel_test_wait (get_count (&self, "done") == 2);
  g_assert_cmpuint (search (&self), ==, N_VIDEOS); /* two by the new space, the others by the old one */
  g_assert_cmpint (get_count (&self, "wanted"), ==, N_VIDEOS - 2);
  g_assert_cmpint (get_count (&self, "old"), ==, N_VIDEOS - 2);
  g_assert_cmpuint (hand_over (&self, self.ids[0], self.paths[0]), ==, 200); /* once more: not needed, and no error */
  reel_test_wait (local_child_count (self.child, "videos") == 0);
  g_clear_pointer (&self.child, local_child_free);
  g_assert_cmpint (count_rows (&self, "SELECT count(DISTINCT video) FROM clips WHERE space = 'concept-v2'"), ==, 2);
  g_assert_cmpint (count_rows (&self, "SELECT count(DISTINCT video) FROM clips WHERE space = 'measured-v1'"), ==,
                   N_VIDEOS - 2);
  clear (&self);
}

int
main (int   argc,
      char *argv[])
{
  gst_init (&argc, &argv);
  reel_test_init (&argc, &argv);
  g_test_add_func ("/local/change/wanted", test_wanted);
  g_test_add_func ("/local/change/kills", test_kills);
  return g_test_run ();
}
