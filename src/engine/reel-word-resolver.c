/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/reel-word-resolver.h"

#define MAX_SENSES 3
#define MAX_OBJECTS 6         /* a word above more of them says nothing about which */
#define MAX_OBJECTS_BELOW 14
#define MAX_ABOVE 6           /* steps up to an object … */
#define MAX_ABOVE_PERSON 8    /* … and to a person, as relatives are far below */
#define MAX_FAR_CLASSES 12    /* how general an ancestor may be that stands in for a word … */
#define MAX_FAR_LIVING 130    /* … of animals, food and plants, which look alike */
#define MEASURE_GAIN 1.3f     /* as a clip's measures are halved */

static const float sense_weights[MAX_SENSES] = { 1.f, .6f, .4f };

struct _ReelWordResolver
{
  const ReelWordnet *wordnet;       /* (borrowed) */
  const ReelConceptNodes *nodes;    /* (borrowed) */
  const ReelWordLexicon *lexicon;   /* (borrowed) */

  GHashTable *node_of;              /* (owned): synset to node + 1 */
  GHashTable *class_of;             /* (owned): a class's own synset to class + 1 */
  GHashTable *object_of;            /* (owned): an object's own synset to object + 1 */
  GHashTable *objects_below;        /* (owned): synset to GArray of guint, objects at or below it */
};

/* What is known of a term while it is resolved; the strongest evidence counts on each axis of nodes and objects. */
typedef struct
{
  const ReelWordResolver *resolver;
  float nodes[REEL_N_NODES];
  float objects[REEL_N_OBJECTS];
  float measures[REEL_N_MEASURES];
  float best_node;
  gboolean has_nodes, has_objects, has_measures;
  gboolean is_loose;
  char *via;                        /* (owned) (nullable) */
} Findings;

/* Which synsets stand for an axis. */
static void
index_synsets (ReelWordResolver *self)
{
  for (guint node = 0; node < REEL_N_NODES; node++)
    {
      gsize n;
      const guint32 *offsets = reel_concept_nodes_get_offsets (self->nodes, node, &n);

      for (gsize i = 0; i < n; i++)
        {
          guint32 synset = reel_wordnet_from_offset (self->wordnet, offsets[i]);

          if (synset == REEL_WORDNET_NONE)
            continue;
          g_hash_table_insert (self->node_of, GUINT_TO_POINTER (synset), GUINT_TO_POINTER (node + 1));
          if (i == 0 && node < REEL_N_CLASSES)
            g_hash_table_insert (self->class_of, GUINT_TO_POINTER (synset), GUINT_TO_POINTER (node + 1));
        }
    }
  for (guint object = 0; object < REEL_N_OBJECTS; object++)
    {
      guint32 offset = reel_concept_nodes_get_object (self->nodes, object);
      guint32 synset = offset != 0 ? reel_wordnet_from_offset (self->wordnet, offset) : REEL_WORDNET_NONE;
      g_autoptr (GArray) ancestors = NULL;

      if (synset == REEL_WORDNET_NONE)
        continue;
      g_hash_table_insert (self->object_of, GUINT_TO_POINTER (synset), GUINT_TO_POINTER (object + 1));
      ancestors = reel_wordnet_get_ancestors (self->wordnet, synset, G_MAXUINT);
      for (guint i = 0; i < ancestors->len; i++)
        {
          gpointer key = GUINT_TO_POINTER (g_array_index (ancestors, ReelWordnetAncestor, i).synset);
          GArray *below = g_hash_table_lookup (self->objects_below, key);

          if (below == NULL)
            {
              below = g_array_new (FALSE, FALSE, sizeof (guint));
              g_hash_table_insert (self->objects_below, key, below);
            }
          g_array_append_val (below, object);
        }
    }
}

/**
 * reel_word_resolver_new:
 * @wordnet: the index; outlives the resolver, as do @nodes and @lexicon
 * @nodes: the axes
 * @lexicon: the lexicon
 *
 * Returns: (transfer full): the resolver
 */
ReelWordResolver *
reel_word_resolver_new (const ReelWordnet      *wordnet,
                        const ReelConceptNodes *nodes,
                        const ReelWordLexicon  *lexicon)
{
  ReelWordResolver *self;

  g_return_val_if_fail (wordnet != NULL && nodes != NULL && lexicon != NULL, NULL);

  self = g_new0 (ReelWordResolver, 1);
  self->wordnet = wordnet;
  self->nodes = nodes;
  self->lexicon = lexicon;
  self->node_of = g_hash_table_new (NULL, NULL);
  self->class_of = g_hash_table_new (NULL, NULL);
  self->object_of = g_hash_table_new (NULL, NULL);
  self->objects_below = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  index_synsets (self);
  return self;
}

