/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/reel-database.h"
#include "engine/reel-likeness.h"
#include "local/reel-clip.h"
#include "local/reel-local-error.h"
#include "local/reel-local-search.h"
#include "local/reel-local-similar.h"
#include "local/reel-local-spread.h"
#include "local/reel-vector-index-private.h"
#include "reel-test.h"
#include "vectors/reel-vector-blob.h"
#include "vectors/reel-vector-space.h"

/*
 * An engine whose spaces have as many dimensions as a test wants; the words 'x', 'y' and 'z' are its first three. Two of
 * them never agree on anything: each numbers its dimensions from another one on.
 */
#define TEST_TYPE_ENGINE (test_engine_get_type ())
G_DECLARE_FINAL_TYPE (TestEngine, test_engine, TEST, ENGINE, GObject)

struct _TestEngine
{
  GObject parent_instance;

  const char *space_id; /* static */
  guint dims, first;
  ReelEngineScale scale;
  gboolean fails;
  const char *likeness; /* (nullable), static: that vectors of likeness are in, with as many dimensions as there are */
};

static const char *
test_engine_get_space_id (ReelEngine *engine)
{
  return TEST_ENGINE (engine)->space_id;
}

static guint
test_engine_get_dims (ReelEngine *engine)
{
  return TEST_ENGINE (engine)->dims;
}

static void
test_engine_get_input (ReelEngine      *engine,
                       ReelEngineInput *input)
{
  *input = (ReelEngineInput) { 64, 1, 0 };
}

static gboolean
test_engine_encode_frames (ReelEngine    *engine,
                           GPtrArray     *frames,
                           float         *vector,
                           ReelEvidence **evidence,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_assert_not_reached ();
}

static gboolean
test_engine_encode_text (ReelEngine         *engine,
                         const char         *text,
                         float              *vector,
                         ReelEngineReading **reading,
                         GCancellable       *cancellable,
                         GError            **error)
{
  TestEngine *self = TEST_ENGINE (engine);

  if (self->fails)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "It can't");
      return FALSE;
    }
  memset (vector, 0, self->dims * sizeof (float));
  vector[(self->first + (guint) (*text - 'x')) % self->dims] = 1;
  *reading = reel_engine_reading_new (NULL, NULL, g_strsplit (self->space_id, " ", -1), self->scale, FALSE);
  return TRUE;
}

static const char *
test_engine_get_likeness (ReelEngine *engine,
                          guint      *dims)
{
  *dims = TEST_ENGINE (engine)->likeness != NULL ? REEL_LIKENESS_N_DIMS : 0;
  return TEST_ENGINE (engine)->likeness;
}

static void
test_engine_iface_init (ReelEngineInterface *iface)
{
  iface->get_likeness = test_engine_get_likeness;
  iface->get_space_id = test_engine_get_space_id;
  iface->get_dims = test_engine_get_dims;
  iface->get_input = test_engine_get_input;
  iface->encode_frames = test_engine_encode_frames;
  iface->encode_text = test_engine_encode_text;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestEngine, test_engine, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REEL_TYPE_ENGINE, test_engine_iface_init))

static void
test_engine_class_init (TestEngineClass *klass)
{
}

static void
test_engine_init (TestEngine *self)
{
}

static TestEngine *
engine_new (const char *space_id,
            guint       dims,
            guint       first)
{
  TestEngine *self = g_object_new (TEST_TYPE_ENGINE, NULL);

  self->space_id = space_id;
  self->dims = dims;
  self->first = first;
  self->scale = (ReelEngineScale) { 1, 0.05f, 0.55f };
  return self;
}

/* A service's memory, with one engine that indexes, as it is between two starts. */
typedef struct
{
  char *folder;
  TestEngine *old, *new;
  ReelLocalStore *store;
  ReelLocalEngines *engines;
  ReelVectorIndex *index;
} Fixture;

static void
stop (Fixture *self)
{
  if (self->index == NULL)
    return;
  reel_test_assert_finalized (&self->index);
  reel_test_assert_finalized (&self->engines);
  reel_test_assert_finalized (&self->store);
}

static void
start (Fixture    *self,
       TestEngine *current)
{
  g_autoptr (GError) error = NULL;

  stop (self);
  self->store = reel_local_store_open (self->folder, &error);
  g_assert_no_error (error);
  g_assert_true (reel_local_store_tidy (self->store, current->space_id, &error));
  self->engines = reel_local_engines_new (REEL_ENGINE (current));
  if (current != self->old)
    reel_local_engines_add (self->engines, REEL_ENGINE (self->old));
  if (current != self->new)
    reel_local_engines_add (self->engines, REEL_ENGINE (self->new));
  self->index = reel_vector_index_new (self->store, self->engines);
  g_assert_true (reel_vector_index_open (self->index, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("spaces-%08x", g_random_int ());

  self->folder = reel_test_tmp (name);
  self->old = engine_new ("old-v1", 4, 0);
  self->new = engine_new ("new v2/ä", 7, 2);
  start (self, self->old);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  stop (self);
  reel_test_assert_finalized (&self->old);
  reel_test_assert_finalized (&self->new);
  g_free (self->folder);
}

static char *
add_collection (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  char *id = reel_local_store_add_collection (self->store, "c", "", &error);

  g_assert_no_error (error);
  return id;
}

static ReelFileWriter *
write_file (Fixture    *self,
            const char *text)
{
  g_autoptr (GError) error = NULL;
  ReelFileWriter *file = reel_file_writer_new (reel_local_store_get_incoming_dir (self->store), &error);

  g_assert_no_error (error);
  g_assert_true (reel_file_writer_write (file, text, strlen (text), &error));
  return file;
}

static char *
add_video (Fixture    *self,
           const char *collection,
           const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFileWriter) file = write_file (self, text);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  char *id = reel_local_store_add_video (self->store, collection, text, sum, file, &error);

  g_assert_no_error (error);
  return id;
}

/* @values: for 'x', 'y', 'z', what is left is in a dimension that no word asks for */
static void
add_clip (GPtrArray  *clips,
          TestEngine *engine,
          float       x,
          float       y,
          float       z)
{
  const float values[3] = { x, y, z };
  ReelClip *clip = g_new0 (ReelClip, 1);
  float rest = 1;

  clip->start = clips->len * 2;
  clip->end = clip->start + 2;
  clip->vector = g_new0 (float, engine->dims);
  for (guint i = 0; i < 3; i++)
    {
      clip->vector[(engine->first + i) % engine->dims] = values[i];
      rest -= values[i] * values[i];
    }
  clip->vector[(engine->first + 3) % engine->dims] = sqrtf (MAX (rest, 0));
  clip->tags = g_array_new (FALSE, FALSE, sizeof (ReelTag));
  g_ptr_array_add (clips, clip);
}

static GPtrArray *
new_clips (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) reel_clip_free);
}

