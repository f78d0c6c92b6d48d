/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "local/reel-wire-message.h"
#include "media/reel-shot-cutter.h"

/* A clip of more has nonsense in it. Bytes of a tag's words; tags of a clip. */
#define LONGEST_WORD 160
#define MOST_TAGS 128

/* Bytes that can be read in a clip. */
#define LONGEST_TEXT 16384

/* Words of tags stay in memory for ever. There are about 1,300; of new ones no more than this are believed. */
#define MOST_WORDS 10000

/* Rounding, in seconds and in the square of a vector's length. */
#define TIME_SLACK 1e-3
#define LENGTH_SLACK 0.02

struct _ReelWireMessage
{
  guint8 type;
  GByteArray *bytes; /* (owned) */
  gsize at;          /* what was got so far */
  gboolean broken;   /* a value was not there */
};

/**
 * reel_wire_message_new:
 * @type: what it says
 *
 * Returns: (transfer full): a message without values
 */
ReelWireMessage *
reel_wire_message_new (ReelWireType type)
{
  ReelWireMessage *self = g_new0 (ReelWireMessage, 1);

  self->type = (guint8) type;
  self->bytes = g_byte_array_new ();
  return self;
}

/**
 * reel_wire_message_new_read:
 * @type: as it was received
 * @bytes: (array length=size): the values; copied
 * @size: how many bytes, %REEL_WIRE_LONGEST at most
 *
 * Returns: (transfer full): a received message
 */
ReelWireMessage *
reel_wire_message_new_read (guint8        type,
                            const guint8 *bytes,
                            gsize         size)
{
  ReelWireMessage *self = reel_wire_message_new (type);

  g_byte_array_append (self->bytes, bytes, (guint) size);
  return self;
}

/**
 * reel_wire_message_free:
 * @self: (transfer full) (nullable): a message
 */
void
reel_wire_message_free (ReelWireMessage *self)
{
  if (self == NULL)
    return;

  g_byte_array_unref (self->bytes);
  g_free (self);
}

/**
 * reel_wire_message_get_type:
 * @self: a message
 *
 * Returns: what it says: a #ReelWireType, or any other number where it was received
 */
guint8
reel_wire_message_get_type (const ReelWireMessage *self)
{
  return self->type;
}

/**
 * reel_wire_message_get_bytes:
 * @self: a message
 * @size: (out): how many
 *
 * Returns: (transfer none) (array length=size): its values
 */
const guint8 *
reel_wire_message_get_bytes (const ReelWireMessage *self,
                             gsize                 *size)
{
  *size = self->bytes->len;
  return self->bytes->data;
}

void
reel_wire_message_put_u32 (ReelWireMessage *self,
                           guint32          value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (self->bytes, (const guint8 *) &value, sizeof value);
}

void
reel_wire_message_put_u64 (ReelWireMessage *self,
                           guint64          value)
{
  value = GUINT64_TO_LE (value);
  g_byte_array_append (self->bytes, (const guint8 *) &value, sizeof value);
}

void
reel_wire_message_put_double (ReelWireMessage *self,
                              double           value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  reel_wire_message_put_u64 (self, bits);
}

void
reel_wire_message_put_text (ReelWireMessage *self,
                            const char      *value)
{
  gsize size = strlen (value);

  reel_wire_message_put_u32 (self, (guint32) size);
  g_byte_array_append (self->bytes, (const guint8 *) value, (guint) size);
}

/* The next @size bytes, or %NULL where there are not as many. */
static const guint8 *
take (ReelWireMessage *self,
      gsize            size)
{
  const guint8 *bytes = self->bytes->data + self->at;

  if (self->broken || size > self->bytes->len - self->at)
    {
      self->broken = TRUE;
      return NULL;
    }

  self->at += size;
  return bytes;
}

gboolean
reel_wire_message_get_u32 (ReelWireMessage *self,
                           guint32         *value)
{
  const guint8 *bytes = take (self, sizeof *value);

  if (bytes == NULL)
    return FALSE;

  memcpy (value, bytes, sizeof *value);
  *value = GUINT32_FROM_LE (*value);
  return TRUE;
}

gboolean
reel_wire_message_get_u64 (ReelWireMessage *self,
                           guint64         *value)
{
  const guint8 *bytes = take (self, sizeof *value);

  if (bytes == NULL)
    return FALSE;

  memcpy (value, bytes, sizeof *value);
  *value = GUINT64_FROM_LE (*value);
  return TRUE;
}

/* A number that is finite, too. */
gboolean
reel_wire_message_get_double (ReelWireMessage *self,
                              double          *value)
{
  guint64 bits;

  if (!reel_wire_message_get_u64 (self, &bits))
    return FALSE;

  memcpy (value, &bits, sizeof *value);
  self->broken = !isfinite (*value);
  return !self->broken;
}

/**
 * reel_wire_message_get_text:
 * @self: a message
 *
 * Returns: (transfer full) (nullable): the next value, valid UTF-8, or %NULL where it is none
 */
char *
reel_wire_message_get_text (ReelWireMessage *self)
{
  const guint8 *bytes;
  guint32 size;

  if (!reel_wire_message_get_u32 (self, &size))
    return NULL;
  bytes = take (self, size);
  if (bytes == NULL)
    return NULL;
  if (!g_utf8_validate_len ((const char *) bytes, size, NULL))
    {
      self->broken = TRUE;
      return NULL;
    }

  return g_strndup ((const char *) bytes, size);
}

