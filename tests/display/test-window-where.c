/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "collections/reel-choose-collection-dialog.h"
#include "collections/reel-collection-row.h"
#include "collections/reel-collections-view.h"
#include "collections/reel-new-collection-dialog.h"
#include "collections/reel-videos-page.h"
#include "preview/reel-preview-pane.h"
#include "reel-test.h"
#include "search/reel-results-page.h"
#include "uploads/reel-uploads-page.h"
#include "window-stage.h"

static guint
n_videos (WindowStage *f,
          const char  *id)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)), found = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (f->catalogue), i);

      found += g_str_equal (reel_video_get_collection_id (video), id) ? 1 : 0;
    }
  return found;
}

static void
show_view (WindowStage *f,
           const char  *name)
{
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (window_stage_find (f, ADW_TYPE_VIEW_STACK, NULL)), name);
}

/* The dialog, once it is there. */
static GtkWidget *
wait_for (GType type)
{
  GtkWidget *dialog;

  reel_test_wait ((dialog = window_stage_dialog (type)) != NULL);
  return dialog;
}

static void
wait_gone (GType type)
{
  reel_test_wait (window_stage_dialog (type) == NULL);
}

static void
click (GtkWidget  *root,
       const char *button)
{
  GtkWidget *found;

  reel_test_wait ((found = stage_find (root, GTK_TYPE_BUTTON, button)) != NULL);
  g_assert_true (gtk_widget_is_sensitive (found));
  g_signal_emit_by_name (found, "clicked");
}

/* Wherever files are dropped, they go into the collection that is looked at; where that is all of them, into one that is asked
 * for. */
static void
test_anywhere (WindowStage  *f,
               gconstpointer data)
{
  const GType dialog = REEL_TYPE_CHOOSE_COLLECTION_DIALOG;
  g_autoptr (GListModel) tree = window_stage_files ((const char *[]){ "tree.avi", NULL });
  g_autoptr (GListModel) film = window_stage_files ((const char *[]){ "Megamind.avi", NULL });
  g_autofree char *trees = g_strdup (window_stage_make (f, "Trees"));
  g_autofree char *films = g_strdup (window_stage_make (f, "Films & <more>"));
  GtkWidget *row;

  /* With one collection, at once, on each page. */
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Trees"));
  show_view (f, "results");
  g_assert_true (window_stage_drop (window_stage_find (f, REEL_TYPE_RESULTS_PAGE, NULL), tree));
  reel_test_wait (n_videos (f, trees) == 1);
  g_assert_null (window_stage_dialog (dialog));
  show_view (f, "uploads");
  g_assert_true (window_stage_drop (window_stage_find (f, REEL_TYPE_UPLOADS_PAGE, NULL), film));
  reel_test_wait (n_videos (f, trees) == 2);

  /* With all of them: on a page, on the row, beside the rows, and on the preview. */
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), NULL));
  g_assert_true (window_stage_drop (window_stage_find (f, REEL_TYPE_VIDEOS_PAGE, NULL), film));
  window_stage_look (f, "where-window");
  stage_look_at (&f->stage, wait_for (dialog), "where-choose");
  click (wait_for (dialog), "Cancel");
  wait_gone (dialog);
  g_assert_true (window_stage_drop (window_stage_find (f, REEL_TYPE_PREVIEW_PANE, NULL), film));
  gtk_window_close (GTK_WINDOW (wait_for (dialog)));
  wait_gone (dialog);
  g_assert_true (window_stage_drop (gtk_widget_get_parent (window_stage_find (f, REEL_TYPE_COLLECTIONS_VIEW, NULL)), film));
  gtk_window_close (GTK_WINDOW (wait_for (dialog)));
  wait_gone (dialog);
  g_assert_cmpuint (n_videos (f, films), ==, 0);

  row = window_stage_find (f, REEL_TYPE_COLLECTION_ROW, NULL); /* the first is all of them */
  g_assert_true (window_stage_drop (row, film));
  row = stage_find (wait_for (dialog), ADW_TYPE_ACTION_ROW, "Films & <more>");
  g_assert_nonnull (row);
  gtk_widget_activate (row);
  reel_test_wait (n_videos (f, films) == 1);
  wait_gone (dialog);
  g_assert_cmpuint (n_videos (f, trees), ==, 2);

  /* Or into a new one. */
  g_assert_true (window_stage_drop (window_stage_find (f, REEL_TYPE_VIDEOS_PAGE, NULL), tree));
  click (wait_for (dialog), "New Collection…");
  wait_gone (dialog);
  gtk_editable_set_text (GTK_EDITABLE (stage_find (wait_for (REEL_TYPE_NEW_COLLECTION_DIALOG), ADW_TYPE_ENTRY_ROW, NULL)), "More");
  click (wait_for (REEL_TYPE_NEW_COLLECTION_DIALOG), "Create");
  wait_gone (REEL_TYPE_NEW_COLLECTION_DIALOG);
  reel_test_wait (n_videos (f, reel_collection_get_id (reel_collection_list_find (reel_session_get_collections (f->session),
                                                                                  "More"))) == 1);
}

