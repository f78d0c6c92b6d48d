/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>
#include <math.h>

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
  g_assert_cmpstr (reel_profile_get_base_url (reel_profile_list_find (list, "seeknetic")), ==, "https://api.seeknetic.com");
  g_assert_true (reel_profile_get_available (reel_profile_list_find (list, "seeknetic")));
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
  ReelProfile *profile = reel_profile_list_add_custom (list, "https://example.org/api", REEL_KEY_HEADER_BEARER, FALSE);
  g_autofree char *id = g_strdup (reel_profile_get_id (profile));

  g_assert_cmpstr (reel_profile_get_name (profile), ==, "example.org");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, n + 1);
  g_assert_true (reel_profile_list_add_custom (list, "https://example.org/api", REEL_KEY_HEADER_BEARER, FALSE) == profile);
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
  reel_profile_list_add_custom (list, "https://example.org/", REEL_KEY_HEADER_X_API_KEY, FALSE);
  saved = g_settings_get_value (settings, "custom-profiles");
  g_assert_cmpuint (g_variant_n_children (saved), ==, 1); /* the environment's is never saved */
  reel_test_assert_finalized (&list);

  /* How the key is sent is said by how the environment calls it; the recommended way goes first. */
  for (guint i = 0; i < 4; i++)
    {
      g_setenv ("SEEKNETIC_BEARER_TOKEN", i > 0 ? "t" : "", TRUE);
      g_setenv ("SEEKNETIC_API_KEY", i == 2 ? "k" : "", TRUE);
      if (i == 3)
        g_unsetenv ("SEEKNETIC_API_KEY");
      list = reel_profile_list_new (settings);
      g_assert_cmpint (reel_profile_get_key_header (reel_profile_list_get_environment (list)), ==,
                       i == 1 || i == 3 ? REEL_KEY_HEADER_BEARER : REEL_KEY_HEADER_X_API_KEY);
      reel_test_assert_finalized (&list);
    }
  g_unsetenv ("SEEKNETIC_BEARER_TOKEN");
  g_unsetenv ("SEEKNETIC_BASE_URL");
}

static void
count (guint *n)
{
  (*n)++;
}

/* What a version without profile-settings saved is all there, with nothing allowed and no limits. */
static void
test_old_settings (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  const ReelProfileSettings *s;
  ReelProfileList *list;

  g_settings_set_value (settings, "custom-profiles",
                        g_variant_new_parsed ("[('one', 'One', 'https://one.example', 'bearer'), "
                                              "('two', 'Two', 'http://two.example', 'x-api-key')]"));
  list = reel_profile_list_new (settings);
  s = reel_profile_get_settings (reel_profile_list_find (list, "one"));
  g_assert_cmpstr (s->name, ==, "One");
  g_assert_cmpstr (s->base_url, ==, "https://one.example");
  g_assert_cmpint (s->key_header, ==, REEL_KEY_HEADER_BEARER);
  g_assert_cmpfloat (s->queries_per_second, ==, 0);
  g_assert_cmpuint (s->max_requests, ==, REEL_PROFILE_REQUESTS_DEFAULT);
  g_assert_cmpuint (s->bandwidth_limit, ==, 0);
  g_assert_cmpuint (s->advised_size, ==, REEL_PROFILE_ADVISED_DEFAULT);
  g_assert_cmpint (s->over_advised, ==, REEL_VIDEO_CHOICE_ASK);
  g_assert_cmpuint (reel_profile_get_settings (reel_profile_list_find (list, "tokyo"))->advised_size, ==, 100000000);
  g_assert_cmpuint (reel_profile_get_settings (reel_profile_list_find (list, "local"))->advised_size, ==, 0);
  s = reel_profile_get_settings (reel_profile_list_find (list, "two"));
  g_assert_false (s->allow_plain_http); /* an address alone allows nothing */
  g_assert_false (reel_profile_get_unprotected (reel_profile_list_find (list, "two")));
  reel_test_assert_finalized (&list);
}

