/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reel-test.h"
#include "vector-data.h"
#include "vectors/reel-vector-checksum.h"
#include "vectors/reel-vector-packer.h"

/* Files that are cut, torn, damaged or lie, and a writer that is killed. */

#define DIMS 70
#define ID   "test-v1"

static char *
get_path (const char *name)
{
  g_autofree char *folder = reel_test_tmp (name);

  return g_build_filename (folder, "vectors", NULL);
}

static GByteArray *
read_all (const char *path)
{
  char *contents;
  gsize size;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  return g_byte_array_new_take ((guint8 *) contents, size);
}

static void
write_all (const char   *path,
           const guint8 *data,
           gsize         size)
{
  FILE *file;

  g_unlink (path); /* a file that is cut to nothing and written again is waited for by some file systems */
  file = g_fopen (path, "we");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (data, 1, size, file), ==, size);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* Three blocks of vectors, 5 each. Returns where they end; the last is the size. */
static GByteArray *
make_file (const char *path,
           gsize       ends[3])
{
  g_autoptr (ReelVectorSpace) space = reel_vector_space_open (path, ID, DIMS, NULL);

  for (guint i = 0; i < 3; i++)
    {
      GStatBuf info;

      g_assert_true (vector_data_append (space, i * 5, 5, NULL));
      g_assert_cmpint (g_stat (path, &info), ==, 0);
      ends[i] = (gsize) info.st_size;
    }
  return read_all (path);
}

/* Cut anywhere: in the header an error, else what was whole before. It can be appended to, and opens again. */
static void
test_cut (void)
{
  g_autofree char *path = get_path ("cut");
  gsize ends[3];
  g_autoptr (GByteArray) whole = make_file (path, ends);

  for (gsize size = 1; size <= whole->len; size += size < 400 ? 1 : 13)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelVectorSpace) space = NULL;
      guint n = 5 * ((size >= ends[0]) + (size >= ends[1]) + (size >= ends[2]));

      write_all (path, whole->data, size);
      space = reel_vector_space_open (path, ID, DIMS, &error);
      if (size < sizeof (ReelVectorFileHeader))
        {
          g_assert_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_DAMAGED);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (vector_data_check (space), ==, n);
      g_assert_true (vector_data_append (space, n, 3, NULL));
      g_clear_object (&space);
      space = reel_vector_space_open (path, ID, DIMS, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (vector_data_check (space), ==, n + 3);
    }
}

/* After a loss of power the last block may be there in part, and zeros elsewhere. */
static void
test_torn (void)
{
  g_autofree char *path = get_path ("torn");
  gsize ends[3];
  g_autoptr (GByteArray) whole = make_file (path, ends);

  for (gsize at = ends[1]; at < ends[2]; at += 64)
    for (guint half = 0; half < 2; half++)
      {
        g_autofree guint8 *data = g_memdup2 (whole->data, whole->len);
        g_autoptr (ReelVectorSpace) space = NULL;
        gboolean is_torn;

        if (half == 0)
          memset (data + at, 0, ends[2] - at);
        else if (at > ends[1] + sizeof (ReelVectorBlockHeader))
          memset (data + ends[1] + sizeof (ReelVectorBlockHeader), 0, at - ends[1] - sizeof (ReelVectorBlockHeader));
        is_torn = memcmp (data, whole->data, whole->len) != 0;
        write_all (path, data, whole->len);
        space = reel_vector_space_open (path, ID, DIMS, NULL);
        g_assert_nonnull (space);
        g_assert_cmpuint (vector_data_check (space), ==, is_torn ? 10 : 15);
      }
}

/* A changed byte before the last block is found, wherever it is. */
static void
test_damaged (void)
{
  g_autofree char *path = get_path ("damaged");
  gsize ends[3];
  g_autoptr (GByteArray) whole = make_file (path, ends);

  for (gsize at = 0; at < ends[2]; at++)
    {
      g_autoptr (ReelVectorSpace) space = NULL;
      g_autoptr (GError) error = NULL;

      whole->data[at] ^= (guint8) (1 << at % 8);
      write_all (path, whole->data, whole->len);
      whole->data[at] ^= (guint8) (1 << at % 8);
      space = reel_vector_space_open (path, ID, DIMS, &error);
      if (at < ends[1] + sizeof (ReelVectorBlockHeader))
        g_assert_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_DAMAGED);
      else
        g_assert_no_error (error);
    }
}

