/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What every test has: XDG folders of its own, fatal criticals, a loop that turns with a bound, no sleeps. */

/* How long a wait for a state may last before it counts as a hang, also on a busy machine. */
#define REEL_TEST_SECONDS 120

/* Instead of g_test_init(): isolates the folders, sets the C locale, initialises GStreamer. */
void reel_test_init (int *argc, char ***argv);

/* The part of it that comes before any library: the locale, settings in memory, no network beyond loopback. */
void reel_test_set_environment (void);

/* Turns the default main context until @condition holds; the test fails after REEL_TEST_SECONDS. */
#define reel_test_wait(condition)                                                                                       \
  G_STMT_START                                                                                                          \
  {                                                                                                                     \
    gint64 reel_test_deadline = reel_test_deadline_new ();                                                              \
    while (!(condition))                                                                                                \
      reel_test_turn (reel_test_deadline, G_STRINGIFY (condition), G_STRLOC);                                           \
  }                                                                                                                     \
  G_STMT_END

gint64 reel_test_deadline_new (void);
void   reel_test_turn         (gint64 deadline, const char *condition, const char *where);

/* A GAsyncReadyCallback that puts a reference on the result into the GAsyncResult* that user_data points to. */
void   reel_test_store_result (GObject *source, GAsyncResult *result, gpointer user_data);

/* Drops the last reference and asserts, turning the loop, that the object is really gone. */
#define reel_test_assert_finalized(object) reel_test_assert_finalized_impl ((gpointer *) (object), G_STRLOC)
void   reel_test_assert_finalized_impl (gpointer *object, const char *where);

/* A file of the samples, made by tests/samples.sh, such as "vtest.avi"; fails the test where it is missing. */
char  *reel_test_sample (const char *name);

/* A folder of this test's own, removed with all in it at exit. */
char  *reel_test_tmp (const char *name);

/* From here on the test may read only what every user may, also where root runs it; @path can be reached all the same. */
void   reel_test_become_nobody (const char *path);
void   reel_test_become_oneself (void);

G_END_DECLS
