/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * How far an export is, with its remaining time when that is more than ten seconds, and a button to stop it. Signal:
 * "cancelled".
 */
#define REEL_TYPE_EXPORT_BAR (reel_export_bar_get_type ())
G_DECLARE_FINAL_TYPE (ReelExportBar, reel_export_bar, REEL, EXPORT_BAR, AdwBin)

void reel_export_bar_begin        (ReelExportBar *self,
                                   const char    *name);
void reel_export_bar_set_fraction (ReelExportBar *self,
                                   double         fraction);
void reel_export_bar_end          (ReelExportBar *self);

G_END_DECLS