/* What the engine that indexes finds in it: one clip that is @x of 'x', and one of 'y'. */
static void
finish (Fixture    *self,
        const char *video,
        float       x)
{
  TestEngine *engine = TEST_ENGINE (reel_local_engines_get_current (self->engines));
  g_autoptr (GPtrArray) clips = new_clips ();
  g_autoptr (GError) error = NULL;

  add_clip (clips, engine, x, 0, 0);
  add_clip (clips, engine, 0, 1, 0);
  g_assert_true (reel_vector_index_finish_video (self->index, video, clips, FALSE, &error));
  g_assert_no_error (error);
  reel_local_store_drop_copy (self->store, video);
}

static GArray *
search (Fixture    *self,
        const char *collection,
        const char *text,
        guint       top_k)
{
  g_autoptr (ReelEngineReading) reading = NULL;
  g_autoptr (GError) error = NULL;
  GArray *hits = reel_local_search_run (self->index, collection, text, top_k, &reading, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (reading);
  return hits;
}

/* Of 'x': `@...` video, its similarity and its space, best first, up to %NULL. */
static void
assert_hits (Fixture    *self,
             const char *collection,
             ...)
{
  g_autoptr (GArray) hits = search (self, collection, "x", 10);
  const char *video;
  va_list args;
  guint i = 0;

  va_start (args, collection);
  while ((video = va_arg (args, const char *)) != NULL)
    {
      double similarity = va_arg (args, double);
      TestEngine *engine = va_arg (args, TestEngine *);
      ReelVectorHit *hit;

      g_assert_cmpuint (i, <, hits->len);
      hit = &g_array_index (hits, ReelVectorHit, i++);
      g_assert_cmpstr (hit->video_id, ==, video);
      g_assert_cmpfloat_with_epsilon (hit->similarity, similarity, 0.005);
      g_assert_cmpstr (hit->space, ==, engine->space_id);
      g_assert_true (hit->space == g_intern_string (engine->space_id));
    }
  va_end (args);
  g_assert_cmpuint (i, ==, hits->len);
}

static void
assert_state (Fixture            *self,
              const char         *id,
              ReelLocalVideoState state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelLocalVideo) video = reel_local_store_get_video (self->store, id, &error);

  g_assert_no_error (error);
  g_assert_cmpint (video->state, ==, state);
  g_assert_true ((video->reason != NULL) == (state == REEL_LOCAL_VIDEO_FAILED));
}

/* The clips that the database has in a space, or -1 where there is no file for them. */
static int
count_clips (Fixture    *self,
             TestEngine *engine)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) rows = reel_local_store_list_clips (self->store, engine->space_id, REEL_LOCAL_VECTORS_MEANING, NULL, &error);
  g_autofree char *escaped = g_uri_escape_string (engine->space_id, NULL, FALSE);
  g_autofree char *name = g_strconcat (escaped, ".vectors", NULL);
  g_autofree char *path = g_build_filename (reel_local_store_get_vectors_dir (self->store), name, NULL);

  g_assert_no_error (error);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_assert_cmpuint (rows->len, ==, 0);
      return -1;
    }
  return (int) rows->len;
}

static ReelLocalCounts
count (Fixture *self)
{
  ReelLocalCounts counts = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (reel_local_store_count_videos (self->store, &counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts.videos, ==, counts.done + counts.waiting + counts.processing + counts.lost + counts.failed);
  return counts;
}

static char *
begin (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelLocalVideo) video = reel_local_store_begin_video (self->store, &error);

  g_assert_no_error (error);
  return video != NULL ? g_steal_pointer (&video->id) : NULL;
}

