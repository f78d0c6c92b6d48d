/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-search-reply.h"
#include "library/reel-video.h"

G_BEGIN_DECLS

/*
 * A file may lie in a collection under several ids: sent twice as an answer was lost on the way, or because somebody
 * insisted. Of the clips of an answer this tells those that were there already, in a copy of the same file.
 */
typedef struct _ReelSearchCopies ReelSearchCopies;

ReelSearchCopies *reel_search_copies_new      (void);
void              reel_search_copies_free     (ReelSearchCopies       *self);
gboolean          reel_search_copies_contains (ReelSearchCopies       *self,
                                               const char             *collection_id,
                                               ReelVideo              *video,
                                               const ReelSearchResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelSearchCopies, reel_search_copies_free)

G_END_DECLS
