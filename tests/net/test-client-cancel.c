/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-client-private.h"

#include "api-calls.h"
#include "reel-mock-server.h"
#include "reel-test.h"

/*
 * Every call, cancelled at every stage of its life, by the caller's thread and by another: one end, 'cancelled', nothing
 * told after it, the client finalized. Whatever else could end a call takes longer than a test may: that it ends at all
 * shows that it was cancelled at once, however slow the machine is.
 */

#define MIB (1024 * 1024)
#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

/* More than the kernel keeps of a body that nobody reads. */
#define LARGE (24 * MIB)

/* Milliseconds: longer than a test may take. */
#define NEVER (3600 * 1000)

/* A client that gives nothing up by itself. */
static ReelClient *
new_client (const char   *url,
            ReelKeyHeader key_header)
{
  ReelClient *client = api_client_new (url, key_header);

  g_object_set (client, "idle-timeout", NEVER, "upload-idle-timeout", NEVER, NULL);
  return client;
}

static gpointer
cancel_thread (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

/* Every other time on another thread. */
static void
cancel (GCancellable *cancellable)
{
  static guint n;

  if (n++ % 2 == 0)
    g_cancellable_cancel (cancellable);
  else
    g_thread_join (g_thread_new ("canceller", cancel_thread, cancellable));
}

static void
cancel_and_finish (ApiRun       *run,
                   GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (run->result);
  cancel (cancellable);
  error = api_run_finish (run);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_before (gconstpointer data)
{
  const ApiCall *call = data;
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  error = api_run (call, client, cancellable);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 0);
  reel_test_assert_finalized (&client);
}

/* One place, and somebody has it. */
static void
test_in_queue (gconstpointer data)
{
  const ApiCall *call = data;
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  g_autoptr (GCancellable) other_cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) late_cancellable = g_cancellable_new ();
  const ApiCall *neighbour = api_call_get (call->traits & API_CALL_FILE ? "upload-video" : "job");
  ApiRun *other, *run, *late;

  g_object_set (client, "max-requests", 1, "max-uploads", 1, NULL);
  reel_mock_server_push_silence (server);
  other = api_run_start (neighbour, client, other_cancellable, 10);
  reel_test_wait (reel_mock_server_get_n_requests (server) == 1);
  run = api_run_start (call, client, cancellable, 10);
  /* The network thread takes what comes in order: once it has been through with this, the other one is in the queue. */
  late = api_run_start (neighbour, client, late_cancellable, 10);
  cancel_and_finish (late, late_cancellable);
  cancel_and_finish (run, cancellable);
  cancel_and_finish (other, other_cancellable);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 1);
  reel_test_assert_finalized (&client);
}

typedef struct
{
  const char *reply; /* NULL: the request is not read */
  GAsyncQueue *release;
  int begun; /* atomic */
} Stall;

/* Reads the head and no more, says what it has to say, and then nothing until the test is over. */
static void
serve_stall (GSocketConnection *connection,
             guint              index,
             gpointer           data)
{
  Stall *stall = data;

  if (stall->reply != NULL)
    reel_raw_read_request (connection);
  else
    reel_raw_read_head (connection);
  if (stall->reply != NULL)
    reel_raw_write (connection, stall->reply);
  g_atomic_int_set (&stall->begun, 1);
  g_async_queue_pop (stall->release);
}

static void
cancel_stalled (const ApiCall *call,
                const char    *reply,
                gsize          size)
{
  g_autoptr (GAsyncQueue) release = g_async_queue_new ();
  Stall stall = { reply, release, 0 };
  ReelRawServer *server = reel_raw_server_new (serve_stall, &stall);
  ReelClient *client = new_client (reel_raw_server_get_url (server), REEL_KEY_HEADER_BEARER);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  ApiRun *run = api_run_start (call, client, cancellable, size);

  reel_test_wait (g_atomic_int_get (&stall.begun));
  cancel_and_finish (run, cancellable);
  reel_test_assert_finalized (&client);
  g_async_queue_push (release, &stall);
  g_assert_cmpuint (reel_raw_server_get_n_connections (server), ==, 1);
  reel_raw_server_free (server);
}

