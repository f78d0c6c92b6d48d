/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-file-place.h"
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
waiting_free (Waiting *self)
{
  g_weak_ref_clear (&self->presence);
  g_clear_handle_id (&self->silent_source, g_source_remove);
  g_free (self->mount);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

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

/* (transfer full) (element-type ReelVideo) */
static GPtrArray *
list_videos (ReelFilePresence *self)
{
  GPtrArray *videos = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->catalogue));

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (videos, g_list_model_get_item (G_LIST_MODEL (self->catalogue), i));
  return videos;
}

static void
round_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Waiting) waiting = g_steal_pointer (&user_data);
  g_autoptr (ReelFilePresence) self = g_weak_ref_get (&waiting->presence);
  g_autoptr (GPtrArray) videos = NULL;
  gboolean again;

  if (self == NULL)
    return;
  again = GPOINTER_TO_INT (g_hash_table_lookup (self->busy, waiting->mount));
  g_hash_table_remove (self->busy, waiting->mount);
  videos = list_videos (self);
  reel_file_round_apply (reel_file_round_run_finish (result), videos);
  g_signal_emit (self, signals[LOOKED], 0);
  if (again)
    reel_file_presence_look (self);
}

/* (transfer full) */
static void
begin (ReelFilePresence *self, ReelFileRound *round)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  g_weak_ref_init (&waiting->presence, self);
  waiting->mount = g_strdup (round->mount);
  waiting->silent_source = g_timeout_add (self->silent_ms, tell_silent, waiting);
  g_hash_table_insert (self->busy, g_strdup (round->mount), GINT_TO_POINTER (FALSE));
  reel_file_round_run_async (round, round_done_cb, waiting);
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
  g_autoptr (GPtrArray) videos = NULL;
  g_autoptr (GPtrArray) rounds = NULL;

  g_return_if_fail (REEL_IS_FILE_PRESENCE (self));

  videos = list_videos (self);
  rounds = reel_file_rounds_new (videos, self->look);
  while (rounds->len > 0)
    {
      const ReelFileRound *round = rounds->pdata[rounds->len - 1];

      if (g_hash_table_contains (self->busy, round->mount))
        {
          g_hash_table_insert (self->busy, g_strdup (round->mount), GINT_TO_POINTER (TRUE));
          g_ptr_array_set_size (rounds, (int) rounds->len - 1);
        }
      else
        begin (self, g_ptr_array_steal_index (rounds, rounds->len - 1));
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
  self->look = reel_file_round_exists;
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
