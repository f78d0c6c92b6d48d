/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

#include "app/reel-session.h"
#include "uploads/reel-hand-over.h"

/* What a profile says when its service is to be asked more, or less. */
static const char * const pacing[] = { "notify::queries-per-second", "notify::max-requests", "notify::bandwidth-limit" };

/* What it says of how large videos should be, and what it is called where that is told. */
static const char * const sizes[] = { "notify::advised-size", "notify::over-advised", "notify::name" };

/* How long to wait before a service that does not answer is asked again, seconds. */
#define RETRY_SECONDS 10

struct _ReelSession
{
  GObject parent_instance;

  ReelSessionState state;
  guint retry_source;
  guint parallel_uploads;
  gboolean closed;
  gboolean listed; /* the service has said which collections it has */

  /* owned */
  ReelProfile *profile;
  ReelSecrets *secrets;
  ReelLocalService *service;
  ReelCollectionList *collections;
  ReelUploadQueue *queue;
  ReelFolderWatches *watches;
  ReelHandOver *hand_over;   /* (nullable): of the service on this computer */
  ReelNetworkState *network; /* what is between us and the service */
  ReelClient *client;        /* (nullable) */
  char *message;             /* (nullable) */
  GCancellable *cancellable; /* of the present attempt to connect */
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_MESSAGE,
  PROP_CLIENT,
  PROP_PARALLEL_UPLOADS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelSession, reel_session, G_TYPE_OBJECT)

static void
set_state (ReelSession     *self,
           ReelSessionState state,
           const char      *message)
{
  if (g_strcmp0 (self->message, message) != 0)
    {
      g_free (self->message);
      self->message = g_strdup (message);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
    }
  if (self->state != state)
    {
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
}

static void
set_client (ReelSession *self,
            ReelClient  *client)
{
  if (!g_set_object (&self->client, client))
    return;
  reel_collection_list_set_client (self->collections, client);
  reel_upload_queue_set_client (self->queue, client);
  if (self->hand_over != NULL)
    reel_hand_over_set_client (self->hand_over, NULL); /* until it has answered */
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLIENT]);
}

static GCancellable *
renew_cancellable (ReelSession *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

static void refresh (ReelSession *self);

static gboolean
on_retry (gpointer data)
{
  ReelSession *self = data;

  self->retry_source = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

/* What feeds a collection that the service no longer has is not sent. */
static void
tell_watches (ReelSession *self)
{
  GListModel *list = G_LIST_MODEL (self->collections);
  guint n = g_list_model_get_n_items (list);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;

  if (!self->listed || self->closed)
    return;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelCollection) collection = g_list_model_get_item (list, i);

      g_strv_builder_add (builder, reel_collection_get_id (collection));
    }
  ids = g_strv_builder_end (builder);
  reel_folder_watches_set_known (self->watches, (const char * const *) ids);
}

static void
on_refreshed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (ReelSession) self = user_data;
  g_autoptr (GError) error = NULL;

  if (reel_collection_list_refresh_finish (REEL_COLLECTION_LIST (source), result, &error))
    {
      self->listed = TRUE;
      tell_watches (self);
      reel_network_state_prove (self->network);
      set_state (self, REEL_SESSION_READY, NULL);
      if (self->hand_over != NULL)
        reel_hand_over_set_client (self->hand_over, self->client);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_UNAUTHORISED))
    {
      set_state (self, REEL_SESSION_NEEDS_KEY, error->message);
      return;
    }
  if (self->retry_source == 0)
    self->retry_source = g_timeout_add_seconds (RETRY_SECONDS, on_retry, self);
  set_state (self, REEL_SESSION_OFFLINE, error->message);
}

/* Asks for the collections: the smallest call that shows whether address, key and network are good. */
static void
refresh (ReelSession *self)
{
  g_clear_handle_id (&self->retry_source, g_source_remove);
  if (self->client != NULL)
    reel_collection_list_refresh_async (self->collections, renew_cancellable (self), on_refreshed, g_object_ref (self));
}

/* How much the client may ask; a new one knows it from the first request on. */
static void
apply_limits (ReelSession *self,
              ReelClient  *client)
{
  const ReelProfileSettings *settings = reel_profile_get_settings (self->profile);

  g_object_set (client,
                "queries-per-second", settings->queries_per_second,
                "max-requests", settings->max_requests,
                "bandwidth-limit", settings->bandwidth_limit,
                "max-uploads", self->parallel_uploads,
                NULL);
}

static void
on_limits_changed (ReelSession *self)
{
  if (self->client != NULL)
    apply_limits (self, self->client);
}

