/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reel-test.h"
#include "uploads/reel-folder-ledger.h"

/* When a file of a watched folder has finished copying; the time is the test's. */

#define SECOND G_USEC_PER_SEC

/* A look at a folder with one file. */
static ReelFolderVerdict
look (ReelFolderLedger *ledger,
      gint64            now,
      guint64           size,
      gint64            changed)
{
  ReelFolderVerdict verdict;

  reel_folder_ledger_begin (ledger, now);
  verdict = reel_folder_ledger_look (ledger, "file:///a.mp4", size, changed);
  reel_folder_ledger_end (ledger, TRUE);
  return verdict;
}

static void
test_settle (void)
{
  g_autoptr (ReelFolderLedger) ledger = reel_folder_ledger_new (5 * SECOND);

  g_assert_cmpint (look (ledger, 0, 10, 1), ==, REEL_FOLDER_NOT_YET);
  g_assert_cmpint (look (ledger, 5 * SECOND - 1, 10, 1), ==, REEL_FOLDER_NOT_YET); /* two looks, but too close */
  g_assert_cmpint (look (ledger, 5 * SECOND, 10, 1), ==, REEL_FOLDER_NEW);
  g_assert_cmpint (look (ledger, 6 * SECOND, 10, 1), ==, REEL_FOLDER_NEW); /* until somebody takes it */
  reel_folder_ledger_take (ledger, "file:///a.mp4", 10, 1);
  g_assert_cmpint (look (ledger, 7 * SECOND, 10, 1), ==, REEL_FOLDER_TAKEN);
}

/* It grows, or is written without growing: each begins the wait anew. */
static void
test_growing (void)
{
  g_autoptr (ReelFolderLedger) ledger = reel_folder_ledger_new (5 * SECOND);

  g_assert_cmpint (look (ledger, 0, 10, 1), ==, REEL_FOLDER_NOT_YET);
  g_assert_cmpint (look (ledger, 60 * SECOND, 20, 1), ==, REEL_FOLDER_NOT_YET);
  g_assert_cmpint (look (ledger, 120 * SECOND, 20, 2), ==, REEL_FOLDER_NOT_YET);
  g_assert_cmpint (look (ledger, 124 * SECOND, 20, 2), ==, REEL_FOLDER_NOT_YET);
  g_assert_cmpint (look (ledger, 125 * SECOND, 20, 2), ==, REEL_FOLDER_NEW);
  g_assert_cmpint (look (ledger, 126 * SECOND, 21, 2), ==, REEL_FOLDER_NOT_YET); /* it goes on before it was taken */
}

static void
test_empty (void)
{
  g_autoptr (ReelFolderLedger) ledger = reel_folder_ledger_new (5 * SECOND);

  reel_folder_ledger_begin (ledger, 0);
  g_assert_cmpint (reel_folder_ledger_look (ledger, "file:///a.mp4", 0, 1), ==, REEL_FOLDER_NOT_YET);
  g_assert_cmpuint (reel_folder_ledger_end (ledger, TRUE), ==, 0); /* nothing to wait for soon */
  g_assert_cmpint (look (ledger, 600 * SECOND, 0, 1), ==, REEL_FOLDER_NOT_YET);
  g_assert_cmpint (look (ledger, 601 * SECOND, 5, 2), ==, REEL_FOLDER_NOT_YET);
  g_assert_cmpint (look (ledger, 606 * SECOND, 5, 2), ==, REEL_FOLDER_NEW);
}

/* What was taken is new again when it is another: with a new size, or only a new time. */
static void
test_changed (void)
{
  g_autoptr (ReelFolderLedger) ledger = reel_folder_ledger_new (5 * SECOND);

  reel_folder_ledger_take (ledger, "file:///a.mp4", 10, 1); /* as the catalogue remembers it */
  g_assert_cmpint (look (ledger, 0, 10, 1), ==, REEL_FOLDER_TAKEN);
  g_assert_cmpint (look (ledger, 1 * SECOND, 10, 2), ==, REEL_FOLDER_NOT_YET);
  g_assert_cmpint (look (ledger, 6 * SECOND, 10, 2), ==, REEL_FOLDER_CHANGED);
  reel_folder_ledger_take (ledger, "file:///a.mp4", 10, 2);
  g_assert_cmpint (look (ledger, 7 * SECOND, 10, 2), ==, REEL_FOLDER_TAKEN);
  g_assert_cmpint (look (ledger, 8 * SECOND, 11, 2), ==, REEL_FOLDER_NOT_YET);
  g_assert_cmpint (look (ledger, 9 * SECOND, 10, 2), ==, REEL_FOLDER_TAKEN); /* put back */
}

