/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "local/reel-video-source.h"

/**
 * reel_video_source_add_vector:
 * @builder: where a value may stand
 * @vector: a vector
 * @dims: how many numbers it has
 *
 * Adds it as a list of numbers.
 */
void
reel_video_source_add_vector (JsonBuilder *builder,
                              const float *vector,
                              guint        dims)
{
  json_builder_begin_array (builder);
  for (guint i = 0; i < dims; i++)
    json_builder_add_double_value (builder, (double) vector[i]);
  json_builder_end_array (builder);
}

/**
 * reel_video_source_vectors:
 * @clips: (element-type ReelClip): of one video
 * @dims: numbers a vector
 *
 * Returns: (transfer full): a list of vectors, one a clip, in the order of time
 */
JsonNode *
reel_video_source_vectors (GPtrArray *clips,
                           guint      dims)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < clips->len; i++)
    reel_video_source_add_vector (builder, ((ReelClip *) g_ptr_array_index (clips, i))->vector, dims);
  json_builder_end_array (builder);
  return json_builder_get_root (builder);
}

/**
 * reel_video_source_vector:
 * @clips: (element-type ReelClip): of one video
 * @dims: numbers a vector
 *
 * What all of the video shows: the mean of its clips' vectors, each as much as it lasts, of unit length again.
 *
 * Returns: (transfer full): one vector, comparable with those of clips and texts
 */
JsonNode *
reel_video_source_vector (GPtrArray *clips,
                          guint      dims)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree double *sums = g_new0 (double, dims);
  g_autofree float *vector = g_new0 (float, dims);
  double length2 = 0;

  for (guint i = 0; i < clips->len; i++)
    {
      const ReelClip *clip = g_ptr_array_index (clips, i);

      for (guint j = 0; j < dims; j++)
        sums[j] += clip->vector[j] * (clip->end - clip->start);
    }
  for (guint j = 0; j < dims; j++)
    length2 += sums[j] * sums[j];
  for (guint j = 0; j < dims && length2 > 0; j++)
    vector[j] = (float) (sums[j] / sqrt (length2));
  reel_video_source_add_vector (builder, vector, dims);
  return json_builder_get_root (builder);
}

/* One value of one category, over the whole video. */
typedef struct
{
  const char *category, *value; /* static */
  double weight;                /* seconds, times confidence */
} Sum;

static Sum *
find_sum (GArray        *sums,
          const ReelTag *tag)
{
  Sum fresh = { tag->category, tag->value, 0 };

  for (guint i = 0; i < sums->len; i++)
    {
      Sum *sum = &g_array_index (sums, Sum, i);

      if (g_str_equal (sum->category, tag->category) && g_str_equal (sum->value, tag->value))
        return sum;
    }
  g_array_append_val (sums, fresh);
  return &g_array_index (sums, Sum, sums->len - 1);
}

static int
compare_sums (gconstpointer a,
              gconstpointer b)
{
  const Sum *x = a, *y = b;
  int by_category = strcmp (x->category, y->category);
  gboolean x_unknown = g_str_equal (x->value, "unknown"), y_unknown = g_str_equal (y->value, "unknown");

  if (by_category != 0)
    return by_category;
  if (x_unknown != y_unknown)
    return x_unknown ? 1 : -1;
  if (x->weight != y->weight)
    return x->weight > y->weight ? -1 : 1;
  return strcmp (x->value, y->value);
}

/**
 * reel_video_source_tags:
 * @clips: (element-type ReelClip): of one video
 *
 * The tags of all clips together: in each category the values by how long they hold, times how sure they are. `unknown`
 * stands only where a category has nothing else.
 *
 * Returns: (transfer full): an object of `category: [values]`
 */
