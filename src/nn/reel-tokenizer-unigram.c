/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "reel-text-error.h"
#include "reel-tokenizer-unigram.h"

/*
 * SentencePiece's unigram model (Kudo, 2018): of all ways to cut a text into pieces of the vocabulary, the one whose scores
 * have the highest sum, found by Viterbi's algorithm. Pieces are looked up by a hash of their bytes, which grows byte by byte
 * as a candidate does. The table is the only thing that is built when a model is loaded, so it is made as small as it can
 * be: 8 bytes an entry.
 */

/* "▁", which stands for a blank. */
#define BLANK       "\xe2\x96\x81"
#define BLANK_SIZE  3
/* Longer texts are cut before anything else; a model sees 512 tokens. */
#define MAX_TEXT    (64 * 1024)
/* What a character that is in no piece costs, below the lowest score. */
#define UNKNOWN_COST 10
#define HASH_START  2166136261u
#define HASH_FACTOR 16777619u

typedef struct
{
  guint32 hash;
  guint32 piece; /* id + 1; 0 is an empty slot */
} Slot;

typedef struct
{
  guint32 from;
  guint32 at; /* in the map */
} Mapped;

struct _ReelTokenizerUnigram
{
  ReelTokenizerUnigramData data;

  /* Owned */
  Slot *slots;
  Mapped *mapped; /* sorted */

  guint32 mask;
  gsize longest; /* bytes of a piece */
  double unknown_score;
};

static guint32
read_u32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

static float
read_float (const guint8 *at)
{
  guint32 bits = read_u32 (at);
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static const guint8 *
get_piece (const ReelTokenizerUnigram *self,
           guint32                     id,
           gsize                      *size)
{
  guint32 start = read_u32 (self->data.offsets + 4 * (gsize) id);

  *size = read_u32 (self->data.offsets + 4 * ((gsize) id + 1)) - start;
  return self->data.blob + start;
}

static guint32
hash_byte (guint32 hash,
           guint8  byte)
{
  return (hash ^ byte) * HASH_FACTOR;
}

/* FNV-1a leaves its lower bits the best mixed, but neighbours close together. */
static guint32
spread (guint32 hash)
{
  return hash ^ hash >> 15;
}

static gboolean
is_special (const ReelTokenizerUnigram *self,
            guint32                     id)
{
  const ReelTokenizerUnigramData *data = &self->data;

  return id == data->begin || id == data->end || id == data->pad || id == data->unknown;
}

/* Returns: the id, or -1 */
static gint64
find_piece (const ReelTokenizerUnigram *self,
            guint32                     hash,
            const guint8               *text,
            gsize                       size)
{
  for (guint32 i = spread (hash) & self->mask; self->slots[i].piece != 0; i = (i + 1) & self->mask)
    if (self->slots[i].hash == hash)
      {
        gsize length;
        const guint8 *piece = get_piece (self, self->slots[i].piece - 1, &length);

        if (length == size && memcmp (piece, text, size) == 0)
          return (gint64) self->slots[i].piece - 1;
      }
  return -1;
}

static gboolean
fail (GError    **error,
      const char *what)
{
  g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_DAMAGED, "The vocabulary is damaged: %s", what);
  return FALSE;
}

/* Checks every piece and puts it into the table. */
static gboolean
index_pieces (ReelTokenizerUnigram *self,
              GError              **error)
{
  const ReelTokenizerUnigramData *data = &self->data;
  float lowest = 0;
  guint32 end = 0;

  for (guint32 id = 0; id < data->n_pieces; id++)
    {
      guint32 start = read_u32 (data->offsets + 4 * (gsize) id), hash = HASH_START, slot;
      float score = read_float (data->scores + 4 * (gsize) id);

      if (start != end)
        return fail (error, "a piece does not begin where the one before ends");
      end = read_u32 (data->offsets + 4 * ((gsize) id + 1));
      if (end < start || end > data->blob_size)
        return fail (error, "a piece is outside of the file");
      if (!isfinite (score))
        return fail (error, "a score is not a number");
      lowest = MIN (lowest, score);
      if (is_special (self, id) || end == start)
        continue;
      self->longest = MAX (self->longest, end - start);
      for (guint32 at = start; at < end; at++)
        hash = hash_byte (hash, data->blob[at]);
      for (slot = spread (hash) & self->mask; self->slots[slot].piece != 0; slot = (slot + 1) & self->mask)
        ;
      self->slots[slot] = (Slot){ hash, id + 1 };
    }
  if (end != data->blob_size)
    return fail (error, "bytes that belong to no piece");
  self->unknown_score = (double) lowest - UNKNOWN_COST;
  return TRUE;
}