static guint
n_collections (WindowStage *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (reel_session_get_collections (f->session)));
}

/* What is being made can't be changed, and is made once; 'Cancel' gives it up, so that nothing is selected or sent. */
static void
test_cancel (WindowStage  *f,
             gconstpointer data)
{
  const GType type = REEL_TYPE_NEW_COLLECTION_DIALOG;
  ReelCollectionsView *view = REEL_COLLECTIONS_VIEW (window_stage_find (f, REEL_TYPE_COLLECTIONS_VIEW, NULL));
  g_autoptr (GListModel) tree = window_stage_files ((const char *[]){ "tree.avi", NULL });
  GtkWidget *name;

  window_stage_make (f, "There");
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "There"));
  reel_window_ask_collection (REEL_WINDOW (f->window), tree);
  name = stage_find (wait_for (type), ADW_TYPE_ENTRY_ROW, NULL);
  gtk_editable_set_text (GTK_EDITABLE (name), "Given up");
  click (wait_for (type), "Create");
  g_assert_false (gtk_widget_is_sensitive (name));
  g_assert_false (gtk_widget_is_sensitive (stage_find (wait_for (type), GTK_TYPE_BUTTON, "Create")));
  click (wait_for (type), "Cancel");
  wait_gone (type);
  /* The service had it already: it is listed, and no more than that. */
  reel_test_wait (n_collections (f) == 2 || reel_session_get_state (f->session) == REEL_SESSION_READY);
  window_stage_make (f, "Later");
  g_assert_cmpstr (reel_collection_get_name (reel_collections_view_get_selected (view)), ==, "There");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)), ==, 0);

  /* One that fails can be changed, and made then. */
  reel_window_ask_collection (REEL_WINDOW (f->window), NULL);
  name = stage_find (wait_for (type), ADW_TYPE_ENTRY_ROW, NULL);
  gtk_editable_set_text (GTK_EDITABLE (name), "Again");
  reel_collection_list_set_client (reel_session_get_collections (f->session), NULL);
  click (wait_for (type), "Create");
  reel_test_wait (gtk_widget_is_sensitive (name));
  g_assert_true (stage_sees (wait_for (type), "The service is not connected yet."));
  reel_collection_list_set_client (reel_session_get_collections (f->session), reel_session_get_client (f->session));
  click (wait_for (type), "Create");
  wait_gone (type);
  g_assert_cmpstr (reel_collection_get_name (reel_collections_view_get_selected (view)), ==, "Again");
}

/* Another service is chosen while a dialog is open: what it asks for stays with the one that it is about. */
static void
test_switched (WindowStage  *f,
               gconstpointer data)
{
  const GType type = REEL_TYPE_NEW_COLLECTION_DIALOG, choose = REEL_TYPE_CHOOSE_COLLECTION_DIALOG;
  ReelProfile *profile = reel_profile_list_add_custom (f->profiles, "https://example.org", REEL_KEY_HEADER_X_API_KEY, FALSE);
  ReelSession *other = reel_session_new (profile, f->catalogue, f->secrets, f->service);
  g_autoptr (GListModel) tree = window_stage_files ((const char *[]){ "tree.avi", NULL });
  g_autofree char *trees = g_strdup (window_stage_make (f, "Trees"));
  const guint n = n_collections (f);
  GtkWidget *name;

  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), NULL));
  reel_window_ask_collection (REEL_WINDOW (f->window), tree);
  name = stage_find (wait_for (type), ADW_TYPE_ENTRY_ROW, NULL);
  gtk_editable_set_text (GTK_EDITABLE (name), "Elsewhere");
  reel_window_set_session (REEL_WINDOW (f->window), other, f->catalogue, f->grabber);
  click (wait_for (type), "Create");
  g_assert_true (stage_sees (wait_for (type), "Another service was chosen meanwhile"));
  click (wait_for (type), "Cancel");
  wait_gone (type);
  g_assert_cmpuint (n_collections (f), ==, n);

  reel_window_set_session (REEL_WINDOW (f->window), f->session, f->catalogue, f->grabber);
  reel_window_add_files (REEL_WINDOW (f->window), tree);
  wait_for (choose);
  reel_window_set_session (REEL_WINDOW (f->window), other, f->catalogue, f->grabber);
  gtk_widget_activate (stage_find (wait_for (choose), ADW_TYPE_ACTION_ROW, "Trees"));
  reel_test_wait (n_videos (f, trees) == 1);
  reel_window_set_session (REEL_WINDOW (f->window), f->session, f->catalogue, f->grabber);
  reel_session_close (other);
  reel_test_assert_finalized (&other);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  stage_init (&argc, &argv);
  g_test_add ("/app/where/anywhere", WindowStage, NULL, window_stage_set_up, test_anywhere, window_stage_tear_down);
  g_test_add ("/app/where/cancel", WindowStage, NULL, window_stage_set_up, test_cancel, window_stage_tear_down);
  g_test_add ("/app/where/switched", WindowStage, NULL, window_stage_set_up, test_switched, window_stage_tear_down);
  return g_test_run ();
}
