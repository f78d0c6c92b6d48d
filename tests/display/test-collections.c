/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "collections/reel-collection-list.h"
#include "collections/reel-collection-row.h"
#include "collections/reel-collections-view.h"
#include "collections/reel-new-collection-dialog.h"
#include "collections/reel-videos-page.h"
#include "library/reel-collection-record.h"
#include "reel-test.h"
#include "stage.h"

static ReelCatalogue *
open_catalogue (void)
{
  g_autofree char *folder = reel_test_tmp ("collections");
  g_autofree char *name = g_strdup_printf ("%u.db", g_random_int ());
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  ReelCatalogue *catalogue;

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  catalogue = reel_catalogue_open_finish (result, &set_aside, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  return catalogue;
}

static void
add_videos (ReelCatalogue      *catalogue,
            const char         *collection,
            const char * const *uris)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) videos = NULL;
  GAsyncResult *result = NULL;

  reel_catalogue_add_videos_async (catalogue, "test", collection, uris, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (catalogue, result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
}

/* The first widget below @root of that type. */
static GtkWidget *
find (GtkWidget *root,
      GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
on_count (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_view (void)
{
  ReelCatalogue *catalogue = open_catalogue ();
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);
  ReelCollectionList *list;
  GtkWidget *window = gtk_window_new ();
  ReelCollectionsView *view = g_object_new (REEL_TYPE_COLLECTIONS_VIEW, NULL);
  GtkListBox *box;
  GtkListBoxRow *row;
  guint selected = 0, activated = 0, asked = 0;

  g_ptr_array_add (records, reel_collection_record_new ("b", "Birds", NULL));
  g_ptr_array_add (records, reel_collection_record_new ("a", "Ants", NULL));
  reel_catalogue_save_collections (catalogue, "test", records);
  add_videos (catalogue, "b", (const char *[]){ "file:///nowhere/1.mp4", "file:///nowhere/2.mp4", NULL });
  list = reel_collection_list_new (catalogue, "test");

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (view));
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect_swapped (view, "notify::selected", G_CALLBACK (on_count), &selected);
  g_signal_connect_swapped (view, "activated", G_CALLBACK (on_count), &activated);
  g_signal_connect_swapped (view, "new-requested", G_CALLBACK (on_count), &asked);
  reel_collections_view_set_collections (view, list);
  g_assert_null (reel_collections_view_get_selected (view));

  box = GTK_LIST_BOX (find (GTK_WIDGET (view), GTK_TYPE_LIST_BOX));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, "Collections");
  row = gtk_list_box_get_row_at_index (box, 2); /* all, Ants, Birds */
  reel_test_wait (reel_collection_get_n_videos (reel_collection_row_get_collection (REEL_COLLECTION_ROW (row))) == 2);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, "Birds, 2 videos");
  g_signal_emit_by_name (box, "row-activated", row);
  g_assert_cmpstr (reel_collection_get_id (reel_collections_view_get_selected (view)), ==, "b");
  g_assert_cmpuint (selected, ==, 1);
  g_assert_cmpuint (activated, ==, 1);
  g_signal_emit_by_name (box, "row-activated", row); /* again: brings the videos back, but nothing else is selected */
  g_assert_cmpuint (selected, ==, 1);
  g_assert_cmpuint (activated, ==, 2);
  reel_collections_view_select (view, NULL);
  g_assert_cmpuint (selected, ==, 2);
  g_assert_true (gtk_list_box_get_selected_row (box) == gtk_list_box_get_row_at_index (box, 0));

  g_signal_emit_by_name (find (GTK_WIDGET (view), GTK_TYPE_BUTTON), "clicked");
  g_assert_cmpuint (asked, ==, 1);

  reel_collections_view_set_collections (view, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  reel_test_assert_finalized (&list);
  reel_test_assert_finalized (&catalogue);
}

