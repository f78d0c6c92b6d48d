/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/reel-nn-kernels.h"
#include "nn/reel-nn-model.h"

G_BEGIN_DECLS

/**
 * ReelNnMemory:
 *
 * Memory for runs of several networks, one at a time; as large as that which needs most.
 */
typedef struct _ReelNnMemory ReelNnMemory;

ReelNnMemory *reel_nn_memory_new          (void);
void        reel_nn_memory_free           (ReelNnMemory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelNnMemory, reel_nn_memory_free)

/**
 * ReelNnRun:
 *
 * In which one thread at a time runs a network, again and again. For several threads make several.
 */
typedef struct _ReelNnRun ReelNnRun;

ReelNnRun  *reel_nn_run_new               (ReelNnModel *model, const ReelNnKernels *kernels);
ReelNnRun  *reel_nn_run_new_in            (ReelNnModel *model, const ReelNnKernels *kernels, ReelNnMemory *memory);
void        reel_nn_run_free              (ReelNnRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelNnRun, reel_nn_run_free)

gboolean    reel_nn_run_execute           (ReelNnRun *self, const void *input, gsize size, GCancellable *cancellable,
                                           GError **error);
const void *reel_nn_run_get_output        (ReelNnRun *self, guint index);
void        reel_nn_run_get_output_floats (ReelNnRun *self, guint index, float *values);

G_END_DECLS
