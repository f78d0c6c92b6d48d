/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/reel-classifier.h"
#include "engine/reel-detector.h"
#include "engine/reel-engine-error.h"
#include "engine/reel-face-finder.h"
#include "engine/reel-sight-picture.h"
#include "reel-test.h"
#include "sight-frames.h"

/* The detector, the face finder and the classifier, on real pictures and on made ones, and on models that are not right. */

typedef struct
{
  ReelDetector *detector;
  ReelFaceFinder *faces;
  ReelClassifier *classifier;
} Networks;

static void
networks_init (Networks   *self,
               const char *folder)
{
  self->detector = reel_detector_new (folder);
  self->faces = reel_face_finder_new (folder);
  self->classifier = reel_classifier_new (folder);
}

static void
networks_clear (Networks *self)
{
  reel_test_assert_finalized (&self->detector);
  reel_test_assert_finalized (&self->faces);
  reel_test_assert_finalized (&self->classifier);
}

static void
set_up (Networks     *self,
        gconstpointer data)
{
  g_autofree char *folder = sight_models ();

  networks_init (self, folder);
}

static void
tear_down (Networks     *self,
           gconstpointer data)
{
  networks_clear (self);
}

static void
check_boxes (GArray *detections)
{
  for (guint i = 0; i < detections->len; i++)
    {
      const ReelDetection *detection = &g_array_index (detections, ReelDetection, i);

      g_assert_cmpfloat (detection->box.left, >=, 0);
      g_assert_cmpfloat (detection->box.left, <, detection->box.right);
      g_assert_cmpfloat (detection->box.right, <=, 1);
      g_assert_cmpfloat (detection->box.top, >=, 0);
      g_assert_cmpfloat (detection->box.top, <, detection->box.bottom);
      g_assert_cmpfloat (detection->box.bottom, <=, 1);
      if (i > 0)
        g_assert_cmpfloat (detection->score, <=, g_array_index (detections, ReelDetection, i - 1).score);
    }
}

static GArray *
find_objects (Networks  *self,
              ReelFrame *frame,
              float      least)
{
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  GArray *objects = reel_detector_find (self->detector, frame, least, NULL, &error);

  g_assert_no_error (error);
  g_test_message ("objects: %.1f ms", (g_get_monotonic_time () - began) / 1e3);
  check_boxes (objects);
  return objects;
}

static GArray *
find_faces (Networks  *self,
            ReelFrame *frame)
{
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  GArray *faces = reel_face_finder_find (self->faces, frame, NULL, &error);

  g_assert_no_error (error);
  g_test_message ("faces: %.1f ms", (g_get_monotonic_time () - began) / 1e3);
  check_boxes (faces);
  return faces;
}

static guint
count_class (Networks   *self,
             GArray     *objects,
             const char *label)
{
  guint n = 0;

  for (guint i = 0; i < objects->len; i++)
    n += g_str_equal (reel_detector_get_label (self->detector, g_array_index (objects, ReelDetection, i).class), label);
  return n;
}

/* People who cross a yard, seen from above: at these times there are three and more of them, and one behind a pole. */
static void
test_people (Networks     *self,
             gconstpointer data)
{
  static const double times[] = { 1, 20, 40 };

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (ReelFrame) frame = sight_frame_sample ("vtest.avi", times[i], 480);
      g_autoptr (GArray) objects = find_objects (self, frame, REEL_DETECTOR_SURE);

      g_assert_cmpuint (count_class (self, objects, "person"), >=, 3);
      g_assert_cmpuint (count_class (self, objects, "person"), <=, 8);
      for (guint j = 0; j < objects->len; j++)
        {
          const ReelDetection *object = &g_array_index (objects, ReelDetection, j);

          if (object->class == REEL_DETECTOR_PERSON)
            g_assert_cmpfloat (object->box.bottom - object->box.top, <, 0.25);
        }
    }
}

