/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-api-error-private.h"
#include "api/reel-api-url.h"
#include "api/reel-client-private.h"

/*
 * The client: what it knows of its service, and the thread, session and pacer that its requests share. The calls are in
 * reel-client-calls.c, the life of a request in reel-request.c.
 */

enum
{
  PROP_0,
  PROP_BASE_URL,
  PROP_MAX_REQUESTS,
  PROP_MAX_UPLOADS,
  PROP_QUERIES_PER_SECOND,
  PROP_BANDWIDTH_LIMIT,
  PROP_RATE,
  PROP_QUEUED,
  PROP_UNDER_WAY,
  PROP_IDLE_TIMEOUT,
  PROP_UPLOAD_IDLE_TIMEOUT,
  PROP_TIME_SCALE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelClient, reel_client, G_TYPE_OBJECT)

static gboolean
make_session (gpointer data)
{
  ReelClient *self = data;

  /* No time-outs of the session's: requests have their own. No limit on connections: the pacer has. */
  self->session = soup_session_new_with_options ("user-agent", "Reelseek/" PACKAGE_VERSION, "timeout", 0, "idle-timeout", 60,
                                                 "max-conns", 256, "max-conns-per-host", 256, NULL);
  /* It would ask for a password, and answer from a cache. */
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  if (reel_api_url_is_loopback (self->base))
    soup_session_set_proxy_resolver (self->session, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
free_session (gpointer data)
{
  SoupSession **session = data;

  if (*session != NULL)
    soup_session_abort (*session);
  g_clear_object (session);
  return G_SOURCE_REMOVE;
}

#define NOTIFY_INTERVAL 100 /* ms */

typedef struct
{
  GWeakRef client;
} Notice;

static void
notice_free (gpointer data)
{
  Notice *notice = data;

  g_weak_ref_clear (&notice->client);
  g_free (notice);
}

static gboolean
notify_cb (gpointer data)
{
  Notice *notice = data;
  g_autoptr (ReelClient) self = g_weak_ref_get (&notice->client);

  if (self == NULL)
    return G_SOURCE_REMOVE;
  g_mutex_lock (&self->lock);
  self->notifying = FALSE;
  g_mutex_unlock (&self->lock);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RATE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUEUED]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNDER_WAY]);
  return G_SOURCE_REMOVE;
}

/* On the network thread, while a request holds us: the owner's context is told, ten times a second at most. */
static void
load_changed_cb (gpointer data)
{
  ReelClient *self = data;
  g_autoptr (GSource) source = NULL;
  gboolean notifying;
  Notice *notice;

  g_mutex_lock (&self->lock);
  notifying = self->notifying;
  self->notifying = TRUE;
  g_mutex_unlock (&self->lock);
  if (notifying)
    return;
  notice = g_new0 (Notice, 1);
  g_weak_ref_init (&notice->client, self);
  source = g_timeout_source_new (NOTIFY_INTERVAL);
  g_source_set_callback (source, notify_cb, notice, notice_free);
  g_source_set_static_name (source, "[reelseek] client load");
  g_source_attach (source, self->context);
}

static void
reel_client_finalize (GObject *object)
{
  ReelClient *self = REEL_CLIENT (object);

  /* Each request holds us, so nothing is under way. */
  if (reel_network_thread_is_current (self->thread))
    {
      /* In a callback of the session: it goes when the stack has unwound, and by then we are gone. */
      SoupSession **session = g_new0 (SoupSession *, 1);

      *session = g_steal_pointer (&self->session);
      reel_network_thread_post (self->thread, free_session, session, g_free);
    }
  else
    reel_network_thread_post (self->thread, free_session, &self->session, NULL); /* it may not even be made yet */
  reel_network_thread_stop (g_steal_pointer (&self->thread));
  g_clear_pointer (&self->watches, reel_watch_list_unref);
  g_clear_object (&self->pacer);
  g_clear_pointer (&self->bandwidth, reel_bandwidth_unref);
  g_clear_pointer (&self->base, g_uri_unref);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self->base_url);
  g_free (self->label);
  if (self->key != NULL)
    explicit_bzero (self->key, strlen (self->key));
  g_free (self->key);
  G_OBJECT_CLASS (reel_client_parent_class)->finalize (object);
}

