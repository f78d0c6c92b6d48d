/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _ReelTokenizerBpe ReelTokenizerBpe;

ReelTokenizerBpe *reel_tokenizer_bpe_load      (const char             *folder,
                                                GError                **error);
ReelTokenizerBpe *reel_tokenizer_bpe_from_json (JsonObject             *object,
                                                GError                **error);
void              reel_tokenizer_bpe_free      (ReelTokenizerBpe       *self);
guint32           reel_tokenizer_bpe_get_n_ids (const ReelTokenizerBpe *self);
guint32          *reel_tokenizer_bpe_encode    (const ReelTokenizerBpe *self,
                                                const char             *text,
                                                gsize                   max_ids,
                                                gsize                  *n_ids);
guint32           reel_tokenizer_bpe_get_end   (const ReelTokenizerBpe *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelTokenizerBpe, reel_tokenizer_bpe_free)

G_END_DECLS
