/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-search-reply.h"

/**
 * reel_search_result_free:
 * @self: (transfer full) (nullable): a result
 *
 * Frees a result.
 */
void
reel_search_result_free (ReelSearchResult *self)
{
  if (self == NULL)
    return;
  g_free (self->video_id);
  g_strfreev (self->reasons);
  g_free (self);
}

/**
 * reel_search_reply_free:
 * @self: (transfer full) (nullable): a reply
 *
 * Frees a reply with all its results.
 */
void
reel_search_reply_free (ReelSearchReply *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_strfreev (self->unknown_words);
  g_strfreev (self->used_words);
  g_strfreev (self->loose_words);
  g_free (self);
}
