/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "fault-table.h"
#include "reel-test.h"

/*
 * Every fault of the table against every call of the client: the error, whether it is worth trying again, how many
 * requests the server saw, and that nobody else was asked anything. A server that holds a connection holds it until the
 * client lets go, and the client has no time-out that a test would live to see unless it is the one that is tested: that a
 * call ends at all shows that the client was prompt, however slow the machine is.
 */

#define MIB (1024 * 1024)
#define MAX_GROWTH_MIB 80

/* Milliseconds: longer than a test may take. */
#define NEVER (3600 * 1000)

static struct
{
  guint runs, requests, succeeded;
  guint by_code[REEL_API_ERROR_FAILED + 1];
  guint most_mib;
} total;

/* A server that has one fault. */
typedef struct
{
  const Fault *fault;
  GBytes *reply, *filler, *good;
  int over; /* atomic: the client has ended */
} Script;

static void
write_bytes (GSocketConnection *connection,
             GBytes            *bytes)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), data, length, NULL, NULL, NULL);
}

static void
flood (GSocketConnection *connection,
       GBytes            *filler)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  gsize length;
  const char *data = g_bytes_get_data (filler, &length);
  g_autoptr (GString) block = g_string_new (NULL);

  while (block->len < MIB)
    g_string_append_len (block, data, (gssize) length);
  for (gsize sent = 0; sent < (gsize) 2048 * MIB; sent += block->len)
    if (!g_output_stream_write_all (output, block->str, block->len, NULL, NULL, NULL))
      return;
}

static void
serve (GSocketConnection *connection,
       guint              index,
       gpointer           data)
{
  Script *script = data;
  const Fault *fault = script->fault;
  FaultEnd end = fault->end;
  const gboolean late = fault->requests == FAULT_WAITED && index > 0;

  if (late || fault->read == FAULT_READ_REQUEST)
    reel_raw_read_request (connection);
  else if (fault->read == FAULT_READ_HEAD)
    reel_raw_read_head (connection);
  if (late)
    end = FAULT_END_CLOSE;
  if (late || script->reply != NULL)
    write_bytes (connection, late ? script->good : script->reply);

  switch (end)
    {
    case FAULT_END_CLOSE:
      g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
      reel_raw_wait_for_close (connection);
      break;
    case FAULT_END_RESET:
      reel_raw_reset (connection);
      break;
    case FAULT_END_HOLD:
      /* What fills the pipes hides that the client has gone. */
      while (!g_atomic_int_get (&script->over) && !reel_raw_wait_for_hangup (connection, 20))
        ;
      break;
    case FAULT_END_DRIP:
      while (!g_atomic_int_get (&script->over) && !reel_raw_wait_for_hangup (connection, 20))
        write_bytes (connection, script->filler);
      break;
    case FAULT_END_FLOOD:
      flood (connection, script->filler);
      break;
    case FAULT_END_CUT:
    case FAULT_REFUSE:
    default:
      break;
    }
}

/* Of this process, MiB: what is resident now, or the most that ever was since it was reset. */
static guint
get_memory (const char *key)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, key);
  g_assert_nonnull (line);
  return (guint) (g_ascii_strtoull (line + strlen (key), NULL, 10) / 1024);
}

