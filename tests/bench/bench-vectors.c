/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "vectors/reel-vector-packer.h"
#include "vectors/reel-vector-space-private.h"

/*
 * bench-vectors [VECTORS [DIMS [FOLDER]]]: milliseconds of a search over all vectors of a space (1,000,000 of 1,789
 * dimensions, the file in the page cache, in a folder that is removed afterwards), beside a plain read of the same bytes by
 * as many threads. What is compared runs in turns; medians over the rounds, and the fastest. Then each set of kernels that
 * this processor can run: the same search, and its sums of products alone over what lies in the nearest caches. Last what
 * else a store does with a space.
 */

#define ROUNDS 9
#define TOP_K  100
#define PIECE  (1u << 20)

/* A file, and threads that read it piece by piece. */
typedef struct
{
  int fd;
  const guint8 *data;
  gsize size;
  gboolean maps; /* reads the mapping, else into a buffer */
  guint next;    /* atomic */
} Reading;

static guint64
sum_words (const guint8 *data,
           gsize         size)
{
  const guint64 *words = (gconstpointer) data;
  guint64 sums[8] = { 0 }, sum = 0;

  for (gsize i = 0; i + 8 <= size / 8; i += 8)
    for (guint k = 0; k < 8; k++)
      sums[k] += words[i + k];
  for (guint k = 0; k < 8; k++)
    sum += sums[k];
  return sum;
}

static gpointer
read_pieces (gpointer user_data)
{
  Reading *self = user_data;
  g_autofree guint8 *buffer = g_malloc (PIECE);
  guint64 sum = 0;

  for (;;)
    {
      gsize at = (gsize) g_atomic_int_add ((gint *) &self->next, 1) * PIECE;
      gsize size = at < self->size ? MIN (PIECE, self->size - at) : 0;

      if (size == 0)
        break;
      if (self->maps)
        sum += sum_words (self->data + at, size);
      else if (pread (self->fd, buffer, size, (off_t) at) != (gssize) size)
        g_error ("The file can't be read.");
    }
  return GSIZE_TO_POINTER ((gsize) sum);
}

static double
measure_reading (Reading *self,
                 gboolean maps,
                 guint    n_threads)
{
  g_autofree GThread **threads = g_new0 (GThread *, n_threads);
  gint64 begin = g_get_monotonic_time ();

  self->maps = maps;
  self->next = 0;
  for (guint i = 1; i < n_threads; i++)
    threads[i] = g_thread_new ("read", read_pieces, self);
  read_pieces (self);
  for (guint i = 1; i < n_threads; i++)
    g_thread_join (threads[i]);
  return (double) (g_get_monotonic_time () - begin) / 1e3;
}

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
print (const char *name,
       double     *times,
       gsize       size)
{
  qsort (times, ROUNDS, sizeof *times, compare);
  printf ("  %-34s %8.1f ms, the fastest %8.1f ms, %5.1f GB/s\n", name, times[ROUNDS / 2], times[0],
          (double) size / times[ROUNDS / 2] / 1e6);
  return times[ROUNDS / 2];
}

static double
search (ReelVectorSpace *space,
        const float     *query,
        guint            n_threads)
{
  const ReelVectorSearch options = { .top_k = TOP_K, .least = -1, .n_threads = n_threads };
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) matches = reel_vector_space_search (space, query, &options, NULL, &error);

  if (matches == NULL)
    g_error ("%s", error->message);
  return (double) (g_get_monotonic_time () - begin) / 1e3;
}

static float *
random_values (GRand *rand,
               gsize  n)
{
  float *values = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    values[i] = (float) g_rand_double_range (rand, -1, 1);
  return values;
}

