/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <gst/gst.h>

#include "local/reel-analyser.h"
#include "local/reel-engine-recipe.h"
#include "local/reel-measured-engine.h"
#include "local/reel-power.h"
#include "local/reel-worker-sandbox.h"
#include "media/reel-media-error.h"
#include "reel-test.h"

/* Real workers, of the reelseek-local of this build. */

static ReelEngine *engine;

typedef void (*Deed) (ReelAnalyser *analyser, GPid worker);

/* What is done to a worker as soon as it has told of progress. */
typedef struct
{
  Deed deed;                 /* (nullable) */
  ReelAnalyser *analyser;    /* (nullable): for @deed */
  GCancellable *cancellable; /* (nullable): cancelled then */
  gboolean done;
  GPid worker;
  double fraction;
  guint calls;
} Watch;

static char *
read_proc (GPid        pid,
           const char *file)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", pid, file);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

/* The only process that @pid has started. */
static GPid
find_child (GPid pid)
{
  g_autofree char *tasks = g_strdup_printf ("/proc/%d/task", pid);
  g_autoptr (GDir) dir = g_dir_open (tasks, 0, NULL);
  const char *task;

  while (dir != NULL && (task = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (tasks, task, "children", NULL);
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL) && *g_strstrip (text) != '\0')
        return (GPid) g_ascii_strtoll (text, NULL, 10);
    }
  return 0;
}

static void
on_progress (double   fraction,
             gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_cmpfloat (fraction, >, watch->fraction);
  g_assert_cmpfloat (fraction, <=, 1);
  watch->fraction = fraction;
  watch->calls++;
  if (watch->done || fraction == 1)
    return;

  watch->done = TRUE;
  watch->worker = find_child (getpid ());
  g_assert_cmpint (watch->worker, >, 0);
  if (watch->deed != NULL)
    watch->deed (watch->analyser, watch->worker);
  if (watch->cancellable != NULL)
    g_cancellable_cancel (watch->cancellable);
}

static ReelAnalyser *
make_analyser (void)
{
  return reel_analyser_new (g_getenv ("REELSEEK_LOCAL"));
}

static GPtrArray *
analyse (ReelAnalyser      *analyser,
         const char        *sample,
         ReelAnalysisDepth  depth,
         Watch             *watch,
         GError           **error)
{
  g_autofree char *path = reel_test_sample (sample);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  return reel_analyser_run (analyser, engine, uri, depth, on_progress, watch, watch->cancellable, error);
}

static void
assert_gone (GPid worker)
{
  g_assert_cmpint (worker, >, 0);
  g_assert_cmpint (kill (worker, 0), ==, -1);
  g_assert_cmpint (find_child (getpid ()), ==, 0);
}

/* The clips are those of an analysis in this process, whatever the number of threads. */
static void
test_same (void)
{
  g_autoptr (ReelAnalyser) here = reel_analyser_new (NULL);
  g_autoptr (GError) error = NULL;
  Watch watch = { NULL, };
  g_autoptr (GPtrArray) expected = analyse (here, "Megamind.avi", REEL_ANALYSIS_FULL, &(Watch) { .done = TRUE }, &error);

  g_assert_no_error (error);
  for (guint threads = 1; threads <= 3; threads += 2)
    {
      g_autoptr (ReelAnalyser) analyser = make_analyser ();
      g_autoptr (GPtrArray) clips = NULL;

      memset (&watch, 0, sizeof watch);
      reel_analyser_set_threads (analyser, threads);
      clips = analyse (analyser, "Megamind.avi", REEL_ANALYSIS_FULL, &watch, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (watch.fraction, ==, 1);
      g_assert_cmpuint (clips->len, ==, expected->len);
      for (guint i = 0; i < clips->len; i++)
        {
          const ReelClip *a = g_ptr_array_index (clips, i), *b = g_ptr_array_index (expected, i);

          g_assert_cmpfloat (a->start, ==, b->start);
          g_assert_cmpfloat (a->end, ==, b->end);
          g_assert_cmpuint (a->tags->len, ==, b->tags->len);
          g_assert_cmpmem (a->vector, reel_engine_get_dims (engine) * sizeof (float), b->vector,
                           reel_engine_get_dims (engine) * sizeof (float));
        }
      reel_test_assert_finalized (&analyser);
    }
}

/* Key frames alone: clips in the order of time, of six seconds at most, and less work. */
static void
test_quick (void)
{
  g_autoptr (ReelAnalyser) analyser = make_analyser ();
  static const char *const samples[] = { "vtest.avi", "Megamind.avi", "VID_20191220_170832.mp4", "movie-hello.mp4" };

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (GError) error = NULL;
      Watch watch = { NULL, };
      gint64 began = g_get_monotonic_time ();
      g_autoptr (GPtrArray) clips = analyse (analyser, samples[i], REEL_ANALYSIS_QUICK, &watch, &error);
      double end = 0;

      g_assert_no_error (error);
      g_assert_cmpuint (clips->len, >=, 1);
      for (guint j = 0; j < clips->len; j++)
        {
          const ReelClip *clip = g_ptr_array_index (clips, j);

          g_assert_cmpfloat (clip->start, >=, end - 1e-6);
          g_assert_cmpfloat (clip->end, <=, clip->start + 6 + 1e-6);
          end = clip->end;
        }
      g_test_message ("%s: %u clips, the last one ends at %.1f s; %.1f times real time", samples[i], clips->len, end,
                      end * G_USEC_PER_SEC / (double) (g_get_monotonic_time () - began));
    }
}

