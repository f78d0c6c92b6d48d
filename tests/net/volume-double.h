/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A GVolumeMonitor that says what a test wants, and a mount that has nothing but a root. */
GVolumeMonitor *volume_double_new       (void);
void            volume_double_add       (GVolumeMonitor *self,
                                         const char     *path);
void            volume_double_leave     (GVolumeMonitor *self,
                                         const char     *path);
void            volume_double_remove    (GVolumeMonitor *self,
                                         const char     *path);

G_END_DECLS