/**
 * reel_word_resolver_free:
 * @self: (transfer full) (nullable): the resolver
 */
void
reel_word_resolver_free (ReelWordResolver *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->node_of);
  g_hash_table_unref (self->class_of);
  g_hash_table_unref (self->object_of);
  g_hash_table_unref (self->objects_below);
  g_free (self);
}

static void
find_node (Findings *findings,
           guint     node,
           float     weight)
{
  findings->nodes[node] = MAX (findings->nodes[node], weight);
  findings->best_node = MAX (findings->best_node, weight);
  findings->has_nodes = TRUE;
}

static void
find_object (Findings *findings,
             guint     object,
             float     weight)
{
  findings->objects[object] = MAX (findings->objects[object], weight);
  findings->has_objects = TRUE;
}

static gboolean
is_known (const Findings *findings)
{
  return findings->has_nodes || findings->has_objects || findings->has_measures;
}

/* The value behind @synset in one of the tables, less one; or −1. */
static int
look_up (GHashTable *table,
         guint32     synset)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (table, GUINT_TO_POINTER (synset))) - 1;
}

static guint
count_classes (const Findings *findings,
               guint           node)
{
  gsize n;

  reel_concept_nodes_get_classes (findings->resolver->nodes, node, &n);
  return n;
}

static void
add_lexicon (Findings   *findings,
             const char *form,
             float       weight)
{
  g_autofree char *phrase = g_strdelimit (g_strdup (form), "_", ' ');
  GArray *evidence = reel_word_lexicon_get_evidence (findings->resolver->lexicon, phrase);

  for (guint i = 0; evidence != NULL && i < evidence->len; i++)
    {
      const ReelWordEvidence *one = &g_array_index (evidence, ReelWordEvidence, i);

      if (one->axis >= REEL_AXIS_MEASURES)
        {
          findings->measures[one->axis - REEL_AXIS_MEASURES] = weight * one->weight;
          findings->has_measures = TRUE;
        }
      else if (one->axis >= REEL_AXIS_OBJECTS)
        find_object (findings, one->axis - REEL_AXIS_OBJECTS, weight * one->weight);
      else
        find_node (findings, one->axis - REEL_AXIS_NODES, weight * one->weight);
    }
}

/* Classes and objects that are called just so. */
static gboolean
add_exact (Findings   *findings,
           const char *form,
           float       weight)
{
  const ReelWordResolver *self = findings->resolver;
  g_autofree char *name = g_strdelimit (g_strdup (form), "_", ' ');
  guint32 lemma = reel_wordnet_find (self->wordnet, form);
  int object = reel_concept_nodes_find_object (self->nodes, name);
  gboolean found = FALSE;
  const guint32 *senses;
  gsize n = 0;

  if (object >= 0)
    find_object (findings, object, weight);
  if (lemma == REEL_WORDNET_NONE)
    return FALSE;
  senses = reel_wordnet_get_senses (self->wordnet, lemma, &n);
  for (gsize i = 0; i < n; i++)
    {
      int class = look_up (self->class_of, senses[i]);

      if (class >= 0)
        {
          find_node (findings, class, weight);
          found = TRUE;
        }
    }
  return found;
}

/* What is above a sense: an object or class that it is a kind of. */
static void
add_above (Findings *findings,
           guint32   synset,
           guint     rank)
{
  const ReelWordResolver *self = findings->resolver;
  g_autoptr (GArray) ancestors = reel_wordnet_get_ancestors (self->wordnet, synset, MAX_ABOVE_PERSON);
  gboolean is_specific = findings->best_node >= .9f;

  for (guint i = 1; i < ancestors->len; i++)
    {
      const ReelWordnetAncestor *above = &g_array_index (ancestors, ReelWordnetAncestor, i);
      int object = look_up (self->object_of, above->synset);
      int class = look_up (self->class_of, above->synset);

      /* A class that is meant itself counts more than the object that it is a kind of. */
      if (object == 0 && rank == 0)
        find_object (findings, object, .5f);
      else if (object > 0 && above->distance <= MAX_ABOVE)
        find_object (findings, object, sense_weights[rank] * powf (.92f, above->distance) * (is_specific ? .35f : .6f));
      if (class >= 0 && above->distance <= 3)
        find_node (findings, class, sense_weights[rank] * powf (.8f, above->distance));
    }
}

