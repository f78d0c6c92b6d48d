/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Similarity of a clip in which all that was asked for is read, in any order, and of one where half of it is. */
#define REEL_WRITTEN_ALL 0.55
#define REEL_WRITTEN_HALF 0.30

/* Similarity of a clip in which it is read as a phrase: at least this, and as much more where nothing else is written. */
#define REEL_WRITTEN_PHRASE 0.60
#define REEL_WRITTEN_NOTHING_ELSE 0.35

/* Similarity of a video whose file's name has all words: at least this, and as much more where it has no others. */
#define REEL_WRITTEN_NAME 0.40
#define REEL_WRITTEN_WHOLE_NAME 0.10

/* What a query asks for by its letters, and how much of that a text has. Never changes: from any thread. */
typedef struct _ReelWrittenQuery ReelWrittenQuery;

ReelWrittenQuery *reel_written_query_new         (const char             *text);
void              reel_written_query_free        (ReelWrittenQuery       *self);
gboolean          reel_written_query_is_empty    (const ReelWrittenQuery *self);
char             *reel_written_query_dup_phrase  (const ReelWrittenQuery *self);
char             *reel_written_query_dup_any     (const ReelWrittenQuery *self);
char             *reel_written_query_dup_all     (const ReelWrittenQuery *self);
double            reel_written_query_read        (const ReelWrittenQuery *self,
                                                  const char             *written,
                                                  char                  **found);
double            reel_written_query_read_name   (const ReelWrittenQuery *self,
                                                  const char             *file_name);
char             *reel_written_fold              (const char             *text);
char             *reel_written_fold_name         (const char             *file_name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelWrittenQuery, reel_written_query_free)

G_END_DECLS
