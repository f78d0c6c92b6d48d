/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "engine/reel-engine-error.h"
#include "engine/reel-joint-check.h"

/*
 * The cosines of CLIP lie close together, and elsewhere for each model: some .19 for a picture and a text that have nothing to
 * do with each other and .29 for those that belong together with one, .09 and .31 with another. So both are measured with the
 * picture that is here. With m, the mean of the cosines of all wrong captions, s, their standard deviation, and c, the
 * cosine of the right one,
 *
 *   similarity = MATCH (cosine - m) / (c - m)
 *
 * A picture that fits as well as the cat fits 'a photo of a cat' has MATCH, one that fits as little as most has 0. It is
 * 'sure' from .55 on, nearly three quarters of the way, and 'possible' from .30 on.
 *
 * A model passes if it ranks the right caption before all others, and c - m is at least LEAD times s: of random weights one in
 * some hundreds does, and no model that was trained is near it.
 */
#define MATCH 0.75f
#define LEAST 0.30f
#define SURE  0.55f
#define LEAD  2.5

/* Captions that are ranked by name, the right one first; what follows is the background. */
#define RANKED 10

#define MAX_CAPTIONS 200
#define MAX_PICTURE  (1024 * 1024) /* bytes */
#define MAX_SIDE     1024

/* Timing a frame: until this much time has passed, and three times at least. */
#define TIMING_SECONDS 0.4
#define TIMING_RUNS    3

struct _ReelJointCheck
{
  GPtrArray *captions; /* (owned) (element-type utf8): the right one first */
  guint8 *pixels;      /* (owned): within @bytes */
  gsize width, height;
};

static gboolean
damaged (GError    **error,
         const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GError) reason = g_error_new (REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL, "%s is damaged.", shown);

  reel_engine_error_set_model (error, reason);
  return FALSE;
}

static char *
read_file (const char *path,
           gsize      *size,
           GError    **error)
{
  g_autoptr (GError) reason = NULL;
  char *text = NULL;

  if (!g_file_get_contents (path, &text, size, &reason))
    reel_engine_error_set_model (error, reason);
  return text;
}

static gboolean
load_captions (ReelJointCheck *self,
               const char     *folder,
               GError        **error)
{
  g_autofree char *path = g_build_filename (folder, "captions.txt", NULL);
  g_autofree char *text = read_file (path, NULL, error);
  g_auto (GStrv) lines = NULL;

  if (text == NULL)
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);

      if (*line != '\0' && *line != '#' && *line != '-')
        g_ptr_array_add (self->captions, g_strdup (line));
    }
  return (g_utf8_validate (text, -1, NULL) && self->captions->len >= RANKED && self->captions->len <= MAX_CAPTIONS)
         || damaged (error, path);
}

/* 'P6 WIDTH HEIGHT 255' and a newline, then the pixels. */
static gboolean
load_picture (ReelJointCheck *self,
              const char     *folder,
              GError        **error)
{
  g_autofree char *path = g_build_filename (folder, "picture.ppm", NULL);
  gsize size = 0, start;
  g_autofree char *bytes = read_file (path, &size, error);
  g_auto (GStrv) words = NULL;

  if (bytes == NULL)
    return FALSE;
  start = strcspn (bytes, "\n") + 1;
  if (size > MAX_PICTURE || start > MIN (size, 64))
    return damaged (error, path);
  bytes[start - 1] = '\0';
  words = g_strsplit (bytes, " ", 5);
  if (g_strv_length (words) != 4 || !g_str_equal (words[0], "P6") || !g_str_equal (words[3], "255"))
    return damaged (error, path);
  self->width = g_ascii_strtoull (words[1], NULL, 10);
  self->height = g_ascii_strtoull (words[2], NULL, 10);
  if (self->width == 0 || self->width > MAX_SIDE || self->height == 0 || self->height > MAX_SIDE
      || size - start != 3 * self->width * self->height)
    return damaged (error, path);
  self->pixels = g_memdup2 (bytes + start, size - start);
  return TRUE;
}

/**
 * reel_joint_check_load:
 * @folder: with picture.ppm and captions.txt, data/models/check/
 * @error: return location of %REEL_ENGINE_ERROR_MODEL
 *
 * Returns: (transfer full) (nullable): the check
 */
