/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The file of a network, as data/models/tools/reelnn.py writes it. All numbers are little-endian; bytes that are not named
 * are 0. Four tables follow the header without a gap, then the values of the weights.
 *
 *   header    64 bytes   8 magic · u32 version · u32 tensors · u32 weights · u32 operators · u32 outputs · 4 · u64 size of the file
 *   tensor    32 bytes   u32 type · u32 height · u32 width · u32 channels · f32 scale · i32 zero · 8
 *   weights   32 bytes   u32 type · u32 rows · u32 columns · f32 scale · i32 zero · 4 · u64 offset of the values in the file
 *   operator  96 bytes   u32 kind · u32 activation · f32 alpha · u32 number of inputs · 8 × u32 input · u32 output ·
 *                        u32 weights · u32 bias · 2 × u32 kernel · 2 × u32 stride · 2 × u32 padding before · 12
 *   output     4 bytes   u32 tensor
 *
 * Tensor 0 is the input. Every other tensor is written by one operator, before any reads it. The values of a row of
 * weights begin at a multiple of 64; their size follows from type, rows and columns. Pairs are vertical, horizontal.
 *
 * Weights of a convolution: rows are taps (height, width, channels), columns are filters. As S8_PANELS they lie as the
 * kernels read them, so that the file is used as it is mapped: panels of 16 filters, in these blocks of 4 taps, in these 4
 * bytes of each filter; what is beyond the last tap or filter is 0.
 */

#define REEL_NN_FORMAT_MAGIC          "\x89ReelNN\n"
#define REEL_NN_FORMAT_VERSION        1
#define REEL_NN_FORMAT_HEADER_SIZE    64
#define REEL_NN_FORMAT_TENSOR_SIZE    32
#define REEL_NN_FORMAT_WEIGHTS_SIZE   32
#define REEL_NN_FORMAT_OPERATOR_SIZE  96
#define REEL_NN_FORMAT_OUTPUT_SIZE    4
#define REEL_NN_FORMAT_ALIGNMENT      64
#define REEL_NN_FORMAT_NONE           G_MAXUINT32
#define REEL_NN_FORMAT_MAX_INPUTS     8

/* More than any network of ours, and small enough that sizes fit into 64 bits whatever is multiplied. */
#define REEL_NN_MAX_RECORDS       4096
#define REEL_NN_MAX_SIDE          4096
#define REEL_NN_MAX_CHANNELS      8192
#define REEL_NN_MAX_TENSOR_SIZE   ((gsize) 256 << 20)
#define REEL_NN_MAX_ARENA_SIZE    ((gsize) 512 << 20)
#define REEL_NN_MAX_OPERATIONS    ((guint64) 100 * 1000 * 1000 * 1000)
/* Sums of products of bytes then fit into 32 bits, together with what the zero points add. */
#define REEL_NN_MAX_TAPS          32768
/* Sums of an average then fit into 16 bits. */
#define REEL_NN_MAX_POOL_TAPS     256

typedef enum
{
  REEL_NN_WEIGHTS_S8_PANELS = 1,
  REEL_NN_WEIGHTS_F16 = 2,
  REEL_NN_WEIGHTS_F32 = 3,
  REEL_NN_WEIGHTS_I32 = 4,
} ReelNnWeightsType;

/* Weights as the file has them; @values lie in the file's bytes. */
typedef struct
{
  ReelNnWeightsType type;
  guint             rows;
  guint             columns;
  float             scale;
  int               zero;
  const guint8     *values;
} ReelNnWeights;

typedef enum
{
  REEL_NN_CONV = 1,         /* weights, bias; u8 or f32 */
  REEL_NN_DEPTHWISE = 2,    /* a filter a channel; f32 */
  REEL_NN_ADD = 3,          /* the second input may have fewer channels: the rest is 0; f32 */
  REEL_NN_MAX_POOL = 4,     /* what is outside does not count */
  REEL_NN_AVERAGE_POOL = 5, /* the same; u8 */
  REEL_NN_CONCAT = 6,       /* of channels; u8 inputs may have other scales */
  REEL_NN_RESIZE = 7,       /* bilinear, half-pixel centres; f32 */
} ReelNnOperatorKind;

typedef enum
{
  REEL_NN_LINEAR = 0,
  REEL_NN_RELU = 1,
  REEL_NN_LEAKY = 2, /* alpha × value below 0 */
  REEL_NN_SIGMOID = 3,
} ReelNnActivation;

G_END_DECLS
