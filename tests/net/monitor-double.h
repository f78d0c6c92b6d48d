/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A GNetworkMonitor that says what a test wants; full and unmetered at first. */
#define MONITOR_TYPE_DOUBLE (monitor_double_get_type ())
G_DECLARE_FINAL_TYPE (MonitorDouble, monitor_double, MONITOR, DOUBLE, GObject)

MonitorDouble *monitor_double_new (void);
/* Notifies of what is new. */
void           monitor_double_set (MonitorDouble *self, GNetworkConnectivity connectivity, gboolean metered);

G_END_DECLS
