/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "local/reel-local-store.h"

G_BEGIN_DECLS

/**
 * ReelLocalText:
 * @clip: a clip's number; of a name, that of the video's first clip
 * @video: its video's
 * @space: its space, interned
 * @text: (owned): what is written in it, or the name of the file
 *
 * A text in which words were found.
 */
typedef struct
{
  gint64 clip, video;
  const char *space;
  char *text;
} ReelLocalText;

void       reel_local_text_free           (ReelLocalText   *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLocalText, reel_local_text_free)

/* What is read in clips and names of files, by their words: SQLite's FTS5. Blocks on the disk. */
GPtrArray *reel_local_store_find_written  (ReelLocalStore  *self,
                                           const char      *collection_id,
                                           const char      *expression,
                                           guint            n_most,
                                           GError         **error);
GPtrArray *reel_local_store_find_names    (ReelLocalStore  *self,
                                           const char      *collection_id,
                                           const char      *expression,
                                           guint            n_most,
                                           GError         **error);

/* On the database's thread, in the transaction that adds the row. */
gboolean   reel_local_words_add_clip      (sqlite3         *db,
                                           gint64           clip,
                                           const char      *written,
                                           GError         **error);
gboolean   reel_local_words_add_video     (sqlite3         *db,
                                           gint64           video,
                                           const char      *file_name,
                                           GError         **error);
gboolean   reel_local_words_fill          (ReelLocalStore  *self,
                                           GError         **error);

G_END_DECLS
