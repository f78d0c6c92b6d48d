/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-concept-reasons.h"
#include "engine/reel-word-hash.h"

/* Which axes are never a reason of their own: what is not there. */
#define IS_ABSENCE(axis) ((axis) == REEL_AXIS_MEASURES + REEL_MEASURE_NO_FACE)
/* An axis with a smaller share says nothing, and there are hundreds of them. */
#define LEAST_SHARE 0.01

/* What says the same of a clip: 'dog', 'Labrador retriever' and 'canine'. */
typedef struct
{
  guint axis;  /* the strongest of them, whose name is told */
  char *name;  /* (owned): in English */
  int node;    /* whose classes tell what is near; −1 without */
  double best; /* share of that axis */
  double share; /* of all of them */
} Group;

static void
group_clear (gpointer group)
{
  g_free (((Group *) group)->name);
}

/* The node that has the classes of ImageNet of an axis, or −1: of an object by WordNet, of a group of objects by its name. */
static int
find_node (const ReelConceptNodes *nodes,
           guint                   axis,
           const char             *name)
{
  if (axis < REEL_AXIS_OBJECTS)
    return axis - REEL_AXIS_NODES;
  if (axis < REEL_AXIS_MEASURES)
    return reel_concept_nodes_find_offset (nodes, reel_concept_nodes_get_object (nodes, axis - REEL_AXIS_OBJECTS));
  if (axis < REEL_AXIS_MEASURES + REEL_MEASURE_ANIMAL || axis >= REEL_AXIS_COLOURED)
    return -1;
  for (guint node = 0; node < REEL_N_NODES; node++)
    if (strcmp (reel_concept_nodes_get_name (nodes, node), name) == 0)
      return node;
  return -1;
}

/* Whether two nodes have half of the smaller's classes in common: all of them where one is above the other. */
static gboolean
share_classes (const ReelConceptNodes *nodes,
               int                     one,
               int                     other)
{
  gsize n_one, n_other, n_common = 0;
  const guint16 *a, *b;

  if (one < 0 || other < 0)
    return FALSE;
  a = reel_concept_nodes_get_classes (nodes, one, &n_one);
  b = reel_concept_nodes_get_classes (nodes, other, &n_other);
  for (gsize i = 0, j = 0; i < n_one && j < n_other;)
    {
      n_common += a[i] == b[j] ? 1 : 0;
      if (a[i] <= b[j])
        i++;
      else
        j++;
    }
  return n_common * 2 >= MIN (n_one, n_other);
}

/* Whether all words of one name are in the other: 'car' in 'sports car', 'face' in 'one face'. */
static gboolean
has_words_of (const char *name,
              const char *other)
{
  const char *found = strstr (name, other);
  gsize length = strlen (other);

  return found != NULL && (found == name || found[-1] == ' ') && (found[length] == '\0' || found[length] == ' ');
}

static gboolean
are_near (const ReelConceptNodes *nodes,
          const Group            *one,
          const Group            *other)
{
  return has_words_of (one->name, other->name) || has_words_of (other->name, one->name)
         || share_classes (nodes, one->node, other->node);
}

static int
compare_best (gconstpointer a,
              gconstpointer b)
{
  const Group *x = a, *y = b;

  return (x->best < y->best) - (x->best > y->best);
}

static int
compare_share (gconstpointer a,
               gconstpointer b)
{
  const Group *x = a, *y = b;

  return (x->share < y->share) - (x->share > y->share);
}

/* 'dog' as an object and as a class is one reason before all others are compared: together they say it the loudest. */
static GArray *
list_axes (const ReelConceptNodes *nodes,
           const float            *query,
           const float            *clip)
{
  GArray *axes = g_array_new (FALSE, TRUE, sizeof (Group));
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  double total = 0;

  g_array_set_clear_func (axes, group_clear);
  for (guint axis = 0; axis < REEL_AXIS_SLACK; axis++)
    total += MAX (0, query[axis] * clip[axis]);
  for (guint axis = 0; axis < REEL_AXIS_WORDS; axis++)
    {
      double share = total > 0 ? query[axis] * clip[axis] / total : 0;
      g_autofree char *name = NULL;
      gpointer place;
      Group group = { 0 };

      if (!(share >= LEAST_SHARE) || IS_ABSENCE (axis))
        continue;
      name = reel_concept_nodes_dup_axis_name (nodes, axis);
      if (g_hash_table_lookup_extended (by_name, name, NULL, &place))
        {
          Group *known = &g_array_index (axes, Group, GPOINTER_TO_UINT (place));

          known->best += share;
          known->share += share;
          continue;
        }
      group.axis = axis;
      group.node = find_node (nodes, axis, name);
      group.name = g_steal_pointer (&name);
      group.best = group.share = share;
      g_hash_table_insert (by_name, group.name, GUINT_TO_POINTER (axes->len));
      g_array_append_val (axes, group);
    }
  g_array_sort (axes, compare_best);
  return axes;
}

