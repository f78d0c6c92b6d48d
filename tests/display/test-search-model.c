/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include <gio/gsettingsbackend.h>
#include <glib/gstdio.h>
#include <string.h>

#include "api/reel-client-text.h"
#include "app/reel-model-group.h"
#include "joint-model.h"
#include "reel-test.h"
#include "services.h"

#define MODEL "b-gelu-f16"
#define NAME  "CLIP ViT-48/14"

/* The preferences on the real service of this computer. */
typedef struct
{
  char *model; /* a folder of a model */
  GSettings *settings;
  ReelProfileList *profiles;
  ReelSecrets *secrets;
  ReelLocalService *service;
  ReelCatalogue *catalogue;
  ReelSession *session;
  Stage *stage;
  GtkWidget *preferences;
  GtkWidget *group; /* (borrowed) */
  guint n_restarts;
} Fixture;

/* What the application does. */
static void
on_restart_service (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  Fixture *f = user_data;

  f->n_restarts++;
  reel_local_service_restart (f->service);
}

static void
add_action (Fixture *f)
{
  const GActionEntry entry = { .name = "restart-service", .activate = on_restart_service };
  g_autoptr (GSimpleActionGroup) app = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (app), &entry, 1, f);
  gtk_widget_insert_action_group (f->stage->window, "app", G_ACTION_GROUP (app));
}

/* @data: whether the service takes the model: it checks it by what the test gives, or by what ships. */
static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autofree char *folder = reel_test_tmp ("preferences"), *check = NULL;
  g_autofree char *db = g_build_filename (folder, "catalogue.db", NULL);
  g_autofree char *local = g_build_filename (folder, "local", NULL);
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  f->model = joint_model_copy (MODEL);
  check = joint_model_check (f->model, "check", 0);
  if (data != NULL)
    g_setenv ("REELSEEK_MODEL_CHECK", check, TRUE);
  else
    g_unsetenv ("REELSEEK_MODEL_CHECK");

  f->settings = g_settings_new_with_backend (REEL_APP_ID, backend);
  f->profiles = reel_profile_list_new (f->settings);
  f->secrets = reel_secrets_new ();
  f->service = reel_local_service_new (local);
  reel_catalogue_open_async (db, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  f->session = reel_session_new (reel_profile_list_find (f->profiles, "local"), f->catalogue, f->secrets, f->service);
  reel_session_connect (f->session);

  f->stage = stage_new (gtk_label_new ("The window"), 360, 500);
  add_action (f);
  f->preferences = reel_preferences_new (GTK_WINDOW (f->stage->window), f->settings, f->profiles, f->secrets);
  g_object_add_weak_pointer (G_OBJECT (f->preferences), (gpointer *) &f->preferences);
  reel_preferences_set_session (REEL_PREFERENCES (f->preferences), f->session);
  gtk_window_present (GTK_WINDOW (f->preferences));
  reel_test_wait (gtk_widget_get_mapped (f->preferences));
  reel_test_wait ((f->group = stage_find (f->preferences, REEL_TYPE_MODEL_GROUP, NULL)) != NULL);
  reel_test_wait (stage_sees (f->group, "Built-in"));
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  if (f->preferences != NULL)
    gtk_window_destroy (GTK_WINDOW (f->preferences));
  reel_test_wait (f->preferences == NULL);
  stage_free (f->stage);
  reel_session_close (f->session);
  reel_test_assert_finalized (&f->session);
  reel_local_service_stop (f->service);
  reel_test_wait (reel_local_service_get_state (f->service) == REEL_LOCAL_SERVICE_STOPPED);
  reel_test_assert_finalized (&f->service);
  reel_test_assert_finalized (&f->catalogue);
  reel_test_assert_finalized (&f->profiles);
  g_object_unref (f->secrets);
  g_object_unref (f->settings);
  g_free (f->model);
}

static gboolean
can_press (Fixture    *f,
           const char *label)
{
  return gtk_widget_is_sensitive (services_find_button (f->group, label));
}

static gboolean
is_shown (Fixture    *f,
          const char *title)
{
  return gtk_widget_get_mapped (services_find_titled (f->group, title));
}