static void
test_while_sending (gconstpointer data)
{
  cancel_stalled (data, NULL, LARGE);
}

static void
test_while_thinking (gconstpointer data)
{
  cancel_stalled (data, "", 10);
}

static void
test_in_head (gconstpointer data)
{
  cancel_stalled (data, HEAD "Content-", 10);
}

static void
test_while_receiving (gconstpointer data)
{
  cancel_stalled (data, HEAD "Content-Length: 1000\r\n\r\n[{\"id\":", 10);
}

/* Between two tries, or between two questions of a watcher. */
static void
test_while_waiting (gconstpointer data)
{
  const ApiCall *call = data;
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = new_client (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  ApiRun *run;

  client->time_scale = 1000; /* half a minute becomes hours */
  reel_mock_server_push_header (server, 429, "{}", "Retry-After", "30");
  run = api_run_start (call, client, cancellable, 10);
  reel_test_wait (reel_mock_server_get_n_requests (server) == 1);
  /* Its answer is on its way: what is cancelled now has heard of it or not, and nothing else ends. */
  for (gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 20; g_get_monotonic_time () < until;)
    g_main_context_iteration (NULL, FALSE);
  cancel_and_finish (run, cancellable);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 1);
  reel_test_assert_finalized (&client);
}

/* A reply that takes a worker some time to parse and to decode, each call's own with a great deal in it. */
static char *
inflate (const ApiCall *call)
{
  g_autoptr (GString) body = g_string_new (call->good);
  const char *open = strpbrk (call->good, "[{");
  gboolean array = *open == '[';
  g_autoptr (GString) filler = g_string_new (array ? "" : "\"filler\":[");

  for (guint i = 0; i < 8000; i++)
    g_string_append (filler, array ? "{\"id\":\"a\",\"name\":\"b\"}," : "[\"a\",1.5,{}],");
  if (!array)
    g_string_append (filler, "0],");
  g_string_insert_len (body, 1, filler->str, (gssize) filler->len);
  return g_string_free (g_steal_pointer (&body), FALSE);
}

/* Whether a result that is there is worth more than a cancellation that comes after it. */
static gboolean
is_kept (const ApiCall *call)
{
  return (call->traits & (API_CALL_PAID | API_CALL_MAKES)) || g_str_equal (call->name, "watch-job");
}