static void
put_floats (ReelWireMessage *self,
            const float     *values,
            guint            n)
{
  for (guint i = 0; i < n; i++)
    {
      guint32 bits;

      memcpy (&bits, &values[i], sizeof bits);
      reel_wire_message_put_u32 (self, bits);
    }
}

/* Finite numbers; of unit length, or all 0. */
static float *
get_floats (ReelWireMessage *self,
            guint            n)
{
  const guint8 *bytes = take (self, (gsize) n * sizeof (float));
  g_autofree float *values = NULL;
  double length2 = 0;

  if (bytes == NULL)
    return NULL;

  values = g_new (float, n);
  for (guint i = 0; i < n; i++)
    {
      guint32 bits;

      memcpy (&bits, bytes + i * sizeof bits, sizeof bits);
      bits = GUINT32_FROM_LE (bits);
      memcpy (&values[i], &bits, sizeof bits);
      length2 += (double) values[i] * values[i];
    }
  /* What is not finite makes the sum so. */
  self->broken = !isfinite (length2) || (length2 != 0 && fabs (length2 - 1) > LENGTH_SLACK);
  return self->broken ? NULL : g_steal_pointer (&values);
}

/**
 * reel_wire_message_put_clip:
 * @self: a message of %REEL_WIRE_CLIP
 * @clip: a clip
 * @dims: floats of its vector
 * @likeness_dims: floats of its likeness
 *
 * Start and end in seconds (doubles), the vector (floats), whether there is a likeness (u32) and that (floats), what can be
 * read (text, empty for nothing), the number of tags (u32), and of each category and value (texts) and confidence (double).
 */
void
reel_wire_message_put_clip (ReelWireMessage *self,
                            const ReelClip  *clip,
                            guint            dims,
                            guint            likeness_dims)
{
  reel_wire_message_put_double (self, clip->start);
  reel_wire_message_put_double (self, clip->end);
  put_floats (self, clip->vector, dims);
  reel_wire_message_put_u32 (self, clip->likeness != NULL);
  if (clip->likeness != NULL)
    put_floats (self, clip->likeness, likeness_dims);
  reel_wire_message_put_text (self, clip->written != NULL ? clip->written : "");
  reel_wire_message_put_u32 (self, MIN (clip->tags->len, MOST_TAGS));
  for (guint i = 0; i < MIN (clip->tags->len, MOST_TAGS); i++)
    {
      const ReelTag *tag = &g_array_index (clip->tags, ReelTag, i);

      reel_wire_message_put_text (self, tag->category);
      reel_wire_message_put_text (self, tag->value);
      reel_wire_message_put_double (self, tag->confidence);
    }
}

static gboolean
is_word (const char *text)
{
  static int n_new = 0;

  if (text == NULL || text[0] == '\0' || strlen (text) > LONGEST_WORD)
    return FALSE;

  return g_quark_try_string (text) != 0 || g_atomic_int_add (&n_new, 1) < MOST_WORDS;
}

static gboolean
get_tag (ReelWireMessage *self,
         GArray          *tags)
{
  g_autofree char *category = reel_wire_message_get_text (self);
  g_autofree char *value = reel_wire_message_get_text (self);
  ReelTag tag = { NULL, NULL, 0 };

  if (!is_word (category) || !is_word (value)
      || !reel_wire_message_get_double (self, &tag.confidence) || tag.confidence < 0 || tag.confidence > 1)
    return FALSE;

  tag.category = g_intern_string (category);
  tag.value = g_intern_string (value);
  g_array_append_val (tags, tag);
  return TRUE;
}

/**
 * reel_wire_message_get_clip:
 * @self: a message of %REEL_WIRE_CLIP
 * @dims: floats of a vector
 * @likeness_dims: floats of a likeness; 0 where the engine has none
 *
 * Returns: (transfer full) (nullable): the clip, or %NULL where it is none that an engine could have made
 */
ReelClip *
reel_wire_message_get_clip (ReelWireMessage *self,
                            guint            dims,
                            guint            likeness_dims)
{
  g_autoptr (ReelClip) clip = g_new0 (ReelClip, 1);
  guint32 has_likeness, n_tags;

  clip->tags = g_array_new (FALSE, FALSE, sizeof (ReelTag));
  if (!reel_wire_message_get_double (self, &clip->start) || !reel_wire_message_get_double (self, &clip->end)
      || clip->start < 0 || clip->end <= clip->start || clip->end - clip->start > REEL_CLIP_LONGEST + TIME_SLACK)
    return NULL;

  clip->vector = get_floats (self, dims);
  if (clip->vector == NULL || !reel_wire_message_get_u32 (self, &has_likeness) || (has_likeness && likeness_dims == 0))
    return NULL;
  if (has_likeness && (clip->likeness = get_floats (self, likeness_dims)) == NULL)
    return NULL;

  clip->written = reel_wire_message_get_text (self);
  if (clip->written == NULL || strlen (clip->written) > LONGEST_TEXT || !reel_wire_message_get_u32 (self, &n_tags)
      || n_tags > MOST_TAGS)
    return NULL;
  if (clip->written[0] == '\0')
    g_clear_pointer (&clip->written, g_free);
  for (guint i = 0; i < n_tags; i++)
    if (!get_tag (self, clip->tags))
      return NULL;

  return self->at == self->bytes->len ? g_steal_pointer (&clip) : NULL;
}