static void
test_search (Fixture      *self,
             gconstpointer data)
{
  g_autofree char *collection = add_collection (self);
  g_autofree char *other = add_collection (self);
  g_autofree char *first = add_video (self, collection, "1");
  g_autofree char *second = add_video (self, collection, "2");
  g_autofree char *elsewhere = add_video (self, other, "3");
  g_autoptr (GPtrArray) clips = new_clips ();
  g_autoptr (GArray) hits = NULL;
  g_autoptr (GError) error = NULL;
  ReelVectorHit *hit;
  float vector[4] = { 0 };

  assert_hits (self, collection, NULL);
  finish (self, elsewhere, 1);
  add_clip (clips, self->old, 1, 0, 0);
  add_clip (clips, self->old, 0.6f, 0.8f, 0);
  add_clip (clips, self->old, -1, 0, 0); /* points away: no hit */
  add_clip (clips, self->old, 0.03f, 0, 0); /* too little to be one */
  g_assert_true (reel_vector_index_finish_video (self->index, first, clips, FALSE, &error));
  assert_hits (self, collection, first, 1.0, self->old, first, 0.6, self->old, NULL);
  finish (self, second, 1);
  hits = search (self, collection, "x", 2);
  g_assert_cmpuint (hits->len, ==, 2);
  hit = &g_array_index (hits, ReelVectorHit, 0);
  g_assert_cmpstr (hit->video_id, ==, first); /* equal: in the order of upload */
  g_assert_cmpfloat (hit->start, ==, 0);
  g_assert_cmpfloat (hit->end, ==, 2);
  g_assert_true (reel_local_store_read_vector (self->store, hit->clip, hit->space, 4, vector, &error));
  g_assert_cmpfloat_with_epsilon (vector[0], 1, 0.005);
  g_assert_false (reel_local_store_read_vector (self->store, hit->clip, "new v2/ä", 7, vector, &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND);
  g_assert_cmpstr (g_array_index (hits, ReelVectorHit, 1).video_id, ==, second);

  /* the same after it was indexed again in the same space: nothing is found twice */
  finish (self, first, 0.5f);
  assert_hits (self, collection, second, 1.0, self->old, first, 0.5, self->old, NULL);
  start (self, self->old);
  assert_hits (self, collection, second, 1.0, self->old, first, 0.5, self->old, NULL);
}

/* The old space answers until the new one is complete; nothing is freed before; a new video is found at once. */
static void
test_change (Fixture      *self,
             gconstpointer data)
{
  g_autofree char *collection = add_collection (self);
  g_autofree char *first = add_video (self, collection, "1");
  g_autofree char *second = add_video (self, collection, "2");
  g_autofree char *third = NULL;
  g_autofree char *begun = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (reel_local_store_set_keep_copies (self->store, TRUE, &error));
  finish (self, first, 0.9f);
  finish (self, second, 0.8f);
  start (self, self->new);
  g_assert_cmpuint (count (self).waiting, ==, 2);
  g_assert_cmpuint (count (self).again, ==, 2);
  g_assert_cmpuint (count (self).old, ==, 2);
  assert_state (self, first, REEL_LOCAL_VIDEO_PROCESSED);
  assert_hits (self, collection, first, 0.9, self->old, second, 0.8, self->old, NULL);

  /* what can't be found yet goes first */
  third = add_video (self, collection, "3");
  begun = begin (self);
  g_assert_cmpstr (begun, ==, third);
  assert_state (self, third, REEL_LOCAL_VIDEO_PROCESSING);
  finish (self, third, 0.85f);
  assert_hits (self, collection, first, 0.9, self->old, third, 0.85, self->new, second, 0.8, self->old, NULL);

  g_clear_pointer (&begun, g_free);
  begun = begin (self);
  g_assert_cmpstr (begun, ==, first);
  assert_state (self, first, REEL_LOCAL_VIDEO_PROCESSED);
  g_assert_cmpuint (count (self).processing, ==, 1);
  start (self, self->new); /* as after a kill */
  g_assert_cmpuint (count (self).processing, ==, 0);
  g_clear_pointer (&begun, g_free);
  begun = begin (self);
  g_assert_cmpstr (begun, ==, first);
  finish (self, first, 0.1f);
  assert_hits (self, collection, first, 0.9, self->old, third, 0.85, self->new, second, 0.8, self->old, NULL);
  g_assert_cmpint (count_clips (self, self->old), ==, 4);
  start (self, self->new);
  assert_hits (self, collection, first, 0.9, self->old, third, 0.85, self->new, second, 0.8, self->old, NULL);
  g_assert_cmpint (count_clips (self, self->old), ==, 4);

  finish (self, second, 0.2f);
  assert_hits (self, collection, third, 0.85, self->new, second, 0.2, self->new, first, 0.1, self->new, NULL);
  g_assert_cmpint (count_clips (self, self->old), ==, -1);
  g_assert_cmpint (count_clips (self, self->new), ==, 6);
  g_assert_cmpuint (count (self).done, ==, 3);
  g_assert_cmpuint (count (self).old, ==, 0);
  g_assert_null (begin (self));

  /* and back: everything waits for the old one again, and the new one answers meanwhile */
  start (self, self->old);
  assert_hits (self, collection, third, 0.85, self->new, second, 0.2, self->new, first, 0.1, self->new, NULL);
  g_assert_cmpuint (count (self).again, ==, 3);
}

/* Of one collection the old space is freed, another still waits. A video that fails or has no file keeps what it had. */
static void
test_what_stays (Fixture      *self,
                 gconstpointer data)
{
  g_autofree char *one = add_collection (self);
  g_autofree char *two = add_collection (self);
  g_autofree char *good = add_video (self, one, "1");
  g_autofree char *bad = add_video (self, one, "2");
  g_autofree char *lost = add_video (self, one, "3");
  g_autofree char *waiting = add_video (self, two, "4");
  g_autofree char *never = add_video (self, two, "5");
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) wanted = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (reel_local_store_set_keep_copies (self->store, TRUE, &error));
  finish (self, good, 0.9f);
  finish (self, bad, 0.8f);
  finish (self, lost, 0.7f);
  finish (self, waiting, 0.6f);
  g_assert_true (reel_vector_index_fail_video (self->index, never, "It is no video", &error));
  assert_state (self, never, REEL_LOCAL_VIDEO_FAILED);
  path = reel_local_store_get_video_path (self->store, lost);
  g_assert_cmpint (g_unlink (path), ==, 0);

  start (self, self->new);
  assert_state (self, lost, REEL_LOCAL_VIDEO_PROCESSED);
  assert_state (self, never, REEL_LOCAL_VIDEO_UPLOADED); /* another engine may do better */
  g_assert_cmpuint (count (self).lost, ==, 1);
  g_assert_cmpuint (count (self).waiting, ==, 4);
  g_assert_cmpuint (count (self).again, ==, 3);
  g_assert_cmpuint (count (self).old, ==, 4);
  wanted = reel_local_store_list_lost (self->store, &error);
  g_assert_cmpuint (wanted->len, ==, 1);
  g_assert_cmpstr (((ReelLocalVideo *) wanted->pdata[0])->id, ==, lost);

  finish (self, good, 0.1f);
  assert_hits (self, one, good, 0.9, self->old, bad, 0.8, self->old, lost, 0.7, self->old, NULL);
  g_assert_true (reel_vector_index_fail_video (self->index, bad, "It is no video", &error));
  assert_hits (self, one, bad, 0.8, self->old, lost, 0.7, self->old, good, 0.1, self->new, NULL);
  assert_hits (self, two, waiting, 0.6, self->old, NULL);
  assert_state (self, bad, REEL_LOCAL_VIDEO_PROCESSED);
  g_assert_cmpint (count_clips (self, self->old), ==, 6);
  g_assert_true (reel_vector_index_lose_video (self->index, never, &error));
  assert_state (self, never, REEL_LOCAL_VIDEO_FAILED);

  start (self, self->new);
  assert_hits (self, one, bad, 0.8, self->old, lost, 0.7, self->old, good, 0.1, self->new, NULL);
  assert_hits (self, two, waiting, 0.6, self->old, NULL);
  g_assert_cmpuint (count (self).failed, ==, 1);
}