static void
test_videos (void)
{
  ReelCatalogue *catalogue = open_catalogue ();
  g_autofree char *cache = reel_test_tmp ("frames");
  ReelFrameGrabber *grabber = reel_frame_grabber_new (cache);
  GtkWidget *window = gtk_window_new ();
  ReelVideosPage *page = g_object_new (REEL_TYPE_VIDEOS_PAGE, NULL);
  g_autoptr (ReelCollection) ants = reel_collection_new ("a", "Ants", NULL);
  g_autoptr (ReelCollection) birds = reel_collection_new ("b", "Birds", NULL);
  GtkStack *stack;
  GtkGridView *grid;
  guint activated = 0, wanted = 0;

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (page));
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 400);
  gtk_window_present (GTK_WINDOW (window));
  stack = GTK_STACK (find (GTK_WIDGET (page), GTK_TYPE_STACK));
  grid = GTK_GRID_VIEW (find (GTK_WIDGET (page), GTK_TYPE_GRID_VIEW));
  g_signal_connect_swapped (page, "video-activated", G_CALLBACK (on_count), &activated);
  g_signal_connect_swapped (page, "add-requested", G_CALLBACK (on_count), &wanted);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL, "Videos");

  reel_videos_page_set_source (page, catalogue, grabber, "test");
  reel_videos_page_set_collection (page, NULL, FALSE);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "none");
  reel_videos_page_set_collection (page, NULL, TRUE);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "empty-all");
  g_signal_emit_by_name (find (gtk_stack_get_visible_child (stack), GTK_TYPE_BUTTON), "clicked"); /* the window asks where */
  g_assert_cmpuint (wanted, ==, 1);
  reel_videos_page_set_collection (page, ants, TRUE);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "empty");
  g_signal_emit_by_name (find (gtk_stack_get_visible_child (stack), GTK_TYPE_BUTTON), "clicked");
  g_assert_cmpuint (wanted, ==, 2);

  add_videos (catalogue, "b", (const char *[]){ "file:///nowhere/1.mp4", "file:///nowhere/2.mp4", NULL });
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "empty"); /* another collection's */
  reel_videos_page_set_collection (page, birds, TRUE);
  reel_test_wait (g_strcmp0 (gtk_stack_get_visible_child_name (stack), "grid") == 0);
  reel_test_wait (g_list_model_get_n_items (G_LIST_MODEL (gtk_grid_view_get_model (grid))) == 2);
  g_signal_emit_by_name (grid, "activate", 1u);
  g_assert_cmpuint (activated, ==, 1);

  gtk_window_destroy (GTK_WINDOW (window));
  reel_test_assert_finalized (&grabber);
  reel_test_assert_finalized (&catalogue);
}

