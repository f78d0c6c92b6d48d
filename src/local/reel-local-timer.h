/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Goes off once, some time after it was last wound up, in the main context of the thread that made it; nothing wakes up before.
 * May be wound up from any thread.
 */
typedef struct _ReelLocalTimer ReelLocalTimer;

ReelLocalTimer *reel_local_timer_new    (guint           seconds,
                                         GSourceFunc     elapsed,
                                         gpointer        user_data);
void            reel_local_timer_free   (ReelLocalTimer *self);
void            reel_local_timer_wind   (ReelLocalTimer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLocalTimer, reel_local_timer_free)

G_END_DECLS