static void
choose (Fixture    *f,
        const char *path)
{
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  reel_model_group_choose (REEL_MODEL_GROUP (f->group), folder);
  g_assert_false (can_press (f, "Choose a Folder…"));
}

/* Pictures of both sizes and both schemes; the group is scrolled to by the focus. */
static void
look (Fixture    *f,
      const char *name)
{
  static const int sizes[][2] = { { 1000, 700 }, { 360, 640 } };
  AdwStyleManager *style = adw_style_manager_get_default ();
  GtkWidget *content = gtk_widget_get_first_child (f->preferences);
  int least;

  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, 360); /* a telephone's */
  if (g_getenv ("REEL_TEST_PICTURES") == NULL)
    return;
  reel_test_wait (gtk_widget_get_width (content) > 0);
  for (guint dark = 0; dark < 2; dark++)
    for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        g_autofree char *picture = g_strdup_printf ("%s-%d-%s", name, sizes[i][0], dark ? "dark" : "light");

        adw_style_manager_set_color_scheme (style, dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
        gtk_window_set_default_size (GTK_WINDOW (f->preferences), sizes[i][0], sizes[i][1]);
        reel_test_wait (ABS (gtk_widget_get_width (content) - sizes[i][0]) <= 16); /* but for a border */
        gtk_widget_grab_focus (services_find_button (f->group, "Choose a Folder…"));
        if (is_shown (f, "Built-in model"))
          gtk_widget_grab_focus (services_find_button (f->group, "Use the Built-in One"));
        else if (is_shown (f, "The model is not used"))
          gtk_widget_grab_focus (services_find_titled (f->group, "The model is not used"));
        stage_look_at (f->stage, f->preferences, picture);
      }
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
}

/* A model is chosen, told of, used after the service was started again, and given up. */
static void
test_chosen (Fixture      *f,
             gconstpointer data)
{
  g_assert_true (can_press (f, "Choose a Folder…"));
  g_assert_false (is_shown (f, "Built-in model"));
  g_assert_false (is_shown (f, "The model is not used"));
  look (f, "search-model-built-in");
  /* The engine of the tests reads no text, and the row says so. */
  reel_test_wait (stage_sees (f->group, "can’t read text"));
  g_assert_false (gtk_widget_is_sensitive (services_find_titled (f->group, "Read text in pictures")));

  joint_model_write (f->model, "LICENSE", "MIT <License> & more\n\nCopyright\n");
  choose (f, f->model);
  reel_test_wait (f->n_restarts == 1);
  g_assert_true (stage_sees (f->group, NAME));

  /* The service is another process now, and says the same. */
  reel_test_wait (reel_session_get_client (f->session) == NULL);
  reel_test_wait (reel_session_get_state (f->session) == REEL_SESSION_READY);
  reel_test_wait (stage_sees (f->group, NAME) && can_press (f, "Use the Built-in One"));
  g_assert_cmpuint (reel_local_service_get_n_restarts (f->service), ==, 0); /* it did not die */
  g_assert_true (stage_sees (f->group, f->model));
  g_assert_true (stage_sees (f->group, "MIT <License> & more"));
  g_assert_true (stage_sees (f->group, " frames a second on this computer"));
  g_assert_true (stage_sees (f->group, "No videos are indexed yet"));
  look (f, "search-model-chosen");

  services_press (f->group, "Use the Built-in One");
  reel_test_wait (f->n_restarts == 2);
  reel_test_wait (reel_session_get_client (f->session) == NULL);
  reel_test_wait (reel_session_get_state (f->session) == REEL_SESSION_READY);
  reel_test_wait (stage_sees (f->group, "Built-in") && can_press (f, "Choose a Folder…"));
  g_assert_false (is_shown (f, "Folder"));
}

