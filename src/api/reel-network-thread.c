/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-network-thread.h"

/*
 * The thread that the session lives on, with a main context of its own as the thread's default. It is owned by one
 * client, which stops it when it is finalized, on whichever thread that happens to be: its own included.
 */

struct _ReelNetworkThread
{
  GThread *thread;       /* (owned) */
  GMainContext *context; /* (owned) */
  GMainLoop *loop;       /* (owned) */
};

typedef struct
{
  GMainContext *context; /* (owned) */
  GMainLoop *loop;       /* (owned) */
} Body;

static gpointer
run (gpointer data)
{
  Body *body = data;

  g_main_context_push_thread_default (body->context);
  g_main_loop_run (body->loop);
  /* What was posted before the end still has to go its way: a source that is never dispatched never frees its data. */
  while (g_main_context_iteration (body->context, FALSE))
    ;
  g_main_context_pop_thread_default (body->context);
  g_main_loop_unref (body->loop);
  g_main_context_unref (body->context);
  g_free (body);
  return NULL;
}

/*
 * reel_network_thread_new:
 *
 * Returns: (transfer full): a running thread; end it with reel_network_thread_stop()
 */
ReelNetworkThread *
reel_network_thread_new (void)
{
  ReelNetworkThread *self = g_new0 (ReelNetworkThread, 1);
  Body *body = g_new0 (Body, 1);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  body->context = g_main_context_ref (self->context);
  body->loop = g_main_loop_ref (self->loop);
  self->thread = g_thread_new ("reel-network", run, body);
  return self;
}

/*
 * reel_network_thread_get_context:
 *
 * Returns: (transfer none): the thread's context
 */
GMainContext *
reel_network_thread_get_context (ReelNetworkThread *self)
{
  return self->context;
}

/*
 * reel_network_thread_is_current:
 *
 * Returns: whether the caller runs on the thread
 */
gboolean
reel_network_thread_is_current (ReelNetworkThread *self)
{
  return g_thread_self () == self->thread;
}

/*
 * reel_network_thread_post:
 * @func: called once on the thread, never before this function returns on it
 * @data: for @func
 * @data_free: (nullable): for @data
 */
void
reel_network_thread_post (ReelNetworkThread *self,
                          GSourceFunc        func,
                          gpointer           data,
                          GDestroyNotify     data_free)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, data_free);
  g_source_set_static_name (source, "[reelseek] network post");
  g_source_attach (source, self->context);
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/*
 * reel_network_thread_stop:
 * @self: (transfer full): the thread
 *
 * Lets what was posted before run, ends the thread and frees it. From another thread it returns when the thread is gone,
 * which takes no longer than what is being dispatched there; on the thread itself the end comes when the stack unwinds.
 */
void
reel_network_thread_stop (ReelNetworkThread *self)
{
  /* Posted, not called: a loop that has not begun to run yet would forget it. */
  reel_network_thread_post (self, quit, g_main_loop_ref (self->loop), (GDestroyNotify) g_main_loop_unref);
  if (reel_network_thread_is_current (self))
    g_thread_unref (self->thread);
  else
    g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self);
}
