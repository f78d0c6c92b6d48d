/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-word-hash.h"
#include "engine/reel-word-reader.h"
#include "engine/reel-word-resolver.h"
#include "engine/reel-word-tokens.h"

G_BEGIN_DECLS

struct _ReelWordReader
{
  ReelWordnet *wordnet;         /* (owned) */
  ReelConceptNodes *nodes;      /* (owned) */
  ReelConceptBank *bank;        /* (owned) */
  ReelWordLexicon *lexicon;     /* (owned) */
  ReelWordResolver *resolver;   /* (owned) */
  ReelBertModel *model;         /* (owned) (nullable) */
  GPtrArray *evidence;          /* (owned) (element-type GArray of ReelWordEvidence): of each concept */
};

const GArray *reel_word_reader_get_evidence (const ReelWordReader *self,
                                             guint                 concept);

G_END_DECLS
