/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "engine/reel-concept-engine.h"
#include "engine/reel-concept-reasons.h"
#include "engine/reel-evidence-vector.h"
#include "engine/reel-likeness.h"
#include "engine/reel-sight.h"
#include "engine/reel-word-source.h"

/* The networks see 416 and 299 pixels, of a whole picture or of a part of it. */
#define LONG_SIDE 640

/* Similarity from which on a clip is a hit, and from which on it is sure. */
#define LEAST 0.30f
#define SURE 0.55f

/* How sure it is that there is text where some was read. */
#define TEXT_SURE 0.9

/* The share of what was asked for that a clip shows, where these similarities lie: `make eval` of the development half. Below
 * the first next to nothing is right; from the second on hardly anything is wrong. */
#define LEAST_SHARE 0.06f
#define SURE_SHARE 0.62f
#define SLOPE ((SURE - LEAST) / (SURE_SHARE - LEAST_SHARE))

struct _ReelConceptEngine
{
  GObject parent_instance;

  /* owned */
  ReelSight *sight;
  ReelTextFinder *text_finder; /* (nullable): %NULL where text is not read */
  ReelWordSource *words;
  char *models_folder;
  char *words_folder;
  gint reads_text; /* atomic: what its recipe says */

  /* under the lock */
  GMutex lock;
  ReelConceptNodes *nodes; /* (owned) (nullable): stays once it is loaded */
  ReelLikeness *likeness;  /* (owned) (nullable): the same */
};

static const ReelConceptNodes *
get_nodes (ReelConceptEngine *self,
           GError           **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GError) reason = NULL;

  if (self->nodes == NULL)
    self->nodes = reel_concept_nodes_load (self->words_folder, &reason);
  if (self->nodes == NULL)
    reel_engine_error_set_model (error, reason);
  return self->nodes;
}

static const ReelLikeness *
get_likeness (ReelConceptEngine *self,
              GError           **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GError) reason = NULL;

  if (self->likeness == NULL)
    self->likeness = reel_likeness_load (self->models_folder, &reason);
  if (self->likeness == NULL)
    reel_engine_error_set_model (error, reason);
  return self->likeness;
}

static const char *
reel_concept_engine_get_space_id (ReelEngine *engine)
{
  return REEL_CONCEPT_SPACE_ID;
}

static guint
reel_concept_engine_get_dims (ReelEngine *engine)
{
  return REEL_N_AXES;
}

static void
reel_concept_engine_get_input (ReelEngine      *engine,
                               ReelEngineInput *input)
{
  input->long_side = REEL_CONCEPT_ENGINE (engine)->text_finder != NULL ? REEL_TEXT_FINDER_SIDE : LONG_SIDE;
  input->rate = 10;
  input->most_frames = REEL_SIGHT_MOST_FRAMES;
}

static gboolean
reel_concept_engine_load (ReelEngine    *engine,
                          GCancellable  *cancellable,
                          GError       **error)
{
  ReelConceptEngine *self = REEL_CONCEPT_ENGINE (engine);
  g_autoptr (ReelSharedWords) words = NULL;

  if (!reel_sight_load (self->sight, cancellable, error) || get_nodes (self, error) == NULL
      || get_likeness (self, error) == NULL
      || (self->text_finder != NULL && !reel_text_finder_load (self->text_finder, error))
      || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  words = reel_word_source_get (self->words, error);
  return words != NULL;
}

/* Takes @seen: what either look at a clip gave, or %NULL. */
static gboolean
encode (ReelConceptEngine  *self,
        ReelEvidence       *seen,
        float              *vector,
        ReelEvidence      **evidence,
        GError            **error)
{
  g_autoptr (ReelEvidence) owned = seen;
  const ReelConceptNodes *nodes = seen != NULL ? get_nodes (self, error) : NULL;
  ReelTag text = { "text", "unknown", 0 };

  if (nodes == NULL)
    return FALSE;

  /* That nothing can be read does not say that nothing is written. */
  if (owned->written != NULL)
    text = (ReelTag) { "text", "yes", TEXT_SURE };
  g_array_append_val (owned->tags, text);

  reel_evidence_fill_vector (owned, nodes, vector);
  if (evidence != NULL)
    *evidence = g_steal_pointer (&owned);
  return TRUE;
}

static gboolean
reel_concept_engine_encode_frames (ReelEngine    *engine,
                                   GPtrArray     *frames,
                                   float         *vector,
                                   ReelEvidence **evidence,
                                   GCancellable  *cancellable,
                                   GError       **error)
{
  ReelConceptEngine *self = REEL_CONCEPT_ENGINE (engine);

  g_autoptr (ReelEvidence) seen = reel_sight_look (self->sight, frames, cancellable, error);
  g_autoptr (GError) read_error = NULL;

  if (seen != NULL && self->text_finder != NULL)
    {
      /* In the middle: text stays for longer than anything else. */
      g_autoptr (GPtrArray) middle = reel_sampled_frames_choose (frames, G_MAXDOUBLE, 1);

      seen->written = reel_text_finder_read (self->text_finder, reel_sampled_frame_get_largest (g_ptr_array_index (middle, 0)),
                                             cancellable, &read_error);
    }
  if (read_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&read_error));
      return FALSE;
    }
  return encode (self, g_steal_pointer (&seen), vector, evidence, error);
}

