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
/* Both may be %NULL. */
gboolean reel_results_text_equal  (const char         *one,
                                   const char         *other);

G_END_DECLS
