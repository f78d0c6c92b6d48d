/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "reel-test.h"
#include "uploads/reel-upload-queue.h"

/* All waiting of the queue is this much shorter. */
#define TIME_SCALE 0.01

/*
 * The order of the queue, against a double of the service that takes uploads and says at once that they are ready. What it
 * got is known by the files' names, in the order of coming.
 */
typedef struct
{
  char *folder; /* (owned) */
  char *db;     /* (owned) */
  SoupServer *server;
  ReelClient *client;
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
  GPtrArray *names;   /* (element-type utf8): of the files that came */
  GPtrArray *held;    /* (element-type SoupServerMessage): uploads that wait for their answer */
  GString *changes;   /* of the list: "POSITION-REMOVED+ADDED " */
  const char *faulty; /* (nullable): the name of a file that the service can't take: 500 */
  gboolean hold;      /* keep uploads waiting */
} Fixture;

static void
answer (SoupServerMessage *message,
        guint              status,
        const char        *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

static void
accept (Fixture           *f,
        SoupServerMessage *message)
{
  g_autofree char *body = g_strdup_printf ("{\"video_id\": \"v%p\"}", message);

  answer (message, 200, body);
}

static char *
name_in (SoupServerMessage *message)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *head = g_strndup (g_bytes_get_data (body, NULL), MIN (g_bytes_get_size (body), 2000));
  const char *from = strstr (head, "filename=\"");

  g_assert_nonnull (from);
  from += strlen ("filename=\"");
  return g_strndup (from, (gsize) (strchr (from, '"') - from));
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           data)
{
  Fixture *f = data;
  char *name;

  if (!g_str_has_suffix (path, "/videos/upload"))
    {
      answer (message, 200, "{\"status\": \"processed\"}");
      return;
    }
  name = name_in (message);
  g_ptr_array_add (f->names, name);
  if (g_strcmp0 (name, f->faulty) == 0)
    {
      answer (message, 500, "{}");
    }
  else if (f->hold)
    {
      soup_server_message_pause (message);
      g_ptr_array_add (f->held, g_object_ref (message));
    }
  else
    {
      accept (f, message);
    }
}

static void
let_go (Fixture *f)
{
  f->hold = FALSE;
  for (guint i = 0; i < f->held->len; i++)
    {
      accept (f, f->held->pdata[i]);
      soup_server_message_unpause (f->held->pdata[i]);
    }
  g_ptr_array_set_size (f->held, 0);
}

static void
on_changed (GListModel *model,
            guint       position,
            guint       removed,
            guint       added,
            GString    *changes)
{
  g_string_append_printf (changes, "%u-%u+%u ", position, removed, added);
}

static void
open_all (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_open_async (f->db, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  f->queue =
    g_object_new (REEL_TYPE_UPLOAD_QUEUE, "catalogue", f->catalogue, "profile", "here", "time-scale", TIME_SCALE, NULL);
  g_signal_connect (f->queue, "items-changed", G_CALLBACK (on_changed), f->changes);
  reel_upload_queue_set_client (f->queue, f->client);
}

static void
close_all (Fixture *f)
{
  reel_test_assert_finalized (&f->queue);
  reel_test_assert_finalized (&f->catalogue);
}

static void
open_again (Fixture *f)
{
  close_all (f);
  open_all (f);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("order-%u", n++);
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  f->folder = reel_test_tmp (name);
  f->db = g_build_filename (f->folder, "catalogue", "catalogue.db", NULL);
  f->names = g_ptr_array_new_with_free_func (g_free);
  f->held = g_ptr_array_new_with_free_func (g_object_unref);
  f->changes = g_string_new (NULL);
  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, NULL, on_request, f, NULL);
  soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (f->server);
  url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  f->client = reel_client_new (url, "key", REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);
  g_assert_no_error (error);
  g_object_set (f->client, "time-scale", TIME_SCALE, NULL);
  open_all (f);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  close_all (f);
  g_clear_object (&f->client);
  let_go (f);
  soup_server_disconnect (f->server);
  g_object_unref (f->server);
  g_ptr_array_unref (f->held);
  g_ptr_array_unref (f->names);
  g_string_free (f->changes, TRUE);
  g_free (f->folder);
  g_free (f->db);
}