/* A file that is handed over again: the same one only, and only where it is needed. */
static void
test_return (Fixture      *self,
             gconstpointer data)
{
  g_autofree char *collection = add_collection (self);
  g_autofree char *video = add_video (self, collection, "12345");
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "12345", -1);
  g_autofree char *other_sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "54321", -1);
  g_autofree char *path = reel_local_store_get_video_path (self->store, video);
  g_autofree char *begun = NULL;
  g_autoptr (ReelFileWriter) longer = NULL;
  g_autoptr (ReelFileWriter) other = NULL;
  g_autoptr (ReelFileWriter) same = NULL;
  g_autoptr (ReelFileWriter) twice = NULL;
  g_autoptr (GError) error = NULL;

  finish (self, video, 0.9f);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  start (self, self->new);
  g_assert_cmpuint (count (self).lost, ==, 1);
  longer = write_file (self, "123456");
  g_assert_false (reel_local_store_return_video (self->store, video, sum, longer, &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST);
  g_clear_error (&error);
  other = write_file (self, "54321");
  g_assert_false (reel_local_store_return_video (self->store, video, other_sum, other, &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST);
  g_clear_error (&error);
  g_assert_false (reel_local_store_return_video (self->store, "x", sum, other, &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpuint (count (self).lost, ==, 1);
  g_assert_null (begin (self));

  same = write_file (self, "12345");
  g_assert_true (reel_local_store_return_video (self->store, video, sum, same, &error));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count (self).waiting, ==, 1);
  start (self, self->new);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  begun = begin (self);
  g_assert_cmpstr (begun, ==, video);
  finish (self, video, 0.8f);
  assert_hits (self, collection, video, 0.8, self->new, NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  twice = write_file (self, "12345");
  g_assert_true (reel_local_store_return_video (self->store, video, sum, twice, &error)); /* nobody needs it */
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count (self).done, ==, 1);
}

static void
test_delete (Fixture      *self,
             gconstpointer data)
{
  g_autofree char *one = add_collection (self);
  g_autofree char *two = add_collection (self);
  g_autofree char *first = add_video (self, one, "1");
  g_autofree char *second = add_video (self, one, "2");
  g_autofree char *third = add_video (self, two, "3");
  g_autofree char *path = reel_local_store_get_video_path (self->store, first);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) hits = NULL;

  g_assert_true (reel_local_store_set_keep_copies (self->store, TRUE, &error));
  finish (self, first, 0.9f);
  finish (self, second, 0.8f);
  finish (self, third, 0.7f);
  start (self, self->new);
  finish (self, third, 0.6f);
  g_assert_true (reel_vector_index_delete_video (self->index, first, &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_null (reel_local_store_get_video (self->store, first, &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  assert_hits (self, one, second, 0.8, self->old, NULL);
  g_assert_true (reel_vector_index_compact (self->index, NULL, &error)); /* more than a fifth is deleted */
  assert_hits (self, one, second, 0.8, self->old, NULL);
  start (self, self->new);
  assert_hits (self, one, second, 0.8, self->old, NULL);

  g_assert_true (reel_vector_index_delete_collection (self->index, two, &error));
  g_assert_false (reel_local_store_has_collection (self->store, two, &error));
  g_clear_error (&error);
  hits = search (self, two, "x", 5);
  g_assert_cmpuint (hits->len, ==, 0);
  g_assert_cmpint (count_clips (self, self->new), ==, 0);
  assert_hits (self, one, second, 0.8, self->old, NULL);

  g_assert_true (reel_vector_index_delete_space (self->index, "old-v1", &error));
  assert_hits (self, one, NULL);
  g_assert_cmpint (count_clips (self, self->old), ==, -1);
  assert_state (self, second, REEL_LOCAL_VIDEO_UPLOADED);
}

static char *
get_file (Fixture *self)
{
  return g_build_filename (reel_local_store_get_vectors_dir (self->store), "old-v1.vectors", NULL);
}

/* What is wrong with the file of vectors is put right from the database. */
static void
test_files (Fixture      *self,
            gconstpointer data)
{
  g_autofree char *collection = add_collection (self);
  g_autofree char *first = add_video (self, collection, "1");
  g_autofree char *second = add_video (self, collection, "2");
  g_autofree char *path = get_file (self);
  g_autofree char *early = NULL;
  g_autofree char *bytes = NULL;
  gsize early_length, length;

  finish (self, first, 0.9f);
  stop (self);
  g_assert_true (g_file_get_contents (path, &early, &early_length, NULL));
  start (self, self->old);
  finish (self, second, 0.8f);
  stop (self);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));

  /* it lacks a video */
  g_assert_true (g_file_set_contents (path, early, (gssize) early_length, NULL));
  start (self, self->old);
  assert_hits (self, collection, first, 0.9, self->old, second, 0.8, self->old, NULL);
  stop (self);
  /* it is gone */
  g_assert_cmpint (g_unlink (path), ==, 0);
  start (self, self->old);
  assert_hits (self, collection, first, 0.9, self->old, second, 0.8, self->old, NULL);
  stop (self);
  /* the last block is torn */
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length - 70, NULL));
  start (self, self->old);
  assert_hits (self, collection, first, 0.9, self->old, second, 0.8, self->old, NULL);
  stop (self);
  /* it is damaged */
  bytes[350] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  {
    g_autoptr (ReelVectorSpace) space = NULL;
    g_autoptr (GError) error = NULL;

    space = reel_vector_space_open (path, "old-v1", 4, &error);
    g_assert_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_DAMAGED); /* or this would show nothing */
  }
  start (self, self->old);
  assert_hits (self, collection, first, 0.9, self->old, second, 0.8, self->old, NULL);
  stop (self);
  /* it is of another space */
  self->old->dims = 9;
  start (self, self->old);
  assert_hits (self, collection, NULL); /* no vector in the database has that many numbers */
  stop (self);
  self->old->dims = 4;
  start (self, self->old);
  assert_hits (self, collection, first, 0.9, self->old, second, 0.8, self->old, NULL);

  /* the database lost a video */
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (GArray) freed = reel_local_store_delete_video (self->store, first, &error);

    g_assert_cmpuint (freed->len, ==, 1);
  }
  start (self, self->old);
  assert_hits (self, collection, second, 0.8, self->old, NULL);
}

