/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/reel-database.h"
#include "local/reel-local-store.h"

G_BEGIN_DECLS

struct _ReelLocalStore
{
  GObject parent_instance;

  /* owned */
  ReelDatabase *db;
  char *data_dir;
  char *incoming_dir;
  char *videos_dir;
  char *jobs_dir;
  char *tensors_dir;
  char *vectors_dir;
  GMutex files;     /* held while a copy is here and its row is not yet; nothing is put to disk meanwhile but rows */
  guint64 tensor_quota;  /* under that lock; bytes */
  guint tensor_seconds;  /* likewise */
  gint keep_copies; /* atomic; what the settings table has */
  gint generation;  /* atomic; grows with each change of what can be found where */

  const char *space; /* interned; set before the store is shared */
};

/* What a text of SQL knows its parameters by. */
typedef struct
{
  const char *sql;
  const char *values[8];
  guint n_values;
} ReelLocalStatement;

/* One statement with text and number parameters, for the many calls that need no more. The list ends with %NULL. */
gboolean reel_local_store_execute (ReelLocalStore *self,
                                   GError        **error,
                                   const char     *sql,
                                   ...) G_GNUC_NULL_TERMINATED;

/* (transfer full) (element-type utf8): the names in a result set, as a set. @sql may ask for the current space by ?1. */
GHashTable *reel_local_store_list_names (ReelLocalStore *self,
                                         const char     *sql,
                                         GError        **error);

/* Removes all files of a folder but those of these names. Returns their bytes. */
guint64 reel_local_store_remove_others (const char *path,
                                        GHashTable *wanted);

/* The videos that need their copy in the current space, ?1, and those whose copy was to be kept. */
#define REEL_LOCAL_WAITING_VIDEOS                                                                                          \
  "SELECT id FROM videos v JOIN video_spaces s ON s.video = v.seq "                                                        \
  "WHERE s.space = ?1 AND s.state IN ('waiting', 'processing', 'quick')"
#define REEL_LOCAL_KEPT_VIDEOS "SELECT id FROM videos WHERE kept <> 0"

/* What this run of the computer is called, in the settings. */
#define REEL_LOCAL_STORE_BOOT "boot"

/* The migrations of local.db: reel-local-store-schema.c */
extern const char * const reel_local_store_migrations[];

/* A video's row, with its state in the current space, which is ?1. The columns; then where any video is looked for, or only
 * those in certain states, which an index answers. */
#define REEL_LOCAL_VIDEO_COLUMNS                                                                                           \
  "v.seq, v.id, c.id, v.file_name, v.sha256, v.size, s.state, s.progress, s.reason, "                                      \
  "EXISTS (SELECT 1 FROM video_spaces f WHERE f.video = v.seq AND f.state IN ('done', 'quick')), s.attempts "
#define REEL_LOCAL_VIDEO_ANY                                                                                               \
  "FROM videos v JOIN collections c ON c.seq = v.collection LEFT JOIN video_spaces s ON s.video = v.seq AND s.space = ?1 "
#define REEL_LOCAL_VIDEO_IN                                                                                                \
  "FROM video_spaces s JOIN videos v ON v.seq = s.video JOIN collections c ON c.seq = v.collection "                       \
  "WHERE s.space = ?1 AND s.state IN "
#define REEL_LOCAL_VIDEO_ATTEMPTS 10

ReelLocalVideo *reel_local_video_read_row (sqlite3_stmt *stmt);

/* What can be found has changed: after the change. */
void reel_local_store_changed (ReelLocalStore *self);

G_END_DECLS
