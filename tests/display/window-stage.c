/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include <gio/gsettingsbackend.h>

#include "reel-test.h"
#include "window-stage.h"

void
window_stage_set_up (WindowStage  *self,
                     gconstpointer data)
{
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autofree char *folder = reel_test_tmp ("window");
  g_autofree char *name = g_strdup_printf ("%u", g_random_int ());
  g_autofree char *db = g_strdup_printf ("%s/%s.db", folder, name);
  g_autofree char *local = g_build_filename (folder, name, NULL);
  g_autofree char *cache = g_build_filename (folder, "frames", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->settings = g_settings_new_with_backend (REEL_APP_ID, backend);
  g_settings_set_int (self->settings, "window-width", 1000);
  g_settings_set_int (self->settings, "window-height", 700);
  self->profiles = reel_profile_list_new (self->settings);
  self->secrets = reel_secrets_new ();
  self->service = reel_local_service_new (local);
  self->grabber = reel_frame_grabber_new (cache);
  reel_catalogue_open_async (db, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  self->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  self->session = reel_session_new (reel_profile_list_find (self->profiles, "local"), self->catalogue, self->secrets,
                                    self->service);
  self->window = reel_window_new (NULL, self->settings, G_LIST_MODEL (self->profiles));
  /* libadwaita 1.2 falls over a toast that goes while it still comes. */
  g_object_set (gtk_widget_get_settings (self->window), "gtk-enable-animations", FALSE, NULL);
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  reel_window_set_session (REEL_WINDOW (self->window), self->session, self->catalogue, self->grabber);
  gtk_window_present (GTK_WINDOW (self->window));
  reel_session_connect (self->session);
  reel_test_wait (reel_session_get_state (self->session) == REEL_SESSION_READY);
  self->stage.window = self->window;
  self->stage.display = reel_display_open (&error);
  g_assert_no_error (error);
}

void
window_stage_tear_down (WindowStage  *self,
                        gconstpointer data)
{
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  reel_test_wait (self->window == NULL);
  reel_session_close (self->session);
  reel_test_assert_finalized (&self->session);
  reel_local_service_stop (self->service);
  reel_test_wait (reel_local_service_get_state (self->service) == REEL_LOCAL_SERVICE_STOPPED);
  reel_test_assert_finalized (&self->service);
  reel_test_assert_finalized (&self->catalogue);
  reel_test_assert_finalized (&self->grabber);
  reel_test_assert_finalized (&self->profiles);
  g_clear_object (&self->stage.display);
  g_object_unref (self->secrets);
  g_object_unref (self->settings);
}

const char *
window_stage_make (WindowStage *self,
                   const char  *collection)
{
  ReelCollectionList *list = reel_session_get_collections (self->session);
  g_autoptr (ReelCollection) made = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reel_collection_list_create_async (list, collection, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  made = reel_collection_list_create_finish (list, result, &error);
  g_assert_no_error (error);
  return reel_collection_get_id (made); /* the list keeps it */
}

GListModel *
window_stage_files (const char * const *samples)
{
  GListStore *files = g_list_store_new (G_TYPE_FILE);

  for (; *samples != NULL; samples++)
    {
      g_autofree char *path = reel_test_sample (*samples);
      g_autoptr (GFile) file = g_file_new_for_path (path);

      g_list_store_append (files, file);
    }
  return G_LIST_MODEL (files);
}

static guint
count_finished (WindowStage *self)
{
  guint n = 0;

  g_object_get (reel_session_get_queue (self->session), "n-finished", &n, NULL);
  return n;
}

void
window_stage_add_film (WindowStage *self,
                       const char  *collection)
{
  g_autoptr (GListModel) files = window_stage_files ((const char *[]){ "Megamind.avi", NULL });
  guint before;

  before = count_finished (self);
  window_stage_make (self, collection);
  g_assert_true (reel_window_select_collection (REEL_WINDOW (self->window), collection));
  reel_window_add_files (REEL_WINDOW (self->window), files);
  reel_test_wait (count_finished (self) > before);
}

GtkWidget *
window_stage_find (WindowStage *self,
                   GType        type,
                   const char  *name)
{
  GtkWidget *found;

  reel_test_wait ((found = stage_find (self->window, type, name)) != NULL);
  return found;
}

GtkWidget *
window_stage_dialog (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

gboolean
window_stage_drop (GtkWidget  *widget,
                   GListModel *files)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  const guint n = g_list_model_get_n_items (files);
  g_autoptr (GPtrArray) array = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (array, g_list_model_get_item (files, i));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array ((GFile **) array->pdata, array->len));
  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 1.0, 1.0, &taken);
    }
  return taken;
}

void
window_stage_look (WindowStage *self,
                   const char  *name)
{
  static const int sizes[][2] = { { 1000, 700 }, { 360, 640 } };
  AdwStyleManager *style = adw_style_manager_get_default ();

  if (g_getenv ("REEL_TEST_PICTURES") == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint dark = 0; dark < 2; dark++)
      {
        g_autofree char *picture = g_strdup_printf ("%s-%d-%s", name, sizes[i][0], dark ? "dark" : "light");

        adw_style_manager_set_color_scheme (style, dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
        gtk_window_set_default_size (GTK_WINDOW (self->window), sizes[i][0], sizes[i][1]);
        reel_test_wait (ABS (gtk_widget_get_width (self->window) - sizes[i][0]) <= 80);
        stage_look_at (&self->stage, self->window, picture);
      }
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1000, 700);
  reel_test_wait (gtk_widget_get_width (self->window) >= 900);
}
