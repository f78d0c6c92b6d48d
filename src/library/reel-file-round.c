/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "base/reel-file-place.h"
#include "library/reel-file-round.h"

static void
looked_free (ReelFileLooked *self)
{
  g_free (self->uri);
  g_free (self);
}

static ReelFileRound *
round_new (const char  *mount,
           ReelFileLook look)
{
  ReelFileRound *self = g_new0 (ReelFileRound, 1);

  self->mount = g_strdup (mount);
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) looked_free);
  self->look = look;
  return self;
}

static void
round_free (ReelFileRound *self)
{
  g_free (self->mount);
  g_ptr_array_unref (self->files);
  g_free (self);
}

/**
 * reel_file_rounds_new:
 * @videos: (element-type ReelVideo): whose files to look for
 * @look: how to look
 *
 * Files on other machines are left out: a share that is not mounted now is not a file that is gone.
 *
 * Returns: (transfer full) (element-type ReelFileRound): a round for each mount
 */
GPtrArray *
reel_file_rounds_new (GPtrArray   *videos,
                      ReelFileLook look)
{
  GPtrArray *rounds = g_ptr_array_new_with_free_func ((GDestroyNotify) round_free);
  g_autoptr (GHashTable) by_mount = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) mounts = reel_file_place_get_mounts ();

  for (guint i = 0; i < videos->len; i++)
    {
      const char *uri = reel_video_get_uri (videos->pdata[i]);
      g_autofree char *where = NULL;
      ReelFileRound *round;
      ReelFileLooked *looked;

      if (!g_str_has_prefix (uri, "file:"))
        continue;
      where = reel_file_place_dup_mount (uri, (const char * const *) mounts);
      round = g_hash_table_lookup (by_mount, where);
      if (round == NULL)
        {
          round = round_new (where, look);
          g_hash_table_insert (by_mount, round->mount, round);
          g_ptr_array_add (rounds, round);
        }
      looked = g_new0 (ReelFileLooked, 1);
      looked->row_id = reel_video_get_row_id (videos->pdata[i]);
      looked->uri = g_strdup (uri);
      g_ptr_array_add (round->files, looked);
    }
  return rounds;
}

static gpointer
look_in_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  ReelFileRound *round = g_task_get_task_data (task);

  for (guint i = 0; i < round->files->len; i++)
    {
      ReelFileLooked *looked = round->files->pdata[i];

      looked->missing = !round->look (looked->uri);
    }
  g_task_return_boolean (task, TRUE);
  return NULL;
}

/**
 * reel_file_round_run_async:
 * @round: (transfer full): a round
 * @callback: called on the caller's main context, which may be long after
 * @user_data: for @callback
 */
void
reel_file_round_run_async (ReelFileRound      *round,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  GThread *thread;

  g_task_set_source_tag (task, reel_file_round_run_async);
  g_task_set_task_data (task, round, (GDestroyNotify) round_free);
  thread = g_thread_try_new ("file-round", look_in_thread, task, NULL);
  if (thread != NULL)
    g_thread_unref (thread);
  else /* no threads are to be had: nothing is known */
    {
      g_ptr_array_set_size (round->files, 0);
      g_task_return_boolean (task, FALSE);
      g_object_unref (task);
    }
}

/**
 * reel_file_round_run_finish:
 * @result: what the callback got
 *
 * Returns: (transfer none): the round, with what was seen; @result's
 */
const ReelFileRound *
reel_file_round_run_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_file_round_run_async), NULL);

  return g_task_get_task_data (G_TASK (result));
}

/**
 * reel_file_round_apply:
 * @round: a round that was run
 * @videos: (element-type ReelVideo): among which are those that were looked for
 *
 * Sets #ReelVideo:missing. A video that has another address by now was found, and is left alone.
 */
void
reel_file_round_apply (const ReelFileRound *round,
                       GPtrArray           *videos)
{
  g_autoptr (GHashTable) files = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < round->files->len; i++)
    g_hash_table_insert (files, &((ReelFileLooked *) round->files->pdata[i])->row_id, round->files->pdata[i]);
  for (guint i = 0; i < videos->len; i++)
    {
      ReelVideo *video = videos->pdata[i];
      gint64 row_id = reel_video_get_row_id (video);
      const ReelFileLooked *looked = g_hash_table_lookup (files, &row_id);

      if (looked != NULL && g_str_equal (looked->uri, reel_video_get_uri (video)))
        reel_video_set_missing (video, looked->missing);
    }
}

gboolean
reel_file_round_exists (const char *uri)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);

  return g_file_query_exists (file, NULL);
}
