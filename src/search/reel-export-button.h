/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The button 'Export Timeline' with a menu of formats and of handles: the window's actions `export-timeline` (s: format) and
 * `export-handles` (i: seconds).
 */
#define REEL_TYPE_EXPORT_BUTTON (reel_export_button_get_type ())
G_DECLARE_FINAL_TYPE (ReelExportButton, reel_export_button, REEL, EXPORT_BUTTON, GtkWidget)

GtkWidget *reel_export_button_new (void);

G_END_DECLS