static int
compare_mapped (gconstpointer a,
                gconstpointer b)
{
  guint32 x = ((const Mapped *) a)->from, y = ((const Mapped *) b)->from;

  return x < y ? -1 : x > y;
}

static gboolean
index_map (ReelTokenizerUnigram *self,
           GError              **error)
{
  const ReelTokenizerUnigramData *data = &self->data;
  gsize at = 0;

  self->mapped = g_new (Mapped, MAX (data->n_mapped, 1));
  for (guint32 i = 0; i < data->n_mapped; i++)
    {
      gsize k;

      if (data->map_size - at < 5)
        return fail (error, "the table of characters is cut");
      k = data->map[at + 4];
      if ((data->map_size - at - 5) / 4 < k)
        return fail (error, "the table of characters is cut");
      for (gsize j = 0; j < k; j++)
        {
          guint32 to = read_u32 (data->map + at + 5 + 4 * j);

          if (to == 0 || !g_unichar_validate (to))
            return fail (error, "the table of characters has one that does not exist");
        }
      self->mapped[i] = (Mapped){ read_u32 (data->map + at), (guint32) at };
      at += 5 + 4 * k;
    }
  if (at != data->map_size)
    return fail (error, "the table of characters is longer than it says");
  qsort (self->mapped, data->n_mapped, sizeof *self->mapped, compare_mapped);
  return TRUE;
}

/**
 * reel_tokenizer_unigram_new:
 * @data: the vocabulary; what its pointers say is there is in memory, the rest is checked here
 * @error: (nullable): %REEL_TEXT_ERROR_DAMAGED
 *
 * Returns: (transfer full): a tokenizer that threads may share
 */
