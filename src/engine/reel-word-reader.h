/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/reel-concept-bank.h"
#include "engine/reel-query.h"
#include "nn/reel-bert-model.h"

G_BEGIN_DECLS

/*
 * Reads queries: all tables of data/words/, and a text model where there is one. Never changes once it is made: from any
 * thread, several at a time.
 */
typedef struct _ReelWordReader ReelWordReader;

ReelWordReader         *reel_word_reader_new       (const char            *folder,
                                                    ReelBertModel         *model,
                                                    GError               **error);
void                    reel_word_reader_free      (ReelWordReader        *self);
gboolean                reel_word_reader_has_model (const ReelWordReader  *self);
const ReelConceptNodes *reel_word_reader_get_nodes (const ReelWordReader  *self);
const ReelConceptBank  *reel_word_reader_get_bank  (const ReelWordReader  *self);
ReelQuery              *reel_word_reader_read      (const ReelWordReader  *self,
                                                    const char            *text,
                                                    GCancellable          *cancellable,
                                                    GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelWordReader, reel_word_reader_free)

G_END_DECLS