/* Adds a real video for each letter, with content of its own: what stands behind the end of an AVI file is nobody's. */
static void
add (Fixture    *f,
     const char *letters)
{
  g_autofree char *sample = reel_test_sample ("tree.avi");
  g_autofree char *bytes = NULL;
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (sample, &bytes, &length, NULL));
  for (const char *letter = letters; *letter != '\0'; letter++)
    {
      g_autoptr (GString) all = g_string_new_len (bytes, (gssize) length);
      g_autofree char *name = g_strdup_printf ("%c.avi", *letter);
      g_autofree char *path = g_build_filename (f->folder, name, NULL);
      g_autoptr (GFile) file = g_file_new_for_path (path);

      g_string_append_c (all, *letter);
      g_assert_true (g_file_set_contents (path, all->str, (gssize) all->len, NULL));
      g_list_store_append (files, file);
    }
  reel_upload_queue_add_async (f->queue, "c1", G_LIST_MODEL (files), NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_cmpint (reel_upload_queue_add_finish (f->queue, result, &error), ==, (int) strlen (letters));
  g_assert_no_error (error);
  g_string_truncate (f->changes, 0);
}

static guint
n_items (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->queue));
}

/* (transfer none): the queue holds it */
static ReelVideo *
video (Fixture *f,
       char     letter)
{
  for (guint i = 0; i < n_items (f); i++)
    {
      g_autoptr (ReelVideo) item = g_list_model_get_item (G_LIST_MODEL (f->queue), i);

      if (reel_video_get_name (item)[0] == letter)
        return item;
    }
  g_error ("there is no %c", letter);
}

static gboolean
all_in (Fixture       *f,
        ReelVideoState state)
{
  for (guint i = 0; i < n_items (f); i++)
    {
      g_autoptr (ReelVideo) item = g_list_model_get_item (G_LIST_MODEL (f->queue), i);

      if (reel_video_get_state (item) != state)
        return FALSE;
    }
  return TRUE;
}

/* Asserts that the rows have these letters, and that their positions say the same. */
static void
assert_order (Fixture    *f,
              const char *letters)
{
  g_autoptr (GString) order = g_string_new (NULL);
  double last = -G_MAXDOUBLE;

  for (guint i = 0; i < n_items (f); i++)
    {
      g_autoptr (ReelVideo) item = g_list_model_get_item (G_LIST_MODEL (f->queue), i);

      g_string_append_c (order, reel_video_get_name (item)[0]);
      g_assert_cmpfloat (reel_video_get_position (item), >, last);
      last = reel_video_get_position (item);
    }
  g_assert_cmpstr (order->str, ==, letters);
}

static void
move (Fixture *f,
      char     what,
      char     where,
      gboolean behind)
{
  g_string_truncate (f->changes, 0);
  reel_upload_queue_move (f->queue, video (f, what), video (f, where), behind);
}

/* Each move is the smallest change of the list, and what comes of them is there after a restart. */
static void
test_moves (Fixture       *f,
            gconstpointer  data)
{
  guint64 bytes;

  reel_upload_queue_set_paused (f->queue, TRUE);
  add (f, "abcdef");
  assert_order (f, "abcdef");
  move (f, 'e', 'b', FALSE);
  assert_order (f, "aebcdf");
  g_assert_cmpstr (f->changes->str, ==, "4-1+0 1-0+1 ");
  move (f, 'a', 'd', TRUE);
  assert_order (f, "ebcdaf");
  g_assert_cmpstr (f->changes->str, ==, "0-1+0 4-0+1 ");
  move (f, 'f', 'a', FALSE);
  assert_order (f, "ebcdfa");
  g_assert_cmpstr (f->changes->str, ==, "4-2+2 ");
  move (f, 'e', 'b', TRUE);
  assert_order (f, "becdfa");
  g_assert_cmpstr (f->changes->str, ==, "0-2+2 ");
  move (f, 'a', 'b', FALSE);
  assert_order (f, "abecdf");
  move (f, 'b', 'f', TRUE);
  assert_order (f, "aecdfb");

  /* To where it is, and beside itself: nothing. */
  move (f, 'c', 'e', TRUE);
  g_assert_cmpstr (f->changes->str, ==, "");
  move (f, 'c', 'd', FALSE);
  g_assert_cmpstr (f->changes->str, ==, "");
  move (f, 'c', 'c', TRUE);
  g_assert_cmpstr (f->changes->str, ==, "");

  open_again (f);
  assert_order (f, "aecdfb");
  /* What is added comes behind all, also behind what was moved to the end. */
  add (f, "xy");
  assert_order (f, "aecdfbxy");
  move (f, 'a', 'y', TRUE);
  add (f, "z");
  open_again (f);
  /* How much there is to send was noted with them, though no file was looked into. */
  g_object_get (f->queue, "bytes-total", &bytes, NULL);
  g_assert_cmpuint (bytes, ==, 9 * reel_video_get_size (video (f, 'z')));
  g_assert_cmpuint (bytes, >, 9 * 1000 * 1000);
  assert_order (f, "ecdfbxyaz");
}

