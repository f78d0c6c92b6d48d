/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#include "app/reel-profile-list.h"
#include "reel-test.h"

static GSettings *
new_settings (void)
{
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();

  return g_settings_new_with_backend (REEL_APP_ID, backend);
}

static void
test_builtin (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  ReelProfileList *list = reel_profile_list_new (settings);
  ReelProfile *local = reel_profile_list_find (list, "local");
  ReelProfile *tokyo = reel_profile_list_find (list, "tokyo");

  g_assert_nonnull (local);
  g_assert_null (reel_profile_get_base_url (local));
  g_assert_true (reel_profile_get_available (local));
  g_assert_cmpstr (reel_profile_get_base_url (tokyo), ==, "https://api.jp.seeknetic.com");
  g_assert_true (reel_profile_get_available (tokyo));
  g_assert_false (reel_profile_get_available (reel_profile_list_find (list, "oregon")));
  g_assert_false (reel_profile_get_available (reel_profile_list_find (list, "beijing")));
  g_assert_null (reel_profile_list_get_environment (list));
  g_assert_null (reel_profile_list_find (list, "nowhere"));
  g_assert_null (reel_profile_list_find (list, NULL));
  reel_test_assert_finalized (&list);
}

static void
test_custom (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  ReelProfileList *list = reel_profile_list_new (settings);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
  ReelProfile *profile = reel_profile_list_add_custom (list, "https://example.org/api", REEL_KEY_HEADER_BEARER);
  g_autofree char *id = g_strdup (reel_profile_get_id (profile));

  g_assert_cmpstr (reel_profile_get_name (profile), ==, "example.org");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, n + 1);
  g_assert_true (reel_profile_list_add_custom (list, "https://example.org/api", REEL_KEY_HEADER_BEARER) == profile);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, n + 1);
  reel_test_assert_finalized (&list);

  list = reel_profile_list_new (settings); /* and next time it is there again, as it was */
  profile = reel_profile_list_find (list, id);
  g_assert_nonnull (profile);
  g_assert_cmpint (reel_profile_get_kind (profile), ==, REEL_PROFILE_CUSTOM);
  g_assert_cmpint (reel_profile_get_key_header (profile), ==, REEL_KEY_HEADER_BEARER);
  g_assert_cmpstr (reel_profile_get_base_url (profile), ==, "https://example.org/api");
  reel_test_assert_finalized (&list);
}

static void
test_environment (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  g_autoptr (GVariant) saved = NULL;
  ReelProfileList *list;
  ReelProfile *profile;

  g_setenv ("SEEKNETIC_BASE_URL", "http://127.0.0.1:9/x", TRUE);
  list = reel_profile_list_new (settings);
  profile = reel_profile_list_get_environment (list);
  g_assert_nonnull (profile);
  g_assert_cmpint (reel_profile_get_kind (profile), ==, REEL_PROFILE_ENVIRONMENT);
  g_assert_cmpstr (reel_profile_get_base_url (profile), ==, "http://127.0.0.1:9/x");
  reel_profile_list_add_custom (list, "https://example.org/", REEL_KEY_HEADER_X_API_KEY);
  saved = g_settings_get_value (settings, "custom-profiles");
  g_assert_cmpuint (g_variant_n_children (saved), ==, 1); /* the environment's is never saved */
  reel_test_assert_finalized (&list);
  g_unsetenv ("SEEKNETIC_BASE_URL");
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_unsetenv ("SEEKNETIC_BASE_URL");
  g_test_add_func ("/app/profile-list/builtin", test_builtin);
  g_test_add_func ("/app/profile-list/custom", test_custom);
  g_test_add_func ("/app/profile-list/environment", test_environment);
  return g_test_run ();
}
