/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue.h"
#include "search/reel-hit.h"

G_BEGIN_DECLS

/* The hits of a search that somebody has looked at, to tell which of another answer are new. Used on the main thread. */
typedef struct _ReelSeenHits ReelSeenHits;

ReelSeenHits *reel_seen_hits_new    (GBytes        *seen,
                                     GBytes        *known,
                                     ReelCatalogue *catalogue,
                                     const char    *profile);
void          reel_seen_hits_free   (ReelSeenHits  *self);
gboolean      reel_seen_hits_is_new (ReelSeenHits  *self,
                                     ReelHit       *hit);
/* What is kept of the hits that are looked at. */
GBytes       *reel_seen_hits_pack   (GPtrArray     *hits,
                                     gboolean       complete);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelSeenHits, reel_seen_hits_free)

G_END_DECLS
