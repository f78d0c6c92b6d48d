/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "collections/reel-video-cell.h"
#include "collections/reel-videos-page.h"
#include "widgets/reel-drop.h"
#include "widgets/reel-folder.h"

/* Counting walks over all videos that are shown: not more often than this. */
#define COUNT_ELSEWHERE_MS 100

struct _ReelVideosPage
{
  AdwBin parent_instance;

  /* template */
  GtkStack *stack;
  AdwStatusPage *empty;
  AdwStatusPage *empty_all;
  AdwStatusPage *none;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkRevealer *elsewhere;
  GtkLabel *elsewhere_text;
  GtkButton *index_all;
  GtkGridView *grid;
  GtkPopoverMenu *menu;

  /* owned */
  ReelFrameGrabber *grabber; /* (nullable) */
  ReelCatalogue *catalogue;  /* (nullable) */
  char *profile;
  char *collection_id; /* (nullable): all */
  gboolean any_collections;
  gboolean show_hidden;
  gboolean finds_similar;
  GtkCustomFilter *filter;
  GtkFilterListModel *videos; /* catalogue → filter: of this profile and collection */
  GtkSingleSelection *selection;
  guint elsewhere_source;
  ReelVideo *menu_video; /* (nullable): whose menu is or was open */
};

enum
{
  FILES_DROPPED,
  ADD_REQUESTED,
  NEW_COLLECTION_REQUESTED,
  VIDEO_SELECTED,
  VIDEO_ACTIVATED,
  ANALYSE_REQUESTED,
  RENAME_REQUESTED,
  SIMILAR_REQUESTED,
  HIDE_REQUESTED,
  FORGET_REQUESTED,
  INDEX_REQUESTED,
  LOCATE_REQUESTED,
  LOCATE_DROPPED,
  MESSAGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelVideosPage, reel_videos_page, ADW_TYPE_BIN)

/* Whether people have hidden it: itself, or among those of all collections its own. */
static gboolean
is_hidden (ReelVideosPage *self,
           ReelVideo      *video)
{
  return reel_video_get_hidden (video) ||
         (self->collection_id == NULL &&
          reel_catalogue_get_collection_hidden (self->catalogue, self->profile, reel_video_get_collection_id (video)));
}

static gboolean
is_shown (gpointer item,
          gpointer user_data)
{
  ReelVideosPage *self = user_data;

  return g_strcmp0 (reel_video_get_profile (item), self->profile) == 0 &&
         (self->collection_id == NULL || g_strcmp0 (reel_video_get_collection_id (item), self->collection_id) == 0) &&
         (self->show_hidden || !is_hidden (self, item));
}

static void
on_collection_noted (ReelVideosPage *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

/* (transfer full) (element-type ReelVideo): those shown that another computer has indexed */
static GPtrArray *
list_elsewhere (ReelVideosPage *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->videos));
  GPtrArray *videos = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (self->videos), i);

      if (reel_video_get_state (video) == REEL_VIDEO_STATE_ELSEWHERE)
        g_ptr_array_add (videos, g_steal_pointer (&video));
    }
  return videos;
}

static gboolean
update_elsewhere (gpointer user_data)
{
  ReelVideosPage *self = user_data;
  g_autoptr (GPtrArray) videos = list_elsewhere (self);
  g_autofree char *text = NULL;

  self->elsewhere_source = 0;
  gtk_revealer_set_reveal_child (self->elsewhere, videos->len > 0);
  if (videos->len == 0)
    return G_SOURCE_REMOVE;
  text = g_strdup_printf (ngettext ("%u video was indexed on another computer. Searches on this one do not find it.",
                                    "%u videos were indexed on another computer. Searches on this one do not find them.",
                                    videos->len),
                          videos->len);
  gtk_label_set_label (self->elsewhere_text, text);
  return G_SOURCE_REMOVE;
}

static void
on_index_all_clicked (ReelVideosPage *self)
{
  g_autoptr (GPtrArray) videos = list_elsewhere (self);

  g_signal_emit (self, signals[INDEX_REQUESTED], 0, videos);
}

