/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "engine/reel-concept-bank.h"
#include "engine/reel-word-error.h"
#include "engine/reel-word-hash.h"
#include "engine/reel-word-reader.h"
#include "engine/reel-word-tokens.h"
#include "reel-test.h"

/* The tables that queries are understood by, sound and broken. */

static const char *const files[] = {
  "concept-vectors.bin", "concepts.tsv", "labels.tsv",  "languages.tsv",
  "lexicon.tsv",         "nodes.tsv",    "objects.tsv", "wordnet.reelwn",
};

static void
test_wordnet (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelWordnet) wordnet = reel_wordnet_load (REEL_TEST_WORDS "/wordnet.reelwn", &error);
  static const struct
  {
    const char *word, *lemma;
  } forms[] = {
    { "dogs", "dog" },        { "mice", "mouse" },     { "wolves", "wolf" },
    { "running", "run" },     { "women", "woman" },    { "buses", "bus" },
    { "cherries", "cherry" }, { "making", "make" },    { "traffic_lights", "traffic_light" },
    { "ran", "run" },         { "children", "child" },
  };
  g_auto (GStrv) glass = NULL;
  guint32 dog;
  const guint32 *senses;
  gsize n;
  gboolean found = FALSE;
  g_autoptr (GArray) ancestors = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_auto (GStrv) lemmas = reel_wordnet_lemmatise (wordnet, forms[i].word);

      g_assert_cmpstr (lemmas[0], ==, forms[i].word);
      g_assert_true (g_strv_contains ((const char *const *) lemmas, forms[i].lemma));
    }
  glass = reel_wordnet_lemmatise (wordnet, "glass");
  g_assert_cmpuint (g_strv_length (glass), ==, 1);

  dog = reel_wordnet_find (wordnet, "dog");
  g_assert_cmpuint (dog, !=, REEL_WORDNET_NONE);
  g_assert_cmpuint (reel_wordnet_find (wordnet, "dogx"), ==, REEL_WORDNET_NONE);
  g_assert_cmpuint (reel_wordnet_find (wordnet, ""), ==, REEL_WORDNET_NONE);
  g_assert_true (reel_wordnet_get_parts (wordnet, dog) & REEL_WORDNET_NOUN);
  g_assert_true (reel_wordnet_get_parts (wordnet, reel_wordnet_find (wordnet, "quickly")) & REEL_WORDNET_ADVERB);
  senses = reel_wordnet_get_senses (wordnet, dog, &n);
  g_assert_cmpuint (n, >=, 5);
  g_assert_cmpuint (reel_wordnet_get_offset (wordnet, senses[0]), ==, 2084071);
  g_assert_cmpuint (reel_wordnet_from_offset (wordnet, 2084071), ==, senses[0]);
  g_assert_cmpuint (reel_wordnet_from_offset (wordnet, 1), ==, REEL_WORDNET_NONE);
  g_assert_cmpstr (reel_wordnet_get_name (wordnet, senses[0]), ==, "dog");
  g_assert_cmpuint (reel_wordnet_get_file (wordnet, senses[0]), ==, REEL_WORDNET_FILE_ANIMAL);
  ancestors = reel_wordnet_get_ancestors (wordnet, senses[0], G_MAXUINT);
  for (guint i = 0; i < ancestors->len; i++)
    {
      const ReelWordnetAncestor *one = &g_array_index (ancestors, ReelWordnetAncestor, i);

      found = found || strcmp (reel_wordnet_get_name (wordnet, one->synset), "animal") == 0;
      if (i > 0)
        g_assert_cmpuint (one->distance, >=, g_array_index (ancestors, ReelWordnetAncestor, i - 1).distance);
    }
  g_assert_true (found);
}

