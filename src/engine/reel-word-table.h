/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GPtrArray *reel_word_table_load  (const char *path,
                                  guint       n_columns,
                                  GError    **error);
void       reel_word_table_error (GError    **error,
                                  const char *path,
                                  guint       row,
                                  const char *what);

G_END_DECLS