static void
on_sizes_changed (ReelSession *self)
{
  const ReelProfileSettings *settings = reel_profile_get_settings (self->profile);

  g_object_set (self->queue,
                "advised-size", settings->advised_size,
                "over-advised", (guint) settings->over_advised,
                "service-name", settings->name,
                NULL);
}

/* Somebody chose for all that are to come; the list of services keeps it. */
static void
on_over_advised (ReelSession *self)
{
  g_autoptr (ReelProfileSettings) settings = NULL;
  guint over;

  g_object_get (self->queue, "over-advised", &over, NULL);
  if (over == (guint) reel_profile_get_settings (self->profile)->over_advised)
    return; /* it came from there */
  settings = reel_profile_settings_copy (reel_profile_get_settings (self->profile));
  settings->over_advised = (ReelVideoChoice) over;
  reel_profile_set_settings (self->profile, settings);
}

static void
connect_to (ReelSession *self,
            const char  *base_url,
            const char  *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelClient) client = reel_client_new (base_url, key, reel_profile_get_key_header (self->profile),
                                                   reel_profile_get_flags (self->profile), &error);

  if (client != NULL)
    apply_limits (self, client);
  reel_network_state_set_address (self->network, base_url);
  set_client (self, client);
  if (client == NULL)
    {
      set_state (self, REEL_SESSION_FAILED, error->message);
      return;
    }
  set_state (self, REEL_SESSION_CONNECTING, NULL);
  refresh (self);
}

static void
on_service_state (ReelSession *self)
{
  switch (reel_local_service_get_state (self->service))
    {
    case REEL_LOCAL_SERVICE_RUNNING:
      connect_to (self, reel_local_service_get_base_url (self->service), reel_local_service_get_key (self->service));
      break;
    case REEL_LOCAL_SERVICE_STARTING:
      renew_cancellable (self);
      set_client (self, NULL);
      set_state (self, REEL_SESSION_CONNECTING,
                 reel_local_service_get_died (self->service)
                   ? _ ("The service on this computer stopped and is being started again. Nothing is lost.")
                   : NULL);
      break;
    case REEL_LOCAL_SERVICE_FAILED:
      {
        const char *words = reel_local_service_get_message (self->service);
        g_autofree char *message = NULL;

        set_client (self, NULL);
        if (words != NULL)
          /* Translators: %s is what the service itself said */
          message = g_strdup_printf (_ ("The service on this computer can’t be started: %s"), words);
        else
          message = g_strdup (_ ("The service on this computer can’t be started. It gave no reason."));
        set_state (self, REEL_SESSION_FAILED, message);
        break;
      }
    case REEL_LOCAL_SERVICE_STOPPED:
    default:
      set_client (self, NULL);
      break;
    }
}

static void
on_key (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (ReelSession) self = user_data;
  g_autoptr (GError) error = NULL;
  char *key = reel_secrets_lookup_finish (REEL_SECRETS (source), result, &error);

  if (error != NULL) /* cancelled: nothing else is reported */
    return;
  if (key == NULL)
    {
      set_state (self, REEL_SESSION_NEEDS_KEY, _ ("There is no key for this service on this computer. Enter it to go on."));
      return;
    }
  connect_to (self, reel_profile_get_base_url (self->profile), key);
  secret_password_free (key);
}

static void
on_network_changed (ReelSession *self,
                    gboolean     available)
{
  /* A hint that it may work again, no more: the monitor is often wrong. */
  if (available && self->state == REEL_SESSION_OFFLINE && !self->closed)
    refresh (self);
}

/* The monitor is often wrong of that, too: whether the service answers is seen by asking it, now and then until it does. */
static void
on_wait (ReelSession *self)
{
  if (reel_network_state_get_wait (self->network) == REEL_NETWORK_WAIT_SIGN_IN && !self->closed &&
      (self->state == REEL_SESSION_READY || self->state == REEL_SESSION_OFFLINE))
    refresh (self);
}

/* By the name that says how it is sent, or else by the other. */
static const char *
get_environment_key (ReelSession *self)
{
  const gboolean bearer = reel_profile_get_key_header (self->profile) == REEL_KEY_HEADER_BEARER;
  const char *key = g_getenv (bearer ? "SEEKNETIC_BEARER_TOKEN" : "SEEKNETIC_API_KEY");

  if (key == NULL || *key == '\0')
    key = g_getenv (bearer ? "SEEKNETIC_API_KEY" : "SEEKNETIC_BEARER_TOKEN");
  return key;
}

/**
 * reel_session_connect:
 * @self: a #ReelSession
 *
 * Connects, or tries again at once.
 */
