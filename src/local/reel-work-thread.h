/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* When a step is to be called again. */
#define REEL_WORK_AT_ONCE    0
#define REEL_WORK_WHEN_WOKEN (-1)

/* Does one piece of work on the thread. Returns after how many microseconds it is to be called again, unless it is woken
 * before; or one of the above. */
typedef gint64 (*ReelWorkStep) (gpointer data, GCancellable *cancellable);

/* A thread that works off a queue which lies elsewhere, sleeps when that is empty, and can be woken and stopped. */
typedef struct _ReelWorkThread ReelWorkThread;

ReelWorkThread *reel_work_thread_start (const char      *name,
                                        ReelWorkStep     step,
                                        gpointer         data);
void            reel_work_thread_wake  (ReelWorkThread  *self);
/* (transfer full): cancels the work under way, waits for its end, and frees */
void            reel_work_thread_stop  (ReelWorkThread  *self);

G_END_DECLS
