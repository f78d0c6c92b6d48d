/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reel-bert-model.h"
#include "reel-text-encoder.h"
#include "reel-tokenizer-unigram.h"

G_BEGIN_DECLS

/* What a file of a model has, filled by reel-bert-file.c and never changed then. */
struct _ReelBertModel
{
  /* Owned */
  GMappedFile *file;
  ReelTokenizerUnigram *tokenizer;
  ReelTextEncoder encoder;
  ReelTextNorm norm; /* of the embeddings */
  float *type;       /* of the first type, added to each token */

  /* Borrowed from the file */
  ReelTextMatrix words, positions;
};

gboolean reel_bert_file_read (ReelBertModel *self,
                              GError       **error);

G_END_DECLS
