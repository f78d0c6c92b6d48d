/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-body-pump.h"
#include "local/reel-local-connection.h"
#include "local/reel-local-error.h"

#define HIGH_WATER (4 * 1024 * 1024) /* bytes that wait: pause */
#define LOW_WATER  (1024 * 1024)     /* go on */

/* The pumps whose threads run. */
static GMutex running_lock;
static GCond running_changed;
static guint n_running;

struct _ReelBodyPump
{
  GObject parent_instance;

  /* owned, the loop's */
  SoupServerMessage *message; /* (nullable): until it is finished */
  GMainContext *context;
  gboolean paused;

  /* owned, the thread's, until it is done */
  ReelBodySink *sink; /* (nullable) */

  /* under the lock */
  GMutex lock;
  GCond changed;
  GQueue waiting; /* (element-type GBytes) */
  gsize n_waiting; /* bytes */
  gboolean over_high_water;
  gboolean cut;  /* the sender is gone */
  gboolean failed;
  GTask *end;    /* (owned) (nullable): the body is complete, tell this */
};

G_DEFINE_FINAL_TYPE (ReelBodyPump, reel_body_pump, G_TYPE_OBJECT)

static void
free_sink (ReelBodySink *sink)
{
  sink->free (sink);
}

/* Whoever sends must not be left for waiting for us. */
static void
hold (ReelBodyPump *self,
      gboolean      is_held)
{
  ReelLocalConnection *connection = reel_local_connection_of (self->message);

  if (connection != NULL)
    reel_local_connection_hold (connection, is_held);
}

static gboolean
go_on (gpointer data)
{
  ReelBodyPump *self = data;

  if (self->paused && self->message != NULL)
    {
      hold (self, FALSE);
      soup_server_message_unpause (self->message);
    }
  self->paused = FALSE;
  return G_SOURCE_REMOVE;
}

static void
ask_to_go_on (ReelBodyPump *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, go_on, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

/* Waits for what comes next: bytes; or %NULL, and then the body is complete or cut off. */
static GBytes *
next_bytes (ReelBodyPump *self,
            gboolean     *cut)
{
  GBytes *bytes = NULL;
  gboolean caught_up = FALSE;

  g_mutex_lock (&self->lock);
  while (!self->cut && self->end == NULL && g_queue_is_empty (&self->waiting))
    g_cond_wait (&self->changed, &self->lock);
  *cut = self->cut;
  if (!self->cut)
    bytes = g_queue_pop_head (&self->waiting);
  if (bytes != NULL)
    self->n_waiting -= g_bytes_get_size (bytes);
  if (self->over_high_water && self->n_waiting <= LOW_WATER)
    {
      self->over_high_water = FALSE;
      caught_up = TRUE;
    }
  g_mutex_unlock (&self->lock);
  if (caught_up)
    ask_to_go_on (self);
  return bytes;
}

/* What was written goes at once, as the rest of the body, which is only read away, may be long in coming. */
static void
note_failure (ReelBodyPump  *self,
              ReelBodySink **sink)
{
  gboolean was_over;

  g_clear_pointer (sink, free_sink);
  g_mutex_lock (&self->lock);
  self->failed = TRUE;
  g_queue_clear_full (&self->waiting, (GDestroyNotify) g_bytes_unref);
  self->n_waiting = 0;
  /* nothing more will be queued, so that next_bytes() has no occasion to see this */
  was_over = self->over_high_water;
  self->over_high_water = FALSE;
  g_mutex_unlock (&self->lock);
  if (was_over)
    ask_to_go_on (self);
}

static gboolean
give_up (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* Lets the loop's thread drop the reference. Where this thread dropped the last one, the message's handlers would go while the
 * message may be calling them. */
static void
give_back (ReelBodyPump *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref (self->context);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, give_up, self, g_object_unref);
  g_source_attach (source, context);
}

static void
receive (ReelBodyPump *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) end = NULL;
  ReelBodySink *sink = g_steal_pointer (&self->sink);
  gboolean cut = FALSE;
  GBytes *bytes;

  while ((bytes = next_bytes (self, &cut)) != NULL)
    {
      gsize length;
      const guint8 *start = g_bytes_get_data (bytes, &length);

      if (error == NULL && !sink->feed (sink, start, length, &error))
        note_failure (self, &sink);
      g_bytes_unref (bytes);
    }
  if (cut)
    {
      g_clear_pointer (&sink, free_sink);
      return;
    }
  g_mutex_lock (&self->lock);
  end = g_steal_pointer (&self->end);
  g_mutex_unlock (&self->lock);
  if (error == NULL && sink->end (sink, &error))
    g_task_return_pointer (end, sink, (GDestroyNotify) free_sink);
  else
    {
      g_clear_pointer (&sink, free_sink); /* before the reply: who asks then finds nothing left */
      g_task_return_error (end, g_steal_pointer (&error));
    }
}