JsonNode *
reel_video_source_tags (GPtrArray *clips)
{
  g_autoptr (GArray) sums = g_array_new (FALSE, FALSE, sizeof (Sum));
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char *category = NULL;

  for (guint i = 0; i < clips->len; i++)
    {
      ReelClip *clip = g_ptr_array_index (clips, i);

      for (guint j = 0; clip->tags != NULL && j < clip->tags->len; j++)
        {
          ReelTag *tag = &g_array_index (clip->tags, ReelTag, j);

          find_sum (sums, tag)->weight += (clip->end - clip->start) * tag->confidence;
        }
    }
  g_array_sort (sums, compare_sums);

  json_builder_begin_object (builder);
  for (guint i = 0; i < sums->len; i++)
    {
      Sum *sum = &g_array_index (sums, Sum, i);
      gboolean is_new = category == NULL || !g_str_equal (category, sum->category);

      if (is_new && category != NULL)
        json_builder_end_array (builder);
      if (is_new)
        {
          category = sum->category;
          json_builder_set_member_name (builder, category);
          json_builder_begin_array (builder);
        }
      if (is_new || !g_str_equal (sum->value, "unknown"))
        json_builder_add_string_value (builder, sum->value);
    }
  if (category != NULL)
    json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* Our random name for it means nothing to who asked. */
static GPtrArray *
hide_name (GPtrArray  *clips,
           GError     *failure,
           const char *path,
           GError    **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GError) owned = failure;
  g_autoptr (GString) message = NULL;

  if (clips != NULL)
    return clips;
  message = g_string_new (owned->message);
  g_string_replace (message, name, "video", 0);
  g_set_error_literal (error, owned->domain, owned->code, message->str);
  return NULL;
}

/**
 * reel_video_source_look_at_file:
 * @path: the video
 * @analyser: what analyses
 * @engine: what measures
 * @cancellable: (nullable): a #GCancellable
 * @error: return location, as for reel_analyser_run()
 *
 * Returns: (transfer full) (nullable) (element-type ReelClip): its clips
 */
GPtrArray *
reel_video_source_look_at_file (const char   *path,
                                ReelAnalyser *analyser,
                                ReelEngine   *engine,
                                GCancellable *cancellable,
                                GError      **error)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, error);
  GPtrArray *clips;
  GError *failure = NULL;

  if (uri == NULL)
    return NULL;
  clips = reel_analyser_run (analyser, engine, uri, REEL_ANALYSIS_FULL, NULL, NULL, cancellable, &failure);
  return hide_name (clips, failure, path, error);
}

/**
 * reel_video_source_look_at_frames:
 * @path: the file of @frames
 * @frames: frames that were chosen from a video
 * @analyser: what analyses
 * @engine: what measures
 * @cancellable: (nullable): a #GCancellable
 * @error: return location, as for reel_analyser_run_frames()
 *
 * Returns: (transfer full) (nullable) (element-type ReelClip): their clips
 */
GPtrArray *
reel_video_source_look_at_frames (const char          *path,
                                  const ReelRawFrames *frames,
                                  ReelAnalyser        *analyser,
                                  ReelEngine          *engine,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  GError *failure = NULL;
  GPtrArray *clips = reel_analyser_run_frames (analyser, engine, path, frames, cancellable, &failure);

  return hide_name (clips, failure, path, error);
}

/**
 * reel_video_source_look_at_url:
 * @url: where the video is
 * @analyser: what analyses
 * @engine: what measures
 * @folder: where the video lies meanwhile
 * @limits: what may be fetched
 * @cancellable: (nullable): a #GCancellable
 * @error: return location, as for reel_video_fetcher_fetch() and reel_analyser_run()
 *
 * Returns: (transfer full) (nullable) (element-type ReelClip): its clips
 */
GPtrArray *
reel_video_source_look_at_url (const char                   *url,
                               ReelAnalyser                 *analyser,
                               ReelEngine                   *engine,
                               const char                   *folder,
                               const ReelVideoFetcherLimits *limits,
                               GCancellable                 *cancellable,
                               GError                      **error)
{
  g_autoptr (ReelFileWriter) file = reel_video_fetcher_fetch (url, folder, limits, cancellable, error);

  if (file == NULL)
    return NULL;
  return reel_video_source_look_at_file (reel_file_writer_get_path (file), analyser, engine, cancellable, error);
}
