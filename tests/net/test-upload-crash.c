/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <libsoup/soup.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "reel-test.h"
#include "uploads/reel-upload-queue.h"

/*
 * The queue, killed again and again. A child process, which is this program with arguments, brings 100 videos to a service
 * that drops, delays and rejects at random, and is killed with SIGKILL at a random point, until it has been killed
 * N_KILLS times; each begins with the catalogue that the last one left. One that is left alone finishes then, and the
 * service must have every file, and the catalogue must know what the service has.
 *
 * What is drawn is always the same; what the machine makes of it is not, so a run that fails may not fail the next time.
 */

#define N_FILES    100
#define N_KILLS    220
#define SEED       20240229
#define TIME_SCALE 0.01
/* Bytes that stand behind the end of the video: each file has content of its own, and takes more than one block to send. */
#define LEAST_FILLING 1000
#define MOST_FILLING  400000
/* One of so many is larger than what goes through a gate, see reel_upload_job_is_gated(). */
#define LARGE_EVERY   25
#define LARGE_FILLING (8 * 1024 * 1024)
/* A child that did not come as far as to what it was to be killed at is killed then; milliseconds. */
#define LONGEST_RUN 700
#define CHILD_SECONDS 50

/* When a child is killed. */
typedef enum
{
  AT_TIME,     /* so long after it began */
  AT_HEAD,     /* a file begins to arrive */
  AT_PIECE,    /* a part of it is there */
  AT_WHOLE,    /* all of it is there, and no answer */
  AT_ANSWER,   /* the answer is out */
  AT_QUESTION, /* it asks how far a video is */
  N_MOMENTS,
} Moment;

/* What the service does with a file. */
typedef enum
{
  TAKE,
  TAKE_LATE,    /* answers after a while */
  TAKE_SILENTLY, /* has it, and goes before it says so */
  TAKE_AND_FAIL, /* has it, and answers that something went wrong */
  DROP_HEAD,
  DROP_PIECE,
  DROP_WHOLE,
  REJECT,
} Treatment;

/* A video of the service. */
typedef struct
{
  char *sha; /* (owned): SHA-256 */
  guint asked, questions; /* it is processed after so many */
} Stored;

/* How a child is begun: with the folders of the machine, as it would make a list of all plugins of GStreamer otherwise. */
typedef struct
{
  const char *path;
  char **environment; /* (borrowed) */
} Program;

typedef struct
{
  const Program *program;
  SoupServer *server; /* (owned) */
  char *url;          /* (owned) */
  GRand *dice;        /* (owned) */
  GHashTable *stored; /* (owned): video id → Stored */
  GHashTable *copies; /* (owned): SHA-256 → how many of it */
  GHashTable *late;   /* (owned): source ids of answers that are not out yet */
  gboolean bad;       /* drops, delays and rejects */
  guint room;         /* how many different files it takes for now */
  guint n_ids, n_received, n_dropped, n_rejected, n_silent;

  GSubprocess *child; /* (owned) (nullable): to be killed */
  Moment moment;
  guint kill_source;
  guint n_kills[N_MOMENTS];
  guint n_stopped; /* by libsoup */
  char *words;     /* (owned): what a child writes to stderr */
} Service;

/* An upload on its way in. */
typedef struct
{
  Service *service;
  Treatment treatment;
  guint status;
} Arrival;

/* An answer that is held back. */
typedef struct
{
  Service *service;
  SoupServerMessage *message; /* (owned) */
} Late;

static void
stored_free (gpointer data)
{
  Stored *stored = data;

  g_free (stored->sha);
  g_free (stored);
}

static gboolean
kill_cb (gpointer data)
{
  Service *service = data;

  service->kill_source = 0;
  g_subprocess_send_signal (service->child, SIGKILL);
  return G_SOURCE_REMOVE;
}

static void
kill_in (Service *service, guint milliseconds)
{
  g_clear_handle_id (&service->kill_source, g_source_remove);
  service->kill_source = g_timeout_add_full (G_PRIORITY_HIGH, milliseconds, kill_cb, service, NULL);
}

