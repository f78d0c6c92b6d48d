/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The file of a space: a header, then blocks, each written by one call. It is a copy of what the database has, for this
 * computer only, so numbers lie in the byte order of the processor, and a file of the other order counts as damaged.
 *
 *   header     ReelVectorFileHeader
 *   block      ReelVectorBlockHeader, then
 *     VECTORS: 'count' ReelVectorEntry, filled up to a multiple of 64 bytes; 'count' times 'stride' bytes, the vectors
 *     DEAD:    'count' guint32, the numbers of deleted entries, filled up to a multiple of 64 bytes
 *
 * Entries are numbered through the file, from 0. Everything begins at a multiple of 64 bytes, a line of the cache.
 */

#define REEL_VECTOR_FORMAT_MAGIC       "reelvec\n"
#define REEL_VECTOR_FORMAT_BLOCK_MAGIC 0x4b434c42u
#define REEL_VECTOR_FORMAT_ORDER       0x01020304u
#define REEL_VECTOR_FORMAT_VERSION     1u
#define REEL_VECTOR_FORMAT_ALIGN       64u

/* With these limits no product of sizes leaves 64 bits, and no sum of products leaves 32 (see reel-vector-query.c). */
#define REEL_VECTOR_MAX_DIMS    16384u
#define REEL_VECTOR_MAX_ID      223u
#define REEL_VECTOR_MAX_ENTRIES (G_MAXUINT32 - 1)

/* The most bytes that a writer puts into one block: it has them in memory. */
#define REEL_VECTOR_BLOCK_BYTES (8u << 20)

typedef struct
{
  char    magic[8];
  guint32 order;
  guint32 version;
  guint32 dims;
  guint32 stride; /* bytes a vector: dims, filled up to a multiple of 64 */
  char    id[REEL_VECTOR_MAX_ID + 1];
  guint64 checksum; /* of what comes before it */
} ReelVectorFileHeader;

typedef enum
{
  REEL_VECTOR_BLOCK_VECTORS = 1,
  REEL_VECTOR_BLOCK_DEAD = 2,
} ReelVectorBlockKind;

typedef struct
{
  guint32 magic;
  guint32 kind;
  guint32 count;
  guint32 first; /* how many entries the file has before this block */
  guint64 payload_checksum;
  guint64 reserved[4]; /* 0 */
  guint64 checksum;    /* of what comes before it */
} ReelVectorBlockHeader;

/*
 * A vector of length 1 is 'scale' times its bytes, and 'peak' more in the dimension 'peak_index', whose byte is 0. The
 * largest value stands apart: one that is much larger than the others (the slack dimension of our concepts, the outlier of
 * many networks) would make their steps coarse.
 */
typedef struct
{
  guint64 key;
  guint64 group;
  float   scale;
  float   peak;
  guint32 peak_index;
  guint32 reserved; /* 0 */
} ReelVectorEntry;

G_STATIC_ASSERT (sizeof (ReelVectorFileHeader) == 256);
G_STATIC_ASSERT (sizeof (ReelVectorBlockHeader) == 64);
G_STATIC_ASSERT (sizeof (ReelVectorEntry) == 32);

static inline guint64
reel_vector_format_align (guint64 size)
{
  return (size + REEL_VECTOR_FORMAT_ALIGN - 1) / REEL_VECTOR_FORMAT_ALIGN * REEL_VECTOR_FORMAT_ALIGN;
}

/* Bytes of a block's entries or numbers, before the vectors. */
static inline guint64
reel_vector_format_table_size (ReelVectorBlockKind kind,
                               guint32             count)
{
  guint64 item = kind == REEL_VECTOR_BLOCK_VECTORS ? sizeof (ReelVectorEntry) : sizeof (guint32);

  return reel_vector_format_align (count * item);
}

/* Bytes of a block after its header. */
static inline guint64
reel_vector_format_payload_size (ReelVectorBlockKind kind,
                                 guint32             count,
                                 gsize               stride)
{
  return reel_vector_format_table_size (kind, count) + (kind == REEL_VECTOR_BLOCK_VECTORS ? (guint64) count * stride : 0);
}

G_END_DECLS
