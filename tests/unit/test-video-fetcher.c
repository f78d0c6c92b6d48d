/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "local/reel-local-error.h"
#include "local/reel-video-fetcher.h"
#include "reel-test.h"

/*
 * A host that is slow on purpose: it says its bytes one by one, without an end. On a thread of its own, as a fetch blocks.
 */
typedef struct
{
  GSocketListener *listener; /* (owned) */
  GMainContext *context;     /* (owned) */
  GThread *thread;           /* (owned) */
  guint16 port;
  const char *head; /* said at once */
  const char *drip; /* and this again and again, a byte at a time */
  gint n_requests;  /* atomic: connections that sent anything */
  gint n_closed;    /* atomic: connections that the other side has closed */
  gint ends;        /* atomic */
} Host;

/* A connection to it. */
typedef struct
{
  Host *host;                    /* (borrowed) */
  GSocketConnection *connection; /* (owned) */
  gsize said;
} Visit;

static void
visit_free (Visit *visit)
{
  g_object_unref (visit->connection);
  g_free (visit);
}

static gboolean
drip (gpointer data)
{
  Visit *visit = data;
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (visit->connection));

  if (g_output_stream_write (out, visit->host->drip + visit->said, 1, NULL, NULL) != 1)
    {
      g_atomic_int_inc (&visit->host->n_closed);
      return G_SOURCE_REMOVE;
    }
  visit->said = (visit->said + 1) % strlen (visit->host->drip);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_request (GSocket      *socket,
            GIOCondition  condition,
            gpointer      user_data)
{
  Visit *visit = user_data;
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (visit->connection));
  g_autoptr (GSource) source = g_timeout_source_new (5);
  char buffer[4096];

  if (g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL) <= 0)
    {
      visit_free (visit);
      return G_SOURCE_REMOVE;
    }
  g_atomic_int_inc (&visit->host->n_requests);
  g_output_stream_write_all (out, visit->host->head, strlen (visit->host->head), NULL, NULL, NULL);
  g_source_set_callback (source, drip, visit, (GDestroyNotify) visit_free);
  g_source_attach (source, visit->host->context);
  return G_SOURCE_REMOVE;
}

static void
on_visit (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Host *host = user_data;
  GSocketConnection *connection = g_socket_listener_accept_finish (G_SOCKET_LISTENER (source), result, NULL, NULL);
  g_autoptr (GSource) readable = NULL;
  Visit *visit;

  if (connection == NULL)
    return;
  visit = g_new0 (Visit, 1);
  visit->host = host;
  visit->connection = connection;
  readable = g_socket_create_source (g_socket_connection_get_socket (connection), G_IO_IN, NULL);
  g_source_set_callback (readable, G_SOURCE_FUNC (on_request), visit, NULL);
  g_source_attach (readable, host->context);
  g_socket_listener_accept_async (host->listener, NULL, on_visit, host);
}

static gpointer
run_host (gpointer data)
{
  Host *host = data;

  g_main_context_push_thread_default (host->context);
  g_socket_listener_accept_async (host->listener, NULL, on_visit, host);
  while (!g_atomic_int_get (&host->ends))
    g_main_context_iteration (host->context, TRUE);
  g_main_context_pop_thread_default (host->context);
  return NULL;
}

static void
host_start (Host       *host,
            const char *head,
            const char *dripped)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) own = NULL;
  g_autoptr (GError) error = NULL;

  memset (host, 0, sizeof *host);
  host->head = head;
  host->drip = dripped;
  host->context = g_main_context_new ();
  host->listener = g_socket_listener_new ();
  g_socket_listener_add_address (host->listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &own, &error);
  g_assert_no_error (error);
  host->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (own));
  host->thread = g_thread_new ("host", run_host, host);
}

static void
host_end (Host *host)
{
  g_atomic_int_set (&host->ends, TRUE);
  g_main_context_wakeup (host->context);
  g_thread_join (host->thread);
  g_socket_listener_close (host->listener);
  g_object_unref (host->listener);
  g_main_context_unref (host->context);
}

#define BODY "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n"

/* A head or a body that never ends is given up when the time is over. */
static void
test_dripped (void)
{
  static const struct
  {
    const char *head, *drip;
  } hosts[] = {
    { "HTTP/1.1 200 OK\r\n", "X-More: of the same\r\n" },
    { "", "HTTP/1.1 200 OK and so on " },
    { BODY "Content-Length: 1000000000\r\n\r\n", "x" },
  };
  g_autofree char *folder = reel_test_tmp ("dripped");
  const ReelVideoFetcherLimits limits = { 1000 * 1000 * 1000, 1, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *url = NULL;
      g_autoptr (GError) error = NULL;
      Host host;
      gint64 began = g_get_monotonic_time ();

      host_start (&host, hosts[i].head, hosts[i].drip);
      url = g_strdup_printf ("http://127.0.0.1:%u/video", host.port);
      g_assert_null (reel_video_fetcher_fetch (url, folder, &limits, NULL, &error));
      g_test_message ("%u: %s", i, error->message);
      g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_TIMED_OUT);
      g_assert_cmpint (g_atomic_int_get (&host.n_requests), ==, 1);
      g_assert_cmpint ((g_get_monotonic_time () - began) / G_USEC_PER_SEC, <, 25); /* before the pause of a read would end it */
      host_end (&host);
    }
}