static ReelVectorSpace *
get_open (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelVectorSpace) space = NULL;

  g_rw_lock_reader_lock (&self->index->changing);
  space = reel_vector_index_get_space (self->index, REEL_ENGINE (self->old), REEL_LOCAL_VECTORS_MEANING, &error);
  g_rw_lock_reader_unlock (&self->index->changing);
  g_assert_no_error (error);
  return space; /* the index holds it, or it is another one and only compared */
}

/* A video that is indexed is added to what is open: nothing is read anew for the next search. */
static void
test_stays_open (Fixture      *self,
                 gconstpointer data)
{
  g_autofree char *collection = add_collection (self);
  g_autofree char *first = add_video (self, collection, "1");
  g_autofree char *second = add_video (self, collection, "2");
  g_autoptr (ReelVectorSpace) open = NULL;
  guint32 n_vectors, n_dead;

  finish (self, first, 0.9f);
  open = g_object_ref (get_open (self));
  finish (self, second, 0.8f);
  g_assert_true (get_open (self) == open);
  reel_vector_space_count (open, &n_vectors, &n_dead);
  g_assert_cmpuint (n_vectors, ==, 4); /* two clips each */
  assert_hits (self, collection, first, 0.9, self->old, second, 0.8, self->old, NULL);
  g_assert_true (get_open (self) == open);
}

/* An engine that can't read a query: of the current space it is an error, an older one keeps nobody else from answering. */
static void
test_engine_fails (Fixture      *self,
                   gconstpointer data)
{
  g_autofree char *collection = add_collection (self);
  g_autofree char *first = add_video (self, collection, "1");
  g_autofree char *second = NULL;
  g_autoptr (ReelEngineReading) reading = NULL;
  g_autoptr (GError) error = NULL;

  finish (self, first, 0.9f);
  start (self, self->new);
  self->new->fails = TRUE; /* as without its models: the old one answers for all there is */
  assert_hits (self, collection, first, 0.9, self->old, NULL);
  second = add_video (self, collection, "2");
  finish (self, second, 0.8f);
  g_assert_null (reel_local_search_run (self->index, collection, "x", 5, &reading, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_clear_error (&error);
  self->new->fails = FALSE;
  self->old->fails = TRUE;
  assert_hits (self, collection, second, 0.8, self->new, NULL);
  self->old->fails = FALSE;

  g_assert_null (reading);
  g_array_unref (reel_local_search_run (self->index, collection, "x", 5, &reading, NULL, &error));
  g_assert_cmpstr (reading->unknown[0], ==, "new"); /* that of the current engine */
}

/* A quick pass makes it searchable; the full one replaces that. */
static void
test_quick (Fixture      *self,
            gconstpointer data)
{
  g_autofree char *collection = add_collection (self);
  g_autofree char *first = add_video (self, collection, "1");
  g_autofree char *second = add_video (self, collection, "2");
  g_autofree char *begun = NULL;
  g_autoptr (GPtrArray) clips = new_clips ();
  g_autoptr (GError) error = NULL;

  begun = begin (self);
  g_assert_cmpstr (begun, ==, first);
  add_clip (clips, self->old, 0.5f, 0, 0);
  ((ReelClip *) clips->pdata[0])->written = g_strdup ("STOP");
  ((ReelClip *) clips->pdata[0])->likeness = g_new0 (float, REEL_LIKENESS_N_DIMS);
  g_assert_true (reel_vector_index_finish_video (self->index, first, clips, TRUE, &error));
  assert_state (self, first, REEL_LOCAL_VIDEO_PROCESSED);
  assert_hits (self, collection, first, 0.5, self->old, NULL);
  g_assert_cmpuint (count (self).waiting, ==, 2);
  start (self, self->old);
  g_clear_pointer (&begun, g_free);
  begun = begin (self);
  g_assert_cmpstr (begun, ==, second); /* before the full pass of the first */
  finish (self, second, 0.4f);
  g_clear_pointer (&begun, g_free);
  begun = begin (self);
  g_assert_cmpstr (begun, ==, first);
  assert_state (self, first, REEL_LOCAL_VIDEO_PROCESSED);
  finish (self, first, 0.9f);
  assert_hits (self, collection, first, 0.9, self->old, second, 0.4, self->old, NULL);
  g_assert_null (begin (self));
  g_assert_cmpint (count_clips (self, self->old), ==, 4);
}

/* Clips of 2 s each that look as @looks says: cosines with 1 are these numbers. 0 for one that nobody has looked at. */
static void
finish_looks (Fixture     *self,
              const char  *video,
              const float *looks,
              guint        n)
{
  TestEngine *engine = TEST_ENGINE (reel_local_engines_get_current (self->engines));
  g_autoptr (GPtrArray) clips = new_clips ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      ReelClip *clip;

      add_clip (clips, engine, 0.5f, 0, 0);
      clip = clips->pdata[i];
      if (looks[i] == 0)
        continue;
      clip->likeness = g_new0 (float, REEL_LIKENESS_N_DIMS);
      clip->likeness[0] = looks[i];
      clip->likeness[1] = sqrtf (1 - looks[i] * looks[i]);
    }
  g_assert_true (reel_vector_index_finish_video (self->index, video, clips, FALSE, &error));
  g_assert_no_error (error);
  reel_local_store_drop_copy (self->store, video);
}

/* @expected: "VIDEO START SIMILARITY, …"; videos as letters by their place in @videos */
static void
assert_similar (Fixture     *self,
                const char  *collection,
                char       **videos,
                const char  *video,
                double       start,
                const char  *expected)
{
  g_autoptr (ReelAnalyser) analyser = reel_analyser_new (NULL);
  ReelLocalExample example = { video, start, start, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) hits = reel_local_similar_run (self->index, analyser, collection, &example, 10, NULL, &error);
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < hits->len; i++)
    {
      const ReelVectorHit *hit = &g_array_index (hits, ReelVectorHit, i);
      guint at = 0;

      while (videos[at] != NULL && !g_str_equal (videos[at], hit->video_id))
        at++;
      g_string_append_printf (found, "%s%c %g %.2f", i > 0 ? ", " : "", (char) ('a' + at), hit->start, hit->similarity);
    }
  g_assert_cmpstr (found->str, ==, expected);
}