/* What is refused says why, and nothing is started again. */
static void
test_refused (Fixture      *f,
              gconstpointer data)
{
  g_autofree char *empty = reel_test_tmp ("empty");
  g_autoptr (GFile) bad = NULL;

  choose (f, f->model);
  reel_test_wait (is_shown (f, "The model is not used"));
  g_assert_true (stage_sees (f->group, "a photo of a cat"));
  g_assert_false (stage_sees (f->group, "HTTP"));
  reel_test_wait (can_press (f, "Choose a Folder…"));
  g_assert_true (stage_sees (f->group, "Built-in"));
  g_assert_true (is_shown (f, "The model is not used"));
  look (f, "search-model-refused");

  g_assert_cmpint (g_mkdir_with_parents (empty, 0700), ==, 0);
  choose (f, empty);
  reel_test_wait (stage_sees (f->group, "config.json") && can_press (f, "Choose a Folder…"));

  /* A name that JSON can't carry is not even asked for. */
  bad = g_file_new_for_path ("/nowhere/\xff");
  reel_model_group_choose (REEL_MODEL_GROUP (f->group), bad);
  g_assert_true (stage_sees (f->group, "Copy the model"));
  g_assert_true (can_press (f, "Choose a Folder…"));
  g_assert_cmpuint (f->n_restarts, ==, 0);
}

/* The model is gone at the next start: that is said, and it can be given up. */
static void
test_lost (Fixture      *f,
           gconstpointer data)
{
  g_autofree char *config = g_build_filename (f->model, "config.json", NULL);

  choose (f, f->model);
  reel_test_wait (f->n_restarts == 1);
  reel_test_wait (reel_session_get_state (f->session) == REEL_SESSION_READY);
  reel_test_wait (stage_sees (f->group, NAME) && can_press (f, "Choose a Folder…"));
  g_assert_cmpint (g_unlink (config), ==, 0);
  reel_local_service_restart (f->service);
  reel_test_wait (reel_session_get_state (f->session) == REEL_SESSION_READY);
  reel_test_wait (stage_sees (f->group, "config.json") && can_press (f, "Use the Built-in One"));
  g_assert_true (stage_sees (f->group, "Built-in"));
  look (f, "search-model-lost");

  services_press (f->group, "Use the Built-in One");
  reel_test_wait (!is_shown (f, "The model is not used") && can_press (f, "Choose a Folder…"));
  g_assert_false (is_shown (f, "Built-in model"));
  g_assert_cmpuint (f->n_restarts, ==, 1);
}

/* The window goes while the service still checks. */
static void
test_closed (Fixture      *f,
             gconstpointer data)
{
  choose (f, f->model);
  gtk_window_close (GTK_WINDOW (f->preferences));
  reel_test_wait (f->preferences == NULL);
}

static void
set_up_built_in (Fixture      *f,
                 gconstpointer data)
{
  g_setenv ("REELSEEK_ENGINE", "concept", TRUE);
  set_up (f, data);
}

static gboolean
reads_text (Fixture *f)
{
  GAsyncResult *result = NULL;
  g_autoptr (ReelTextReading) reading = NULL;
  g_autoptr (GError) error = NULL;

  reel_client_get_text_reading_async (reel_session_get_client (f->session), NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  reading = reel_client_get_text_reading_finish (reel_session_get_client (f->session), result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  return reading->is_on;
}

/* The switch is the service's. */
static void
test_text (Fixture      *f,
           gconstpointer data)
{
  GtkWidget *row = services_find_titled (f->group, "Read text in pictures");
  GtkWidget *read_switch = stage_find (row, GTK_TYPE_SWITCH, NULL);

  reel_test_wait (gtk_widget_is_sensitive (row));
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (read_switch)));
  g_assert_true (stage_sees (row, "add them again"));
  gtk_switch_set_active (GTK_SWITCH (read_switch), FALSE);
  reel_test_wait (!reads_text (f));
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (read_switch)));
  gtk_switch_set_active (GTK_SWITCH (read_switch), TRUE);
  reel_test_wait (reads_text (f));
  g_assert_true (gtk_widget_is_sensitive (row));
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/search-model/chosen", Fixture, "takes it", set_up, test_chosen, tear_down);
  g_test_add ("/search-model/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/search-model/lost", Fixture, "takes it", set_up, test_lost, tear_down);
  g_test_add ("/search-model/closed", Fixture, "takes it", set_up, test_closed, tear_down);
  g_test_add ("/search-model/text", Fixture, NULL, set_up_built_in, test_text, tear_down);
  return g_test_run ();
}
