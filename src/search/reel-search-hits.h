/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue.h"
#include "search/reel-search-query.h"

G_BEGIN_DECLS

/* What people see of an answer. */
GPtrArray *reel_search_hits_new (ReelCatalogue    *catalogue,
                                 const char       *profile,
                                 ReelSearchAnswer *answer,
                                 guint            *n_hidden);

G_END_DECLS
