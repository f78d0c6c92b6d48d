/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reel-tokenizer-bpe.h"

G_BEGIN_DECLS

#define REEL_TOKENIZER_BPE_NONE G_MAXUINT32

/* Two tokens that become one. */
typedef struct
{
  guint32 left, right;
  guint32 rank;   /* lower ones come first */
  guint32 merged; /* REEL_TOKENIZER_BPE_NONE in an empty slot */
} ReelTokenizerBpeMerge;

/* A token that stands for itself in a text. */
typedef struct
{
  char *content;
  guint32 id;
} ReelTokenizerBpeAdded;

/* What a vocabulary comes down to: the names of tokens are not needed once merges are known by number. */
struct _ReelTokenizerBpe
{
  guint32 bytes[256], last_bytes[256]; /* the token of each byte, within a word and at its end */
  ReelTokenizerBpeMerge *merges;       /* (owned): a table of hashes */
  guint32 mask;
  GArray *added; /* (owned): ReelTokenizerBpeAdded */
  guint32 begin, end;
  guint32 n_ids; /* one above the highest */
};

void reel_tokenizer_bpe_add_merge (ReelTokenizerBpe            *self,
                                   const ReelTokenizerBpeMerge *merge);

G_END_DECLS