static void
on_index_here (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ReelVideosPage *self = REEL_VIDEOS_PAGE (widget);
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  if (self->menu_video == NULL)
    return;
  g_ptr_array_add (one, self->menu_video);
  g_signal_emit (self, signals[INDEX_REQUESTED], 0, one);
}

static void
update (ReelVideosPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->videos));
  g_autofree char *count = g_strdup_printf (ngettext ("%u video", "%u videos", n), n);

  gtk_label_set_label (self->subtitle, count);
  gtk_stack_set_visible_child_name (self->stack, n > 0                         ? "grid"
                                                 : self->collection_id != NULL ? "empty"
                                                 : self->any_collections       ? "empty-all"
                                                                               : "none");
  if (self->elsewhere_source == 0) /* the list is filtered bit by bit */
    self->elsewhere_source = g_timeout_add (COUNT_ELSEWHERE_MS, update_elsewhere, self);
}

static void
on_dropped (GListModel *files,
            gpointer    user_data)
{
  g_signal_emit (user_data, signals[FILES_DROPPED], 0, files);
}

static void
on_add_clicked (ReelVideosPage *self)
{
  g_signal_emit (self, signals[ADD_REQUESTED], 0);
}

static void
on_new_collection_clicked (ReelVideosPage *self)
{
  g_signal_emit (self, signals[NEW_COLLECTION_REQUESTED], 0);
}

static void
on_activate (ReelVideosPage *self,
             guint           position)
{
  g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (video != NULL)
    g_signal_emit (self, signals[VIDEO_ACTIVATED], 0, video);
}

static void
on_selected (ReelVideosPage *self)
{
  ReelVideo *video = gtk_single_selection_get_selected_item (self->selection);

  if (video != NULL)
    g_signal_emit (self, signals[VIDEO_SELECTED], 0, video);
}

/* Opens the menu of a cell's video, at a point of the cell. */
static void
open_menu (ReelVideosPage *self,
           ReelVideoCell  *cell,
           double          x,
           double          y)
{
  ReelVideo *video = reel_video_cell_get_video (cell);
  double page_x, page_y;

  if (video == NULL || !gtk_widget_translate_coordinates (GTK_WIDGET (cell), GTK_WIDGET (self), x, y, &page_x, &page_y))
    return;
  g_set_object (&self->menu_video, video);
  /* What works on the file needs one. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "videos.index-here",
                                 reel_video_get_state (video) == REEL_VIDEO_STATE_ELSEWHERE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "videos.analyse", !reel_video_get_missing (video));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "videos.locate-file", reel_video_get_missing (video));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "videos.locate-folder", reel_video_get_missing (video));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "videos.find-similar",
                                 self->finds_similar && reel_video_get_video_id (video) != NULL &&
                                   reel_video_get_state (video) != REEL_VIDEO_STATE_ELSEWHERE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "videos.hide", !reel_video_get_hidden (video));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "videos.unhide", reel_video_get_hidden (video));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "videos.show-smaller", reel_video_get_proxy (video) != NULL);
  /* What is under way is cancelled first, in the list of uploads. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "videos.forget",
                                 !reel_video_state_is_running (reel_video_get_state (video)));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) page_x, (int) page_y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
on_secondary_click (GtkGesture    *gesture,
                    int            n_press,
                    double         x,
                    double         y,
                    ReelVideosPage *self)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  open_menu (self, REEL_VIDEO_CELL (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture))), x, y);
}

static void
on_long_press (GtkGesture     *gesture,
               double          x,
               double          y,
               ReelVideosPage *self)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  open_menu (self, REEL_VIDEO_CELL (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture))), x, y);
}

/* The Menu key opens it for the cell that has the focus. */
static gboolean
on_menu_key (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  ReelVideosPage *self = REEL_VIDEOS_PAGE (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  GtkWidget *cell = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;

  if (!REEL_IS_VIDEO_CELL (cell))
    return FALSE;
  open_menu (self, REEL_VIDEO_CELL (cell), gtk_widget_get_width (cell) / 2.0, gtk_widget_get_height (cell) / 2.0);
  return TRUE;
}

/* The keyboard goes on where it was. */
static void
on_menu_closed (ReelVideosPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self->grid)))
    gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