void
reel_session_connect (ReelSession *self)
{
  const char *key;

  g_return_if_fail (REEL_IS_SESSION (self));

  if (self->client != NULL && self->state != REEL_SESSION_NEEDS_KEY)
    {
      refresh (self);
      return;
    }
  switch (reel_profile_get_kind (self->profile))
    {
    case REEL_PROFILE_LOCAL:
      reel_local_service_start (self->service);
      on_service_state (self);
      break;
    case REEL_PROFILE_ENVIRONMENT:
      key = get_environment_key (self);
      connect_to (self, reel_profile_get_base_url (self->profile), key != NULL ? key : "");
      break;
    case REEL_PROFILE_REGION:
    case REEL_PROFILE_CUSTOM:
    default:
      set_state (self, REEL_SESSION_CONNECTING, NULL);
      reel_secrets_lookup_async (self->secrets, reel_profile_get_id (self->profile), renew_cancellable (self), on_key,
                                 g_object_ref (self));
      break;
    }
}

/* The client is one of another address now. Uploads that run with it begin anew with the next. */
static void
on_access_changed (ReelSession *self)
{
  if (self->closed)
    return;
  g_clear_handle_id (&self->retry_source, g_source_remove);
  renew_cancellable (self);
  set_client (self, NULL);
  reel_session_connect (self);
}

/**
 * reel_session_use_key:
 * @self: a #ReelSession
 * @key: a key that works, just checked
 *
 * Connects with a new key.
 */
void
reel_session_use_key (ReelSession *self,
                      const char  *key)
{
  g_return_if_fail (REEL_IS_SESSION (self));

  connect_to (self, reel_profile_get_base_url (self->profile), key);
}

/**
 * reel_session_close:
 * @self: a #ReelSession
 *
 * Ends all dealings: running uploads stop and go on when the profile is opened again.
 */
void
reel_session_close (ReelSession *self)
{
  g_return_if_fail (REEL_IS_SESSION (self));

  if (self->closed)
    return;
  self->closed = TRUE;
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->watches != NULL)
    reel_folder_watches_close (self->watches);
  if (self->service != NULL)
    g_signal_handlers_disconnect_by_func (self->service, on_service_state, self);
  set_client (self, NULL);
}

