/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelTokenizerUnigramData:
 * @n_pieces: pieces of the vocabulary
 * @begin, @end, @pad, @unknown: ids that are no text
 * @offsets: (borrowed): little-endian, where each piece begins in @blob, and one more for where the last ends
 * @scores: (borrowed): little-endian floats, a logarithmic probability for each piece
 * @blob: (borrowed): the pieces, in UTF-8
 * @blob_size: its bytes
 * @n_mapped: characters that are replaced
 * @map: (borrowed): an entry each: u32 code point, u8 k, k · u32
 * @map_size: its bytes
 *
 * A vocabulary as it lies in the file; it must outlive the tokenizer.
 */
typedef struct
{
  guint32 n_pieces;
  guint32 begin, end, pad, unknown;
  const guint8 *offsets, *scores, *blob;
  gsize blob_size;
  guint32 n_mapped;
  const guint8 *map;
  gsize map_size;
} ReelTokenizerUnigramData;

typedef struct _ReelTokenizerUnigram ReelTokenizerUnigram;

ReelTokenizerUnigram *reel_tokenizer_unigram_new       (const ReelTokenizerUnigramData *data,
                                                        GError                        **error);
void                  reel_tokenizer_unigram_free      (ReelTokenizerUnigram           *self);
guint32              *reel_tokenizer_unigram_encode    (const ReelTokenizerUnigram     *self,
                                                        const char                     *text,
                                                        gsize                           max_ids,
                                                        gsize                          *n_ids);
char                 *reel_tokenizer_unigram_dup_piece (const ReelTokenizerUnigram     *self,
                                                        guint32                         id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelTokenizerUnigram, reel_tokenizer_unigram_free)

G_END_DECLS
