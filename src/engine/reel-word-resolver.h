/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-word-lexicon.h"

G_BEGIN_DECLS

/*
 * From a word or compound to the axes that show what it names: by the lexicon, the classes' names, and WordNet up and down.
 * Never changes: from any thread.
 */
typedef struct _ReelWordResolver ReelWordResolver;

/**
 * ReelWordMeaning:
 * @evidence: (owned) (element-type ReelWordEvidence): axes, each once; none where nothing is known
 * @is_loose: whether only something more general, or what its gloss begins with, is known
 * @via: (owned) (nullable): what stood in for it then
 *
 * What a word means to the space.
 */
typedef struct
{
  GArray *evidence;
  gboolean is_loose;
  char *via;
} ReelWordMeaning;

ReelWordResolver *reel_word_resolver_new     (const ReelWordnet      *wordnet,
                                              const ReelConceptNodes *nodes,
                                              const ReelWordLexicon  *lexicon);
void              reel_word_resolver_free    (ReelWordResolver       *self);
ReelWordMeaning  *reel_word_resolver_resolve (const ReelWordResolver *self,
                                              const char             *term,
                                              gboolean                is_modifier);
gboolean          reel_word_resolver_knows   (const ReelWordResolver *self,
                                              const char             *compound);
void              reel_word_meaning_free     (ReelWordMeaning        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelWordResolver, reel_word_resolver_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelWordMeaning, reel_word_meaning_free)

G_END_DECLS