static void
on_menu_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  ReelVideosPage *self = REEL_VIDEOS_PAGE (widget);

  if (self->menu_video == NULL)
    return;
  if (g_str_has_prefix (name, "videos.locate"))
    g_signal_emit (self, signals[LOCATE_REQUESTED], 0, self->menu_video, g_str_equal (name, "videos.locate-folder"));
  else if (g_str_equal (name, "videos.hide") || g_str_equal (name, "videos.unhide"))
    g_signal_emit (self, signals[HIDE_REQUESTED], 0, self->menu_video, g_str_equal (name, "videos.hide"));
  else
    g_signal_emit (self,
                   signals[g_str_equal (name, "videos.analyse")        ? ANALYSE_REQUESTED
                           : g_str_equal (name, "videos.rename")       ? RENAME_REQUESTED
                           : g_str_equal (name, "videos.forget")       ? FORGET_REQUESTED
                           : g_str_equal (name, "videos.find-similar") ? SIMILAR_REQUESTED
                                                                       : VIDEO_ACTIVATED],
                   0, self->menu_video);
}

static void
on_folder_shown (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (ReelVideosPage) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (reel_folder_show_finish (result, &error))
    return;
  /* Translators: %s is what the system says */
  text = g_strdup_printf (_ ("The folder could not be opened: %s"), error->message);
  g_signal_emit (self, signals[MESSAGE], 0, text);
}

static void
on_show_smaller (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  ReelVideosPage *self = REEL_VIDEOS_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (GFile) file = NULL;

  if (self->menu_video == NULL || reel_video_get_proxy (self->menu_video) == NULL)
    return;
  file = g_file_new_for_path (reel_video_get_proxy (self->menu_video));
  reel_folder_show_async (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, file, NULL, on_folder_shown, g_object_ref (self));
}

/* On a video whose file is missing, it is that file, or the folder that it is in; else it is to be added, as elsewhere. */
static void
on_cell_dropped (GListModel *files,
                 gpointer    user_data)
{
  ReelVideo *video = reel_video_cell_get_video (user_data);
  GtkWidget *page = gtk_widget_get_ancestor (user_data, REEL_TYPE_VIDEOS_PAGE);

  if (page == NULL)
    return;
  if (video != NULL && reel_video_get_missing (video))
    g_signal_emit (page, signals[LOCATE_DROPPED], 0, video, files);
  else
    g_signal_emit (page, signals[FILES_DROPPED], 0, files);
}

static void
on_setup (ReelVideosPage *self,
          GtkListItem    *item)
{
  GtkWidget *cell = reel_video_cell_new (self->grabber);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_secondary_click), self, 0);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (on_long_press), self, 0);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (press));
  reel_drop_attach (cell, on_cell_dropped, cell);
  gtk_list_item_set_child (item, cell);
}