/* The strongest first: what is above, below or beside it in meaning adds to it, and is not told. */
static GArray *
join_near (const ReelConceptNodes *nodes,
           GArray                 *axes)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (Group));

  g_array_set_clear_func (groups, group_clear);
  for (guint i = 0; i < axes->len; i++)
    {
      Group *axis = &g_array_index (axes, Group, i);
      Group *near = NULL;

      for (guint j = 0; j < groups->len && near == NULL; j++)
        if (are_near (nodes, &g_array_index (groups, Group, j), axis))
          near = &g_array_index (groups, Group, j);
      if (near != NULL)
        {
          near->share += axis->share;
          continue;
        }
      g_array_append_val (groups, *axis);
      axis->name = NULL;
    }
  g_array_sort (groups, compare_share);
  return groups;
}

/* The concept that an axis is, or −1. Measures are found as words: they have the same English names. */
static int
find_concept (const ReelConceptBank *bank,
              const Group           *group)
{
  g_autofree char *folded = NULL;

  for (guint i = 0; i < reel_concept_bank_get_n_concepts (bank); i++)
    {
      guint index;
      ReelConceptKind kind = reel_concept_bank_get_kind (bank, i, &index);

      if ((kind == REEL_CONCEPT_KIND_NODE && REEL_AXIS_NODES + index == group->axis)
          || (kind == REEL_CONCEPT_KIND_OBJECT && REEL_AXIS_OBJECTS + index == group->axis))
        return i;
    }
  folded = reel_word_fold (group->name);
  return reel_concept_bank_find_label (bank, folded, REEL_CONCEPT_BANK_ENGLISH);
}

/* `zh_TW.UTF-8` → `zh-Hant`, `de_AT` → `de` */
static char *
dup_language (const char *locale)
{
  gsize length = strcspn (locale, "_.@-");

  if (length == 2 && g_str_has_prefix (locale, "zh"))
    return g_strdup (strstr (locale, "TW") != NULL || strstr (locale, "HK") != NULL || strstr (locale, "MO") != NULL
                         || strstr (locale, "Hant") != NULL
                       ? "zh-Hant"
                       : "zh-Hans");
  return g_strndup (locale, length);
}

/* The first language of the user that there are labels in; English where it comes first, or where there is none. */
static int
choose_language (const ReelConceptBank *bank,
                 const char * const    *languages)
{
  for (guint i = 0; bank != NULL && languages != NULL && languages[i] != NULL; i++)
    {
      g_autofree char *name = dup_language (languages[i]);
      int language = reel_concept_bank_find_language (bank, name);

      if (language >= 0 || strcmp (name, "C") == 0 || strcmp (name, "POSIX") == 0)
        return language;
    }
  return -1;
}

static char *
dup_shown (const ReelConceptBank *bank,
           int                    language,
           const Group           *group)
{
  int concept = language > REEL_CONCEPT_BANK_ENGLISH ? find_concept (bank, group) : -1;
  const char *label = concept >= 0 ? reel_concept_bank_get_label (bank, concept, language) : NULL;

  return g_strdup (label != NULL ? label : group->name);
}

/**
 * reel_concept_reasons_find:
 * @nodes: the axes
 * @bank: (nullable): labels in other languages
 * @languages: (nullable) (array zero-terminated=1): the user's, as g_get_language_names() has them
 * @query: %REEL_N_AXES numbers
 * @clip: as many
 * @n_most: how many reasons at most
 *
 * What spoke for a clip, in words that are of use to people: of names that say the same (one above the other in WordNet, or
 * one a part of the other) only the strongest, with the shares of all.
 *
 * Returns: (transfer full) (element-type ReelEngineReason): the largest share first; in the user's language where there is a
 *   label, else in English
 */
GPtrArray *
reel_concept_reasons_find (const ReelConceptNodes *nodes,
                           const ReelConceptBank  *bank,
                           const char * const     *languages,
                           const float            *query,
                           const float            *clip,
                           guint                   n_most)
{
  GPtrArray *reasons;
  g_autoptr (GArray) axes = NULL;
  g_autoptr (GArray) groups = NULL;
  int language;

  g_return_val_if_fail (nodes != NULL && query != NULL && clip != NULL, NULL);

  reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_engine_reason_free);
  axes = list_axes (nodes, query, clip);
  groups = join_near (nodes, axes);
  language = choose_language (bank, languages);
  for (guint i = 0; i < groups->len && reasons->len < n_most; i++)
    {
      const Group *group = &g_array_index (groups, Group, i);
      ReelEngineReason *reason = g_new0 (ReelEngineReason, 1);

      reason->concept = dup_shown (bank, language, group);
      reason->share = group->share;
      g_ptr_array_add (reasons, reason);
    }
  return reasons;
}