static gboolean
reel_concept_engine_glance (ReelEngine    *engine,
                            GPtrArray     *frames,
                            float         *vector,
                            ReelEvidence **evidence,
                            GCancellable  *cancellable,
                            GError       **error)
{
  ReelConceptEngine *self = REEL_CONCEPT_ENGINE (engine);

  return encode (self, reel_sight_glance (self->sight, frames, cancellable, error), vector, evidence, error);
}

static gboolean
reel_concept_engine_encode_text (ReelEngine         *engine,
                                 const char         *text,
                                 float              *vector,
                                 ReelEngineReading **reading,
                                 GCancellable       *cancellable,
                                 GError            **error)
{
  g_autoptr (ReelSharedWords) words = NULL;
  g_autoptr (ReelQuery) query = NULL;
  float reach;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The text is not valid UTF-8"));
      return FALSE;
    }
  words = reel_word_source_get (REEL_CONCEPT_ENGINE (engine)->words, error);
  if (words == NULL)
    return FALSE;
  query = reel_word_reader_read (words->reader, text, cancellable, error);
  if (query == NULL)
    return FALSE;

  memcpy (vector, reel_query_get_vector (query), sizeof (float) * REEL_N_AXES);
  reach = reel_query_get_reach (query);
  if (reading != NULL)
    *reading = reel_engine_reading_new (reel_query_dup_words (query, REEL_QUERY_USED),
                                        reel_query_dup_words (query, REEL_QUERY_LOOSE),
                                        reel_query_dup_words (query, REEL_QUERY_UNKNOWN),
                                        (ReelEngineScale) { reach > 0 ? SLOPE * REEL_CONCEPT_SPACE_NORM / reach : 0, LEAST,
                                                            SURE, LEAST - SLOPE * LEAST_SHARE },
                                        reel_query_is_only_negative (query));
  return TRUE;
}

/* Labels in the user's language are a part of what reads queries, and nothing is loaded for them. */
static GPtrArray *
reel_concept_engine_explain (ReelEngine  *engine,
                             const float *query,
                             const float *clip,
                             guint        n_most)
{
  ReelConceptEngine *self = REEL_CONCEPT_ENGINE (engine);
  const ReelConceptNodes *nodes = get_nodes (self, NULL);
  g_autoptr (ReelSharedWords) words = NULL;

  if (nodes == NULL)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) reel_engine_reason_free);
  words = reel_word_source_peek (self->words);
  return reel_concept_reasons_find (nodes, words != NULL ? reel_word_reader_get_bank (words->reader) : NULL,
                                    g_get_language_names (), query, clip, n_most);
}

static const char *
reel_concept_engine_get_likeness (ReelEngine *engine,
                                  guint      *dims)
{
  *dims = REEL_LIKENESS_N_DIMS;
  return REEL_LIKENESS_SPACE_ID;
}

static gboolean
reel_concept_engine_fill_likeness (ReelEngine          *engine,
                                   const ReelEvidence  *evidence,
                                   float               *vector,
                                   GError             **error)
{
  const ReelLikeness *likeness = get_likeness (REEL_CONCEPT_ENGINE (engine), error);

  if (likeness == NULL)
    return FALSE;
  reel_likeness_fill (likeness, evidence->features, vector);
  return TRUE;
}

static void
reel_concept_engine_trim (ReelEngine *engine)
{
  ReelConceptEngine *self = REEL_CONCEPT_ENGINE (engine);

  reel_sight_trim (self->sight);
  if (self->text_finder != NULL)
    reel_text_finder_trim (self->text_finder);
  reel_word_source_trim (self->words);
}

static char **
reel_concept_engine_dup_recipe (ReelEngine *engine)
{
  ReelConceptEngine *self = REEL_CONCEPT_ENGINE (engine);
  const char *const reads_text = g_atomic_int_get (&self->reads_text) ? REEL_CONCEPT_ENGINE_TEXT : NULL;
  const char *const recipe[] = { "concept", self->models_folder, self->words_folder, reads_text, NULL };

  return g_strdupv ((char **) recipe);
}

