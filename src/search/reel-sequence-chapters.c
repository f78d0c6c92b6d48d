/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "search/reel-sequence.h"

/*
 * The hits in one file, as chapters to put into it: FFmpeg's metadata format (its documentation, 'Metadata'), since it is
 * text, counts in frames of any rate, has ends, and goes into every container without the pictures being touched:
 *
 *   ffmpeg -i VIDEO -i CHAPTERS -map 0:v -map 0:a? -map_chapters 1 -codec copy OUTPUT
 *
 * Times count from the file's first frame, not from its timecode.
 */

static void
add_text (GString    *text,
          const char *key,
          const char *value)
{
  g_autofree char *plain = reel_sequence_plain_text (value);

  g_string_append_printf (text, "%s=", key);
  for (const char *at = plain; *at != '\0'; at++)
    {
      if (strchr ("=;#\\", *at) != NULL)
        g_string_append_c (text, '\\');
      g_string_append_c (text, *at);
    }
  g_string_append_c (text, '\n');
}

static int
compare_clips (gconstpointer a,
               gconstpointer b)
{
  const ReelSequenceClip *first = *(ReelSequenceClip * const *) a;
  const ReelSequenceClip *second = *(ReelSequenceClip * const *) b;

  if (first->in != second->in)
    return first->in < second->in ? -1 : 1;
  return (first->out > second->out) - (first->out < second->out);
}

/**
 * reel_sequence_to_chapters:
 * @self: a sequence that was laid out
 * @media: which of its files
 *
 * Returns: (transfer full): its clips as chapters, from the first on; none reaches into the next
 */
GBytes *
reel_sequence_to_chapters (const ReelSequence *self,
                           guint               media)
{
  g_autoptr (GPtrArray) clips = g_ptr_array_new ();
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->clips->len; i++)
    if (reel_sequence_get (self, i)->media == media)
      g_ptr_array_add (clips, g_ptr_array_index (self->clips, i));
  g_ptr_array_sort (clips, compare_clips);

  text = g_string_new (";FFMETADATA1\n");
  for (guint i = 0; i < clips->len; i++)
    {
      const ReelSequenceClip *clip = g_ptr_array_index (clips, i);
      const ReelSequenceClip *next = i + 1 < clips->len ? g_ptr_array_index (clips, i + 1) : NULL;
      char similarity[G_ASCII_DTOSTR_BUF_SIZE];
      g_autofree char *title = NULL;

      if (next != NULL && next->in == clip->in)
        continue; /* the longer one has it all */
      title = g_strdup_printf ("%s (%s)", self->name,
                               g_ascii_formatd (similarity, sizeof similarity, "%.2f", clip->similarity));
      g_string_append_printf (text, "[CHAPTER]\nTIMEBASE=%u/%u\nSTART=%" G_GINT64_FORMAT "\nEND=%" G_GINT64_FORMAT "\n",
                              clip->timebase.fps_d, clip->timebase.fps_n, clip->in,
                              next != NULL ? MIN (clip->out, next->in) : clip->out);
      add_text (text, "title", title);
    }
  return g_string_free_to_bytes (text);
}
