/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "analysis/reel-compared-text.h"

G_BEGIN_DECLS

/* A text with its similarity, as a number and a bar. Signal: "removed" (ReelComparedText): somebody wants it to go. */
#define REEL_TYPE_COMPARED_TEXT_ROW (reel_compared_text_row_get_type ())
G_DECLARE_FINAL_TYPE (ReelComparedTextRow, reel_compared_text_row, REEL, COMPARED_TEXT_ROW, GtkListBoxRow)

GtkWidget *reel_compared_text_row_new (ReelComparedText *text);

G_END_DECLS
