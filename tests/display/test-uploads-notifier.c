/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "app/reel-uploads-notifier.h"
#include "reel-test.h"

/*
 * What people are told of the uploads, as a notification daemon gets it: the test plays one on the bus of its session. The
 * queue has no client, so that nothing happens but what the test does.
 */
typedef struct
{
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
  GPtrArray *videos; /* (element-type ReelVideo) */
  GApplication *application; /* (borrowed) */
  ReelUploadsNotifier *notifier;
  GDBusConnection *bus; /* of the daemon */
  guint object;
  guint name;
  gboolean named;
  guint n_told, n_closed, n_retried;
  char *title;   /* (owned) (nullable): of the last one */
  char *body;    /* (owned) (nullable) */
  char *actions; /* (owned) (nullable): the labels, joined */
  char *retry;   /* (owned) (nullable): the key of 'Retry Failed' */
} Fixture;

static const char xml[] = "<node><interface name='org.freedesktop.Notifications'>"
                          "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
                          "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
                          "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
                          "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>"
                          "<arg type='u' direction='out'/></method>"
                          "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
                          "</interface></node>";

static void
on_call (GDBusConnection       *connection,
         const char            *sender,
         const char            *path,
         const char            *interface,
         const char            *method,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               data)
{
  Fixture *f = data;
  g_auto (GStrv) actions = NULL;
  g_autoptr (GString) labels = g_string_new (NULL);

  if (g_str_equal (method, "CloseNotification"))
    {
      f->n_closed++;
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  g_assert_cmpstr (method, ==, "Notify");
  g_clear_pointer (&f->title, g_free);
  g_clear_pointer (&f->body, g_free);
  g_clear_pointer (&f->actions, g_free);
  g_clear_pointer (&f->retry, g_free);
  g_variant_get (parameters, "(susss^as@a{sv}i)", NULL, NULL, NULL, &f->title, &f->body, &actions, NULL, NULL);
  for (guint i = 0; actions[i] != NULL && actions[i + 1] != NULL; i += 2)
    {
      g_string_append_printf (labels, "[%s]", actions[i + 1]);
      if (g_str_equal (actions[i + 1], "Retry Failed"))
        f->retry = g_strdup (actions[i]);
    }
  f->actions = g_strdup (labels->str);
  f->n_told++;
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", 7));
}

static void
on_retry (Fixture *f)
{
  f->n_retried++;
}

static void
on_name (GDBusConnection *connection,
         const char      *name,
         gpointer         data)
{
  ((Fixture *) data)->named = TRUE;
}

static void
play_daemon (Fixture *f)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;

  address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  f->bus = g_dbus_connection_new_for_address_sync (
    address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL,
    &error);
  g_assert_no_error (error);
  f->object = g_dbus_connection_register_object (f->bus, "/org/freedesktop/Notifications", info->interfaces[0], &table, f,
                                                 NULL, &error);
  g_assert_no_error (error);
  f->name = g_bus_own_name_on_connection (f->bus, "org.freedesktop.Notifications", G_BUS_NAME_OWNER_FLAGS_NONE, on_name,
                                          NULL, f, NULL);
  reel_test_wait (f->named);
}

