/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-work-thread.h"

struct _ReelWorkThread
{
  GThread *thread;
  GCancellable *cancellable;
  ReelWorkStep step;
  gpointer data; /* (borrowed) */

  GMutex lock;
  GCond changed;
  gboolean woken;
};

static gpointer
run (gpointer data)
{
  ReelWorkThread *self = data;

  while (!g_cancellable_is_cancelled (self->cancellable))
    {
      gint64 pause = self->step (self->data, self->cancellable);
      gint64 end = g_get_monotonic_time () + pause;

      if (pause == REEL_WORK_AT_ONCE)
        continue;
      g_mutex_lock (&self->lock);
      while (!self->woken)
        if (pause == REEL_WORK_WHEN_WOKEN)
          g_cond_wait (&self->changed, &self->lock);
        else if (!g_cond_wait_until (&self->changed, &self->lock, end))
          break;
      self->woken = FALSE;
      g_mutex_unlock (&self->lock);
    }
  return NULL;
}

/**
 * reel_work_thread_start:
 * @name: the thread's
 * @step: the work
 * @data: for @step; must outlive the thread
 *
 * Returns: (transfer full): the thread, which begins at once
 */
ReelWorkThread *
reel_work_thread_start (const char  *name,
                        ReelWorkStep step,
                        gpointer     data)
{
  ReelWorkThread *self = g_new0 (ReelWorkThread, 1);

  self->cancellable = g_cancellable_new ();
  self->step = step;
  self->data = data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->thread = g_thread_new (name, run, self);
  return self;
}

/**
 * reel_work_thread_wake:
 * @self: a #ReelWorkThread
 *
 * There is work. Any thread may call this.
 */
void
reel_work_thread_wake (ReelWorkThread *self)
{
  g_mutex_lock (&self->lock);
  self->woken = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

/**
 * reel_work_thread_stop:
 * @self: (transfer full): a #ReelWorkThread
 *
 * Cancels the work under way, waits for its end, and frees the thread.
 */
void
reel_work_thread_stop (ReelWorkThread *self)
{
  g_cancellable_cancel (self->cancellable);
  reel_work_thread_wake (self);
  g_thread_join (self->thread);
  g_object_unref (self->cancellable);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}