/* Every batch is the same vectors under other keys, as making them takes longer than all the rest. */
static void
fill (ReelVectorSpace *space,
      guint            n,
      GRand           *rand)
{
  guint dims = reel_vector_space_get_dims (space);
  guint32 room = reel_vector_packer_get_room (REEL_VECTOR_BLOCK_VECTORS, dims);
  g_autofree float *values = random_values (rand, (gsize) room * dims);
  g_autofree guint64 *keys = g_new (guint64, room);
  g_autoptr (GError) error = NULL;

  for (guint done = 0, count; done < n; done += count)
    {
      count = MIN (n - done, room);
      for (guint i = 0; i < count; i++)
        keys[i] = done + i + 1;
      if (!reel_vector_space_append (space, keys, keys, values, count, &error))
        g_error ("%s", error->message);
    }
}

static void
compare_with_reading (ReelVectorSpace *space,
                      const float     *query,
                      Reading         *reading,
                      guint            n_threads)
{
  double searches[ROUNDS], reads[ROUNDS], maps[ROUNDS], searched, plain, mapped;

  search (space, query, n_threads); /* touches each page once */
  measure_reading (reading, TRUE, n_threads);
  for (guint i = 0; i < ROUNDS; i++)
    {
      searches[i] = search (space, query, n_threads);
      reads[i] = measure_reading (reading, FALSE, n_threads);
      maps[i] = measure_reading (reading, TRUE, n_threads);
    }
  printf ("%u threads\n", n_threads);
  searched = print ("search", searches, reading->size);
  plain = print ("plain read into a buffer", reads, reading->size);
  mapped = print ("plain sum over the mapping", maps, reading->size);
  printf ("  search takes %.2f times the read, %.2f times the sum\n", searched / plain, searched / mapped);
}

/* Bytes a second of sums of products alone, on one thread. */
static double
measure_sums (const ReelVectorKernels *kernels,
              GRand                   *rand,
              guint                    dims)
{
  enum { ROWS = 64, TIMES = 2000 };
  gsize stride = reel_vector_format_align (dims);
  g_autofree gint16 *query = g_new0 (gint16, stride);
  g_autofree gint8 *rows = g_new (gint8, ROWS * stride);
  gint32 sums[ROWS];
  double best = G_MAXDOUBLE;

  for (gsize i = 0; i < ROWS * stride; i++)
    rows[i] = (gint8) g_rand_int_range (rand, -127, 128);
  for (guint round = 0; round < ROUNDS; round++)
    {
      gint64 begin = g_get_monotonic_time ();

      for (guint i = 0; i < TIMES; i++)
        kernels->dot (query, rows, stride, ROWS, sums);
      best = MIN (best, (double) (g_get_monotonic_time () - begin));
    }
  return (double) (ROWS * stride) * TIMES / best * 1e6;
}

static void
measure_kernels (ReelVectorSpace *space,
                 const float     *values,
                 GRand           *rand)
{
  guint dims = reel_vector_space_get_dims (space);
  const ReelVectorSearch options = { .top_k = TOP_K, .least = -1 };
  g_autoptr (ReelVectorView) view = reel_vector_space_get_view (space);
  g_autoptr (ReelVectorQuery) query = reel_vector_query_new (values, dims);
  const ReelVectorKernels *kernels;

  for (guint n = 0; (kernels = reel_vector_kernels_get_nth (n)) != NULL; n++)
    {
      double best = G_MAXDOUBLE;

      for (guint round = 0; round < ROUNDS; round++)
        {
          gint64 begin = g_get_monotonic_time ();
          GArray *matches = reel_vector_search_run (&options, view, query, kernels, NULL, NULL);

          g_array_unref (matches);
          best = MIN (best, (double) (g_get_monotonic_time () - begin) / 1e3);
        }
      printf ("  %-14s fastest search %8.1f ms; %5.1f GB/s from the cache on one core\n", kernels->name, best,
              measure_sums (kernels, rand, dims) / 1e9);
    }
}

static void
count_one (guint64  key,
           guint64  group,
           gpointer count)
{
  ++*(guint64 *) count;
}

static gboolean
is_tenth (guint64  group,
          gpointer user_data)
{
  return group % 10 == 0;
}

