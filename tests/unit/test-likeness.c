/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/reel-likeness.h"
#include "engine/reel-word-error.h"
#include "reel-test.h"
#include "sight-frames.h"

/* The projection that 'Find Similar' compares by: of features that are made up, of real pictures, and of files that are not right. */

#define N REEL_CLASSIFIER_N_FEATURES
#define DIMS REEL_LIKENESS_N_DIMS

static ReelLikeness *
load (void)
{
  g_autofree char *folder = sight_models ();
  g_autoptr (GError) error = NULL;
  ReelLikeness *likeness = reel_likeness_load (folder, &error);

  g_assert_no_error (error);
  return likeness;
}

static double
get_cosine (const float *one,
            const float *other)
{
  double sum = 0;

  for (guint i = 0; i < DIMS; i++)
    sum += (double) one[i] * other[i];
  return sum;
}

static void
test_unit_length (void)
{
  g_autoptr (ReelLikeness) likeness = load ();
  g_autofree float *features = g_new0 (float, N);
  float first[DIMS], second[DIMS];

  for (guint i = 0; i < N; i++)
    features[i] = (float) g_random_double ();
  g_assert_true (reel_likeness_fill (likeness, features, first));
  g_assert_cmpfloat_with_epsilon (get_cosine (first, first), 1, 1e-5);
  g_assert_true (reel_likeness_fill (likeness, features, second));
  g_assert_cmpmem (first, sizeof first, second, sizeof second);

  features[7] = NAN;
  g_assert_false (reel_likeness_fill (likeness, features, first));
  for (guint i = 0; i < DIMS; i++)
    g_assert_cmpfloat (first[i], ==, 0);
}

static void
see (ReelLikeness   *likeness,
     ReelClassifier *classifier,
     ReelFrame      *frame,
     float          *vector)
{
  g_autofree float *classes = g_new (float, REEL_CLASSIFIER_N_CLASSES);
  g_autofree float *features = g_new (float, N);
  g_autoptr (GError) error = NULL;

  g_assert_true (reel_classifier_classify (classifier, frame, NULL, classes, features, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (reel_likeness_fill (likeness, features, vector));
}

/* A picture is like itself, then like one of the same scene, and not like another. */
static void
test_pictures (void)
{
  g_autofree char *folder = sight_models ();
  g_autoptr (ReelLikeness) likeness = load ();
  g_autoptr (ReelClassifier) classifier = reel_classifier_new (folder);
  g_autoptr (ReelFrame) street = sight_frame_sample ("vtest.avi", 3, 640);
  g_autoptr (ReelFrame) later = sight_frame_sample ("vtest.avi", 20, 640);
  g_autoptr (ReelFrame) drawn = sight_frame_sample ("Megamind.avi", 3, 640);
  float a[DIMS], b[DIMS], c[DIMS];

  see (likeness, classifier, street, a);
  see (likeness, classifier, street, b);
  g_assert_cmpfloat_with_epsilon (get_cosine (a, b), 1, 1e-5);
  see (likeness, classifier, later, b);
  see (likeness, classifier, drawn, c);
  g_test_message ("same scene %.2f, another %.2f", get_cosine (a, b), get_cosine (a, c));
  g_assert_cmpfloat (get_cosine (a, b), >, 0.7);
  g_assert_cmpfloat (get_cosine (a, c), <, 0.35);
}

static void
assert_damaged (const char *bytes,
                gsize       length)
{
  g_autofree char *folder = reel_test_tmp ("likeness");
  g_autofree char *path = g_build_filename (folder, REEL_LIKENESS_FILE, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  g_assert_null (reel_likeness_load (folder, &error));
  g_assert_error (error, REEL_WORD_ERROR, REEL_WORD_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_damaged (void)
{
  static const float nan_value = NAN;
  g_autofree char *folder = sight_models ();
  g_autofree char *path = g_build_filename (folder, REEL_LIKENESS_FILE, NULL);
  g_autofree char *nowhere = reel_test_tmp ("no-likeness");
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_assert_null (reel_likeness_load (nowhere, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  assert_damaged (bytes, length - 1);
  assert_damaged ("RLIK", 4);
  for (guint i = 0; i < 16; i += 4) /* magic, version, inputs, outputs */
    {
      bytes[i] ^= 1;
      assert_damaged (bytes, length);
      bytes[i] ^= 1;
    }
  {
    float before;

    memcpy (&before, bytes + 16 + 40, sizeof before); /* of the mean */
    memcpy (bytes + 16 + 40, &nan_value, sizeof nan_value);
    assert_damaged (bytes, length);
    memcpy (bytes + 16 + 40, &before, sizeof before);
    memcpy (bytes + 16 + N * sizeof (float), &nan_value, sizeof nan_value); /* the first scale */
    assert_damaged (bytes, length);
  }
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/likeness/unit-length", test_unit_length);
  g_test_add_func ("/likeness/pictures", test_pictures);
  g_test_add_func ("/likeness/damaged", test_damaged);
  return g_test_run ();
}