/* Vectors of likeness come and go with the clips, and are compared in their own file. */
static void
test_likeness (Fixture      *self,
               gconstpointer data)
{
  g_autofree char *collection = NULL;
  g_autofree char *path = g_build_filename (self->folder, "vectors", "old-v1.likeness", NULL);
  g_autofree char *other = g_build_filename (self->folder, "vectors", "new%20v2%2F%C3%A4.likeness", NULL);
  char *videos[4] = { NULL, };
  g_autoptr (ReelAnalyser) analyser = reel_analyser_new (NULL);
  g_autoptr (GError) error = NULL;

  self->old->likeness = self->new->likeness = "look-v1";
  start (self, self->old);
  collection = add_collection (self);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      videos[i] = add_video (self, collection, text);
    }
  finish_looks (self, videos[0], (float[]) { 1, 0.9f, 0.2f }, 3);
  finish_looks (self, videos[1], (float[]) { 0.5f, 0, 0.8f }, 3);

  /* the clip itself is left out, what is below .35 too; .5 is .55 */
  assert_similar (self, collection, videos, videos[0], 1, "a 2 0.91, b 4 0.82, b 0 0.55");
  assert_similar (self, collection, videos, videos[0], 99, "b 0 0.95, b 4 0.77, a 2 0.65");
  /* whole videos: none of its own */
  assert_similar (self, collection, videos, videos[1], -1, "a 2 0.93, a 4 0.88, a 0 0.70");
  /* what waits, and a clip that nobody looked at */
  {
    ReelLocalExample waits = { videos[2], 0, 0, NULL }, blind = { videos[1], 3, 3, NULL }, nobody = { "nobody", 0, 0, NULL };

    g_assert_null (reel_local_similar_run (self->index, analyser, collection, &waits, 10, NULL, &error));
    g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST);
    g_clear_error (&error);
    g_assert_null (reel_local_similar_run (self->index, analyser, collection, &blind, 10, NULL, &error));
    g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST);
    g_clear_error (&error);
    g_assert_null (reel_local_similar_run (self->index, analyser, collection, &nobody, 10, NULL, &error));
    g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND);
    g_clear_error (&error);
  }

  /* its file may go, or be another's */
  stop (self);
  g_assert_cmpint (g_unlink (path), ==, 0);
  start (self, self->old);
  assert_similar (self, collection, videos, videos[0], 1, "a 2 0.91, b 4 0.82, b 0 0.55");
  stop (self);
  self->old->likeness = "look-v2";
  start (self, self->old);
  assert_similar (self, collection, videos, videos[0], 1, "a 2 0.91, b 4 0.82, b 0 0.55");
  stop (self);
  self->old->likeness = "look-v1";
  start (self, self->old);

  /* another engine of the same likeness: what it made is compared with what the older one made */
  start (self, self->new);
  g_assert_true (reel_vector_index_delete_space (self->index, "no-such-space", &error));
  finish_looks (self, videos[2], (float[]) { 0.7f }, 1);
  assert_similar (self, collection, videos, videos[0], 1, "a 2 0.91, b 4 0.82, c 0 0.73, b 0 0.55");
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));

  /* with the video, with the space */
  g_assert_true (reel_vector_index_delete_video (self->index, videos[1], &error));
  assert_similar (self, collection, videos, videos[0], 1, "a 2 0.91, c 0 0.73");
  g_assert_true (reel_vector_index_compact (self->index, NULL, &error));
  assert_similar (self, collection, videos, videos[0], 1, "a 2 0.91, c 0 0.73");
  g_assert_true (reel_vector_index_delete_space (self->index, "old-v1", &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  for (guint i = 0; i < 3; i++)
    g_free (videos[i]);
}

/* An engine without likeness compares what it makes for queries. */
static void
test_own_likeness (Fixture      *self,
                   gconstpointer data)
{
  g_autofree char *collection = add_collection (self);
  g_autofree char *first = add_video (self, collection, "1");
  g_autofree char *second = add_video (self, collection, "2");
  char *videos[] = { first, second, NULL };

  finish (self, first, 1);
  finish (self, second, 0.85f);
  assert_similar (self, collection, videos, first, 0, "b 0 0.55");
}

/* local.db as the first version left it: nothing is lost, and what was made anew waits. */
static void
test_migration (Fixture      *self,
                gconstpointer data)
{
  static const char * const schema[] = {
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);"
    "CREATE TABLE collections ("
    "  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, description TEXT NOT NULL,"
    "  added INTEGER NOT NULL DEFAULT (strftime('%s','now')));"
    "CREATE TABLE videos ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
    "  collection INTEGER NOT NULL REFERENCES collections (seq) ON DELETE CASCADE,"
    "  file_name TEXT NOT NULL, size INTEGER NOT NULL,"
    "  state TEXT NOT NULL DEFAULT 'uploaded' CHECK (state IN ('uploaded', 'processing', 'processed', 'failed')),"
    "  progress REAL NOT NULL DEFAULT 0, reason TEXT, attempts INTEGER NOT NULL DEFAULT 0, space_id TEXT,"
    "  added INTEGER NOT NULL DEFAULT (strftime('%s','now')));"
    "CREATE INDEX videos_by_state ON videos (state, seq);"
    "CREATE INDEX videos_by_collection ON videos (collection, seq);"
    "CREATE TABLE clips ("
    "  seq INTEGER PRIMARY KEY, video INTEGER NOT NULL REFERENCES videos (seq) ON DELETE CASCADE,"
    "  start REAL NOT NULL, end REAL NOT NULL, space_id TEXT NOT NULL, vector BLOB NOT NULL, tags TEXT NOT NULL);"
    "CREATE INDEX clips_by_video ON clips (video, start);"
    "CREATE TABLE jobs ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
    "  kind TEXT NOT NULL CHECK (kind IN ('embedding', 'tagging')), url TEXT,"
    "  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'processing', 'completed', 'failed')),"
    "  result TEXT, reason TEXT, attempts INTEGER NOT NULL DEFAULT 0,"
    "  added INTEGER NOT NULL DEFAULT (strftime('%s','now')));"
    "CREATE INDEX jobs_by_state ON jobs (state, seq);"
    "INSERT INTO settings VALUES ('keep-copies', '0');"
    "INSERT INTO collections (id, name, description) VALUES ('c', 'Name', 'Text');"
    "INSERT INTO videos (id, collection, file_name, size, state, progress, space_id) VALUES"
    "  ('done', 1, 'a.mp4', 5, 'processed', 100, 'old-v1');"
    "INSERT INTO videos (id, collection, file_name, size, state, reason) VALUES ('bad', 1, 'b.mp4', 5, 'failed', 'because');"
    "INSERT INTO videos (id, collection, file_name, size) VALUES ('waits', 1, 'c.mp4', 5);"
    "INSERT INTO videos (id, collection, file_name, size, state, progress) VALUES"
    "  ('begun', 1, 'd.mp4', 5, 'processing', 40);"
    /* an engine before had been another one, and its copy was there */
    "INSERT INTO videos (id, collection, file_name, size, space_id) VALUES ('again', 1, 'e.mp4', 5, 'older');"
    "INSERT INTO clips VALUES (7, 1, 0, 2, 'old-v1', x'0000803f000000000000000000000000', '[[\"shot_size\",\"wide\",0.5]]');"
    "INSERT INTO clips VALUES (9, 1, 2, 4, 'old-v1', x'0000003f00000000000000000000803f', '[]');"
    "INSERT INTO clips VALUES (10, 5, 0, 4, 'older', x'0000803f', '[]');"
    "INSERT INTO jobs (id, kind, url) VALUES ('job', 'tagging', 'https://example.org/a');",
    NULL
  };
  g_autofree char *path = g_build_filename (self->folder, "local.db", NULL);
  g_autoptr (GPtrArray) collections = NULL;
  g_autoptr (GArray) hits = NULL;
  g_autoptr (ReelLocalJob) job = NULL;
  g_autoptr (GArray) older = NULL;
  g_autoptr (GError) error = NULL;
  static const char * const copies[] = { "waits", "begun", "again" };

  stop (self);
  g_assert_cmpint (g_unlink (path), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (copies); i++)
    {
      g_autofree char *copy = g_build_filename (self->folder, "videos", copies[i], NULL);

      g_assert_true (g_file_set_contents (copy, "12345", 5, NULL));
    }
  g_object_unref (reel_database_open (path, schema, &error));
  g_assert_no_error (error);

  start (self, self->old);
  collections = reel_local_store_list_collections (self->store, &error);
  g_assert_cmpuint (collections->len, ==, 1);
  g_assert_cmpuint (((ReelLocalCollection *) collections->pdata[0])->video_count, ==, 5);
  assert_state (self, "done", REEL_LOCAL_VIDEO_PROCESSED);
  assert_state (self, "waits", REEL_LOCAL_VIDEO_UPLOADED);
  assert_state (self, "begun", REEL_LOCAL_VIDEO_UPLOADED);
  assert_state (self, "again", REEL_LOCAL_VIDEO_PROCESSED); /* its clips were there all the while */
  g_assert_cmpuint (count (self).done, ==, 1);
  g_assert_cmpuint (count (self).lost, ==, 1); /* the one that failed in a space of before */
  hits = search (self, "c", "x", 5);
  g_assert_cmpuint (hits->len, ==, 2);
  g_assert_cmpint (g_array_index (hits, ReelVectorHit, 0).clip, ==, 7);
  g_assert_cmpfloat_with_epsilon (g_array_index (hits, ReelVectorHit, 0).similarity, 1, 0.005);
  g_assert_cmpfloat_with_epsilon (g_array_index (hits, ReelVectorHit, 1).similarity, 0.447, 0.005);
  g_assert_cmpfloat (g_array_index (hits, ReelVectorHit, 1).end, ==, 4);
  older = reel_local_store_list_clips (self->store, "older", REEL_LOCAL_VECTORS_MEANING, NULL, &error);
  g_assert_cmpuint (older->len, ==, 1);
  job = reel_local_store_get_job (self->store, "job", &error);
  g_assert_cmpstr (job->url, ==, "https://example.org/a");

  /* a clip's number is never used again */
  finish (self, "done", 0.5f);
  g_clear_pointer (&hits, g_array_unref);
  hits = search (self, "c", "x", 5);
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpint (g_array_index (hits, ReelVectorHit, 0).clip, >, 10);
}

