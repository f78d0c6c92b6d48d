/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-private.h"

/*
 * The order of work. Each row has a position; one that is moved gets a number between those of its new neighbours, so that
 * one row is written and not all behind it.
 */

gpointer
reel_catalogue_store_save_order (sqlite3       *db,
                                 gpointer       data,
                                 GCancellable  *cancellable,
                                 GError       **error)
{
  ReelCatalogueChange *change = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (!reel_database_begin (db, error))
    return NULL;
  stmt = reel_database_prepare (db, "UPDATE videos SET position = ? WHERE id = ?", error);
  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < change->places->len; i++)
    {
      const ReelVideoPlace *place = &g_array_index (change->places, ReelVideoPlace, i);

      sqlite3_reset (stmt);
      sqlite3_bind_double (stmt, 1, place->position);
      sqlite3_bind_int64 (stmt, 2, place->row_id);
      if (!reel_database_step (stmt, NULL, error)) /* one that was forgotten meanwhile is no longer in any order */
        return NULL;
    }
  reel_database_commit (db, error);
  return NULL;
}

/**
 * reel_catalogue_take_positions:
 * @self: a #ReelCatalogue
 * @n: how many
 *
 * Takes places behind all that are taken, of every profile: the order of two additions, or of one and a move, is that in
 * which they were asked for, whichever of them is written first.
 *
 * Returns: the first of them; the others follow in steps of 1
 */
double
reel_catalogue_take_positions (ReelCatalogue *self,
                               guint          n)
{
  double first;

  g_return_val_if_fail (REEL_IS_CATALOGUE (self), 0);

  if (self->next_position <= 0)
    {
      self->next_position = 1;
      for (guint i = 0; i < self->videos->len; i++)
        self->next_position = MAX (self->next_position, reel_video_get_position (self->videos->pdata[i]) + 1);
    }
  first = self->next_position;
  self->next_position += n;
  return first;
}

static void
order_saved_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (ReelCatalogue) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;

  reel_catalogue_run_finish (source, result, &error);
  if (error != NULL)
    g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_SAVE_FAILED], 0, error);
}

/**
 * reel_catalogue_save_order:
 * @self: a #ReelCatalogue
 * @videos: (element-type ReelVideo): those whose position changed
 *
 * Writes their positions, and nothing else of them, in one transaction. Where they can't be written, "save-failed" says so.
 */
void
reel_catalogue_save_order (ReelCatalogue *self,
                           GPtrArray     *videos)
{
  ReelCatalogueChange *change;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (videos != NULL);

  if (videos->len == 0)
    return;
  change = reel_catalogue_change_new (NULL);
  change->places = g_array_sized_new (FALSE, FALSE, sizeof (ReelVideoPlace), videos->len);
  for (guint i = 0; i < videos->len; i++)
    {
      ReelVideoPlace place = { reel_video_get_row_id (videos->pdata[i]), reel_video_get_position (videos->pdata[i]) };

      g_array_append_val (change->places, place);
    }
  reel_catalogue_run (self, reel_catalogue_store_save_order, change, NULL, order_saved_cb, g_object_ref (self));
}
