/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-format.h"
#include "search/reel-hit.h"

/* What is said of a hit in words. */

/**
 * reel_hit_dup_label:
 * @self: a hit
 *
 * Its name for assistive technology and scripts: `vtest.avi, 0:12 – 0:18, similarity 0.87`.
 *
 * Returns: (transfer full): the text
 */
char *
reel_hit_dup_label (ReelHit *self)
{
  g_autofree char *range = NULL;
  double similarity;

  g_return_val_if_fail (REEL_IS_HIT (self), NULL);
  similarity = reel_hit_get_similarity (self);
  if (!reel_hit_get_has_times (self))
    /* Translators: a hit, for screen readers: the file's name and how similar it is */
    return g_strdup_printf (_ ("%1$s, whole video, similarity %2$.2f"), reel_hit_get_name (self), similarity);
  range = reel_format_range (reel_hit_get_start (self), reel_hit_get_end (self));
  /* Translators: a hit, for screen readers: the file's name, a range of times such as 0:12 – 0:18, how similar it is */
  return g_strdup_printf (_ ("%1$s, %2$s, similarity %3$.2f"), reel_hit_get_name (self), range, similarity);
}

/**
 * reel_hit_dup_range:
 * @self: a hit
 *
 * Returns: (transfer full): `0:12 – 0:18`, or that it is the whole video
 */
char *
reel_hit_dup_range (ReelHit *self)
{
  g_return_val_if_fail (REEL_IS_HIT (self), NULL);
  if (!reel_hit_get_has_times (self))
    return g_strdup (_ ("Whole video"));
  return reel_format_range (reel_hit_get_start (self), reel_hit_get_end (self));
}

/**
 * reel_hit_dup_why:
 * @self: a hit
 *
 * Returns: (transfer full) (nullable): for people: how sure the service is of it, where it is not, and what spoke for it:
 *   `dog · grass`; %NULL where there is nothing to be said
 */
char *
reel_hit_dup_why (ReelHit *self)
{
  const char * const *names;
  g_autofree char *reasons = NULL;

  g_return_val_if_fail (REEL_IS_HIT (self), NULL);
  names = reel_hit_get_reasons (self);
  if (names != NULL && names[0] != NULL)
    reasons = g_strjoinv (" · ", (char **) names);
  if (!reel_hit_get_is_possible (self))
    return g_steal_pointer (&reasons);
  if (reasons == NULL)
    return g_strdup (_ ("Possible match"));
  /* Translators: a hit that the service is not sure of, and what spoke for it, such as “dog · grass” */
  return g_strdup_printf (_ ("Possible match: %s"), reasons);
}
