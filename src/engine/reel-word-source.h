/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-word-reader.h"

G_BEGIN_DECLS

/* A word reader that is loaded when it is needed, and can go again while others still use it. From any thread. */
typedef struct _ReelWordSource ReelWordSource;

/**
 * ReelSharedWords:
 * @reader: (transfer none): what reads queries, as long as this is held
 *
 * A reader that goes when the last call that uses it has ended.
 */
typedef struct
{
  ReelWordReader *reader; /* (owned) */
} ReelSharedWords;

ReelWordSource  *reel_word_source_new    (const char       *models,
                                          const char       *words);
void             reel_word_source_free   (ReelWordSource   *self);
ReelSharedWords *reel_word_source_get    (ReelWordSource   *self,
                                          GError          **error);
ReelSharedWords *reel_word_source_peek   (ReelWordSource   *self);
void             reel_word_source_trim   (ReelWordSource   *self);
void             reel_shared_words_unref (ReelSharedWords  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelWordSource, reel_word_source_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelSharedWords, reel_shared_words_unref)

G_END_DECLS
