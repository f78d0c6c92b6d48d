/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-database.h"
#include "local/reel-local-store-private.h"

typedef struct
{
  const char *key; /* (borrowed) */
  char *value;     /* (owned) (nullable) */
} Setting;

static gpointer
read_setting (sqlite3      *db,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  Setting *setting = data;
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, "SELECT value FROM settings WHERE key = ?1", error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, setting->key);
  if (reel_database_step (stmt, &row, error) && row)
    setting->value = reel_database_dup_text (stmt, 0);
  return NULL;
}

/**
 * reel_local_store_dup_setting:
 * @self: a #ReelLocalStore
 * @key: which
 *
 * Blocks on the disk.
 *
 * Returns: (transfer full) (nullable): what was remembered, or %NULL for nothing
 */
char *
reel_local_store_dup_setting (ReelLocalStore *self,
                              const char     *key)
{
  Setting setting = { key, NULL };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  reel_database_run_sync (self->db, read_setting, &setting, NULL, NULL, NULL);
  return setting.value;
}

/**
 * reel_local_store_set_setting:
 * @self: a #ReelLocalStore
 * @key: which
 * @value: what to remember
 * @error: return location
 *
 * Returns: whether it was saved
 */
gboolean
reel_local_store_set_setting (ReelLocalStore *self,
                              const char     *key,
                              const char     *value,
                              GError        **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);

  return reel_local_store_execute (self, error, "INSERT OR REPLACE INTO settings VALUES (?1, ?2)", key, value, NULL);
}
