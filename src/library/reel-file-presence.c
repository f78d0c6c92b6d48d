/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-file-place.h"
#include "library/reel-file-presence.h"

/* A drive tells of itself several times while it is mounted; milliseconds. */
#define SETTLE_MS 200
/* After so long without an answer somebody is told; milliseconds. */
#define SILENT_MS 8000

struct _ReelFilePresence
{
  GObject parent_instance;

  /* owned */
  ReelCatalogue *catalogue;
  GVolumeMonitor *monitor; /* (nullable) */
  GHashTable *busy;        /* paths of mounts that are being looked at → whether to look again then */
  guint settle_source;

  /* plain */
  ReelFileLook look;
  guint silent_ms;
};

/* One file to look at: a plain copy, as videos belong to the main thread. */
typedef struct
{
  gint64 row_id;
  char *uri; /* (owned) */
  gboolean missing;
} Looked;

/* What one thread looks at. */
typedef struct
{
  char *mount;    /* (owned) */
  GPtrArray *files; /* (owned) (element-type Looked) */
  ReelFileLook look;
} Round;

/* Who waits for it: not the one that asked, who may be gone long before a dead disk has answered. */
typedef struct
{
  GWeakRef presence;
  guint silent_source;
  char *mount; /* (owned) */
} Waiting;

enum
{
  SILENT,
  LOOKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelFilePresence, reel_file_presence, G_TYPE_OBJECT)

static void
looked_free (Looked *self)
{
  g_free (self->uri);
  g_free (self);
}

static void
round_free (Round *self)
{
  g_free (self->mount);
  g_ptr_array_unref (self->files);
  g_free (self);
}

static void
waiting_free (Waiting *self)
{
  g_weak_ref_clear (&self->presence);
  g_clear_handle_id (&self->silent_source, g_source_remove);
  g_free (self->mount);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

static gboolean
exists (const char *uri)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);

  return g_file_query_exists (file, NULL);
}

/* On a thread of its own. */
static gpointer
look_in_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  Round *round = g_task_get_task_data (task);

  for (guint i = 0; i < round->files->len; i++)
    {
      Looked *looked = round->files->pdata[i];

      looked->missing = !round->look (looked->uri);
    }
  g_task_return_boolean (task, TRUE);
  return NULL;
}

static gboolean
tell_silent (gpointer data)
{
  Waiting *waiting = data;
  g_autoptr (ReelFilePresence) self = g_weak_ref_get (&waiting->presence);

  waiting->silent_source = 0;
  if (self != NULL)
    g_signal_emit (self, signals[SILENT], 0, waiting->mount);
  return G_SOURCE_REMOVE;
}

static void
round_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Waiting) waiting = g_steal_pointer (&user_data);
  g_autoptr (ReelFilePresence) self = g_weak_ref_get (&waiting->presence);
  g_autoptr (GHashTable) files = g_hash_table_new (g_int64_hash, g_int64_equal);
  Round *round = g_task_get_task_data (G_TASK (result));
  gboolean again;
  guint n;

  if (self == NULL)
    return;
  again = GPOINTER_TO_INT (g_hash_table_lookup (self->busy, waiting->mount));
  g_hash_table_remove (self->busy, waiting->mount);
  for (guint i = 0; i < round->files->len; i++)
    g_hash_table_insert (files, &((Looked *) round->files->pdata[i])->row_id, round->files->pdata[i]);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->catalogue));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (self->catalogue), i);
      gint64 row_id = reel_video_get_row_id (video);
      Looked *looked = g_hash_table_lookup (files, &row_id);

      /* One that was located meanwhile was found. */
      if (looked != NULL && g_str_equal (looked->uri, reel_video_get_uri (video)))
        reel_video_set_missing (video, looked->missing);
    }
  g_signal_emit (self, signals[LOOKED], 0);
  if (again)
    reel_file_presence_look (self);
}

