/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsecret/secret.h>

#include "app/reel-secrets.h"

struct _ReelSecrets
{
  GObject parent_instance;

  /* owned */
  GHashTable *memory; /* profile → key: what was typed or found in this run */
};

G_DEFINE_FINAL_TYPE (ReelSecrets, reel_secrets, G_TYPE_OBJECT)

static const SecretSchema schema = {
  .name = "io.github.reelseek.Reelseek.ApiKey",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { "profile", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* A key's memory is wiped, so that it does not stand in a core file after its use. */
static void
key_free (gpointer key)
{
  secret_password_free (key);
}

static char *
key_copy (const char *key)
{
  gsize length;

  return secret_value_unref_to_password (secret_value_new (key, -1, "text/plain"), &length);
}

static void
reel_secrets_finalize (GObject *object)
{
  ReelSecrets *self = REEL_SECRETS (object);

  g_clear_pointer (&self->memory, g_hash_table_unref);

  G_OBJECT_CLASS (reel_secrets_parent_class)->finalize (object);
}

static void
reel_secrets_class_init (ReelSecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_secrets_finalize;
}

static void
reel_secrets_init (ReelSecrets *self)
{
  self->memory = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, key_free);
}

/**
 * reel_secrets_new:
 *
 * Returns: (transfer full): the keys; nothing is asked of the Secret Service yet
 */
ReelSecrets *
reel_secrets_new (void)
{
  return g_object_new (REEL_TYPE_SECRETS, NULL);
}

static void
on_looked_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  ReelSecrets *self = g_task_get_source_object (task);
  const char *profile = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  char *key = secret_password_lookup_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (error != NULL) /* no service, or a locked one: then there is no key, which the window asks for */
    g_info ("Secret Service: %s", error->message);
  if (key != NULL)
    g_hash_table_insert (self->memory, g_strdup (profile), key_copy (key));
  g_task_return_pointer (task, key, key_free);
}

/**
 * reel_secrets_lookup_async:
 * @self: a #ReelSecrets
 * @profile: the id of a profile
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is known
 * @user_data: for @callback
 */
void
reel_secrets_lookup_async (ReelSecrets        *self,
                           const char         *profile,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  const char *known;

  g_return_if_fail (REEL_IS_SECRETS (self));
  g_return_if_fail (profile != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_secrets_lookup_async);
  g_task_set_task_data (task, g_strdup (profile), g_free);
  known = g_hash_table_lookup (self->memory, profile);
  if (known != NULL)
    g_task_return_pointer (task, key_copy (known), key_free);
  else
    secret_password_lookup (&schema, cancellable, on_looked_up, g_steal_pointer (&task), "profile", profile, NULL);
}

/**
 * reel_secrets_lookup_finish:
 * @self: a #ReelSecrets
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the key, to free with secret_password_free(); %NULL without @error: there is none
 */
char *
reel_secrets_lookup_finish (ReelSecrets  *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (REEL_IS_SECRETS (self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_secrets_lookup_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  gboolean kept = secret_password_store_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (error != NULL)
    g_info ("Secret Service: %s", error->message);
  g_task_return_int (task, kept);
}

/**
 * reel_secrets_store_async:
 * @self: a #ReelSecrets
 * @profile: the id of a profile
 * @label: what the key is, for people who look into their keyring
 * @key: the key; known in this run from now on, whatever the Secret Service answers
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is kept or can't be
 * @user_data: for @callback
 */
void
reel_secrets_store_async (ReelSecrets        *self,
                          const char         *profile,
                          const char         *label,
                          const char         *key,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (REEL_IS_SECRETS (self));
  g_return_if_fail (profile != NULL && key != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_secrets_store_async);
  g_hash_table_insert (self->memory, g_strdup (profile), key_copy (key));
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, key, cancellable, on_stored, g_steal_pointer (&task),
                         "profile", profile, NULL);
}

/**
 * reel_secrets_store_finish:
 * @self: a #ReelSecrets
 * @result: what the callback got
 * @kept: (out) (optional): whether the key will be there after this run too
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the key is known at least for this run
 */
gboolean
reel_secrets_store_finish (ReelSecrets  *self,
                           GAsyncResult *result,
                           gboolean     *kept,
                           GError      **error)
{
  gssize stored;

  g_return_val_if_fail (REEL_IS_SECRETS (self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_secrets_store_async), FALSE);

  stored = g_task_propagate_int (G_TASK (result), error);
  if (kept != NULL)
    *kept = stored == 1;
  return stored >= 0;
}

/* A cancelled one is that; otherwise the key is forgotten as far as we could. */
static void
forget_failed (GTask        *task,
               const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_error_copy (error));
      return;
    }
  g_info ("Secret Service: %s", error->message);
  g_task_return_int (task, FALSE);
}

static void
on_left (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  GList *left = secret_password_search_finish (result, &error);

  if (error != NULL)
    forget_failed (task, error);
  else
    g_task_return_int (task, left == NULL);
  g_list_free_full (left, g_object_unref);
}

static void
on_cleared (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  GCancellable *cancellable = g_task_get_cancellable (task);
  const char *profile = g_task_get_task_data (task);

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    forget_failed (task, error);
  else /* a keyring that stayed locked has it still, and no error tells so */
    secret_password_search (&schema, SECRET_SEARCH_ALL, cancellable, on_left, g_steal_pointer (&task), "profile", profile,
                            NULL);
}

static void
on_unlocked (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  GCancellable *cancellable = g_task_get_cancellable (task);
  const char *profile = g_task_get_task_data (task);
  GList *found = secret_password_search_finish (result, &error);

  g_list_free_full (found, g_object_unref);
  if (error != NULL)
    forget_failed (task, error);
  else
    secret_password_clear (&schema, cancellable, on_cleared, g_steal_pointer (&task), "profile", profile, NULL);
}

/**
 * reel_secrets_forget_async:
 * @self: a #ReelSecrets
 * @profile: the id of a profile
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the key is deleted or can't be
 * @user_data: for @callback
 *
 * Deletes a key; in this run it is known no more from now on, whatever the Secret Service answers.
 */
void
reel_secrets_forget_async (ReelSecrets        *self,
                           const char         *profile,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (REEL_IS_SECRETS (self));
  g_return_if_fail (profile != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_secrets_forget_async);
  g_hash_table_remove (self->memory, profile);
  g_task_set_task_data (task, g_strdup (profile), g_free);
  secret_password_search (&schema, SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK, cancellable, on_unlocked,
                          g_steal_pointer (&task), "profile", profile, NULL);
}

/**
 * reel_secrets_forget_finish:
 * @self: a #ReelSecrets
 * @result: what the callback got
 * @deleted: (out) (optional): whether the Secret Service has it no more, or never had; %FALSE where it
 *   could not be asked or stayed locked
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the key is unknown at least in this run
 */
gboolean
reel_secrets_forget_finish (ReelSecrets  *self,
                            GAsyncResult *result,
                            gboolean     *deleted,
                            GError      **error)
{
  gssize cleared;

  g_return_val_if_fail (REEL_IS_SECRETS (self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_secrets_forget_async), FALSE);

  cleared = g_task_propagate_int (G_TASK (result), error);
  if (deleted != NULL)
    *deleted = cleared == 1;
  return cleared >= 0;
}
