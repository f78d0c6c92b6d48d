/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The first run: one page with two doors. Signals: "use-this-computer", "connect". */
#define REEL_TYPE_WELCOME_PAGE (reel_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (ReelWelcomePage, reel_welcome_page, REEL, WELCOME_PAGE, AdwBin)

G_END_DECLS
