/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ReelNetworkThread ReelNetworkThread;

ReelNetworkThread *reel_network_thread_new         (void);
GMainContext      *reel_network_thread_get_context (ReelNetworkThread *self);
gboolean           reel_network_thread_is_current  (ReelNetworkThread *self);
void               reel_network_thread_post        (ReelNetworkThread *self,
                                                    GSourceFunc        func,
                                                    gpointer           data,
                                                    GDestroyNotify     data_free);
void               reel_network_thread_stop        (ReelNetworkThread *self);

G_END_DECLS