static void
add_senses (Findings   *findings,
            const char *form,
            gboolean    has_exact)
{
  const ReelWordResolver *self = findings->resolver;
  guint32 lemma = reel_wordnet_find (self->wordnet, form);
  const guint32 *senses;
  gsize n = 0;

  if (lemma == REEL_WORDNET_NONE)
    return;
  senses = reel_wordnet_get_senses (self->wordnet, lemma, &n);
  for (gsize rank = 0; rank < MIN (n, MAX_SENSES); rank++)
    {
      int node = look_up (self->node_of, senses[rank]);
      GArray *below = g_hash_table_lookup (self->objects_below, GUINT_TO_POINTER (senses[rank]));

      if (node >= 0 && (!has_exact || rank == 0 || look_up (self->class_of, senses[rank]) >= 0))
        find_node (findings, node, sense_weights[rank]);
      if (below != NULL && below->len <= MAX_OBJECTS_BELOW)
        for (guint i = 0; i < below->len; i++)
          find_object (findings, g_array_index (below, guint, i), sense_weights[rank]);
      add_above (findings, senses[rank], rank);
    }
}

/* Nothing of the word's own: the nearest ancestor that is not too general. */
static void
add_general (Findings   *findings,
             const char *form)
{
  const ReelWordResolver *self = findings->resolver;
  guint32 lemma = reel_wordnet_find (self->wordnet, form);
  g_autoptr (GArray) ancestors = NULL;
  const guint32 *senses;
  gsize n = 0;

  if (lemma == REEL_WORDNET_NONE)
    return;
  senses = reel_wordnet_get_senses (self->wordnet, lemma, &n);
  if (n == 0)
    return;
  ancestors = reel_wordnet_get_ancestors (self->wordnet, senses[0], 2);
  for (guint i = 1; i < ancestors->len; i++)
    {
      const ReelWordnetAncestor *above = &g_array_index (ancestors, ReelWordnetAncestor, i);
      int node = look_up (self->node_of, above->synset);
      guint file = reel_wordnet_get_file (self->wordnet, above->synset);
      gboolean is_living =
        file == REEL_WORDNET_FILE_ANIMAL || file == REEL_WORDNET_FILE_FOOD || file == REEL_WORDNET_FILE_PLANT;

      if (node < 0 || count_classes (findings, node) > (is_living ? MAX_FAR_LIVING : MAX_FAR_CLASSES))
        continue;
      if (!findings->has_objects)
        findings->is_loose = TRUE;
      find_node (findings, node, powf (.8f, above->distance));
      g_free (findings->via);
      findings->via = g_strdelimit (g_strdup (reel_wordnet_get_name (self->wordnet, above->synset)), "_", ' ');
      return;
    }
}

/* Nothing at all: what the gloss says that it is. */
static void
add_gloss (Findings   *findings,
           const char *form)
{
  const ReelWordResolver *self = findings->resolver;
  guint32 lemma = reel_wordnet_find (self->wordnet, form);
  const guint32 *senses, *heads;
  gsize n = 0;

  if (lemma == REEL_WORDNET_NONE)
    return;
  senses = reel_wordnet_get_senses (self->wordnet, lemma, &n);
  if (n == 0)
    return;
  heads = reel_wordnet_get_heads (self->wordnet, senses[0]);
  for (guint i = 0; i < 2 && heads[i] != REEL_WORDNET_NONE && !is_known (findings); i++)
    {
      const char *head = reel_wordnet_get_lemma (self->wordnet, heads[i]);
      gsize n_head = 0;
      const guint32 *head_senses = reel_wordnet_get_senses (self->wordnet, heads[i], &n_head);
      int node = n_head > 0 ? look_up (self->node_of, head_senses[0]) : -1;

      add_lexicon (findings, head, .5f);
      add_exact (findings, head, .5f);
      if (node >= 0 && count_classes (findings, node) <= 20)
        find_node (findings, node, .5f);
      if (is_known (findings))
        {
          findings->is_loose = TRUE;
          findings->via = g_strdelimit (g_strdup (head), "_", ' ');
        }
    }
}

static void
append (GArray *evidence,
        guint   axis,
        float   weight)
{
  ReelWordEvidence one = { axis, weight };

  if (weight != 0)
    g_array_append_val (evidence, one);
}

static ReelWordMeaning *
conclude (Findings *findings)
{
  ReelWordMeaning *meaning = g_new0 (ReelWordMeaning, 1);
  guint n_objects = 0;
  float sum = 0;

  meaning->evidence = g_array_new (FALSE, FALSE, sizeof (ReelWordEvidence));
  for (guint i = 0; i < REEL_N_NODES; i++)
    append (meaning->evidence, REEL_AXIS_NODES + i, findings->nodes[i]);
  for (guint i = 0; i < REEL_N_OBJECTS; i++)
    n_objects += findings->objects[i] > 0;
  if (n_objects <= MAX_OBJECTS)
    for (guint i = 0; i < REEL_N_OBJECTS; i++)
      append (meaning->evidence, REEL_AXIS_OBJECTS + i, findings->objects[i] * (n_objects > 1 ? .7f : 1.f));
  for (guint i = 0; i < REEL_N_MEASURES; i++)
    sum += fabsf (findings->measures[i]);
  /* Of a word that means half of something ('street' is lines and detail) the sum stays below one. */
  for (guint i = 0; i < REEL_N_MEASURES; i++)
    append (meaning->evidence, REEL_AXIS_MEASURES + i, MEASURE_GAIN * findings->measures[i] / MAX (sum, 1.f));
  meaning->is_loose = findings->is_loose && meaning->evidence->len > 0;
  meaning->via = g_steal_pointer (&findings->via);
  return meaning;
}