/* Something happens at which a child may be to be killed: at once, or a moment later, as it goes on with the answer. */
static void
happens (Service *service, Moment moment)
{
  if (service->child == NULL || service->moment != moment)
    return;
  service->moment = AT_TIME;
  service->n_kills[moment]++;
  if (g_rand_boolean (service->dice))
    g_subprocess_send_signal (service->child, SIGKILL);
  else
    kill_in (service, (guint) g_rand_int_range (service->dice, 0, 25));
}

static void
hang_up (SoupServerMessage *message)
{
  GSocket *gsocket = soup_server_message_get_socket (message);

  if (gsocket != NULL)
    shutdown (g_socket_get_fd (gsocket), SHUT_RDWR);
}

static void
reply (SoupServerMessage *message, guint status, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

static gboolean
answer_late_cb (gpointer data)
{
  Late *late = data;

  g_hash_table_remove (late->service->late, GUINT_TO_POINTER (g_source_get_id (g_main_current_source ())));
  soup_server_message_unpause (late->message);
  return G_SOURCE_REMOVE;
}

static void
late_free (gpointer data)
{
  Late *late = data;

  g_object_unref (late->message);
  g_free (late);
}

static void
hold_back (Service *service, SoupServerMessage *message)
{
  Late *late = g_new0 (Late, 1);
  guint id;

  late->service = service;
  late->message = g_object_ref (message);
  soup_server_message_pause (message);
  id = g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) g_rand_int_range (service->dice, 1, 60), answer_late_cb, late,
                           late_free);
  g_hash_table_add (service->late, GUINT_TO_POINTER (id));
}

static char *
sha_of_upload (SoupServerMessage *message)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  SoupMultipart *multipart = soup_multipart_new_from_message (soup_server_message_get_request_headers (message), body);
  SoupMessageHeaders *headers;
  GBytes *part;
  char *sha;

  g_assert_nonnull (multipart);
  g_assert_true (soup_multipart_get_part (multipart, 0, &headers, &part));
  sha = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, part);
  soup_multipart_free (multipart);
  return sha;
}

/* Returns: (transfer full): what is said about it */
static char *
take (Service *service, const char *sha)
{
  char *id = g_strdup_printf ("v%u", ++service->n_ids);
  char *body = g_strdup_printf ("{\"video_id\": \"%s\"}", id);
  Stored *stored = g_new0 (Stored, 1);

  stored->sha = g_strdup (sha);
  stored->questions = (guint) g_rand_int_range (service->dice, 1, 6);
  g_hash_table_insert (service->stored, id, stored);
  g_hash_table_insert (service->copies, g_strdup (sha),
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (service->copies, sha)) + 1));
  return body;
}

static void
handle_upload (Service *service, SoupServerMessage *message)
{
  Arrival *arrival = g_object_get_data (G_OBJECT (message), "arrival");
  g_autofree char *body = NULL;
  g_autofree char *sha = NULL;

  g_assert_nonnull (arrival);
  happens (service, AT_WHOLE);
  service->n_received++;
  if (arrival->treatment == REJECT)
    {
      service->n_rejected++;
      reply (message, arrival->status, "{\"error\": {\"message\": \"not now\"}}");
      return;
    }
  sha = sha_of_upload (message);
  if (arrival->treatment == DROP_WHOLE ||
      (!g_hash_table_contains (service->copies, sha) && g_hash_table_size (service->copies) >= service->room))
    {
      service->n_dropped++;
      hang_up (message);
      return;
    }
  body = take (service, sha);
  reply (message, 200, body);
  if (arrival->treatment == TAKE_SILENTLY)
    {
      service->n_silent++;
      hang_up (message);
    }
  else if (arrival->treatment == TAKE_AND_FAIL)
    {
      service->n_silent++;
      reply (message, MAX (arrival->status, 500), "{\"error\": {\"message\": \"something went wrong\"}}");
    }
  else if (arrival->treatment == TAKE_LATE)
    hold_back (service, message);
}

