/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "media/reel-start-timecode-private.h"

/*
 * Of MXF files: SMPTE ST 377-1. The header's metadata are sets of tagged values, which refer to each other by ids:
 *
 *   Material Package → Track → Sequence → Timecode Component: start, frames a second, drop-frame
 *
 * The material package is what is to be seen; the source packages are what it was made of, and begin elsewhere as a rule.
 * They are read where it has no timecode.
 */

#define ID_LENGTH 16
#define MOST_SETS 512
#define LARGEST_SET (16 * 1024)

enum
{
  MATERIAL_PACKAGE = 0x36,
  SOURCE_PACKAGE = 0x37,
  TRACK = 0x3b,
  SEQUENCE = 0x0f,
  TIMECODE = 0x14,
};

/* A set that matters here. */
typedef struct
{
  guint8 kind;
  guint8 id[ID_LENGTH];
  GBytes *value; /* (owned) */
} Set;

static void
set_clear (gpointer data)
{
  Set *self = data;

  g_clear_pointer (&self->value, g_bytes_unref);
}

/* (nullable): what is under @tag */
static const guint8 *
find_value (GBytes  *set,
            guint    tag,
            gsize   *length)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (set, &size);

  for (gsize at = 0; at + 4 <= size;)
    {
      gsize own = (gsize) data[at + 2] << 8 | data[at + 3];

      if (own > size - at - 4)
        return NULL;
      if (((guint) data[at] << 8 | data[at + 1]) == tag)
        {
          *length = own;
          return data + at + 4;
        }
      at += 4 + own;
    }
  return NULL;
}

static const Set *
find_set (GArray       *sets,
          guint8        kind,
          const guint8 *id)
{
  for (guint i = 0; i < sets->len; i++)
    {
      const Set *set = &g_array_index (sets, Set, i);

      if (set->kind == kind && memcmp (set->id, id, ID_LENGTH) == 0)
        return set;
    }
  return NULL;
}

/* (transfer full) (nullable) */
static ReelStartTimecode *
read_component (const Set *component,
                const Set *track)
{
  gsize start_length = 0, base_length = 0, drop_length = 0, rate_length = 0;
  const guint8 *start = find_value (component->value, 0x1501, &start_length);
  const guint8 *base = find_value (component->value, 0x1502, &base_length);
  const guint8 *drop = find_value (component->value, 0x1503, &drop_length);
  const guint8 *rate = find_value (track->value, 0x4b01, &rate_length);
  ReelTimebase timebase;
  guint nominal, n, d;

  if (start == NULL || start_length != 8 || base == NULL || base_length != 2)
    return NULL;
  nominal = (guint) reel_timecode_reader_number (base, 2);
  n = nominal;
  d = 1;
  /* 30 a second may be 29.97: the track says, where it counts by pictures. */
  if (rate != NULL && rate_length == 8)
    {
      guint track_n = (guint) reel_timecode_reader_number (rate, 4), track_d = (guint) reel_timecode_reader_number (rate + 4, 4);

      if (track_d > 0 && ((guint64) track_n + track_d / 2) / track_d == nominal)
        {
          n = track_n;
          d = track_d;
        }
    }
  if (nominal == 0)
    return NULL;
  timebase = reel_timebase_new (n, d, drop != NULL && drop_length == 1 && drop[0] != 0);
  return reel_start_timecode_new (&timebase, (gint64) reel_timecode_reader_number (start, 8) %
                                               reel_timebase_frames_per_day (&timebase));
}

/* What an array of references refers to: calls of @number from 0 on give one after the other; %NULL behind the last. */
static const Set *
follow (GArray    *sets,
        const Set *from,
        guint      tag,
        guint8     kind,
        guint      number)
{
  gsize length = 0;
  const guint8 *value = find_value (from->value, tag, &length);
  guint seen = 0;

  if (value == NULL || length < 8)
    return NULL;
  for (gsize at = 8; at + ID_LENGTH <= length; at += ID_LENGTH)
    {
      const Set *set = find_set (sets, kind, value + at);

      if (set != NULL && seen++ == number)
        return set;
    }
  return NULL;
}