static void
measure_rest (ReelVectorSpace *space,
              const float     *query)
{
  const ReelVectorSearch options = { .top_k = TOP_K, .least = -1, .filter = is_tenth };
  const guint64 group = 5;
  guint64 n = 0;
  GArray *matches;
  gint64 times[5] = { g_get_monotonic_time () };

  reel_vector_space_foreach (space, count_one, &n);
  times[1] = g_get_monotonic_time ();
  matches = reel_vector_space_search (space, query, &options, NULL, NULL);
  g_array_unref (matches);
  times[2] = g_get_monotonic_time ();
  reel_vector_space_delete_groups (space, &group, 1, NULL);
  times[3] = g_get_monotonic_time ();
  reel_vector_space_compact (space, NULL, NULL);
  times[4] = g_get_monotonic_time ();
  printf ("keys of %" G_GUINT64_FORMAT " %.1f ms, search of every tenth group %.1f ms, delete a group %.1f ms, "
          "compact %.1f s\n", n,
          (double) (times[1] - times[0]) / 1e3, (double) (times[2] - times[1]) / 1e3, (double) (times[3] - times[2]) / 1e3,
          (double) (times[4] - times[3]) / 1e6);
}

static void
run (const char *path,
     guint       n,
     guint       dims)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1789);
  g_autofree float *query = random_values (rand, dims);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelVectorSpace) space = reel_vector_space_open (path, "bench", dims, &error);
  Reading reading = { 0 };
  struct stat info;
  gint64 begin;

  if (space == NULL)
    g_error ("%s", error->message);
  begin = g_get_monotonic_time ();
  fill (space, n, rand);
  printf ("%u vectors of %u dimensions: written in %.1f s", n, dims, (double) (g_get_monotonic_time () - begin) / 1e6);
  g_clear_object (&space);
  begin = g_get_monotonic_time ();
  space = reel_vector_space_open (path, "bench", dims, &error);
  printf (", opened in %.0f ms\n", (double) (g_get_monotonic_time () - begin) / 1e3);
  if (space == NULL)
    g_error ("%s", error->message);

  reading.fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (reading.fd < 0 || fstat (reading.fd, &info) != 0)
    g_error ("The file can't be read.");
  reading.size = (gsize) info.st_size;
  reading.data = mmap (NULL, reading.size, PROT_READ, MAP_SHARED, reading.fd, 0);
  if (reading.data == MAP_FAILED)
    g_error ("The file can't be mapped.");
  compare_with_reading (space, query, &reading, 1);
  if (g_get_num_processors () > 1)
    compare_with_reading (space, query, &reading, g_get_num_processors ());
  measure_kernels (space, query, rand);
  measure_rest (space, query);
  munmap ((void *) reading.data, reading.size);
  close (reading.fd);
}

int
main (int   argc,
      char *argv[])
{
  guint n = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 1000000;
  guint dims = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 1789;
  g_autofree char *folder = g_build_filename (argc > 3 ? argv[3] : g_get_tmp_dir (), "bench-vectors-XXXXXX", NULL);
  g_autofree char *path = NULL;
  struct statvfs disk;

  if (dims < 1 || dims > REEL_VECTOR_MAX_DIMS || g_mkdtemp (folder) == NULL)
    {
      fprintf (stderr, "usage: bench-vectors [VECTORS [DIMS [FOLDER]]]\n");
      return EXIT_FAILURE;
    }
  path = g_build_filename (folder, "vectors", NULL);
  if (statvfs (folder, &disk) == 0 &&
      (guint64) disk.f_bavail * disk.f_frsize < (guint64) n * (reel_vector_format_align (dims) + 64) * 9 / 4)
    fprintf (stderr, "There is too little room in %s.\n", folder);
  else
    run (path, n, dims);
  g_unlink (path);
  g_rmdir (folder);
  return EXIT_SUCCESS;
}
