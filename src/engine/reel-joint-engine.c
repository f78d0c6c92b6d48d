/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "engine/reel-clip-tags.h"
#include "engine/reel-joint-check.h"
#include "engine/reel-joint-engine.h"
#include "engine/reel-joint-folder.h"
#include "engine/reel-joint-query.h"
#include "engine/reel-word-source.h"
#include "nn/reel-clip-model-config.h"

#define INTERVAL    (1 / REEL_JOINT_ENGINE_FRAMES)
#define MOST_FRAMES 3

/* The model sees the middle square of a frame, its side that of the frame's shorter side: of usual video 16:9. */
#define ASPECT (16.0 / 9)

struct _ReelJointEngine
{
  GObject parent_instance;

  char *space_id;
  guint dims, side;

  /* owned */
  char *folder;
  char *models_folder;
  char *words_folder;
  char *check_folder;
  ReelWordSource *words;

  /* under the lock */
  GMutex lock;
  ReelClipModel *model;  /* (owned) (nullable): %NULL until it is needed, and after a trim */
  ReelEngineScale scale; /* once the model has passed its check */
  gboolean is_checked;
  double rate; /* frames a second; 0 until it is measured */
};

/**
 * reel_joint_about_free:
 * @self: (transfer full) (nullable): what a model is
 */
void
reel_joint_about_free (ReelJointAbout *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->licence);
  g_free (self);
}

/* Cancelled stays cancelled, and what names the model and a remedy already is not wrapped again. */
static void
take_error (GError **error,
            GError  *reason)
{
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED) || reason->domain == REEL_ENGINE_ERROR)
    {
      g_propagate_error (error, reason);
      return;
    }
  g_set_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL,
               /* Translators: %s is a sentence in English that names the file */
               _ ("This search model can’t be used. Get it again, or choose another folder. (%s)"), reason->message);
  g_error_free (reason);
}

/* The files may have been replaced since the space was named: then its vectors would not be this model's. */
static gboolean
is_same (ReelJointEngine *self,
         GCancellable    *cancellable,
         GError         **error)
{
  g_autofree char *space_id = reel_joint_folder_dup_space_id (self->folder, cancellable, error);
  g_autofree char *shown = NULL;

  if (space_id == NULL || g_str_equal (space_id, self->space_id))
    return space_id != NULL;
  shown = g_filename_display_name (self->folder);
  g_set_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL,
               /* Translators: %s is a folder */
               _ ("The search model in %s has been changed since it was chosen. Choose it again."), shown);
  return FALSE;
}

/* Under the lock. */
static gboolean
load (ReelJointEngine *self,
      GCancellable    *cancellable,
      GError         **error)
{
  g_autoptr (ReelJointCheck) check = NULL;
  g_autoptr (ReelClipModel) model = NULL;

  if (!is_same (self, cancellable, error))
    return FALSE;
  model = reel_clip_model_load (self->folder, cancellable, error);
  if (model == NULL)
    return FALSE;
  if (!self->is_checked)
    {
      check = reel_joint_check_load (self->check_folder, error);
      if (check == NULL || !reel_joint_check_run (check, model, &self->scale, cancellable, error))
        return FALSE;
      self->is_checked = TRUE;
    }
  self->model = g_steal_pointer (&model);
  return TRUE;
}

/* Threads that come while one loads wait for it, rather than loading the same a second time. */
static ReelClipModel *
get_model (ReelJointEngine *self,
           ReelEngineScale *scale,
           GCancellable    *cancellable,
           GError         **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GError *reason = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (self->model == NULL && !load (self, cancellable, &reason))
    {
      take_error (error, reason);
      return NULL;
    }
  if (scale != NULL)
    *scale = self->scale;
  return reel_clip_model_ref (self->model);
}

static const char *
reel_joint_engine_get_space_id (ReelEngine *engine)
{
  return REEL_JOINT_ENGINE (engine)->space_id;
}

static guint
reel_joint_engine_get_dims (ReelEngine *engine)
{
  return REEL_JOINT_ENGINE (engine)->dims;
}

