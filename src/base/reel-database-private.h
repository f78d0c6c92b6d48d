/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/reel-database.h"

G_BEGIN_DECLS

/* reel-database-file.c: for reel_database_open() */
gboolean reel_database_migrate        (sqlite3             *db,
                                       const char * const  *migrations,
                                       GError             **error);
gboolean reel_database_set_up_journal (sqlite3             *db,
                                       GError             **error);

G_END_DECLS
