/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sqlite3.h>

#include "disk-double.h"

static sqlite3_vfs *real;
static sqlite3_vfs ours;
static GHashTable *tables; /* the real methods → ours; written under the lock, never freed */
static GMutex lock;
static int refusal; /* atomic */

/* A copy of a table of methods with our writing in it, and what it is a copy of. */
typedef struct
{
  sqlite3_io_methods ours;
  const sqlite3_io_methods *real;
} Methods;

static int
write_file (sqlite3_file *file,
            const void   *data,
            int           length,
            sqlite3_int64 offset)
{
  const Methods *methods = (const Methods *) file->pMethods;
  int result = g_atomic_int_get (&refusal);

  return result != SQLITE_OK ? result : methods->real->xWrite (file, data, length, offset);
}

static int
open_file (sqlite3_vfs  *vfs,
           const char   *name,
           sqlite3_file *file,
           int           flags,
           int          *out_flags)
{
  int result = real->xOpen (real, name, file, flags, out_flags);
  Methods *methods;

  if (file->pMethods == NULL)
    return result;
  g_mutex_lock (&lock);
  methods = g_hash_table_lookup (tables, file->pMethods);
  if (methods == NULL)
    {
      methods = g_new0 (Methods, 1);
      methods->ours = *file->pMethods;
      methods->ours.xWrite = write_file;
      methods->real = file->pMethods;
      g_hash_table_insert (tables, (gpointer) file->pMethods, methods);
    }
  g_mutex_unlock (&lock);
  file->pMethods = &methods->ours;
  return result;
}

void
disk_double_init (void)
{
  real = sqlite3_vfs_find (NULL);
  g_assert_nonnull (real);
  tables = g_hash_table_new (NULL, NULL);
  ours = *real;
  ours.zName = "disk-double";
  ours.pNext = NULL;
  ours.xOpen = open_file;
  g_assert_cmpint (sqlite3_vfs_register (&ours, 1), ==, SQLITE_OK);
}

void
disk_double_set (int result)
{
  g_atomic_int_set (&refusal, result);
}
