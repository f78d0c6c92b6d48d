/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "api/reel-client-private.h"

#include "reel-mock-server.h"
#include "reel-test.h"

/*
 * The pacer alone, on the test's own context as if that were the network thread, and with it the client's figures.
 */

typedef struct
{
  ReelPacerTicket ticket;
  const char *name;
  GString *order; /* (borrowed) */
} Job;

static void
ready_cb (gpointer data)
{
  Job *job = data;

  g_string_append (job->order, job->name);
}

static void
job_init (Job *job, const char *name, ReelPriority priority, gboolean upload, GString *order)
{
  *job = (Job) { .ticket = { .priority = priority, .upload = upload, .ready = ready_cb, .data = job },
                 .name = name,
                 .order = order };
}

/* Whatever may go now has gone. */
static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_priorities (void)
{
  ReelPacer *pacer = reel_pacer_new (NULL);
  g_autoptr (GString) order = g_string_new (NULL);
  Job jobs[6];
  guint queued, under_way;

  job_init (&jobs[0], "b", REEL_PRIORITY_BULK, FALSE, order);
  job_init (&jobs[1], "B", REEL_PRIORITY_BULK, FALSE, order);
  job_init (&jobs[2], "s", REEL_PRIORITY_STATUS, FALSE, order);
  job_init (&jobs[3], "u", REEL_PRIORITY_URGENT, FALSE, order);
  job_init (&jobs[4], "1", REEL_PRIORITY_BULK, TRUE, order);
  job_init (&jobs[5], "2", REEL_PRIORITY_BULK, TRUE, order);
  reel_pacer_set_limits (pacer, 2, 1, 0);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    reel_pacer_enqueue (pacer, &jobs[i].ticket, 0);
  reel_pacer_get_load (pacer, NULL, &queued, &under_way);
  g_assert_cmpuint (queued, ==, 6);
  g_assert_cmpuint (under_way, ==, 0);

  /* What a person waits for first; the place that stays free of the rest is not taken by it; uploads have their own. */
  settle ();
  g_assert_cmpstr (order->str, ==, "u1");
  reel_pacer_release (pacer, &jobs[3].ticket);
  settle ();
  g_assert_cmpstr (order->str, ==, "u1s");
  reel_pacer_release (pacer, &jobs[2].ticket);
  reel_pacer_release (pacer, &jobs[4].ticket);
  settle ();
  g_assert_cmpstr (order->str, ==, "u1sb2"); /* in the order in which they came */
  reel_pacer_get_load (pacer, NULL, &queued, &under_way);
  g_assert_cmpuint (queued, ==, 1);
  g_assert_cmpuint (under_way, ==, 2);
  /* A search goes while an analysis is under way. */
  reel_pacer_enqueue (pacer, &jobs[3].ticket, 0);
  settle ();
  g_assert_cmpstr (order->str, ==, "u1sb2u");
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    reel_pacer_release (pacer, &jobs[i].ticket);
  settle ();
  reel_test_assert_finalized (&pacer);
}

static double
get_rate (ReelPacer *pacer)
{
  double rate;

  reel_pacer_get_load (pacer, &rate, NULL, NULL);
  return rate;
}

static void
changed_cb (gpointer data)
{
  (*(guint *) data)++;
}