/* There are only so many numbers between two others. */
static void
test_narrow (Fixture       *f,
             gconstpointer  data)
{
  reel_upload_queue_set_paused (f->queue, TRUE);
  add (f, "abcd");
  for (guint i = 0; i < 100; i++)
    {
      move (f, 'd', 'b', FALSE);
      assert_order (f, "adbc");
      move (f, 'c', 'd', FALSE);
      assert_order (f, "acdb");
      move (f, 'd', 'b', TRUE);
      move (f, 'c', 'b', TRUE);
      assert_order (f, "abcd");
      move (f, 'c', 'b', FALSE);
      move (f, 'd', 'c', FALSE);
      assert_order (f, "adcb");
      move (f, 'c', 'b', TRUE);
      move (f, 'd', 'c', TRUE);
      assert_order (f, "abcd");
    }
  move (f, 'd', 'a', TRUE);
  open_again (f);
  assert_order (f, "adbc");
}

/* One that is to be next is the next that goes out, though others are prepared already. */
static void
test_next (Fixture       *f,
           gconstpointer  data)
{
  f->hold = TRUE;
  add (f, "ab");
  reel_test_wait (f->held->len == 2);
  add (f, "cdefgh");
  for (char name = 'c'; name <= 'f'; name++)
    reel_test_wait (reel_video_get_width (video (f, name)) > 0);
  g_assert_cmpint (reel_video_get_state (video (f, 'h')), ==, REEL_VIDEO_STATE_QUEUED);
  reel_upload_queue_send_next (f->queue, video (f, 'h'));
  assert_order (f, "abhcdefg");
  g_assert_cmpstr (f->changes->str, ==, "7-1+0 2-0+1 ");
  reel_test_wait (reel_video_get_width (video (f, 'h')) > 0);
  g_assert_cmpint (reel_video_get_state (video (f, 'h')), ==, REEL_VIDEO_STATE_PREPARING);
  g_assert_cmpint (reel_video_get_state (video (f, 'g')), ==, REEL_VIDEO_STATE_QUEUED);
  accept (f, f->held->pdata[0]);
  soup_server_message_unpause (f->held->pdata[0]);
  g_ptr_array_remove_index (f->held, 0);
  reel_test_wait (f->names->len == 3);
  g_assert_cmpstr (f->names->pdata[2], ==, "h.avi");
  /* What is on its way or done has no next. */
  g_string_truncate (f->changes, 0);
  reel_upload_queue_send_next (f->queue, video (f, 'h'));
  g_assert_cmpstr (f->changes->str, ==, "");
  let_go (f);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  reel_upload_queue_send_next (f->queue, video (f, 'a'));
  g_assert_cmpstr (f->changes->str, ==, "");
  g_assert_cmpuint (f->names->len, ==, 8);
}

