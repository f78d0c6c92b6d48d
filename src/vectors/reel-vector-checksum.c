/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "vectors/reel-vector-checksum.h"

/*
 * XXH64 with seed 0 (https://github.com/Cyan4973/xxHash, doc/xxhash_spec.md): about as fast as memory is read. It finds
 * accidents; it is not meant to withstand forgery.
 */

#define PRIME_1 G_GUINT64_CONSTANT (0x9E3779B185EBCA87)
#define PRIME_2 G_GUINT64_CONSTANT (0xC2B2AE3D27D4EB4F)
#define PRIME_3 G_GUINT64_CONSTANT (0x165667B19E3779F9)
#define PRIME_4 G_GUINT64_CONSTANT (0x85EBCA77C2B2AE63)
#define PRIME_5 G_GUINT64_CONSTANT (0x27D4EB2F165667C5)

#define LANES 4

static guint64
rotate (guint64 value,
        guint   bits)
{
  return value << bits | value >> (64 - bits);
}

static guint64
read_64 (const guint8 *data)
{
  guint64 value;

  memcpy (&value, data, sizeof value);
  return GUINT64_FROM_LE (value);
}

static guint32
read_32 (const guint8 *data)
{
  guint32 value;

  memcpy (&value, data, sizeof value);
  return GUINT32_FROM_LE (value);
}

static guint64
add_round (guint64 sum,
           guint64 value)
{
  return rotate (sum + value * PRIME_2, 31) * PRIME_1;
}

static guint64
mix (guint64 sum)
{
  sum = (sum ^ sum >> 33) * PRIME_2;
  sum = (sum ^ sum >> 29) * PRIME_3;
  return sum ^ sum >> 32;
}

/**
 * reel_vector_checksum:
 * @data: bytes
 * @size: how many
 *
 * Returns: their XXH64
 */
guint64
reel_vector_checksum (const void *data,
                      gsize       size)
{
  const guint8 *at = data, *end = at + size;
  guint64 sum = PRIME_5;

  if (size >= LANES * 8)
    {
      guint64 lanes[LANES] = { PRIME_1 + PRIME_2, PRIME_2, 0, -PRIME_1 };

      for (; end - at >= LANES * 8; at += LANES * 8)
        for (guint i = 0; i < LANES; i++)
          lanes[i] = add_round (lanes[i], read_64 (at + 8 * i));
      sum = rotate (lanes[0], 1) + rotate (lanes[1], 7) + rotate (lanes[2], 12) + rotate (lanes[3], 18);
      for (guint i = 0; i < LANES; i++)
        sum = (sum ^ add_round (0, lanes[i])) * PRIME_1 + PRIME_4;
    }
  sum += size;
  for (; end - at >= 8; at += 8)
    sum = rotate (sum ^ add_round (0, read_64 (at)), 27) * PRIME_1 + PRIME_4;
  for (; end - at >= 4; at += 4)
    sum = rotate (sum ^ read_32 (at) * PRIME_1, 23) * PRIME_2 + PRIME_3;
  for (; at < end; at++)
    sum = rotate (sum ^ *at * PRIME_5, 11) * PRIME_1;
  return mix (sum);
}
