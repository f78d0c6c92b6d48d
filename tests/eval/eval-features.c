/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>
#include <stdio.h>

#include "engine/reel-classifier.h"
#include "local/reel-frame-source.h"

/*
 * eval-features MODELS FEATURES <LIST: writes the classifier's features of pictures, 2,048 floats each, for
 * data/models/tools/fit-likeness.py. LIST has a path a line. Not a test, and not installed.
 */

static gboolean
write_features (ReelClassifier *classifier,
                const char     *path,
                FILE           *out,
                GError        **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (full, NULL, error);
  g_autoptr (ReelFrameSource) source = uri != NULL ? reel_frame_source_new (uri, 640, REEL_FRAME_SOURCE_PATIENCE, error) : NULL;
  g_autoptr (ReelFrame) frame = NULL;
  g_autofree float *classes = g_new (float, REEL_CLASSIFIER_N_CLASSES);
  g_autofree float *features = g_new (float, REEL_CLASSIFIER_N_FEATURES);
  gboolean is_cut;

  if (source == NULL || !reel_frame_source_pull (source, NULL, &frame, &is_cut, error))
    return FALSE;
  if (frame == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s has no picture", path);
      return FALSE;
    }
  if (!reel_classifier_classify (classifier, frame, NULL, classes, features, NULL, error))
    return FALSE;
  fwrite (features, sizeof (float), REEL_CLASSIFIER_N_FEATURES, out);
  return TRUE;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (ReelClassifier) classifier = NULL;
  char line[4096];
  FILE *out;
  guint n = 0;

  gst_init (&argc, &argv);
  if (argc != 3 || (out = fopen (argv[2], "wb")) == NULL)
    {
      fprintf (stderr, "Usage: eval-features MODELS FEATURES <LIST\n");
      return 2;
    }
  classifier = reel_classifier_new (argv[1]);
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_autoptr (GError) error = NULL;

      if (write_features (classifier, g_strchomp (line), out, &error))
        n++;
      else
        fprintf (stderr, "%s\n", error->message);
    }
  printf ("%u pictures\n", n);
  return fclose (out) == 0 ? 0 : 1;
}
