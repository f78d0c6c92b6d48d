/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/reel-detection.h"

static int
compare_falling (gconstpointer a,
                 gconstpointer b)
{
  const ReelDetection *x = a, *y = b;

  return (x->score < y->score) - (x->score > y->score);
}

/**
 * reel_detections_suppress:
 * @detections: (element-type ReelDetection): what was found, in any order; changed in place
 * @overlap: two boxes of one class that share more than this (intersection over union) are one thing
 * @n_most: how many to keep
 *
 * Non-maximum suppression: of several boxes around one thing the one with the best score stays. Sorts by falling score.
 */
void
reel_detections_suppress (GArray *detections,
                          float   overlap,
                          guint   n_most)
{
  guint kept = 0;

  g_return_if_fail (detections != NULL && g_array_get_element_size (detections) == sizeof (ReelDetection));

  g_array_sort (detections, compare_falling);
  for (guint i = 0; i < detections->len && kept < n_most; i++)
    {
      ReelDetection detection = g_array_index (detections, ReelDetection, i);
      gboolean is_double = FALSE;

      for (guint j = 0; j < kept && !is_double; j++)
        {
          const ReelDetection *better = &g_array_index (detections, ReelDetection, j);

          is_double = better->class == detection.class && reel_box_get_overlap (&better->box, &detection.box) > overlap;
        }
      if (!is_double)
        g_array_index (detections, ReelDetection, kept++) = detection;
    }

  g_array_set_size (detections, kept);
}