static void
test_space (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelConceptNodes) nodes = reel_concept_nodes_load (REEL_TEST_WORDS, &error);
  float vector[REEL_N_AXES] = { 0, }, square = 0;
  gsize n;
  g_autofree char *name = NULL;

  g_assert_no_error (error);
  g_test_message ("%u axes", (guint) REEL_N_AXES);
  for (guint class = 0; class < REEL_N_CLASSES; class++)
    g_assert_cmpuint (reel_concept_nodes_get_classes (nodes, class, &n)[0], ==, class);
  for (guint i = 0; i < REEL_N_MEASURES; i++)
    {
      ReelMeasure measure;

      g_assert_true (reel_measure_from_name (reel_measure_get_name (i), &measure));
      g_assert_cmpuint (measure, ==, i);
    }
  /* Hues are the first measures. */
  g_assert_cmpint (REEL_MEASURE_GREY, ==, (int) REEL_HUE_GREY);
  name = reel_concept_nodes_dup_axis_name (nodes, REEL_AXIS_COLOURED_OBJECT (REEL_HUE_RED, REEL_OBJECT_KIND_CAR));
  g_assert_cmpstr (name, ==, "red car");

  g_assert_cmpfloat (reel_concept_space_node (1, 1), ==, 1);
  g_assert_cmpfloat (reel_concept_space_node (.1f, 400), ==, 0);
  g_assert_cmpfloat (reel_concept_space_object (.28f), ==, 0);
  g_assert_cmpfloat (reel_concept_space_object (.7f), ==, 1);
  vector[0] = 1;
  reel_concept_space_close (vector);
  g_assert_cmpfloat_with_epsilon (vector[0], 1 / REEL_CONCEPT_SPACE_NORM, 1e-6);
  for (guint i = 0; i < REEL_N_AXES; i++)
    vector[i] = 1;
  reel_concept_space_close (vector);
  g_assert_cmpfloat (vector[REEL_AXIS_SLACK], ==, 0);
  for (guint i = 0; i < REEL_N_AXES; i++)
    square += vector[i] * vector[i];
  g_assert_cmpfloat_with_epsilon (square, 1, 1e-4);
}

static void
test_tokens (void)
{
  static const struct
  {
    const char *text, *tokens;
  } cases[] = {
    { "A dog, isn't it?", "a dog ,isnt it" },
    { "l’eau", "l eau" },
    { "the dog's ball", "the dog ball" },
    { "close-up", "close up" },
    { "ＲＥＤ", "red" },
    { "红色car", "[红色] car" },
    { "夕焼けのビーチ", "[夕焼けのビーチ]" },
    { "", "" },
    { "Straße über", "straße über" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) tokens = reel_word_tokens_read (cases[i].text);
      g_autoptr (GString) list = g_string_new (NULL);

      for (guint t = 0; t < tokens->len; t++)
        {
          const ReelWordToken *token = g_ptr_array_index (tokens, t);

          g_string_append_printf (list, token->is_run ? "%s%s[%s]" : "%s%s%s", t > 0 ? " " : "", token->breaks ? "," : "",
                                  token->text);
        }
      g_assert_cmpstr (list->str, ==, cases[i].tokens);
    }
}

static void
test_hash (void)
{
  g_autoptr (GArray) axes = reel_word_hash_text ("EXIT exits, a 出口");

  g_assert_cmpuint (axes->len, ==, 2);
  g_assert_cmpuint (g_array_index (axes, guint, 0), ==, REEL_AXIS_WORDS + reel_word_hash ("exit"));
  g_assert_cmpuint (reel_word_hash ("exits"), ==, reel_word_hash ("exit"));
  g_assert_cmpuint (reel_word_hash ("glass"), <, REEL_N_WORD_AXES);
}