static void
open_queue (Fixture *f)
{
  const char * const uris[] = { "file:///none/a.mp4", "file:///none/b.mp4", "file:///none/c.mp4", NULL };
  g_autofree char *folder = reel_test_tmp ("notifier");
  g_autofree char *path = g_build_filename (folder, "catalogue.db", NULL);
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  reel_catalogue_add_videos_async (f->catalogue, "here", "c1", uris, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->videos = reel_catalogue_add_videos_finish (f->catalogue, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  for (guint i = 0; i < f->videos->len; i++)
    reel_video_set_state (f->videos->pdata[i], REEL_VIDEO_STATE_PAUSED);
  f->queue = reel_upload_queue_new (f->catalogue, "here");
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  static GApplication *application = NULL;
  g_autoptr (GSimpleAction) retry = g_simple_action_new ("retry-failed", NULL);
  g_autoptr (GError) error = NULL;

  open_queue (f);
  play_daemon (f);
  /* One for all tests, as GLib 2.74 recurses without end when one is let go of that still has something to tell. */
  if (application == NULL)
    application = g_application_new ("io.github.reelseek.TestNotifier", G_APPLICATION_DEFAULT_FLAGS);
  f->application = application;
  g_signal_connect_swapped (retry, "activate", G_CALLBACK (on_retry), f);
  g_action_map_add_action (G_ACTION_MAP (f->application), G_ACTION (retry));
  if (!g_application_get_is_registered (f->application))
    g_application_register (f->application, NULL, &error);
  g_assert_no_error (error);
  f->notifier = reel_uploads_notifier_new (f->application);
  reel_uploads_notifier_set_queue (f->notifier, f->queue);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  reel_test_assert_finalized (&f->notifier);
  g_clear_pointer (&f->videos, g_ptr_array_unref);
  reel_test_assert_finalized (&f->queue);
  reel_test_assert_finalized (&f->catalogue);
  g_dbus_connection_unregister_object (f->bus, f->object);
  g_bus_unown_name (f->name);
  g_dbus_connection_close_sync (f->bus, NULL, NULL);
  g_clear_object (&f->bus);
  g_free (f->title);
  g_free (f->body);
  g_free (f->actions);
  g_free (f->retry);
}

/* What the three videos are now; the queue counts them when somebody resumes one, which means nothing to these. */
static void
become (Fixture       *f,
        ReelVideoState first,
        ReelVideoState second,
        ReelVideoState third)
{
  reel_video_set_state (f->videos->pdata[0], first);
  reel_video_set_state (f->videos->pdata[1], second);
  reel_video_set_state (f->videos->pdata[2], third);
  reel_upload_queue_resume (f->queue, f->videos->pdata[0]);
}

/* The daemon has all that was sent to it by now: it got a later message of the same connection. */
static void
settle (Fixture *f)
{
  GDBusConnection *connection = g_application_get_dbus_connection (f->application);
  g_autoptr (GVariant) answer = NULL;
  GAsyncResult *result = NULL;

  g_dbus_connection_call (connection, "org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                          "org.freedesktop.DBus.Peer", "Ping", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                          reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  answer = g_dbus_connection_call_finish (connection, result, NULL);
  g_assert_nonnull (answer);
  g_object_unref (result);
}

static void
test_told (Fixture       *f,
           gconstpointer  data)
{
  become (f, REEL_VIDEO_STATE_PREPARING, REEL_VIDEO_STATE_PREPARING, REEL_VIDEO_STATE_QUEUED);
  become (f, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_PREPARING, REEL_VIDEO_STATE_WAITING);
  become (f, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_FAILED, REEL_VIDEO_STATE_PROCESSING);
  settle (f);
  g_assert_cmpuint (f->n_told, ==, 0); /* something is still to come */
  become (f, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_FAILED, REEL_VIDEO_STATE_READY);
  reel_test_wait (f->n_told > 0);
  settle (f);
  g_assert_cmpuint (f->n_told, ==, 1);
  g_assert_cmpstr (f->title, ==, "1 video could not be added");
  g_assert_cmpstr (f->body, ==, "2 videos are ready");
  g_assert_nonnull (strstr (f->actions, "[Show][Retry Failed]"));

  /* Its button does what it says. */
  g_dbus_connection_emit_signal (f->bus, NULL, "/org/freedesktop/Notifications", "org.freedesktop.Notifications",
                                 "ActionInvoked", g_variant_new ("(us)", 7, f->retry), NULL);
  reel_test_wait (f->n_retried == 1);

  /* There is more to do: what was said of before is taken back, and then only the new is told. */
  become (f, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_WAITING, REEL_VIDEO_STATE_READY);
  become (f, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_READY);
  reel_test_wait (f->n_told == 2);
  g_assert_cmpstr (f->title, ==, "1 video is ready");
  g_assert_cmpstr (f->body, ==, "All uploads are done.");
  g_assert_null (strstr (f->actions, "Retry Failed"));
}

/* Who looks needs no notification, and has no use for an old one. */
static void
test_seen (Fixture       *f,
           gconstpointer  data)
{
  reel_uploads_notifier_set_seen (f->notifier, TRUE);
  become (f, REEL_VIDEO_STATE_WAITING, REEL_VIDEO_STATE_WAITING, REEL_VIDEO_STATE_WAITING);
  become (f, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_READY);
  settle (f);
  g_assert_cmpuint (f->n_told, ==, 0);

  reel_uploads_notifier_set_seen (f->notifier, FALSE);
  become (f, REEL_VIDEO_STATE_WAITING, REEL_VIDEO_STATE_WAITING, REEL_VIDEO_STATE_READY);
  become (f, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_READY);
  reel_test_wait (f->n_told == 1);
  g_assert_cmpstr (f->title, ==, "2 videos are ready");
  settle (f); /* the answer to it has its number */
  reel_uploads_notifier_set_seen (f->notifier, TRUE);
  reel_test_wait (f->n_closed == 1);

  /* Stopped by hand: nothing came of it. */
  reel_uploads_notifier_set_seen (f->notifier, FALSE);
  become (f, REEL_VIDEO_STATE_WAITING, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_READY);
  become (f, REEL_VIDEO_STATE_CANCELLED, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_READY);
  settle (f);
  g_assert_cmpuint (f->n_told, ==, 1);
}

/* Where nothing goes on before somebody has chosen, that is what they are told. */
static void
test_choosing (Fixture       *f,
               gconstpointer  data)
{
  become (f, REEL_VIDEO_STATE_WAITING, REEL_VIDEO_STATE_WAITING, REEL_VIDEO_STATE_PREPARING);
  reel_video_set_offers (f->videos->pdata[2], REEL_VIDEO_OFFERS_PROXY | REEL_VIDEO_OFFERS_AS_IT_IS, TRUE);
  become (f, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_WAITING, REEL_VIDEO_STATE_PREPARING);
  settle (f);
  g_assert_cmpuint (f->n_told, ==, 0); /* another one is still on its way */
  become (f, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_READY, REEL_VIDEO_STATE_PREPARING);
  reel_test_wait (f->n_told == 1);
  g_assert_cmpstr (f->title, ==, "The uploads wait for you");
  g_assert_cmpstr (f->body, ==, "1 video is larger than advised: choose how to send it");
  g_assert_null (strstr (f->actions, "Retry Failed"));
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add ("/app/uploads-notifier/told", Fixture, NULL, set_up, test_told, tear_down);
  g_test_add ("/app/uploads-notifier/seen", Fixture, NULL, set_up, test_seen, tear_down);
  g_test_add ("/app/uploads-notifier/choosing", Fixture, NULL, set_up, test_choosing, tear_down);
  return g_test_run ();
}
