/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-private.h"

/* Which files are there: a look for each mount, on a thread of its own. */

/* A check, until the last of its rounds is over. */
typedef struct
{
  guint n_rounds; /* that have not answered */
} Check;

/* Of one of its rounds. */
typedef struct
{
  GTask *task;         /* (owned): of the check */
  ReelCatalogue *self; /* (borrowed): the task's */
  char *mount;         /* (owned) */
} Waiting;

static void
waiting_free (Waiting *self)
{
  g_object_unref (self->task);
  g_free (self->mount);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

static void
end_round (GTask *task)
{
  Check *check = g_task_get_task_data (task);

  if (--check->n_rounds == 0 && !g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
}

static void
round_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Waiting) waiting = g_steal_pointer (&user_data);

  g_hash_table_remove (waiting->self->checking, waiting->mount);
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (waiting->task)))
    reel_file_round_apply (reel_file_round_run_finish (result), waiting->self->videos);
  end_round (waiting->task);
}

/**
 * reel_catalogue_check_files_async:
 * @self: a #ReelCatalogue
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): called on the caller's main context
 * @user_data: for @callback
 *
 * Looks which files of this computer are there, and sets #ReelVideo:missing as each disk answers. Files on other machines
 * are not looked for, nor those on a disk that has not answered an earlier check yet.
 */
void
reel_catalogue_check_files_async (ReelCatalogue *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) rounds = NULL;
  Check *check;

  g_return_if_fail (REEL_IS_CATALOGUE (self));

  check = g_new0 (Check, 1);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_catalogue_check_files_async);
  g_task_set_task_data (task, check, g_free);
  rounds = reel_file_rounds_new (self->videos, self->look);
  check->n_rounds = 1; /* this function's own */
  while (rounds->len > 0)
    {
      ReelFileRound *round = rounds->pdata[rounds->len - 1];
      Waiting *waiting;

      if (!g_hash_table_add (self->checking, g_strdup (round->mount)))
        {
          g_ptr_array_set_size (rounds, (int) rounds->len - 1);
          continue;
        }
      waiting = g_new0 (Waiting, 1);
      waiting->task = g_object_ref (task);
      waiting->self = self;
      waiting->mount = g_strdup (round->mount);
      check->n_rounds++;
      reel_file_round_run_async (g_ptr_array_steal_index (rounds, rounds->len - 1), round_done_cb, waiting);
    }
  end_round (task);
}

/**
 * reel_catalogue_check_files_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location: %G_IO_ERROR_CANCELLED
 *
 * Returns: whether all were looked for
 */
gboolean
reel_catalogue_check_files_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_catalogue_check_files_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * reel_catalogue_set_look:
 * @self: a #ReelCatalogue
 * @look: how to look for a file, on any thread
 *
 * For tests, which have no disk that does not answer.
 */
void
reel_catalogue_set_look (ReelCatalogue *self, ReelFileLook look)
{
  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (look != NULL);

  self->look = look;
}
