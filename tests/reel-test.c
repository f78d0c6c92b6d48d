/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <locale.h>
#include <unistd.h>

#include "reel-test.h"

void
reel_test_set_environment (void)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_setenv ("GIO_USE_VFS", "local", TRUE);
  /* Whatever is not this computer goes to a proxy that is not there: no test reaches the network, not even by mistake. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "libproxy", TRUE); /* a desktop's own would want its settings */
  g_setenv ("http_proxy", "http://127.0.0.1:9", TRUE);
  g_setenv ("https_proxy", "http://127.0.0.1:9", TRUE);
  g_setenv ("no_proxy", "127.0.0.1,localhost,::1", TRUE);
}

void
reel_test_init (int    *argc,
                char ***argv)
{
  reel_test_set_environment ();
  gst_init (NULL, NULL); /* first, so that its registry cache is the one of the machine and not a new one each time */
  g_test_init (argc, argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
}

gint64
reel_test_deadline_new (void)
{
  return g_get_monotonic_time () + REEL_TEST_SECONDS * G_USEC_PER_SEC;
}

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
reel_test_turn (gint64      deadline,
                const char *condition,
                const char *where)
{
  guint tick;

  if (g_get_monotonic_time () > deadline)
    g_error ("%s: not within %d s: %s", where, REEL_TEST_SECONDS, condition);
  tick = g_timeout_add (100, wake, NULL); /* so that the deadline is looked at where nothing happens */
  g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}

void
reel_test_store_result (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  g_assert_null (*slot);
  *slot = g_object_ref (result);
}

void
reel_test_assert_finalized_impl (gpointer   *object,
                                 const char *where)
{
  gpointer weak = *object;
  g_autofree char *type = NULL;
  gint64 deadline;

  g_assert_true (G_IS_OBJECT (weak));
  type = g_strdup_printf ("the last reference on a %s is gone", G_OBJECT_TYPE_NAME (weak));
  g_object_add_weak_pointer (weak, &weak);
  g_clear_object (object);
  deadline = reel_test_deadline_new ();
  while (weak != NULL)
    reel_test_turn (deadline, type, where);
}

char *
reel_test_sample (const char *name)
{
  const char *folder = g_getenv ("REEL_TEST_SAMPLES");
  char *path;

  g_assert_nonnull (folder);
  path = g_build_filename (folder, name, NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_error ("%s is missing: tests/samples.sh makes it", path);
  return path;
}

char *
reel_test_tmp (const char *name)
{
  char *path = g_build_filename (g_get_user_runtime_dir (), name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  return path;
}

void
reel_test_become_nobody (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  GStatBuf status;

  if (geteuid () != 0)
    return;
  while (strcmp (folder, "/") != 0)
    {
      char *above = g_path_get_dirname (folder);

      g_assert_cmpint (g_stat (folder, &status), ==, 0);
      if ((status.st_mode & 0005) != 0005)
        g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
      g_free (folder);
      folder = above;
    }
  g_assert_cmpint (seteuid (65534), ==, 0);
}

void
reel_test_become_oneself (void)
{
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
}
