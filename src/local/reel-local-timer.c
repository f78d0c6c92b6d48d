/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-local-timer.h"

struct _ReelLocalTimer
{
  GMainContext *context; /* (owned) */
  guint seconds;
  GSourceFunc elapsed;
  gpointer user_data; /* (borrowed): for @elapsed */

  GMutex lock;
  gint64 due;      /* under the lock: monotonic time */
  GSource *source; /* (owned) (nullable): under the lock; while it runs */
};

/**
 * reel_local_timer_new:
 * @seconds: how long
 * @elapsed: called when it goes off; what it returns does not matter
 * @user_data: for @elapsed
 *
 * Returns: (transfer full): a timer that does not run yet
 */
ReelLocalTimer *
reel_local_timer_new (guint       seconds,
                      GSourceFunc elapsed,
                      gpointer    user_data)
{
  ReelLocalTimer *self = g_new0 (ReelLocalTimer, 1);

  self->context = g_main_context_ref_thread_default ();
  self->seconds = seconds;
  self->elapsed = elapsed;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  return self;
}

/**
 * reel_local_timer_free:
 * @self: (transfer full) (nullable): a timer, in the thread of its context; it does not go off any more
 */
void
reel_local_timer_free (ReelLocalTimer *self)
{
  if (self == NULL)
    return;

  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
on_time (gpointer user_data)
{
  ReelLocalTimer *self = user_data;
  gboolean is_due;

  g_mutex_lock (&self->lock);
  is_due = g_get_monotonic_time () >= self->due;
  if (is_due)
    g_clear_pointer (&self->source, g_source_unref);
  else /* it was wound up meanwhile */
    g_source_set_ready_time (self->source, self->due);
  g_mutex_unlock (&self->lock);

  if (!is_due)
    return G_SOURCE_CONTINUE;
  self->elapsed (self->user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  return callback (user_data);
}

/**
 * reel_local_timer_wind:
 * @self: a timer
 *
 * Has it go off after its time, counted from now.
 */
void
reel_local_timer_wind (ReelLocalTimer *self)
{
  static GSourceFuncs funcs = { .dispatch = dispatch };

  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  self->due = g_get_monotonic_time () + (gint64) self->seconds * G_USEC_PER_SEC;
  if (self->source == NULL)
    {
      self->source = g_source_new (&funcs, sizeof (GSource));
      g_source_set_static_name (self->source, "reel-local-timer");
      g_source_set_callback (self->source, on_time, self, NULL);
      g_source_set_ready_time (self->source, self->due);
      g_source_attach (self->source, self->context);
    }
  g_mutex_unlock (&self->lock);
}
