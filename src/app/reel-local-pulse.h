/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Asks the service on this computer now and then whether it still answers: a process may live and not do so. It asks for a job
 * that does not exist, which costs next to nothing and yet takes the way of every call; any answer will do.
 * Signal: silent, once, when there was none for long enough.
 */
#define REEL_TYPE_LOCAL_PULSE (reel_local_pulse_get_type ())
G_DECLARE_FINAL_TYPE (ReelLocalPulse, reel_local_pulse, REEL, LOCAL_PULSE, GObject)

ReelLocalPulse *reel_local_pulse_new           (const char     *base_url,
                                                const char     *key,
                                                guint           interval,
                                                guint           patience);
void            reel_local_pulse_stop          (ReelLocalPulse *self);
guint           reel_local_pulse_get_n_answers (ReelLocalPulse *self);

G_END_DECLS
