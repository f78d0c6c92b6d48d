/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "search/reel-search-bar.h"

G_BEGIN_DECLS

void reel_search_bar_drop_add (ReelSearchBar *bar);

G_END_DECLS
