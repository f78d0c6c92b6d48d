/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 row_id;
  char *video_id; /* (owned) */
} ReelForgottenCopy;

/*
 * Rows of the catalogue as they were when they were forgotten, with every column that there is, so that they can come
 * back as they were. Goes between threads: nobody changes it once it is filled.
 */
typedef struct
{
  GPtrArray *columns;  /* (owned) (element-type utf8): the names */
  GPtrArray *rows;     /* (owned) (element-type GPtrArray of sqlite3_value) */
  GPtrArray *copies;   /* (owned) (element-type ReelForgottenCopy): further ids of them */
  char *profile;       /* (owned) (nullable): of the collection that was forgotten with them */
  char *collection_id; /* (owned) (nullable) */
  char *local_name;    /* (owned) (nullable): what it was called on this computer */
  gboolean hidden;     /* whether it was hidden before */
} ReelForgottenRows;

ReelForgottenRows *reel_forgotten_rows_new   (void);
ReelForgottenRows *reel_forgotten_rows_ref   (ReelForgottenRows *self);
void               reel_forgotten_rows_unref (ReelForgottenRows *self);
void               reel_forgotten_rows_add_copy (ReelForgottenRows *self,
                                                 gint64             row_id,
                                                 const char        *video_id);
/* Takes a copy of the row that @stmt, a SELECT *, has now. */
void               reel_forgotten_rows_add   (ReelForgottenRows *self,
                                              sqlite3_stmt      *stmt);

/*
 * What was forgotten, to be restored: the rows, and the videos that were made of them. Used on the main thread.
 */
typedef struct
{
  ReelForgottenRows *rows; /* (owned) */
  GPtrArray *videos;       /* (owned) (element-type ReelVideo) */
} ReelForgotten;

void reel_forgotten_free (ReelForgotten *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelForgottenRows, reel_forgotten_rows_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelForgotten, reel_forgotten_free)

G_END_DECLS
