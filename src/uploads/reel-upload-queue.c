/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "uploads/reel-upload-queue-private.h"

/* Milliseconds between two counts. */
#define COUNT_EVERY 100

enum
{
  PROP_CATALOGUE = 1,
  PROP_PROFILE,
  PROP_TIME_SCALE,
  PROP_CLIENT,
  PROP_PAUSED,
  PROP_N_TOTAL,
  PROP_N_FINISHED,
  PROP_N_ACTIVE,
  PROP_N_FAILED,
  PROP_TIME_LEFT,
  PROP_FRACTION,
  PROP_CAN_PAUSE,
  PROP_CAN_RESUME,
  PROP_CAN_CLEAR,
  PROP_BYTES_TOTAL,
  PROP_BYTES_SENT,
  PROP_SPEED,
  PROP_BUSY,
  PROP_UPLOADING,
  PROP_KEY_REFUSED,
  PROP_N_CHOOSING,
  PROP_ADVISED_SIZE,
  PROP_OVER_ADVISED,
  PROP_KEEP_PROXIES,
  PROP_PROXIES,
  PROP_SERVICE_NAME,
  PROP_NETWORK,
  PROP_WAIT,
  PROP_HELD_UNTIL,
  PROP_HELD_WHY,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static guint refused_signal, relinked_signal;

static void
reel_upload_queue_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelUploadQueue,
                               reel_upload_queue,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, reel_upload_queue_list_model_init))

#define CHANGE(self, field, value, prop)                                                                                    \
  G_STMT_START                                                                                                              \
  {                                                                                                                         \
    if ((self)->field != (value))                                                                                           \
      {                                                                                                                     \
        (self)->field = (value);                                                                                            \
        g_object_notify_by_pspec (G_OBJECT (self), props[prop]);                                                            \
      }                                                                                                                     \
  }                                                                                                                         \
  G_STMT_END

static void
count (ReelUploadQueue *self)
{
  ReelUploadSum sum = { .time_left = -1 };

  g_clear_handle_id (&self->count_source, g_source_remove);
  reel_upload_queue_sum_up (self, &sum);
  g_object_freeze_notify (G_OBJECT (self));
  CHANGE (self, n_total, sum.n_total, PROP_N_TOTAL);
  CHANGE (self, n_finished, sum.n_finished, PROP_N_FINISHED);
  CHANGE (self, n_active, sum.n_active, PROP_N_ACTIVE);
  CHANGE (self, n_choosing, sum.n_choosing, PROP_N_CHOOSING);
  CHANGE (self, n_failed, sum.n_failed, PROP_N_FAILED);
  CHANGE (self, time_left, sum.time_left, PROP_TIME_LEFT);
  CHANGE (self, fraction, sum.n_total > 0 ? MIN (sum.done / sum.n_total, 1.0) : 0.0, PROP_FRACTION);
  CHANGE (self, can_pause, !!sum.can_pause, PROP_CAN_PAUSE);
  CHANGE (self, can_resume, !!sum.can_resume, PROP_CAN_RESUME);
  CHANGE (self, can_clear, !!sum.can_clear, PROP_CAN_CLEAR);
  CHANGE (self, bytes_total, (guint64) sum.bytes_total, PROP_BYTES_TOTAL);
  CHANGE (self, bytes_sent, (guint64) MIN (sum.bytes_sent, sum.bytes_total), PROP_BYTES_SENT);
  CHANGE (self, speed, sum.speed, PROP_SPEED);
  CHANGE (self, busy, !!sum.busy, PROP_BUSY);
  CHANGE (self, uploading, sum.uploading, PROP_UPLOADING);
  CHANGE (self, key_refused, self->refused, PROP_KEY_REFUSED);
  CHANGE (self, wait, sum.to_send ? reel_upload_queue_get_network_wait (self) : REEL_NETWORK_WAIT_NONE, PROP_WAIT);
  g_object_thaw_notify (G_OBJECT (self));
}

static gboolean
count_cb (gpointer data)
{
  ReelUploadQueue *self = data;

  self->count_source = 0;
  count (self);
  return G_SOURCE_REMOVE;
}

