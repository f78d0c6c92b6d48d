/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/reel-engine-error.h"
#include "engine/reel-sight.h"
#include "reel-test.h"
#include "sight-frames.h"

/* What is seen in whole clips, of real videos and of made pictures. */

static void
set_up (ReelSight   **self,
        gconstpointer data)
{
  g_autofree char *folder = sight_models ();

  *self = reel_sight_new (folder);
}

static void
tear_down (ReelSight   **self,
           gconstpointer data)
{
  reel_test_assert_finalized (self);
}

static const char *
tag_of (ReelEvidence *evidence,
        const char   *category)
{
  for (guint i = 0; i < evidence->tags->len; i++)
    if (g_str_equal (g_array_index (evidence->tags, ReelTag, i).category, category))
      return g_array_index (evidence->tags, ReelTag, i).value;

  return NULL;
}

static gboolean
has_object (ReelEvidence *evidence,
            const char   *label)
{
  for (guint i = 0; i < evidence->tags->len; i++)
    {
      const ReelTag *tag = &g_array_index (evidence->tags, ReelTag, i);

      if (g_str_equal (tag->category, "object") && g_str_equal (tag->value, label))
        return TRUE;
    }

  return FALSE;
}

static ReelEvidence *
look (ReelSight *self,
      GPtrArray *frames)
{
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  ReelEvidence *evidence = reel_sight_look (self, frames, NULL, &error);
  double ms = (g_get_monotonic_time () - began) / 1e3;

  g_assert_no_error (error);
  g_test_message ("%u pictures, %u looked at, %u views: %.0f ms, %.0f ms a frame looked at", frames->len,
                  evidence->frames->len, evidence->views->len, ms, ms / evidence->frames->len);
  for (guint i = 0; i < evidence->tags->len; i++)
    {
      const ReelTag *tag = &g_array_index (evidence->tags, ReelTag, i);

      g_test_message ("  %s: %s %.2f", tag->category, tag->value, tag->confidence);
      g_assert_cmpfloat (tag->confidence, >=, 0);
      g_assert_cmpfloat (tag->confidence, <=, 1);
    }
  for (guint c = 0; c < REEL_CLASSIFIER_N_CLASSES; c++)
    {
      guint16 one = (guint16) c;

      g_assert_cmpfloat_with_epsilon (evidence->classes[c], reel_evidence_get_mass (evidence, &one, 1), 1e-6);
    }
  return evidence;
}

/* People in a yard: several, from afar. Whoever only counts boxes of faces finds nobody. */
static void
test_people (ReelSight   **self,
             gconstpointer data)
{
  g_autoptr (GPtrArray) frames = sight_clip_sample ("vtest.avi", 20, 60, 0.1, 320);
  g_autoptr (ReelEvidence) evidence = look (*self, frames);

  g_assert_cmpuint (evidence->frames->len, ==, 4);
  g_assert_cmpuint (evidence->counts[REEL_DETECTOR_PERSON], >=, 4);
  g_assert_cmpuint (evidence->counts[REEL_DETECTOR_PERSON], <=, 9);
  g_assert_cmpfloat (evidence->objects[REEL_DETECTOR_PERSON], >, 0.7);
  g_assert_cmpfloat_with_epsilon (evidence->person_height, 0.17, 0.06);
  g_assert_true (has_object (evidence, "person"));
  g_assert_false (has_object (evidence, "dog"));
  g_assert_cmpstr (tag_of (evidence, "shot_size"), ==, "wide");
  g_assert_cmpstr (tag_of (evidence, "camera_movement"), ==, "static");
}

/* A face close to the camera. */
static void
test_face (ReelSight   **self,
           gconstpointer data)
{
  g_autoptr (GPtrArray) frames = sight_clip_sample ("Megamind.avi", 9.5, 10, 0.1, 320);
  g_autoptr (ReelEvidence) evidence = look (*self, frames);

  g_assert_cmpuint (evidence->frames->len, ==, 1);
  g_assert_cmpint (evidence->measures.n_faces, ==, 1);
  g_assert_cmpfloat_with_epsilon (evidence->measures.face_height, 0.5, 0.1);
  g_assert_cmpstr (tag_of (evidence, "faces"), ==, "one");
  g_assert_cmpstr (tag_of (evidence, "shot_size"), ==, "close_up");
}

/* A drawn man whom the classifier takes for a candle in some of the frames: that is no tag. */
static void
test_mistake (ReelSight   **self,
              gconstpointer data)
{
  g_autoptr (GPtrArray) frames = sight_clip_sample ("Megamind.avi", 2.7, 60, 0.1, 320);
  g_autoptr (ReelEvidence) evidence = look (*self, frames);

  g_assert_true (has_object (evidence, "person"));
  g_assert_false (has_object (evidence, "candle"));
  g_assert_cmpstr (tag_of (evidence, "shot_size"), ==, "medium");
}

/* A white dog: its kind is known, and its face is nobody's. */
static void
test_dog (ReelSight   **self,
          gconstpointer data)
{
  g_autoptr (GPtrArray) frames = sight_clip_sample ("VID_20191220_170832.mp4", 0, 12, 0.1, 320);
  g_autoptr (ReelEvidence) evidence = look (*self, frames);
  guint16 dogs[118];

  /* ImageNet's dogs are its classes 151 … 268, wild ones aside. */
  for (guint i = 0; i < G_N_ELEMENTS (dogs); i++)
    dogs[i] = (guint16) (151 + i);
  g_assert_true (has_object (evidence, "Samoyed"));
  g_assert_cmpfloat (reel_evidence_get_mass (evidence, dogs, G_N_ELEMENTS (dogs)), >, 0.9);
  g_assert_cmpstr (tag_of (evidence, "faces"), ==, "none");
}

