/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-profile-list.h"

/* The regions are data: the vendor announces and moves them (docs, 'Hosts and keys'). */
static const struct
{
  const char *id;
  const char *name;
  const char *base_url;
  gboolean open;
} regions[] = {
  { "tokyo", N_ ("Seeknetic, Tokyo"), "https://api.jp.seeknetic.com", TRUE },
  { "seeknetic", N_ ("Seeknetic, Default Address"), "https://api.seeknetic.com", TRUE },
  { "oregon", N_ ("Seeknetic, Oregon (announced)"), "https://api.us.seeknetic.com", FALSE },
  { "beijing", N_ ("Seeknetic, Beijing (announced)"), "https://api.cn.seeknetic.com", FALSE },
};

struct _ReelProfileList
{
  GObject parent_instance;

  /* owned */
  GSettings *settings;
  GPtrArray *profiles; /* (element-type ReelProfile) */
};

static GType
get_item_type (GListModel *model)
{
  return REEL_TYPE_PROFILE;
}

static guint
get_n_items (GListModel *model)
{
  return REEL_PROFILE_LIST (model)->profiles->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  ReelProfileList *self = REEL_PROFILE_LIST (model);

  return position < self->profiles->len ? g_object_ref (g_ptr_array_index (self->profiles, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelProfileList, reel_profile_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* More than anybody has: a file with more is no file of ours. */
#define CUSTOM_MAX 200

/* Gives @profile what was saved for it; nothing for the environment's, which is of this run. */
static void
load_settings (ReelProfile *profile,
               GVariant    *saved)
{
  g_autoptr (GVariant) own = g_variant_lookup_value (saved, reel_profile_get_id (profile), G_VARIANT_TYPE_VARDICT);
  g_autoptr (ReelProfileSettings) settings = reel_profile_settings_copy (reel_profile_get_settings (profile));

  if (reel_profile_get_kind (profile) == REEL_PROFILE_ENVIRONMENT)
    return;
  reel_profile_settings_read (settings, own);
  reel_profile_set_settings (profile, settings);
}

static void
load_custom (ReelProfileList *self)
{
  g_autoptr (GVariant) saved = g_settings_get_value (self->settings, "custom-profiles");
  GVariantIter iter;
  const char *id, *name, *base_url, *key_header;

  g_variant_iter_init (&iter, saved);
  for (guint n = 0; n < CUSTOM_MAX && g_variant_iter_next (&iter, "(&s&s&s&s)", &id, &name, &base_url, &key_header); n++)
    {
      if (*id == '\0' || g_str_equal (id, "environment") || reel_profile_list_find (self, id) != NULL)
        continue; /* nobody takes the place, and with it the key, of another */
      g_ptr_array_add (self->profiles, reel_profile_new (REEL_PROFILE_CUSTOM, id, name, base_url,
                                                         reel_key_header_from_string (key_header), TRUE));
    }
}

static void
save_custom (ReelProfileList *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssss)"));
  for (guint i = 0; i < self->profiles->len; i++)
    {
      ReelProfile *profile = g_ptr_array_index (self->profiles, i);

      if (reel_profile_get_kind (profile) == REEL_PROFILE_CUSTOM)
        g_variant_builder_add (&builder, "(ssss)", reel_profile_get_id (profile), reel_profile_get_name (profile),
                               reel_profile_get_base_url (profile),
                               reel_key_header_to_string (reel_profile_get_key_header (profile)));
    }
  g_settings_set_value (self->settings, "custom-profiles", g_variant_builder_end (&builder));
}

/* Saves what is set of one profile beside the rest; with @settings NULL it is forgotten. */
static void
save_settings (ReelProfileList           *self,
               const char                *id,
               const ReelProfileSettings *settings)
{
  g_autoptr (GVariant) saved = g_settings_get_value (self->settings, "profile-settings");
  g_autoptr (GVariant) own = g_variant_lookup_value (saved, id, G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) now = settings != NULL ? g_variant_ref_sink (reel_profile_settings_write (settings, own)) : NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *other;
  GVariant *values;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_iter_init (&iter, saved);
  while (g_variant_iter_loop (&iter, "{&s@a{sv}}", &other, &values))
    if (!g_str_equal (other, id))
      g_variant_builder_add (&builder, "{s@a{sv}}", other, values);
  if (now != NULL && g_variant_n_children (now) > 0)
    g_variant_builder_add (&builder, "{s@a{sv}}", id, now);
  g_settings_set_value (self->settings, "profile-settings", g_variant_builder_end (&builder));
}

/* What people choose for a service while they upload to it is kept too. */
static void
on_over_advised (ReelProfileList *self,
                 GParamSpec      *pspec,
                 ReelProfile     *profile)
{
  if (reel_profile_list_find (self, reel_profile_get_id (profile)) == profile)
    save_settings (self, reel_profile_get_id (profile), reel_profile_get_settings (profile));
}

static void
watch (ReelProfileList *self,
       ReelProfile     *profile)
{
  if (reel_profile_get_kind (profile) != REEL_PROFILE_ENVIRONMENT)
    g_signal_connect_object (profile, "notify::over-advised", G_CALLBACK (on_over_advised), self, G_CONNECT_SWAPPED);
}

static void
reel_profile_list_finalize (GObject *object)
{
  ReelProfileList *self = REEL_PROFILE_LIST (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);

  G_OBJECT_CLASS (reel_profile_list_parent_class)->finalize (object);
}

static void
reel_profile_list_class_init (ReelProfileListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_profile_list_finalize;
}

static void
reel_profile_list_init (ReelProfileList *self)
{
  self->profiles = g_ptr_array_new_with_free_func (g_object_unref);
}

static gboolean
is_set (const char *variable)
{
  const char *value = g_getenv (variable);

  return value != NULL && *value != '\0';
}

static ReelKeyHeader
get_environment_header (void)
{
  return is_set ("SEEKNETIC_BEARER_TOKEN") && !is_set ("SEEKNETIC_API_KEY") ? REEL_KEY_HEADER_BEARER
                                                                            : REEL_KEY_HEADER_X_API_KEY;
}

/**
 * reel_profile_list_new:
 * @settings: the program's settings
 *
 * Returns: (transfer full): the services
 */
ReelProfileList *
reel_profile_list_new (GSettings *settings)
{
  ReelProfileList *self = g_object_new (REEL_TYPE_PROFILE_LIST, NULL);
  const char *base_url = g_getenv ("SEEKNETIC_BASE_URL");
  g_autoptr (GVariant) saved = NULL;

  self->settings = g_object_ref (settings);
  if (base_url != NULL && *base_url != '\0')
    g_ptr_array_add (self->profiles, reel_profile_new (REEL_PROFILE_ENVIRONMENT, "environment", _ ("From the Environment"),
                                                       base_url, get_environment_header (), TRUE));
  g_ptr_array_add (self->profiles, reel_profile_new (REEL_PROFILE_LOCAL, "local", _ ("This Computer"), NULL,
                                                     REEL_KEY_HEADER_X_API_KEY, TRUE));
  for (gsize i = 0; i < G_N_ELEMENTS (regions); i++)
    g_ptr_array_add (self->profiles, reel_profile_new (REEL_PROFILE_REGION, regions[i].id, _ (regions[i].name),
                                                       regions[i].base_url, REEL_KEY_HEADER_X_API_KEY, regions[i].open));
  load_custom (self);
  saved = g_settings_get_value (settings, "profile-settings");
  for (guint i = 0; i < self->profiles->len; i++)
    {
      load_settings (g_ptr_array_index (self->profiles, i), saved);
      watch (self, g_ptr_array_index (self->profiles, i));
    }
  return self;
}

/**
 * reel_profile_list_find:
 * @self: a #ReelProfileList
 * @id: an id
 *
 * Returns: (transfer none) (nullable): the profile
 */
ReelProfile *
reel_profile_list_find (ReelProfileList *self,
                        const char      *id)
{
  g_return_val_if_fail (REEL_IS_PROFILE_LIST (self), NULL);

  for (guint i = 0; i < self->profiles->len; i++)
    {
      ReelProfile *profile = g_ptr_array_index (self->profiles, i);

      if (g_strcmp0 (reel_profile_get_id (profile), id) == 0)
        return profile;
    }
  return NULL;
}

/**
 * reel_profile_list_get_environment:
 * @self: a #ReelProfileList
 *
 * Returns: (transfer none) (nullable): the profile that the environment makes for this run
 */
ReelProfile *
reel_profile_list_get_environment (ReelProfileList *self)
{
  return reel_profile_list_find (self, "environment");
}

/**
 * reel_profile_list_add_custom:
 * @self: a #ReelProfileList
 * @base_url: where the service is
 * @key_header: how it wants its key
 * @allow_plain_http: whether somebody said that it may be plain http to another machine
 *
 * Adds a service and keeps it; where the address is known already, nothing is added.
 *
 * Returns: (transfer none): its profile
 */
ReelProfile *
reel_profile_list_add_custom (ReelProfileList *self,
                              const char      *base_url,
                              ReelKeyHeader    key_header,
                              gboolean         allow_plain_http)
{
  g_autoptr (ReelProfileSettings) settings = NULL;
  g_autofree char *id = NULL;
  ReelProfile *profile = NULL;

  g_return_val_if_fail (REEL_IS_PROFILE_LIST (self), NULL);
  g_return_val_if_fail (base_url != NULL, NULL);

  for (guint i = 0; i < self->profiles->len && profile == NULL; i++)
    {
      ReelProfile *other = g_ptr_array_index (self->profiles, i);

      if (reel_profile_get_kind (other) == REEL_PROFILE_CUSTOM && reel_profile_get_key_header (other) == key_header &&
          g_str_equal (reel_profile_get_base_url (other), base_url))
        profile = other;
    }
  if (profile == NULL)
    {
      id = g_uuid_string_random ();
      profile = reel_profile_new (REEL_PROFILE_CUSTOM, id, "", base_url, key_header, TRUE);
      g_ptr_array_add (self->profiles, profile);
      watch (self, profile);
    }
  settings = reel_profile_settings_copy (reel_profile_get_settings (profile));
  settings->allow_plain_http = allow_plain_http;
  reel_profile_list_change (self, profile, settings);
  if (id != NULL)
    g_list_model_items_changed (G_LIST_MODEL (self), self->profiles->len - 1, 0, 1);
  return profile;
}

/**
 * reel_profile_list_change:
 * @self: a #ReelProfileList
 * @profile: one of its services, not the environment's
 * @settings: what is set of it from now on, see reel_profile_set_settings()
 *
 * Changes a service and keeps it so.
 */
void
reel_profile_list_change (ReelProfileList           *self,
                          ReelProfile               *profile,
                          const ReelProfileSettings *settings)
{
  g_return_if_fail (REEL_IS_PROFILE_LIST (self));
  g_return_if_fail (REEL_IS_PROFILE (profile));
  g_return_if_fail (reel_profile_get_kind (profile) != REEL_PROFILE_ENVIRONMENT);

  reel_profile_set_settings (profile, settings);
  save_settings (self, reel_profile_get_id (profile), reel_profile_get_settings (profile));
  if (reel_profile_get_kind (profile) == REEL_PROFILE_CUSTOM)
    save_custom (self);
}

/**
 * reel_profile_list_remove_custom:
 * @self: a #ReelProfileList
 * @profile: a service that somebody added
 *
 * Removes a service and what is set of it. Its key is not touched: see reel_secrets_forget_async().
 */
void
reel_profile_list_remove_custom (ReelProfileList *self,
                                 ReelProfile     *profile)
{
  g_autoptr (ReelProfile) removed = NULL;
  g_autofree char *chosen = NULL;
  guint position;

  g_return_if_fail (REEL_IS_PROFILE_LIST (self));
  g_return_if_fail (REEL_IS_PROFILE (profile));
  g_return_if_fail (reel_profile_get_kind (profile) == REEL_PROFILE_CUSTOM);

  if (!g_ptr_array_find (self->profiles, profile, &position))
    return;
  removed = g_object_ref (profile);
  g_ptr_array_remove_index (self->profiles, position);
  save_custom (self);
  save_settings (self, reel_profile_get_id (removed), NULL);
  chosen = g_settings_get_string (self->settings, "profile");
  if (g_str_equal (chosen, reel_profile_get_id (removed)))
    g_settings_reset (self->settings, "profile");
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}