static void
crash (ReelAnalyser *analyser,
       GPid          worker)
{
  g_assert_cmpint (kill (worker, SIGSEGV), ==, 0);
}

/* It has shown that it works: now it need not be waited for long, as it would have to be on a busy machine before. */
static void
stop (ReelAnalyser *analyser,
      GPid          worker)
{
  reel_analyser_set_limits (analyser, 1, REEL_WORKER_MEMORY);
  g_assert_cmpint (kill (worker, SIGSTOP), ==, 0);
}

/* Each fails one video, with a reason, and the next one is analysed as ever. */
static void
test_failures (void)
{
  static const struct
  {
    const char *what;
    Deed deed;
    guint64 memory;
    ReelMediaError code;
    const char *reason;
  } cases[] = {
    { "crash", crash, REEL_WORKER_MEMORY, REEL_MEDIA_ERROR_DAMAGED, "*“vtest.avi” made its decoder crash*" },
    { "hang", stop, REEL_WORKER_MEMORY, REEL_MEDIA_ERROR_TIMED_OUT, "*“vtest.avi” made its decoder hang*" },
    { "memory", NULL, 48 << 20, REEL_MEDIA_ERROR_FAILED, "*“vtest.avi”*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ReelAnalyser) analyser = make_analyser ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) clips = NULL;
      Watch watch = { .deed = cases[i].deed }, again = { NULL, };

#ifdef __SANITIZE_ADDRESS__
      if (cases[i].deed == NULL)
        continue; /* no limit on memory there */
#endif
      watch.analyser = analyser;
      reel_analyser_set_limits (analyser, 90, cases[i].memory);
      clips = analyse (analyser, "vtest.avi", REEL_ANALYSIS_FULL, &watch, &error);
      g_test_message ("%s: %s", cases[i].what, error != NULL ? error->message : "no error");
      g_assert_null (clips);
      g_assert_error (error, REEL_MEDIA_ERROR, (int) cases[i].code);
      g_assert_true (g_pattern_match_simple (cases[i].reason, error->message));
      if (cases[i].deed != NULL)
        assert_gone (watch.worker);
      g_clear_error (&error);

      reel_analyser_set_limits (analyser, 90, REEL_WORKER_MEMORY);
      clips = analyse (analyser, "Megamind.avi", REEL_ANALYSIS_FULL, &again, &error);
      g_assert_no_error (error);
      g_assert_nonnull (clips);
    }
}

static void
test_cancel (void)
{
  g_autoptr (ReelAnalyser) analyser = make_analyser ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Watch watch = { .cancellable = cancellable }, early = { .cancellable = cancellable };

  g_assert_null (analyse (analyser, "vtest.avi", REEL_ANALYSIS_FULL, &watch, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (watch.calls, ==, 1);
  assert_gone (watch.worker);
  g_clear_error (&error);

  g_assert_null (analyse (analyser, "vtest.avi", REEL_ANALYSIS_FULL, &early, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (early.calls, ==, 0);
}

static void
assert_has (const char *text,
            const char *pattern)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, NULL);

  g_assert_nonnull (text);
  if (!g_regex_match (regex, text, 0, NULL))
    g_error ("“%s” is not in: %s", pattern, text);
}

/* Of a worker that is at a video: it is locked in, gives way, and holds no more than it should. */
static void
look_at_walls (ReelAnalyser *analyser,
               GPid          worker)
{
  g_autofree char *status = read_proc (worker, "status");
  g_autofree char *limits = read_proc (worker, "limits");

#if defined(__x86_64__) || defined(__aarch64__)
  assert_has (status, "^Seccomp:\\s+2$");
#endif
  assert_has (status, "^NoNewPrivs:\\s+1$");
  assert_has (limits, "^Max core file size\\s+0\\s+0");
  assert_has (limits, "^Max open files\\s+256\\s+256");
#ifndef __SANITIZE_ADDRESS__
  assert_has (limits, "^Max file size\\s+0\\s+0");
  assert_has (limits, "^Max data size\\s+2147483648\\s+2147483648");
#endif
  g_assert_cmpint (getpriority (PRIO_PROCESS, (id_t) worker), ==, 10);
}

static void
test_walls (void)
{
  g_autoptr (ReelAnalyser) analyser = make_analyser ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Watch watch = { .deed = look_at_walls, .cancellable = cancellable };

  g_assert_null (analyse (analyser, "vtest.avi", REEL_ANALYSIS_FULL, &watch, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* In a process of its own, that is killed at a sign from its worker: neither is left. */
static void
test_orphan (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (ReelAnalyser) analyser = make_analyser ();
      Watch watch = { NULL, };

      analyse (analyser, "vtest.avi", REEL_ANALYSIS_FULL, &watch, NULL);
      return;
    }
  else
    {
      g_autoptr (GSubprocess) process = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *status = NULL;
      gint64 deadline = g_get_monotonic_time () + REEL_TEST_SECONDS * G_USEC_PER_SEC;
      GPid parent, worker = 0;

      process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "/proc/self/exe", "-p", "/worker/orphan",
                                  "--GTestSubprocess", NULL);
      g_assert_no_error (error);
      parent = atoi (g_subprocess_get_identifier (process));
      /* Its worker is there, and has locked itself in. */
      while (status == NULL || strstr (status, "Seccomp:\t2") == NULL)
        {
          g_assert_cmpint (g_get_monotonic_time (), <, deadline);
          g_clear_pointer (&status, g_free);
          worker = find_child (parent);
          if (worker > 0)
            status = read_proc (worker, "status");
          g_thread_yield ();
        }

      g_subprocess_force_exit (process);
      g_assert_true (g_subprocess_wait (process, NULL, NULL));
      while (TRUE)
        {
          g_autofree char *stat = read_proc (worker, "stat");

          /* Z: it has ended, and whoever adopted it has not looked yet. */
          if (stat == NULL || strstr (stat, ") Z ") != NULL)
            break;
          g_assert_cmpint (g_get_monotonic_time (), <, deadline);
          g_thread_yield ();
        }
    }
}

static void
be_busy (ReelAnalyser *analyser,
         GPid          worker)
{
  for (guint use = REEL_ANALYSER_BUSY + 1; use-- > REEL_ANALYSER_ALONE;)
    reel_analyser_set_use (analyser, use);
}

static void
test_settings (void)
{
  g_autoptr (ReelAnalyser) analyser = make_analyser ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) clips = NULL;
  Watch watch = { .deed = be_busy, .analyser = analyser };

  g_assert_cmpuint (reel_analyser_get_threads (analyser), ==, 0);
  g_assert_cmpuint (reel_analyser_get_threads_now (analyser), ==, g_get_num_processors ());
  g_assert_false (reel_analyser_get_pause_on_battery (analyser));
  reel_analyser_set_threads (analyser, 8);
  reel_analyser_set_use (analyser, REEL_ANALYSER_BESIDE);
  g_assert_cmpuint (reel_analyser_get_threads_now (analyser), ==, 4);
  reel_analyser_set_use (analyser, REEL_ANALYSER_BUSY);
  g_assert_cmpuint (reel_analyser_get_threads_now (analyser), ==, 2);
  reel_analyser_set_threads (analyser, 3);
  g_assert_cmpuint (reel_analyser_get_threads_now (analyser), ==, 1);
  reel_analyser_set_pause_on_battery (analyser, TRUE);
  g_assert_cmpuint (reel_analyser_get_threads (analyser), ==, 3);
  g_assert_true (reel_analyser_get_pause_on_battery (analyser));

  reel_analyser_set_pause_on_battery (analyser, FALSE);
  clips = analyse (analyser, "Megamind.avi", REEL_ANALYSIS_FULL, &watch, &error);
  g_assert_no_error (error);
  g_assert_nonnull (clips);
}

static void
write_supply (const char *folder,
              const char *supply,
              const char *file,
              const char *text)
{
  g_autofree char *parent = g_build_filename (folder, supply, NULL);
  g_autofree char *path = g_build_filename (parent, file, NULL);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Every engine that says how it is made can be made so, or says why not. */
static void
test_recipes (void)
{
  const char *const unknown[] = { "unknown", NULL }, *const none[] = { NULL };
  const char *const joint[] = { "joint", "/nowhere", "/nowhere", "/nowhere", "/nowhere", NULL };
  const char *const concept[] = { "concept", "/nowhere", "/nowhere", NULL };
  g_auto (GStrv) recipe = reel_engine_dup_recipe (engine);
  g_autoptr (ReelEngine) same = NULL;
  g_autoptr (ReelEngine) other = NULL;
  g_autoptr (GError) error = NULL;

  same = reel_engine_recipe_make ((const char *const *) recipe, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (reel_engine_get_space_id (same), ==, reel_engine_get_space_id (engine));
  other = reel_engine_recipe_make (concept, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (reel_engine_get_space_id (other), ==, "concept-v2");

  g_assert_null (reel_engine_recipe_make (joint, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
  g_assert_null (strstr (error->message, "“joint”")); /* it is known, and its folder is not there */
  g_clear_error (&error);
  g_assert_null (reel_engine_recipe_make (unknown, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
  g_clear_error (&error);
  g_assert_null (reel_engine_recipe_make (none, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
}

/* Stops a worker by its battery as soon as it is at work, looks, and has it go on. */
typedef struct
{
  ReelAnalyser *analyser; /* (borrowed) */
  char *folder;           /* (borrowed) */
  GThread *thread;        /* (nullable): once it is at work */
  GPid worker;
  guint calls;
} Battery;

static gpointer
plug_in (gpointer data)
{
  Battery *battery = data;
  gint64 deadline = g_get_monotonic_time () + REEL_TEST_SECONDS * G_USEC_PER_SEC;
  gboolean stopped = FALSE;

  while (!stopped || !reel_analyser_is_paused (battery->analyser))
    {
      g_autofree char *stat = read_proc (battery->worker, "stat");

      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_assert_nonnull (stat);
      stopped = strstr (stat, ") T ") != NULL;
      g_thread_yield ();
    }
  write_supply (battery->folder, "AC", "online", "1\n");
  return NULL;
}

static void
on_battery_progress (double   fraction,
                     gpointer user_data)
{
  Battery *battery = user_data;

  battery->calls++;
  if (battery->thread != NULL)
    return;

  battery->worker = find_child (getpid ());
  write_supply (battery->folder, "BAT0", "type", "Battery\n");
  write_supply (battery->folder, "BAT0", "status", "Discharging\n");
  battery->thread = g_thread_new ("plug-in", plug_in, battery);
}

/* A worker at work stops on battery, and goes on when the computer is plugged in; what it then gives is what it always does. */
static void
test_battery (void)
{
  g_autofree char *folder = reel_test_tmp ("battery");
  g_autofree char *path = reel_test_sample ("vtest.avi");
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (ReelAnalyser) analyser = make_analyser ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) clips = NULL;
  Battery battery = { analyser, folder, NULL, 0, 0 };

  write_supply (folder, "AC", "type", "Mains\n");
  write_supply (folder, "AC", "online", "0\n");
  reel_analyser_set_power (analyser, folder, 1);
  reel_analyser_set_pause_on_battery (analyser, TRUE);
  clips = reel_analyser_run (analyser, engine, uri, REEL_ANALYSIS_FULL, on_battery_progress, &battery, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (clips);
  g_assert_nonnull (battery.thread);
  g_thread_join (battery.thread);
  g_assert_cmpuint (battery.calls, >, 1);
  g_assert_false (reel_analyser_is_paused (analyser));
}

static void
test_power (void)
{
  g_autofree char *folder = reel_test_tmp ("power");
  g_autofree char *none = g_build_filename (folder, "none", NULL);

  g_assert_false (reel_power_is_on_battery (none));
  write_supply (folder, "mouse", "type", "Battery\n");
  write_supply (folder, "mouse", "scope", "Device\n");
  write_supply (folder, "mouse", "status", "Discharging\n");
  g_assert_false (reel_power_is_on_battery (folder));

  write_supply (folder, "BAT0", "type", "Battery\n");
  write_supply (folder, "BAT0", "status", "Discharging\n");
  write_supply (folder, "AC", "type", "Mains\n");
  write_supply (folder, "AC", "online", "0\n");
  g_assert_true (reel_power_is_on_battery (folder));
  write_supply (folder, "AC", "online", "1\n");
  g_assert_false (reel_power_is_on_battery (folder));
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_setenv ("OPENCV_LOG_LEVEL", "OFF", FALSE);
  reel_test_init (&argc, &argv);
  signal (SIGPIPE, SIG_IGN);
  engine = reel_measured_engine_new ();
  g_test_add_func ("/worker/same", test_same);
  g_test_add_func ("/worker/quick", test_quick);
  g_test_add_func ("/worker/failures", test_failures);
  g_test_add_func ("/worker/cancel", test_cancel);
  g_test_add_func ("/worker/walls", test_walls);
  g_test_add_func ("/worker/orphan", test_orphan);
  g_test_add_func ("/worker/settings", test_settings);
  g_test_add_func ("/worker/recipes", test_recipes);
  g_test_add_func ("/worker/power", test_power);
  g_test_add_func ("/worker/battery", test_battery);
  status = g_test_run ();
  g_assert_finalize_object (engine);
  return status;
}