static void
count_running (int change)
{
  g_mutex_lock (&running_lock);
  n_running += (guint) change;
  g_cond_broadcast (&running_changed);
  g_mutex_unlock (&running_lock);
}

/**
 * reel_body_pump_wait_all:
 *
 * Waits until no pump of this process is at work, and what they had written of bodies that were cut off is gone. Call it at the
 * end of a service, after all of them were aborted.
 */
void
reel_body_pump_wait_all (void)
{
  g_mutex_lock (&running_lock);
  while (n_running > 0)
    g_cond_wait (&running_changed, &running_lock);
  g_mutex_unlock (&running_lock);
}

static gpointer
run (gpointer self)
{
  receive (self);
  give_back (self);
  count_running (-1);
  return NULL;
}

static void
got_chunk (ReelBodyPump *self,
           GBytes       *chunk)
{
  gboolean pause = FALSE;

  g_mutex_lock (&self->lock);
  if (!self->failed)
    {
      g_queue_push_tail (&self->waiting, g_bytes_ref (chunk));
      self->n_waiting += g_bytes_get_size (chunk);
      if (self->n_waiting > HIGH_WATER && !self->over_high_water)
        pause = self->over_high_water = TRUE;
      g_cond_signal (&self->changed);
    }
  g_mutex_unlock (&self->lock);
  if (pause)
    {
      self->paused = TRUE;
      hold (self, TRUE);
      soup_server_message_pause (self->message);
    }
}

/**
 * reel_body_pump_abort:
 * @self: a #ReelBodyPump
 *
 * The message is finished: a body that is not complete by now never will be. On the thread of the server's loop.
 */
void
reel_body_pump_abort (ReelBodyPump *self)
{
  g_return_if_fail (REEL_IS_BODY_PUMP (self));

  g_mutex_lock (&self->lock);
  if (self->end == NULL)
    self->cut = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_clear_object (&self->message);
}

/**
 * reel_body_pump_new:
 * @message: a message whose headers are read
 * @sink: (transfer full): where the body goes
 *
 * Begins at once. Call it in an early handler, on the thread of the server's loop.
 *
 * Returns: (transfer full): the pump
 */
ReelBodyPump *
reel_body_pump_new (SoupServerMessage *message,
                    ReelBodySink      *sink)
{
  ReelBodyPump *self = g_object_new (REEL_TYPE_BODY_PUMP, NULL);

  self->message = g_object_ref (message);
  self->context = g_main_context_ref_thread_default ();
  self->sink = sink;
  g_signal_connect_object (message, "got-chunk", G_CALLBACK (got_chunk), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (message, "finished", G_CALLBACK (reel_body_pump_abort), self, G_CONNECT_SWAPPED);
  count_running (1);
  g_thread_unref (g_thread_new ("body", run, g_object_ref (self)));
  return self;
}

/**
 * reel_body_pump_end_async:
 * @self: a #ReelBodyPump
 * @callback: called when the sink has all of the body
 * @user_data: for @callback
 *
 * The body has been received; call it once.
 */
void
reel_body_pump_end_async (ReelBodyPump       *self,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (REEL_IS_BODY_PUMP (self));
  g_return_if_fail (self->end == NULL);

  g_mutex_lock (&self->lock);
  self->end = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->end, reel_body_pump_end_async);
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

/**
 * reel_body_pump_end_finish:
 * @self: a #ReelBodyPump
 * @result: what the callback got
 * @error: return location for what the sink set
 *
 * Returns: (transfer full) (nullable): the sink, at its good end
 */
ReelBodySink *
reel_body_pump_end_finish (ReelBodyPump *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (REEL_IS_BODY_PUMP (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_body_pump_end_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
reel_body_pump_finalize (GObject *object)
{
  ReelBodyPump *self = REEL_BODY_PUMP (object);

  g_queue_clear_full (&self->waiting, (GDestroyNotify) g_bytes_unref);
  g_clear_object (&self->message);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);

  G_OBJECT_CLASS (reel_body_pump_parent_class)->finalize (object);
}

static void
reel_body_pump_class_init (ReelBodyPumpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_body_pump_finalize;
}

static void
reel_body_pump_init (ReelBodyPump *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->waiting);
}
