/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * The one place where somebody can allow plain http to another machine: a switch, and what it means.
 * Property: active (boolean, rw), notifies.
 */
#define REEL_TYPE_PLAIN_HTTP_ROW (reel_plain_http_row_get_type ())
G_DECLARE_FINAL_TYPE (ReelPlainHttpRow, reel_plain_http_row, REEL, PLAIN_HTTP_ROW, AdwActionRow)

gboolean reel_plain_http_row_get_active (ReelPlainHttpRow *self);
void     reel_plain_http_row_set_active (ReelPlainHttpRow *self,
                                         gboolean          active);

G_END_DECLS