static void
reel_concept_engine_iface_init (ReelEngineInterface *iface)
{
  iface->get_space_id = reel_concept_engine_get_space_id;
  iface->get_dims = reel_concept_engine_get_dims;
  iface->get_input = reel_concept_engine_get_input;
  iface->load = reel_concept_engine_load;
  iface->encode_frames = reel_concept_engine_encode_frames;
  iface->glance = reel_concept_engine_glance;
  iface->encode_text = reel_concept_engine_encode_text;
  iface->explain = reel_concept_engine_explain;
  iface->get_likeness = reel_concept_engine_get_likeness;
  iface->fill_likeness = reel_concept_engine_fill_likeness;
  iface->trim = reel_concept_engine_trim;
  iface->dup_recipe = reel_concept_engine_dup_recipe;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelConceptEngine, reel_concept_engine, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REEL_TYPE_ENGINE, reel_concept_engine_iface_init))

static void
reel_concept_engine_dispose (GObject *object)
{
  g_clear_object (&REEL_CONCEPT_ENGINE (object)->sight);
  g_clear_object (&REEL_CONCEPT_ENGINE (object)->text_finder);

  G_OBJECT_CLASS (reel_concept_engine_parent_class)->dispose (object);
}

static void
reel_concept_engine_finalize (GObject *object)
{
  ReelConceptEngine *self = REEL_CONCEPT_ENGINE (object);

  g_free (self->models_folder);
  g_free (self->words_folder);
  g_clear_pointer (&self->words, reel_word_source_free);
  g_clear_pointer (&self->nodes, reel_concept_nodes_free);
  g_clear_pointer (&self->likeness, reel_likeness_free);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (reel_concept_engine_parent_class)->finalize (object);
}

static void
reel_concept_engine_class_init (ReelConceptEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_concept_engine_dispose;
  G_OBJECT_CLASS (klass)->finalize = reel_concept_engine_finalize;
}

static void
reel_concept_engine_init (ReelConceptEngine *self)
{
  g_mutex_init (&self->lock);
}

/**
 * reel_concept_engine_new:
 * @models: the folder of networks and of the text model, data/models/
 * @words: the folder of tables, data/words/
 *
 * Returns: (transfer full): a #ReelConceptEngine of the space `concept-v2`, that has loaded nothing yet
 */
ReelEngine *
reel_concept_engine_new (const char *models,
                         const char *words)
{
  ReelConceptEngine *self;

  g_return_val_if_fail (models != NULL && words != NULL, NULL);

  self = g_object_new (REEL_TYPE_CONCEPT_ENGINE, NULL);
  self->sight = reel_sight_new (models);
  self->words = reel_word_source_new (models, words);
  self->models_folder = g_strdup (models);
  self->words_folder = g_strdup (words);
  return REEL_ENGINE (self);
}

/**
 * reel_concept_engine_set_text_finder:
 * @self: a #ReelConceptEngine that encodes nothing yet
 * @finder: (nullable): what reads text in pictures; %NULL to read none, which is quicker
 *
 * Vectors with and without text are of one space: they can be compared.
 */
void
reel_concept_engine_set_text_finder (ReelConceptEngine *self,
                                     ReelTextFinder    *finder)
{
  g_return_if_fail (REEL_IS_CONCEPT_ENGINE (self));
  g_return_if_fail (finder == NULL || REEL_IS_TEXT_FINDER (finder));

  g_set_object (&self->text_finder, finder);
}

/**
 * reel_concept_engine_set_reads_text:
 * @self: a #ReelConceptEngine
 * @reads_text: whether those that are made of its recipe from now on are to read text in pictures, where that can be done
 *
 * This one reads text only where it has a #ReelTextFinder. From any thread.
 */
void
reel_concept_engine_set_reads_text (ReelConceptEngine *self,
                                    gboolean           reads_text)
{
  g_return_if_fail (REEL_IS_CONCEPT_ENGINE (self));

  g_atomic_int_set (&self->reads_text, reads_text);
}

/**
 * reel_concept_engine_get_reads_text:
 * @self: a #ReelConceptEngine
 *
 * Returns: whether its recipe says that text is to be read
 */
gboolean
reel_concept_engine_get_reads_text (ReelConceptEngine *self)
{
  g_return_val_if_fail (REEL_IS_CONCEPT_ENGINE (self), FALSE);

  return g_atomic_int_get (&self->reads_text) != 0;
}
