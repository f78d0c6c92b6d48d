/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "local/reel-local-search-written.h"
#include "local/reel-local-spread.h"
#include "local/reel-local-store-words.h"

/* A search for few hits still looks at so many texts: which of them are the most similar is told by reading them. */
#define LEAST_TEXTS 64

/* The candidates so far, by their numbers. */
typedef struct
{
  ReelLocalSearchWritten *self; /* (borrowed) */
  ReelLocalPlan *plan;          /* (borrowed) */
  GArray *candidates;           /* (borrowed) */
  GHashTable *by_clip;          /* (owned): clip → 1 + its place in @candidates */
  GHashTable *best_of;          /* (owned): video → 1 + the place of its most similar candidate */
} Addition;

static void
addition_clear (Addition *self)
{
  g_clear_pointer (&self->by_clip, g_hash_table_unref);
  g_clear_pointer (&self->best_of, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Addition, addition_clear)

/**
 * reel_local_search_written_init:
 * @self: uninitialised
 * @text: what is looked for
 */
void
reel_local_search_written_init (ReelLocalSearchWritten *self,
                                const char             *text)
{
  g_return_if_fail (self != NULL && text != NULL);

  self->query = reel_written_query_new (text);
  self->reasons = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
reel_local_search_written_clear (ReelLocalSearchWritten *self)
{
  g_clear_pointer (&self->query, reel_written_query_free);
  g_clear_pointer (&self->reasons, g_hash_table_unref);
  g_clear_pointer (&self->words, g_hash_table_unref);
}

static ReelLocalCandidate *
look_up (GArray       *candidates,
         GHashTable   *table,
         const gint64 *key)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (table, key));

  return place > 0 ? &g_array_index (candidates, ReelLocalCandidate, place - 1) : NULL;
}

static void
note (Addition *self,
      guint     place)
{
  const ReelLocalCandidate *candidate = &g_array_index (self->candidates, ReelLocalCandidate, place);
  const ReelLocalCandidate *best = look_up (self->candidates, self->best_of, &candidate->video);

  g_hash_table_insert (self->by_clip, g_memdup2 (&candidate->clip, sizeof candidate->clip), GUINT_TO_POINTER (place + 1));
  if (best == NULL || candidate->similarity > best->similarity)
    g_hash_table_insert (self->best_of, g_memdup2 (&candidate->video, sizeof candidate->video), GUINT_TO_POINTER (place + 1));
}

static gboolean
is_answered (ReelLocalPlan       *plan,
             const ReelLocalText *text)
{
  for (guint i = 0; i < plan->parts->len; i++)
    {
      const ReelLocalPlanPart *part = g_ptr_array_index (plan->parts, i);

      if (part->space == text->space && g_hash_table_contains (part->videos, &text->video))
        return TRUE;
    }
  return FALSE;
}

static void
add_words (GHashTable *words,
           const char *text)
{
  g_autofree char *folded = reel_written_fold (text);
  g_auto (GStrv) all = g_strsplit (folded, " ", -1);

  for (guint i = 0; all[i] != NULL; i++)
    g_hash_table_add (words, g_strdup (all[i]));
}

/* The larger of the two, see above. @reason: (transfer full) */
static void
add (Addition            *self,
     const ReelLocalText *text,
     double               similarity,
     char                *reason)
{
  ReelLocalCandidate *known = look_up (self->candidates, self->by_clip, &text->clip);
  gboolean is_sure = similarity >= REEL_WRITTEN_ALL;

  if (known != NULL)
    {
      known->similarity = MAX (known->similarity, similarity);
      known->is_sure |= is_sure;
    }
  else
    {
      ReelLocalCandidate candidate = { text->video, text->clip, text->space, similarity, is_sure };

      g_array_append_val (self->candidates, candidate);
      note (self, self->candidates->len - 1);
    }
  if (g_hash_table_contains (self->self->reasons, &text->clip)) /* what is read says more than a name */
    g_free (reason);
  else
    g_hash_table_insert (self->self->reasons, g_memdup2 (&text->clip, sizeof text->clip), reason);
}

static void
add_written (Addition  *self,
             GPtrArray *texts)
{
  for (guint i = 0; i < texts->len; i++)
    {
      const ReelLocalText *text = g_ptr_array_index (texts, i);
      g_autofree char *found = NULL;
      double similarity;

      if (!is_answered (self->plan, text) || g_hash_table_contains (self->self->reasons, &text->clip))
        continue;
      similarity = reel_written_query_read (self->self->query, text->text, &found);
      if (similarity <= 0)
        continue;
      add_words (self->self->words, found);
      /* Translators: why a clip was found: %s is what can be read in it */
      add (self, text, similarity, g_strdup_printf (_ ("“%s” (text)"), found));
    }
}