/* The label with that text that is to be seen below @root; NULL where there is none. */
static GtkWidget *
find_text (GtkWidget  *root,
           const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (GTK_IS_LABEL (root) && g_str_equal (gtk_label_get_text (GTK_LABEL (root)), text))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_text (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
on_analyse_requested (GString   *names,
                      ReelVideo *video)
{
  g_string_append_printf (names, "%s ", reel_video_get_name (video));
}

static void
test_menu (void)
{
  ReelCatalogue *catalogue = open_catalogue ();
  g_autofree char *cache = reel_test_tmp ("frames");
  ReelFrameGrabber *grabber = reel_frame_grabber_new (cache);
  ReelVideosPage *page = g_object_new (REEL_TYPE_VIDEOS_PAGE, NULL);
  g_autoptr (ReelCollection) birds = reel_collection_new ("b", "Birds", NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (ReelVideo) first = NULL;
  GtkWidget *item = NULL;
  guint activated = 0;
  Stage *stage;

  add_videos (catalogue, "b", (const char *[]){ "file:///nowhere/1.mp4", "file:///nowhere/2.mp4", NULL });
  reel_videos_page_set_source (page, catalogue, grabber, "test");
  reel_videos_page_set_collection (page, birds, TRUE);
  g_signal_connect_swapped (page, "analyse-requested", G_CALLBACK (on_analyse_requested), names);
  g_signal_connect_swapped (page, "video-activated", G_CALLBACK (on_count), &activated);
  stage = stage_new (GTK_WIDGET (page), 500, 400);
  reel_test_wait (find_text (GTK_WIDGET (page), "2.mp4") != NULL);

  /* With the pointer, on a video that is not selected. */
  g_assert_null (find_text (GTK_WIDGET (page), "Analyse"));
  stage_click_with (stage, find_text (GTK_WIDGET (page), "2.mp4"), 3, 1);
  reel_test_wait ((item = find_text (GTK_WIDGET (page), "Analyse")) != NULL);
  stage_look (stage, "videos-menu");
  stage_click (stage, item, 1);
  reel_test_wait (names->len > 0);
  g_assert_cmpstr (names->str, ==, "2.mp4 ");
  reel_test_wait (find_text (GTK_WIDGET (page), "Analyse") == NULL);
  g_assert_cmpuint (activated, ==, 0);

  /* With the keyboard, on the one that has the focus; both keys. */
  gtk_widget_child_focus (find (GTK_WIDGET (page), GTK_TYPE_GRID_VIEW), GTK_DIR_TAB_FORWARD);
  stage_press (stage, "Menu");
  reel_test_wait (find_text (GTK_WIDGET (page), "Analyse") != NULL);
  stage_press (stage, "Escape");
  reel_test_wait (find_text (GTK_WIDGET (page), "Analyse") == NULL);
  stage_press (stage, "shift+F10");
  reel_test_wait ((item = find_text (GTK_WIDGET (page), "Play")) != NULL);
  stage_click (stage, item, 1);
  reel_test_wait (activated == 1);
  reel_test_wait (find_text (GTK_WIDGET (page), "Play") == NULL);

  /* Nothing can be sent of a file that is not there. */
  first = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);
  reel_video_set_missing (first, TRUE);
  stage_click_with (stage, find_text (GTK_WIDGET (page), reel_video_get_name (first)), 3, 1);
  reel_test_wait ((item = find_text (GTK_WIDGET (page), "Analyse")) != NULL);
  g_assert_false (gtk_widget_is_sensitive (item));
  stage_press (stage, "Escape");
  reel_test_wait (find_text (GTK_WIDGET (page), "Analyse") == NULL);
  g_assert_cmpstr (names->str, ==, "2.mp4 ");

  stage_free (stage);
  g_clear_object (&first);
  reel_test_assert_finalized (&grabber);
  reel_test_assert_finalized (&catalogue);
}

/* The item is there where the service can, of videos that it has. */
static void
test_similar (void)
{
  ReelCatalogue *catalogue = open_catalogue ();
  g_autofree char *cache = reel_test_tmp ("frames");
  ReelFrameGrabber *grabber = reel_frame_grabber_new (cache);
  ReelVideosPage *page = g_object_new (REEL_TYPE_VIDEOS_PAGE, NULL);
  g_autoptr (ReelCollection) birds = reel_collection_new ("b", "Birds", NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (ReelVideo) video = NULL;
  GtkWidget *item = NULL;
  Stage *stage;

  add_videos (catalogue, "b", (const char *[]){ "file:///nowhere/1.mp4", NULL });
  video = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);
  reel_videos_page_set_source (page, catalogue, grabber, "test");
  reel_videos_page_set_collection (page, birds, TRUE);
  g_signal_connect_swapped (page, "similar-requested", G_CALLBACK (on_analyse_requested), names);
  stage = stage_new (GTK_WIDGET (page), 500, 400);
  reel_test_wait (find_text (GTK_WIDGET (page), "1.mp4") != NULL);

  for (guint i = 0; i < 3; i++)
    {
      reel_videos_page_set_finds_similar (page, i > 0);
      if (i == 2)
        reel_video_set_video_id (video, "v1");
      /* the toolkit may still be busy with the menu before, whose grab eats a click */
      for (guint j = 0; j < 10 && find_text (GTK_WIDGET (page), "Analyse") == NULL; j++)
        {
          stage_click_with (stage, find_text (GTK_WIDGET (page), "1.mp4"), 3, 1);
          reel_display_rest (stage->display, 500);
        }
      g_assert_nonnull (find_text (GTK_WIDGET (page), "Analyse"));
      item = find_text (GTK_WIDGET (page), "Find Similar Videos");
      g_assert_true ((item != NULL) == (i == 2));
      if (i == 2)
        stage_click (stage, item, 1);
      else
        stage_press (stage, "Escape");
      reel_test_wait (find_text (GTK_WIDGET (page), "Analyse") == NULL);
    }
  reel_test_wait (names->len > 0);
  g_assert_cmpstr (names->str, ==, "1.mp4 ");

  stage_free (stage);
  g_clear_object (&video);
  reel_test_assert_finalized (&grabber);
  reel_test_assert_finalized (&catalogue);
}

static void
note_collection (ReelCatalogue *catalogue,
                 const char    *id,
                 const char    *name,
                 gboolean       hidden)
{
  GAsyncResult *result = NULL;

  reel_catalogue_note_collection_async (catalogue, "test", id, name, hidden, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_note_collection_finish (catalogue, result, NULL));
  g_object_unref (result);
}

static void
on_asked (GString        *said,
          ReelCollection *collection)
{
  g_string_append_printf (said, "%s ", reel_collection_get_id (collection));
}

static void
on_hide_asked (GString        *said,
               ReelCollection *collection,
               gboolean        hidden)
{
  g_string_append_printf (said, "%s%c ", reel_collection_get_id (collection), hidden ? '-' : '+');
}

/* What is renamed moves to its place and is found by both names; what is hidden is not listed, unless that is asked for. */
static void
test_local (void)
{
  ReelCatalogue *catalogue = open_catalogue ();
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);
  g_autoptr (GString) renamed = g_string_new (NULL);
  g_autoptr (GString) hidden = g_string_new (NULL);
  g_autoptr (GString) forgotten = g_string_new (NULL);
  g_autoptr (GString) watched = g_string_new (NULL);
  ReelCollectionsView *view = g_object_new (REEL_TYPE_COLLECTIONS_VIEW, NULL);
  ReelCollectionList *list;
  ReelCollection *ants;
  GtkWidget *item = NULL;
  GtkListBox *box;
  Stage *stage;
  int x, y;

  g_ptr_array_add (records, reel_collection_record_new ("a", "Ants", NULL));
  g_ptr_array_add (records, reel_collection_record_new ("b", "Birds", NULL));
  reel_catalogue_save_collections (catalogue, "test", records);
  list = reel_collection_list_new (catalogue, "test");
  reel_collections_view_set_collections (view, list);
  g_signal_connect_swapped (view, "rename-requested", G_CALLBACK (on_asked), renamed);
  g_signal_connect_swapped (view, "hide-requested", G_CALLBACK (on_hide_asked), hidden);
  g_signal_connect_swapped (view, "forget-requested", G_CALLBACK (on_asked), forgotten);
  g_signal_connect_swapped (view, "watch-requested", G_CALLBACK (on_asked), watched);
  stage = stage_new (GTK_WIDGET (view), 300, 400);
  box = GTK_LIST_BOX (find (GTK_WIDGET (view), GTK_TYPE_LIST_BOX));

  ants = reel_collection_list_find (list, "Ants");
  reel_collections_view_select (view, ants);
  note_collection (catalogue, "a", "Zebras", FALSE);
  g_assert_true (reel_collection_list_find (list, "Zebras") == ants);
  g_assert_true (reel_collection_list_find (list, "Ants") == ants);
  g_assert_cmpuint (reel_collection_list_get_position (list, ants), ==, 1); /* after Birds now */
  g_assert_true (reel_collections_view_get_selected (view) == ants);        /* still looked at */
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (gtk_list_box_get_row_at_index (box, 2)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Zebras, 0 videos");

  /* With the pointer; all of them have no menu. */
  reel_test_wait (find_text (GTK_WIDGET (view), "Zebras") != NULL);
  stage_point (stage, find_text (GTK_WIDGET (view), "Zebras"), 0.5, 0.5, &x, &y);
  reel_display_click (stage->display, x, y, 3, 1);
  reel_test_wait ((item = find_text (GTK_WIDGET (view), "Hide on This Computer")) != NULL);
  g_assert_null (find_text (GTK_WIDGET (view), "Unhide"));
  stage_look (stage, "collections-menu");
  stage_click (stage, item, 1);
  reel_test_wait (hidden->len > 0);
  g_assert_cmpstr (hidden->str, ==, "a- ");
  reel_test_wait (find_text (GTK_WIDGET (view), "Hide on This Computer") == NULL);

  /* With the keyboard. */
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (box, 1)));
  stage_press (stage, "Menu");
  reel_test_wait ((item = find_text (GTK_WIDGET (view), "Rename on This Computer…")) != NULL);
  stage_click (stage, item, 1);
  reel_test_wait (renamed->len > 0);
  g_assert_cmpstr (renamed->str, ==, "b ");
  reel_test_wait (find_text (GTK_WIDGET (view), "Rename on This Computer…") == NULL);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (box, 1)));
  stage_press (stage, "shift+F10");
  reel_test_wait ((item = find_text (GTK_WIDGET (view), "Forget on This Computer…")) != NULL);
  stage_click (stage, item, 1);
  reel_test_wait (forgotten->len > 0);
  g_assert_cmpstr (forgotten->str, ==, "b ");
  reel_test_wait (find_text (GTK_WIDGET (view), "Forget on This Computer…") == NULL);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (box, 1)));
  stage_press (stage, "Menu");
  reel_test_wait ((item = find_text (GTK_WIDGET (view), "Watch a Folder…")) != NULL);
  stage_click (stage, item, 1);
  reel_test_wait (watched->len > 0);
  g_assert_cmpstr (watched->str, ==, "b ");
  reel_test_wait (find_text (GTK_WIDGET (view), "Watch a Folder…") == NULL);

  note_collection (catalogue, "a", "Zebras", TRUE);
  g_assert_null (gtk_list_box_get_row_at_index (box, 2));
  g_assert_null (reel_collections_view_get_selected (view)); /* what is not there is not looked at */
  g_assert_true (reel_collection_list_find (list, "Zebras") == ants);
  reel_collections_view_set_show_hidden (view, TRUE);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (gtk_list_box_get_row_at_index (box, 2)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Zebras, 0 videos, hidden");
  reel_collections_view_select (view, ants);
  reel_test_wait (find_text (GTK_WIDGET (view), "Zebras") != NULL);
  stage_point (stage, find_text (GTK_WIDGET (view), "Zebras"), 0.5, 0.5, &x, &y);
  reel_display_click (stage->display, x, y, 3, 1);
  reel_test_wait ((item = find_text (GTK_WIDGET (view), "Unhide")) != NULL);
  g_assert_null (find_text (GTK_WIDGET (view), "Hide on This Computer"));
  stage_look (stage, "collections-hidden");
  stage_click (stage, item, 1);
  reel_test_wait (g_str_equal (hidden->str, "a- a+ "));
  reel_collections_view_set_show_hidden (view, FALSE);
  g_assert_null (reel_collections_view_get_selected (view));

  reel_collections_view_set_collections (view, NULL);
  stage_free (stage);
  reel_test_assert_finalized (&list);
  reel_test_assert_finalized (&catalogue);
}

