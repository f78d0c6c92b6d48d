/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-forgotten.h"

static void
copy_free (gpointer data)
{
  ReelForgottenCopy *copy = data;

  g_free (copy->video_id);
  g_free (copy);
}

static void
rows_clear (ReelForgottenRows *self)
{
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->copies);
  g_free (self->profile);
  g_free (self->collection_id);
  g_free (self->local_name);
}

/**
 * reel_forgotten_rows_new:
 *
 * Returns: (transfer full): no rows
 */
ReelForgottenRows *
reel_forgotten_rows_new (void)
{
  ReelForgottenRows *self = g_atomic_rc_box_new0 (ReelForgottenRows);

  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->copies = g_ptr_array_new_with_free_func (copy_free);
  return self;
}

/**
 * reel_forgotten_rows_ref:
 * @self: rows
 *
 * Returns: (transfer full): the same
 */
ReelForgottenRows *
reel_forgotten_rows_ref (ReelForgottenRows *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * reel_forgotten_rows_unref:
 * @self: (transfer full): rows
 */
void
reel_forgotten_rows_unref (ReelForgottenRows *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) rows_clear);
}

/**
 * reel_forgotten_rows_add:
 * @self: rows that no other thread has yet
 * @stmt: a SELECT * that has a row now; the same statement for all of them
 */
void
reel_forgotten_rows_add (ReelForgottenRows *self, sqlite3_stmt *stmt)
{
  GPtrArray *row = g_ptr_array_new_with_free_func ((GDestroyNotify) sqlite3_value_free);
  int n = sqlite3_column_count (stmt);

  if (self->columns->len == 0)
    for (int i = 0; i < n; i++)
      g_ptr_array_add (self->columns, g_strdup (sqlite3_column_name (stmt, i)));
  for (int i = 0; i < n; i++)
    g_ptr_array_add (row, sqlite3_value_dup (sqlite3_column_value (stmt, i)));
  g_ptr_array_add (self->rows, row);
}

/**
 * reel_forgotten_rows_add_copy:
 * @self: rows that no other thread has yet
 * @row_id: which of them
 * @video_id: another id under which the service has its content
 */
void
reel_forgotten_rows_add_copy (ReelForgottenRows *self, gint64 row_id, const char *video_id)
{
  ReelForgottenCopy *copy = g_new0 (ReelForgottenCopy, 1);

  copy->row_id = row_id;
  copy->video_id = g_strdup (video_id);
  g_ptr_array_add (self->copies, copy);
}

/**
 * reel_forgotten_free:
 * @self: (nullable) (transfer full): what was forgotten, which can't be restored then
 */
void
reel_forgotten_free (ReelForgotten *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rows, reel_forgotten_rows_unref);
  g_clear_pointer (&self->videos, g_ptr_array_unref);
  g_free (self);
}