void
reel_upload_queue_count_soon (ReelUploadQueue *self)
{
  if (self->count_source == 0)
    self->count_source = g_timeout_add (COUNT_EVERY, count_cb, self);
}

void
reel_upload_queue_refuse (ReelUploadQueue *self, GFile *file, const char *reason, const char *collection_id)
{
  g_signal_emit (self, refused_signal, 0, file, reason, collection_id);
}

void
reel_upload_queue_relinked (ReelUploadQueue *self, ReelVideo *video)
{
  g_signal_emit (self, relinked_signal, 0, video);
}

static void
apply_to_all (ReelUploadQueue *self, ReelUploadEvent event)
{
  g_autoptr (GPtrArray) unsaved = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->jobs->len; i++)
    {
      ReelVideo *video = reel_upload_job_get_video (self->jobs->pdata[i]);

      /* 'Retry Failed' is not 'Retry Cancelled', and what can't succeed is not tried. */
      if (event == REEL_UPLOAD_EVENT_RETRY &&
          (reel_video_get_state (video) != REEL_VIDEO_STATE_FAILED || !reel_video_get_can_retry (video)))
        continue;
      reel_upload_job_apply (self->jobs->pdata[i], event, unsaved);
    }
  reel_upload_queue_save_all (self, unsaved);
}

static void
apply_to_one (ReelUploadQueue *self, ReelVideo *video, ReelUploadEvent event)
{
  ReelUploadJob *job = g_hash_table_lookup (self->by_video, video);

  if (job != NULL)
    reel_upload_job_apply (job, event, NULL);
}

/**
 * reel_upload_queue_set_client:
 * @self: a #ReelUploadQueue
 * @client: (nullable): the service; %NULL while there is none, or no key for it
 */
void
reel_upload_queue_set_client (ReelUploadQueue *self, ReelClient *client)
{
  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));
  g_return_if_fail (client == NULL || REEL_IS_CLIENT (client));

  if (self->client != NULL && self->client != client)
    g_signal_handlers_disconnect_by_data (self->client, self);
  if (!g_set_object (&self->client, client))
    return;
  if (client != NULL)
    g_signal_connect_object (client, "notify::max-uploads", G_CALLBACK (reel_upload_queue_schedule), self, G_CONNECT_SWAPPED);
  reel_upload_queue_end_rest (self);
  reel_upload_queue_end_hold (self);
  reel_upload_queue_end_faults (self);
  self->refused = FALSE;
  reel_upload_queue_set_notes (self);
  for (guint i = 0; i < self->jobs->len; i++)
    reel_upload_job_set_client (self->jobs->pdata[i], client);
  reel_upload_queue_schedule (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLIENT]);
}

/**
 * reel_upload_queue_set_paused:
 * @self: a #ReelUploadQueue
 * @paused: whether to pause all that is not yet with the service, or to resume all
 */
void
reel_upload_queue_set_paused (ReelUploadQueue *self, gboolean paused)
{
  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));

  paused = !!paused;
  apply_to_all (self, paused ? REEL_UPLOAD_EVENT_PAUSE : REEL_UPLOAD_EVENT_RESUME);
  if (!paused)
    reel_upload_queue_wake_up (self);
  CHANGE (self, paused, paused, PROP_PAUSED);
}

/**
 * reel_upload_queue_pause:
 * @self: a #ReelUploadQueue
 * @video: one of its videos
 *
 * Pauses @video where it is not yet with the service; an upload that runs begins anew later.
 */
void
reel_upload_queue_pause (ReelUploadQueue *self, ReelVideo *video)
{
  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));
  g_return_if_fail (REEL_IS_VIDEO (video));

  apply_to_one (self, video, REEL_UPLOAD_EVENT_PAUSE);
}

/**
 * reel_upload_queue_resume:
 * @self: a #ReelUploadQueue
 * @video: one of its videos
 */
void
reel_upload_queue_resume (ReelUploadQueue *self, ReelVideo *video)
{
  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));
  g_return_if_fail (REEL_IS_VIDEO (video));

  reel_upload_queue_wake_up (self);
  apply_to_one (self, video, REEL_UPLOAD_EVENT_RESUME);
  count (self);
  if (!self->can_resume) /* the last one: then the whole is no longer paused */
    CHANGE (self, paused, FALSE, PROP_PAUSED);
}