/* The hits of a search come from several videos, sure ones first. */
static void
test_spread (void)
{
  static const struct
  {
    guint top_k;
    const char *candidates; /* a video's letter and a similarity; from 5 on it is sure */
    const char *chosen;
  } cases[] = {
    { 4, "", "" },
    { 4, "a9 a8 a7 a6", "a9 a8 a7 a6" },          /* nobody else has any */
    { 4, "a9 a8 a7 a6 b5", "a9 a8 a7 b5" },       /* three, then the others */
    { 4, "a9 a8 a7 a6 b4", "a9 a8 a7 a6" },       /* a possible one does not keep a sure one out */
    { 5, "a9 a8 a7 a6 b4", "a9 a8 a7 a6 b4" },
    { 4, "a4 a3 a2 a1 b1", "a4 a3 a2 b1" },       /* nor are possible ones all of one video */
    { 6, "b5 a9 a8 a7 a6 a6 c5 a5", "a9 a8 a7 a6 b5 c5" },
    { 2, "c9 a9 b9", "a9 b9" },                   /* equal: in the order of upload */
    { 12, "a9 a9 a9 a9 a9 b1 b1 b1 b1 b1", "a9 a9 a9 a9 a9 b1 b1 b1 b1 b1" },
    { 9, "a9 a9 a9 a9 b8 b8 b8 b8 c7 c7 c7 c7", "a9 a9 a9 b8 b8 b8 c7 c7 c7" },
    { 1, "a9 a8 b9", "a9" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) words = g_strsplit (cases[i].candidates, " ", -1);
      g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (ReelLocalCandidate));
      g_autoptr (GString) chosen = g_string_new (NULL);

      for (guint j = 0; words[j] != NULL; j++)
        {
          int tenths = words[j][1] - '0';
          ReelLocalCandidate candidate = { words[j][0], j, "s", tenths / 10.0, tenths >= 5 };

          g_array_append_val (candidates, candidate);
        }
      reel_local_spread_choose (candidates, cases[i].top_k);
      for (guint j = 0; j < candidates->len; j++)
        {
          const ReelLocalCandidate *candidate = &g_array_index (candidates, ReelLocalCandidate, j);

          g_string_append_printf (chosen, "%s%c%.0f", j > 0 ? " " : "", (char) candidate->video, candidate->similarity * 10);
        }
      g_assert_cmpstr (chosen->str, ==, cases[i].chosen);
    }
}

