/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-query-private.h"
#include "engine/reel-word-error.h"

/* What a clip shows that has a concept: of a word, what the word means. */
static GArray *
make_evidence (const ReelWordReader *self,
               guint                 concept)
{
  g_autoptr (ReelWordMeaning) meaning = NULL;
  ReelWordEvidence one = { 0, 1 };
  GArray *evidence;

  switch (reel_concept_bank_get_kind (self->bank, concept, &one.axis))
    {
    case REEL_CONCEPT_KIND_NODE:
      one.axis += REEL_AXIS_NODES;
      break;
    case REEL_CONCEPT_KIND_OBJECT:
      one.axis += REEL_AXIS_OBJECTS;
      break;
    case REEL_CONCEPT_KIND_WORD:
      {
        g_autofree char *word =
          reel_word_fold (reel_concept_bank_get_label (self->bank, concept, REEL_CONCEPT_BANK_ENGLISH));

        meaning = reel_word_resolver_resolve (self->resolver, word, TRUE);
        return g_array_ref (meaning->evidence);
      }
    default:
      g_assert_not_reached ();
    }
  evidence = g_array_new (FALSE, FALSE, sizeof (ReelWordEvidence));
  g_array_append_val (evidence, one);
  return evidence;
}

const GArray *
reel_word_reader_get_evidence (const ReelWordReader *self,
                               guint                 concept)
{
  return g_ptr_array_index (self->evidence, concept);
}

/**
 * reel_word_reader_new:
 * @folder: the folder of data/words/
 * @model: (nullable): a text model; without one, words are all there is
 * @error: (nullable): #GFileError or %REEL_WORD_ERROR_DAMAGED
 *
 * Returns: (transfer full): the reader
 */
ReelWordReader *
reel_word_reader_new (const char    *folder,
                      ReelBertModel *model,
                      GError       **error)
{
  g_autoptr (ReelWordReader) self = NULL;
  g_autofree char *wordnet = NULL;
  g_autofree char *lexicon = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_new0 (ReelWordReader, 1);
  wordnet = g_build_filename (folder, "wordnet.reelwn", NULL);
  lexicon = g_build_filename (folder, "lexicon.tsv", NULL);
  self->nodes = reel_concept_nodes_load (folder, error);
  if (self->nodes == NULL)
    return NULL;
  self->wordnet = reel_wordnet_load (wordnet, error);
  if (self->wordnet == NULL)
    return NULL;
  self->lexicon = reel_word_lexicon_load (lexicon, self->nodes, error);
  if (self->lexicon == NULL)
    return NULL;
  self->bank = reel_concept_bank_load (folder, self->nodes, error);
  if (self->bank == NULL)
    return NULL;
  self->resolver = reel_word_resolver_new (self->wordnet, self->nodes, self->lexicon);
  self->evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint i = 0; i < reel_concept_bank_get_n_concepts (self->bank); i++)
    g_ptr_array_add (self->evidence, make_evidence (self, i));
  if (model != NULL)
    {
      if (!reel_concept_bank_load_vectors (self->bank, folder, error))
        return NULL;
      if (reel_concept_bank_get_dims (self->bank) != reel_bert_model_get_dims (model))
        {
          g_set_error (
            error, REEL_WORD_ERROR, REEL_WORD_ERROR_DAMAGED,
            "The vectors of the concepts were made by another text model: make them anew, see data/words/README.md");
          return NULL;
        }
      self->model = reel_bert_model_ref (model);
    }

  return g_steal_pointer (&self);
}

/**
 * reel_word_reader_free:
 * @self: (transfer full) (nullable): the reader
 */
void
reel_word_reader_free (ReelWordReader *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->evidence, g_ptr_array_unref);
  g_clear_pointer (&self->model, reel_bert_model_unref);
  reel_word_resolver_free (self->resolver);
  reel_word_lexicon_free (self->lexicon);
  reel_concept_bank_free (self->bank);
  reel_wordnet_free (self->wordnet);
  reel_concept_nodes_free (self->nodes);
  g_free (self);
}