static void
test_change (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  ReelProfileList *list = reel_profile_list_new (settings);
  ReelProfile *profile = reel_profile_list_add_custom (list, "https://example.org", REEL_KEY_HEADER_X_API_KEY, FALSE);
  g_autoptr (ReelProfileSettings) now = reel_profile_settings_copy (reel_profile_get_settings (profile));
  g_autoptr (GVariant) saved = NULL;
  g_autofree char *id = g_strdup (reel_profile_get_id (profile));
  guint names = 0, unprotected = 0, pacing = 0, sizes = 0, accesses = 0, items = 0;

  g_signal_connect_swapped (profile, "notify::name", G_CALLBACK (count), &names);
  g_signal_connect_swapped (profile, "notify::unprotected", G_CALLBACK (count), &unprotected);
  g_signal_connect_swapped (profile, "notify::queries-per-second", G_CALLBACK (count), &pacing);
  g_signal_connect_swapped (profile, "notify::max-requests", G_CALLBACK (count), &pacing);
  g_signal_connect_swapped (profile, "notify::bandwidth-limit", G_CALLBACK (count), &pacing);
  g_signal_connect_swapped (profile, "notify::advised-size", G_CALLBACK (count), &sizes);
  g_signal_connect_swapped (profile, "notify::over-advised", G_CALLBACK (count), &sizes);
  g_signal_connect_swapped (profile, "access-changed", G_CALLBACK (count), &accesses);
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (count), &items);

  reel_profile_list_change (list, profile, now); /* nothing is different */
  g_assert_cmpuint (names + unprotected + pacing + sizes + accesses + items, ==, 0);

  g_free (now->name);
  now->name = g_strdup ("  My <service> & I ");
  g_free (now->base_url);
  now->base_url = g_strdup ("http://example.org/v2");
  now->key_header = REEL_KEY_HEADER_BEARER;
  now->allow_plain_http = TRUE;
  now->queries_per_second = 2.5;
  now->max_requests = 3;
  now->bandwidth_limit = 1500000;
  now->advised_size = 2000000;
  now->over_advised = REEL_VIDEO_CHOICE_PROXY;
  reel_profile_list_change (list, profile, now);
  g_assert_cmpuint (names, ==, 1);
  g_assert_cmpuint (unprotected, ==, 1);
  g_assert_cmpuint (pacing, ==, 3);
  g_assert_cmpuint (sizes, ==, 2);
  g_assert_cmpuint (accesses, ==, 1); /* once, though three things are different */
  g_assert_cmpuint (items, ==, 0);
  reel_test_assert_finalized (&list);

  list = reel_profile_list_new (settings);
  profile = reel_profile_list_find (list, id);
  g_assert_cmpstr (reel_profile_get_name (profile), ==, "My <service> & I");
  g_assert_cmpstr (reel_profile_get_base_url (profile), ==, "http://example.org/v2");
  g_assert_cmpint (reel_profile_get_key_header (profile), ==, REEL_KEY_HEADER_BEARER);
  g_assert_true (reel_profile_get_unprotected (profile));
  g_assert_cmpint (reel_profile_get_flags (profile), ==, REEL_CLIENT_ALLOW_PLAIN_HTTP);
  g_assert_cmpfloat (reel_profile_get_settings (profile)->queries_per_second, ==, 2.5);
  g_assert_cmpuint (reel_profile_get_settings (profile)->max_requests, ==, 3);
  g_assert_cmpuint (reel_profile_get_settings (profile)->bandwidth_limit, ==, 1500000);
  g_assert_cmpuint (reel_profile_get_settings (profile)->advised_size, ==, 2000000);
  g_assert_cmpint (reel_profile_get_settings (profile)->over_advised, ==, REEL_VIDEO_CHOICE_PROXY);

  /* None is as good as another number. */
  now->advised_size = 0;
  reel_profile_list_change (list, profile, now);
  reel_test_assert_finalized (&list);
  list = reel_profile_list_new (settings);
  profile = reel_profile_list_find (list, id);
  g_assert_cmpuint (reel_profile_get_settings (profile)->advised_size, ==, 0);

  /* The permission was for that address: it does not come back with another. */
  g_free (now->base_url);
  now->base_url = g_strdup ("https://example.org/v2");
  reel_profile_list_change (list, profile, now);
  g_assert_false (reel_profile_get_settings (profile)->allow_plain_http);
  g_free (now->base_url);
  now->base_url = g_strdup ("http://127.0.0.1:8080");
  reel_profile_list_change (list, profile, now);
  g_assert_false (reel_profile_get_unprotected (profile));

  /* What is as in the beginning takes no place. */
  now->key_header = REEL_KEY_HEADER_X_API_KEY;
  now->queries_per_second = 0;
  now->max_requests = REEL_PROFILE_REQUESTS_DEFAULT;
  now->bandwidth_limit = 0;
  now->advised_size = REEL_PROFILE_ADVISED_DEFAULT;
  now->over_advised = REEL_VIDEO_CHOICE_ASK;
  reel_profile_list_change (list, profile, now);
  saved = g_settings_get_value (settings, "profile-settings");
  g_assert_cmpuint (g_variant_n_children (saved), ==, 0);
  reel_test_assert_finalized (&list);
}