/* (transfer full) */
static void
begin (ReelFilePresence *self, Round *round)
{
  Waiting *waiting = g_new0 (Waiting, 1);
  GTask *task;
  GThread *thread;

  g_weak_ref_init (&waiting->presence, self);
  waiting->mount = g_strdup (round->mount);
  waiting->silent_source = g_timeout_add (self->silent_ms, tell_silent, waiting);
  g_hash_table_insert (self->busy, g_strdup (round->mount), GINT_TO_POINTER (FALSE));
  task = g_task_new (NULL, NULL, round_done_cb, waiting);
  g_task_set_source_tag (task, reel_file_presence_look);
  g_task_set_task_data (task, round, (GDestroyNotify) round_free);
  /* Not one of the threads that all tasks share: enough dead disks would keep all of them. */
  thread = g_thread_try_new ("file-presence", look_in_thread, task, NULL);
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
 * reel_file_presence_look:
 * @self: a #ReelFilePresence
 *
 * Looks for all files of this computer. What lies on a disk that has not answered yet is looked for again when it has.
 */
void
reel_file_presence_look (ReelFilePresence *self)
{
  g_autoptr (GHashTable) rounds = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) mounts = NULL;
  GHashTableIter iter;
  gpointer mount, value;
  guint n;

  g_return_if_fail (REEL_IS_FILE_PRESENCE (self));

  mounts = reel_file_place_get_mounts ();
  n = g_list_model_get_n_items (G_LIST_MODEL (self->catalogue));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (self->catalogue), i);
      const char *uri = reel_video_get_uri (video);
      g_autofree char *where = NULL;
      Round *round;
      Looked *looked;

      if (!g_str_has_prefix (uri, "file:")) /* a share that is not mounted now is not a file that is gone */
        continue;
      where = reel_file_place_dup_mount (uri, (const char * const *) mounts);
      round = g_hash_table_lookup (rounds, where);
      if (round == NULL)
        {
          round = g_new0 (Round, 1);
          round->mount = g_steal_pointer (&where);
          round->files = g_ptr_array_new_with_free_func ((GDestroyNotify) looked_free);
          round->look = self->look;
          g_hash_table_insert (rounds, round->mount, round);
        }
      looked = g_new0 (Looked, 1);
      looked->row_id = reel_video_get_row_id (video);
      looked->uri = g_strdup (uri);
      g_ptr_array_add (round->files, looked);
    }
  g_hash_table_iter_init (&iter, rounds);
  while (g_hash_table_iter_next (&iter, &mount, &value))
    {
      if (!g_hash_table_contains (self->busy, mount))
        {
          begin (self, value);
          continue;
        }
      g_hash_table_insert (self->busy, g_strdup (mount), GINT_TO_POINTER (TRUE));
      round_free (value);
    }
}

static gboolean
settled (gpointer data)
{
  ReelFilePresence *self = data;

  self->settle_source = 0;
  reel_file_presence_look (self);
  return G_SOURCE_REMOVE;
}

static void
mounts_changed (ReelFilePresence *self)
{
  if (self->settle_source == 0)
    self->settle_source = g_timeout_add (SETTLE_MS, settled, self);
}

/* A drive that somebody wants to take out: whoever has a file of it open is to let go of it now. */
static void
about_to_leave (ReelFilePresence *self, GMount *mount)
{
  g_autoptr (GFile) root = g_mount_get_root (mount);
  g_autofree char *path = g_file_get_path (root);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->catalogue));

  if (path == NULL || g_str_equal (path, "/"))
    return;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (self->catalogue), i);
      g_autofree char *where =
        reel_file_place_dup_mount (reel_video_get_uri (video), (const char * const[]){ path, NULL });

      if (*where != '\0')
        reel_video_set_missing (video, TRUE);
    }
}

static void
reel_file_presence_dispose (GObject *object)
{
  ReelFilePresence *self = REEL_FILE_PRESENCE (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_object (&self->monitor);
  g_clear_object (&self->catalogue);
  g_clear_pointer (&self->busy, g_hash_table_unref);

  G_OBJECT_CLASS (reel_file_presence_parent_class)->dispose (object);
}

static void
reel_file_presence_class_init (ReelFilePresenceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_file_presence_dispose;

  signals[SILENT] = g_signal_new ("silent", REEL_TYPE_FILE_PRESENCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);
  signals[LOOKED] =
    g_signal_new ("looked", REEL_TYPE_FILE_PRESENCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
reel_file_presence_init (ReelFilePresence *self)
{
  self->busy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->look = exists;
  self->silent_ms = SILENT_MS;
}

/**
 * reel_file_presence_new:
 * @catalogue: whose videos are looked for
 * @monitor: (nullable): tells of drives; without one somebody has to ask
 *
 * Returns: (transfer full): the presence, which has not looked yet
 */
ReelFilePresence *
reel_file_presence_new (ReelCatalogue *catalogue, GVolumeMonitor *monitor)
{
  ReelFilePresence *self;

  g_return_val_if_fail (REEL_IS_CATALOGUE (catalogue), NULL);

  self = g_object_new (REEL_TYPE_FILE_PRESENCE, NULL);
  self->catalogue = g_object_ref (catalogue);
  if (monitor != NULL)
    {
      self->monitor = g_object_ref (monitor);
      g_signal_connect_object (monitor, "mount-added", G_CALLBACK (mounts_changed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (monitor, "mount-removed", G_CALLBACK (mounts_changed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (monitor, "mount-changed", G_CALLBACK (mounts_changed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (monitor, "mount-pre-unmount", G_CALLBACK (about_to_leave), self, G_CONNECT_SWAPPED);
    }
  return self;
}

/**
 * reel_file_presence_set_look:
 * @self: a #ReelFilePresence
 * @look: how to look, on any thread
 * @silent_ms: after how many milliseconds without an answer somebody is told
 *
 * For tests, which have no disk that does not answer.
 */
void
reel_file_presence_set_look (ReelFilePresence *self, ReelFileLook look, guint silent_ms)
{
  g_return_if_fail (REEL_IS_FILE_PRESENCE (self));
  g_return_if_fail (look != NULL);

  self->look = look;
  self->silent_ms = silent_ms;
}
