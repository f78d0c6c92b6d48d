/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-client-local.h"
#include "app/reel-service-use.h"

struct _ReelServiceUse
{
  GObject parent_instance;

  gboolean active, playing;
  gboolean told;     /* what the client has been told last was not nothing */
  gboolean asking;   /* a call is under way */
  gboolean changed;  /* since it began */
  guint interval;    /* milliseconds */
  guint source;

  /* owned */
  ReelClient *client; /* (nullable): of the service on this computer */
  GCancellable *cancellable;
};

enum
{
  PROP_0,
  PROP_ACTIVE,
  PROP_PLAYING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelServiceUse, reel_service_use, G_TYPE_OBJECT)

static void tell (ReelServiceUse *self);

static gboolean
on_time (gpointer data)
{
  ReelServiceUse *self = data;

  self->source = 0;
  tell (self);
  return G_SOURCE_REMOVE;
}

/* A service that does not answer, or does not know the call, is not pressed: it is told again in a while. */
static void
on_told (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (ReelServiceUse) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!reel_client_set_local_use_finish (REEL_CLIENT (source), result, &error))
    g_debug ("%s", error->message);
  if (self->client != REEL_CLIENT (source))
    return;
  self->asking = FALSE;
  if (self->changed)
    tell (self);
}

static void
tell (ReelServiceUse *self)
{
  gboolean something = self->active || self->playing;

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->client == NULL || (!something && !self->told))
    return;
  self->changed = self->asking;
  if (self->asking)
    return;

  self->asking = TRUE;
  self->told = something;
  reel_client_set_local_use_async (self->client, self->active, self->playing, self->cancellable, on_told, g_object_ref (self));
  if (something)
    self->source = g_timeout_add (self->interval, on_time, self);
}

/**
 * reel_service_use_set_client:
 * @self: a #ReelServiceUse
 * @client: (nullable): a client of the service on this computer
 */
void
reel_service_use_set_client (ReelServiceUse *self,
                             ReelClient     *client)
{
  g_return_if_fail (REEL_IS_SERVICE_USE (self));

  if (!g_set_object (&self->client, client))
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->asking = self->changed = self->told = FALSE;
  tell (self);
}

/**
 * reel_service_use_set_interval:
 * @self: a #ReelServiceUse
 * @milliseconds: after which the service is told again, %REEL_SERVICE_USE_INTERVAL seconds otherwise
 *
 * For tests.
 */
void
reel_service_use_set_interval (ReelServiceUse *self,
                               guint           milliseconds)
{
  g_return_if_fail (REEL_IS_SERVICE_USE (self));

  self->interval = milliseconds;
}

static void
reel_service_use_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  ReelServiceUse *self = REEL_SERVICE_USE (object);

  switch (id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    case PROP_PLAYING:
      g_value_set_boolean (value, self->playing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_service_use_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  ReelServiceUse *self = REEL_SERVICE_USE (object);
  gboolean *member = id == PROP_ACTIVE ? &self->active : &self->playing;

  switch (id)
    {
    case PROP_ACTIVE:
    case PROP_PLAYING:
      if (*member == g_value_get_boolean (value))
        return;
      *member = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      tell (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_service_use_dispose (GObject *object)
{
  ReelServiceUse *self = REEL_SERVICE_USE (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (reel_service_use_parent_class)->dispose (object);
}

static void
reel_service_use_class_init (ReelServiceUseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = reel_service_use_get_property;
  object_class->set_property = reel_service_use_set_property;
  object_class->dispose = reel_service_use_dispose;

  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  properties[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
reel_service_use_init (ReelServiceUse *self)
{
  self->interval = REEL_SERVICE_USE_INTERVAL * 1000;
  self->cancellable = g_cancellable_new ();
}

/**
 * reel_service_use_new:
 *
 * Returns: (transfer full): one that tells nobody yet
 */
ReelServiceUse *
reel_service_use_new (void)
{
  return g_object_new (REEL_TYPE_SERVICE_USE, NULL);
}