static void
test_bank (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelConceptNodes) nodes = reel_concept_nodes_load (REEL_TEST_WORDS, &error);
  g_autoptr (ReelConceptBank) bank = reel_concept_bank_load (REEL_TEST_WORDS, nodes, &error);
  guint index;
  int german = reel_concept_bank_find_language (bank, "de");
  int concept;

  g_assert_no_error (error);
  g_assert_cmpuint (reel_concept_bank_get_n_concepts (bank), ==, 1940);
  g_assert_cmpint (german, >, 0);
  g_assert_cmpint (reel_concept_bank_find_language (bank, "tlh"), ==, -1);
  concept = reel_concept_bank_find_label (bank, "hund", german);
  g_assert_cmpint (concept, >=, 0);
  g_assert_cmpint (reel_concept_bank_find_label (bank, "hund", REEL_CONCEPT_BANK_ENGLISH), ==, -1);
  g_assert_cmpstr (reel_concept_bank_get_label (bank, concept, REEL_CONCEPT_BANK_ENGLISH), ==, "dog");
  /* What tells labels apart is not part of the word. */
  concept = reel_concept_bank_find_label (bank, "strauß", german);
  g_assert_cmpint (concept, >=, 0);
  g_assert_cmpint (reel_concept_bank_get_kind (bank, concept, &index), ==, REEL_CONCEPT_KIND_NODE);
  g_assert_cmpstr (reel_concept_nodes_get_name (nodes, index), ==, "ostrich");
  g_assert_true (reel_concept_bank_load_vectors (bank, REEL_TEST_WORDS, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (reel_concept_bank_get_dims (bank), ==, 384);
  for (guint l = 0; l < reel_concept_bank_get_n_languages (bank); l++)
    g_assert_nonnull (reel_concept_bank_get_mean (bank, l));
}

/* A folder with all tables, @name among them replaced. */
static char *
make_folder (const char *name,
             const char *bytes,
             gsize       length)
{
  char *folder = reel_test_tmp ("words");

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *from = g_build_filename (REEL_TEST_WORDS, files[i], NULL);
      g_autofree char *to = g_build_filename (folder, files[i], NULL);
      g_autoptr (GError) error = NULL;

      g_remove (to);
      if (strcmp (files[i], name) != 0)
        g_assert_cmpint (symlink (from, to), ==, 0);
      else if (bytes != NULL)
        g_assert_true (g_file_set_contents (to, bytes, length, &error));
    }
  return folder;
}

/* Loads all, and reads a query if that goes; whatever the bytes are, an error or an answer. */
static gboolean
load (const char *folder,
      GError    **error)
{
  g_autoptr (ReelWordReader) reader = reel_word_reader_new (folder, NULL, error);
  g_autoptr (ReelConceptNodes) nodes = NULL;
  g_autoptr (ReelConceptBank) bank = NULL;

  if (reader == NULL)
    return FALSE;
  reel_query_free (reel_word_reader_read (reader, "two red dogs without people, 公园里的狗, Hund", NULL, NULL));
  nodes = reel_concept_nodes_load (folder, error);
  bank = reel_concept_bank_load (folder, nodes, error);
  return reel_concept_bank_load_vectors (bank, folder, error);
}

static void
test_missing (gconstpointer data)
{
  g_autofree char *folder = make_folder (data, NULL, 0);
  g_autoptr (GError) error = NULL;

  g_assert_false (load (folder, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* Cut anywhere, and with bytes changed: refused, or at least nothing is read outside. */
static void
test_damaged (gconstpointer data)
{
  g_autofree char *path = g_build_filename (REEL_TEST_WORDS, data, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  gboolean is_binary = !g_str_has_suffix (data, ".tsv");
  gsize length;
  guint refused = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *damaged = g_memdup2 (bytes, length);
      gsize kept = i < 6 ? length * i / 6 : length;
      g_autoptr (GError) error = NULL;
      g_autofree char *folder = NULL;

      /* Among the first bytes, where the numbers of tables are, and anywhere. */
      for (guint b = 0; i >= 6 && b < 200; b++)
        damaged[g_rand_int_range (rand, 0, i < 9 ? MIN (length, 4096) : length)] = (char) g_rand_int (rand);
      folder = make_folder (data, damaged, kept);
      if (!load (folder, &error))
        {
          g_assert_nonnull (error);
          if (error->domain != REEL_WORD_ERROR)
            g_assert_error (error, G_FILE_ERROR, (int) error->code);
          refused++;
        }
      else if (is_binary)
        g_assert_cmpuint (kept, ==, length);
      g_clear_error (&error);
    }
  g_test_message ("%s: %u of 12 refused", (const char *) data, refused);
  if (is_binary)
    g_assert_cmpuint (refused, >=, 6);
}

int
main (int    argc,
      char **argv)
{
  reel_test_init (&argc, &argv);

  g_test_add_func ("/words/wordnet", test_wordnet);
  g_test_add_func ("/words/space", test_space);
  g_test_add_func ("/words/tokens", test_tokens);
  g_test_add_func ("/words/hash", test_hash);
  g_test_add_func ("/words/bank", test_bank);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *missing = g_strconcat ("/words/missing/", files[i], NULL);
      g_autofree char *damaged = g_strconcat ("/words/damaged/", files[i], NULL);

      g_test_add_data_func (missing, files[i], test_missing);
      g_test_add_data_func (damaged, files[i], test_damaged);
    }

  return g_test_run ();
}