/**
 * reel_word_resolver_resolve:
 * @self: the resolver
 * @term: a word as reel_word_fold() leaves it, or a phrase or compound with spaces
 * @is_modifier: whether it stands before a noun: adjectives are not taken for nouns there
 *
 * Returns: (transfer full): what it means
 */
ReelWordMeaning *
reel_word_resolver_resolve (const ReelWordResolver *self,
                            const char             *term,
                            gboolean                is_modifier)
{
  g_autofree char *compound = NULL;
  g_autofree Findings *findings = g_new0 (Findings, 1);
  g_auto (GStrv) forms = NULL;
  gboolean is_adjective = FALSE, has_exact = FALSE;

  g_return_val_if_fail (self != NULL && term != NULL, NULL);

  findings->resolver = self;
  compound = g_strdelimit (g_strdup (term), " ", '_');
  forms = strchr (term, ' ') != NULL ? reel_wordnet_lemmatise (self->wordnet, compound)
                                     : reel_word_lexicon_list_forms (self->lexicon, self->wordnet, term);
  for (guint i = 0; forms[i] != NULL && !findings->has_measures; i++)
    add_lexicon (findings, forms[i], 1);
  for (guint i = 0; is_modifier && forms[i] != NULL; i++)
    {
      guint32 lemma = reel_wordnet_find (self->wordnet, forms[i]);

      is_adjective = is_adjective || (lemma != REEL_WORDNET_NONE &&
                                      (reel_wordnet_get_parts (self->wordnet, lemma) & REEL_WORDNET_ADJECTIVE) != 0);
    }
  if (is_adjective)
    return conclude (findings);

  for (guint i = 0; forms[i] != NULL && !has_exact; i++)
    has_exact = add_exact (findings, forms[i], 1);
  for (guint i = 0; forms[i] != NULL; i++)
    {
      guint32 lemma = reel_wordnet_find (self->wordnet, forms[i]);

      add_senses (findings, forms[i], has_exact);
      if (is_known (findings) && lemma != REEL_WORDNET_NONE &&
          (reel_wordnet_get_parts (self->wordnet, lemma) & REEL_WORDNET_NOUN) != 0)
        break;
    }
  for (guint i = 0; forms[i] != NULL && !findings->has_nodes && !findings->has_measures; i++)
    add_general (findings, forms[i]);
  for (guint i = 0; forms[i] != NULL && !is_known (findings); i++)
    add_gloss (findings, forms[i]);
  return conclude (findings);
}

/**
 * reel_word_resolver_knows:
 * @self: the resolver
 * @compound: two or three words with spaces between them
 *
 * Returns: whether they are one thing that has axes: a class, an object, or a noun of WordNet that leads to some
 */
gboolean
reel_word_resolver_knows (const ReelWordResolver *self,
                          const char             *compound)
{
  g_autofree char *joined = g_strdelimit (g_strdup (compound), " ", '_');
  g_auto (GStrv) forms = reel_wordnet_lemmatise (self->wordnet, joined);
  g_autoptr (ReelWordMeaning) meaning = NULL;
  gboolean is_noun = FALSE;

  for (guint i = 0; forms[i] != NULL; i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (forms[i]), "_", ' ');
      guint32 lemma = reel_wordnet_find (self->wordnet, forms[i]);

      if (reel_concept_nodes_find_object (self->nodes, name) >= 0)
        return TRUE;
      is_noun = is_noun ||
                (lemma != REEL_WORDNET_NONE && (reel_wordnet_get_parts (self->wordnet, lemma) & REEL_WORDNET_NOUN) != 0);
    }
  if (!is_noun)
    return FALSE;
  meaning = reel_word_resolver_resolve (self, compound, FALSE);
  /* 'Airplane landing' is a noun of WordNet too; its words say more than what is above it. */
  return meaning->evidence->len > 0 && !meaning->is_loose;
}

/**
 * reel_word_meaning_free:
 * @self: (transfer full) (nullable): a meaning
 */
void
reel_word_meaning_free (ReelWordMeaning *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->evidence);
  g_free (self->via);
  g_free (self);
}
