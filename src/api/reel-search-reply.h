/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ReelSearchResult:
 * @video_id: whose clip
 * @similarity: as the server gave it; usually -1…1
 * @has_times: whether the server said which clip; if not, the hit is the whole video
 * @start: seconds from the first frame; 0 without times
 * @end: seconds; equal to @start where the server gave one point
 * @is_possible: the service says that a hit of this similarity is possible, and not sure
 * @reasons: (nullable) (array zero-terminated=1): what spoke for it, the strongest first
 */
typedef struct
{
  char *video_id;
  double similarity;
  gboolean has_times;
  double start, end;
  gboolean is_possible;
  char **reasons;
} ReelSearchResult;

/**
 * ReelSearchReply:
 * @results: (element-type ReelSearchResult): in the server's order
 * @unknown_words: (nullable) (array zero-terminated=1): words that the service says it does not understand
 * @used_words: (nullable) (array zero-terminated=1): words that it took for what they say
 * @loose_words: (nullable) (array zero-terminated=1): words that it took for something near
 * @only_negative: whether the query says only what is not wanted, so that nothing can be found
 *
 * All but the results is said by the service of this program only.
 */
typedef struct
{
  GPtrArray *results;
  char **unknown_words, **used_words, **loose_words;
  gboolean only_negative;
} ReelSearchReply;

void reel_search_result_free (ReelSearchResult *self);
void reel_search_reply_free  (ReelSearchReply  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelSearchReply, reel_search_reply_free)

G_END_DECLS