static gpointer
cancel_when_asked (gpointer data)
{
  gpointer *both = data;
  Host *host = both[0];

  while (g_atomic_int_get (&host->n_requests) == 0)
    g_thread_yield ();
  g_cancellable_cancel (both[1]);
  return NULL;
}

/* Cancelled in the middle of a head: at once, and as that. */
static void
test_cancelled (void)
{
  g_autofree char *folder = reel_test_tmp ("cancelled");
  const ReelVideoFetcherLimits limits = { 1000, 600, TRUE };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  GThread *thread;
  gpointer both[2];
  Host host;

  host_start (&host, "HTTP/1.1 200 OK\r\n", "X-More: of the same\r\n");
  url = g_strdup_printf ("http://127.0.0.1:%u/video", host.port);
  both[0] = &host;
  both[1] = cancellable;
  thread = g_thread_new ("cancel", cancel_when_asked, both);
  g_assert_null (reel_video_fetcher_fetch (url, folder, &limits, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  host_end (&host);
}

/* A resolver whose first answer is a public address, and every further one this computer. */
#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GResolver)

struct _TestResolver
{
  GResolver parent_instance;
  gint n_asked; /* atomic */
};

G_DEFINE_FINAL_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static GList *
answer (TestResolver *self)
{
  return g_list_append (NULL, g_inet_address_new_from_string (g_atomic_int_add (&self->n_asked, 1) == 0 ? "93.184.216.34"
                                                                                                       : "127.0.0.1"));
}

static GList *
lookup (GResolver     *resolver,
        const char    *name,
        GCancellable  *cancellable,
        GError       **error)
{
  return answer (TEST_RESOLVER (resolver));
}

static GList *
lookup_with_flags (GResolver                 *resolver,
                   const char                *name,
                   GResolverNameLookupFlags   flags,
                   GCancellable              *cancellable,
                   GError                   **error)
{
  return answer (TEST_RESOLVER (resolver));
}

static void
free_addresses (gpointer list)
{
  g_resolver_free_addresses (list);
}

static void
lookup_async (GResolver           *resolver,
              const char          *name,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_pointer (task, answer (TEST_RESOLVER (resolver)), free_addresses);
}

static void
lookup_with_flags_async (GResolver                 *resolver,
                         const char                *name,
                         GResolverNameLookupFlags   flags,
                         GCancellable              *cancellable,
                         GAsyncReadyCallback        callback,
                         gpointer                   user_data)
{
  lookup_async (resolver, name, cancellable, callback, user_data);
}

static GList *
lookup_finish (GResolver     *resolver,
               GAsyncResult  *result,
               GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  GResolverClass *resolver = G_RESOLVER_CLASS (klass);

  resolver->lookup_by_name = lookup;
  resolver->lookup_by_name_async = lookup_async;
  resolver->lookup_by_name_finish = lookup_finish;
  resolver->lookup_by_name_with_flags = lookup_with_flags;
  resolver->lookup_by_name_with_flags_async = lookup_with_flags_async;
  resolver->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

/* A name that is public when it is looked at and this computer when it is connected to: not a byte is sent there. */
static void
test_rebound (void)
{
  g_autofree char *folder = reel_test_tmp ("rebound");
  const ReelVideoFetcherLimits limits = { 1000, 60, FALSE };
  g_autoptr (GResolver) before = g_resolver_get_default ();
  g_autoptr (TestResolver) resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  Host host;

  host_start (&host, BODY "Content-Length: 1\r\n\r\n", "x");
  g_resolver_set_default (G_RESOLVER (resolver));
  url = g_strdup_printf ("http://rebound.example:%u/video", host.port);
  g_assert_null (reel_video_fetcher_fetch (url, folder, &limits, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST);
  g_assert_nonnull (strstr (error->message, "in a private network"));
  g_assert_cmpint (g_atomic_int_get (&resolver->n_asked), >=, 2); /* else this shows nothing */
  g_assert_cmpint (g_atomic_int_get (&host.n_requests), ==, 0);
  g_resolver_set_default (before);
  host_end (&host);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/video-fetcher/dripped", test_dripped);
  g_test_add_func ("/video-fetcher/cancelled", test_cancelled);
  g_test_add_func ("/video-fetcher/rebound", test_rebound);
  return g_test_run ();
}