static void
note_video (ReelCatalogue *catalogue,
            ReelVideo     *video,
            const char    *name,
            gboolean       hidden)
{
  GAsyncResult *result = NULL;

  reel_catalogue_note_video_async (catalogue, video, name, hidden, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_note_video_finish (catalogue, result, NULL));
  g_object_unref (result);
}

static void
on_hide_video_asked (GString   *said,
                     ReelVideo *video,
                     gboolean   hidden)
{
  g_string_append_printf (said, "%s%c ", reel_video_get_name (video), hidden ? '-' : '+');
}

/* A hidden video is not listed, and one of a hidden collection not among all; what is shown all the same says so. */
static void
test_hidden_videos (void)
{
  ReelCatalogue *catalogue = open_catalogue ();
  g_autofree char *cache = reel_test_tmp ("frames");
  ReelFrameGrabber *grabber = reel_frame_grabber_new (cache);
  ReelVideosPage *page = g_object_new (REEL_TYPE_VIDEOS_PAGE, NULL);
  g_autoptr (ReelCollection) birds = reel_collection_new ("b", "Birds", NULL);
  g_autoptr (ReelVideo) first = NULL;
  g_autoptr (GString) said = g_string_new (NULL);
  GtkWidget *item = NULL;
  GListModel *shown;
  Stage *stage;
  int x, y;

  add_videos (catalogue, "b", (const char *[]){ "file:///nowhere/1.mp4", "file:///nowhere/2.mp4", NULL });
  first = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);
  reel_videos_page_set_source (page, catalogue, grabber, "test");
  reel_videos_page_set_collection (page, birds, TRUE);
  g_signal_connect_swapped (page, "hide-requested", G_CALLBACK (on_hide_video_asked), said);
  g_signal_connect_swapped (page, "forget-requested", G_CALLBACK (on_analyse_requested), said);
  stage = stage_new (GTK_WIDGET (page), 500, 400);
  shown = G_LIST_MODEL (gtk_grid_view_get_model (GTK_GRID_VIEW (find (GTK_WIDGET (page), GTK_TYPE_GRID_VIEW))));
  reel_test_wait (g_list_model_get_n_items (shown) == 2);

  note_video (catalogue, first, "Gulls", FALSE);
  reel_test_wait (find_text (GTK_WIDGET (page), "Gulls") != NULL);
  note_video (catalogue, first, "Gulls", TRUE);
  reel_test_wait (g_list_model_get_n_items (shown) == 1);
  reel_videos_page_set_show_hidden (page, TRUE);
  reel_test_wait (g_list_model_get_n_items (shown) == 2 && find_text (GTK_WIDGET (page), "Gulls") != NULL);
  stage_look (stage, "videos-hidden");

  /* Its menu; what is under way can't be forgotten, as its upload would have nothing to be noted in. */
  reel_video_set_state (first, REEL_VIDEO_STATE_PROCESSING);
  stage_point (stage, find_text (GTK_WIDGET (page), "Gulls"), 0.5, 0.5, &x, &y);
  reel_display_click (stage->display, x, y, 3, 1);
  reel_test_wait ((item = find_text (GTK_WIDGET (page), "Forget on This Computer…")) != NULL);
  g_assert_false (gtk_widget_is_sensitive (item));
  g_assert_null (find_text (GTK_WIDGET (page), "Hide on This Computer"));
  stage_click (stage, find_text (GTK_WIDGET (page), "Unhide"), 1);
  reel_test_wait (g_str_equal (said->str, "Gulls+ "));
  reel_test_wait (find_text (GTK_WIDGET (page), "Unhide") == NULL);
  reel_video_set_state (first, REEL_VIDEO_STATE_FAILED);
  stage_point (stage, find_text (GTK_WIDGET (page), "Gulls"), 0.5, 0.5, &x, &y);
  reel_display_click (stage->display, x, y, 3, 1);
  reel_test_wait ((item = find_text (GTK_WIDGET (page), "Forget on This Computer…")) != NULL);
  stage_click (stage, item, 1);
  reel_test_wait (g_str_equal (said->str, "Gulls+ Gulls "));

  note_video (catalogue, first, "Gulls", FALSE);
  reel_videos_page_set_show_hidden (page, FALSE);
  reel_videos_page_set_collection (page, NULL, TRUE);
  reel_test_wait (g_list_model_get_n_items (shown) == 2);
  note_collection (catalogue, "b", NULL, TRUE);
  reel_test_wait (g_list_model_get_n_items (shown) == 0);
  reel_videos_page_set_collection (page, birds, TRUE); /* looked at itself */
  reel_test_wait (g_list_model_get_n_items (shown) == 2);

  stage_free (stage);
  g_clear_object (&first);
  reel_test_assert_finalized (&grabber);
  reel_test_assert_finalized (&catalogue);
}

