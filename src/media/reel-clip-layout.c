/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "base/reel-timecode.h"
#include "media/reel-clip-layout.h"
#include "media/reel-prober.h"

/* The smallest block of pixels that encoders know. */
#define LEAST_EDGE 16

/* Pictures a second that a film may have; more is a mistake. */
#define HIGHEST_RATE 240

/* Containers keep times in milliseconds. */
#define TOLERANCE 0.001

static guint
even (guint edge)
{
  return MAX (edge / 2 * 2, LEAST_EDGE);
}

static gboolean
has_rate (const ReelMediaInfo *info)
{
  return info->fps_n > 0 && info->fps_d > 0 && info->fps_n / info->fps_d <= HIGHEST_RATE;
}

/* Which most of the cuts have; of several the one that comes first. */
static void
choose_rate (ReelClipLayout *self,
             GPtrArray      *infos)
{
  guint most = 0;

  self->fps_n = REEL_TIMEBASE_NOMINAL_FPS;
  self->fps_d = 1;
  for (guint i = 0; i < infos->len; i++)
    {
      const ReelMediaInfo *info = g_ptr_array_index (infos, i);
      guint n = 0;

      for (guint j = 0; j < infos->len; j++)
        {
          const ReelMediaInfo *other = g_ptr_array_index (infos, j);

          n += (guint64) other->fps_n * info->fps_d == (guint64) info->fps_n * other->fps_d;
        }
      if (has_rate (info) && n > most)
        {
          most = n;
          self->fps_n = info->fps_n;
          self->fps_d = info->fps_d;
        }
    }
}

static void
choose_size (ReelClipLayout      *self,
             const ReelClipOrder *order,
             GPtrArray           *infos)
{
  for (guint i = 0; i < infos->len; i++)
    {
      const ReelMediaInfo *info = g_ptr_array_index (infos, i);
      guint64 pixels = (guint64) even (info->width) * even (info->height);

      if (i == 0 || (order->largest && pixels > (guint64) self->format.width * self->format.height))
        {
          self->format.width = even (info->width);
          self->format.height = even (info->height);
        }
      /* What is only copied need not be decoded. */
      self->format.has_audio |= order->instant ? info->has_audio : info->plays_audio;
      self->n_silent += info->has_audio && !info->plays_audio;
    }
}

/* Seconds of the pictures that are shown between in and out, in whole pictures where the file's rate is known. */
static double
length_of (const ReelCut       *cut,
           const ReelMediaInfo *info)
{
  double end = cut->end > 0.0 ? cut->end : info->duration;
  ReelTimebase timebase;

  if (info->length == REEL_MEDIA_LENGTH_KNOWN)
    end = MIN (end, info->duration);
  if (!has_rate (info))
    return MAX (end - cut->start, 0.0);
  timebase = reel_timebase_new (info->fps_n, info->fps_d, FALSE);
  return (double) MAX (reel_timebase_frame_after (&timebase, end, TOLERANCE) -
                         reel_timebase_frame_at (&timebase, cut->start, TOLERANCE),
                       1) *
         info->fps_d / info->fps_n;
}

static void
lay_out_reel (ReelClipLayout      *self,
              const ReelClipOrder *order,
              GPtrArray           *infos)
{
  double rate;
  guint64 fade, total = 0;

  if (order->fps_n > 0)
    {
      self->fps_n = order->fps_n;
      self->fps_d = MAX (order->fps_d, 1);
    }
  else
    choose_rate (self, infos);
  rate = (double) self->fps_n / self->fps_d;
  for (guint i = 0; i < self->n_cuts; i++)
    self->frames[i] = (guint64) MAX (llround (length_of (g_ptr_array_index (order->cuts, i), infos->pdata[i]) * rate), 1);
  /* A cut fades in and out, and never both at once. */
  fade = (guint64) llround (CLAMP (order->fade, 0.0, 60.0) * rate);
  for (guint i = 0; i + 1 < self->n_cuts; i++)
    self->fades[i] = MIN (fade, MIN (self->frames[i], self->frames[i + 1]) / 2);
  for (guint i = 0; i < self->n_cuts; i++)
    total += self->frames[i] - self->fades[i];
  self->total = (double) total / rate;
}

/**
 * reel_clip_layout_new_for_infos:
 * @order: what is to be written
 * @infos: (element-type ReelMediaInfo): what the file of each cut is
 *
 * Returns: (transfer full): a layout
 */
ReelClipLayout *
reel_clip_layout_new_for_infos (const ReelClipOrder *order,
                                GPtrArray           *infos)
{
  ReelClipLayout *self;

  g_return_val_if_fail (order != NULL && infos != NULL, NULL);
  g_return_val_if_fail (order->cuts->len > 0 && order->cuts->len == infos->len, NULL);

  self = g_new0 (ReelClipLayout, 1);
  self->n_cuts = infos->len;
  self->frames = g_new0 (guint64, infos->len);
  self->fades = g_new0 (guint64, infos->len);
  self->fps_d = 1;
  choose_size (self, order, infos);
  if (order->reel)
    lay_out_reel (self, order, infos);
  else
    {
      const ReelMediaInfo *info = g_ptr_array_index (infos, 0);

      self->total = length_of (g_ptr_array_index (order->cuts, 0), info);
      self->fps_n = has_rate (info) ? info->fps_n : 0;
      self->fps_d = MAX (info->fps_d, 1);
    }
  return self;
}

/**
 * reel_clip_layout_new:
 * @order: what is to be written
 * @cancellable: (nullable): to stop early
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Opens all the files, each once. Blocks: for worker threads.
 *
 * Returns: (transfer full): a layout, or %NULL with @error set, which names the file that is the matter
 */
ReelClipLayout *
reel_clip_layout_new (const ReelClipOrder *order,
                      GCancellable        *cancellable,
                      GError             **error)
{
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GHashTable) known = NULL;

  g_return_val_if_fail (order != NULL, NULL);

  infos = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_media_info_free);
  known = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < order->cuts->len; i++)
    {
      const ReelCut *cut = g_ptr_array_index (order->cuts, i);
      const ReelMediaInfo *same = g_hash_table_lookup (known, cut->uri);
      ReelMediaInfo *info = same != NULL ? reel_media_info_copy (same) : reel_prober_probe (cut->uri, cancellable, error);

      if (info == NULL)
        return NULL;
      g_ptr_array_add (infos, info);
      g_hash_table_insert (known, cut->uri, info);
    }
  return reel_clip_layout_new_for_infos (order, infos);
}

/**
 * reel_clip_layout_free:
 * @self: (transfer full): a layout
 */
void
reel_clip_layout_free (ReelClipLayout *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->frames);
  g_free (self->fades);
  g_free (self);
}
