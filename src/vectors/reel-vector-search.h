/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "vectors/reel-vector-kernels.h"
#include "vectors/reel-vector-match.h"
#include "vectors/reel-vector-query.h"
#include "vectors/reel-vector-view.h"

G_BEGIN_DECLS

/**
 * ReelVectorFilter:
 * @group: a group
 * @user_data: the caller's
 *
 * Called from several threads at once, about once for each run of vectors of one group.
 *
 * Returns: whether vectors of @group are looked at
 */
typedef gboolean (*ReelVectorFilter) (guint64  group,
                                      gpointer user_data);

/**
 * ReelVectorSearch:
 * @top_k: the most matches
 * @least: matches are at least this similar, -1 for all
 * @n_threads: threads to search with, the caller's among them; 0 for one a processor
 * @filter: (nullable) (scope call): which groups are looked at
 * @filter_data: for @filter
 *
 * What is wanted of a search.
 */
typedef struct
{
  guint            top_k;
  float            least;
  guint            n_threads;
  ReelVectorFilter filter;
  gpointer         filter_data;
} ReelVectorSearch;

GArray *reel_vector_search_run (const ReelVectorSearch  *self,
                                ReelVectorView          *view,
                                const ReelVectorQuery   *query,
                                const ReelVectorKernels *kernels,
                                GCancellable            *cancellable,
                                GError                 **error);

G_END_DECLS