ReelTokenizerUnigram *
reel_tokenizer_unigram_new (const ReelTokenizerUnigramData *data,
                            GError                        **error)
{
  g_autoptr (ReelTokenizerUnigram) self = NULL;
  guint32 slots = 4;

  g_return_val_if_fail (data != NULL && data->n_pieces < G_MAXINT32 / 2 && data->map_size < G_MAXUINT32, NULL);

  self = g_new0 (ReelTokenizerUnigram, 1);
  self->data = *data;
  if (MAX (MAX (data->begin, data->end), MAX (data->pad, data->unknown)) >= data->n_pieces)
    {
      fail (error, "a token of its own is missing");
      return NULL;
    }
  while (slots < data->n_pieces + data->n_pieces / 2)
    slots *= 2;
  self->mask = slots - 1;
  self->slots = g_new0 (Slot, slots);
  if (!index_pieces (self, error) || !index_map (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
reel_tokenizer_unigram_free (ReelTokenizerUnigram *self)
{
  g_free (self->slots);
  g_free (self->mapped);
  g_free (self);
}

/* Normalisation */

static void
append_char (GString *out,
             gunichar c)
{
  gboolean after_blank = out->len >= BLANK_SIZE && memcmp (out->str + out->len - BLANK_SIZE, BLANK, BLANK_SIZE) == 0;

  if (c != ' ')
    g_string_append_unichar (out, c);
  else if (!after_blank)
    g_string_append (out, BLANK);
}

static void
append_mapped (const ReelTokenizerUnigram *self,
               GString                    *out,
               gunichar                    c)
{
  const Mapped key = { c, 0 }, *found = bsearch (&key, self->mapped, self->data.n_mapped, sizeof key, compare_mapped);

  if (found == NULL)
    append_char (out, c);
  else
    for (gsize i = 0; i < self->data.map[found->at + 4]; i++)
      append_char (out, read_u32 (self->data.map + found->at + 5 + 4 * i));
}

/* Composed, each character replaced by what the vocabulary has for it, a blank before each word and none at the end. */
static GString *
normalise (const ReelTokenizerUnigram *self,
           const char                 *text)
{
  gsize length = strnlen (text, MAX_TEXT);
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) length);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  GString *out = g_string_new (BLANK);

  for (const char *at = composed; *at != '\0'; at = g_utf8_next_char (at))
    append_mapped (self, out, g_utf8_get_char (at));
  if (g_str_has_suffix (out->str, BLANK))
    g_string_truncate (out, out->len - BLANK_SIZE);
  return out;
}

/* Segmentation */

typedef struct
{
  double score;
  guint32 from;
  guint32 id;
} Best;

static void
offer (Best   *best,
       double  score,
       gsize   from,
       guint32 id)
{
  if (score > best->score)
    *best = (Best){ score, (guint32) from, id };
}

/* For each place of the text the best way to get there. */
static Best *
find_best (const ReelTokenizerUnigram *self,
           const GString              *text)
{
  const guint8 *bytes = (const guint8 *) text->str;
  Best *best = g_new (Best, text->len + 1);

  for (gsize i = 1; i <= text->len; i++)
    best[i] = (Best){ -INFINITY, 0, 0 };
  best[0] = (Best){ 0, 0, 0 };
  for (gsize i = 0, next; i < text->len; i = next)
    {
      gsize last = MIN (text->len, i + self->longest);
      guint32 hash = HASH_START;
      gboolean whole = FALSE; /* whether the character at i is a piece */

      next = i + (gsize) g_utf8_skip[bytes[i]];
      for (gsize j = i; j < last; j++)
        {
          gint64 id;

          hash = hash_byte (hash, bytes[j]);
          if (j + 1 < text->len && (bytes[j + 1] & 0xc0) == 0x80) /* within a character */
            continue;
          id = find_piece (self, hash, bytes + i, j + 1 - i);
          if (id < 0)
            continue;
          whole |= j + 1 == next;
          offer (&best[j + 1], best[i].score + (double) read_float (self->data.scores + 4 * id), i, (guint32) id);
        }
      if (!whole)
        offer (&best[next], best[i].score + self->unknown_score, i, self->data.unknown);
    }
  return best;
}

/**
 * reel_tokenizer_unigram_encode:
 * @self: a tokenizer
 * @text: any text; what is not UTF-8 in it is replaced
 * @max_ids: at least 2
 * @n_ids: (out): how many there are
 *
 * The text is cut where it has more tokens than @max_ids. A token's name in a text, such as '</s>', is text.
 *
 * Returns: (transfer full): the ids, with the one of the begin first and that of the end last
 */
guint32 *
reel_tokenizer_unigram_encode (const ReelTokenizerUnigram *self,
                               const char                 *text,
                               gsize                       max_ids,
                               gsize                      *n_ids)
{
  g_autoptr (GString) normal = NULL;
  g_autofree Best *best = NULL;
  g_autoptr (GArray) ids = NULL;
  gsize kept;
  guint32 *all;

  g_return_val_if_fail (self != NULL && text != NULL && max_ids >= 2 && n_ids != NULL, NULL);

  normal = normalise (self, text);
  best = find_best (self, normal);
  ids = g_array_new (FALSE, FALSE, sizeof (guint32)); /* from the last on */
  for (gsize at = normal->len; at > 0; at = best[at].from)
    if (best[at].id != self->data.unknown || ids->len == 0 ||
        g_array_index (ids, guint32, ids->len - 1) != self->data.unknown) /* neighbouring unknown characters are one */
      g_array_append_val (ids, best[at].id);

  kept = MIN (ids->len, max_ids - 2);
  all = g_new (guint32, kept + 2);
  all[0] = self->data.begin;
  for (gsize i = 0; i < kept; i++)
    all[i + 1] = g_array_index (ids, guint32, ids->len - 1 - i);
  all[kept + 1] = self->data.end;
  *n_ids = kept + 2;
  return all;
}

/**
 * reel_tokenizer_unigram_dup_piece:
 * @self: a tokenizer
 * @id: a token
 *
 * Returns: (transfer full): its text, in which '▁' is the blank before a word; "" for tokens that are no text
 */
char *
reel_tokenizer_unigram_dup_piece (const ReelTokenizerUnigram *self,
                                  guint32                     id)
{
  gsize size;
  const guint8 *piece;

  g_return_val_if_fail (self != NULL && id < self->data.n_pieces, NULL);

  if (is_special (self, id))
    return g_strdup ("");
  piece = get_piece (self, id, &size);
  return g_utf8_make_valid ((const char *) piece, (gssize) size);
}