/* Halved once for what was under way together, raised by a step at a time, never above what was set. */
static void
test_rate (void)
{
  ReelPacer *pacer = reel_pacer_new (NULL);
  g_autoptr (GString) order = g_string_new (NULL);
  Job jobs[8];
  guint changes = 0;
  double lowered;

  reel_pacer_set_changed (pacer, changed_cb, &changes);
  reel_pacer_set_limits (pacer, 8, 1, 0);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      job_init (&jobs[i], "x", REEL_PRIORITY_URGENT, FALSE, order);
      reel_pacer_enqueue (pacer, &jobs[i].ticket, 0);
    }
  settle ();
  g_assert_cmpuint (order->len, ==, 8);
  g_assert_cmpfloat (get_rate (pacer), ==, 0);
  reel_pacer_accepted (pacer); /* nothing to raise */
  g_assert_cmpfloat (get_rate (pacer), ==, 0);

  changes = 0;
  reel_pacer_refused (pacer, &jobs[0].ticket, 0);
  lowered = get_rate (pacer);
  g_assert_cmpfloat (lowered, ==, 4); /* half of what went in this second */
  g_assert_cmpuint (changes, ==, 1);
  for (guint i = 1; i < G_N_ELEMENTS (jobs); i++)
    reel_pacer_refused (pacer, &jobs[i].ticket, 0);
  g_assert_cmpfloat (get_rate (pacer), ==, lowered);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    reel_pacer_release (pacer, &jobs[i].ticket);

  /* A step a second, whatever the number of answers. */
  g_assert_cmpfloat (get_rate (pacer), ==, lowered);
  {
    gint64 begun = g_get_monotonic_time (), now;

    do
      {
        reel_pacer_accepted (pacer);
        now = g_get_monotonic_time ();
      }
    while (now < begun + G_USEC_PER_SEC / 5);
    reel_pacer_accepted (pacer);
    g_assert_cmpfloat (get_rate (pacer), >=, lowered + 0.09);
    g_assert_cmpfloat (get_rate (pacer), <=, lowered + 0.5 * (double) (g_get_monotonic_time () - begun + 100000) / G_USEC_PER_SEC);
  }

  /* Again and again, but never to nothing. */
  for (guint n = 0; n < 20; n++)
    {
      reel_pacer_set_limits (pacer, 8, 1, 0);
      jobs[0].ticket.begun = G_MAXINT64;
      reel_pacer_refused (pacer, &jobs[0].ticket, 0);
    }
  g_assert_cmpfloat (get_rate (pacer), ==, 1);

  /* What is set holds at once, and is the ceiling. */
  reel_pacer_set_limits (pacer, 8, 1, 3);
  g_assert_cmpfloat (get_rate (pacer), ==, 3);
  jobs[0].ticket.begun = G_MAXINT64;
  reel_pacer_refused (pacer, &jobs[0].ticket, 0);
  g_assert_cmpfloat (get_rate (pacer), ==, 1.5);
  reel_pacer_set_limits (pacer, 8, 1, 0);
  g_assert_cmpfloat (get_rate (pacer), ==, 0);
  reel_test_assert_finalized (&pacer);
}

/* One token: they go evenly, not in bursts. */
static void
test_even (void)
{
  ReelPacer *pacer = reel_pacer_new (NULL);
  g_autoptr (GString) order = g_string_new (NULL);
  gint64 begun = g_get_monotonic_time ();
  Job jobs[5];

  reel_pacer_set_limits (pacer, 8, 1, 40);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      job_init (&jobs[i], "x", REEL_PRIORITY_STATUS, FALSE, order);
      reel_pacer_enqueue (pacer, &jobs[i].ticket, 0);
    }
  reel_test_wait (order->len == G_N_ELEMENTS (jobs));
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 4 * G_USEC_PER_SEC / 40);
  for (guint i = 1; i < G_N_ELEMENTS (jobs); i++)
    g_assert_cmpint (jobs[i].ticket.begun - jobs[i - 1].ticket.begun, >=, G_USEC_PER_SEC / 40 - 1000);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    reel_pacer_release (pacer, &jobs[i].ticket);
  reel_test_assert_finalized (&pacer);
}