static void
test_blob (void)
{
  g_autofree float *values = g_new (float, 1946);
  g_autofree float *read = g_new (float, 1946);
  g_autoptr (GBytes) blob = NULL;
  double length = 0;
  gsize size;
  guint8 *bytes;

  for (guint i = 0; i < 1946; i++)
    values[i] = i % 7 == 0 ? (float) g_random_double_range (-1, 1) : 0;
  values[100] = 20;
  for (guint i = 0; i < 1946; i++)
    length += values[i] * values[i];
  blob = reel_vector_blob_new (values, 1946);
  bytes = (guint8 *) g_bytes_get_data (blob, &size);
  g_assert_cmpuint (size, ==, 1946 + 16);
  g_assert_true (reel_vector_blob_read (bytes, size, 1946, read));
  for (guint i = 0; i < 1946; i++)
    g_assert_cmpfloat_with_epsilon (read[i], values[i] / sqrt (length), 1 / 254.0 / sqrt (length) + 1e-6);
  g_assert_false (reel_vector_blob_read (bytes, size, 1945, read));
  g_assert_false (reel_vector_blob_read (bytes, size - 1, 1946, read));
  g_assert_false (reel_vector_blob_read (NULL, 0, 1946, read));
  g_assert_true (reel_vector_blob_read (values, 1946 * sizeof (float), 1946, read));
  g_assert_cmpfloat (read[100], ==, 20);
  values[3] = NAN;
  g_assert_null (reel_vector_blob_new (values, 1946));
  g_assert_false (reel_vector_blob_read (values, 1946 * sizeof (float), 1946, read));
  {
    g_autofree guint8 *bad = g_memdup2 (bytes, size);

    memcpy (bad + 12, &(guint32) { 1946 }, 4); /* a peak beside the vector */
    g_assert_false (reel_vector_blob_read (bad, size, 1946, read));
  }
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/local/spaces/blob", test_blob);
  g_test_add_func ("/local/spaces/spread", test_spread);
#define ADD(name, func) g_test_add ("/local/spaces/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("search", test_search);
  ADD ("change", test_change);
  ADD ("what-stays", test_what_stays);
  ADD ("return", test_return);
  ADD ("delete", test_delete);
  ADD ("files", test_files);
  ADD ("stays-open", test_stays_open);
  ADD ("engine-fails", test_engine_fails);
  ADD ("quick", test_quick);
  ADD ("likeness", test_likeness);
  ADD ("own-likeness", test_own_likeness);
  ADD ("migration", test_migration);
  return g_test_run ();
}