static void
handle_status (Service *service, SoupServerMessage *message, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  Stored *stored = g_hash_table_lookup (service->stored, parts[2]);

  g_assert_nonnull (stored); /* nobody may ask for what was never here */
  happens (service, AT_QUESTION);
  if (service->bad && g_rand_int_range (service->dice, 0, 10) == 0)
    reply (message, 503, "{}");
  else if (service->bad && g_rand_int_range (service->dice, 0, 10) == 0)
    hang_up (message);
  else if (stored->asked++ >= stored->questions)
    reply (message, 200, "{\"status\": \"processed\"}");
  else if (stored->asked == 1)
    reply (message, 200, "{\"status\": \"uploaded\"}");
  else
    reply (message, 200, "{\"status\": \"processing\", \"progress\": 40}");
}

static void
handle (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Service *service = data;

  if (g_str_has_suffix (path, "/videos/upload"))
    handle_upload (service, message);
  else if (g_str_has_suffix (path, "/status"))
    handle_status (service, message, path);
  else
    g_error ("nobody should ask for %s", path);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, Arrival *arrival)
{
  happens (arrival->service, AT_PIECE);
  if (arrival->treatment != DROP_PIECE)
    return;
  arrival->treatment = DROP_WHOLE; /* once */
  hang_up (message);
}

static void
finished_cb (SoupServerMessage *message, Arrival *arrival)
{
  happens (arrival->service, AT_ANSWER);
}

static void
handle_early (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  static const Treatment treatments[] = { TAKE, TAKE, TAKE, TAKE_LATE,  TAKE_LATE,  TAKE_SILENTLY,
                                          TAKE_AND_FAIL, REJECT, DROP_HEAD, DROP_PIECE, DROP_WHOLE };
  static const guint statuses[] = { 429, 500, 503, 503, 504 };
  Service *service = data;
  Arrival *arrival;

  if (!g_str_has_suffix (path, "/videos/upload"))
    return;
  arrival = g_new0 (Arrival, 1);
  arrival->service = service;
  arrival->treatment = service->bad ? treatments[g_rand_int_range (service->dice, 0, G_N_ELEMENTS (treatments))] : TAKE;
  arrival->status = statuses[g_rand_int_range (service->dice, 0, G_N_ELEMENTS (statuses))];
  g_object_set_data_full (G_OBJECT (message), "arrival", arrival, g_free);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), arrival);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), arrival);
  happens (service, AT_HEAD);
  if (arrival->treatment == DROP_HEAD)
    {
      service->n_dropped++;
      hang_up (message);
    }
}

static Service *
service_new (const Program *program)
{
  Service *service = g_new0 (Service, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  service->program = program;
  service->dice = g_rand_new_with_seed (SEED);
  service->stored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, stored_free);
  service->copies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  service->late = g_hash_table_new (NULL, NULL);
  service->server = soup_server_new (NULL, NULL);
  soup_server_add_early_handler (service->server, NULL, handle_early, service, NULL);
  soup_server_add_handler (service->server, NULL, handle, service, NULL);
  soup_server_listen_local (service->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (service->server);
  service->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return service;
}

static void
service_free (Service *service)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, service->late);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_source_remove (GPOINTER_TO_UINT (id));
  soup_server_disconnect (service->server);
  g_object_unref (service->server);
  g_hash_table_unref (service->stored);
  g_hash_table_unref (service->copies);
  g_hash_table_unref (service->late);
  g_rand_free (service->dice);
  g_free (service->url);
  g_free (service->words);
  g_free (service);
}

/* The smallest video there is. */
static char *
make_video (const char *folder, gsize *length)
{
  g_autofree char *path = g_build_filename (folder, "small.avi", NULL);
  g_autofree char *text = g_strdup_printf ("videotestsrc num-buffers=2 ! video/x-raw,width=32,height=32,framerate=10/1 ! "
                                           "jpegenc ! avimux ! filesink location=%s",
                                           path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, &error);
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;
  char *bytes = NULL;

  g_assert_no_error (error);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, REEL_TEST_SECONDS * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_assert_true (g_file_get_contents (path, &bytes, length, NULL));
  return bytes;
}

