/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "search/reel-results-text.h"

static char *
count_hits (guint n_hits,
            guint n_videos)
{
  /* Two sentences, since both numbers have plural forms. */
  if (n_videos == 1)
    return g_strdup_printf (ngettext ("%u hit in 1 video", "%u hits in 1 video", n_hits), n_hits);
  return g_strdup_printf (ngettext ("%1$u hits in %2$u video", "%1$u hits in %2$u videos", n_videos), n_hits, n_videos);
}

/**
 * reel_results_text_hidden:
 * @n_hidden: how many hits there are besides, of videos that people have hidden
 *
 * Returns: (transfer full) (nullable): that in words, where there are some
 */
char *
reel_results_text_hidden (guint n_hidden)
{
  if (n_hidden == 0)
    return NULL;
  return g_strdup_printf (ngettext ("%u hit of hidden videos", "%u hits of hidden videos", n_hidden), n_hidden);
}

/**
 * reel_results_text_count:
 * @n_hits: how many there are
 * @n_videos: in how many videos
 * @n_hidden: how many there are besides, of hidden videos
 *
 * Returns: (transfer full): that in words
 */
char *
reel_results_text_count (guint n_hits,
                         guint n_videos,
                         guint n_hidden)
{
  g_autofree char *count = count_hits (n_hits, n_videos);
  g_autofree char *hidden = reel_results_text_hidden (n_hidden);

  if (hidden == NULL)
    return g_steal_pointer (&count);
  /* Translators: between the words of a list */
  return g_strconcat (count, _ (", "), hidden, NULL);
}

/**
 * reel_results_text_words:
 * @words: (nullable) (array zero-terminated=1): words
 *
 * Returns: (transfer full) (nullable): “dog”, “people”
 */
char *
reel_results_text_words (const char * const *words)
{
  g_autoptr (GString) list = NULL;

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      if (list == NULL)
        list = g_string_new (NULL);
      else
        /* Translators: between the words of a list */
        g_string_append (list, _ (", "));
      /* Translators: a word in quotation marks */
      g_string_append_printf (list, _ ("“%s”"), words[i]);
    }
  return list != NULL ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}

/**
 * reel_results_text_equal:
 * @one: (nullable): a text
 * @other: (nullable): another
 *
 * Returns: whether both are the same, or none
 */
gboolean
reel_results_text_equal (const char *one,
                         const char *other)
{
  return g_strcmp0 (one, other) == 0;
}
