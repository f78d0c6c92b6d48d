/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "reel-bert-output.h"
#include "reel-text-kernels.h"

G_BEGIN_DECLS

typedef struct _ReelBertModel ReelBertModel;

ReelBertModel  *reel_bert_model_load         (const char            *path,
                                              GError               **error);
ReelBertModel  *reel_bert_model_load_with    (const char            *path,
                                              const ReelTextKernels *kernels,
                                              GError               **error);
ReelBertModel  *reel_bert_model_ref          (ReelBertModel         *self);
void            reel_bert_model_unref        (ReelBertModel         *self);
gsize           reel_bert_model_get_dims     (const ReelBertModel   *self);
const char     *reel_bert_model_get_kernels  (const ReelBertModel   *self);
guint32        *reel_bert_model_tokenize     (const ReelBertModel   *self,
                                              const char            *text,
                                              gsize                 *n_ids);
char           *reel_bert_model_dup_piece    (const ReelBertModel   *self,
                                              guint32                id);
ReelBertOutput *reel_bert_model_run          (const ReelBertModel   *self,
                                              const char            *text,
                                              GCancellable          *cancellable,
                                              GError               **error);
gboolean        reel_bert_model_encode       (const ReelBertModel   *self,
                                              const char            *text,
                                              float                 *vector,
                                              GCancellable          *cancellable,
                                              GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelBertModel, reel_bert_model_unref)

G_END_DECLS