/* At every moment that a loop's turns can find, with as little between them as there is: sending, receiving, parsing. */
static void
test_any_time (gconstpointer data)
{
  const ApiCall *call = data;
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  g_autofree char *body = inflate (call);

  reel_mock_server_set_default (server, 200, "application/json", body, NULL, NULL);
  for (guint i = 0; i < 16; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      ApiRun *run = api_run_start (call, client, cancellable, 10);
      gint64 until = g_get_monotonic_time () + i * i * 60;
      g_autoptr (GError) error = NULL;

      while (run->result == NULL && g_get_monotonic_time () < until)
        if (!g_main_context_iteration (NULL, FALSE))
          g_thread_yield ();
      if (run->result != NULL)
        g_assert_cmpuint (i, >, 0);
      cancel (cancellable);
      reel_test_wait (run->result != NULL);
      error = api_run_finish (run);
      /* GTask looks at the cancellable when the result is taken: it is cancelled however far it came, or kept. */
      if (error != NULL || !is_kept (call))
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  reel_test_assert_finalized (&client);
}

/* Cancelled when the end is on its way: what has been made or paid for is not thrown away. */
static void
test_late (gconstpointer data)
{
  const ApiCall *call = data;
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  ReelClient *client = api_client_new (reel_mock_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  ApiRun *run;

  reel_mock_server_set_default (server, 200, "application/json", call->good, NULL, NULL);
  run = api_run_start (call, client, cancellable, 10);
  reel_test_wait (run->result != NULL);
  cancel (cancellable);
  error = api_run_finish (run);
  if (is_kept (call))
    g_assert_no_error (error);
  else
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  reel_test_assert_finalized (&client);
}

/* Answers before it is asked, so that the client finds the reply there as soon as it has written the request. */
static void
serve_early (GSocketConnection *connection,
             guint              index,
             gpointer           data)
{
  const char *body = api_calls[0].good;
  g_autofree char *reply = g_strdup_printf (HEAD "Content-Length: %zu\r\n\r\n%s", strlen (body), body);

  reel_raw_write (connection, reply);
  g_atomic_int_inc ((int *) data);
  reel_raw_wait_for_close (connection);
}

typedef struct
{
  GCancellable *cancellable; /* (owned) */
  int *n_answered;           /* (borrowed): by serve_early() */
  int answered;              /* how many there are once the reply is there */
  guint before;              /* turns until the loop stands still for the reply */
  guint after;               /* turns from then until it is cancelled */
} Turns;

/* On the network thread, a turn of its loop after the other. A connection that was begun is made while the loop stands
 * still; where none was begun, no reply comes, and the wait is given up. */
static gboolean
turn_cb (gpointer data)
{
  Turns *turns = data;

  if (turns->before > 0 && --turns->before == 0)
    for (gint64 until = g_get_monotonic_time () + 3000;
         g_atomic_int_get (turns->n_answered) < turns->answered && g_get_monotonic_time () < until;)
      g_thread_yield ();
  else if (turns->before == 0 && turns->after-- == 0)
    {
      g_cancellable_cancel (turns->cancellable);
      return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

static void
turns_free (gpointer data)
{
  Turns *turns = data;

  g_object_unref (turns->cancellable);
  g_free (turns);
}

/* At each turn of the network thread's loop around the one in which the request is written and its reply read at once. */
static void
test_each_turn (void)
{
  int n_answered = 0;
  g_autoptr (ReelRawServer) server = reel_raw_server_new (serve_early, &n_answered);
  guint n_cancelled = 0, n_over = 0;

  for (guint i = 0; i < 12 * 8; i++)
    {
      ReelClient *client = api_client_new (reel_raw_server_get_url (server), REEL_KEY_HEADER_X_API_KEY);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Turns *turns = g_new0 (Turns, 1);
      ApiRun *run;
      g_autoptr (GError) error = NULL;

      *turns = (Turns) { g_object_ref (cancellable), &n_answered, g_atomic_int_get (&n_answered) + 1, 1 + i / 8, i % 8 };
      run = api_run_start (&api_calls[0], client, cancellable, 10);
      reel_network_thread_post (client->thread, turn_cb, turns, turns_free);
      error = api_run_finish (run);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        n_cancelled++;
      else
        n_over++;
      reel_test_assert_finalized (&client);
    }
  g_assert_cmpuint (n_cancelled, >, 0);
  g_assert_cmpuint (n_over, >, 0);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    GTestDataFunc func;
    ApiCallTraits only; /* calls with one of these, 0: all */
  } stages[] = {
    { "before", test_before, 0 },
    { "in-queue", test_in_queue, 0 },
    { "while-sending", test_while_sending, API_CALL_FILE },
    { "while-thinking", test_while_thinking, 0 },
    { "in-head", test_in_head, 0 },
    { "while-receiving", test_while_receiving, 0 },
    { "while-waiting", test_while_waiting, 0 },
    { "any-time", test_any_time, 0 },
    { "late", test_late, 0 },
  };

  reel_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    for (guint n = 0; n < n_api_calls; n++)
      {
        g_autofree char *name = g_strdup_printf ("/api/cancel/%s/%s", stages[i].name, api_calls[n].name);

        if (stages[i].only == 0 || (api_calls[n].traits & stages[i].only))
          g_test_add_data_func (name, &api_calls[n], stages[i].func);
      }
  g_test_add_func ("/api/cancel/each-turn", test_each_turn);
  return g_test_run ();
}
