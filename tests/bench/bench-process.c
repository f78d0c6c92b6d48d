/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

/* The files and the server that the rows use, and programs that are run for their time. */

#define MIB (1024 * 1024)

typedef struct
{
  BenchStage stage;
  GHashTable *files;  /* (owned): paths by MiB */
  GHashTable *drops;  /* (owned): paths of folders by the number of their files */
  GHashTable *footage; /* (owned): paths by seconds */
  GHashTable *gops;   /* (owned): paths by frames from one key frame to the next */
  char *videos[BENCH_N_VIDEOS]; /* (owned) (nullable): paths */
  GPid sink;
  int sink_input; /* the sink ends when this is closed, however we end */
} Stage;

static void
die (const char *what,
     const char *why)
{
  fprintf (stderr, "bench: %s: %s\n", what, why);
  exit (1);
}

/* Of pseudo-random bytes, on disk and in the page cache: no hole that would be read for nothing. */
static void
make_file (const char *path,
           guint       mib)
{
  g_autofree guint64 *block = g_malloc (MIB);
  guint64 x = 88172645463325252;
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  int failed = fd < 0 ? errno : posix_fallocate (fd, 0, (off_t) mib * MIB);

  for (guint i = 0; failed == 0 && i < mib; i++)
    {
      for (gsize k = 0; k < MIB / sizeof *block; k++)
        {
          x ^= x << 13;
          x ^= x >> 7;
          x ^= x << 17;
          block[k] = x;
        }
      if (write (fd, block, MIB) != MIB)
        failed = errno;
    }
  if (failed != 0)
    {
      g_unlink (path);
      die (path, g_strerror (failed));
    }
  fsync (fd); /* so that writing it back disturbs no measurement */
  close (fd);
}

static void
start_sink (Stage      *self,
            const char *programs)
{
  g_autofree char *path = g_build_filename (programs, "bench-sink", NULL);
  char *argv[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  char line[16] = "";
  int output;
  gssize n;

  if (!g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &self->sink, &self->sink_input,
                                 &output, NULL, &error))
    die (path, error->message);
  fcntl (self->sink_input, F_SETFD, FD_CLOEXEC); /* or a program that we run would keep it open */
  n = read (output, line, sizeof line - 1);
  close (output);
  if (n <= 0)
    die (path, "it does not answer");
  self->stage.url = g_strdup_printf ("http://127.0.0.1:%u", (guint) g_ascii_strtoull (line, NULL, 10));
}

/* A video of its own: what stands behind the end of an AVI file is nobody's. */
static void
make_video (const char *sample,
            const char *path,
            guint       number)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  if (!g_file_get_contents (sample, &bytes, &length, &error))
    die (sample, error->message);
  bytes = g_realloc (bytes, length + sizeof number);
  memcpy (bytes + length, &number, sizeof number);
  if (!g_file_set_contents_full (path, bytes, (gssize) (length + sizeof number), G_FILE_SET_CONTENTS_NONE, 0600, &error))
    die (path, error->message);
}

static char *
get_video_path (const char *folder,
                guint       number)
{
  return g_strdup_printf ("%s/A film with a name as cameras and people give them, %05u.avi", folder, number);
}

static void
remove_drop (const char *folder,
             guint       n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = get_video_path (folder, i);

      g_unlink (path);
    }
  g_rmdir (folder);
}

/*
 * bench_stage_new:
 * @folder: where to put files, removed by bench_stage_free()
 * @programs: where our programs are
 */
BenchStage *
bench_stage_new (const char *folder,
                 const char *programs)
{
  Stage *self = g_new0 (Stage, 1);

  self->stage.client = g_build_filename (programs, "bench-client", NULL);
  self->stage.queue = g_build_filename (programs, "bench-queue", NULL);
  self->stage.proxy = g_build_filename (programs, "bench-proxy", NULL);
  self->stage.seek = g_build_filename (programs, "bench-seek", NULL);
  self->stage.thumbnails = g_build_filename (programs, "bench-thumbnails", NULL);
  self->stage.index = g_build_filename (programs, "bench-index", NULL);
  self->stage.nn = g_build_filename (programs, "bench-nn", NULL);
  self->stage.text = g_build_filename (programs, "bench-text", NULL);
  self->stage.vectors = g_build_filename (programs, "bench-vectors", NULL);
  self->stage.server = g_build_filename (programs, "bench-service", NULL);
  self->stage.service = g_build_filename (programs, "..", "..", "src", "local", "reelseek-local", NULL);
  self->stage.folder = g_strdup (folder);
  self->files = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->drops = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->footage = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->gops = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  start_sink (self, programs);
  return &self->stage;
}

