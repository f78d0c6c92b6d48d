/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "nn/reel-nn-tensor.h"

G_BEGIN_DECLS

/**
 * ReelNnModel:
 *
 * A network read from a file: its operators and weights. It never changes after loading, so that any number of threads may
 * run it at once, each by a #ReelNnRun of its own.
 */
typedef struct _ReelNnModel ReelNnModel;

ReelNnModel        *reel_nn_model_new_from_file      (const char *path, GError **error);
ReelNnModel        *reel_nn_model_new_from_bytes     (GBytes *bytes, GError **error);
ReelNnModel        *reel_nn_model_ref                (ReelNnModel *self);
void                reel_nn_model_unref              (ReelNnModel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelNnModel, reel_nn_model_unref)

const ReelNnTensor *reel_nn_model_get_input          (ReelNnModel *self);
guint               reel_nn_model_get_n_outputs      (ReelNnModel *self);
const ReelNnTensor *reel_nn_model_get_output         (ReelNnModel *self, guint index);
guint64             reel_nn_model_get_n_operations   (ReelNnModel *self);
gsize               reel_nn_model_get_arena_size     (ReelNnModel *self);

G_END_DECLS
