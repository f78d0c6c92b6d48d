/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A disk that refuses: what SQLite writes in this process, after disk_double_init(), ends in the result that was set, such
 * as SQLITE_FULL or SQLITE_READONLY; 0 lets it through. Reading is as ever.
 */
void disk_double_init (void);
void disk_double_set  (int result);

G_END_DECLS
