/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "eval-query.h"

static void
truth_clear (gpointer data)
{
  g_free (((EvalTruth *) data)->video);
}

/* 'd01@4-8 d07': a video, and the seconds. */
static gboolean
read_truth (GArray     *truth,
            const char *text)
{
  g_auto (GStrv) items = g_strsplit (text, " ", -1);

  for (guint i = 0; items[i] != NULL; i++)
    {
      char *at = strchr (items[i], '@'), *end = NULL;
      EvalTruth one = { g_strndup (items[i], strcspn (items[i], "@")), -1, -1 };

      if (at != NULL)
        {
          one.from = g_ascii_strtod (at + 1, &end);
          one.to = *end == '-' ? g_ascii_strtod (end + 1, &end) : -1;
        }
      g_array_append_val (truth, one);
      if (at != NULL && (*end != '\0' || one.to <= one.from))
        return FALSE;
    }
  return TRUE;
}

/**
 * eval_queries_load:
 * @path: queries.tsv
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type EvalQuery): all queries, in their order
 */
GPtrArray *
eval_queries_load (const char  *path,
                   GError     **error)
{
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func ((GDestroyNotify) eval_query_free);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = NULL;
      EvalQuery *query;

      if (*lines[i] == '#' || *lines[i] == '\0')
        continue;
      fields = g_strsplit (lines[i], "\t", -1);
      query = g_new0 (EvalQuery, 1);
      query->truth = g_array_new (FALSE, FALSE, sizeof (EvalTruth));
      g_array_set_clear_func (query->truth, truth_clear);
      g_ptr_array_add (queries, query);
      if (g_strv_length (fields) != 6 || (!g_str_equal (fields[5], "-") && !read_truth (query->truth, fields[5])))
        {
          g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s, row %u can't be understood: %s", path, i + 1, lines[i]);
          return NULL;
        }
      query->half = g_strdup (fields[0]);
      query->id = g_strdup (fields[1]);
      query->group = g_strdup (fields[2]);
      query->language = g_strdup (fields[3]);
      query->text = g_strdup (fields[4]);
    }
  return g_steal_pointer (&queries);
}

/**
 * eval_query_is_absent:
 * @self: a query
 *
 * Returns: whether nothing shows what it asks for
 */
gboolean
eval_query_is_absent (EvalQuery *self)
{
  return self->truth->len == 0;
}

/**
 * eval_query_is_asked:
 * @self: a query
 * @videos: (element-type EvalVideo): what is there
 *
 * Returns: %FALSE where this release has none of the videos that would be right
 */
gboolean
eval_query_is_asked (EvalQuery *self,
                     GPtrArray *videos)
{
  for (guint i = 0; i < self->truth->len; i++)
    for (guint j = 0; j < videos->len; j++)
      if (g_str_equal (g_array_index (self->truth, EvalTruth, i).video, ((EvalVideo *) g_ptr_array_index (videos, j))->name))
        return TRUE;

  return eval_query_is_absent (self);
}

static gboolean
is_right (EvalQuery     *self,
          const EvalHit *hit)
{
  for (guint i = 0; i < self->truth->len; i++)
    if (g_str_equal (g_array_index (self->truth, EvalTruth, i).video, hit->video->name))
      return TRUE;

  return FALSE;
}

/* How far the player would begin from what is asked for; negative where truth says nothing of the time. */
static double
get_time_error (EvalQuery     *self,
                const EvalHit *hit)
{
  double least = -1;

  for (guint i = 0; i < self->truth->len; i++)
    {
      const EvalTruth *truth = &g_array_index (self->truth, EvalTruth, i);
      double error;

      if (truth->from < 0 || !g_str_equal (truth->video, hit->video->name))
        continue;
      error = MAX (0, MAX (truth->from - hit->clip->start, hit->clip->start - truth->to));
      if (least < 0 || error < least)
        least = error;
    }
  return least;
}

static int
compare_hits (gconstpointer a,
              gconstpointer b)
{
  const EvalHit *x = a, *y = b;

  if (x->similarity == y->similarity)
    return strcmp (x->video->name, y->video->name);
  return (x->similarity < y->similarity) - (x->similarity > y->similarity);
}

/* The best clip of a video. */
static EvalHit
find_best (const EvalVideo         *video,
           const float             *vector,
           guint                    dims,
           const ReelEngineReading *reading)
{
  EvalHit best = { video, NULL, -1 };

  for (guint i = 0; i < video->clips->len; i++)
    {
      const EvalClip *clip = &g_array_index (video->clips, EvalClip, i);
      float cosine = 0;
      double similarity;

      for (guint d = 0; d < dims; d++)
        cosine += vector[d] * clip->vector[d];
      similarity = reading->scale.factor > 0 ? cosine * reading->scale.factor + reading->scale.offset : 0;
      if (best.clip == NULL || similarity > best.similarity)
        {
          best.clip = clip;
          best.similarity = similarity;
        }
    }
  return best;
}

/**
 * eval_query_ask:
 * @self: a query
 * @videos: (element-type EvalVideo): where to look
 * @dims: of the vectors
 * @encode: what understands the text
 * @data: for @encode
 * @error: return location
 *
 * Searches as the service does: by the cosine of clips, scaled as the reading says, without what is too unlike to be a hit.
 *
 * Returns: %FALSE where the text could not be encoded
 */
gboolean
eval_query_ask (EvalQuery   *self,
                GPtrArray   *videos,
                guint        dims,
                EvalEncode   encode,
                gpointer     data,
                GError     **error)
{
  g_autoptr (ReelEngineReading) reading = NULL;
  g_autofree char *loose = NULL, *unknown = NULL;

  g_free (self->vector);
  self->vector = g_new0 (float, dims);
  if (!encode (data, self->text, self->vector, &reading, error))
    return FALSE;

  loose = reading->loose != NULL ? g_strjoinv (", ", reading->loose) : g_strdup ("");
  unknown = g_strjoinv (", ", reading->unknown);
  g_free (self->words);
  self->words = g_strconcat (*loose != '\0' ? "; loosely: " : "", loose,
                             *unknown != '\0' ? "; not understood: " : "", unknown, NULL);
  self->sure = reading->scale.sure;
  self->rank = 0;
  self->time_error = -1;
  g_clear_pointer (&self->hits, g_array_unref);
  self->hits = g_array_new (FALSE, FALSE, sizeof (EvalHit));
  for (guint i = 0; i < videos->len; i++)
    {
      EvalHit hit = find_best (g_ptr_array_index (videos, i), self->vector, dims, reading);

      if (hit.clip != NULL && hit.similarity >= reading->scale.least)
        g_array_append_val (self->hits, hit);
    }
  g_array_sort (self->hits, compare_hits);

  for (guint i = 0; i < self->hits->len && self->rank == 0; i++)
    if (is_right (self, &g_array_index (self->hits, EvalHit, i)))
      self->rank = i + 1;
  if (self->rank == 1)
    self->time_error = get_time_error (self, &g_array_index (self->hits, EvalHit, 0));
  return TRUE;
}

/**
 * eval_query_free:
 * @self: (transfer full): a query
 */
void
eval_query_free (EvalQuery *self)
{
  g_free (self->half);
  g_free (self->id);
  g_free (self->group);
  g_free (self->language);
  g_free (self->text);
  g_array_unref (self->truth);
  g_free (self->vector);
  g_free (self->words);
  g_clear_pointer (&self->hits, g_array_unref);
  g_free (self);
}