static void
reel_session_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  ReelSession *self = REEL_SESSION (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_PARALLEL_UPLOADS:
      g_value_set_uint (value, self->parallel_uploads);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_session_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  ReelSession *self = REEL_SESSION (object);

  switch (id)
    {
    case PROP_PARALLEL_UPLOADS:
      if (self->parallel_uploads != g_value_get_uint (value))
        {
          self->parallel_uploads = g_value_get_uint (value);
          on_limits_changed (self);
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_session_dispose (GObject *object)
{
  ReelSession *self = REEL_SESSION (object);

  reel_session_close (self);

  G_OBJECT_CLASS (reel_session_parent_class)->dispose (object);
}

static void
reel_session_finalize (GObject *object)
{
  ReelSession *self = REEL_SESSION (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->secrets);
  g_clear_object (&self->service);
  g_clear_object (&self->collections);
  g_clear_object (&self->watches);
  g_clear_object (&self->hand_over);
  g_clear_object (&self->queue);
  g_clear_object (&self->network);
  g_clear_object (&self->client);
  g_clear_object (&self->cancellable);
  g_free (self->message);

  G_OBJECT_CLASS (reel_session_parent_class)->finalize (object);
}

static void
reel_session_class_init (ReelSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = reel_session_get_property;
  object_class->set_property = reel_session_set_property;
  object_class->dispose = reel_session_dispose;
  object_class->finalize = reel_session_finalize;

  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, REEL_SESSION_CONNECTING, REEL_SESSION_FAILED,
                                             REEL_SESSION_CONNECTING, flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  properties[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, REEL_TYPE_CLIENT, flags);
  properties[PROP_PARALLEL_UPLOADS] = g_param_spec_uint ("parallel-uploads", NULL, NULL, 1, 8, 2,
                                                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
reel_session_init (ReelSession *self)
{
  GNetworkMonitor *monitor = g_network_monitor_get_default ();

  self->parallel_uploads = 2;
  g_signal_connect_object (monitor, "network-changed", G_CALLBACK (on_network_changed), self, G_CONNECT_SWAPPED);
  self->network = reel_network_state_new (monitor);
  g_signal_connect_object (self->network, "notify::wait", G_CALLBACK (on_wait), self, G_CONNECT_SWAPPED);
}

/**
 * reel_session_new:
 * @profile: the service
 * @catalogue: the catalogue
 * @secrets: the keys
 * @service: keeper of the service on this computer
 *
 * Returns: (transfer full): the session, not yet connected
 */
ReelSession *
reel_session_new (ReelProfile      *profile,
                  ReelCatalogue    *catalogue,
                  ReelSecrets      *secrets,
                  ReelLocalService *service)
{
  ReelSession *self = g_object_new (REEL_TYPE_SESSION, NULL);
  g_autofree char *proxies = g_build_filename (g_get_user_data_dir (), "reelseek", "proxies", NULL);

  self->profile = g_object_ref (profile);
  self->secrets = g_object_ref (secrets);
  self->collections = reel_collection_list_new (catalogue, reel_profile_get_id (profile));
  self->queue = g_object_new (REEL_TYPE_UPLOAD_QUEUE,
                              "catalogue", catalogue,
                              "profile", reel_profile_get_id (profile),
                              "proxies", proxies,
                              NULL);
  self->watches = reel_folder_watches_new (catalogue, self->queue, reel_profile_get_id (profile), &reel_folder_default_pace);
  g_signal_connect_object (self->collections, "items-changed", G_CALLBACK (tell_watches), self, G_CONNECT_SWAPPED);
  if (reel_profile_get_kind (profile) != REEL_PROFILE_LOCAL)
    reel_network_state_set_address (self->network, reel_profile_get_base_url (profile));
  reel_upload_queue_set_network (self->queue, self->network);
  on_sizes_changed (self);
  g_signal_connect_object (self->queue, "notify::over-advised", G_CALLBACK (on_over_advised), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (profile, "access-changed", G_CALLBACK (on_access_changed), self, G_CONNECT_SWAPPED);
  for (gsize i = 0; i < G_N_ELEMENTS (pacing); i++)
    g_signal_connect_object (profile, pacing[i], G_CALLBACK (on_limits_changed), self, G_CONNECT_SWAPPED);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    g_signal_connect_object (profile, sizes[i], G_CALLBACK (on_sizes_changed), self, G_CONNECT_SWAPPED);
  if (reel_profile_get_kind (profile) == REEL_PROFILE_LOCAL)
    {
      self->service = g_object_ref (service);
      self->hand_over = reel_hand_over_new (catalogue, self->queue, reel_profile_get_id (profile));
      g_signal_connect_object (service, "notify::state", G_CALLBACK (on_service_state), self, G_CONNECT_SWAPPED);
    }
  return self;
}

/**
 * reel_session_get_profile:
 * @self: a #ReelSession
 *
 * Returns: (transfer none): the service
 */
ReelProfile *
reel_session_get_profile (ReelSession *self)
{
  g_return_val_if_fail (REEL_IS_SESSION (self), NULL);

  return self->profile;
}

/**
 * reel_session_get_state:
 * @self: a #ReelSession
 *
 * Returns: how the connection is
 */
ReelSessionState
reel_session_get_state (ReelSession *self)
{
  g_return_val_if_fail (REEL_IS_SESSION (self), REEL_SESSION_FAILED);

  return self->state;
}

/**
 * reel_session_get_message:
 * @self: a #ReelSession
 *
 * Returns: (transfer none) (nullable): what people should know about the state
 */
const char *
reel_session_get_message (ReelSession *self)
{
  g_return_val_if_fail (REEL_IS_SESSION (self), NULL);

  return self->message;
}

/**
 * reel_session_get_client:
 * @self: a #ReelSession
 *
 * Returns: (transfer none) (nullable): the client
 */
ReelClient *
reel_session_get_client (ReelSession *self)
{
  g_return_val_if_fail (REEL_IS_SESSION (self), NULL);

  return self->client;
}

/**
 * reel_session_get_collections:
 * @self: a #ReelSession
 *
 * Returns: (transfer none): its collections
 */
ReelCollectionList *
reel_session_get_collections (ReelSession *self)
{
  g_return_val_if_fail (REEL_IS_SESSION (self), NULL);

  return self->collections;
}

/**
 * reel_session_get_queue:
 * @self: a #ReelSession
 *
 * Returns: (transfer none): its uploads
 */
ReelUploadQueue *
reel_session_get_queue (ReelSession *self)
{
  g_return_val_if_fail (REEL_IS_SESSION (self), NULL);

  return self->queue;
}

/**
 * reel_session_get_watches:
 * @self: a #ReelSession
 *
 * Returns: (transfer none): the folders that feed its collections
 */
ReelFolderWatches *
reel_session_get_watches (ReelSession *self)
{
  g_return_val_if_fail (REEL_IS_SESSION (self), NULL);

  return self->watches;
}

/**
 * reel_session_get_network:
 * @self: a #ReelSession
 *
 * Returns: (transfer none): what its uploads wait for of the network
 */
ReelNetworkState *
reel_session_get_network (ReelSession *self)
{
  g_return_val_if_fail (REEL_IS_SESSION (self), NULL);

  return self->network;
}