/* Of what the program brings along, the header and the pacing can be set, name and address can't. */
static void
test_builtin_settings (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  ReelProfileList *list = reel_profile_list_new (settings);
  ReelProfile *tokyo = reel_profile_list_find (list, "tokyo");
  g_autoptr (ReelProfileSettings) now = reel_profile_settings_new ("Mine", "http://example.org", REEL_KEY_HEADER_BEARER);
  g_autoptr (GVariant) custom = NULL;

  now->allow_plain_http = TRUE;
  now->queries_per_second = 4;
  reel_profile_list_change (list, tokyo, now);
  reel_profile_list_change (list, reel_profile_list_find (list, "local"), now);
  reel_test_assert_finalized (&list);

  list = reel_profile_list_new (settings);
  tokyo = reel_profile_list_find (list, "tokyo");
  g_assert_cmpstr (reel_profile_get_name (tokyo), ==, "Seeknetic, Tokyo");
  g_assert_cmpstr (reel_profile_get_base_url (tokyo), ==, "https://api.jp.seeknetic.com");
  g_assert_false (reel_profile_get_unprotected (tokyo));
  g_assert_cmpint (reel_profile_get_flags (tokyo), ==, REEL_CLIENT_DEFAULT);
  g_assert_cmpint (reel_profile_get_key_header (tokyo), ==, REEL_KEY_HEADER_BEARER);
  g_assert_cmpfloat (reel_profile_get_settings (tokyo)->queries_per_second, ==, 4);
  g_assert_null (reel_profile_get_base_url (reel_profile_list_find (list, "local")));
  custom = g_settings_get_value (settings, "custom-profiles");
  g_assert_cmpuint (g_variant_n_children (custom), ==, 0);
  reel_test_assert_finalized (&list);
}

static void
on_items (GListModel *list,
          guint       position,
          guint       removed,
          guint       added,
          guint      *at)
{
  g_assert_cmpuint (removed, ==, 1);
  g_assert_cmpuint (added, ==, 0);
  *at = position;
}