static guint
look_at_nothing (ReelFolderLedger *ledger,
                 gint64            now,
                 gboolean          complete)
{
  reel_folder_ledger_begin (ledger, now);
  return reel_folder_ledger_end (ledger, complete);
}

/* A file that goes and comes waits anew, unless it was only not looked at; one that was taken is known for ever. */
static void
test_gone (void)
{
  g_autoptr (ReelFolderLedger) ledger = reel_folder_ledger_new (5 * SECOND);

  g_assert_cmpint (look (ledger, 0, 10, 1), ==, REEL_FOLDER_NOT_YET);
  g_assert_cmpuint (look_at_nothing (ledger, 1 * SECOND, TRUE), ==, 0);
  g_assert_cmpint (look (ledger, 10 * SECOND, 10, 1), ==, REEL_FOLDER_NOT_YET);
  g_assert_cmpuint (look_at_nothing (ledger, 11 * SECOND, FALSE), ==, 0);
  g_assert_cmpint (look (ledger, 15 * SECOND, 10, 1), ==, REEL_FOLDER_NEW);
  reel_folder_ledger_take (ledger, "file:///a.mp4", 10, 1);
  g_assert_cmpuint (look_at_nothing (ledger, 16 * SECOND, TRUE), ==, 0);
  g_assert_cmpint (look (ledger, 17 * SECOND, 10, 1), ==, REEL_FOLDER_TAKEN);
  g_assert_cmpint (look (ledger, 18 * SECOND, 12, 3), ==, REEL_FOLDER_NOT_YET);
  g_assert_cmpuint (look_at_nothing (ledger, 19 * SECOND, TRUE), ==, 0);
  g_assert_cmpint (look (ledger, 60 * SECOND, 12, 3), ==, REEL_FOLDER_NOT_YET);
}

static void
test_waiting (void)
{
  g_autoptr (ReelFolderLedger) ledger = reel_folder_ledger_new (5 * SECOND);

  reel_folder_ledger_take (ledger, "file:///taken.mp4", 10, 1);
  reel_folder_ledger_begin (ledger, 0);
  reel_folder_ledger_look (ledger, "file:///taken.mp4", 10, 1);
  reel_folder_ledger_look (ledger, "file:///1.mp4", 10, 1);
  reel_folder_ledger_look (ledger, "file:///2.mp4", 10, 1);
  reel_folder_ledger_look (ledger, "file:///empty.mp4", 0, 1);
  g_assert_cmpuint (reel_folder_ledger_end (ledger, TRUE), ==, 2);
}

static void
test_there (void)
{
  g_autoptr (ReelFolderLedger) ledger = reel_folder_ledger_new (5 * SECOND);
  g_autoptr (GPtrArray) there = NULL;

  reel_folder_ledger_take (ledger, "file:///taken.mp4", 10, 1);
  reel_folder_ledger_take (ledger, "file:///away.mp4", 10, 1);
  reel_folder_ledger_begin (ledger, 0);
  reel_folder_ledger_look (ledger, "file:///away.mp4", 10, 1);
  reel_folder_ledger_end (ledger, TRUE);
  reel_folder_ledger_begin (ledger, SECOND);
  reel_folder_ledger_look (ledger, "file:///taken.mp4", 10, 1);
  reel_folder_ledger_look (ledger, "file:///new.mp4", 10, 1);
  reel_folder_ledger_end (ledger, FALSE);
  there = reel_folder_ledger_list_there (ledger);
  g_assert_cmpuint (there->len, ==, 1);
  g_assert_cmpstr (there->pdata[0], ==, "file:///taken.mp4");
}

static void
test_names (void)
{
  static const char * const temporary[] = { "a.mp4.part", "a.mp4.PART",       ".a.mp4.X3fQ9z", ".a.mp4", "a.mp4.crdownload",
                                            "a.tmp",      "~a.mp4",           "a.mp4~",        "a.mp4.filepart" };
  static const char * const finished[] = { "a.mp4", "part.mp4", "a.part.mp4", "tmp", "a", "download.mov" };

  for (gsize i = 0; i < G_N_ELEMENTS (temporary); i++)
    g_assert_true (reel_folder_is_temporary (temporary[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (finished); i++)
    g_assert_false (reel_folder_is_temporary (finished[i]));
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/folder-ledger/settle", test_settle);
  g_test_add_func ("/folder-ledger/growing", test_growing);
  g_test_add_func ("/folder-ledger/empty", test_empty);
  g_test_add_func ("/folder-ledger/changed", test_changed);
  g_test_add_func ("/folder-ledger/gone", test_gone);
  g_test_add_func ("/folder-ledger/waiting", test_waiting);
  g_test_add_func ("/folder-ledger/names", test_names);
  g_test_add_func ("/folder-ledger/there", test_there);
  return g_test_run ();
}