static void
on_index_requested (GString   *said,
                    GPtrArray *videos)
{
  for (guint i = 0; i < videos->len; i++)
    g_string_append_printf (said, "%s ", reel_video_get_name (videos->pdata[i]));
}

/* What another computer has indexed says so, and can be indexed here: one by its menu, all that are shown by a button. */
static void
test_elsewhere (void)
{
  ReelCatalogue *catalogue = open_catalogue ();
  g_autofree char *cache = reel_test_tmp ("frames");
  ReelFrameGrabber *grabber = reel_frame_grabber_new (cache);
  ReelVideosPage *page = g_object_new (REEL_TYPE_VIDEOS_PAGE, NULL);
  g_autoptr (ReelVideo) first = NULL;
  g_autoptr (ReelVideo) second = NULL;
  g_autoptr (GString) said = g_string_new (NULL);
  GtkWidget *bar = NULL, *item = NULL;
  Stage *stage;
  int x, y;

  add_videos (catalogue, "b", (const char *[]){ "file:///nowhere/1.mp4", "file:///nowhere/2.mp4", "file:///nowhere/3.mp4",
                                              NULL });
  first = g_list_model_get_item (G_LIST_MODEL (catalogue), 0);
  second = g_list_model_get_item (G_LIST_MODEL (catalogue), 1);
  reel_video_set_state (first, REEL_VIDEO_STATE_ELSEWHERE);
  reel_video_set_state (second, REEL_VIDEO_STATE_ELSEWHERE);
  reel_videos_page_set_source (page, catalogue, grabber, "test");
  reel_videos_page_set_collection (page, NULL, TRUE);
  g_signal_connect_swapped (page, "index-requested", G_CALLBACK (on_index_requested), said);
  stage = stage_new (GTK_WIDGET (page), 500, 400);
  bar = find (GTK_WIDGET (page), GTK_TYPE_REVEALER);
  reel_test_wait (gtk_revealer_get_child_revealed (GTK_REVEALER (bar)));
  g_assert_nonnull (find_text (bar, "2 videos were indexed on another computer. Searches on this one do not find them."));
  reel_test_wait (find_text (GTK_WIDGET (page), "Elsewhere") != NULL);
  stage_look (stage, "videos-elsewhere");
  stage_click (stage, find (bar, GTK_TYPE_BUTTON), 1);
  reel_test_wait (g_str_equal (said->str, "1.mp4 2.mp4 "));
  g_string_truncate (said, 0);

  stage_point (stage, find_text (GTK_WIDGET (page), "2.mp4"), 0.5, 0.5, &x, &y);
  reel_display_click (stage->display, x, y, 3, 1);
  reel_test_wait ((item = find_text (GTK_WIDGET (page), "Index on This Computer")) != NULL);
  stage_click (stage, item, 1);
  reel_test_wait (g_str_equal (said->str, "2.mp4 "));
  reel_test_wait (find_text (GTK_WIDGET (page), "Index on This Computer") == NULL);
  stage_point (stage, find_text (GTK_WIDGET (page), "3.mp4"), 0.5, 0.5, &x, &y);
  reel_display_click (stage->display, x, y, 3, 1);
  reel_test_wait (find_text (GTK_WIDGET (page), "Forget on This Computer…") != NULL);
  g_assert_null (find_text (GTK_WIDGET (page), "Index on This Computer"));

  reel_video_set_state (first, REEL_VIDEO_STATE_QUEUED);
  reel_video_set_state (second, REEL_VIDEO_STATE_QUEUED);
  g_list_model_items_changed (G_LIST_MODEL (catalogue), 0, 2, 2);
  reel_test_wait (!gtk_revealer_get_reveal_child (GTK_REVEALER (bar)));

  stage_free (stage);
  g_clear_object (&first);
  g_clear_object (&second);
  reel_test_assert_finalized (&grabber);
  reel_test_assert_finalized (&catalogue);
}