static void
reel_joint_engine_get_input (ReelEngine      *engine,
                             ReelEngineInput *input)
{
  input->long_side = MAX (REEL_SAMPLED_FRAME_SIDE, (guint) ceil (REEL_JOINT_ENGINE (engine)->side * ASPECT));
  input->rate = 10;
  input->most_frames = MOST_FRAMES;
}

static gboolean
reel_joint_engine_load (ReelEngine    *engine,
                        GCancellable  *cancellable,
                        GError       **error)
{
  ReelJointEngine *self = REEL_JOINT_ENGINE (engine);
  g_autoptr (ReelClipModel) model = get_model (self, NULL, cancellable, error);
  g_autoptr (ReelSharedWords) words = NULL;

  if (model == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  words = reel_word_source_get (self->words, error);
  return words != NULL;
}

/* Three bytes a pixel, without gaps. */
static guint8 *
dup_rgb (const ReelFrame *frame,
         GError         **error)
{
  gsize size, width = frame->width;
  const guint8 *pixels = g_bytes_get_data (frame->pixels, &size);
  guint8 *rgb;

  if (width == 0 || frame->height == 0 || frame->stride < 4 * width
      || size < frame->stride * (frame->height - 1) + 4 * width)
    {
      reel_engine_error_set_frame (error);
      return NULL;
    }
  rgb = g_malloc (3 * width * frame->height);
  for (gsize y = 0; y < frame->height; y++)
    for (gsize x = 0; x < width; x++)
      memcpy (rgb + 3 * (y * width + x), pixels + y * frame->stride + 4 * x, 3);
  return rgb;
}

/* The mean of the frames' vectors, one long. */
static gboolean
encode_chosen (ReelClipModel *model,
               GPtrArray     *chosen,
               float         *vector,
               GCancellable  *cancellable,
               GError       **error)
{
  gsize dims = reel_clip_model_get_dims (model);
  g_autofree float *one = g_new (float, dims);
  double square = 0;

  memset (vector, 0, dims * sizeof *vector);
  for (guint i = 0; i < chosen->len; i++)
    {
      ReelFrame *frame = reel_sampled_frame_get_largest (g_ptr_array_index (chosen, i));
      g_autofree guint8 *rgb = dup_rgb (frame, error);

      if (rgb == NULL
          || !reel_clip_model_encode_picture (model, rgb, frame->width, frame->height, 3 * (gsize) frame->width, one,
                                              cancellable, error))
        return FALSE;
      for (gsize d = 0; d < dims; d++)
        vector[d] += one[d];
    }

  for (gsize d = 0; d < dims; d++)
    square += (double) vector[d] * vector[d];
  if (square < 1e-12) /* opposites: the last frame then says it as well as any */
    memcpy (vector, one, dims * sizeof *vector);
  else
    for (gsize d = 0; d < dims; d++)
      vector[d] = (float) (vector[d] / sqrt (square));
  return TRUE;
}

/* Looks at @most of the frames closely. */
static gboolean
encode (ReelJointEngine *self,
        GPtrArray       *frames,
        guint            most,
        float           *vector,
        ReelEvidence   **evidence,
        GCancellable    *cancellable,
        GError         **error)
{
  g_autoptr (ReelClipModel) model = get_model (self, NULL, cancellable, error);
  g_autoptr (ReelEvidence) seen = NULL;
  g_autoptr (GPtrArray) chosen = NULL;
  GError *reason = NULL;

  if (model == NULL)
    return FALSE;
  chosen = reel_sampled_frames_choose (frames, INTERVAL, most);
  if (!encode_chosen (model, chosen, vector, cancellable, &reason))
    {
      take_error (error, reason);
      return FALSE;
    }
  if (evidence == NULL)
    return TRUE;

  /* The model has no words of its own; what can be measured is told as ever. */
  seen = reel_evidence_new ();
  if (!reel_clip_measures_take (&seen->measures, frames))
    {
      reel_engine_error_set_frame (error);
      return FALSE;
    }
  reel_clip_tags_append (&seen->measures, seen->tags);
  *evidence = g_steal_pointer (&seen);
  return TRUE;
}

static gboolean
reel_joint_engine_encode_frames (ReelEngine    *engine,
                                 GPtrArray     *frames,
                                 float         *vector,
                                 ReelEvidence **evidence,
                                 GCancellable  *cancellable,
                                 GError       **error)
{
  return encode (REEL_JOINT_ENGINE (engine), frames, MOST_FRAMES, vector, evidence, cancellable, error);
}

static gboolean
reel_joint_engine_glance (ReelEngine    *engine,
                          GPtrArray     *frames,
                          float         *vector,
                          ReelEvidence **evidence,
                          GCancellable  *cancellable,
                          GError       **error)
{
  return encode (REEL_JOINT_ENGINE (engine), frames, 1, vector, evidence, cancellable, error);
}

static gboolean
reel_joint_engine_encode_text (ReelEngine         *engine,
                               const char         *text,
                               float              *vector,
                               ReelEngineReading **reading,
                               GCancellable       *cancellable,
                               GError            **error)
{
  ReelJointEngine *self = REEL_JOINT_ENGINE (engine);
  g_autoptr (ReelClipModel) model = NULL;
  g_autoptr (ReelSharedWords) words = NULL;
  g_autoptr (ReelJointQuery) query = NULL;
  GError *reason = NULL;
  ReelEngineScale scale;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The text is not valid UTF-8"));
      return FALSE;
    }
  model = get_model (self, &scale, cancellable, error);
  if (model == NULL)
    return FALSE;
  words = reel_word_source_get (self->words, error);
  if (words == NULL)
    return FALSE;
  query = reel_joint_query_new (words->reader, text, cancellable, error);
  if (query == NULL)
    return FALSE;

  g_debug ("A search model is asked for “%s” by “%s”", text, query->prompt != NULL ? query->prompt : "");
  if (query->prompt == NULL)
    memset (vector, 0, self->dims * sizeof *vector);
  else if (!reel_clip_model_encode_text (model, query->prompt, vector, cancellable, &reason))
    {
      take_error (error, reason);
      return FALSE;
    }
  if (reading != NULL)
    *reading = reel_joint_query_read (query, &scale);
  return TRUE;
}

