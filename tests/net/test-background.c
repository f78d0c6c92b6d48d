/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/reel-background.h"
#include "bus-double.h"
#include "reel-test.h"

/* Leave to run without a window, from a double of the portal on a bus of the test. */

#define PATH "/org/freedesktop/portal/desktop"

static const char xml[] =
  "<node><interface name='org.freedesktop.portal.Background'>"
  "<method name='RequestBackground'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
  "<arg type='o' direction='out'/></method>"
  "<method name='SetStatus'><arg type='a{sv}' direction='in'/></method></interface></node>";

/* How the portal answers. */
typedef enum
{
  ANSWER_YES,
  ANSWER_NO,
  ANSWER_DISMISSED,
  ANSWER_ODD,
  ANSWER_NEVER,
  ANSWER_UNKNOWN,
} Answer;

typedef struct
{
  BusDouble *portal;
  GDBusConnection *connection;
  ReelBackground *background;
  guint n_denied;

  /* what the double's thread shares with the test, under the lock */
  GMutex mutex;
  Answer answer;
  GString *asked; /* "REASON;" for each question, "=STATUS;" for each status */
} Fixture;

static void
respond (BusDouble  *portal,
         const char *sender,
         const char *handle,
         Answer      answer)
{
  GVariantBuilder results;

  g_variant_builder_init (&results, G_VARIANT_TYPE_VARDICT);
  if (answer == ANSWER_ODD)
    {
      g_variant_builder_clear (&results);
      bus_double_emit (portal, sender, handle, "org.freedesktop.portal.Request", "Response", g_variant_new ("(s)", "odd"));
      respond (portal, sender, handle, ANSWER_YES);
      return;
    }
  g_variant_builder_add (&results, "{sv}", "background", g_variant_new_boolean (answer != ANSWER_NO));
  bus_double_emit (portal, sender, handle, "org.freedesktop.portal.Request", "Response",
                   g_variant_new ("(ua{sv})", answer == ANSWER_DISMISSED ? 1 : 0, &results));
}

static GVariant *
on_call (BusDouble  *portal,
         const char *sender,
         const char *method,
         GVariant   *parameters,
         gpointer    data)
{
  Fixture *f = data;
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, g_variant_n_children (parameters) - 1);
  const char *token = NULL, *text = NULL;
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *handle = NULL;
  Answer answer;

  g_mutex_lock (&f->mutex);
  answer = f->answer;
  if (g_variant_lookup (options, "reason", "&s", &text))
    g_string_append_printf (f->asked, "%s;", text);
  else if (g_variant_lookup (options, "message", "&s", &text))
    g_string_append_printf (f->asked, "=%s;", text);
  g_mutex_unlock (&f->mutex);
  if (answer == ANSWER_UNKNOWN)
    return NULL;
  if (!g_variant_lookup (options, "handle_token", "&s", &token))
    return g_variant_new ("()");
  handle = g_strconcat (PATH "/request/", name, "/", token, NULL);
  if (answer != ANSWER_NEVER)
    respond (portal, sender, handle, answer); /* before the call returns, as it may be */
  return g_variant_new ("(o)", handle);
}

static char *
get_asked (Fixture *f)
{
  char *asked;

  g_mutex_lock (&f->mutex);
  asked = g_strdup (f->asked->str);
  g_mutex_unlock (&f->mutex);
  return asked;
}

static gboolean
was_asked (Fixture    *f,
           const char *text)
{
  g_autofree char *asked = get_asked (f);

  return g_str_equal (asked, text);
}

static void
on_denied (ReelBackground *background,
           GParamSpec     *pspec,
           guint          *n)
{
  (*n)++;
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_mutex_init (&f->mutex);
  f->answer = (Answer) GPOINTER_TO_INT (data);
  f->asked = g_string_new (NULL);
  f->portal = bus_double_new (g_getenv ("DBUS_SESSION_BUS_ADDRESS"), "org.freedesktop.portal.Desktop", PATH, xml, on_call, f);
  f->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  f->background = g_object_new (REEL_TYPE_BACKGROUND, "connection", f->connection, "sandboxed", TRUE, NULL);
  g_signal_connect (f->background, "notify::denied", G_CALLBACK (on_denied), &f->n_denied);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  reel_test_assert_finalized (&f->background);
  bus_double_free (f->portal);
  g_object_unref (f->connection);
  g_string_free (f->asked, TRUE);
  g_mutex_clear (&f->mutex);
}

