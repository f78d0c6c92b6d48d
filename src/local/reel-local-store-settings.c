/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-local-store-private.h"
#include "local/reel-local-store-settings.h"

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
  if (!reel_database_step (stmt, &row, error))
    return NULL;
  setting->value = row ? reel_database_dup_text (stmt, 0) : NULL;
  return GINT_TO_POINTER (TRUE);
}

/**
 * reel_local_store_read_setting:
 * @self: a #ReelLocalStore
 * @key: what is set
 * @value: (out) (transfer full) (nullable): what it is set to; %NULL where it is not
 * @error: return location
 *
 * Returns: whether it could be read
 */
gboolean
reel_local_store_read_setting (ReelLocalStore *self,
                               const char     *key,
                               char          **value,
                               GError        **error)
{
  Setting setting = { key, NULL };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);
  g_return_val_if_fail (key != NULL && value != NULL, FALSE);

  if (reel_database_run_sync (self->db, read_setting, &setting, NULL, NULL, error) == NULL)
    return FALSE;
  *value = setting.value;
  return TRUE;
}

/**
 * reel_local_store_write_setting:
 * @self: a #ReelLocalStore
 * @key: what is set
 * @value: (nullable): what it is set to; %NULL takes it away
 * @error: return location
 *
 * Returns: whether it was saved
 */
gboolean
reel_local_store_write_setting (ReelLocalStore *self,
                                const char     *key,
                                const char     *value,
                                GError        **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  if (value == NULL)
    return reel_local_store_execute (self, error, "DELETE FROM settings WHERE key = ?1", key, NULL);
  return reel_local_store_execute (self, error, "INSERT OR REPLACE INTO settings VALUES (?1, ?2)", key, value, NULL);
}

static gpointer
measure_footage (sqlite3      *db,
                 gpointer      data,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean row = FALSE;

  stmt = reel_database_prepare (db, "SELECT total(seconds) FROM (SELECT max(end) AS seconds FROM clips GROUP BY video)", error);
  if (stmt == NULL || !reel_database_step (stmt, &row, error))
    return NULL;
  *(double *) data = row ? sqlite3_column_double (stmt, 0) : 0;
  return GINT_TO_POINTER (TRUE);
}

/**
 * reel_local_store_measure_footage:
 * @self: a #ReelLocalStore
 * @seconds: (out): how long all videos are together that are indexed
 * @error: return location
 *
 * Returns: whether it could be read
 */
gboolean
reel_local_store_measure_footage (ReelLocalStore *self,
                                  double         *seconds,
                                  GError        **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);
  g_return_val_if_fail (seconds != NULL, FALSE);

  return reel_database_run_sync (self->db, measure_footage, seconds, NULL, NULL, error) != NULL;
}