/**
 * reel_upload_queue_retry:
 * @self: a #ReelUploadQueue
 * @video: one of its videos, Failed or Cancelled
 *
 * Sends it again, or asks again how far it is where the service has it.
 */
void
reel_upload_queue_retry (ReelUploadQueue *self, ReelVideo *video)
{
  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));
  g_return_if_fail (REEL_IS_VIDEO (video));

  reel_upload_queue_wake_up (self);
  apply_to_one (self, video, REEL_UPLOAD_EVENT_RETRY);
}

/**
 * reel_upload_queue_retry_failed:
 * @self: a #ReelUploadQueue
 *
 * reel_upload_queue_retry() for all that failed and could succeed.
 */
void
reel_upload_queue_retry_failed (ReelUploadQueue *self)
{
  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));

  reel_upload_queue_wake_up (self);
  apply_to_all (self, REEL_UPLOAD_EVENT_RETRY);
}

/**
 * reel_upload_queue_cancel:
 * @self: a #ReelUploadQueue
 * @video: one of its videos
 *
 * Gives @video up. What the service has already, it keeps: it can't be asked to delete.
 */
void
reel_upload_queue_cancel (ReelUploadQueue *self, ReelVideo *video)
{
  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));
  g_return_if_fail (REEL_IS_VIDEO (video));

  apply_to_one (self, video, REEL_UPLOAD_EVENT_CANCEL);
}

/**
 * reel_upload_queue_cancel_all:
 * @self: a #ReelUploadQueue
 *
 * reel_upload_queue_cancel() for all that are not finished.
 */
void
reel_upload_queue_cancel_all (ReelUploadQueue *self)
{
  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));

  apply_to_all (self, REEL_UPLOAD_EVENT_CANCEL);
}

static gboolean
is_cleared (ReelUploadQueue *self, guint row)
{
  ReelVideoState state = reel_video_get_state (reel_upload_job_get_video (self->jobs->pdata[row]));

  return reel_video_state_is_finished (state) && state != REEL_VIDEO_STATE_FAILED;
}

/**
 * reel_upload_queue_clear_finished:
 * @self: a #ReelUploadQueue
 *
 * Takes the Ready and the Cancelled ones off the list. What never came to the service is forgotten altogether.
 */
void
reel_upload_queue_clear_finished (ReelUploadQueue *self)
{
  g_autoptr (GPtrArray) unsent = g_ptr_array_new_with_free_func (g_object_unref);
  guint end;

  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));

  /* From the end, one change of the list for all that stand together. */
  end = self->jobs->len;
  while (end > 0)
    {
      guint first = end;

      for (; first > 0 && is_cleared (self, first - 1); first--)
        {
          ReelVideo *video = reel_upload_job_get_video (self->jobs->pdata[first - 1]);

          if (reel_video_get_state (video) == REEL_VIDEO_STATE_CANCELLED && reel_video_get_video_id (video) == NULL)
            g_ptr_array_add (unsent, g_object_ref (self->jobs->pdata[first - 1]));
        }
      if (first < end)
        reel_upload_queue_unlist (self, first, end - first);
      end = first > 0 ? first - 1 : 0; /* that one stays */
    }
  for (guint i = 0; i < unsent->len; i++)
    reel_upload_queue_forget (self, unsent->pdata[i]);
}

static GType
reel_upload_queue_get_item_type (GListModel *model)
{
  return REEL_TYPE_VIDEO;
}

static guint
reel_upload_queue_get_n_items (GListModel *model)
{
  return REEL_UPLOAD_QUEUE (model)->jobs->len;
}

static gpointer
reel_upload_queue_get_item (GListModel *model, guint position)
{
  ReelUploadQueue *self = REEL_UPLOAD_QUEUE (model);

  return position < self->jobs->len ? g_object_ref (reel_upload_job_get_video (self->jobs->pdata[position])) : NULL;
}