/* The face of a drawn man, large and right of the middle; and a tree, which has none. */
static void
test_faces (Networks     *self,
            gconstpointer data)
{
  g_autoptr (ReelFrame) frame = sight_frame_sample ("Megamind.avi", 10, 320);
  g_autoptr (ReelFrame) yard = sight_frame_sample ("tree.avi", 1, 320);
  g_autoptr (GArray) faces = find_faces (self, frame);
  g_autoptr (GArray) none = find_faces (self, yard);
  g_autoptr (GArray) objects = find_objects (self, frame, REEL_DETECTOR_SURE);
  const ReelBox *box;

  g_assert_cmpuint (faces->len, ==, 1);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (count_class (self, objects, "person"), ==, 1);

  box = &g_array_index (faces, ReelDetection, 0).box;
  g_assert_cmpfloat_with_epsilon (box->left, 0.38, 0.06);
  g_assert_cmpfloat_with_epsilon (box->right, 0.74, 0.06);
  g_assert_cmpfloat_with_epsilon (box->bottom - box->top, 0.5, 0.08);
}

/* A dog, and its head alone. */
static void
test_photo (Networks     *self,
            gconstpointer data)
{
  g_autoptr (ReelFrame) photo = sight_frame_photo ();
  g_autoptr (GArray) objects = find_objects (self, photo, REEL_DETECTOR_SURE);
  const ReelDetection *dog = &g_array_index (objects, ReelDetection, 0);
  g_autofree float *classes = g_new (float, REEL_CLASSIFIER_N_CLASSES);
  g_autofree float *features = g_new (float, REEL_CLASSIFIER_N_FEATURES);
  const ReelBox head = { 0, 0, 0.75f, 0.75f };
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  guint best = 0;
  float sum = 0;

  g_assert_cmpuint (objects->len, ==, 1);
  g_assert_cmpstr (reel_detector_get_label (self->detector, dog->class), ==, "dog");
  g_assert_cmpfloat (reel_box_get_area (&dog->box), >, 0.8);

  for (guint turn = 0; turn < 2; turn++)
    {
      reel_classifier_classify (self->classifier, photo, turn == 0 ? NULL : &head, classes, features, NULL, &error);
      g_assert_no_error (error);
      sum = 0;
      best = 0;
      for (guint i = 0; i < REEL_CLASSIFIER_N_CLASSES; i++)
        {
          g_assert_cmpfloat (classes[i], >=, 0);
          sum += classes[i];
          best = classes[i] > classes[best] ? i : best;
        }
      g_test_message ("class %s %.2f, two: %.1f ms", reel_classifier_get_label (self->classifier, best), classes[best],
                      (g_get_monotonic_time () - began) / 1e3);
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-4);
      g_assert_cmpstr (reel_classifier_get_label (self->classifier, best), ==, "Labrador retriever");
      g_assert_cmpfloat (classes[best], >, turn == 0 ? 0.7 : 0.3);
    }
  g_assert_null (reel_classifier_get_label (self->classifier, REEL_CLASSIFIER_N_CLASSES));
  g_assert_null (reel_detector_get_label (self->detector, REEL_DETECTOR_N_CLASSES));

  sum = 0;
  for (guint i = 0; i < REEL_CLASSIFIER_N_FEATURES; i++)
    {
      g_assert_true (isfinite (features[i]) && features[i] >= 0);
      sum += features[i];
    }
  g_assert_cmpfloat (sum, >, 100);
}

/* Pictures that show nothing, of any shape: nothing is found, and nothing goes wrong. */
static void
test_plain (Networks     *self,
            gconstpointer data)
{
  static const guint sizes[][2] = { { 1, 1 }, { 2, 480 }, { 480, 1 }, { 3000, 7 }, { 416, 416 }, { 17, 1999 } };
  static const guint32 colours[] = { 0x000000, 0xffffff, 0x808080, 0x3060c0 };
  g_autofree float *classes = g_new (float, REEL_CLASSIFIER_N_CLASSES);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (ReelFrame) frame = sight_frame_new (sizes[i][0], sizes[i][1], colours[i % G_N_ELEMENTS (colours)]);
      g_autoptr (GArray) objects = find_objects (self, frame, REEL_DETECTOR_SURE);
      g_autoptr (GArray) faces = find_faces (self, frame);

      g_assert_cmpuint (objects->len, ==, 0);
      g_assert_cmpuint (faces->len, ==, 0);
      g_assert_true (reel_classifier_classify (self->classifier, frame, NULL, classes, NULL, NULL, NULL));
    }
}

