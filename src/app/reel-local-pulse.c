/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "app/reel-local-pulse.h"

#define DEFAULT_PORT 80

struct _ReelLocalPulse
{
  GObject parent_instance;

  guint interval, patience; /* ms */
  guint n_answers;
  guint timeout; /* source: when to ask, or when to give up */

  /* owned */
  char *base_url;
  char *question;            /* the head of the request, with the key */
  GCancellable *cancellable; /* (nullable): of the question under way */
  char answer[16];
};

enum
{
  SILENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelLocalPulse, reel_local_pulse, G_TYPE_OBJECT)

static void wait_to_ask (ReelLocalPulse *self);

static void
end_question (ReelLocalPulse *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* A refused or broken connection is not an answer and not silence: ask again. */
static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ReelLocalPulse) self = user_data;
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->cancellable == NULL)
    return;
  self->n_answers += n > 0;
  end_question (self);
  wait_to_ask (self);
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (ReelLocalPulse) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_uri_finish (G_SOCKET_CLIENT (source), result, &error);
  GInputStream *in;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->cancellable == NULL)
    return;
  /* The head is small: it fits into the socket's buffer at once. */
  if (connection == NULL
      || g_output_stream_write (g_io_stream_get_output_stream (G_IO_STREAM (connection)), self->question,
                                strlen (self->question), NULL, NULL) != (gssize) strlen (self->question))
    {
      end_question (self);
      wait_to_ask (self);
      return;
    }
  in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_object_set_data_full (G_OBJECT (in), "connection", g_object_ref (connection), g_object_unref);
  g_input_stream_read_async (in, self->answer, sizeof self->answer, G_PRIORITY_DEFAULT, self->cancellable, on_answer,
                             g_object_ref (self));
}

static gboolean
on_silence (gpointer data)
{
  g_autoptr (ReelLocalPulse) self = g_object_ref (data);

  self->timeout = 0;
  end_question (self);
  g_signal_emit (self, signals[SILENT], 0);
  return G_SOURCE_REMOVE;
}

static gboolean
ask (gpointer data)
{
  ReelLocalPulse *self = data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  self->timeout = g_timeout_add (self->patience, on_silence, self);
  self->cancellable = g_cancellable_new ();
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_uri_async (client, self->base_url, DEFAULT_PORT, self->cancellable, on_connected,
                                        g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
wait_to_ask (ReelLocalPulse *self)
{
  self->timeout = g_timeout_add (self->interval, ask, self);
}

/**
 * reel_local_pulse_stop:
 * @self: a #ReelLocalPulse
 *
 * Asks no more, and emits nothing.
 */
void
reel_local_pulse_stop (ReelLocalPulse *self)
{
  g_return_if_fail (REEL_IS_LOCAL_PULSE (self));

  end_question (self);
}

/**
 * reel_local_pulse_get_n_answers:
 * @self: a #ReelLocalPulse
 *
 * Returns: how often there was an answer
 */
guint
reel_local_pulse_get_n_answers (ReelLocalPulse *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_PULSE (self), 0);

  return self->n_answers;
}

static void
reel_local_pulse_dispose (GObject *object)
{
  end_question (REEL_LOCAL_PULSE (object));

  G_OBJECT_CLASS (reel_local_pulse_parent_class)->dispose (object);
}

static void
reel_local_pulse_finalize (GObject *object)
{
  ReelLocalPulse *self = REEL_LOCAL_PULSE (object);

  explicit_bzero (self->question, strlen (self->question));
  g_free (self->question);
  g_free (self->base_url);

  G_OBJECT_CLASS (reel_local_pulse_parent_class)->finalize (object);
}

static void
reel_local_pulse_class_init (ReelLocalPulseClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_local_pulse_dispose;
  G_OBJECT_CLASS (klass)->finalize = reel_local_pulse_finalize;

  signals[SILENT] = g_signal_new ("silent", REEL_TYPE_LOCAL_PULSE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
reel_local_pulse_init (ReelLocalPulse *self)
{
}

/**
 * reel_local_pulse_new:
 * @base_url: of the service
 * @key: its key
 * @interval: milliseconds between an answer and the next question
 * @patience: milliseconds that it has to answer
 *
 * Begins to ask.
 *
 * Returns: (transfer full): a pulse
 */
ReelLocalPulse *
reel_local_pulse_new (const char *base_url,
                      const char *key,
                      guint       interval,
                      guint       patience)
{
  ReelLocalPulse *self;
  const char *host;

  g_return_val_if_fail (base_url != NULL && key != NULL, NULL);

  self = g_object_new (REEL_TYPE_LOCAL_PULSE, NULL);
  self->interval = interval;
  self->patience = patience;
  self->base_url = g_strdup (base_url);
  host = strstr (base_url, "://");
  self->question = g_strdup_printf ("GET /async_status/pulse HTTP/1.1\r\nHost: %s\r\nX-API-Key: %s\r\nConnection: close\r\n\r\n",
                                    host != NULL ? host + strlen ("://") : base_url, key);
  wait_to_ask (self);
  return self;
}