static gboolean
request (ReelBackground *background,
         GError        **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  reel_background_request_async (background, "Why not", NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_background_request_finish (background, result, error);
}

static void
test_allowed (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (request (f->background, &error));
  g_assert_no_error (error);
  g_assert_true (was_asked (f, "Why not;"));
  g_assert_cmpuint (f->n_denied, ==, 0);
}

/* And allowed after all. */
static void
test_denied (Fixture      *f,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (request (f->background, &error));
  g_assert_no_error (error);
  g_assert_true (reel_background_get_denied (f->background));
  g_assert_cmpuint (f->n_denied, ==, 1);
  g_mutex_lock (&f->mutex);
  f->answer = ANSWER_YES;
  g_mutex_unlock (&f->mutex);
  g_assert_true (request (f->background, &error));
  g_assert_false (reel_background_get_denied (f->background));
  g_assert_cmpuint (f->n_denied, ==, 2);
}

/* A portal without it is an error, and no denial. */
static void
test_unknown (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (request (f->background, &error));
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD);
  g_assert_false (reel_background_get_denied (f->background));
}

static void
test_cancel (Fixture      *f,
             gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  for (guint i = 0; i < 2; i++) /* under way, and before */
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      reel_background_request_async (f->background, "Why not", cancellable, reel_test_store_result, &result);
      reel_test_wait (was_asked (f, "Why not;"));
      g_cancellable_cancel (cancellable);
      reel_test_wait (result != NULL);
      g_assert_false (reel_background_request_finish (f->background, result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_status (Fixture      *f,
             gconstpointer data)
{
  g_autofree char *long_status = g_strnfill (200, 'x');
  g_autofree char *cut = g_strnfill (96, 'x');
  g_autofree char *expected = g_strdup_printf ("=3 of 12;=%s;", cut);

  reel_background_set_status (f->background, "3 of 12");
  reel_background_set_status (f->background, "3 of 12"); /* no news */
  reel_background_set_status (f->background, long_status);
  reel_test_wait (was_asked (f, expected));
}

/* Outside of a sandbox, and without a bus, nobody is asked. */
static void
test_free (Fixture      *f,
           gconstpointer data)
{
  ReelBackground *outside = reel_background_new (f->connection);
  ReelBackground *alone = g_object_new (REEL_TYPE_BACKGROUND, "sandboxed", TRUE, NULL);

  g_assert_true (request (outside, NULL));
  g_assert_true (request (alone, NULL));
  reel_background_set_status (outside, "3 of 12");
  reel_background_set_status (alone, "3 of 12");
  reel_background_set_status (f->background, "last");
  reel_test_wait (was_asked (f, "=last;"));
  reel_test_assert_finalized (&outside);
  reel_test_assert_finalized (&alone);
}

int
main (int   argc,
      char *argv[])
{
  GSubprocess *bus;
  int status;

  reel_test_init (&argc, &argv);
  bus = bus_double_start ();
  g_test_add ("/app/background/allowed", Fixture, GINT_TO_POINTER (ANSWER_YES), set_up, test_allowed, tear_down);
  g_test_add ("/app/background/denied", Fixture, GINT_TO_POINTER (ANSWER_NO), set_up, test_denied, tear_down);
  g_test_add ("/app/background/dismissed", Fixture, GINT_TO_POINTER (ANSWER_DISMISSED), set_up, test_denied, tear_down);
  g_test_add ("/app/background/odd", Fixture, GINT_TO_POINTER (ANSWER_ODD), set_up, test_allowed, tear_down);
  g_test_add ("/app/background/unknown", Fixture, GINT_TO_POINTER (ANSWER_UNKNOWN), set_up, test_unknown, tear_down);
  g_test_add ("/app/background/cancel", Fixture, GINT_TO_POINTER (ANSWER_NEVER), set_up, test_cancel, tear_down);
  g_test_add ("/app/background/status", Fixture, GINT_TO_POINTER (ANSWER_YES), set_up, test_status, tear_down);
  g_test_add ("/app/background/free", Fixture, GINT_TO_POINTER (ANSWER_YES), set_up, test_free, tear_down);
  status = g_test_run ();
  bus_double_stop (bus);
  return status;
}
