/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "library/reel-fingerprint.h"
#include "reel-test.h"

#define MIB ((gsize) REEL_FINGERPRINT_BLOCK)

static GFile *
file_of (const char *name, gsize size, gsize changed_at)
{
  g_autofree char *folder = reel_test_tmp ("fingerprint");
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *bytes = g_malloc (size + 1);

  memset (bytes, 'a', size);
  if (changed_at < size)
    bytes[changed_at] = 'b';
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  return g_file_new_for_path (path);
}

static char *
compute (GFile *file)
{
  g_autoptr (GError) error = NULL;
  guint64 size = 0;
  char *text = reel_fingerprint_compute (file, &size, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strtoull (text, NULL, 10), ==, size);
  return text;
}

static void
test_small (void)
{
  g_autoptr (GFile) file = file_of ("small", 3, 99);
  g_autofree char *text = compute (file);

  /* printf aaa | sha256sum */
  g_assert_cmpstr (text, ==, "3-9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0");
}

static void
test_same_content (void)
{
  const struct
  {
    gsize size, changed_at;
    gboolean same;
  } cases[] = {
    { 0, 1, TRUE },
    { 3 * MIB, 2 * MIB, FALSE },
    { 10 * MIB, 0, FALSE },
    { 10 * MIB, 5 * MIB, FALSE },
    { 10 * MIB, 10 * MIB - 1, FALSE },
    { 10 * MIB, 2 * MIB, TRUE }, /* between the blocks: not looked at */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GFile) one = file_of ("one", cases[i].size, G_MAXSIZE);
      g_autoptr (GFile) two = file_of ("two", cases[i].size, cases[i].changed_at);
      g_autofree char *a = compute (one);
      g_autofree char *b = compute (two);

      g_assert_true ((strcmp (a, b) == 0) == cases[i].same);
    }
}

static void
test_ends (void)
{
  g_autoptr (GFile) file = file_of ("ends", 100, G_MAXSIZE);
  g_autoptr (GFile) gone = g_file_new_for_path ("/nonexistent/file.mp4");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *blocking = compute (file);
  GAsyncResult *result = NULL;
  guint64 size = 0;

  reel_fingerprint_compute_async (file, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  text = reel_fingerprint_compute_finish (file, result, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, blocking);
  g_assert_cmpuint (size, ==, 100);
  g_clear_object (&result);

  reel_fingerprint_compute_async (gone, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_fingerprint_compute_finish (gone, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&result);

  g_cancellable_cancel (cancellable);
  reel_fingerprint_compute_async (file, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_fingerprint_compute_finish (file, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
}

static void
test_no_file (void)
{
  g_autofree char *path = reel_test_tmp ("fingerprint-folder");
  g_autofree char *pipe_path = g_build_filename (path, "pipe.mp4", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GFile) pipe_file = g_file_new_for_path (pipe_path);
  g_autoptr (GError) error = NULL;

  g_assert_null (reel_fingerprint_compute (folder, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);

  /* Nobody writes into it: opening it would never return. */
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  g_assert_null (reel_fingerprint_compute (pipe_file, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

static char *
compute_again (GFile *file, const char *text, const char *stamp, char **new_stamp)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint64 size = 0;
  char *found;

  reel_fingerprint_compute_again_async (file, text, stamp, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  found = reel_fingerprint_compute_finish (file, result, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (size, >, 0);
  g_free (*new_stamp);
  *new_stamp = reel_fingerprint_dup_stamp (file, result);
  return found;
}

/* What is known of a file counts as long as its stamp is the same, and no longer. */
static void
test_again (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/bin/sh"); /* installed a while ago */
  g_autofree char *text = compute (file);
  g_autofree char *stamp = NULL;
  g_autofree char *other_stamp = NULL;
  g_autofree char *first = compute_again (file, NULL, NULL, &stamp);
  g_autofree char *known = NULL;
  g_autofree char *unknown = NULL;

  g_assert_cmpstr (first, ==, text);
  g_assert_nonnull (stamp);
  other_stamp = g_strdup (stamp);
  known = compute_again (file, "not read", stamp, &other_stamp);
  g_assert_cmpstr (known, ==, "not read");
  g_assert_cmpstr (other_stamp, ==, stamp);
  unknown = compute_again (file, "not read", "1 2 3 4.5 6.7", &other_stamp);
  g_assert_cmpstr (unknown, ==, text);
  g_assert_cmpstr (other_stamp, ==, stamp);
}

/* Another change may follow in the same tick of the file system's clock. */
static void
test_just_changed (void)
{
  g_autoptr (GFile) file = file_of ("new", 3, 99);
  g_autofree char *stamp = NULL;
  g_autofree char *text = compute_again (file, NULL, NULL, &stamp);

  g_assert_nonnull (text);
  g_assert_null (stamp);
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/library/fingerprint/small", test_small);
  g_test_add_func ("/library/fingerprint/same-content", test_same_content);
  g_test_add_func ("/library/fingerprint/ends", test_ends);
  g_test_add_func ("/library/fingerprint/no-file", test_no_file);
  g_test_add_func ("/library/fingerprint/again", test_again);
  g_test_add_func ("/library/fingerprint/just-changed", test_just_changed);
  return g_test_run ();
}