/* A pause holds for all; a delay for one. */
static void
test_waits (void)
{
  ReelPacer *pacer = reel_pacer_new (NULL);
  g_autoptr (GString) order = g_string_new (NULL);
  gint64 begun = g_get_monotonic_time ();
  Job late, soon;

  job_init (&late, "l", REEL_PRIORITY_URGENT, FALSE, order);
  job_init (&soon, "s", REEL_PRIORITY_BULK, FALSE, order);
  reel_pacer_enqueue (pacer, &late.ticket, 60000);
  reel_pacer_enqueue (pacer, &soon.ticket, 0);
  settle ();
  g_assert_cmpstr (order->str, ==, "s");
  reel_test_wait (order->len == 2);
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 60000);

  begun = g_get_monotonic_time ();
  reel_pacer_refused (pacer, &soon.ticket, 80000);
  reel_pacer_release (pacer, &soon.ticket);
  reel_pacer_release (pacer, &late.ticket);
  reel_pacer_enqueue (pacer, &late.ticket, 0);
  settle ();
  g_assert_cmpuint (order->len, ==, 2);
  reel_test_wait (order->len == 3);
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 80000);
  reel_pacer_release (pacer, &late.ticket);
  reel_test_assert_finalized (&pacer);
}

/* What an upload is refused holds uploads, and no search; what is held for long is one queue. */
static void
test_kinds (void)
{
  ReelPacer *pacer = reel_pacer_new (NULL);
  g_autoptr (GString) order = g_string_new (NULL);
  gint64 begun = g_get_monotonic_time ();
  Job upload, search, status;

  job_init (&upload, "1", REEL_PRIORITY_BULK, TRUE, order);
  job_init (&search, "u", REEL_PRIORITY_URGENT, FALSE, order);
  job_init (&status, "s", REEL_PRIORITY_STATUS, FALSE, order);
  reel_pacer_enqueue (pacer, &upload.ticket, 0);
  reel_pacer_enqueue (pacer, &status.ticket, 0);
  settle ();
  g_assert_cmpstr (order->str, ==, "s1");
  reel_pacer_refused (pacer, &upload.ticket, 80000);
  g_assert_cmpfloat (get_rate (pacer), ==, 0);
  reel_pacer_hold (pacer, &status.ticket, G_TIME_SPAN_DAY);
  reel_pacer_release (pacer, &upload.ticket);
  reel_pacer_release (pacer, &status.ticket);
  reel_pacer_enqueue (pacer, &upload.ticket, 0);
  reel_pacer_enqueue (pacer, &status.ticket, 0);
  reel_pacer_enqueue (pacer, &search.ticket, 0);
  settle ();
  g_assert_cmpstr (order->str, ==, "s1u");
  reel_test_wait (order->len == 4);
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 80000);
  g_assert_cmpstr (order->str, ==, "s1u1");
  reel_pacer_release (pacer, &upload.ticket);
  reel_pacer_release (pacer, &search.ticket);
  reel_pacer_release (pacer, &status.ticket);
  settle ();
  reel_test_assert_finalized (&pacer);
}

/* A clock that goes on when the test says so. It is ahead of the real one, so that the pacer's timer never fires by itself. */
static gint64
get_virtual_time (gpointer data)
{
  return *(gint64 *) data;
}

/* A question that is asked again as soon as it is answered, as those of watchers are. */
typedef struct
{
  ReelPacerTicket ticket;
  ReelPacer *pacer; /* (borrowed) */
  guint *n_asked;   /* (borrowed) */
} Question;

static void
ask_again_cb (gpointer data)
{
  Question *question = data;

  (*question->n_asked)++;
  reel_pacer_release (question->pacer, &question->ticket);
  reel_pacer_enqueue (question->pacer, &question->ticket, 0);
}