static void
reel_joint_engine_trim (ReelEngine *engine)
{
  ReelJointEngine *self = REEL_JOINT_ENGINE (engine);

  reel_word_source_trim (self->words);
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->model, reel_clip_model_unref);
  g_mutex_unlock (&self->lock);
}

static char **
reel_joint_engine_dup_recipe (ReelEngine *engine)
{
  ReelJointEngine *self = REEL_JOINT_ENGINE (engine);
  const char *const recipe[] = { "joint", self->folder, self->models_folder, self->words_folder, self->check_folder, NULL };

  return g_strdupv ((char **) recipe);
}

static void
reel_joint_engine_iface_init (ReelEngineInterface *iface)
{
  iface->get_space_id = reel_joint_engine_get_space_id;
  iface->get_dims = reel_joint_engine_get_dims;
  iface->get_input = reel_joint_engine_get_input;
  iface->load = reel_joint_engine_load;
  iface->encode_frames = reel_joint_engine_encode_frames;
  iface->glance = reel_joint_engine_glance;
  iface->encode_text = reel_joint_engine_encode_text;
  iface->trim = reel_joint_engine_trim;
  iface->dup_recipe = reel_joint_engine_dup_recipe;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelJointEngine, reel_joint_engine, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REEL_TYPE_ENGINE, reel_joint_engine_iface_init))