/* The photo of a dog on one side of a black picture: the part is looked at alone, and its colours are counted there. */
static void
test_part (ReelSight   **self,
           gconstpointer data)
{
  const guint width = 700, height = 360;
  g_autoptr (ReelFrame) photo = sight_frame_photo ();
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_sampled_frame_free);
  guint8 *pixels = g_malloc0 ((gsize) width * height * 4);
  const guint8 *from = g_bytes_get_data (photo->pixels, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, (gsize) width * height * 4);
  g_autoptr (ReelFrame) frame = NULL;
  g_autoptr (ReelEvidence) evidence = NULL;
  const ReelSeenFrame *seen;
  const ReelDetection *dog;
  const ReelView *part;
  float sum = 0;

  for (guint y = 0; y < photo->height; y++)
    memcpy (pixels + ((gsize) (y + 30) * width + 380) * 4, from + y * photo->stride, (gsize) photo->width * 4);
  frame = reel_frame_new (width, height, (gsize) width * 4, 0, bytes);
  g_ptr_array_add (frames, reel_sampled_frame_new (frame));
  evidence = look (*self, frames);

  seen = g_ptr_array_index (evidence->frames, 0);
  dog = &g_array_index (seen->objects, ReelDetection, 0);
  g_assert_true (has_object (evidence, "dog"));
  g_assert_cmpuint (evidence->views->len, ==, 2);
  part = g_ptr_array_index (evidence->views, 1);
  g_assert_cmpfloat (part->part.left, >, 0.4);
  g_assert_cmpfloat (part->classes[208], >, 0.5); /* Labrador retriever */
  for (guint i = 0; i < REEL_DETECTION_N_HUES; i++)
    sum += dog->hues[i];
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-4);
  g_assert_cmpfloat (dog->hues[REEL_CONCEPT_BLACK], <, 0.3);
}

/* Plain pictures of any size: nothing is sure. */
static void
test_plain (ReelSight   **self,
            gconstpointer data)
{
  static const guint sizes[][2] = { { 1, 1 }, { 320, 2 }, { 5, 1000 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (ReelFrame) frame = sight_frame_new (sizes[i][0], sizes[i][1], 0x2040a0);
      g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_sampled_frame_free);
      g_autoptr (ReelEvidence) evidence = NULL;

      g_ptr_array_add (frames, reel_sampled_frame_new (frame));
      evidence = look (*self, frames);
      g_assert_null (tag_of (evidence, "object"));
      g_assert_cmpuint (evidence->counts[REEL_DETECTOR_PERSON], ==, 0);
    }
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (20 * 1000);
  g_cancellable_cancel (data);
  return NULL;
}

/* Before, and amid: within a moment, long before it would be done. */
static void
test_cancel (ReelSight   **self,
             gconstpointer data)
{
  g_autoptr (GPtrArray) frames = sight_clip_sample ("vtest.avi", 0, 60, 0.1, 320);
  g_autoptr (GCancellable) before = g_cancellable_new (), amid = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;

  g_cancellable_cancel (before);
  g_assert_false (reel_sight_load (*self, before, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (reel_sight_look (*self, frames, before, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  g_assert_true (reel_sight_load (*self, NULL, &error));
  thread = g_thread_new ("cancel", cancel_soon, amid);
  g_assert_null (reel_sight_look (*self, frames, amid, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

static gpointer
look_in_thread (gpointer data)
{
  g_autoptr (GPtrArray) frames = sight_clip_sample ("Megamind.avi", 9.5, 10, 0.1, 320);

  return reel_sight_look (data, frames, NULL, NULL);
}

/* Threads share one, and see the same. */
static void
test_threads (ReelSight   **self,
              gconstpointer data)
{
  g_autoptr (ReelEvidence) expected = look_in_thread (*self);
  GThread *threads[3];

  reel_sight_trim (*self);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("look", look_in_thread, *self);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (ReelEvidence) evidence = g_thread_join (threads[i]);

      g_assert_nonnull (evidence);
      g_assert_cmpmem (evidence->classes, sizeof evidence->classes, expected->classes, sizeof expected->classes);
      g_assert_cmpmem (evidence->objects, sizeof evidence->objects, expected->objects, sizeof expected->objects);
      g_assert_cmpmem (evidence->features, sizeof evidence->features, expected->features, sizeof expected->features);
    }
}

static void
test_missing (void)
{
  g_autofree char *folder = reel_test_tmp ("none");
  g_autoptr (ReelSight) sight = reel_sight_new (folder);
  g_autoptr (ReelFrame) frame = sight_frame_new (8, 8, 0);
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_sampled_frame_free);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (frames, reel_sampled_frame_new (frame));
  g_assert_false (reel_sight_load (sight, NULL, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
  g_clear_error (&error);
  g_assert_null (reel_sight_look (sight, frames, NULL, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
  reel_test_assert_finalized (&sight);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void      (*test) (ReelSight **self, gconstpointer data);
  } tests[] = {
    { "people", test_people }, { "face", test_face },   { "mistake", test_mistake }, { "dog", test_dog },
    { "part", test_part },     { "plain", test_plain }, { "cancel", test_cancel },   { "threads", test_threads },
  };

  reel_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/sight/", tests[i].name, NULL);

      g_test_add (path, ReelSight *, NULL, set_up, tests[i].test, tear_down);
    }
  g_test_add_func ("/sight/missing", test_missing);
  return g_test_run ();
}