/* Returns: (transfer full): SHA-256 of the files, and 1 for each */
static GHashTable *
make_files (Service *service, const char *home, const char *drop)
{
  GHashTable *shas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize length;
  g_autofree char *video = make_video (home, &length);

  g_assert_cmpint (g_mkdir_with_parents (drop, 0700), ==, 0);
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autoptr (GString) all = g_string_new_len (video, (gssize) length);
      g_autofree char *name = g_strdup_printf ("%03u.avi", i);
      g_autofree char *path = g_build_filename (drop, name, NULL);
      gint32 filling = g_rand_int_range (service->dice, LEAST_FILLING, MOST_FILLING) +
                       (i % LARGE_EVERY == LARGE_EVERY / 2 ? LARGE_FILLING : 0);

      g_string_append (all, name);
      for (gint32 j = 0; j < filling; j++)
        g_string_append_c (all, (char) (j * 31 + (gint32) i));
      g_assert_true (g_file_set_contents_full (path, all->str, (gssize) all->len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      g_hash_table_add (shas, g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) all->str, all->len));
    }
  g_assert_cmpuint (g_hash_table_size (shas), ==, N_FILES);
  return shas;
}

static GSubprocess *
spawn (Service *service, const char *db, const char *drop)
{
  /* An assertion of a child says "Bail out!" on its output, which would be taken for this test's own. */
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GError) error = NULL;
  GSubprocess *child;

  g_subprocess_launcher_set_environ (launcher, service->program->environment);
  g_subprocess_launcher_set_stderr_file_path (launcher, service->words);
  child = g_subprocess_launcher_spawn (launcher, &error, service->program->path, "--child", service->url, db, drop, NULL);
  g_assert_no_error (error);
  return child;
}

/*
 * libsoup 3.2.3 may finish a message twice, where a server hangs up in the right moment, and stop the process by an assertion
 * of its own; later versions hold the message (2a592b11 and 9ba1243a there). From 3.3.1 until 9ba1243a, in 3.7.1, it may also
 * free its queue's item twice then (run_until_read_done()), which GLib, malloc or the processor notice. What is left then is
 * what a kill leaves.
 */
static gboolean
was_stopped_by_libsoup (Service *service, GSubprocess *child)
{
  const gboolean frees_twice = soup_check_version (3, 3, 1) && !soup_check_version (3, 7, 1);
  g_autofree char *words = NULL;
  int sig;

  if (!g_subprocess_get_if_signaled (child) || !g_file_get_contents (service->words, &words, NULL, NULL))
    return FALSE;
  sig = g_subprocess_get_term_sig (child);
  if (frees_twice && sig == SIGSEGV)
    return TRUE;
  return sig == SIGABRT &&
         (strstr (words, "libsoup:ERROR:") != NULL ||
          (frees_twice && (strstr (words, "g_atomic_ref_count_dec: assertion") != NULL || g_str_has_prefix (words, "malloc(): "))));
}

/* Returns: whether it was killed; otherwise it has finished and is content */
static gboolean
run_child (Service *service, const char *db, const char *drop, gboolean may_finish)
{
  g_autoptr (GSubprocess) child = spawn (service, db, drop);
  g_autoptr (GAsyncResult) result = NULL;

  if (!may_finish)
    {
      service->child = child;
      service->moment = (Moment) g_rand_int_range (service->dice, 0, N_MOMENTS);
      kill_in (service, service->moment == AT_TIME ? (guint) g_rand_int_range (service->dice, 0, LONGEST_RUN / 2) :
                                                     LONGEST_RUN);
    }
  g_subprocess_wait_async (child, NULL, reel_test_store_result, &result);
  for (guint i = 0; result == NULL && i < 1000000; i++) /* the child has a time limit of its own */
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_subprocess_wait_finish (child, result, NULL));
  service->child = NULL;
  g_clear_handle_id (&service->kill_source, g_source_remove);
  if (g_subprocess_get_if_signaled (child) && g_subprocess_get_term_sig (child) == SIGKILL)
    return TRUE;
  if (was_stopped_by_libsoup (service, child))
    {
      service->n_stopped++;
      return TRUE;
    }
  if (!g_subprocess_get_successful (child))
    {
      g_autofree char *words = NULL;

      g_file_get_contents (service->words, &words, NULL, NULL);
      g_error ("a child failed: %s", words != NULL ? words : "without a word");
    }
  return FALSE;
}

