/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "app/reel-application-private.h"
#include "reel-test.h"
#include "stage.h"

/* What the service on this computer wants people to hear is shown by the application. */

static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window; /* GTK holds it */
    }
  return NULL;
}

static gboolean
use_this_computer (gpointer data)
{
  ReelApplication *app = data;
  GtkWidget *dialog;

  reel_test_wait (app->catalogue != NULL && app->window != NULL);
  reel_application_select_profile (app, reel_profile_list_find (app->profiles, "local"), NULL);
  reel_test_wait (find_dialog () != NULL);
  dialog = find_dialog ();
  g_assert_true (stage_sees (dialog, "Index Begun Anew"));
  g_assert_true (stage_sees (dialog, "add your videos again"));
  reel_test_wait (reel_session_get_state (app->session) == REEL_SESSION_READY); /* and it goes on */

  gtk_window_close (GTK_WINDOW (dialog));
  reel_test_wait (find_dialog () == NULL);
  gtk_window_destroy (GTK_WINDOW (app->window));
  return G_SOURCE_REMOVE;
}

static void
test_damaged_index (void)
{
  char *argv[] = { (char *) "reelseek", NULL };
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "reelseek", "local", NULL);
  g_autofree char *database = g_build_filename (folder, "local.db", NULL);
  g_autofree char *aside = g_build_filename (folder, "damaged", NULL);
  ReelApplication *app = reel_application_new ();

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (database, "this is no database, whatever its name may say about it", -1, NULL));
  g_idle_add (use_this_computer, app);
  g_assert_cmpint (g_application_run (G_APPLICATION (app), 1, argv), ==, 0);
  g_assert_true (g_file_test (aside, G_FILE_TEST_IS_DIR)); /* it went through */
  reel_test_assert_finalized (&app);
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add_func ("/app/application/damaged-index", test_damaged_index);
  return g_test_run ();
}
