/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is said in words about the hits of a search. */

/* “7 hits in 4 videos, 2 hits of hidden videos” */
char    *reel_results_text_count  (guint               n_hits,
                                   guint               n_videos,
                                   guint               n_hidden);
/* (nullable): “2 hits of hidden videos”, where there are some */
char    *reel_results_text_hidden (guint               n_hidden);
/* (nullable): the words in quotation marks, where there are some */
char    *reel_results_text_words  (const char * const *words);
/* (nullable): sentences about words that a service did not understand, or took for something near */
char    *reel_results_text_unknown (const char * const *words);
char    *reel_results_text_loose   (const char * const *words);
/* (nullable): “3 sure matches · 9 possible”, where not all are sure */
char    *reel_results_text_sureness (guint              n_sure,
                                   guint               n_possible);
/* Both may be %NULL. */
gboolean reel_results_text_equal  (const char         *one,
                                   const char         *other);

G_END_DECLS
