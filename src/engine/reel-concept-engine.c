/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "engine/reel-concept-engine.h"
#include "engine/reel-evidence-vector.h"
#include "engine/reel-sight.h"
#include "engine/reel-word-source.h"

/* The networks see 416 and 299 pixels, of a whole picture or of a part of it. */
#define LONG_SIDE 640

/* Similarity from which on a clip is a hit, and from which on it is sure. */
#define LEAST 0.30f
#define SURE 0.55f

/* Which axes are never a reason of their own: what is not there. */
#define IS_ABSENCE(axis) ((axis) == REEL_AXIS_MEASURES + REEL_MEASURE_NO_FACE)

struct _ReelConceptEngine
{
  GObject parent_instance;

  /* owned */
  ReelSight *sight;
  ReelWordSource *words;
  char *words_folder;

  /* under the lock */
  GMutex lock;
  ReelConceptNodes *nodes; /* (owned) (nullable): stays once it is loaded */
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
  input->long_side = LONG_SIDE;
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
      || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  words = reel_word_source_get (self->words, error);
  return words != NULL;
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
  const ReelConceptNodes *nodes = get_nodes (self, error);
  g_autoptr (ReelEvidence) seen = NULL;

  if (nodes == NULL)
    return FALSE;
  seen = reel_sight_look (self->sight, frames, cancellable, error);
  if (seen == NULL)
    return FALSE;

  reel_evidence_fill_vector (seen, nodes, vector);
  if (evidence != NULL)
    *evidence = g_steal_pointer (&seen);
  return TRUE;
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
                                        (ReelEngineScale) { reach > 0 ? REEL_CONCEPT_SPACE_NORM / reach : 0, LEAST, SURE },
                                        reel_query_is_only_negative (query));
  return TRUE;
}

static int
compare_reasons (gconstpointer a,
                 gconstpointer b)
{
  const ReelEngineReason *x = *(const ReelEngineReason *const *) a, *y = *(const ReelEngineReason *const *) b;

  return (x->share < y->share) - (x->share > y->share);
}

/* 'dog' as an object and as a class is one reason. */
static void
add_reason (GPtrArray *reasons,
            char      *concept,
            double     share)
{
  ReelEngineReason *reason;

  for (guint i = 0; i < reasons->len; i++)
    {
      reason = g_ptr_array_index (reasons, i);
      if (g_str_equal (reason->concept, concept))
        {
          reason->share += share;
          g_free (concept);
          return;
        }
    }

  reason = g_new0 (ReelEngineReason, 1);
  reason->concept = concept;
  reason->share = share;
  g_ptr_array_add (reasons, reason);
}

static GPtrArray *
reel_concept_engine_explain (ReelEngine  *engine,
                             const float *query,
                             const float *clip,
                             guint        n_most)
{
  const ReelConceptNodes *nodes = get_nodes (REEL_CONCEPT_ENGINE (engine), NULL);
  GPtrArray *reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_engine_reason_free);
  double total = 0;

  for (guint axis = 0; axis < REEL_AXIS_SLACK; axis++)
    total += MAX (0, query[axis] * clip[axis]);
  for (guint axis = 0; nodes != NULL && axis < REEL_AXIS_SLACK; axis++)
    if (query[axis] * clip[axis] > 0 && !IS_ABSENCE (axis))
      add_reason (reasons, reel_concept_nodes_dup_axis_name (nodes, axis), query[axis] * clip[axis] / total);

  g_ptr_array_sort (reasons, compare_reasons);
  if (reasons->len > n_most)
    g_ptr_array_set_size (reasons, (int) n_most);
  return reasons;
}

static void
reel_concept_engine_trim (ReelEngine *engine)
{
  ReelConceptEngine *self = REEL_CONCEPT_ENGINE (engine);

  reel_sight_trim (self->sight);
  reel_word_source_trim (self->words);
}

static void
reel_concept_engine_iface_init (ReelEngineInterface *iface)
{
  iface->get_space_id = reel_concept_engine_get_space_id;
  iface->get_dims = reel_concept_engine_get_dims;
  iface->get_input = reel_concept_engine_get_input;
  iface->load = reel_concept_engine_load;
  iface->encode_frames = reel_concept_engine_encode_frames;
  iface->encode_text = reel_concept_engine_encode_text;
  iface->explain = reel_concept_engine_explain;
  iface->trim = reel_concept_engine_trim;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelConceptEngine, reel_concept_engine, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REEL_TYPE_ENGINE, reel_concept_engine_iface_init))

static void
reel_concept_engine_dispose (GObject *object)
{
  g_clear_object (&REEL_CONCEPT_ENGINE (object)->sight);

  G_OBJECT_CLASS (reel_concept_engine_parent_class)->dispose (object);
}

static void
reel_concept_engine_finalize (GObject *object)
{
  ReelConceptEngine *self = REEL_CONCEPT_ENGINE (object);

  g_free (self->words_folder);
  g_clear_pointer (&self->words, reel_word_source_free);
  g_clear_pointer (&self->nodes, reel_concept_nodes_free);
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
  self->words_folder = g_strdup (words);
  return REEL_ENGINE (self);
}