/* One that the service can't take goes behind all others, and is tried again when those have gone out. */
static void
test_overtaken (Fixture       *f,
                gconstpointer  data)
{
  guint again = 0;

  f->faulty = "a.avi";
  f->hold = TRUE; /* until all others can be sent: it stands back for those, and not for one that is still looked into */
  add (f, "abcdef");
  reel_test_wait (reel_video_get_error (video (f, 'a')) != NULL);
  g_assert_nonnull (strstr (reel_video_get_error (video (f, 'a')), "end of the list"));
  reel_test_wait (f->held->len == 2);
  for (char name = 'd'; name <= 'f'; name++)
    reel_test_wait (reel_video_get_width (video (f, name)) > 0);
  assert_order (f, "bcdefa");
  g_assert_cmpstr (f->changes->str, ==, "0-1+0 5-0+1 ");
  let_go (f);
  reel_test_wait (reel_video_get_state (video (f, 'a')) == REEL_VIDEO_STATE_FAILED);
  reel_test_wait (reel_video_get_state (video (f, 'f')) == REEL_VIDEO_STATE_READY);
  for (guint i = 2; again == 0; i++)
    {
      g_assert_cmpuint (i, <, f->names->len);
      again = g_str_equal (f->names->pdata[i], "a.avi") ? i : 0;
    }
  g_assert_cmpuint (again, >=, 5); /* two are sent at a time, so that it may have come before the last of the others */
  open_again (f);
  assert_order (f, "a"); /* the others are Ready */

  /* A person's wish to try it again comes in its turn. */
  f->faulty = NULL;
  reel_upload_queue_retry_failed (f->queue);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
}

/* More often than any hand. */
static gboolean
move_some (gpointer data)
{
  Fixture *f = data;
  guint n = n_items (f);
  guint from = (guint) g_test_rand_int_range (0, (int) n), to = (guint) g_test_rand_int_range (0, (int) n);
  g_autoptr (ReelVideo) what = g_list_model_get_item (G_LIST_MODEL (f->queue), from);
  g_autoptr (ReelVideo) where = g_list_model_get_item (G_LIST_MODEL (f->queue), to);

  if (g_test_rand_bit ())
    reel_upload_queue_send_next (f->queue, what);
  else
    reel_upload_queue_move (f->queue, what, where, g_test_rand_bit ());
  return G_SOURCE_CONTINUE;
}

/* Whatever is moved while it goes on: each is sent once. */
static void
test_under_load (Fixture       *f,
                 gconstpointer  data)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz";

  guint source;

  add (f, letters);
  source = g_timeout_add (5, move_some, f);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
  g_source_remove (source);
  g_assert_cmpuint (n_items (f), ==, strlen (letters));
  g_assert_cmpuint (f->names->len, ==, strlen (letters));
  for (const char *letter = letters; *letter != '\0'; letter++)
    {
      guint times = 0;

      for (guint i = 0; i < f->names->len; i++)
        times += ((char *) f->names->pdata[i])[0] == *letter;
      g_assert_cmpuint (times, ==, 1);
    }
}

/* Fewer at once: what runs goes on, and nothing begins before there are less than that. */
static void
test_fewer (Fixture       *f,
            gconstpointer  data)
{
  f->hold = TRUE;
  add (f, "abcd");
  reel_test_wait (f->held->len == 2);
  g_object_set (f->client, "max-uploads", 1, NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SoupServerMessage) message = g_object_ref (f->held->pdata[0]);
      guint n_ready = 0;

      for (guint turn = 0; turn < 20; turn++)
        g_main_context_iteration (NULL, FALSE);
      g_assert_cmpuint (f->held->len, ==, 2 - i);
      g_assert_cmpuint (f->names->len, ==, 2);
      accept (f, message);
      g_ptr_array_remove_index (f->held, 0);
      soup_server_message_unpause (message);
      reel_test_wait ((g_object_get (f->queue, "n-finished", &n_ready, NULL), n_ready == i + 1));
    }
  reel_test_wait (f->held->len == 1);
  g_assert_cmpuint (f->names->len, ==, 3);
  let_go (f);
  reel_test_wait (all_in (f, REEL_VIDEO_STATE_READY));
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add ("/uploads/order/moves", Fixture, NULL, set_up, test_moves, tear_down);
  g_test_add ("/uploads/order/narrow", Fixture, NULL, set_up, test_narrow, tear_down);
  g_test_add ("/uploads/order/next", Fixture, NULL, set_up, test_next, tear_down);
  g_test_add ("/uploads/order/overtaken", Fixture, NULL, set_up, test_overtaken, tear_down);
  g_test_add ("/uploads/order/under-load", Fixture, NULL, set_up, test_under_load, tear_down);
  g_test_add ("/uploads/order/fewer", Fixture, NULL, set_up, test_fewer, tear_down);
  return g_test_run ();
}
