/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/reel-compared-text.h"

G_BEGIN_DECLS

/*
 * The texts that a video is compared with: a GListModel of ReelComparedText, the one typed last first. Used on
 * the main thread only. Other vectors are compared with the same texts; another service is asked for new vectors of them.
 */
#define REEL_TYPE_COMPARISON (reel_comparison_get_type ())
G_DECLARE_FINAL_TYPE (ReelComparison, reel_comparison, REEL, COMPARISON, GObject)

ReelComparison *reel_comparison_new         (void);
void            reel_comparison_set_client  (ReelComparison   *self,
                                             ReelClient       *client);
void            reel_comparison_set_vectors (ReelComparison   *self,
                                             ReelEmbedding    *vectors);
gboolean        reel_comparison_add         (ReelComparison   *self,
                                             const char       *text);
void            reel_comparison_remove      (ReelComparison   *self,
                                             ReelComparedText *text);

G_END_DECLS
