/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * A line across the content that says what is wrong, with a button that mends it (libadwaita has one from 1.3 on).
 * Signal: "activated" (the button).
 */
#define REEL_TYPE_BANNER (reel_banner_get_type ())
G_DECLARE_FINAL_TYPE (ReelBanner, reel_banner, REEL, BANNER, AdwBin)

void reel_banner_show (ReelBanner *self,
                       const char *text,
                       const char *button);
void reel_banner_hide (ReelBanner *self);

G_END_DECLS