static void
test_remove (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  ReelProfileList *list = reel_profile_list_new (settings);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list)), at = G_MAXUINT;
  ReelProfile *one = reel_profile_list_add_custom (list, "http://one.example", REEL_KEY_HEADER_X_API_KEY, TRUE);
  ReelProfile *two = reel_profile_list_add_custom (list, "http://two.example", REEL_KEY_HEADER_X_API_KEY, TRUE);
  g_autofree char *id = g_strdup (reel_profile_get_id (one));
  g_autoptr (GVariant) custom = NULL;
  g_autoptr (GVariant) saved = NULL;
  g_autofree char *chosen = NULL;

  g_settings_set_string (settings, "profile", id);
  g_signal_connect (list, "items-changed", G_CALLBACK (on_items), &at);
  reel_profile_list_remove_custom (list, one);
  g_assert_cmpuint (at, ==, n);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, n + 1);
  g_assert_null (reel_profile_list_find (list, id));
  chosen = g_settings_get_string (settings, "profile");
  g_assert_cmpstr (chosen, ==, "");
  custom = g_settings_get_value (settings, "custom-profiles");
  g_assert_cmpuint (g_variant_n_children (custom), ==, 1);
  saved = g_settings_get_value (settings, "profile-settings");
  g_assert_cmpuint (g_variant_n_children (saved), ==, 1);
  g_assert_true (reel_profile_get_unprotected (two)); /* the other is as it was */
  reel_test_assert_finalized (&list);
}

