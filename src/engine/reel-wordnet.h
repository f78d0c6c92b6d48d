/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * WordNet's nouns with their senses and what is above them, and which words are verbs, adjectives or adverbs. Mapped from a
 * file (data/words/wordnet.reelwn); never changes: from any thread.
 */
typedef struct _ReelWordnet ReelWordnet;

#define REEL_WORDNET_NONE G_MAXUINT32

typedef enum
{
  REEL_WORDNET_NOUN = 1 << 0,
  REEL_WORDNET_VERB = 1 << 1,
  REEL_WORDNET_ADJECTIVE = 1 << 2,
  REEL_WORDNET_ADVERB = 1 << 3,
} ReelWordnetParts;

/* Lexicographer files of synsets: what kind of thing they are. */
#define REEL_WORDNET_FILE_ANIMAL 5
#define REEL_WORDNET_FILE_FOOD 13
#define REEL_WORDNET_FILE_PLANT 20

/**
 * ReelWordnetAncestor:
 * @synset: a synset
 * @distance: steps to it; 0 is where one began
 */
typedef struct
{
  guint32 synset;
  guint distance;
} ReelWordnetAncestor;

ReelWordnet     *reel_wordnet_load          (const char        *path,
                                             GError           **error);
void             reel_wordnet_free          (ReelWordnet       *self);
guint32          reel_wordnet_find          (const ReelWordnet *self,
                                             const char        *lemma);
const char      *reel_wordnet_get_lemma     (const ReelWordnet *self,
                                             guint32            lemma);
ReelWordnetParts reel_wordnet_get_parts     (const ReelWordnet *self,
                                             guint32            lemma);
const guint32   *reel_wordnet_get_senses    (const ReelWordnet *self,
                                             guint32            lemma,
                                             gsize             *n_senses);
GStrv            reel_wordnet_lemmatise     (const ReelWordnet *self,
                                             const char        *word);
guint32          reel_wordnet_from_offset   (const ReelWordnet *self,
                                             guint32            offset);
guint32          reel_wordnet_get_offset    (const ReelWordnet *self,
                                             guint32            synset);
const char      *reel_wordnet_get_name      (const ReelWordnet *self,
                                             guint32            synset);
guint            reel_wordnet_get_file      (const ReelWordnet *self,
                                             guint32            synset);
const guint32   *reel_wordnet_get_heads     (const ReelWordnet *self,
                                             guint32            synset);
GArray          *reel_wordnet_get_ancestors (const ReelWordnet *self,
                                             guint32            synset,
                                             guint              max_distance);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelWordnet, reel_wordnet_free)

G_END_DECLS