void
bench_stage_free (BenchStage *stage)
{
  Stage *self = (Stage *) stage;
  GHashTableIter iter;
  gpointer n, path;

  close (self->sink_input);
  g_spawn_close_pid (self->sink);
  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &path))
    g_unlink (path);
  g_hash_table_unref (self->files);
  g_hash_table_iter_init (&iter, self->drops);
  while (g_hash_table_iter_next (&iter, &n, &path))
    remove_drop (path, GPOINTER_TO_UINT (n));
  g_hash_table_unref (self->drops);
  g_hash_table_iter_init (&iter, self->footage);
  while (g_hash_table_iter_next (&iter, NULL, &path))
    g_unlink (path);
  g_hash_table_unref (self->footage);
  g_hash_table_iter_init (&iter, self->gops);
  while (g_hash_table_iter_next (&iter, NULL, &path))
    g_unlink (path);
  g_hash_table_unref (self->gops);
  for (guint i = 0; i < BENCH_N_VIDEOS; i++)
    if (self->videos[i] != NULL)
      {
        g_unlink (self->videos[i]);
        g_free (self->videos[i]);
      }
  g_free (stage->seek);
  g_free (stage->thumbnails);
  g_free (stage->index);
  g_free (stage->nn);
  g_free (stage->text);
  g_free (stage->vectors);
  g_free (stage->server);
  g_free (stage->service);
  g_free (stage->proxy);
  g_free (stage->queue);
  g_free (stage->client);
  g_free (stage->url);
  g_free (stage->folder);
  g_free (self);
}

/*
 * bench_stage_get_file:
 * @mib: how large, in MiB
 *
 * Returns: (transfer none): the path of such a file, made when it is first asked for
 */
const char *
bench_stage_get_file (BenchStage *stage,
                      guint       mib)
{
  Stage *self = (Stage *) stage;
  char *path = g_hash_table_lookup (self->files, GUINT_TO_POINTER (mib));

  if (path == NULL)
    {
      path = g_strdup_printf ("%s/bench-%u-mib.mp4", stage->folder, mib);
      make_file (path, mib);
      g_hash_table_insert (self->files, GUINT_TO_POINTER (mib), path);
    }
  return path;
}

/*
 * bench_stage_get_drop:
 * @n: how many files
 * @n_videos: how many of them are videos of their own, from the first on; the others are links to the last of those
 *
 * Returns: (transfer none): the path of a folder with such files, made when it is first asked for
 */
const char *
bench_stage_get_drop (BenchStage *stage,
                      guint       n,
                      guint       n_videos)
{
  Stage *self = (Stage *) stage;
  char *folder = g_hash_table_lookup (self->drops, GUINT_TO_POINTER (n));
  g_autofree char *sample = g_build_filename (stage->folder, "samples", "tree.avi", NULL);

  if (folder != NULL)
    return folder;
  folder = g_strdup_printf ("%s/bench-%u-files", stage->folder, n);
  g_hash_table_insert (self->drops, GUINT_TO_POINTER (n), folder);
  remove_drop (folder, n); /* of a run that was stopped */
  if (g_mkdir (folder, 0700) != 0)
    die (folder, g_strerror (errno));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = get_video_path (folder, i);
      g_autofree char *last = get_video_path (folder, n_videos - 1);

      if (i < n_videos)
        make_video (sample, path, i);
      else if (link (last, path) != 0)
        die (path, g_strerror (errno));
    }
  sync (); /* so that writing them back disturbs no measurement */
  return folder;
}

/*
 * bench_stage_get_footage:
 * @seconds: how long
 *
 * A film in 1080p as cameras write it: H.264 with B-frames, and enough noise that encoders have something to do.
 *
 * Returns: (transfer none): its path, made when it is first asked for
 */