static void
test_cancel (Networks     *self,
             gconstpointer data)
{
  g_autoptr (ReelFrame) frame = sight_frame_new (320, 180, 0x404040);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  float classes[1] = { -1 };

  g_cancellable_cancel (cancellable);
  g_assert_null (reel_detector_find (self->detector, frame, 0.5f, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (reel_face_finder_find (self->faces, frame, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (reel_classifier_classify (self->classifier, frame, NULL, classes, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpfloat (classes[0], ==, -1);
}

/* A frame that says it has more than it has. */
static void
test_cut_frame (Networks     *self,
                gconstpointer data)
{
  g_autoptr (ReelFrame) frame = sight_frame_new (64, 64, 0);
  g_autoptr (GError) error = NULL;

  frame->height = 65;
  g_assert_null (reel_detector_find (self->detector, frame, 0.5f, NULL, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_FRAME);
}

static void
check_refused (const char *folder,
               const char *file,
               const char *reason)
{
  Networks networks;
  g_autoptr (ReelFrame) frame = sight_frame_new (8, 8, 0);
  g_autoptr (GError) error = NULL;

  networks_init (&networks, folder);
  g_assert_false (reel_detector_load (networks.detector, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
  g_assert_nonnull (strstr (error->message, file));
  g_assert_nonnull (strstr (error->message, reason));
  g_assert_nonnull (strstr (error->message, "Install Reelseek again"));
  g_assert_null (reel_detector_find (networks.detector, frame, 0.5f, NULL, NULL));
  networks_clear (&networks);
}

static void
put (const char *folder,
     const char *name,
     const char *source,
     gssize      length)
{
  g_autofree char *models = sight_models ();
  g_autofree char *from = g_build_filename (models, source, NULL);
  g_autofree char *to = g_build_filename (folder, name, NULL);
  g_autofree char *contents = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (from, &contents, &size, NULL));
  g_assert_true (g_file_set_contents (to, contents, length < 0 ? (gssize) size : length, NULL));
}

/* Missing, cut, another one's: each refused with its name, and used as soon as it is right. */
static void
test_refused (void)
{
  g_autofree char *folder = reel_test_tmp ("models");
  Networks networks;
  g_autoptr (GError) error = NULL;

  check_refused (folder, "nanodet-g.labels", "the file is missing");
  put (folder, "nanodet-g.labels", "inception-v3.labels", -1);
  check_refused (folder, "nanodet-g.labels", "a name for each class");
  put (folder, "nanodet-g.labels", "nanodet-g.labels", -1);
  check_refused (folder, "nanodet-g.reelnn", "the file is missing");
  put (folder, "nanodet-g.reelnn", "nanodet-g.reelnn", 100000);
  check_refused (folder, "nanodet-g.reelnn", "nanodet-g.reelnn: ");
  put (folder, "nanodet-g.reelnn", "nanodet-g.labels", -1);
  check_refused (folder, "nanodet-g.reelnn", "not a network");
  put (folder, "nanodet-g.reelnn", "blazeface.reelnn", -1);
  check_refused (folder, "nanodet-g.reelnn", "another network");

  networks_init (&networks, folder);
  g_assert_false (reel_detector_load (networks.detector, NULL));
  put (folder, "nanodet-g.reelnn", "nanodet-g.reelnn", -1);
  g_assert_true (reel_detector_load (networks.detector, &error));
  g_assert_no_error (error);
  networks_clear (&networks);
}

static gpointer
look_in_thread (gpointer data)
{
  Networks *networks = data;
  g_autoptr (ReelFrame) photo = sight_frame_photo ();
  float best = 0;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GArray) objects = reel_detector_find (networks->detector, photo, 0.5f, NULL, NULL);

      g_assert_cmpuint (objects->len, ==, 1);
      best = g_array_index (objects, ReelDetection, 0).score;
      reel_detector_trim (networks->detector);
    }
  return GINT_TO_POINTER ((int) (best * 1e6f));
}

/* Four threads share one detector, and let go of its memory under each other's feet. */
static void
test_threads (Networks     *self,
              gconstpointer data)
{
  gpointer expected = look_in_thread (self);
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("look", look_in_thread, self);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == expected);
}

/* Smaller: the mean. Larger: straight lines. A part: that part only. Strange parts: all, or what lies inside. */
static void
test_resize (void)
{
  static const guint8 grey[] = { 0, 100, 200, 50 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (ReelFrame) frame = NULL;
  const ReelBox right = { 0.5f, 0, 1, 1 }, outside = { -3, -3, 9, 9 }, none = { 0.5f, 0.5f, 0.5f, 0.2f };
  guint8 pixels[16], rgb[3 * 8];

  for (guint i = 0; i < 16; i++)
    pixels[i] = grey[i / 4];
  bytes = g_bytes_new (pixels, sizeof pixels);
  frame = reel_frame_new (4, 1, 16, 0, bytes);

  g_assert_true (reel_sight_picture_resize (frame, NULL, 1, 1, 3, rgb));
  g_assert_cmpint (rgb[0], ==, 88); /* 87.5 */
  g_assert_true (reel_sight_picture_resize (frame, &right, 1, 1, 3, rgb));
  g_assert_cmpint (rgb[1], ==, 125);
  g_assert_true (reel_sight_picture_resize (frame, NULL, 4, 1, 12, rgb));
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (rgb[3 * i + 2], ==, grey[i]);
  g_assert_true (reel_sight_picture_resize (frame, NULL, 3, 1, 9, rgb));
  g_assert_cmpint (rgb[0], ==, 25); /* 0 whole and a third of 100 */
  g_assert_true (reel_sight_picture_resize (frame, NULL, 8, 1, 24, rgb));
  g_assert_cmpint (rgb[0], ==, 0);
  g_assert_cmpint (rgb[3], ==, 25);
  g_assert_cmpint (rgb[6], ==, 75);
  g_assert_cmpint (rgb[21], ==, 50);
  g_assert_true (reel_sight_picture_resize (frame, &outside, 1, 1, 3, rgb));
  g_assert_cmpint (rgb[0], ==, 88);
  g_assert_true (reel_sight_picture_resize (frame, &none, 1, 1, 3, rgb));
  g_assert_cmpint (rgb[0], ==, 88);
}

static void
test_suppress (void)
{
  static const ReelDetection found[] = {
    { 1, 0.5f, { 0, 0, 0.5f, 0.5f } },
    { 1, 0.9f, { 0.02f, 0, 0.52f, 0.5f } }, /* the same, better */
    { 2, 0.6f, { 0, 0, 0.5f, 0.5f } },      /* of another class */
    { 1, 0.4f, { 0.5f, 0.5f, 1, 1 } },      /* elsewhere */
  };
  g_autoptr (GArray) detections = g_array_new (FALSE, FALSE, sizeof (ReelDetection));

  g_array_append_vals (detections, found, G_N_ELEMENTS (found));
  reel_detections_suppress (detections, 0.6f, 10);
  g_assert_cmpuint (detections->len, ==, 3);
  g_assert_cmpfloat (g_array_index (detections, ReelDetection, 0).score, ==, 0.9f);
  g_assert_cmpfloat (g_array_index (detections, ReelDetection, 2).score, ==, 0.4f);
  reel_detections_suppress (detections, 0.6f, 1);
  g_assert_cmpuint (detections->len, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void      (*test) (Networks *self, gconstpointer data);
  } tests[] = {
    { "people", test_people }, { "faces", test_faces },         { "photo", test_photo },     { "plain", test_plain },
    { "cancel", test_cancel }, { "cut-frame", test_cut_frame }, { "threads", test_threads },
  };

  reel_test_init (&argc, &argv);
  g_test_add_func ("/sight-networks/resize", test_resize);
  g_test_add_func ("/sight-networks/suppress", test_suppress);
  g_test_add_func ("/sight-networks/refused", test_refused);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/sight-networks/", tests[i].name, NULL);

      g_test_add (path, Networks, NULL, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