static void
reel_upload_queue_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = reel_upload_queue_get_item_type;
  iface->get_n_items = reel_upload_queue_get_n_items;
  iface->get_item = reel_upload_queue_get_item;
}

static void
reel_upload_queue_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ReelUploadQueue *self = REEL_UPLOAD_QUEUE (object);

  switch (prop_id)
    {
    case PROP_PROFILE:
      g_value_set_string (value, self->profile);
      break;
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    case PROP_N_TOTAL:
      g_value_set_uint (value, self->n_total);
      break;
    case PROP_N_FINISHED:
      g_value_set_uint (value, self->n_finished);
      break;
    case PROP_N_ACTIVE:
      g_value_set_uint (value, self->n_active);
      break;
    case PROP_N_FAILED:
      g_value_set_uint (value, self->n_failed);
      break;
    case PROP_TIME_LEFT:
      g_value_set_double (value, self->time_left);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case PROP_CAN_PAUSE:
      g_value_set_boolean (value, self->can_pause);
      break;
    case PROP_CAN_RESUME:
      g_value_set_boolean (value, self->can_resume);
      break;
    case PROP_CAN_CLEAR:
      g_value_set_boolean (value, self->can_clear);
      break;
    case PROP_BYTES_TOTAL:
      g_value_set_uint64 (value, self->bytes_total);
      break;
    case PROP_BYTES_SENT:
      g_value_set_uint64 (value, self->bytes_sent);
      break;
    case PROP_SPEED:
      g_value_set_double (value, self->speed);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_UPLOADING:
      g_value_set_boolean (value, self->uploading);
      break;
    case PROP_KEY_REFUSED:
      g_value_set_boolean (value, self->key_refused);
      break;
    case PROP_N_CHOOSING:
      g_value_set_uint (value, self->n_choosing);
      break;
    case PROP_ADVISED_SIZE:
      g_value_set_uint64 (value, self->rules.advised_size);
      break;
    case PROP_OVER_ADVISED:
      g_value_set_uint (value, self->rules.over_advised);
      break;
    case PROP_KEEP_PROXIES:
      g_value_set_boolean (value, self->rules.keep_proxies);
      break;
    case PROP_SERVICE_NAME:
      g_value_set_string (value, self->service_name);
      break;
    case PROP_NETWORK:
      g_value_set_object (value, self->network);
      break;
    case PROP_WAIT:
      g_value_set_uint (value, self->wait);
      break;
    case PROP_HELD_UNTIL:
      g_value_set_int64 (value, self->held_until);
      break;
    case PROP_HELD_WHY:
      g_value_set_string (value, self->held_why);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_upload_queue_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ReelUploadQueue *self = REEL_UPLOAD_QUEUE (object);

  switch (prop_id)
    {
    case PROP_CATALOGUE:
      self->catalogue = g_value_dup_object (value);
      break;
    case PROP_PROFILE:
      self->profile = g_value_dup_string (value);
      break;
    case PROP_TIME_SCALE:
      self->time_scale = g_value_get_double (value);
      break;
    case PROP_CLIENT:
      reel_upload_queue_set_client (self, g_value_get_object (value));
      break;
    case PROP_NETWORK:
      reel_upload_queue_set_network (self, g_value_get_object (value));
      break;
    case PROP_PAUSED:
      reel_upload_queue_set_paused (self, g_value_get_boolean (value));
      break;
    case PROP_ADVISED_SIZE:
      if (self->rules.advised_size == g_value_get_uint64 (value))
        return;
      self->rules.advised_size = g_value_get_uint64 (value);
      reel_upload_queue_reconsider (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_OVER_ADVISED:
      if (self->rules.over_advised == g_value_get_uint (value))
        return;
      self->rules.over_advised = (ReelVideoChoice) g_value_get_uint (value);
      reel_upload_queue_reconsider (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_KEEP_PROXIES:
      CHANGE (self, rules.keep_proxies, g_value_get_boolean (value), PROP_KEEP_PROXIES);
      break;
    case PROP_PROXIES:
      self->rules.folder = g_value_dup_string (value);
      break;
    case PROP_SERVICE_NAME:
      if (g_strcmp0 (self->service_name, g_value_get_string (value)) == 0)
        return;
      g_free (self->service_name);
      self->service_name = g_value_dup_string (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_upload_queue_constructed (GObject *object)
{
  ReelUploadQueue *self = REEL_UPLOAD_QUEUE (object);

  G_OBJECT_CLASS (reel_upload_queue_parent_class)->constructed (object);
  reel_upload_queue_sweep (self);
  reel_upload_queue_take_up (self);
  count (self);
}

static void
reel_upload_queue_dispose (GObject *object)
{
  ReelUploadQueue *self = REEL_UPLOAD_QUEUE (object);

  g_clear_handle_id (&self->schedule_source, g_source_remove);
  g_clear_handle_id (&self->count_source, g_source_remove);
  g_clear_handle_id (&self->rest_source, g_source_remove);
  g_clear_handle_id (&self->hold_source, g_source_remove);
  for (guint i = 0; i < self->jobs->len; i++)
    {
      reel_upload_job_listen (self->jobs->pdata[i], NULL, NULL);
      reel_upload_job_set_rules (self->jobs->pdata[i], NULL);
      g_object_run_dispose (self->jobs->pdata[i]); /* what runs for it ends now, whoever still holds it */
    }
  g_hash_table_remove_all (self->by_video);
  g_hash_table_remove_all (self->parts);
  g_hash_table_remove_all (self->changed);
  g_hash_table_remove_all (self->open_at);
  g_sequence_remove_range (g_sequence_get_begin_iter (self->open), g_sequence_get_end_iter (self->open));
  g_ptr_array_set_size (self->jobs, 0);
  g_clear_object (&self->client);
  g_clear_object (&self->network);

  G_OBJECT_CLASS (reel_upload_queue_parent_class)->dispose (object);
}

static void
reel_upload_queue_finalize (GObject *object)
{
  ReelUploadQueue *self = REEL_UPLOAD_QUEUE (object);

  g_clear_object (&self->catalogue);
  g_free (self->profile);
  g_free (self->service_name);
  g_free (self->held_why);
  g_free (self->rules.folder);
  g_ptr_array_unref (self->jobs);
  g_hash_table_unref (self->by_video);
  g_hash_table_unref (self->parts);
  g_hash_table_unref (self->changed);
  g_hash_table_unref (self->open_at);
  g_sequence_free (self->open);
  g_hash_table_unref (self->adding);
  g_hash_table_unref (self->faulty);

  G_OBJECT_CLASS (reel_upload_queue_parent_class)->finalize (object);
}

static void
reel_upload_queue_class_init (ReelUploadQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags once = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags both = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = reel_upload_queue_get_property;
  object_class->set_property = reel_upload_queue_set_property;
  object_class->constructed = reel_upload_queue_constructed;
  object_class->dispose = reel_upload_queue_dispose;
  object_class->finalize = reel_upload_queue_finalize;

  props[PROP_CATALOGUE] = g_param_spec_object ("catalogue", NULL, NULL, REEL_TYPE_CATALOGUE, once);
  props[PROP_PROFILE] = g_param_spec_string ("profile", NULL, NULL, NULL, once | G_PARAM_READABLE);
  /* Of all waiting between attempts and questions; for tests. */
  props[PROP_TIME_SCALE] = g_param_spec_double ("time-scale", NULL, NULL, 0, 1, 1, once);
  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, REEL_TYPE_CLIENT, both);
  props[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, both);
  props[PROP_N_TOTAL] = g_param_spec_uint ("n-total", NULL, NULL, 0, G_MAXUINT, 0, read);
  props[PROP_N_FINISHED] = g_param_spec_uint ("n-finished", NULL, NULL, 0, G_MAXUINT, 0, read);
  props[PROP_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, read);
  props[PROP_N_FAILED] = g_param_spec_uint ("n-failed", NULL, NULL, 0, G_MAXUINT, 0, read);
  props[PROP_TIME_LEFT] = g_param_spec_double ("time-left", NULL, NULL, -1, G_MAXDOUBLE, -1, read);
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, read);
  props[PROP_CAN_PAUSE] = g_param_spec_boolean ("can-pause", NULL, NULL, FALSE, read);
  props[PROP_CAN_RESUME] = g_param_spec_boolean ("can-resume", NULL, NULL, FALSE, read);
  props[PROP_CAN_CLEAR] = g_param_spec_boolean ("can-clear", NULL, NULL, FALSE, read);
  props[PROP_BYTES_TOTAL] = g_param_spec_uint64 ("bytes-total", NULL, NULL, 0, G_MAXUINT64, 0, read);
  props[PROP_BYTES_SENT] = g_param_spec_uint64 ("bytes-sent", NULL, NULL, 0, G_MAXUINT64, 0, read);
  props[PROP_SPEED] = g_param_spec_double ("speed", NULL, NULL, 0, G_MAXDOUBLE, 0, read);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, read);
  props[PROP_UPLOADING] = g_param_spec_boolean ("uploading", NULL, NULL, FALSE, read);
  props[PROP_KEY_REFUSED] = g_param_spec_boolean ("key-refused", NULL, NULL, FALSE, read);
  props[PROP_N_CHOOSING] = g_param_spec_uint ("n-choosing", NULL, NULL, 0, G_MAXUINT, 0, read);
  props[PROP_ADVISED_SIZE] = g_param_spec_uint64 ("advised-size", NULL, NULL, 0, G_MAXUINT64, 0, both);
  props[PROP_OVER_ADVISED] = g_param_spec_uint ("over-advised", NULL, NULL, 0, REEL_VIDEO_N_CHOICES - 1,
                                                REEL_VIDEO_CHOICE_ASK, both);
  props[PROP_KEEP_PROXIES] = g_param_spec_boolean ("keep-proxies", NULL, NULL, FALSE, both);
  props[PROP_PROXIES] = g_param_spec_string ("proxies", NULL, NULL, NULL, once);
  props[PROP_SERVICE_NAME] = g_param_spec_string ("service-name", NULL, NULL, NULL, both);
  props[PROP_NETWORK] = g_param_spec_object ("network", NULL, NULL, REEL_TYPE_NETWORK_STATE, both);
  props[PROP_WAIT] = g_param_spec_uint ("wait", NULL, NULL, REEL_NETWORK_WAIT_NONE, REEL_NETWORK_WAIT_METERED,
                                        REEL_NETWORK_WAIT_NONE, read);
  props[PROP_HELD_UNTIL] = g_param_spec_int64 ("held-until", NULL, NULL, 0, G_MAXINT64, 0, read);
  props[PROP_HELD_WHY] = g_param_spec_string ("held-why", NULL, NULL, NULL, read);
  g_object_class_install_properties (object_class, N_PROPS, props);

  refused_signal = g_signal_new ("refused", REEL_TYPE_UPLOAD_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                 G_TYPE_FILE, G_TYPE_STRING, G_TYPE_STRING);
  relinked_signal = g_signal_new ("relinked", REEL_TYPE_UPLOAD_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  1, REEL_TYPE_VIDEO);
}

static void
reel_upload_queue_init (ReelUploadQueue *self)
{
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_video = g_hash_table_new (NULL, NULL);
  self->parts = g_hash_table_new (NULL, NULL);
  self->changed = g_hash_table_new (NULL, NULL);
  self->open = g_sequence_new (NULL);
  self->open_at = g_hash_table_new (NULL, NULL);
  self->adding = g_hash_table_new (g_str_hash, g_str_equal);
  self->faulty = g_hash_table_new (NULL, NULL);
  self->time_left = -1;
}

/**
 * reel_upload_queue_new:
 * @catalogue: where the videos are noted
 * @profile: whose videos
 *
 * What is not Ready in @catalogue goes on from where it was; without a client it waits.
 *
 * Returns: (transfer full): the queue
 */
ReelUploadQueue *
reel_upload_queue_new (ReelCatalogue *catalogue, const char *profile)
{
  g_return_val_if_fail (REEL_IS_CATALOGUE (catalogue), NULL);
  g_return_val_if_fail (profile != NULL, NULL);

  return g_object_new (REEL_TYPE_UPLOAD_QUEUE, "catalogue", catalogue, "profile", profile, NULL);
}
