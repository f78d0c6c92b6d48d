/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "eval-video.h"
#include "local/reel-video-analyser.h"

/* What a file of the cache begins with: of which file of a video it is, and how many clips of how many numbers follow. */
typedef struct
{
  gint64 size, mtime;
  guint32 n_clips, dims;
} Header;

static void
clip_clear (gpointer data)
{
  g_free (((EvalClip *) data)->vector);
}

static void
add_clip (EvalVideo   *self,
          double       start,
          double       end,
          const float *vector,
          guint        dims)
{
  EvalClip clip = { start, end, g_memdup2 (vector, sizeof (float) * dims) };

  g_array_append_val (self->clips, clip);
}

static Header
describe (const char *path,
          guint       dims)
{
  GStatBuf info;
  Header header = { 0 };

  header.dims = dims;
  if (g_stat (path, &info) == 0)
    {
      header.size = info.st_size;
      header.mtime = info.st_mtime;
    }
  return header;
}

static gboolean
read_cache (EvalVideo    *self,
            const char   *path,
            const Header *wanted)
{
  g_autofree char *bytes = NULL;
  gsize length, clip_size = 2 * sizeof (double) + sizeof (float) * wanted->dims;
  Header header;

  if (!g_file_get_contents (path, &bytes, &length, NULL) || length < sizeof header)
    return FALSE;
  memcpy (&header, bytes, sizeof header);
  if (header.size != wanted->size || header.mtime != wanted->mtime || header.dims != wanted->dims
      || length != sizeof header + header.n_clips * clip_size)
    return FALSE;

  for (guint i = 0; i < header.n_clips; i++)
    {
      const char *at = bytes + sizeof header + i * clip_size;
      double times[2];
      g_autofree float *vector = g_new (float, header.dims);

      memcpy (times, at, sizeof times);
      memcpy (vector, at + sizeof times, sizeof (float) * header.dims);
      add_clip (self, times[0], times[1], vector, header.dims);
    }
  return TRUE;
}

static gboolean
write_cache (EvalVideo     *self,
             const char    *path,
             const Header  *wanted,
             GError       **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Header header = *wanted;

  header.n_clips = self->clips->len;
  g_byte_array_append (bytes, (const guint8 *) &header, sizeof header);
  for (guint i = 0; i < self->clips->len; i++)
    {
      const EvalClip *clip = &g_array_index (self->clips, EvalClip, i);
      double times[2] = { clip->start, clip->end };

      g_byte_array_append (bytes, (const guint8 *) times, sizeof times);
      g_byte_array_append (bytes, (const guint8 *) clip->vector, sizeof (float) * header.dims);
    }
  return g_file_set_contents (path, (const char *) bytes->data, bytes->len, error);
}

/**
 * eval_video_load:
 * @engine: what sees
 * @path: a video file
 * @cache_folder: where the clips of this space and revision are kept
 * @is_fresh: whether to analyse it anew even if they are there
 * @error: return location
 *
 * Analyses a video as the service does, unless its clips are in the cache. Blocks; several threads may do so.
 *
 * Returns: (transfer full) (nullable): the video
 */
EvalVideo *
eval_video_load (ReelEngine  *engine,
                 const char  *path,
                 const char  *cache_folder,
                 gboolean     is_fresh,
                 GError     **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (absolute, NULL, error);
  g_autofree char *cached = g_build_filename (cache_folder, name, NULL);
  guint dims = reel_engine_get_dims (engine);
  Header header = describe (path, dims);
  g_autoptr (GPtrArray) found = NULL;
  gint64 began = g_get_monotonic_time ();
  EvalVideo *self;

  if (uri == NULL)
    return NULL;

  self = g_new0 (EvalVideo, 1);
  self->name = g_strndup (name, strcspn (name, "."));
  self->clips = g_array_new (FALSE, FALSE, sizeof (EvalClip));
  g_array_set_clear_func (self->clips, clip_clear);
  if (!is_fresh && read_cache (self, cached, &header))
    {
      self->is_cached = TRUE;
      return self;
    }

  found = reel_video_analyser_run (engine, uri, REEL_ANALYSIS_FULL, NULL, NULL, NULL, error);
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const ReelClip *clip = g_ptr_array_index (found, i);

      add_clip (self, clip->start, clip->end, clip->vector, dims);
    }
  self->seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
  if (found == NULL || !write_cache (self, cached, &header, error))
    g_clear_pointer (&self, eval_video_free);
  return self;
}

/**
 * eval_video_zero:
 * @self: a video
 * @from: an axis
 * @to: the axis after the last one
 *
 * Takes what is on these axes out of all clips. It goes into their slack, so to speak: the other axes stay as they are.
 */
void
eval_video_zero (EvalVideo *self,
                 guint      from,
                 guint      to)
{
  for (guint i = 0; i < self->clips->len; i++)
    for (guint axis = from; axis < to; axis++)
      g_array_index (self->clips, EvalClip, i).vector[axis] = 0;
}

/**
 * eval_video_free:
 * @self: (transfer full): a video
 */
void
eval_video_free (EvalVideo *self)
{
  g_free (self->name);
  g_array_unref (self->clips);
  g_free (self);
}