ReelJointCheck *
reel_joint_check_load (const char *folder,
                       GError    **error)
{
  g_autoptr (ReelJointCheck) self = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_new0 (ReelJointCheck, 1);
  self->captions = g_ptr_array_new_with_free_func (g_free);
  if (!load_captions (self, folder, error) || !load_picture (self, folder, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * reel_joint_check_free:
 * @self: (transfer full) (nullable): a check
 */
void
reel_joint_check_free (ReelJointCheck *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->captions);
  g_free (self->pixels);
  g_free (self);
}

static gboolean
look (const ReelJointCheck *self,
      const ReelClipModel  *model,
      float                *vector,
      GCancellable         *cancellable,
      GError              **error)
{
  return reel_clip_model_encode_picture (model, self->pixels, self->width, self->height, 3 * self->width, vector,
                                         cancellable, error);
}

/* The cosine of each caption with the picture. */
static float *
compare (const ReelJointCheck *self,
         const ReelClipModel  *model,
         GCancellable         *cancellable,
         GError              **error)
{
  gsize dims = reel_clip_model_get_dims (model);
  g_autofree float *picture = g_new (float, dims), *text = g_new (float, dims);
  g_autofree float *cosines = g_new0 (float, self->captions->len);

  if (!look (self, model, picture, cancellable, error))
    return NULL;
  for (guint i = 0; i < self->captions->len; i++)
    {
      if (!reel_clip_model_encode_text (model, g_ptr_array_index (self->captions, i), text, cancellable, error))
        return NULL;
      for (gsize d = 0; d < dims; d++)
        cosines[i] += picture[d] * text[d];
    }
  return g_steal_pointer (&cosines);
}

/**
 * reel_joint_check_run:
 * @self: a check
 * @model: a model
 * @scale: (out caller-allocates): how its cosines are to be read
 * @cancellable: (nullable): looked at several times a caption
 * @error: return location of %REEL_ENGINE_ERROR_MODEL where it does not pass, or of an error of
 *   reel_clip_model_encode_text()
 *
 * Whether the model can tell what a picture shows, and how its cosines are to be read. Takes as long as some fifty queries.
 *
 * Returns: whether it passes
 */
gboolean
reel_joint_check_run (const ReelJointCheck *self,
                      const ReelClipModel  *model,
                      ReelEngineScale      *scale,
                      GCancellable         *cancellable,
                      GError              **error)
{
  g_autofree float *cosines = NULL;
  double sum = 0, squares = 0, mean, deviation, lead;
  guint n, best = 0;

  g_return_val_if_fail (self != NULL && model != NULL && scale != NULL, FALSE);

  cosines = compare (self, model, cancellable, error);
  if (cosines == NULL)
    return FALSE;
  n = self->captions->len - 1;
  for (guint i = 1; i <= n; i++)
    {
      sum += cosines[i];
      squares += (double) cosines[i] * cosines[i];
      if (cosines[i] > cosines[best])
        best = i;
    }
  mean = sum / n;
  deviation = sqrt (MAX (0, squares / n - mean * mean));
  lead = cosines[0] - mean;
  g_debug ("Check of a search model: '%s' has %.3f, the others %.3f ± %.3f", (char *) g_ptr_array_index (self->captions, 0),
           cosines[0], mean, deviation);
  if (best != 0)
    {
      g_set_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL,
                   /* Translators: both %s are texts in English, such as 'a photo of a cat' */
                   _ ("This search model does not know what it sees: it takes the picture that it is checked with for “%s” "
                      "rather than “%s”. Choose another model."),
                   (char *) g_ptr_array_index (self->captions, best), (char *) g_ptr_array_index (self->captions, 0));
      return FALSE;
    }
  if (!(lead > LEAD * deviation) || !(lead > 1e-3))
    {
      g_set_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL,
                   /* Translators: %s is a text in English, such as 'a photo of a cat' */
                   _ ("This search model does not know what it sees: “%s” hardly fits the picture that it is checked with "
                      "better than what has nothing to do with it. Choose another model."),
                   (char *) g_ptr_array_index (self->captions, 0));
      return FALSE;
    }

  *scale = (ReelEngineScale) {
    .factor = (float) (MATCH / lead),
    .least = LEAST,
    .sure = SURE,
    .offset = (float) (-MATCH * mean / lead),
  };
  return TRUE;
}

/* Seconds that this thread has used of a processor: what else goes on does not count. */
static double
get_thread_seconds (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/**
 * reel_joint_check_time:
 * @self: a check
 * @model: a model
 * @rate: (out): frames a second, on one core
 * @cancellable: (nullable): looked at several times a frame
 * @error: return location of an error of reel_clip_model_encode_picture()
 *
 * Measures how fast the model looks at pictures here, by the quickest of several times, in time of the processor. Takes about
 * half a second, or as long as three frames where that is more.
 *
 * Returns: whether @rate is set
 */
gboolean
reel_joint_check_time (const ReelJointCheck *self,
                       const ReelClipModel  *model,
                       double               *rate,
                       GCancellable         *cancellable,
                       GError              **error)
{
  g_autofree float *vector = NULL;
  double fastest = G_MAXDOUBLE;
  gint64 start;

  g_return_val_if_fail (self != NULL && model != NULL && rate != NULL, FALSE);

  vector = g_new (float, reel_clip_model_get_dims (model));
  start = g_get_monotonic_time ();
  for (guint i = 0; i < TIMING_RUNS || g_get_monotonic_time () - start < TIMING_SECONDS * G_USEC_PER_SEC; i++)
    {
      double before = get_thread_seconds ();

      if (!look (self, model, vector, cancellable, error))
        return FALSE;
      fastest = MIN (fastest, get_thread_seconds () - before);
    }
  *rate = 1 / MAX (1e-6, fastest);
  return TRUE;
}
