/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "search/reel-results-page.h"

G_BEGIN_DECLS

/* Lets the files of hits be dragged to another program: a file manager, or an editor. */
void reel_hit_drag_add (ReelResultsPage *page);

G_END_DECLS