/* The file of the settings can be anybody's work: each value is brought into its bounds, and what is unknown is kept. */
static void
test_hostile (void)
{
  g_autoptr (GSettings) settings = new_settings ();
  g_autofree char *long_name = g_strnfill (100000, 'n');
  g_autofree char *file = NULL;
  g_autoptr (ReelProfileSettings) now = NULL;
  g_autoptr (GVariant) saved = NULL;
  const ReelProfileSettings *s;
  ReelProfileList *list;
  guint n;

  g_settings_set_value (settings, "custom-profiles",
                        g_variant_new_parsed ("[('', 'No id', 'https://a.example', ''), ('tokyo', 'Thief', 'https://b.example', ''), "
                                              "('environment', 'Thief', 'https://b.example', ''), "
                                              "('x', %s, 'https://c.example', 'nonsense'), ('x', 'Again', 'https://d.example', ''), "
                                              "('y', 'a\\nb\\tc\\u202e', 'not an address', ''), ('z', ' ', 'https://e.example/p', '')]",
                                              long_name));
  g_settings_set_value (settings, "profile-settings",
                        g_variant_new_parsed ("{'x': {'queries-per-second': <-5.0>, 'max-requests': <uint32 0>, "
                                              "'bandwidth-limit': <uint64 1>, 'allow-plain-http': <true>, "
                                              "'advised-size': <uint64 1>, 'over-advised': <'nonsense'>}, "
                                              "'y': {'queries-per-second': <1e300>, 'max-requests': <uint32 4000000000>, "
                                              "'bandwidth-limit': <uint64 18446744073709551615>, 'key-header': <'bearer'>, "
                                              "'advised-size': <uint64 18446744073709551615>, 'over-advised': <'as-it-is'>}, "
                                              "'z': {'queries-per-second': <'four'>, 'max-requests': <-1>, 'key-header': <5>, "
                                              "'advised-size': <'much'>, 'over-advised': <2>, "
                                              "'from-tomorrow': <'kept'>}, 'nobody': {'allow-plain-http': <true>}, "
                                              "'tokyo': {'queries-per-second': <1e-300>, 'allow-plain-http': <true>}}"));
  list = reel_profile_list_new (settings);
  g_assert_null (reel_profile_list_get_environment (list));
  for (n = 0; n < g_list_model_get_n_items (G_LIST_MODEL (list)); n++)
    {
      g_autoptr (ReelProfile) profile = g_list_model_get_item (G_LIST_MODEL (list), n);

      g_assert_cmpstr (reel_profile_get_id (profile), !=, "");
    }
  g_assert_cmpuint (n, ==, 5 + 3);
  s = reel_profile_get_settings (reel_profile_list_find (list, "tokyo"));
  g_assert_cmpstr (s->base_url, ==, "https://api.jp.seeknetic.com");
  g_assert_cmpfloat (s->queries_per_second, ==, REEL_PROFILE_QUERIES_MIN);
  g_assert_false (s->allow_plain_http);
  s = reel_profile_get_settings (reel_profile_list_find (list, "x"));
  g_assert_cmpuint (strlen (s->name), ==, REEL_PROFILE_NAME_MAX);
  g_assert_cmpint (s->key_header, ==, REEL_KEY_HEADER_X_API_KEY);
  g_assert_cmpfloat (s->queries_per_second, ==, 0);
  g_assert_cmpuint (s->max_requests, ==, 1);
  g_assert_cmpuint (s->bandwidth_limit, ==, REEL_PROFILE_BANDWIDTH_MIN);
  g_assert_false (s->allow_plain_http); /* its address is https */
  g_assert_cmpuint (s->advised_size, ==, REEL_PROFILE_ADVISED_MIN);
  g_assert_cmpint (s->over_advised, ==, REEL_VIDEO_CHOICE_ASK);
  s = reel_profile_get_settings (reel_profile_list_find (list, "y"));
  g_assert_cmpstr (s->name, ==, "a b c");
  g_assert_cmpint (s->key_header, ==, REEL_KEY_HEADER_BEARER);
  g_assert_cmpfloat (s->queries_per_second, ==, REEL_PROFILE_QUERIES_MAX);
  g_assert_cmpuint (s->max_requests, ==, REEL_PROFILE_REQUESTS_MAX);
  g_assert_cmpuint (s->bandwidth_limit, ==, REEL_PROFILE_BANDWIDTH_MAX);
  g_assert_cmpuint (s->advised_size, ==, REEL_PROFILE_ADVISED_MAX);
  g_assert_cmpint (s->over_advised, ==, REEL_VIDEO_CHOICE_AS_IT_IS);
  s = reel_profile_get_settings (reel_profile_list_find (list, "z"));
  g_assert_cmpstr (s->name, ==, "e.example");
  g_assert_cmpuint (s->advised_size, ==, REEL_PROFILE_ADVISED_DEFAULT);
  g_assert_cmpint (s->over_advised, ==, REEL_VIDEO_CHOICE_ASK);
  g_assert_cmpfloat (s->queries_per_second, ==, 0);
  g_assert_cmpuint (s->max_requests, ==, REEL_PROFILE_REQUESTS_DEFAULT);
  g_assert_cmpint (s->key_header, ==, REEL_KEY_HEADER_X_API_KEY);

  now = reel_profile_settings_copy (s);
  now->max_requests = 2;
  reel_profile_list_change (list, reel_profile_list_find (list, "z"), now);
  saved = g_settings_get_value (settings, "profile-settings");
  file = g_variant_print (saved, FALSE);
  g_assert_nonnull (strstr (file, "'from-tomorrow': <'kept'>"));
  g_assert_nonnull (strstr (file, "'nobody'"));
  reel_test_assert_finalized (&list);
}

static void
test_not_a_number (void)
{
  g_autoptr (ReelProfileSettings) s = reel_profile_settings_new ("", "https://h.example", REEL_KEY_HEADER_X_API_KEY);

  s->queries_per_second = (double) NAN;
  reel_profile_settings_bound (s);
  g_assert_cmpfloat (s->queries_per_second, ==, 0);
  s->queries_per_second = (double) INFINITY;
  reel_profile_settings_bound (s);
  g_assert_cmpfloat (s->queries_per_second, ==, 0);
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
  g_test_add_func ("/app/profile-list/old-settings", test_old_settings);
  g_test_add_func ("/app/profile-list/change", test_change);
  g_test_add_func ("/app/profile-list/builtin-settings", test_builtin_settings);
  g_test_add_func ("/app/profile-list/remove", test_remove);
  g_test_add_func ("/app/profile-list/hostile", test_hostile);
  g_test_add_func ("/app/profile-list/not-a-number", test_not_a_number);
  return g_test_run ();
}
