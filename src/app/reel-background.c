/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/reel-background.h"

/* https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Background.html */
#define PORTAL    "org.freedesktop.portal.Desktop"
#define PATH      "/org/freedesktop/portal/desktop"
#define INTERFACE "org.freedesktop.portal.Background"
#define REQUEST   "org.freedesktop.portal.Request"

/* Characters of a status that the portal takes. */
#define MOST_STATUS 96

struct _ReelBackground
{
  GObject parent_instance;

  /* owned */
  GDBusConnection *connection; /* (nullable) */
  char *status;                /* (nullable): the last one that was set */

  /* plain */
  gboolean sandboxed;
  gboolean denied;
};

enum
{
  PROP_CONNECTION = 1,
  PROP_SANDBOXED,
  PROP_DENIED,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelBackground, reel_background, G_TYPE_OBJECT)

static void
set_denied (ReelBackground *self,
            gboolean        denied)
{
  if (self->denied == denied)
    return;
  self->denied = denied;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DENIED]);
}

/* A question to the portal. Its task holds the object. */
typedef struct
{
  char *handle;       /* (owned): the object of the request */
  guint subscription; /* to its answer */
  gulong cancelled;
} Request;

static void
request_free (Request *request)
{
  g_free (request->handle);
  g_free (request);
}

/* Returns: whether it was still under way */
static gboolean
end_request (GTask *task)
{
  ReelBackground *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  guint subscription = request->subscription;

  if (subscription == 0)
    return FALSE;
  request->subscription = 0;
  if (request->cancelled != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), request->cancelled);
  request->cancelled = 0;
  g_dbus_connection_signal_unsubscribe (self->connection, subscription); /* which drops a reference on the task */
  return TRUE;
}

static void
on_response (GDBusConnection *connection,
             const char      *sender,
             const char      *path,
             const char      *interface,
             const char      *signal,
             GVariant        *parameters,
             gpointer         user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  g_autoptr (GVariant) results = NULL;
  gboolean allowed = FALSE;
  guint32 response = 0;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")) || !end_request (task))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  if (response == 0)
    g_variant_lookup (results, "background", "b", &allowed);
  set_denied (g_task_get_source_object (task), !allowed);
  g_task_return_boolean (task, allowed);
}

static void
on_cancelled (GCancellable *cancellable,
              GTask        *task)
{
  g_autoptr (GTask) held G_GNUC_UNUSED = g_object_ref (task);
  ReelBackground *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);

  if (!end_request (task))
    return;
  g_dbus_connection_call (self->connection, PORTAL, request->handle, REQUEST, "Close", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          NULL, NULL, NULL);
  g_task_return_error_if_cancelled (task);
}

static void
on_requested (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  GError *error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL) /* the answer itself comes as a signal, and may have come */
    return;
  if (end_request (task))
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

/* What the portal makes of a token: known before it is called, so that no answer is missed. */
static char *
make_handle (GDBusConnection *connection,
             const char      *token)
{
  g_autofree char *name = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (connection) + 1), ".", '_');

  return g_strconcat ("/org/freedesktop/portal/desktop/request/", name, "/", token, NULL);
}

/**
 * reel_background_request_async:
 * @self: a #ReelBackground
 * @reason: what people are told it is for
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks whether the program may go on without a window. The desktop may ask in turn, or remember.
 */
void
reel_background_request_async (ReelBackground     *self,
                               const char         *reason,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  static guint n = 0;
  g_autoptr (GTask) task = NULL;
  g_autofree char *token = g_strdup_printf ("reelseek%u_%u", n++, g_random_int ());
  Request *request;
  GVariantBuilder options;

  g_return_if_fail (REEL_IS_BACKGROUND (self));
  g_return_if_fail (reason != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_background_request_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!self->sandboxed || self->connection == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  request = g_new0 (Request, 1);
  request->handle = make_handle (self->connection, token);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  request->subscription =
    g_dbus_connection_signal_subscribe (self->connection, PORTAL, REQUEST, "Response", request->handle, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, on_response, g_object_ref (task), g_object_unref);
  if (cancellable != NULL)
    request->cancelled = g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), task);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (reason));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (FALSE));
  g_dbus_connection_call (self->connection, PORTAL, PATH, INTERFACE, "RequestBackground",
                          g_variant_new ("(sa{sv})", "", &options), G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                          on_requested, g_steal_pointer (&task));
}

