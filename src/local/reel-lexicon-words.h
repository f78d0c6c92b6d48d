/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelLexiconEntry:
 * @words: words and phrases of any language, separated by `|`, in lower case; a hyphen is written as a space
 * @concepts: names of reel-concepts.c with a weight each, such as `dark 1, bright -0.5`
 */
typedef struct
{
  const char *words;
  const char *concepts;
} ReelLexiconEntry;

extern const ReelLexiconEntry reel_lexicon_entries[];
extern const guint reel_lexicon_n_entries;

/* Words without a meaning of their own here. */
extern const char *const reel_lexicon_stop_words;
/* Words that turn what comes next into its opposite, and those that do so to what came before. */
extern const char *const reel_lexicon_negations;
extern const char *const reel_lexicon_negating_endings;

G_END_DECLS