/* Eight questions that never end, at one query a second: uploads and analyses have every other turn, a search the next. */
static void
test_shares (void)
{
  ReelPacer *pacer = reel_pacer_new (NULL);
  g_autoptr (GString) order = g_string_new (NULL);
  gint64 now = g_get_monotonic_time () + G_TIME_SPAN_DAY;
  Question questions[8];
  Job jobs[10], search;
  guint n_asked = 0, n_before;

  reel_pacer_set_clock (pacer, get_virtual_time, &now);
  reel_pacer_set_limits (pacer, 6, 2, 1);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      questions[i] = (Question) { .ticket = { .priority = REEL_PRIORITY_STATUS, .ready = ask_again_cb, .data = &questions[i] },
                                  .pacer = pacer,
                                  .n_asked = &n_asked };
      reel_pacer_enqueue (pacer, &questions[i].ticket, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      job_init (&jobs[i], i % 2 == 0 ? "u" : "b", REEL_PRIORITY_BULK, i % 2 == 0, order);
      reel_pacer_enqueue (pacer, &jobs[i].ticket, 0);
    }
  for (guint second = 1; second <= 20; second++)
    {
      now += G_USEC_PER_SEC;
      reel_pacer_set_limits (pacer, 6, 2, 1); /* so that it looks at the clock */
      settle ();
      g_assert_cmpuint (order->len, >=, second / 2);
      g_assert_cmpuint (n_asked, >=, second / 2);
      g_assert_cmpuint (order->len + n_asked, <=, second + 1);
      for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
        if (jobs[i].ticket.state == REEL_PACER_TICKET_RUNNING)
          reel_pacer_release (pacer, &jobs[i].ticket);
    }
  g_assert_cmpstr (order->str, ==, "ububububub");

  job_init (&search, "!", REEL_PRIORITY_URGENT, FALSE, order);
  reel_pacer_enqueue (pacer, &search.ticket, 0);
  n_before = n_asked;
  now += G_USEC_PER_SEC;
  reel_pacer_set_limits (pacer, 6, 2, 1);
  settle ();
  g_assert_cmpstr (order->str, ==, "ububububub!");
  g_assert_cmpuint (n_asked, ==, n_before);
  reel_pacer_release (pacer, &search.ticket);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    reel_pacer_release (pacer, &questions[i].ticket);
  settle ();
  reel_test_assert_finalized (&pacer);
}

/* Of each four jobs the second is a calculation and the third a question. Who has a turn after @i others: questions and
 * calculations alternate, but the first has gone with the upload; the last is a calculation. */
static guint
get_turn (guint i, guint n_jobs)
{
  if (i == n_jobs / 2 - 1)
    return n_jobs - 3;
  return i == 0 || i % 2 == 1 ? 4 * ((i + 1) / 2) + 2 : 4 * (i / 2 - 1) + 1;
}

/* However many wait, each step looks at a few: what has no place is passed over as a whole, and what rests stands apart. */
static void
test_thousands (void)
{
  const guint n = 20000;
  ReelPacer *pacer = reel_pacer_new (NULL);
  g_autoptr (GString) order = g_string_new (NULL);
  g_autofree Job *jobs = g_new (Job, n);
  Job search;
  guint queued;

  /* A quarter each: uploads, long calculations, questions, and questions that rest. */
  reel_pacer_set_limits (pacer, 2, 1, 0);
  for (guint i = 0; i < n; i++)
    {
      static const char * const names[] = { "u", "b", "s", "r" };

      job_init (&jobs[i], names[i % 4], i % 4 < 2 ? REEL_PRIORITY_BULK : REEL_PRIORITY_STATUS, i % 4 == 0, order);
      reel_pacer_enqueue (pacer, &jobs[i].ticket, i % 4 == 3 ? G_TIME_SPAN_DAY : 0);
    }
  settle ();
  g_assert_cmpstr (order->str, ==, "su");
  reel_pacer_get_load (pacer, NULL, &queued, NULL);
  g_assert_cmpuint (queued, ==, n - 2);

  /* With every place taken, and one after the other as places become free: questions and calculations in turn, each in the
   * order of coming. */
  job_init (&search, "!", REEL_PRIORITY_URGENT, FALSE, order);
  for (guint i = 0; i < n / 2; i++)
    {
      const guint turn = get_turn (i, n);

      g_assert_cmpint (jobs[turn].ticket.state, ==, REEL_PACER_TICKET_RUNNING);
      reel_pacer_enqueue (pacer, &search.ticket, 0);
      settle ();
      reel_pacer_release (pacer, &search.ticket);
      reel_pacer_release (pacer, &jobs[turn].ticket);
      settle ();
      g_assert_cmpint (jobs[turn].ticket.state, ==, REEL_PACER_TICKET_IDLE);
    }
  g_assert_cmpuint (reel_pacer_get_looks (pacer), <, 10 * n);
  for (guint i = 0; i < n; i++)
    reel_pacer_release (pacer, &jobs[i].ticket);
  reel_pacer_get_load (pacer, NULL, &queued, NULL);
  g_assert_cmpuint (queued, ==, 0);
  settle ();
  reel_test_assert_finalized (&pacer);
}