static ReelCatalogue *
open_catalogue (const char *db)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *set_aside = NULL;
  ReelCatalogue *catalogue;

  reel_catalogue_open_async (db, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  catalogue = reel_catalogue_open_finish (result, &set_aside, &error);
  g_assert_no_error (error);
  g_assert_null (set_aside); /* a process that is killed damages nothing */
  return catalogue;
}

/*
 * Returns: (transfer full) (nullable): a folder in memory, if this machine has such. A killed process loses nothing that it
 * has written, synced or not, so there is no need to wait a thousand times for the disk that a test machine shares.
 */
static char *
memory_folder (void)
{
  char *folder = g_strdup ("/dev/shm/reelseek-crash-XXXXXX");

  if (g_mkdtemp (folder) != NULL)
    return folder;
  g_free (folder);
  return NULL;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Returns: how many of the files are not where both sides agree on */
static guint
count_losses (Service *service, GHashTable *shas, const char *db)
{
  ReelCatalogue *catalogue = open_catalogue (db);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_unsaid = 0;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, N_FILES);
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (catalogue), i);
      g_autoptr (GFile) file = g_file_new_for_uri (reel_video_get_uri (video));
      g_autofree char *sha = NULL;
      g_autofree char *bytes = NULL;
      Stored *stored;
      gsize length;

      g_assert_true (g_file_load_contents (file, NULL, &bytes, &length, NULL, NULL));
      sha = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) bytes, length);
      g_assert_cmpint (reel_video_get_state (video), ==, REEL_VIDEO_STATE_READY);
      g_assert_nonnull (reel_video_get_video_id (video));
      stored = g_hash_table_lookup (service->stored, reel_video_get_video_id (video));
      g_assert_nonnull (stored);
      g_assert_cmpstr (stored->sha, ==, sha);
      g_assert_cmpstr (reel_video_get_sha256 (video), ==, sha);
      g_assert_true (g_hash_table_contains (shas, sha));
      /* What lies there more than once is known to, perhaps. */
      if (GPOINTER_TO_UINT (g_hash_table_lookup (service->copies, sha)) > 1 && !reel_video_get_unanswered (video))
        n_unsaid++;
      g_hash_table_add (seen, g_steal_pointer (&sha));
    }
  reel_test_assert_finalized (&catalogue);
  g_assert_cmpuint (n_unsaid, ==, 0);
  return N_FILES - g_hash_table_size (seen);
}

