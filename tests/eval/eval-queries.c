/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>
#include <stdio.h>

#include "local/reel-measured-engine.h"
#include "local/reel-video-analyser.h"

/*
 * eval-queries QUERIES FOLDER: analyses the videos that are expected somewhere in QUERIES (lines of 'query, tab, file'),
 * asks each query, and prints in what order the videos came, by their best clip. A miss is a result, not a failure.
 */

typedef struct
{
  char *name;       /* (owned) */
  GPtrArray *clips; /* (owned) (element-type ReelClip) */
  double similarity;
  double start;
} Entry;

static void
entry_free (Entry *self)
{
  g_free (self->name);
  g_clear_pointer (&self->clips, g_ptr_array_unref);
  g_free (self);
}

static gboolean
add_video (GPtrArray  *videos,
           ReelEngine *engine,
           const char *folder,
           const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (absolute, NULL, NULL);
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  const ReelClip *last;
  Entry *entry;
  double seconds;

  for (guint i = 0; i < videos->len; i++)
    if (g_str_equal (((Entry *) g_ptr_array_index (videos, i))->name, name))
      return TRUE;

  entry = g_new0 (Entry, 1);
  entry->name = g_strdup (name);
  g_ptr_array_add (videos, entry);
  entry->clips = reel_video_analyser_run (engine, uri, REEL_ANALYSIS_FULL, NULL, NULL, NULL, &error);
  if (entry->clips == NULL)
    {
      g_printerr ("%s: %s\n", name, error->message);
      return FALSE;
    }

  seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
  last = g_ptr_array_index (entry->clips, entry->clips->len - 1);
  g_print ("%-28s %6.1f s, %2u clips, analysed in %5.1f s (%.1f times real time)\n", name, last->end, entry->clips->len,
           seconds, last->end / seconds);
  for (guint i = 0; g_getenv ("EVAL_TAGS") != NULL && i < entry->clips->len; i++)
    {
      const ReelClip *clip = g_ptr_array_index (entry->clips, i);

      g_print ("  %6.2f – %6.2f ", clip->start, clip->end);
      for (guint j = 0; j < clip->tags->len; j++)
        {
          const ReelTag *tag = &g_array_index (clip->tags, ReelTag, j);

          g_print (" %s=%s(%.2f)", tag->category, tag->value, tag->confidence);
        }
      g_print ("\n");
    }

  return TRUE;
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const Entry *one = *(const Entry *const *) a, *other = *(const Entry *const *) b;

  return (one->similarity < other->similarity) - (one->similarity > other->similarity);
}

static gboolean
ask (GPtrArray  *videos,
     ReelEngine *engine,
     const char *query,
     const char *expected)
{
  guint dims = reel_engine_get_dims (engine);
  g_autofree float *asked = g_new (float, dims);
  g_autoptr (ReelEngineReading) reading = NULL;
  g_autofree char *unknown_list = NULL;
  gboolean right;

  if (!reel_engine_encode_text (engine, query, asked, &reading, NULL, NULL))
    return FALSE;

  for (guint i = 0; i < videos->len; i++)
    {
      Entry *entry = g_ptr_array_index (videos, i);

      entry->similarity = -1;
      for (guint j = 0; j < entry->clips->len; j++)
        {
          const ReelClip *clip = g_ptr_array_index (entry->clips, j);
          double cosine = 0;

          for (guint d = 0; d < dims; d++)
            cosine += asked[d] * clip->vector[d];
          if (cosine > entry->similarity)
            {
              entry->similarity = cosine;
              entry->start = clip->start;
            }
        }
    }
  g_ptr_array_sort (videos, compare_entries);

  right = g_str_equal (((Entry *) g_ptr_array_index (videos, 0))->name, expected);
  g_print ("\n%s: %s\n  expected %s\n", right ? "right" : "WRONG", query, expected);
  for (guint i = 0; i < videos->len; i++)
    {
      const Entry *entry = g_ptr_array_index (videos, i);

      g_print ("  %u. %-28s %.3f at %.1f s\n", i + 1, entry->name, entry->similarity, entry->start);
    }
  unknown_list = g_strjoinv (", ", reading->unknown);
  if (*unknown_list != '\0')
    g_print ("  not understood: %s\n", unknown_list);

  return right;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (ReelEngine) engine = NULL;
  g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint asked = 0, right = 0;

  gst_init (&argc, &argv);
  if (argc != 3 || !g_file_get_contents (argv[1], &text, NULL, NULL))
    {
      g_printerr ("eval-queries QUERIES FOLDER\n");
      return 2;
    }

  engine = reel_measured_engine_new ();
  lines = g_strsplit (text, "\n", -1);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; lines[i] != NULL; i++)
      {
        g_auto (GStrv) fields = g_strsplit (lines[i], "\t", 2);

        if (*lines[i] == '#' || g_strv_length (fields) != 2)
          continue;
        if (pass == 0 && !add_video (videos, engine, argv[2], fields[1]))
          return 1;
        if (pass == 1)
          {
            asked++;
            right += ask (videos, engine, fields[0], fields[1]);
          }
      }

  g_print ("\n%u of %u right\n", right, asked);
  return 0;
}