static void
add_names (Addition  *self,
           GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    {
      const ReelLocalText *name = g_ptr_array_index (names, i);
      const ReelLocalCandidate *best = look_up (self->candidates, self->best_of, &name->video);
      ReelLocalText of = { best != NULL ? best->clip : name->clip, name->video, name->space, name->text };
      double similarity = is_answered (self->plan, name) ? reel_written_query_read_name (self->self->query, name->text) : 0;

      if (similarity <= 0)
        continue;
      add_words (self->self->words, name->text);
      /* Translators: why a clip was found: the name of its file has the words */
      add (self, &of, similarity, g_strdup (_ ("file name")));
    }
}

/**
 * reel_local_search_written_add:
 * @self: what is looked for
 * @store: where
 * @collection_id: in which of its collections
 * @plan: which space answers for which video
 * @n_most: the most texts to look at
 * @candidates: (inout) (element-type ReelLocalCandidate): what was found by vectors
 * @error: return location for a #ReelDatabaseError
 *
 * Adds what is found by letters, by the rule above.
 *
 * Returns: whether it could be looked for
 */
gboolean
reel_local_search_written_add (ReelLocalSearchWritten  *self,
                               ReelLocalStore          *store,
                               const char              *collection_id,
                               ReelLocalPlan           *plan,
                               guint                    n_most,
                               GArray                  *candidates,
                               GError                 **error)
{
  g_auto (Addition) addition = { self, plan, candidates, NULL, NULL };
  g_autofree char *phrase = NULL;
  g_autofree char *any = NULL;
  g_autofree char *all = NULL;
  g_autoptr (GPtrArray) texts = NULL;
  g_autoptr (GPtrArray) others = NULL;
  g_autoptr (GPtrArray) names = NULL;

  g_return_val_if_fail (self != NULL && REEL_IS_LOCAL_STORE (store), FALSE);
  g_return_val_if_fail (collection_id != NULL && plan != NULL && candidates != NULL, FALSE);

  if (reel_written_query_is_empty (self->query))
    return TRUE;
  phrase = reel_written_query_dup_phrase (self->query);
  any = reel_written_query_dup_any (self->query);
  all = reel_written_query_dup_all (self->query);
  n_most = MAX (n_most, LEAST_TEXTS);
  texts = reel_local_store_find_written (store, collection_id, phrase, n_most, error);
  others = texts != NULL ? reel_local_store_find_written (store, collection_id, any, n_most, error) : NULL;
  names = others != NULL ? reel_local_store_find_names (store, collection_id, all, n_most, error) : NULL;
  if (names == NULL)
    return FALSE;

  addition.by_clip = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  addition.best_of = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < candidates->len; i++)
    note (&addition, i);
  add_written (&addition, texts);
  add_written (&addition, others);
  add_names (&addition, names);
  return TRUE;
}

/**
 * reel_local_search_written_explain:
 * @self: what was found
 * @clip: a hit
 * @reasons: (transfer full) (nullable): why it was found by its vector
 *
 * Returns: (transfer full) (nullable): @reasons, after what was found by letters
 */
GStrv
reel_local_search_written_explain (ReelLocalSearchWritten *self,
                                   gint64                  clip,
                                   GStrv                   reasons)
{
  const char *reason = g_hash_table_lookup (self->reasons, &clip);
  g_autoptr (GStrvBuilder) all = NULL;

  if (reason == NULL)
    return reasons;
  all = g_strv_builder_new ();
  g_strv_builder_add (all, reason);
  if (reasons != NULL)
    g_strv_builder_addv (all, (const char **) reasons);
  g_strfreev (reasons);
  return g_strv_builder_end (all);
}

/**
 * reel_local_search_written_knows:
 * @self: what was found
 * @word: a word of the query that an engine does not understand
 *
 * Returns: whether it was found by its letters
 */
gboolean
reel_local_search_written_knows (ReelLocalSearchWritten *self,
                                 const char             *word)
{
  g_autofree char *folded = NULL;
  g_auto (GStrv) pieces = NULL;

  g_return_val_if_fail (self != NULL && word != NULL, FALSE);

  folded = reel_written_fold (word);
  pieces = g_strsplit (folded, " ", -1);
  for (guint i = 0; pieces[i] != NULL; i++)
    if (!g_hash_table_contains (self->words, pieces[i]))
      return FALSE;
  return *folded != '\0';
}