/**
 * reel_word_reader_has_model:
 * @self: the reader
 *
 * Returns: whether it has a text model
 */
gboolean
reel_word_reader_has_model (const ReelWordReader *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->model != NULL;
}

/**
 * reel_word_reader_get_nodes:
 * @self: the reader
 *
 * Returns: (transfer none): the names of the axes
 */
const ReelConceptNodes *
reel_word_reader_get_nodes (const ReelWordReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->nodes;
}

/**
 * reel_word_reader_get_bank:
 * @self: the reader
 *
 * Returns: (transfer none): the concepts that reel_query_get_concepts() speaks of
 */
const ReelConceptBank *
reel_word_reader_get_bank (const ReelWordReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->bank;
}

/* Languages that are written as the tokens are, as bits. */
static guint64
list_languages (const ReelWordReader *self,
                GPtrArray            *tokens)
{
  guint n_scripts[4] = { 0, }; /* Latin, Han, kana, Hangul; others by the last */
  gboolean has_cyrillic = FALSE;
  guint64 allowed = 0;

  for (guint i = 0; i < tokens->len; i++)
    for (const char *at = ((ReelWordToken *) g_ptr_array_index (tokens, i))->text; *at != '\0'; at = g_utf8_next_char (at))
      switch (g_unichar_get_script (g_utf8_get_char (at)))
        {
        case G_UNICODE_SCRIPT_HAN:
          n_scripts[1]++;
          break;
        case G_UNICODE_SCRIPT_HIRAGANA:
        case G_UNICODE_SCRIPT_KATAKANA:
          n_scripts[2]++;
          break;
        case G_UNICODE_SCRIPT_HANGUL:
          n_scripts[3]++;
          break;
        case G_UNICODE_SCRIPT_CYRILLIC:
          has_cyrillic = TRUE;
          break;
        default:
          n_scripts[0]++;
        }
  for (guint l = 0; l < reel_concept_bank_get_n_languages (self->bank); l++)
    {
      const char *name = reel_concept_bank_get_language (self->bank, l);
      gboolean fits;

      if (n_scripts[2] > 0)
        fits = g_str_equal (name, "ja");
      else if (n_scripts[1] > 0)
        fits = g_str_has_prefix (name, "zh") || g_str_equal (name, "ja");
      else if (n_scripts[3] > 0)
        fits = g_str_equal (name, "ko");
      else if (has_cyrillic)
        fits = g_str_equal (name, "ru");
      else
        fits = !g_str_has_prefix (name, "zh") && !g_str_equal (name, "ja") && !g_str_equal (name, "ko") &&
               !g_str_equal (name, "ru");
      if (fits)
        allowed |= G_GUINT64_CONSTANT (1) << l;
    }
  return allowed;
}

/* Labels of a language within a run of Chinese or Japanese. */
static guint
count_labels (const ReelWordReader *self,
              const char           *run,
              guint                 language)
{
  guint count = 0;

  for (const char *at = run; *at != '\0'; at = g_utf8_next_char (at))
    {
      const char *end = at;

      for (guint n = 0; n < 4 && *end != '\0'; n++)
        {
          g_autofree char *word = NULL;

          end = g_utf8_next_char (end);
          word = g_strndup (at, end - at);
          count += reel_concept_bank_find_label (self->bank, word, language) >= 0;
        }
    }
  return count;
}

/* Without a text model, or before it: the language whose labels and small words occur most, English where none does more.
 * @knowing: the languages that know each word, or all of @allowed where none does. */