static gpointer
raise_limits_thread (gpointer data)
{
  reel_pacer_set_limits (data, 6, 2, 0);
  return NULL;
}

/* New limits from another thread come at any moment of the pacer's own work: none of them is missed. */
static void
test_new_limits (void)
{
  for (guint n = 0; n < 3000; n++)
    {
      g_autoptr (GMainContext) context = g_main_context_new ();
      ReelPacer *pacer = reel_pacer_new (context);
      g_autoptr (GString) order = g_string_new (NULL);
      gint64 until;
      GThread *thread;
      Job jobs[2], late;

      /* The second has to wait for hours, while the pacer looks at it again and again. */
      reel_pacer_set_limits (pacer, 6, 2, 0.0001);
      for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
        {
          job_init (&jobs[i], "x", REEL_PRIORITY_URGENT, FALSE, order);
          reel_pacer_enqueue (pacer, &jobs[i].ticket, 0);
        }
      job_init (&late, "l", REEL_PRIORITY_URGENT, FALSE, order);
      thread = g_thread_new ("limits", raise_limits_thread, pacer);
      until = g_get_monotonic_time () + n % 100;
      while (g_get_monotonic_time () < until)
        {
          reel_pacer_enqueue (pacer, &late.ticket, G_TIME_SPAN_DAY);
          reel_pacer_release (pacer, &late.ticket);
          g_main_context_iteration (context, FALSE);
        }
      g_main_context_iteration (context, FALSE);
      g_thread_join (thread);
      while (g_main_context_iteration (context, FALSE))
        ;
      g_assert_cmpstr (order->str, ==, "xx");
      for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
        reel_pacer_release (pacer, &jobs[i].ticket);
      reel_test_assert_finalized (&pacer);
    }
}

static void
count_cb (ReelClient *client, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static double
number (ReelClient *client, const char *property)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) figure = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (client), property, &value);
  g_value_init (&figure, G_TYPE_DOUBLE);
  g_assert_true (g_value_transform (&value, &figure));
  return g_value_get_double (&figure);
}