static void
on_bind (ReelVideosPage *self,
         GtkListItem    *item)
{
  reel_video_cell_set_video (REEL_VIDEO_CELL (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
on_unbind (ReelVideosPage *self,
           GtkListItem    *item)
{
  reel_video_cell_set_video (REEL_VIDEO_CELL (gtk_list_item_get_child (item)), NULL);
}

static void
reel_videos_page_dispose (GObject *object)
{
  ReelVideosPage *self = REEL_VIDEOS_PAGE (object);

  if (self->videos != NULL)
    {
      /* The filter outlives us where the catalogue's model chain still holds it: it must not ask a dead page. */
      gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
      gtk_filter_list_model_set_model (self->videos, NULL);
    }
  g_clear_handle_id (&self->elsewhere_source, g_source_remove); /* which the list's end has set once more */
  if (self->grid != NULL)
    gtk_grid_view_set_model (self->grid, NULL);
  if (self->menu != NULL)
    {
      gtk_widget_unparent (GTK_WIDGET (self->menu));
      self->menu = NULL;
    }
  g_clear_object (&self->menu_video);
  g_clear_object (&self->selection);
  g_clear_object (&self->videos);
  g_clear_object (&self->filter);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->grabber);

  G_OBJECT_CLASS (reel_videos_page_parent_class)->dispose (object);
}

static void
reel_videos_page_finalize (GObject *object)
{
  ReelVideosPage *self = REEL_VIDEOS_PAGE (object);

  g_free (self->profile);
  g_free (self->collection_id);

  G_OBJECT_CLASS (reel_videos_page_parent_class)->finalize (object);
}

static void
reel_videos_page_class_init (ReelVideosPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_videos_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = reel_videos_page_finalize;

  signals[FILES_DROPPED] = g_signal_new ("files-dropped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         G_TYPE_LIST_MODEL);
  signals[ADD_REQUESTED] = g_signal_new ("add-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NEW_COLLECTION_REQUESTED] = g_signal_new ("new-collection-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                    G_TYPE_NONE, 0);
  signals[VIDEO_SELECTED] = g_signal_new ("video-selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                          REEL_TYPE_VIDEO);
  signals[VIDEO_ACTIVATED] = g_signal_new ("video-activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                           REEL_TYPE_VIDEO);

  signals[ANALYSE_REQUESTED] = g_signal_new ("analyse-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                             1, REEL_TYPE_VIDEO);
  signals[RENAME_REQUESTED] = g_signal_new ("rename-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                            REEL_TYPE_VIDEO);
  signals[SIMILAR_REQUESTED] = g_signal_new ("similar-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                             1, REEL_TYPE_VIDEO);
  signals[HIDE_REQUESTED] = g_signal_new ("hide-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                          REEL_TYPE_VIDEO, G_TYPE_BOOLEAN);
  signals[FORGET_REQUESTED] = g_signal_new ("forget-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                            REEL_TYPE_VIDEO);

  /* GPtrArray of ReelVideo: those that another computer has indexed are to be indexed on this one */
  signals[INDEX_REQUESTED] = g_signal_new ("index-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                           G_TYPE_PTR_ARRAY);
  signals[LOCATE_REQUESTED] = g_signal_new ("locate-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                            REEL_TYPE_VIDEO, G_TYPE_BOOLEAN);
  signals[LOCATE_DROPPED] = g_signal_new ("locate-dropped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                          REEL_TYPE_VIDEO, G_TYPE_LIST_MODEL);
  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "videos.show-smaller", NULL, on_show_smaller);
  gtk_widget_class_install_action (widget_class, "videos.index-here", NULL, on_index_here);
  gtk_widget_class_install_action (widget_class, "videos.play", NULL, on_menu_action);
  gtk_widget_class_install_action (widget_class, "videos.analyse", NULL, on_menu_action);
  gtk_widget_class_install_action (widget_class, "videos.locate-file", NULL, on_menu_action);
  gtk_widget_class_install_action (widget_class, "videos.locate-folder", NULL, on_menu_action);
  gtk_widget_class_install_action (widget_class, "videos.rename", NULL, on_menu_action);
  gtk_widget_class_install_action (widget_class, "videos.find-similar", NULL, on_menu_action);
  gtk_widget_class_install_action (widget_class, "videos.hide", NULL, on_menu_action);
  gtk_widget_class_install_action (widget_class, "videos.unhide", NULL, on_menu_action);
  gtk_widget_class_install_action (widget_class, "videos.forget", NULL, on_menu_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, on_menu_key, NULL);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/collections/reel-videos-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelVideosPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ReelVideosPage, empty);
  gtk_widget_class_bind_template_child (widget_class, ReelVideosPage, empty_all);
  gtk_widget_class_bind_template_child (widget_class, ReelVideosPage, none);
  gtk_widget_class_bind_template_child (widget_class, ReelVideosPage, title);
  gtk_widget_class_bind_template_child (widget_class, ReelVideosPage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, ReelVideosPage, elsewhere);
  gtk_widget_class_bind_template_child (widget_class, ReelVideosPage, elsewhere_text);
  gtk_widget_class_bind_template_child (widget_class, ReelVideosPage, index_all);
  gtk_widget_class_bind_template_child (widget_class, ReelVideosPage, grid);
  gtk_widget_class_bind_template_child (widget_class, ReelVideosPage, menu);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_index_all_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_new_collection_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_menu_closed);
}

static void
reel_videos_page_init (ReelVideosPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
  reel_drop_attach (GTK_WIDGET (self), on_dropped, self);

  self->filter = gtk_custom_filter_new (is_shown, self, NULL);
  self->videos = gtk_filter_list_model_new (NULL, g_object_ref (GTK_FILTER (self->filter)));
  gtk_filter_list_model_set_incremental (self->videos, TRUE); /* thousands of videos are filtered without a stall */
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->videos)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->videos, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (self->selection));
}

/**
 * reel_videos_page_set_source:
 * @self: a #ReelVideosPage
 * @catalogue: the catalogue
 * @grabber: where pictures come from
 * @profile: the id of the profile whose videos are shown
 */
void
reel_videos_page_set_source (ReelVideosPage   *self,
                             ReelCatalogue    *catalogue,
                             ReelFrameGrabber *grabber,
                             const char       *profile)
{
  g_return_if_fail (REEL_IS_VIDEOS_PAGE (self));

  g_set_object (&self->grabber, grabber);
  g_free (self->profile);
  self->profile = g_strdup (profile);
  if (self->catalogue != NULL)
    g_signal_handlers_disconnect_by_func (self->catalogue, on_collection_noted, self);
  g_set_object (&self->catalogue, catalogue);
  g_signal_connect_object (catalogue, "collection-noted", G_CALLBACK (on_collection_noted), self, G_CONNECT_SWAPPED);
  gtk_filter_list_model_set_model (self->videos, G_LIST_MODEL (catalogue));
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  update (self);
}

/**
 * reel_videos_page_set_collection:
 * @self: a #ReelVideosPage
 * @collection: (nullable): whose videos to show; %NULL for those of all collections
 * @any_collections: whether there are collections at all
 */
void
reel_videos_page_set_collection (ReelVideosPage *self,
                                 ReelCollection *collection,
                                 gboolean        any_collections)
{
  const char *id;

  g_return_if_fail (REEL_IS_VIDEOS_PAGE (self));

  id = collection != NULL ? reel_collection_get_id (collection) : NULL;
  gtk_label_set_label (self->title, collection != NULL ? reel_collection_get_name (collection) : _ ("All Collections"));
  self->any_collections = any_collections;
  if (g_strcmp0 (id, self->collection_id) != 0)
    {
      g_free (self->collection_id);
      self->collection_id = g_strdup (id);
      gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
      gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
    }
  update (self);
}

/**
 * reel_videos_page_set_show_hidden:
 * @self: a #ReelVideosPage
 * @show_hidden: whether what people have hidden is listed all the same
 */
void
reel_videos_page_set_show_hidden (ReelVideosPage *self,
                                  gboolean        show_hidden)
{
  g_return_if_fail (REEL_IS_VIDEOS_PAGE (self));

  if (self->show_hidden == show_hidden)
    return;
  self->show_hidden = show_hidden;
  gtk_filter_changed (GTK_FILTER (self->filter),
                      show_hidden ? GTK_FILTER_CHANGE_LESS_STRICT : GTK_FILTER_CHANGE_MORE_STRICT);
}

/**
 * reel_videos_page_set_finds_similar:
 * @self: a #ReelVideosPage
 * @finds_similar: whether the service finds what looks alike
 */
void
reel_videos_page_set_finds_similar (ReelVideosPage *self,
                                    gboolean        finds_similar)
{
  g_return_if_fail (REEL_IS_VIDEOS_PAGE (self));

  self->finds_similar = finds_similar;
}