/**
 * reel_background_request_finish:
 * @self: a #ReelBackground
 * @result: what the callback got
 * @error: return location: %G_IO_ERROR_CANCELLED, or that there is no such portal
 *
 * Returns: whether it may
 */
gboolean
reel_background_request_finish (ReelBackground *self,
                                GAsyncResult   *result,
                                GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_background_request_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * reel_background_get_denied:
 * @self: a #ReelBackground
 *
 * Returns: whether the last answer was no
 */
gboolean
reel_background_get_denied (ReelBackground *self)
{
  g_return_val_if_fail (REEL_IS_BACKGROUND (self), FALSE);

  return self->denied;
}

/**
 * reel_background_set_status:
 * @self: a #ReelBackground
 * @status: what the program does, for the desktop's list of those without a window; longer than 96 characters it is cut
 *
 * A portal that is too old for it does not mind.
 */
void
reel_background_set_status (ReelBackground *self,
                            const char     *status)
{
  g_autofree char *cut = NULL;
  GVariantBuilder options;

  g_return_if_fail (REEL_IS_BACKGROUND (self));
  g_return_if_fail (status != NULL);

  cut = g_utf8_strlen (status, -1) > MOST_STATUS ? g_utf8_substring (status, 0, MOST_STATUS) : g_strdup (status);
  if (!self->sandboxed || self->connection == NULL || g_strcmp0 (self->status, cut) == 0)
    return;
  g_free (self->status);
  self->status = g_steal_pointer (&cut);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "message", g_variant_new_string (self->status));
  g_dbus_connection_call (self->connection, PORTAL, PATH, INTERFACE, "SetStatus", g_variant_new ("(a{sv})", &options), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void
reel_background_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_DENIED:
      g_value_set_boolean (value, REEL_BACKGROUND (object)->denied);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_background_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  ReelBackground *self = REEL_BACKGROUND (object);

  switch (id)
    {
    case PROP_CONNECTION:
      self->connection = g_value_dup_object (value);
      break;
    case PROP_SANDBOXED:
      self->sandboxed = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_background_finalize (GObject *object)
{
  ReelBackground *self = REEL_BACKGROUND (object);

  g_clear_object (&self->connection);
  g_free (self->status);

  G_OBJECT_CLASS (reel_background_parent_class)->finalize (object);
}

static void
reel_background_class_init (ReelBackgroundClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags once = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = reel_background_get_property;
  object_class->set_property = reel_background_set_property;
  object_class->finalize = reel_background_finalize;

  props[PROP_CONNECTION] = g_param_spec_object ("connection", NULL, NULL, G_TYPE_DBUS_CONNECTION, once);
  props[PROP_SANDBOXED] = g_param_spec_boolean ("sandboxed", NULL, NULL, FALSE, once);
  props[PROP_DENIED] = g_param_spec_boolean ("denied", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
reel_background_init (ReelBackground *self)
{
}

/**
 * reel_background_new:
 * @connection: (nullable): the session's bus; without one nobody is asked
 *
 * Returns: (transfer full): what asks the portal where the program runs in a sandbox
 */
ReelBackground *
reel_background_new (GDBusConnection *connection)
{
  g_return_val_if_fail (connection == NULL || G_IS_DBUS_CONNECTION (connection), NULL);

  return g_object_new (REEL_TYPE_BACKGROUND,
                       "connection", connection,
                       "sandboxed", g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS),
                       NULL);
}