static void
test_killed (gconstpointer data)
{
  g_autofree char *home = reel_test_tmp ("crash");
  g_autofree char *memory = memory_folder ();
  g_autofree char *db = g_build_filename (memory != NULL ? memory : home, "catalogue.db", NULL);
  g_autofree char *drop = g_build_filename (home, "drop", NULL);
  Service *service = service_new (data);
  g_autoptr (GHashTable) shas = make_files (service, home, drop);
  guint n_runs = 0, n_kills = 0, n_losses;
  gint64 start = g_get_monotonic_time ();

  service->words = g_build_filename (home, "words", NULL);
  service->bad = TRUE;
  while (n_kills < N_KILLS)
    {
      /* It has room for as many as leave some for the last kill. */
      service->room = n_kills * (N_FILES - 5) / N_KILLS;
      g_assert_true (run_child (service, db, drop, FALSE));
      n_kills = ++n_runs - service->n_stopped;
      g_assert_cmpuint (service->n_stopped, <, 10);
    }
  service->room = N_FILES;
  g_test_message ("%u videos were there after the last kill, after %.1f s", g_hash_table_size (service->copies),
                  (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  service->bad = FALSE;
  while (run_child (service, db, drop, TRUE)) /* nobody kills it: only libsoup may stop it */
    g_assert_cmpuint (service->n_stopped, <, 10);
  n_losses = count_losses (service, shas, db);

  g_test_message ("kills %u (as a file came %u, in it %u, after it %u, after the answer %u, at a question %u, others %u)",
                  n_kills, service->n_kills[AT_HEAD], service->n_kills[AT_PIECE], service->n_kills[AT_WHOLE],
                  service->n_kills[AT_ANSWER], service->n_kills[AT_QUESTION],
                  n_kills - service->n_kills[AT_HEAD] - service->n_kills[AT_PIECE] - service->n_kills[AT_WHOLE] -
                    service->n_kills[AT_ANSWER] - service->n_kills[AT_QUESTION]);
  g_test_message ("stopped by libsoup itself %u", service->n_stopped);
  g_test_message ("files %u, uploads received %u, dropped %u, rejected %u, taken without an answer %u", N_FILES,
                  service->n_received, service->n_dropped, service->n_rejected, service->n_silent);
  g_test_message ("duplicates %u, all of them known as possible; losses %u; %.1f s", service->n_ids - N_FILES, n_losses,
                  (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  g_assert_cmpuint (g_hash_table_size (service->copies), ==, N_FILES);
  g_assert_cmpuint (n_losses, ==, 0);
  service_free (service);
  if (memory != NULL)
    remove_folder (memory);
}

/* The child. */

static gboolean
is_all_ready (ReelCatalogue *catalogue)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (catalogue));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (catalogue), i);

      if (reel_video_get_state (video) != REEL_VIDEO_STATE_READY)
        return FALSE;
    }
  return n > 0;
}

static gboolean
too_long_cb (gpointer data)
{
  g_error ("the queue did not finish within %d s", CHILD_SECONDS);
  return G_SOURCE_REMOVE;
}

/*
 * Every warning is the end of a child, but for one of libsoup 3.2 about itself: where a server hangs up in the right moment
 * it answers a task of its own twice, notices that, and drops the second answer.
 */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0)
    return G_LOG_WRITER_HANDLED;
  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "MESSAGE") && fields[i].length < 0 &&
          strstr (fields[i].value, "async_send_request_return_result: assertion 'item->task != NULL' failed") != NULL)
        return G_LOG_WRITER_HANDLED;
    }
  g_log_writer_default (level, fields, n_fields, data);
  abort ();
}

static int
run_queue (const char *url, const char *db, const char *drop)
{
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
  g_autoptr (ReelClient) client = NULL;
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) folder = g_file_new_for_path (drop);
  g_autoptr (GError) error = NULL;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  setlocale (LC_ALL, "C.UTF-8");
  gst_init (NULL, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  g_timeout_add_seconds (CHILD_SECONDS, too_long_cb, NULL);

  catalogue = open_catalogue (db);
  client = reel_client_new (url, "key", REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);
  g_assert_no_error (error);
  g_object_set (client, "time-scale", TIME_SCALE, NULL);
  queue = g_object_new (REEL_TYPE_UPLOAD_QUEUE, "catalogue", catalogue, "profile", "here", "time-scale", TIME_SCALE, NULL);
  reel_upload_queue_set_client (queue, client);
  g_list_store_append (files, folder);
  if (g_list_model_get_n_items (G_LIST_MODEL (catalogue)) == 0)
    reel_upload_queue_add_async (queue, "c1", G_LIST_MODEL (files), NULL, NULL, NULL);
  while (!is_all_ready (catalogue))
    g_main_context_iteration (NULL, TRUE);
  /* What is known is on disk once the last one lets the catalogue go. */
  reel_test_assert_finalized (&queue);
  reel_test_assert_finalized (&catalogue);
  return 0;
}

int
main (int argc, char *argv[])
{
  /* The log of a child has a hand of its own, see write_log(). */
  g_auto (GStrv) environment = g_environ_unsetenv (g_get_environ (), "G_DEBUG");
  Program program = { argv[0], environment };

  if (argc == 5 && strcmp (argv[1], "--child") == 0)
    return run_queue (argv[2], argv[3], argv[4]);
  reel_test_init (&argc, &argv);
  g_test_add_data_func ("/uploads/crash/killed", &program, test_killed);
  return g_test_run ();
}