/* What a window shows: the client's figures follow what goes on, and say so on the context that the client was made on. */
static void
test_figures (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  g_autoptr (GError) error = NULL;
  ReelClient *client =
    reel_client_new (reel_mock_server_get_url (server), "k", REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[3] = { NULL };
  guint queued = 0, rates = 0;

  g_assert_no_error (error);
  g_signal_connect (client, "notify::queued", G_CALLBACK (count_cb), &queued);
  g_signal_connect (client, "notify::rate", G_CALLBACK (count_cb), &rates);
  g_object_set (client, "max-requests", 1, "time-scale", 0.001, NULL);
  reel_mock_server_push_silence (server);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    reel_client_list_collections_async (client, cancellable, reel_test_store_result, &results[i]);
  reel_test_wait (number (client, "queued") == 2 && number (client, "under-way") == 1);
  reel_test_wait (queued > 0);
  g_assert_cmpfloat (number (client, "rate"), ==, 0);
  g_cancellable_cancel (cancellable);
  reel_test_wait (results[0] != NULL && results[1] != NULL && results[2] != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_assert_null (reel_client_list_collections_finish (client, results[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_clear_object (&results[i]);
    }
  reel_test_wait (number (client, "queued") == 0 && number (client, "under-way") == 0);

  rates = 0;
  reel_mock_server_push_header (server, 429, "{}", "Retry-After", "1");
  reel_mock_server_push (server, 200, "application/json", "[]");
  reel_client_list_collections_async (client, NULL, reel_test_store_result, &results[0]);
  reel_test_wait (results[0] != NULL);
  {
    g_autoptr (GPtrArray) list = reel_client_list_collections_finish (client, results[0], &error);

    g_assert_no_error (error);
    g_assert_cmpuint (list->len, ==, 0);
  }
  g_assert_cmpfloat (number (client, "rate"), >=, 1);
  g_assert_cmpfloat (number (client, "rate"), <, 10);
  reel_test_wait (rates > 0);

  g_object_set (client, "queries-per-second", 5.0, NULL);
  g_assert_cmpfloat (number (client, "rate"), ==, 5);
  g_clear_object (&results[0]);
  reel_test_assert_finalized (&client);
}

static int ahead; /* atomic: seconds by which the clock of the client's pacer is ahead */

static gint64
get_time_ahead (gpointer data)
{
  return g_get_monotonic_time () + (gint64) g_atomic_int_get (&ahead) * G_USEC_PER_SEC;
}

/* However long it waited for its turn, a request that meets a fault then is made again. */
static void
test_queueing_is_free (void)
{
  g_autoptr (ReelMockServer) server = reel_mock_server_new ();
  g_autoptr (GError) error = NULL;
  ReelClient *client =
    reel_client_new (reel_mock_server_get_url (server), "k", REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[2] = { NULL };
  const gint64 deadline = reel_test_deadline_new ();

  g_assert_no_error (error);
  reel_pacer_set_clock (client->pacer, get_time_ahead, NULL);
  g_object_set (client, "max-requests", 1, "time-scale", 0.001, NULL);
  reel_mock_server_push_silence (server);
  reel_mock_server_push (server, 503, "application/json", "{}");
  reel_mock_server_push (server, 200, "application/json", "[]");
  reel_client_list_collections_async (client, cancellable, reel_test_store_result, &results[0]);
  reel_client_list_collections_async (client, NULL, reel_test_store_result, &results[1]);
  reel_test_wait (reel_mock_server_get_n_requests (server) == 1 && number (client, "queued") == 1);
  g_atomic_int_set (&ahead, 3600);
  g_cancellable_cancel (cancellable);
  reel_test_wait (reel_mock_server_get_n_requests (server) >= 2);
  while (results[1] == NULL)
    {
      /* The timer is set by a clock that is ahead of the loop's. */
      reel_client_set_limits (client, 1, 2, 0);
      g_main_context_iteration (NULL, FALSE);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
  {
    g_autoptr (GPtrArray) list = reel_client_list_collections_finish (client, results[1], &error);

    g_assert_no_error (error);
    g_assert_cmpuint (list->len, ==, 0);
  }
  reel_test_wait (results[0] != NULL);
  g_assert_cmpuint (reel_mock_server_get_n_requests (server), ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    g_clear_object (&results[i]);
  reel_test_assert_finalized (&client);
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/api/pacing/priorities", test_priorities);
  g_test_add_func ("/api/pacing/rate", test_rate);
  g_test_add_func ("/api/pacing/even", test_even);
  g_test_add_func ("/api/pacing/waits", test_waits);
  g_test_add_func ("/api/pacing/kinds", test_kinds);
  g_test_add_func ("/api/pacing/shares", test_shares);
  g_test_add_func ("/api/pacing/thousands", test_thousands);
  g_test_add_func ("/api/pacing/new-limits", test_new_limits);
  g_test_add_func ("/api/pacing/figures", test_figures);
  g_test_add_func ("/api/pacing/queueing-is-free", test_queueing_is_free);
  return g_test_run ();
}