const char *
bench_stage_get_footage (BenchStage *stage,
                         guint       seconds)
{
  Stage *self = (Stage *) stage;
  char *path = g_hash_table_lookup (self->footage, GUINT_TO_POINTER (seconds));
  g_autofree char *length = g_strdup_printf ("%u", seconds);

  if (path != NULL)
    return path;
  path = g_strdup_printf ("%s/bench-footage-%u-s.mp4", stage->folder, seconds);
  g_hash_table_insert (self->footage, GUINT_TO_POINTER (seconds), path);
  bench_run_program (NULL, "ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
                     "testsrc2=size=1920x1080:rate=30,noise=alls=8:allf=t", "-f", "lavfi", "-i",
                     "sine=frequency=440:sample_rate=48000",
                     "-t", length, "-c:v", "libx264", "-preset", "superfast", "-bf", "3", "-b:v", "8M", "-c:a", "aac",
                     "-ac", "2",
                     path, NULL);
  sync (); /* so that writing it back disturbs no measurement */
  return path;
}

/*
 * bench_stage_get_gops:
 * @gop: frames from one key frame to the next
 *
 * 40 s of 1080p at 30 frames a second: H.264 with B-frames, without sound.
 *
 * Returns: (transfer none): its path, made when it is first asked for
 */
const char *
bench_stage_get_gops (BenchStage *stage,
                      guint       gop)
{
  Stage *self = (Stage *) stage;
  char *path = g_hash_table_lookup (self->gops, GUINT_TO_POINTER (gop));
  g_autofree char *frames = g_strdup_printf ("%u", gop);

  if (path != NULL)
    return path;
  path = g_strdup_printf ("%s/bench-gop-%u.mp4", stage->folder, gop);
  g_hash_table_insert (self->gops, GUINT_TO_POINTER (gop), path);
  bench_run_program (NULL, "ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
                     "testsrc2=size=1920x1080:rate=30,noise=alls=6:allf=t", "-t", "40", "-c:v", "libx264", "-preset", "veryfast",
                     "-g", frames, "-keyint_min", frames, "-sc_threshold", "0", "-bf", "3", "-b:v", "6M", "-pix_fmt", "yuv420p",
                     path, NULL);
  sync ();
  return path;
}

/*
 * bench_stage_get_video:
 *
 * Returns: (transfer none): its path, made when it is first asked for
 */
const char *
bench_stage_get_video (BenchStage *stage,
                       BenchVideo  video)
{
  Stage *self = (Stage *) stage;

  if (self->videos[video] != NULL)
    return self->videos[video];
  self->videos[video] = g_strdup_printf ("%s/bench-%s", stage->folder, video == BENCH_4K ? "4k.mp4" : "vp9.webm");
  if (video == BENCH_4K)
    bench_run_program (NULL, "ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
                       "testsrc2=size=3840x2160:rate=30,noise=alls=6:allf=t", "-t", "10", "-c:v", "libx264", "-preset",
                       "superfast", "-g", "60", "-keyint_min", "60", "-sc_threshold", "0", "-bf", "3", "-b:v", "20M", "-pix_fmt",
                       "yuv420p", self->videos[video], NULL);
  else
    bench_run_program (NULL, "ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
                       "testsrc2=size=1920x1080:rate=30,noise=alls=6:allf=t", "-t", "10", "-c:v", "libvpx-vp9", "-deadline",
                       "realtime", "-cpu-used", "8", "-row-mt", "1", "-g", "60", "-keyint_min", "60", "-b:v", "6M", "-pix_fmt",
                       "yuv420p", self->videos[video], NULL);
  sync ();
  return self->videos[video];
}

/*
 * bench_run_program:
 * @output: (out) (optional) (transfer full): what it prints
 * @...: the program and its arguments
 *
 * Returns: seconds from before it is started until it has ended
 */
double
bench_run_program (char **output,
                   ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *printed = NULL;
  gint64 start, end;
  va_list args;
  char *arg;
  int status;

  va_start (args, output);
  while ((arg = va_arg (args, char *)) != NULL)
    g_ptr_array_add (argv, arg);
  va_end (args);
  g_ptr_array_add (argv, NULL);

  start = g_get_monotonic_time ();
  if (!g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &printed, NULL, &status, &error))
    die (argv->pdata[0], error->message);
  end = g_get_monotonic_time ();
  if (!g_spawn_check_wait_status (status, &error))
    die (argv->pdata[0], error->message);
  if (output != NULL)
    *output = g_steal_pointer (&printed);
  return (double) (end - start) / G_USEC_PER_SEC;
}