static void
on_create (ReelNewCollectionDialog *dialog,
           const char              *name,
           const char              *description,
           gpointer                 user_data)
{
  char **asked = user_data;

  g_free (*asked);
  *asked = g_strdup_printf ("%s|%s", name, description);
}

static void
test_dialog (void)
{
  GtkWidget *parent = gtk_window_new ();
  GtkWidget *dialog = reel_new_collection_dialog_new (GTK_WINDOW (parent));
  GtkWidget *entry = find (dialog, ADW_TYPE_ENTRY_ROW);
  g_autofree char *asked = NULL;

  g_signal_connect (dialog, "create", G_CALLBACK (on_create), &asked);
  g_signal_emit_by_name (entry, "entry-activated");
  g_assert_null (asked); /* without a name there is nothing to make */
  gtk_editable_set_text (GTK_EDITABLE (entry), "   ");
  g_signal_emit_by_name (entry, "entry-activated");
  g_assert_null (asked);
  gtk_editable_set_text (GTK_EDITABLE (entry), " Ants ");
  g_signal_emit_by_name (entry, "entry-activated");
  g_assert_cmpstr (asked, ==, "Ants|");
  g_clear_pointer (&asked, g_free);
  g_signal_emit_by_name (entry, "entry-activated"); /* under way */
  g_assert_null (asked);
  reel_new_collection_dialog_show_error (REEL_NEW_COLLECTION_DIALOG (dialog), "no");
  g_signal_emit_by_name (entry, "entry-activated"); /* and again after an error */
  g_assert_cmpstr (asked, ==, "Ants|");
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (parent));
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  stage_init (&argc, &argv);
  g_test_add_func ("/collections/view", test_view);
  g_test_add_func ("/collections/videos", test_videos);
  g_test_add_func ("/collections/menu", test_menu);
  g_test_add_func ("/collections/similar", test_similar);
  g_test_add_func ("/collections/local", test_local);
  g_test_add_func ("/collections/hidden-videos", test_hidden_videos);
  g_test_add_func ("/collections/elsewhere", test_elsewhere);
  g_test_add_func ("/collections/dialog", test_dialog);
  return g_test_run ();
}
