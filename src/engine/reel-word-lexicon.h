/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-concept-nodes.h"
#include "engine/reel-wordnet.h"

G_BEGIN_DECLS

/*
 * Words and phrases of any language that are written by hand: what is measured and hints at classes, words that ask for
 * nothing, words that negate. Never changes once it is loaded: from any thread.
 */
typedef struct _ReelWordLexicon ReelWordLexicon;

/**
 * ReelWordEvidence:
 * @axis: an axis of the space
 * @weight: how much it speaks for the word; below 0 against it
 */
typedef struct
{
  guint axis;
  float weight;
} ReelWordEvidence;

/**
 * ReelWordRole:
 * @REEL_WORD_ROLE_NONE: not in the lexicon
 * @REEL_WORD_ROLE_EVIDENCE: it stands for something
 * @REEL_WORD_ROLE_STOP: it asks for nothing
 * @REEL_WORD_ROLE_NOT: it negates what follows
 * @REEL_WORD_ROLE_NOT_BEFORE: it negates what is before it
 */
typedef enum
{
  REEL_WORD_ROLE_NONE,
  REEL_WORD_ROLE_EVIDENCE,
  REEL_WORD_ROLE_STOP,
  REEL_WORD_ROLE_NOT,
  REEL_WORD_ROLE_NOT_BEFORE,
} ReelWordRole;

#define REEL_WORD_LEXICON_MAX_PHRASE 4 /* words */

ReelWordLexicon *reel_word_lexicon_load         (const char             *path,
                                                 const ReelConceptNodes *nodes,
                                                 GError                **error);
void             reel_word_lexicon_free         (ReelWordLexicon        *self);
ReelWordRole     reel_word_lexicon_get_role     (const ReelWordLexicon  *self,
                                                 const char             *phrase,
                                                 const char             *language);
GArray          *reel_word_lexicon_get_evidence (const ReelWordLexicon  *self,
                                                 const char             *phrase);
GArray          *reel_word_lexicon_get_foreign  (const ReelWordLexicon  *self,
                                                 const char             *phrase,
                                                 const char             *language);
GStrv            reel_word_lexicon_list_forms   (const ReelWordLexicon  *self,
                                                 const ReelWordnet      *wordnet,
                                                 const char             *word);
char            *reel_word_lexicon_find_phrase  (const ReelWordLexicon  *self,
                                                 const ReelWordnet      *wordnet,
                                                 const char * const     *words,
                                                 guint                   n_words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelWordLexicon, reel_word_lexicon_free)

G_END_DECLS
