/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/reel-nn-format.h"
#include "nn/reel-nn-model.h"

G_BEGIN_DECLS

/* A panel is 16 filters; rows of sums are whole panels. */
#define REEL_NN_PANEL 16
#define REEL_NN_ROUND_UP(number, multiple) (((number) + (multiple) - 1) / (multiple) * (multiple))
/* For vectors of any kernel, and so that no two tensors share a cache line. */
#define REEL_NN_ALIGNMENT 64

/* One step of a network. The first group is what the file says, checked; the second is made of it when the network loads. */
typedef struct
{
  ReelNnOperatorKind kind;
  ReelNnActivation   activation;
  float              alpha;
  guint              n_inputs;
  guint              inputs[REEL_NN_FORMAT_MAX_INPUTS];
  guint              output;
  guint              kernel[2];
  guint              stride[2];
  guint              padding[2];
  guint32            weights_index; /* or REEL_NN_FORMAT_NONE */
  guint32            bias_index;

  const gint8       *panels_s8;     /* (borrowed from the bytes) (nullable) */
  int                weights_zero;
  float              rescale;       /* of a sum of products to a byte of the output */
  gint32            *terms;         /* (owned) (nullable): a filter's share that no pixel changes */
  const guint8      *halves;        /* (borrowed from the bytes) (nullable): rows of a convolution, unpacked by each run */
  float             *floats;        /* (owned) (nullable): panels of a convolution, rows of a depthwise one */
  float             *bias;          /* (owned) (nullable), whole panels */
} ReelNnOperator;

/* Where things lie in the memory of a run. */
typedef struct
{
  gsize *offsets; /* (owned): of each tensor */
  gsize  scratch; /* offset of what an operator may use for itself, at the end */
  gsize  size;
} ReelNnPlan;

struct _ReelNnModel
{
  gatomicrefcount ref_count;
  GBytes         *bytes;     /* (owned) */

  ReelNnTensor   *tensors;   /* (owned) */
  guint           n_tensors;
  ReelNnWeights  *weights;   /* (owned) */
  guint           n_weights;
  ReelNnOperator *operators; /* (owned) */
  guint           n_operators;
  guint          *outputs;   /* (owned) */
  guint           n_outputs;

  guint64         n_operations;
  ReelNnPlan      plan;
};

/* The taps of a filter, as the kernels for bytes read them. */
static inline gsize
reel_nn_padded_taps (gsize taps)
{
  return REEL_NN_ROUND_UP (taps, 4);
}

/* reel-nn-reader.c: fills the tables of @self from its bytes. */
gboolean reel_nn_reader_read      (ReelNnModel *self, GError **error);

/* reel-nn-check.c: that types, shapes and weights of @op fit together, and how many multiplications it is. */
gboolean reel_nn_check_operator   (ReelNnModel *self, ReelNnOperator *op, guint64 *n_operations, GError **error);

/* reel-nn-weights.c: makes the second group of @op; reel_nn_operator_clear() frees it. What lies in the bytes is found first, as
 * the plan of memory depends on it. */
void     reel_nn_operator_find    (ReelNnModel *self, ReelNnOperator *op);
gboolean reel_nn_operator_prepare (ReelNnModel *self, ReelNnOperator *op, GError **error);
void     reel_nn_operator_clear   (ReelNnOperator *op);

/* reel-nn-plan.c */
gboolean reel_nn_plan_make        (ReelNnModel *self, ReelNnPlan *plan, GError **error);
void     reel_nn_plan_clear       (ReelNnPlan *plan);

G_END_DECLS
