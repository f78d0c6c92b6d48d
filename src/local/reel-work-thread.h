/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Does one piece of work on the thread. Returns whether there was one: then it is called again at once. */
typedef gboolean (*ReelWorkStep) (gpointer data, GCancellable *cancellable);

/* A thread that works off a queue which lies elsewhere, sleeps when that is empty, and can be woken and stopped. */
typedef struct _ReelWorkThread ReelWorkThread;

ReelWorkThread *reel_work_thread_start (const char      *name,
                                        ReelWorkStep     step,
                                        gpointer         data);
void            reel_work_thread_wake  (ReelWorkThread  *self);
/* (transfer full): cancels the work under way, waits for its end, and frees */
void            reel_work_thread_stop  (ReelWorkThread  *self);

G_END_DECLS