/* Whatever a file says, it opens or there is one error, and what opens can be searched. */
static void
use (const char *path,
     gboolean    changes)
{
  const ReelVectorSearch search = { .top_k = 100, .least = -1, .n_threads = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelVectorSpace) space = reel_vector_space_open (path, ID, DIMS, &error);
  g_autofree float *query = vector_data_get (1, DIMS);
  g_autoptr (GArray) matches = NULL;
  guint32 n;
  guint64 key = 3;

  g_assert_true ((space == NULL) == (error != NULL));
  if (space == NULL)
    {
      g_assert_true (error->domain == REEL_VECTOR_ERROR && error->code != REEL_VECTOR_ERROR_BUSY);
      return;
    }
  matches = reel_vector_space_search (space, query, &search, NULL, &error);
  g_assert_no_error (error);
  reel_vector_space_count (space, &n, NULL);
  g_assert_cmpuint (matches->len, <=, n);
  if (!changes)
    return;
  g_assert_true (reel_vector_space_delete_keys (space, &key, 1, NULL));
  g_assert_true (reel_vector_space_compact (space, NULL, NULL));
  g_assert_true (vector_data_append (space, 100, 1, NULL));
}

/* Makes the checksums of all blocks right that begin where they should. */
static void
repair (guint8 *data,
        gsize   size)
{
  ReelVectorFileHeader *header = (gpointer) data;
  gsize at = sizeof *header;

  if (size < at)
    return;
  header->checksum = reel_vector_checksum (header, offsetof (ReelVectorFileHeader, checksum));
  while (size - at >= sizeof (ReelVectorBlockHeader))
    {
      ReelVectorBlockHeader *block = (gpointer) (data + at);
      guint64 payload = reel_vector_format_payload_size (block->kind, block->count, reel_vector_format_align (DIMS));

      at += sizeof *block;
      if (payload <= size - at)
        block->payload_checksum = reel_vector_checksum (data + at, (gsize) payload);
      block->checksum = reel_vector_checksum (block, offsetof (ReelVectorBlockHeader, checksum));
      if (payload > size - at || payload % 64 != 0)
        break;
      at += (gsize) payload;
    }
}

/* Some thousands of files: changed bytes and numbers, with wrong checksums and with right ones. */
static void
test_mutated (void)
{
  g_autofree char *path = get_path ("mutated");
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  static const guint32 numbers[] = {
    0, 1, 2, 4, 5, 15, 16, 63, 64, 70, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0x7f800000, 0x7fc00000
  };
  gsize ends[3];
  g_autoptr (GByteArray) whole = make_file (path, ends);
  const guint64 keys[] = { 2, 9 };

  {
    g_autoptr (ReelVectorSpace) space = reel_vector_space_open (path, ID, DIMS, NULL);

    g_assert_true (reel_vector_space_delete_keys (space, keys, 2, NULL));
    g_assert_true (vector_data_append (space, 15, 1, NULL));
  }
  g_byte_array_unref (whole);
  whole = read_all (path);
  for (guint round = 0; round < 4000; round++)
    {
      g_autofree guint8 *data = g_memdup2 (whole->data, whole->len);
      gsize size = round % 5 == 0 ? (gsize) g_rand_int_range (rand, 1, (gint32) whole->len) : whole->len;

      for (int n = g_rand_int_range (rand, 1, 4); n > 0; n--)
        {
          /* half of them where the numbers are */
          static const gsize starts[] = { 0, 256, 320 };
          gsize from = g_rand_boolean (rand) ? starts[g_rand_int_range (rand, 0, 3)] : ends[g_rand_int_range (rand, 0, 3)];
          gsize at = g_rand_boolean (rand) ? from + (gsize) g_rand_int_range (rand, 0, 16) * 4
                                           : (gsize) g_rand_int_range (rand, 0, (gint32) whole->len);

          if (at + 4 > whole->len)
            continue;
          if (g_rand_boolean (rand))
            memcpy (data + at, &numbers[g_rand_int_range (rand, 0, G_N_ELEMENTS (numbers))], 4);
          else
            data[at] = (guint8) g_rand_int_range (rand, 0, 256);
        }
      if (round % 4 != 0)
        repair (data, size);
      write_all (path, data, size);
      use (path, round % 16 == 1); /* syncing the disk takes most of the time */
    }
}

