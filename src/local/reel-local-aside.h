/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A database that is damaged, and the copies of its videos, in a folder beside the one that is begun instead. */

char   *reel_local_aside_take    (const char  *data_dir,
                                  GError     **error);
guint64 reel_local_aside_measure (const char  *data_dir);
guint64 reel_local_aside_remove  (const char  *data_dir);

G_END_DECLS