static void
reel_client_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ReelClient *self = REEL_CLIENT (object);
  guint max_requests, max_uploads, queued, under_way;
  double rate, present_rate;

  reel_pacer_get_limits (self->pacer, &max_requests, &max_uploads, &rate);
  reel_pacer_get_load (self->pacer, &present_rate, &queued, &under_way);
  switch (prop_id)
    {
    case PROP_BASE_URL:
      g_value_set_string (value, self->base_url);
      break;
    case PROP_MAX_REQUESTS:
      g_value_set_uint (value, max_requests);
      break;
    case PROP_MAX_UPLOADS:
      g_value_set_uint (value, max_uploads);
      break;
    case PROP_QUERIES_PER_SECOND:
      g_value_set_double (value, rate);
      break;
    case PROP_BANDWIDTH_LIMIT:
      g_value_set_uint64 (value, reel_bandwidth_get_limit (self->bandwidth));
      break;
    case PROP_RATE:
      g_value_set_double (value, present_rate);
      break;
    case PROP_QUEUED:
      g_value_set_uint (value, queued);
      break;
    case PROP_UNDER_WAY:
      g_value_set_uint (value, under_way);
      break;
    case PROP_IDLE_TIMEOUT:
      g_value_set_uint (value, self->idle_timeout);
      break;
    case PROP_UPLOAD_IDLE_TIMEOUT:
      g_value_set_uint (value, self->upload_idle_timeout);
      break;
    case PROP_TIME_SCALE:
      g_value_set_double (value, self->time_scale);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_client_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  ReelClient *self = REEL_CLIENT (object);
  guint max_requests, max_uploads;
  double rate;

  reel_pacer_get_limits (self->pacer, &max_requests, &max_uploads, &rate);
  switch (prop_id)
    {
    case PROP_MAX_REQUESTS:
      reel_client_set_limits (self, g_value_get_uint (value), max_uploads, rate);
      break;
    case PROP_MAX_UPLOADS:
      reel_client_set_limits (self, max_requests, g_value_get_uint (value), rate);
      break;
    case PROP_QUERIES_PER_SECOND:
      reel_client_set_limits (self, max_requests, max_uploads, g_value_get_double (value));
      break;
    case PROP_BANDWIDTH_LIMIT:
      if (reel_bandwidth_get_limit (self->bandwidth) != g_value_get_uint64 (value))
        {
          reel_bandwidth_set_limit (self->bandwidth, g_value_get_uint64 (value));
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    case PROP_IDLE_TIMEOUT:
      self->idle_timeout = g_value_get_uint (value);
      break;
    case PROP_UPLOAD_IDLE_TIMEOUT:
      self->upload_idle_timeout = g_value_get_uint (value);
      break;
    case PROP_TIME_SCALE:
      self->time_scale = g_value_get_double (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_client_class_init (ReelClientClass *klass)
{
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  const GParamFlags ro = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->finalize = reel_client_finalize;
  G_OBJECT_CLASS (klass)->get_property = reel_client_get_property;
  G_OBJECT_CLASS (klass)->set_property = reel_client_set_property;

  /**
   * ReelClient:base-url:
   *
   * The service's address, without a slash at its end.
   */
  props[PROP_BASE_URL] = g_param_spec_string ("base-url", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * ReelClient:max-requests:
   *
   * How many requests other than uploads may be under way.
   */
  props[PROP_MAX_REQUESTS] = g_param_spec_uint ("max-requests", NULL, NULL, 1, 64, 6, rw | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * ReelClient:max-uploads:
   *
   * How many uploads may be under way.
   */
  props[PROP_MAX_UPLOADS] = g_param_spec_uint ("max-uploads", NULL, NULL, 1, 64, 2, rw | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * ReelClient:queries-per-second:
   *
   * How many requests may begin in a second, evenly spaced; 0 for no limit but the service's own.
   */
  props[PROP_QUERIES_PER_SECOND] =
    g_param_spec_double ("queries-per-second", NULL, NULL, 0, 10000, 0, rw | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * ReelClient:bandwidth-limit:
   *
   * Bytes a second that all uploads together may send, shared evenly; 0 for no limit. It acts on running uploads too.
   */
  props[PROP_BANDWIDTH_LIMIT] = g_param_spec_uint64 ("bandwidth-limit", NULL, NULL, 0, G_MAXUINT64, 0,
                                                     rw | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * ReelClient:rate:
   *
   * How many requests may begin in a second at present: what was set, or less where the service answered 429; 0 for no
   * limit.
   */
  props[PROP_RATE] = g_param_spec_double ("rate", NULL, NULL, 0, 10000, 0, ro);

  /**
   * ReelClient:queued:
   *
   * How many requests wait for their turn.
   */
  props[PROP_QUEUED] = g_param_spec_uint ("queued", NULL, NULL, 0, G_MAXUINT, 0, ro);

  /**
   * ReelClient:under-way:
   *
   * How many requests and uploads are under way.
   */
  props[PROP_UNDER_WAY] = g_param_spec_uint ("under-way", NULL, NULL, 0, G_MAXUINT, 0, ro);

  /**
   * ReelClient:idle-timeout:
   *
   * Milliseconds without a sign of life after which a request has failed. Set it before the first request.
   */
  props[PROP_IDLE_TIMEOUT] = g_param_spec_uint ("idle-timeout", NULL, NULL, 1, G_MAXINT, 30 * 1000, rw);

  /**
   * ReelClient:upload-idle-timeout:
   *
   * The same for uploads, and for calls that make the service think for long. Set it before the first request.
   */
  props[PROP_UPLOAD_IDLE_TIMEOUT] = g_param_spec_uint ("upload-idle-timeout", NULL, NULL, 1, G_MAXINT, 120 * 1000, rw);

  /**
   * ReelClient:time-scale:
   *
   * By how much waits between tries are shortened: for tests, which must not sleep. Set it before the first request.
   */
  props[PROP_TIME_SCALE] = g_param_spec_double ("time-scale", NULL, NULL, 0, 1, 1, rw);

  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
}

static void
reel_client_init (ReelClient *self)
{
  self->idle_timeout = 30 * 1000;
  self->upload_idle_timeout = 120 * 1000;
  self->time_scale = 1;
  g_mutex_init (&self->lock);
  self->context = g_main_context_ref_thread_default ();
  self->thread = reel_network_thread_new ();
  self->pacer = reel_pacer_new (reel_network_thread_get_context (self->thread));
  reel_pacer_set_changed (self->pacer, load_changed_cb, self);
  self->bandwidth = reel_bandwidth_new ();
  self->watches = reel_watch_list_new (self->thread);
}

/* The key without the white space that copying adds; NULL and no error where there is none. */
static gboolean
check_key (const char *text,
           char      **key,
           GError    **error)
{
  *key = g_strstrip (g_strdup (text != NULL ? text : ""));
  for (const char *p = *key; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p)) /* a line break would be a header of its own */
      {
        g_clear_pointer (key, g_free);
        g_propagate_error (error, reel_api_error_for_bad_key ());
        return FALSE;
      }
  if (**key == '\0')
    g_clear_pointer (key, g_free);
  return TRUE;
}

/**
 * reel_client_new:
 * @base_url: where the service is: https, or plain http on this computer; with or without a path and a trailing slash
 * @api_key: (nullable): the key; %NULL or empty to send none
 * @key_header: how the key is sent
 * @flags: whether plain http to another machine is allowed
 * @error: return location for %REEL_API_ERROR_BAD_REQUEST
 *
 * Makes a client. Nothing is sent yet.
 *
 * Returns: (transfer full) (nullable): the client
 */
ReelClient *
reel_client_new (const char     *base_url,
                 const char     *api_key,
                 ReelKeyHeader   key_header,
                 ReelClientFlags flags,
                 GError        **error)
{
  g_autoptr (GUri) base = NULL;
  ReelClient *self;
  char *key;

  g_return_val_if_fail (base_url != NULL, NULL);

  base = reel_api_url_parse_base (base_url, (flags & REEL_CLIENT_ALLOW_PLAIN_HTTP) != 0, error);
  if (base == NULL || !check_key (api_key, &key, error))
    return NULL;
  self = g_object_new (REEL_TYPE_CLIENT, NULL);
  self->base_url = g_uri_to_string (base);
  if (g_str_has_suffix (self->base_url, "/"))
    self->base_url[strlen (self->base_url) - 1] = '\0';
  self->label = reel_api_url_get_label (base);
  self->base = g_steal_pointer (&base);
  self->key = key;
  self->key_header = key_header;
  reel_network_thread_post (self->thread, make_session, self, NULL);
  return self;
}

/**
 * reel_client_get_base_url:
 * @self: a client
 *
 * Returns: (transfer none): the service's address, without a slash at its end
 */
const char *
reel_client_get_base_url (ReelClient *self)
{
  g_return_val_if_fail (REEL_IS_CLIENT (self), NULL);

  return self->base_url;
}

/**
 * reel_client_set_limits:
 * @self: a client
 * @max_requests: requests other than uploads under way, 1 or more
 * @max_uploads: uploads under way, 1 or more
 * @queries_per_second: requests that may begin in a second, 0 for no limit
 *
 * Sets all limits at once. What is under way goes on.
 */
void
reel_client_set_limits (ReelClient *self,
                        guint       max_requests,
                        guint       max_uploads,
                        double      queries_per_second)
{
  guint had_requests, had_uploads;
  double had_rate;

  g_return_if_fail (REEL_IS_CLIENT (self));
  g_return_if_fail (max_requests > 0 && max_uploads > 0 && queries_per_second >= 0);

  reel_pacer_get_limits (self->pacer, &had_requests, &had_uploads, &had_rate);
  reel_pacer_set_limits (self->pacer, max_requests, max_uploads, queries_per_second);
  if (had_requests != max_requests)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAX_REQUESTS]);
  if (had_uploads != max_uploads)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAX_UPLOADS]);
  if (had_rate < queries_per_second || had_rate > queries_per_second)
    {
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUERIES_PER_SECOND]);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RATE]);
    }
}