static void
reset_peak (void)
{
  FILE *file = fopen ("/proc/self/clear_refs", "w");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs ("5", file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

static gboolean
can_retry (int code)
{
  return code == REEL_API_ERROR_OFFLINE || code == REEL_API_ERROR_TIMEOUT || code == REEL_API_ERROR_SERVER ||
         code == REEL_API_ERROR_UPSTREAM || code == REEL_API_ERROR_RATE_LIMITED;
}

/* There was no answer, and all of the request may have arrived. */
static gboolean
may_be_taken (const Fault   *fault,
              const ApiCall *call)
{
  return fault->status == 0 && fault->end != FAULT_REFUSE &&
         (fault->code == REEL_API_ERROR_OFFLINE || fault->code == REEL_API_ERROR_TIMEOUT) &&
         (fault->read == FAULT_READ_REQUEST || !(call->traits & API_CALL_FILE));
}

/* Whether somebody has to know that it may have been done. */
static gboolean
is_to_be_said (const ApiCall *call)
{
  return (call->traits & API_CALL_PAID) || (call->traits & (API_CALL_MAKES | API_CALL_REPEATABLE)) == API_CALL_MAKES;
}

/* A server that closes at once may do so before or after the request has gone out, and nobody can say which. */
static gboolean
is_race (const Fault   *fault,
         const ApiCall *call)
{
  return fault->read == FAULT_READ_NOTHING && (fault->end == FAULT_END_RESET || fault->end == FAULT_END_CUT) &&
         is_to_be_said (call) && !(call->traits & API_CALL_FILE);
}

static guint
expected_requests (const Fault   *fault,
                   const ApiCall *call)
{
  /* Where a job is taken, it is asked about. */
  const guint more = (call->traits & API_CALL_JOB) && fault->code == FAULT_SUCCEEDS ? 1 : 0;

  if (fault->end == FAULT_REFUSE)
    return 0;
  switch (fault->requests)
    {
    case FAULT_REPEATED:
      if ((call->traits & API_CALL_PAID) && may_be_taken (fault, call))
        return 1;
      return call->traits & API_CALL_REPEATABLE ? API_TRIES : 1;
    case FAULT_FOLLOWED:
      return call->traits & API_CALL_GET ? 6 : 1;
    case FAULT_WAITED:
      return 2 + more;
    case FAULT_ONCE:
    default:
      /* What takes the service too long for an answer becomes a job, which takes too long as well. */
      return (call->traits & API_CALL_ANALYSIS) && fault->code == REEL_API_ERROR_TIMEOUT && may_be_taken (fault, call) ? 2 : 1 + more;
    }
}

/* A watcher of what passes asks again for as long as it is let. */
static gboolean
has_gone_on (ApiRun        *run,
             ReelRawServer *server,
             guint          requests)
{
  if (server != NULL)
    return reel_raw_server_get_n_connections (server) > requests;
  return run->n_trouble >= 2;
}

static void
check_error (const Fault   *fault,
             const ApiCall *call,
             const GError  *error,
             guint          requests)
{
  const char *message = error != NULL ? error->message : "success";

  if (fault->code == FAULT_SUCCEEDS ? error != NULL : !g_error_matches (error, REEL_API_ERROR, fault->code))
    g_test_fail_printf ("%s, %s: another end: %s", fault->name, call->name, message);
  else if (error != NULL && reel_api_error_can_retry (error) != can_retry (fault->code))
    g_test_fail_printf ("%s, %s: worth another try or not: %s", fault->name, call->name, message);
  else if (error != NULL && reel_api_error_get_status (error) != fault->status)
    g_test_fail_printf ("%s, %s: status %u: %s", fault->name, call->name, reel_api_error_get_status (error), message);
  else if (error != NULL && !is_race (fault, call) &&
           reel_api_error_get_uncertain (error) != (is_to_be_said (call) && may_be_taken (fault, call)))
    g_test_fail_printf ("%s, %s: uncertain or not: %s", fault->name, call->name, message);
  else if (error != NULL && reel_api_error_get_uncertain (error) && strstr (message, " all the same") == NULL)
    g_test_fail_printf ("%s, %s: it does not say that it is uncertain: %s", fault->name, call->name, message);
  else if (fault->words != NULL && strstr (message, fault->words) == NULL)
    g_test_fail_printf ("%s, %s: “%s” is not in: %s", fault->name, call->name, fault->words, message);
  if (is_race (fault, call) ? requests < 1 || requests > API_TRIES : requests != expected_requests (fault, call))
    g_test_fail_printf ("%s, %s: %u requests, not %u: %s", fault->name, call->name, requests,
                        expected_requests (fault, call), message);
}

/*
 * An address where nobody listens, for as long as the socket is there: the port of a server that was stopped may be that of
 * another program's by now.
 */
static GSocket *
hold_port (char **url)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) address = NULL;

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));
  address = g_socket_get_local_address (socket, NULL);
  *url = g_strdup_printf ("http://127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  return g_steal_pointer (&socket);
}