static ReelStartTimecode *
read_package (GArray    *sets,
              const Set *package)
{
  const Set *track, *component;

  for (guint i = 0; (track = follow (sets, package, 0x4403, TRACK, i)) != NULL; i++)
    {
      gsize length = 0;
      const guint8 *id = find_value (track->value, 0x4803, &length);
      const Set *sequence = id != NULL && length == ID_LENGTH ? find_set (sets, SEQUENCE, id) : NULL;

      component = sequence != NULL                      ? follow (sets, sequence, 0x1001, TIMECODE, 0)
                  : id != NULL && length == ID_LENGTH ? find_set (sets, TIMECODE, id)
                                                      : NULL;
      if (component != NULL)
        {
          ReelStartTimecode *self = read_component (component, track);

          if (self != NULL)
            return self;
        }
    }
  return NULL;
}

/* A key, and a length in BER; whether there is a whole triplet. */
static gboolean
next_triplet (ReelTimecodeReader *reader,
              guint64            *at,
              guint8              key[ID_LENGTH],
              guint64            *length)
{
  guint8 data[ID_LENGTH + 9] = { 0 };
  guint n = 1;

  if (*at > reader->size || reader->size - *at < ID_LENGTH + 1 ||
      !reel_timecode_reader_read_at (reader, *at, data, (gsize) MIN (reader->size - *at, sizeof data)))
    return FALSE;
  *length = data[ID_LENGTH];
  if (*length >= 0x80)
    {
      n = 1 + (guint) (*length & 0x7f);
      if (n < 2 || n > 9)
        return FALSE;
      *length = reel_timecode_reader_number (data + ID_LENGTH + 1, n - 1);
    }
  *at += ID_LENGTH + n;
  memcpy (key, data, ID_LENGTH);
  return *at <= reader->size && *length <= reader->size - *at;
}

static const guint8 partition[] = { 0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01, 0x02 };
static const guint8 metadata[] = { 0x06, 0x0e, 0x2b, 0x34, 0x02, 0x53, 0x01, 0x01, 0x0d, 0x01, 0x01, 0x01, 0x01, 0x01 };

static gboolean
is_of (const guint8 *key,
       const guint8 *prefix,
       gsize         length)
{
  /* The eighth byte is a version. */
  return memcmp (key, prefix, 7) == 0 && memcmp (key + 8, prefix + 8, length - 8) == 0;
}

/* Where the header's metadata begin. */
static gboolean
find_header (ReelTimecodeReader *reader,
             guint64            *at)
{
  guint8 key[ID_LENGTH];
  guint64 size;

  *at = 0;
  if (!next_triplet (reader, at, key, &size) || !is_of (key, partition, sizeof partition))
    return FALSE;
  *at += size;
  return TRUE;
}

ReelStartTimecode *
reel_start_timecode_of_mxf (ReelTimecodeReader *reader)
{
  static const guint8 kinds[] = { MATERIAL_PACKAGE, SOURCE_PACKAGE };
  g_autoptr (GArray) sets = g_array_new (FALSE, TRUE, sizeof (Set));
  ReelStartTimecode *self = NULL;
  guint8 key[ID_LENGTH];
  guint64 at, length;

  if (!find_header (reader, &at))
    return NULL;
  g_array_set_clear_func (sets, set_clear);
  while (sets->len < MOST_SETS && next_triplet (reader, &at, key, &length))
    {
      if (key[4] == 0x01 && key[8] == 0x0d)
        break; /* essence: the header is over */
      if (is_of (key, metadata, sizeof metadata) && length <= LARGEST_SET && length > 0 &&
          (key[14] == MATERIAL_PACKAGE || key[14] == SOURCE_PACKAGE || key[14] == TRACK || key[14] == SEQUENCE ||
           key[14] == TIMECODE))
        {
          guint8 *data = g_malloc ((gsize) length);
          Set set = { .kind = key[14], .value = g_bytes_new_take (data, (gsize) length) };
          const guint8 *id;
          gsize id_length = 0;

          if (reel_timecode_reader_read_at (reader, at, data, (gsize) length) &&
              (id = find_value (set.value, 0x3c0a, &id_length)) != NULL && id_length == ID_LENGTH)
            {
              memcpy (set.id, id, ID_LENGTH);
              g_array_append_val (sets, set);
            }
          else
            set_clear (&set);
        }
      else if (is_of (key, partition, 13) && key[13] != 0x02 && key[13] != 0x05)
        break; /* another partition */
      at += length;
    }
  for (gsize k = 0; self == NULL && k < G_N_ELEMENTS (kinds); k++)
    for (guint i = 0; self == NULL && i < sets->len; i++)
      {
        const Set *set = &g_array_index (sets, Set, i);

        if (set->kind == kinds[k])
          self = read_package (sets, set);
      }
  return self;
}
