/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-concepts.h"

G_BEGIN_DECLS

/*
 * Words and phrases of English, Traditional and Simplified Chinese and Japanese, and the concepts they stand for.
 * Immutable once made: from any thread.
 */
typedef struct _ReelLexicon ReelLexicon;

ReelLexicon *reel_lexicon_new    (void);
void         reel_lexicon_free   (ReelLexicon *self);
char       **reel_lexicon_encode (ReelLexicon *self,
                                  const char  *text,
                                  double       weights[REEL_N_CONCEPTS]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLexicon, reel_lexicon_free)

G_END_DECLS
