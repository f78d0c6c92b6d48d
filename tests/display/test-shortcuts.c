/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include <gio/gsettingsbackend.h>

#include "app/reel-profile-list.h"
#include "app/reel-window.h"
#include "preview/reel-preview-pane.h"
#include "reel-test.h"
#include "stage.h"

static GtkWindow *
find_shortcuts (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (GTK_IS_SHORTCUTS_WINDOW (window))
        return window;
    }
  return NULL;
}

static GtkWidget *
find_widget (GtkWidget *root,
             GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* All shortcuts below @root have a key that there is, and a text. */
static guint
count_shortcuts (GtkWidget *root)
{
  guint n = 0;

  if (GTK_IS_SHORTCUTS_SHORTCUT (root))
    {
      g_autofree char *keys = NULL;
      g_autofree char *title = NULL;
      g_auto (GStrv) each = NULL;

      g_object_get (root, "accelerator", &keys, "title", &title, NULL);
      g_assert_true (title != NULL && *title != '\0');
      each = g_strsplit (keys, " ", -1);
      for (guint i = 0; each[i] != NULL; i++)
        {
          guint key = 0;
          GdkModifierType modifiers;

          g_assert_true (gtk_accelerator_parse (each[i], &key, &modifiers));
          g_assert_cmpuint (key, !=, 0);
        }
      return 1;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_shortcuts (child);
  return n;
}

static void
test_shortcuts (void)
{
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  GSettings *settings = g_settings_new_with_backend (REEL_APP_ID, backend);
  ReelProfileList *profiles = reel_profile_list_new (settings);
  GtkWidget *window = reel_window_new (NULL, settings, G_LIST_MODEL (profiles));
  GtkWidget *preview = find_widget (window, REEL_TYPE_PREVIEW_PANE);
  gboolean with_handles = FALSE;
  GtkWindow *shortcuts;
  int handles = 0;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_present (GTK_WINDOW (window));
  reel_test_wait (gtk_widget_get_mapped (window));
  g_assert_null (find_shortcuts ());
  g_assert_true (gtk_widget_activate_action (window, "win.show-help-overlay", NULL));
  shortcuts = find_shortcuts ();
  g_assert_nonnull (shortcuts);
  g_assert_true (gtk_window_get_transient_for (shortcuts) == GTK_WINDOW (window));
  reel_test_wait (gtk_widget_get_mapped (GTK_WIDGET (shortcuts)));
  g_assert_cmpuint (count_shortcuts (GTK_WIDGET (shortcuts)), >=, 25);
  if (g_getenv ("REEL_TEST_PICTURES") != NULL)
    {
      g_autofree char *path = g_build_filename (g_getenv ("REEL_TEST_PICTURES"), "shortcuts.png", NULL);
      g_autoptr (ReelDisplay) display = reel_display_open (NULL);
      g_autoptr (ReelScreenshot) picture = NULL;

      reel_display_rest (display, 800);
      picture = reel_display_take_picture (display, &(cairo_rectangle_int_t){ 0, 0, 1280, 800 }, NULL);
      reel_screenshot_save (picture, path, NULL);
    }
  gtk_window_close (shortcuts);
  reel_test_wait (find_shortcuts () == NULL);

  /* The preview has the handles of the timelines, and keeps whether to play them. */
  g_settings_set_int (settings, "export-handles", 5);
  g_object_get (preview, "handles", &handles, NULL);
  g_assert_cmpint (handles, ==, 5);
  g_assert_true (gtk_widget_activate_action (preview, "preview.play-with-handles", NULL));
  g_assert_true (g_settings_get_boolean (settings, "play-with-handles"));
  g_object_get (preview, "play-with-handles", &with_handles, NULL);
  g_assert_true (with_handles);
  g_assert_true (gtk_widget_activate_action (preview, "preview.handles", "i", 2));
  g_assert_cmpint (g_settings_get_int (settings, "export-handles"), ==, 2);

  gtk_window_destroy (GTK_WINDOW (window));
  reel_test_wait (window == NULL);
  reel_test_assert_finalized (&profiles);
  g_object_unref (settings);
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add_func ("/app/shortcuts", test_shortcuts);
  return g_test_run ();
}