static void
run_fault (const Fault   *fault,
           const ApiCall *call,
           ReelRawServer *trap)
{
  const char *trap_url = reel_raw_server_get_url (trap);
  g_autoptr (GBytes) good = fault_expand ("HTTP/1.1 200 OK\r\n\r\nGOOD", call, trap_url);
  g_autoptr (GBytes) reply = fault->reply != NULL ? fault_expand (fault->reply, call, trap_url) : NULL;
  g_autoptr (GBytes) filler = fault->filler != NULL ? fault_expand (fault->filler, call, trap_url) : NULL;
  Script script = { fault, reply, filler, good, 0 };
  ReelRawServer *server = fault->end != FAULT_REFUSE ? reel_raw_server_new (serve, &script) : NULL;
  g_autofree char *nowhere = NULL;
  g_autoptr (GSocket) held G_GNUC_UNUSED = server == NULL ? hold_port (&nowhere) : NULL;
  ReelClient *client = api_client_new (server != NULL ? reel_raw_server_get_url (server) : nowhere, REEL_KEY_HEADER_X_API_KEY);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  const gboolean goes_on =
    (call->traits & API_CALL_WATCH) &&
    (can_retry (fault->code) || (fault->code == REEL_API_ERROR_INTERCEPTED && g_str_equal (call->name, "watch-job")));
  /* On a busy machine those that become jobs have time enough to send a file, and a reply that is to be read has to come. */
  const guint brief = fault->code != REEL_API_ERROR_TIMEOUT ? 1000 : (call->traits & API_CALL_ANALYSIS) ? 300 : 60;
  const guint patience = fault->impatient ? brief : NEVER;
  guint before, growth, requests = 0;
  ApiRun *run;

  g_object_set (client, "idle-timeout", patience, "upload-idle-timeout", patience, NULL);
  reset_peak ();
  before = get_memory ("VmRSS:");
  run = api_run_start (call, client, cancellable, fault->file_size > 0 ? fault->file_size : 10);
  if (call->traits & API_CALL_WATCH)
    {
      reel_test_wait (run->result != NULL || has_gone_on (run, server, expected_requests (fault, call)));
      if (run->result == NULL)
        g_cancellable_cancel (cancellable);
    }
  error = api_run_finish (run);
  g_atomic_int_set (&script.over, 1);
  /* The kernel counts the one more lazily than the other. */
  growth = MAX (get_memory ("VmHWM:"), before) - before;
  reel_test_assert_finalized (&client);
  if (server != NULL)
    {
      /* On a busy machine the client may have given up before the server had looked at who is there. */
      if (!goes_on)
        reel_test_wait (reel_raw_server_get_n_connections (server) >= expected_requests (fault, call));
      requests = reel_raw_server_get_n_connections (server);
      reel_raw_server_free (server);
    }

  if (goes_on && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_test_fail_printf ("%s, %s: an end: %s", fault->name, call->name, error != NULL ? error->message : "success");
  else if (!goes_on)
    check_error (fault, call, error, requests);
#ifdef __SANITIZE_ADDRESS__
  growth = 0; /* it keeps what was freed */
#endif
  if (growth > MAX_GROWTH_MIB)
    g_test_fail_printf ("%s, %s: %u MiB more", fault->name, call->name, growth);
  total.runs++;
  total.requests += requests;
  total.most_mib = MAX (total.most_mib, growth);
  if (goes_on)
    total.by_code[fault->code]++; /* told, and not the end */
  else if (error == NULL)
    total.succeeded++;
  else if (error->domain == REEL_API_ERROR)
    total.by_code[error->code]++;
}

static void
serve_trap (GSocketConnection *connection,
            guint              index,
            gpointer           data)
{
}

static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (ReelRawServer) trap = reel_raw_server_new (serve_trap, NULL);

  for (guint i = 0; i < n_api_calls; i++)
    if (fault->only == 0 || (api_calls[i].traits & fault->only))
      run_fault (fault, &api_calls[i], trap);
  g_assert_cmpuint (reel_raw_server_get_n_connections (trap), ==, 0);
}

static void
test_summary (void)
{
  static const char *const names[] = { "bad request", "unauthorised", "not found", "rate limited", "too large",
                                       "server", "upstream", "time-out", "offline", "TLS",
                                       "protocol", "intercepted", "file changed", "file", "failed" };

  g_assert_cmpuint (G_N_ELEMENTS (names), ==, G_N_ELEMENTS (total.by_code));
  g_test_message ("%u faults x %u calls: %u runs, %u requests; %u MiB more at most", n_faults, n_api_calls, total.runs,
                  total.requests, total.most_mib);
  g_test_message ("  success: %u", total.succeeded);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (total.by_code[i] > 0)
      g_test_message ("  %s: %u", names[i], total.by_code[i]);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE); /* the desktop's needs its settings, which isolated folders lack */
  reel_test_init (&argc, &argv);
  for (guint i = 0; i < n_faults; i++)
    {
      g_autofree char *name = g_strdup_printf ("/api/faults/%s", faults[i].name);

      g_test_add_data_func (name, &faults[i], test_fault);
    }
  g_test_add_func ("/api/faults/summary", test_summary);
  return g_test_run ();
}
