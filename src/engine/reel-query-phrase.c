/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-query-parser-private.h"

/* What the terms of a phrase are to one another: heads of the first phrase count 1, of later ones .7, what stands before a
 * head .55, verbs .3. */

#define WEIGHT_HEAD 1.f
#define WEIGHT_LATER .7f
#define WEIGHT_MODIFIER .55f
#define WEIGHT_VERB .3f
#define WEIGHT_UNKNOWN .5f /* of the weight that the word has otherwise */

/* Parts of speech of the word in any of its forms. */
ReelWordnetParts
reel_query_parser_get_parts (const ReelQueryParser *self,
                             const char            *word)
{
  g_auto (GStrv) forms = reel_wordnet_lemmatise (self->reader->wordnet, word);
  ReelWordnetParts parts = 0;

  for (guint i = 0; forms[i] != NULL; i++)
    {
      guint32 lemma = reel_wordnet_find (self->reader->wordnet, forms[i]);

      if (lemma != REEL_WORDNET_NONE)
        parts |= reel_wordnet_get_parts (self->reader->wordnet, lemma);
    }
  return parts;
}

static gboolean
in_range (const GArray *evidence,
          guint         first,
          guint         last)
{
  for (guint i = 0; i < evidence->len; i++)
    {
      guint axis = g_array_index (evidence, ReelWordEvidence, i).axis;

      if (axis < REEL_AXIS_MEASURES + first || axis > REEL_AXIS_MEASURES + last)
        return FALSE;
    }
  return evidence->len > 0;
}

gboolean
reel_query_term_is_colour (const ReelQueryTerm *term)
{
  return in_range (term->evidence, REEL_MEASURE_RED, REEL_MEASURE_GREY);
}

/* 'Close-up', 'pan left': how it is shown, not what. */
static gboolean
is_framing (const ReelQueryTerm *term)
{
  return in_range (term->evidence, REEL_MEASURE_STATIC_CAMERA, REEL_MEASURE_HANDHELD) ||
         in_range (term->evidence, REEL_MEASURE_CLOSE_UP, REEL_MEASURE_WIDE_SHOT);
}

static gboolean
is_noun (const ReelQueryParser *self,
         const ReelQueryTerm   *term)
{
  ReelWordnetParts parts;

  if (reel_query_term_is_colour (term) || is_framing (term))
    return FALSE;
  if (strchr (term->text, ' ') != NULL || !self->is_english)
    return TRUE;
  if (g_str_has_suffix (term->text, "ing"))
    return FALSE;
  parts = reel_query_parser_get_parts (self, term->text);
  /* 'Dark', 'old', 'bright' are nouns as well, and hardly ever meant so. */
  if ((parts & REEL_WORDNET_ADJECTIVE) != 0 && in_range (term->evidence, REEL_MEASURE_DARK, REEL_MEASURE_COLD))
    return FALSE;
  return (parts & REEL_WORDNET_NOUN) != 0;
}

static gboolean
is_verb (const ReelQueryParser *self,
         const ReelQueryTerm   *term)
{
  if (!self->is_english || strchr (term->text, ' ') != NULL || reel_query_term_is_colour (term) || is_framing (term))
    return FALSE;
  return g_str_has_suffix (term->text, "ing") ||
         (reel_query_parser_get_parts (self, term->text) & (REEL_WORDNET_NOUN | REEL_WORDNET_VERB)) == REEL_WORDNET_VERB;
}