static guint
guess_language (const ReelWordReader *self,
                GPtrArray            *tokens,
                guint64               allowed,
                guint64              *knowing)
{
  guint best = (allowed & 1) != 0 || allowed == 0 ? REEL_CONCEPT_BANK_ENGLISH : g_bit_nth_lsf (allowed, -1), most = 0;

  *knowing = 0;
  for (guint l = 0; l < reel_concept_bank_get_n_languages (self->bank); l++)
    {
      const char *name = reel_concept_bank_get_language (self->bank, l);
      guint count = 0;

      if ((allowed >> l & 1) == 0)
        continue;
      for (guint i = 0; i < tokens->len; i++)
        {
          const ReelWordToken *token = g_ptr_array_index (tokens, i);
          const char *word = token->text;
          ReelWordRole role = reel_word_lexicon_get_role (self->lexicon, word, name);

          if (token->is_run)
            count += count_labels (self, word, l);
          else if (l == REEL_CONCEPT_BANK_ENGLISH)
            {
              guint32 lemma = reel_wordnet_find (self->wordnet, word);

              count += lemma != REEL_WORDNET_NONE || role != REEL_WORD_ROLE_NONE;
            }
          else
            count += role == REEL_WORD_ROLE_STOP || role == REEL_WORD_ROLE_NOT ||
                     reel_query_find_foreign (self, word, name) != NULL ||
                     reel_query_find_label (self, word, l) >= 0;
        }
      if (count >= tokens->len && l != REEL_CONCEPT_BANK_ENGLISH)
        *knowing |= (guint64) 1 << l;
      if (count > most)
        {
          most = count;
          best = l;
        }
    }
  if (*knowing == 0)
    *knowing = allowed;
  return best;
}

/* What is wanted, without what is not: the text model does not know the difference. */
static char *
dup_wanted (GPtrArray  *terms,
            const char *text)
{
  g_autoptr (GString) wanted = g_string_new (NULL);
  gboolean has_negated = FALSE;

  for (guint i = 0; i < terms->len; i++)
    {
      const ReelQueryTerm *term = g_ptr_array_index (terms, i);

      has_negated = has_negated || term->is_negated;
      if (!term->is_negated)
        g_string_append_printf (wanted, "%s%s", wanted->len > 0 ? " " : "", term->text);
    }
  return has_negated ? g_string_free (g_steal_pointer (&wanted), FALSE) : reel_word_fold (text);
}

/**
 * reel_word_reader_read:
 * @self: the reader
 * @text: any text, also empty, nonsense, or very long
 * @cancellable: (nullable): stops the text model
 * @error: (nullable): %G_IO_ERROR_CANCELLED or #ReelTextError of a damaged model; never for the words
 *
 * Takes some milliseconds with a text model: not for the main thread.
 *
 * Returns: (transfer full): what it asks for
 */
ReelQuery *
reel_word_reader_read (const ReelWordReader *self,
                       const char           *text,
                       GCancellable         *cancellable,
                       GError              **error)
{
  g_autoptr (GPtrArray) tokens = NULL;
  g_autoptr (ReelQueryModel) model = NULL;
  g_autoptr (ReelQuery) query = NULL;
  g_autofree char *wanted = NULL;
  GPtrArray *terms;
  guint64 allowed, knowing;
  guint language = REEL_CONCEPT_BANK_ENGLISH;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  tokens = reel_word_tokens_read (text);
  allowed = knowing = list_languages (self, tokens);
  if (tokens->len > 0 && !reel_query_all_english (self, tokens))
    language = guess_language (self, tokens, allowed, &knowing);
  terms = reel_query_parse (self, tokens, reel_concept_bank_get_language (self->bank, language));
  wanted = dup_wanted (terms, text);
  query = reel_query_new (language, reel_concept_bank_get_language (self->bank, language), terms);
  if (self->model != NULL && tokens->len > 0 && *wanted != '\0')
    {
      model = reel_query_model_run (self, wanted, cancellable, error);
      if (model == NULL)
        return NULL;
      if (!reel_query_all_english (self, tokens))
        {
          guint nearest = reel_query_model_language (model, self, knowing);

          /* The small words of another language change what is wanted. */
          if (nearest != language)
            {
              g_ptr_array_unref (query->terms);
              query->terms = reel_query_parse (self, tokens, reel_concept_bank_get_language (self->bank, nearest));
              query->language = nearest;
              g_free (query->language_name);
              query->language_name = g_strdup (reel_concept_bank_get_language (self->bank, nearest));
            }
        }
      reel_query_model_apply (model, self, query);
    }
  reel_query_finish (query, self);
  return g_steal_pointer (&query);
}
