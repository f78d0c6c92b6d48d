/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

#include "engine/reel-clip-measures.h"
#include "engine/reel-clip-tags.h"
#include "local/reel-lexicon.h"
#include "local/reel-measured-engine.h"

/*
 * A clip's vector is its activations divided by REACH, and one more dimension that fills it up to unit length. So the
 * cosine with the unit vector of one concept is the activation itself, to scale: a clip's redness does not go down
 * because it is also dark and has a face, as it would if the activations alone were brought to unit length. A query
 * has nothing in the last dimension.
 */
#define RESIDUAL REEL_N_CONCEPTS
#define DIMS (REEL_N_CONCEPTS + 1)

/* Length that the activations of a clip seldom exceed: about seven concepts that are fully there. */
#define REACH 2.6

G_STATIC_ASSERT (DIMS == 64);

/* Below it a clip has next to nothing of what was asked: it would be shown as a hit of similarity 0.0, which is none. */
#define LEAST_SIMILARITY 0.05f

struct _ReelMeasuredEngine
{
  GObject parent_instance;

  /* owned */
  ReelLexicon *lexicon; /* immutable */
};

static const char *
reel_measured_engine_get_space_id (ReelEngine *engine)
{
  return REEL_MEASURED_SPACE_ID;
}

static guint
reel_measured_engine_get_dims (ReelEngine *engine)
{
  return DIMS;
}

static void
fill_vector (const ReelClipMeasures *measures,
             float                  *vector)
{
  double values[REEL_N_CONCEPTS];
  double length2 = 0, scale;

  for (guint c = 0; c < REEL_N_CONCEPTS; c++)
    {
      values[c] = reel_concept_activate (c, measures->raw[c]) / REACH;
      length2 += values[c] * values[c];
    }

  scale = length2 > 1 ? 1 / sqrt (length2) : 1;
  for (guint c = 0; c < REEL_N_CONCEPTS; c++)
    vector[c] = (float) (values[c] * scale);
  vector[RESIDUAL] = (float) sqrt (MAX (0, 1 - length2));
}

static void
reel_measured_engine_get_input (ReelEngine      *engine,
                                ReelEngineInput *input)
{
  input->long_side = 320;
  input->rate = 10;
  input->most_frames = 0;
}

static gboolean
reel_measured_engine_encode_frames (ReelEngine    *engine,
                                    GPtrArray     *frames,
                                    float         *vector,
                                    ReelEvidence **evidence,
                                    GCancellable  *cancellable,
                                    GError       **error)
{
  ReelClipMeasures measures;

  if (!reel_clip_measures_take (&measures, frames))
    {
      reel_engine_error_set_frame (error);
      return FALSE;
    }

  fill_vector (&measures, vector);
  if (evidence != NULL)
    {
      *evidence = reel_evidence_new ();
      (*evidence)->measures = measures;
      reel_clip_tags_append (&measures, (*evidence)->tags);
    }

  return TRUE;
}

static gboolean
reel_measured_engine_encode_text (ReelEngine         *engine,
                                  const char         *text,
                                  float              *vector,
                                  ReelEngineReading **reading,
                                  GCancellable       *cancellable,
                                  GError            **error)
{
  ReelMeasuredEngine *self = REEL_MEASURED_ENGINE (engine);
  g_auto (GStrv) unknown = NULL;
  double weights[REEL_N_CONCEPTS];
  double length2 = 0;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The text is not valid UTF-8"));
      return FALSE;
    }

  unknown = reel_lexicon_encode (self->lexicon, text, weights);
  for (guint c = 0; c < REEL_N_CONCEPTS; c++)
    length2 += weights[c] * weights[c];

  memset (vector, 0, sizeof (float) * DIMS);
  if (length2 > 1e-9)
    for (guint c = 0; c < REEL_N_CONCEPTS; c++)
      vector[c] = (float) (weights[c] / sqrt (length2));

  /* The lexicon tells of the words that it does not have, and of no others. */
  if (reading != NULL)
    *reading = reel_engine_reading_new (NULL, NULL, g_steal_pointer (&unknown),
                                        (ReelEngineScale) { 1, LEAST_SIMILARITY, 0 }, FALSE);

  return TRUE;
}

static int
compare_reasons (gconstpointer a,
                 gconstpointer b)
{
  const ReelEngineReason *x = *(const ReelEngineReason *const *) a, *y = *(const ReelEngineReason *const *) b;

  return (x->share < y->share) - (x->share > y->share);
}

static GPtrArray *
reel_measured_engine_explain (ReelEngine  *engine,
                              const float *query,
                              const float *clip,
                              guint        n_most)
{
  GPtrArray *reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_engine_reason_free);
  double total = 0;

  for (guint c = 0; c < REEL_N_CONCEPTS; c++)
    total += MAX (0, query[c] * clip[c]);
  for (guint c = 0; c < REEL_N_CONCEPTS; c++)
    if (query[c] * clip[c] > 0)
      {
        ReelEngineReason *reason = g_new0 (ReelEngineReason, 1);

        reason->concept = g_strdelimit (g_strdup (reel_concept_get_name (c)), "_", ' ');
        reason->share = query[c] * clip[c] / total;
        g_ptr_array_add (reasons, reason);
      }

  g_ptr_array_sort (reasons, compare_reasons);
  if (reasons->len > n_most)
    g_ptr_array_set_size (reasons, (int) n_most);
  return reasons;
}

static char **
reel_measured_engine_dup_recipe (ReelEngine *engine)
{
  const char *const recipe[] = { "measured", NULL };

  return g_strdupv ((char **) recipe);
}

static void
reel_measured_engine_iface_init (ReelEngineInterface *iface)
{
  iface->get_space_id = reel_measured_engine_get_space_id;
  iface->get_dims = reel_measured_engine_get_dims;
  iface->get_input = reel_measured_engine_get_input;
  iface->encode_frames = reel_measured_engine_encode_frames;
  iface->encode_text = reel_measured_engine_encode_text;
  iface->explain = reel_measured_engine_explain;
  iface->dup_recipe = reel_measured_engine_dup_recipe;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelMeasuredEngine, reel_measured_engine, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REEL_TYPE_ENGINE, reel_measured_engine_iface_init))

static void
reel_measured_engine_finalize (GObject *object)
{
  ReelMeasuredEngine *self = REEL_MEASURED_ENGINE (object);

  g_clear_pointer (&self->lexicon, reel_lexicon_free);

  G_OBJECT_CLASS (reel_measured_engine_parent_class)->finalize (object);
}

static void
reel_measured_engine_class_init (ReelMeasuredEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_measured_engine_finalize;
}

static void
reel_measured_engine_init (ReelMeasuredEngine *self)
{
  self->lexicon = reel_lexicon_new ();
}

/**
 * reel_measured_engine_new:
 *
 * Returns: (transfer full): a #ReelMeasuredEngine, space `measured-v1`, 64 dimensions
 */
ReelEngine *
reel_measured_engine_new (void)
{
  return g_object_new (REEL_TYPE_MEASURED_ENGINE, NULL);
}
