/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include <adwaita.h>
#include <gdk/x11/gdkx.h>
#include <gio/gsettingsbackend.h>
#include <glib/gstdio.h>

#include "app/reel-profile-list.h"
#include "app/reel-window.h"
#include "library/reel-fingerprint.h"
#include "preview/reel-preview-pane.h"
#include "collections/reel-video-cell.h"
#include "collections/reel-videos-page.h"
#include "library/reel-catalogue-links.h"
#include "search/reel-results-page.h"
#include "reel-test.h"
#include "stage.h"
#include "volume-double.h"

/* Files that are not where they were, in the window. */
typedef struct
{
  GSettings *settings;
  ReelProfileList *profiles;
  ReelSecrets *secrets;
  ReelLocalService *service;
  ReelCatalogue *catalogue;
  ReelFrameGrabber *grabber;
  ReelSession *session;
  GVolumeMonitor *volumes;
  GtkWidget *window;
  char *root;
  Stage stage; /* for pictures and clicks */
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  static guint n = 0;
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autofree char *name = g_strdup_printf ("locate-window-%u", n++);
  g_autofree char *db = NULL;
  g_autofree char *local = NULL;
  g_autofree char *cache = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  f->root = reel_test_tmp (name);
  db = g_build_filename (f->root, "catalogue.db", NULL);
  local = g_build_filename (f->root, "local", NULL);
  cache = g_build_filename (f->root, "frames", NULL);
  f->settings = g_settings_new_with_backend (REEL_APP_ID, backend);
  f->profiles = reel_profile_list_new (f->settings);
  f->secrets = reel_secrets_new ();
  f->service = reel_local_service_new (local);
  f->grabber = reel_frame_grabber_new (cache);
  reel_catalogue_open_async (db, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  f->session = reel_session_new (reel_profile_list_find (f->profiles, "local"), f->catalogue, f->secrets, f->service);
  f->window = reel_window_new (NULL, f->settings, G_LIST_MODEL (f->profiles));
  gtk_window_set_default_size (GTK_WINDOW (f->window), data != NULL ? 360 : 1000, data != NULL ? 640 : 700);
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  f->volumes = volume_double_new ();
  reel_window_set_volume_monitor (REEL_WINDOW (f->window), f->volumes);
  reel_window_set_session (REEL_WINDOW (f->window), f->session, f->catalogue, f->grabber);
  /* libadwaita 1.2 falls over a toast that goes while it still comes. */
  g_object_set (gtk_widget_get_settings (f->window), "gtk-enable-animations", FALSE, NULL);
  gtk_window_present (GTK_WINDOW (f->window));
  reel_session_connect (f->session);
  reel_test_wait (reel_session_get_state (f->session) == REEL_SESSION_READY);
  f->stage.display = reel_display_open (&error);
  g_assert_no_error (error);
  f->stage.window = f->window;
  reel_test_wait (gtk_widget_get_mapped (f->window));
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  f->stage.id = gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (f->window)));
  G_GNUC_END_IGNORE_DEPRECATIONS
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  gtk_settings_reset_property (gtk_widget_get_settings (f->window), "gtk-enable-animations");
  gtk_window_destroy (GTK_WINDOW (f->window));
  reel_test_wait (f->window == NULL);
  reel_session_close (f->session);
  reel_test_assert_finalized (&f->session);
  reel_local_service_stop (f->service);
  reel_test_wait (reel_local_service_get_state (f->service) == REEL_LOCAL_SERVICE_STOPPED);
  reel_test_assert_finalized (&f->service);
  reel_test_assert_finalized (&f->catalogue);
  reel_test_assert_finalized (&f->volumes);
  reel_test_assert_finalized (&f->grabber);
  reel_test_assert_finalized (&f->profiles);
  reel_test_assert_finalized (&f->stage.display);
  g_object_unref (f->secrets);
  g_object_unref (f->settings);
  g_free (f->root);
}

static char *
path_of (Fixture    *f,
         const char *name)
{
  return g_build_filename (f->root, name, NULL);
}