/* 'Red car': the colour asks for the object's own colour, and less for that of the whole picture. */
static void
bind_colour (ReelQueryTerm *colour,
             ReelQueryTerm *object)
{
  float best = 0, hue_weight = 0;
  guint kind = 0, hue = 0;
  ReelWordEvidence bound;

  for (guint i = 0; i < object->evidence->len; i++)
    {
      const ReelWordEvidence *one = &g_array_index (object->evidence, ReelWordEvidence, i);

      if (one->axis >= REEL_AXIS_OBJECTS && one->axis < REEL_AXIS_MEASURES && one->weight > best)
        {
          best = one->weight;
          kind = reel_object_kind_of (one->axis - REEL_AXIS_OBJECTS);
        }
    }
  for (guint i = 0; i < colour->evidence->len; i++)
    {
      const ReelWordEvidence *one = &g_array_index (colour->evidence, ReelWordEvidence, i);

      if (one->weight > hue_weight)
        {
          hue_weight = one->weight;
          hue = one->axis - REEL_AXIS_MEASURES;
        }
    }
  if (best < .3f || hue_weight <= 0)
    return;
  for (guint i = 0; i < colour->evidence->len; i++)
    g_array_index (colour->evidence, ReelWordEvidence, i).weight *= .5f;
  bound = (ReelWordEvidence) { REEL_AXIS_COLOURED_OBJECT (hue, kind), 1 };
  g_array_append_val (colour->evidence, bound);
}

/* French, Spanish, Italian and Portuguese: 'une voiture rouge'. */
static gboolean
puts_colours_last (const ReelQueryParser *self)
{
  static const char *const languages[] = { "fr", "es", "it", "pt", NULL };

  return g_strv_contains (languages, self->language);
}

/* The noun of the phrase that the term at @colour describes: the nearest on the side where the language has it, else on the other. */
static ReelQueryTerm *
find_coloured (const ReelQueryParser *self,
               guint                  colour,
               guint                  n)
{
  int step = puts_colours_last (self) ? -1 : 1;

  for (guint side = 0; side < 2; side++, step = -step)
    for (int i = (int) colour + step; i >= 0 && i < (int) n; i += step)
      {
        ReelQueryTerm *term = g_ptr_array_index (self->terms, self->phrase + (guint) i);

        if (is_noun (self, term))
          return term;
      }
  return NULL;
}

/* The terms since the phrase began become a head and what belongs to it. */
void
reel_query_parser_end_phrase (ReelQueryParser *self)
{
  guint n = self->terms->len - self->phrase, head = G_MAXUINT;
  gboolean has_subject = FALSE;

  for (guint i = 0; i < n; i++)
    {
      ReelQueryTerm *term = g_ptr_array_index (self->terms, self->phrase + i);

      if (is_noun (self, term))
        head = i;
    }
  if (head == G_MAXUINT && n > 0)
    head = n - 1;
  for (guint i = 0; i < n; i++)
    {
      ReelQueryTerm *term = g_ptr_array_index (self->terms, self->phrase + i);

      if (self->is_english && i != head && strchr (term->text, ' ') == NULL && !reel_query_term_is_colour (term))
        {
          /* An adjective is not taken for a noun here. */
          g_autoptr (ReelWordMeaning) meaning = reel_word_resolver_resolve (self->reader->resolver, term->text, TRUE);

          g_array_unref (term->evidence);
          term->evidence = g_array_ref (meaning->evidence);
          term->use = meaning->evidence->len == 0 ? REEL_QUERY_UNKNOWN
                      : meaning->is_loose         ? REEL_QUERY_LOOSE
                                                  : REEL_QUERY_USED;
        }
      if (is_framing (term))
        term->weight = WEIGHT_LATER;
      else if (i == head)
        term->weight = self->is_later ? WEIGHT_LATER : WEIGHT_HEAD;
      else if (is_verb (self, term))
        term->weight = WEIGHT_VERB;
      else
        term->weight = WEIGHT_MODIFIER;
      if (term->use == REEL_QUERY_UNKNOWN)
        term->weight *= WEIGHT_UNKNOWN;
      if (reel_query_term_is_colour (term))
        {
          ReelQueryTerm *object = find_coloured (self, i, n);

          if (object != NULL)
            bind_colour (term, object);
        }
      has_subject = has_subject || !is_framing (term);
    }
  self->is_later = self->is_later || has_subject;
  self->phrase = self->terms->len;
}