/* A disk that takes no more: an error, and all is as before. */
static void
test_full (void)
{
  g_autofree char *path = get_path ("full");
  gsize ends[3];
  g_autoptr (GByteArray) whole = make_file (path, ends);
  g_autoptr (GByteArray) after = NULL;
  g_autoptr (ReelVectorSpace) space = reel_vector_space_open (path, ID, DIMS, NULL);
  g_autoptr (GError) error = NULL;
  struct rlimit old, small = { ends[2] + 100, ends[2] + 100 };

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  small.rlim_max = old.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (vector_data_append (space, 15, 5, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_true (error != NULL && error->domain == G_IO_ERROR);
  g_assert_cmpuint (vector_data_check (space), ==, 15);
  after = read_all (path);
  g_assert_cmpmem (after->data, after->len, whole->data, whole->len);
  g_assert_true (vector_data_append (space, 15, 5, NULL));
  g_assert_cmpuint (vector_data_check (space), ==, 20);
}

/* Appends until it is killed; says on @fd after each block that it is there. */
static void
append_for_ever (const char *path,
                 int         fd)
{
  g_autoptr (ReelVectorSpace) space = reel_vector_space_open (path, ID, DIMS, NULL);
  g_autoptr (GArray) keys = vector_data_list_keys (space);

  for (guint n = keys->len;; n += 40)
    {
      if (!vector_data_append (space, n, 40, NULL) || write (fd, "+", 1) != 1)
        _exit (1);
      if (n % 400 == 0 && !reel_vector_space_compact (space, NULL, NULL))
        _exit (1);
    }
}

/* SIGKILL 20 times: afterwards the file opens, with what was said to be there and at most one block more. */
static void
test_killed (void)
{
  g_autofree char *path = get_path ("killed");
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint said = 0;

  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (ReelVectorSpace) space = NULL;
      g_autoptr (GError) error = NULL;
      int pipe_fds[2], blocks = g_rand_int_range (rand, 0, 12), status;
      g_autoptr (GArray) keys = NULL;
      char c;
      pid_t pid;

      g_assert_cmpint (pipe (pipe_fds), ==, 0);
      pid = fork ();
      g_assert_cmpint (pid, >=, 0);
      if (pid == 0)
        {
          close (pipe_fds[0]);
          append_for_ever (path, pipe_fds[1]);
        }
      close (pipe_fds[1]);
      for (int i = 0; i < blocks; i++)
        {
          g_assert_cmpint (read (pipe_fds[0], &c, 1), ==, 1);
          said += 40;
        }
      for (int i = g_rand_int_range (rand, 0, 20000); i > 0; i--) /* some way into the next */
        g_atomic_int_get (&status);
      g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      g_assert_true (WIFSIGNALED (status));
      while (read (pipe_fds[0], &c, 1) == 1)
        said += 40;
      close (pipe_fds[0]);

      space = reel_vector_space_open (path, ID, DIMS, &error);
      g_assert_no_error (error);
      keys = vector_data_list_keys (space);
      for (guint i = 0; i < keys->len; i++)
        g_assert_cmpuint (g_array_index (keys, guint64, i), ==, i);
      g_assert_true (keys->len == said || keys->len == said + 40);
      said = keys->len;
      if (round == 19)
        vector_data_check (space);
    }
  g_test_message ("%u vectors", said);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/vector-file/killed", test_killed); /* first, while there are no threads to fork with */
  g_test_add_func ("/vector-file/cut", test_cut);
  g_test_add_func ("/vector-file/torn", test_torn);
  g_test_add_func ("/vector-file/damaged", test_damaged);
  g_test_add_func ("/vector-file/mutated", test_mutated);
  g_test_add_func ("/vector-file/full", test_full);
  return g_test_run ();
}
