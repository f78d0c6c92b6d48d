/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-format.h"
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
  return reel_format_list ((const char *[]){ count, hidden, NULL });
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
  g_autoptr (GPtrArray) quoted = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    /* Translators: a word in quotation marks */
    g_ptr_array_add (quoted, g_strdup_printf (_ ("“%s”"), words[i]));
  if (quoted->len == 0)
    return NULL;
  g_ptr_array_add (quoted, NULL);
  return reel_format_list ((const char * const *) quoted->pdata);
}

/**
 * reel_results_text_unknown:
 * @words: (nullable) (array zero-terminated=1): words that a service does not understand
 *
 * Returns: (transfer full) (nullable): a sentence that names them
 */
char *
reel_results_text_unknown (const char * const *words)
{
  g_autofree char *list = reel_results_text_words (words);

  if (list == NULL)
    return NULL;
  /* Translators: %s is a list of words in quotation marks; the number is how many */
  return g_strdup_printf (ngettext ("This word was not understood: %s", "These words were not understood: %s",
                                    g_strv_length ((char **) words)), list);
}

/**
 * reel_results_text_loose:
 * @words: (nullable) (array zero-terminated=1): words that a service took for something near
 *
 * Returns: (transfer full) (nullable): a sentence that names them
 */
char *
reel_results_text_loose (const char * const *words)
{
  g_autofree char *list = reel_results_text_words (words);

  if (list == NULL)
    return NULL;
  /* Translators: %s is a list of words in quotation marks, which stood for something near; the number is how many */
  return g_strdup_printf (ngettext ("This word was taken loosely: %s", "These words were taken loosely: %s",
                                    g_strv_length ((char **) words)), list);
}

/**
 * reel_results_text_sureness:
 * @n_sure: how many hits the service is sure of
 * @n_possible: how many it is not sure of
 *
 * Returns: (transfer full) (nullable): that in words, where it is not sure of all
 */
char *
reel_results_text_sureness (guint n_sure,
                            guint n_possible)
{
  g_autofree char *sure = NULL;
  g_autofree char *possible = NULL;

  if (n_possible == 0)
    return NULL;
  if (n_sure == 0)
    return g_strdup (_ ("Only possible matches"));
  sure = g_strdup_printf (ngettext ("%u sure match", "%u sure matches", n_sure), n_sure);
  possible = g_strdup_printf (ngettext ("%u possible", "%u possible", n_possible), n_possible);
  return g_strconcat (sure, " · ", possible, NULL);
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