static void
reel_joint_engine_finalize (GObject *object)
{
  ReelJointEngine *self = REEL_JOINT_ENGINE (object);

  g_free (self->space_id);
  g_free (self->folder);
  g_free (self->models_folder);
  g_free (self->words_folder);
  g_free (self->check_folder);
  g_clear_pointer (&self->words, reel_word_source_free);
  g_clear_pointer (&self->model, reel_clip_model_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (reel_joint_engine_parent_class)->finalize (object);
}

static void
reel_joint_engine_class_init (ReelJointEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_joint_engine_finalize;
}

static void
reel_joint_engine_init (ReelJointEngine *self)
{
  g_mutex_init (&self->lock);
}

/**
 * reel_joint_engine_new:
 * @folder: of a model: config.json, preprocessor_config.json, model.safetensors, and tokenizer.json or vocab.json and
 *   merges.txt
 * @models: the folder of the text model, data/models/
 * @words: the folder of tables, data/words/
 * @check: (nullable): the folder of the picture and the captions that the model is checked with; `check` in @models without
 * @error: return location of %REEL_ENGINE_ERROR_MODEL
 *
 * Reads what tells the model's space and dimensions, some hundred kilobytes: some milliseconds. The model itself is loaded and
 * checked when it is first needed; reel_engine_load() does it now.
 *
 * Returns: (transfer full) (nullable): a #ReelJointEngine, or %NULL where the folder is not that of such a model
 */
ReelEngine *
reel_joint_engine_new (const char *folder,
                       const char *models,
                       const char *words,
                       const char *check,
                       GError    **error)
{
  g_autoptr (ReelJointEngine) self = NULL;
  ReelClipModelConfig config;
  GError *reason = NULL;

  g_return_val_if_fail (folder != NULL && models != NULL && words != NULL, NULL);

  self = g_object_new (REEL_TYPE_JOINT_ENGINE, NULL);
  self->space_id = reel_joint_folder_dup_space_id (folder, NULL, &reason);
  if (self->space_id == NULL || !reel_clip_model_config_load (&config, folder, &reason))
    {
      take_error (error, reason);
      return NULL;
    }
  self->dims = (guint) config.dims;
  self->side = (guint) config.side;
  self->folder = g_strdup (folder);
  self->models_folder = g_strdup (models);
  self->words_folder = g_strdup (words);
  self->check_folder = check != NULL ? g_strdup (check) : g_build_filename (models, "check", NULL);
  self->words = reel_word_source_new (models, words);
  return REEL_ENGINE (g_steal_pointer (&self));
}

/**
 * reel_joint_engine_get_folder:
 * @self: a #ReelJointEngine
 *
 * Returns: (transfer none) (type filename): where the model is
 */
const char *
reel_joint_engine_get_folder (ReelJointEngine *self)
{
  g_return_val_if_fail (REEL_IS_JOINT_ENGINE (self), NULL);

  return self->folder;
}

static gboolean
measure_rate (ReelJointEngine *self,
              ReelClipModel   *model,
              double          *rate,
              GCancellable    *cancellable,
              GError         **error)
{
  g_autoptr (ReelJointCheck) check = NULL;

  g_mutex_lock (&self->lock);
  *rate = self->rate;
  g_mutex_unlock (&self->lock);
  if (*rate > 0)
    return TRUE;

  check = reel_joint_check_load (self->check_folder, error);
  if (check == NULL || !reel_joint_check_time (check, model, rate, cancellable, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  self->rate = *rate;
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/**
 * reel_joint_engine_describe:
 * @self: a #ReelJointEngine
 * @cancellable: (nullable): looked at several times a frame
 * @error: return location of %REEL_ENGINE_ERROR_MODEL, also where the model does not pass its check, or
 *   %G_IO_ERROR_CANCELLED
 *
 * Loads and checks the model, measures its speed where that was not done, and says what it is. Blocks for some seconds with a
 * large model: for a worker thread.
 *
 * Returns: (transfer full) (nullable): what the model is
 */
ReelJointAbout *
reel_joint_engine_describe (ReelJointEngine *self,
                            GCancellable    *cancellable,
                            GError         **error)
{
  g_autoptr (ReelClipModel) model = NULL;
  ReelJointAbout *about;
  GError *reason = NULL;
  double rate;

  g_return_val_if_fail (REEL_IS_JOINT_ENGINE (self), NULL);

  model = get_model (self, NULL, cancellable, error);
  if (model == NULL)
    return NULL;
  if (!measure_rate (self, model, &rate, cancellable, &reason))
    {
      take_error (error, reason);
      return NULL;
    }
  about = g_new0 (ReelJointAbout, 1);
  about->name = g_strdup (reel_clip_model_get_description (model));
  about->licence = reel_joint_folder_dup_licence (self->folder);
  about->bytes = reel_clip_model_get_size (model);
  about->rate = rate;
  return about;
}