/* A copy of a sample, with a byte of its own at the end, so that no two are the same. */
static void
make_file (Fixture    *f,
           const char *name,
           const char *sample)
{
  g_autofree char *path = path_of (f, name);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *from = reel_test_sample (sample);
  g_autofree char *content = NULL;
  gsize length;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (from, &content, &length, NULL));
  g_assert_true (g_file_set_contents (path, content, (gssize) length, NULL));
}

static void
move_file (Fixture    *f,
           const char *from,
           const char *to)
{
  g_autofree char *old = path_of (f, from);
  g_autofree char *new = path_of (f, to);
  g_autofree char *folder = g_path_get_dirname (new);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (g_rename (old, new), ==, 0);
}

static ReelVideo *
add_video_of (Fixture    *f,
              const char *profile,
              const char *name,
              const char *sample)
{
  g_autofree char *path = path_of (f, name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *fingerprint = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GPtrArray) videos = NULL;
  guint64 size = 0;

  if (sample != NULL)
    {
      make_file (f, name, sample);
      fingerprint = reel_fingerprint_compute (file, &size, NULL, NULL);
    }
  reel_catalogue_add_videos_async (f->catalogue, profile, "c", (const char *[]){ uri, NULL }, NULL,
                                   reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (f->catalogue, result, NULL);
  reel_video_set_fingerprint (videos->pdata[0], fingerprint, size);
  reel_video_set_state (videos->pdata[0], REEL_VIDEO_STATE_READY);
  reel_catalogue_save_video_async (f->catalogue, videos->pdata[0], NULL, reel_test_store_result, &saved);
  reel_test_wait (saved != NULL);
  return videos->pdata[0];
}

/* Of another service, so that the queue of this one leaves it alone; the catalogue knows all. */
static ReelVideo *
add_video (Fixture    *f,
           const char *name,
           const char *sample)
{
  return add_video_of (f, "elsewhere", name, sample);
}

static GtkWidget *
find (GtkWidget  *root,
      GType       type)
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

static ReelPreviewPane *
get_pane (Fixture *f)
{
  return REEL_PREVIEW_PANE (find (f->window, REEL_TYPE_PREVIEW_PANE));
}

static void
show (Fixture   *f,
      ReelVideo *video)
{
  reel_preview_pane_show (get_pane (f), video, reel_video_get_name (video), reel_video_get_uri (video), 0, 0, FALSE, FALSE);
}

static GtkWidget *
find_window (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

/* The button that is to be seen with that text on it; NULL where there is none. */
static GtkWidget *
find_button (GtkWidget  *root,
             const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (GTK_IS_BUTTON (root) && stage_sees (root, text))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
press (GtkWidget  *root,
       const char *text)
{
  reel_test_wait (find_button (root, text) != NULL);
  g_signal_emit_by_name (find_button (root, text), "clicked");
}

static gboolean
is_chosen (GtkWidget *chooser,
           GFile     *file)
{
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  return chosen != NULL && g_file_equal (chosen, file);
}

/* What somebody chooses, in the toolkit's own chooser. */
static void
choose (Fixture    *f,
        const char *name)
{
  g_autofree char *path = path_of (f, name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget *chooser = NULL;

  reel_test_wait ((chooser = stage_find_chooser ()) != NULL);
  g_assert_true (gtk_file_chooser_set_file (GTK_FILE_CHOOSER (chooser), file, NULL));
  reel_test_wait (is_chosen (chooser, file));
  stage_accept_chooser (chooser);
}

static void
assert_at (Fixture    *f,
           ReelVideo  *video,
           const char *name)
{
  g_autofree char *path = path_of (f, name);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  g_assert_cmpstr (reel_video_get_uri (video), ==, uri);
}

static void
drop (Fixture    *f,
      const char *name)
{
  g_autofree char *path = path_of (f, name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  g_list_store_append (files, file);
  g_signal_emit_by_name (get_pane (f), "files-dropped", files);
}

/* By a chooser: another file is refused, the right one is taken, with its neighbour; and all of it is undone. */
static void
test_file (Fixture      *f,
           gconstpointer data)
{
  ReelVideo *video = add_video (f, "old/tree.avi", "tree.avi");
  ReelVideo *other = add_video (f, "old/film.avi", "Megamind.avi");
  ReelPlayer *player = reel_preview_pane_get_player (get_pane (f));
  GtkWidget *dialog = NULL;
  gboolean ready = FALSE;

  move_file (f, "old/tree.avi", "new/tree.avi");
  move_file (f, "old/film.avi", "new/film.avi");
  volume_double_remove (f->volumes, "/media/nobody/Card");
  reel_test_wait (reel_video_get_missing (video) && reel_video_get_missing (other));
  show (f, video);
  reel_test_wait (stage_sees (f->window, "File Not Found"));
  stage_look (&f->stage, "locate-1000");

  press (f->window, "Locate File…");
  choose (f, "new/film.avi");
  reel_test_wait ((dialog = find_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  g_assert_true (stage_sees (dialog, "Not the Same File"));
  g_assert_true (stage_sees (dialog, "“film.avi”, "));
  g_assert_true (stage_sees (dialog, "“tree.avi”, "));
  stage_look_at (&f->stage, dialog, "locate-refused");
  press (dialog, "Close");
  reel_test_wait (find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  g_assert_true (reel_video_get_missing (video));

  press (f->window, "Locate File…");
  choose (f, "new/tree.avi");
  reel_test_wait (stage_sees (f->window, "“tree.avi” is found, and 1 more beside it"));
  assert_at (f, video, "new/tree.avi");
  assert_at (f, other, "new/film.avi");
  reel_test_wait ((g_object_get (player, "ready", &ready, NULL), ready));
  stage_look (&f->stage, "locate-found");
  press (f->window, "Undo");
  reel_test_wait (stage_sees (f->window, "File Not Found"));
  assert_at (f, video, "old/tree.avi");
  assert_at (f, other, "old/film.avi");
}

/* A folder by the chooser and by a drop; what is not in it is said to be not. */
static void
test_folder (Fixture      *f,
             gconstpointer data)
{
  ReelVideo *video = add_video (f, "old/a/tree.avi", "tree.avi");
  ReelVideo *other = add_video (f, "old/b/film.avi", "Megamind.avi");
  ReelVideo *away = add_video (f, "old/c/vtest.avi", "vtest.avi");
  g_autofree char *empty = path_of (f, "empty");

  g_assert_cmpint (g_mkdir (empty, 0700), ==, 0);
  move_file (f, "old/a/tree.avi", "new/x/tree.avi");
  move_file (f, "old/b/film.avi", "new/y/z/a film.avi");
  move_file (f, "old/c/vtest.avi", "away/vtest.avi");
  volume_double_remove (f->volumes, "/media/nobody/Card");
  reel_test_wait (reel_video_get_missing (video) && reel_video_get_missing (other) && reel_video_get_missing (away));
  show (f, video);
  drop (f, "empty");
  reel_test_wait (stage_sees (f->window, "None of the 3 missing files is in “empty”"));
  press (f->window, "Locate Folder…");
  choose (f, "new");
  reel_test_wait (stage_sees (f->window, "2 of 3 missing files found"));
  assert_at (f, video, "new/x/tree.avi");
  assert_at (f, other, "new/y/z/a film.avi");
  g_assert_true (reel_video_get_missing (away));
  show (f, away);
  drop (f, "away");
  reel_test_wait (stage_sees (f->window, "1 of 1 missing file found"));
  assert_at (f, away, "away/vtest.avi");
}

/* Of which nothing is known: somebody has to say that this is it. */
static void
test_anyway (Fixture      *f,
             gconstpointer data)
{
  ReelVideo *video = add_video (f, "old/tree.avi", NULL);
  GtkWidget *dialog = NULL;

  make_file (f, "new/tree.avi", "tree.avi");
  reel_video_set_missing (video, TRUE);
  show (f, video);
  drop (f, "new/tree.avi");
  reel_test_wait ((dialog = find_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  g_assert_true (stage_sees (dialog, "Use This File Anyway?"));
  press (dialog, "Cancel");
  reel_test_wait (find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  assert_at (f, video, "old/tree.avi");
  drop (f, "new/tree.avi");
  reel_test_wait ((dialog = find_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  press (dialog, "Use Anyway");
  reel_test_wait (stage_sees (f->window, "“tree.avi” is found"));
  assert_at (f, video, "new/tree.avi");
  g_assert_nonnull (reel_video_get_fingerprint (video));
  drop (f, "no such file");
  reel_test_wait (stage_sees (f->window, "No such file or directory"));
}

/* Nobody clicks: the drive goes while it plays, and comes back. */
static void
test_drive (Fixture      *f,
            gconstpointer data)
{
  ReelVideo *video = add_video (f, "card/tree.avi", "tree.avi");
  ReelPlayer *player = reel_preview_pane_get_player (get_pane (f));
  g_autofree char *card = path_of (f, "card");

  reel_preview_pane_show (get_pane (f), video, "tree.avi", reel_video_get_uri (video), 0, 0, FALSE, TRUE);
  reel_test_wait (reel_player_get_playing (player));
  volume_double_leave (f->volumes, card); /* it is to be let go of at once */
  g_assert_false (reel_player_get_playing (player));
  reel_test_wait (stage_sees (f->window, "File Not Found"));
  move_file (f, "card", "taken out");
  volume_double_remove (f->volumes, card);
  move_file (f, "taken out", "card");
  volume_double_add (f->volumes, card);
  reel_test_wait (reel_player_get_playing (player));
  g_assert_false (stage_sees (f->window, "File Not Found"));
}

/* A hit whose video was added elsewhere: its file is linked by hand, which is said, remembered and taken back. */
static void
test_by_hand (Fixture      *f,
              gconstpointer data)
{
  const char *profile = reel_profile_get_id (reel_session_get_profile (f->session));
  ReelSearchResult answer = { .video_id = (char *) "v9", .similarity = 0.8, .has_times = TRUE, .start = 2, .end = 5 };
  ReelHit *hit = reel_hit_new (NULL, "c", &answer);
  ReelPlayer *player = reel_preview_pane_get_player (get_pane (f));
  GtkWidget *dialog = NULL;
  gboolean ready = FALSE;

  make_file (f, "mine/tree.avi", "tree.avi");
  g_signal_emit_by_name (find (f->window, REEL_TYPE_RESULTS_PAGE), "hit-activated", hit);
  reel_test_wait (stage_sees (f->window, "File Not on This Computer"));
  g_assert_false (reel_hit_get_is_here (hit));
  drop (f, "mine");
  reel_test_wait (stage_sees (f->window, "Only a file can be linked to this video."));
  press (f->window, "Locate File…");
  choose (f, "mine/tree.avi");
  reel_test_wait ((dialog = find_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  g_assert_true (stage_sees (dialog, "Use This File Anyway?"));
  g_assert_true (stage_sees (dialog, "“tree.avi”, 1.3"));
  stage_look_at (&f->stage, dialog, "locate-anyway");
  press (dialog, "Use Anyway");
  reel_test_wait (stage_sees (f->window, "Linked by hand"));
  reel_test_wait ((g_object_get (player, "ready", &ready, NULL), ready));
  g_assert_true (reel_hit_get_is_here (hit));
  g_assert_cmpstr (reel_hit_get_name (hit), ==, "tree.avi");
  g_assert_nonnull (reel_catalogue_get_link (f->catalogue, profile, "v9"));
  stage_look (&f->stage, "locate-linked");
  press (f->window, "Unlink");
  reel_test_wait (stage_sees (f->window, "File Not on This Computer"));
  g_assert_false (stage_sees (f->window, "Linked by hand"));
  g_assert_null (reel_catalogue_get_link (f->catalogue, profile, "v9"));
  press (f->window, "Undo");
  reel_test_wait (stage_sees (f->window, "Linked by hand"));
  g_assert_nonnull (reel_catalogue_get_link (f->catalogue, profile, "v9"));
  reel_preview_pane_clear (get_pane (f));
  g_object_unref (hit); /* the window has it still */
}

/* On a narrow window the preview is a page of its own. */
static void
test_narrow (Fixture      *f,
             gconstpointer data)
{
  GtkWidget *page = find (f->window, REEL_TYPE_VIDEOS_PAGE);
  ReelVideo *video = add_video_of (f, "local", "old/tree.avi", "tree.avi");
  AdwStyleManager *style = adw_style_manager_get_default ();

  reel_video_set_missing (video, TRUE);
  g_signal_emit_by_name (page, "video-activated", video);
  reel_test_wait (find_button (f->window, "Locate File…") != NULL && find_button (f->window, "Locate Folder…") != NULL);
  stage_look (&f->stage, "locate-360");
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  stage_look (&f->stage, "locate-360-dark");
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
  g_assert_cmpint (gtk_widget_get_width (f->window), <, 600);
}

/* From the list of videos, too: by its menu, and by a drop on the video. */
static void
test_videos (Fixture      *f,
             gconstpointer data)
{
  GtkWidget *page = find (f->window, REEL_TYPE_VIDEOS_PAGE);
  ReelVideo *video = add_video_of (f, "local", "old/tree.avi", "tree.avi");
  ReelVideo *other = add_video (f, "old/film.avi", "Megamind.avi");
  AdwStyleManager *style = adw_style_manager_get_default ();
  GtkWidget *menu;
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autofree char *path = path_of (f, "far");
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  move_file (f, "old/tree.avi", "new/tree.avi");
  move_file (f, "old/film.avi", "far/away/film.avi");
  volume_double_remove (f->volumes, "/media/nobody/Card");
  reel_test_wait (reel_video_get_missing (video) && reel_video_get_missing (other));
  reel_test_wait (find (page, REEL_TYPE_VIDEO_CELL) != NULL && stage_sees (page, "File missing"));
  g_signal_emit_by_name (page, "video-activated", video);
  reel_test_wait (stage_sees (f->window, "File Not Found"));
  stage_look (&f->stage, "locate-videos-1000");
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  stage_look (&f->stage, "locate-videos-1000-dark");
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);

  stage_click_with (&f->stage, find (page, REEL_TYPE_VIDEO_CELL), 3, 1);
  menu = find (page, GTK_TYPE_POPOVER_MENU);
  reel_test_wait (gtk_widget_get_mapped (menu) && stage_sees (menu, "Locate File…") && stage_sees (menu, "Locate Folder…"));
  gtk_popover_popdown (GTK_POPOVER (menu));
  gtk_widget_activate_action (page, "videos.locate-file", NULL);
  choose (f, "new/tree.avi");
  reel_test_wait (stage_sees (f->window, "“tree.avi” is found"));
  assert_at (f, video, "new/tree.avi");
  g_list_store_append (files, folder);
  g_signal_emit_by_name (page, "locate-dropped", other, files);
  reel_test_wait (stage_sees (f->window, "1 of 1 missing file found"));
  assert_at (f, other, "far/away/film.avi");
}

int
main (int    argc,
      char **argv)
{
  stage_init (&argc, &argv);
  g_test_add ("/locate-window/file", Fixture, NULL, set_up, test_file, tear_down);
  g_test_add ("/locate-window/folder", Fixture, NULL, set_up, test_folder, tear_down);
  g_test_add ("/locate-window/anyway", Fixture, NULL, set_up, test_anyway, tear_down);
  g_test_add ("/locate-window/drive", Fixture, NULL, set_up, test_drive, tear_down);
  g_test_add ("/locate-window/by-hand", Fixture, NULL, set_up, test_by_hand, tear_down);
  g_test_add ("/locate-window/videos", Fixture, NULL, set_up, test_videos, tear_down);
  g_test_add ("/locate-window/narrow", Fixture, "narrow", set_up, test_narrow, tear_down);
  return g_test_run ();
}
