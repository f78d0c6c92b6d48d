/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "library/reel-catalogue-watched.h"
#include "uploads/reel-folder-scan.h"
#include "uploads/reel-folder-watch.h"
#include "uploads/reel-upload-queue-watched.h"

/* A look may take this part of the time at most: of a slow share with many files it takes long. */
#define LOOKING_SHARE 0.1

/* How often it is noted which of the files that were taken are there; microseconds. */
#define NOTE_THERE_EVERY (24 * G_TIME_SPAN_HOUR)

const ReelFolderPace reel_folder_default_pace = { .interval = 60, .settle = 5, .most_monitors = 512 };

struct _ReelFolderWatch
{
  GObject parent_instance;

  /* owned */
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
  ReelWatchedFolder *record;
  GFile *folder;
  ReelFolderScan *scan;      /* (nullable): a worker has it during a look */
  GPtrArray *taken;          /* (nullable) (element-type ReelWatchedFile): on their way into the catalogue */
  GCancellable *cancellable; /* (nullable): of all that is under way; %NULL while it is stopped */
  char *message;             /* (nullable) */

  /* plain */
  ReelFolderPace pace;
  ReelFolderWatchState state;
  guint n_videos;
  guint n_litter;    /* what machines keep beside the films, and is left out */
  guint look_source; /* timeout: the next look */
  gint64 look_due;   /* when that is; monotonic, microseconds */
  gint64 noted_there; /* when it was noted which files are there; likewise, 0 for never */
  gint64 rest_until; /* no look before, unless somebody asks; likewise */
  gboolean busy;     /* a look is under way, to the end of noting what it found */
  gboolean again;    /* another look was asked for meanwhile */
  gboolean known;
};

enum
{
  PROP_STATE = 1,
  PROP_MESSAGE,
  PROP_N_VIDEOS,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];
static guint looked_signal;

G_DEFINE_FINAL_TYPE (ReelFolderWatch, reel_folder_watch, G_TYPE_OBJECT)

static void
begin_look (ReelFolderWatch *self);

static void
set_state (ReelFolderWatch     *self,
           ReelFolderWatchState state,
           const char          *message)
{
  gboolean other = g_strcmp0 (self->message, message) != 0;

  if (other)
    {
      g_free (self->message);
      self->message = g_strdup (message);
    }
  if (self->state != state)
    {
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
    }
  if (other)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MESSAGE]);
}

static void
set_counts (ReelFolderWatch *self,
            guint            n_videos,
            guint            n_litter)
{
  if (self->n_videos == n_videos && self->n_litter == n_litter)
    return;
  self->n_videos = n_videos;
  self->n_litter = n_litter;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_VIDEOS]);
}

/* Whether it is to look at all. */
static gboolean
is_active (ReelFolderWatch *self)
{
  return self->cancellable != NULL && self->known && !self->record->paused;
}

static gboolean
look_cb (gpointer data)
{
  ReelFolderWatch *self = data;

  self->look_source = 0;
  begin_look (self);
  return G_SOURCE_REMOVE;
}

/* The next look, unless one is due before. */
static void
look_within (ReelFolderWatch *self,
             double           seconds)
{
  gint64 now = g_get_monotonic_time ();
  gint64 due = MAX (now + (gint64) (seconds * G_USEC_PER_SEC), self->rest_until);

  if (!is_active (self) || (self->look_source != 0 && self->look_due <= due))
    return;
  g_clear_handle_id (&self->look_source, g_source_remove);
  self->look_due = due;
  self->look_source = g_timeout_add ((guint) ((due - now + 999) / 1000), look_cb, self);
}

static void
on_folder_changed (ReelFolderWatch *self)
{
  if (self->busy)
    self->again = TRUE;
  else
    look_within (self, self->pace.settle);
}

/* All went well. */
static void
show_look (ReelFolderWatch *self)
{
  set_counts (self, self->scan->n_videos, self->scan->n_litter);
  if (is_active (self))
    set_state (self, REEL_FOLDER_WATCH_WATCHING, NULL);
}

/* So that the catalogue can forget of what is gone for long. An empty folder may be where a disk will be mounted. */
static void
note_there (ReelFolderWatch *self)
{
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GPtrArray) there = NULL;

  if (!is_active (self) || !self->scan->complete || self->scan->n_videos == 0 ||
      (self->noted_there != 0 && now - self->noted_there < NOTE_THERE_EVERY))
    return;
  self->noted_there = now;
  there = reel_folder_ledger_list_there (self->scan->ledger);
  reel_catalogue_note_there_async (self->catalogue, self->record->row_id, there, self->cancellable, NULL, NULL);
}

/* A look is over, whatever came of it. */
static void
end_look (ReelFolderWatch *self)
{
  gint64 rest = (gint64) ((double) self->scan->duration * (1 / LOOKING_SHARE - 1));
  gboolean soon = self->again || self->scan->n_waiting > self->scan->finds->len;

  self->busy = FALSE;
  self->again = FALSE;
  self->rest_until = g_get_monotonic_time () + rest;
  look_within (self, soon ? self->pace.settle : self->pace.interval);
  note_there (self);
  g_ptr_array_set_size (self->scan->finds, 0); /* which may be many, and the next look may be long in coming */
  g_signal_emit (self, looked_signal, 0);
}

/* Whether @result is of something that was begun before it was stopped. */
static gboolean
is_over (ReelFolderWatch *self,
         GAsyncResult    *result)
{
  return self->cancellable == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable;
}

static void
noted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelFolderWatch) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  gboolean noted = reel_catalogue_note_watched_files_finish (REEL_CATALOGUE (source), result, &error);

  if (is_over (self, result))
    return;
  for (guint i = 0; noted && i < self->taken->len; i++)
    {
      const ReelWatchedFile *file = self->taken->pdata[i];

      reel_folder_ledger_take (self->scan->ledger, file->uri, file->size, file->changed);
    }
  g_clear_pointer (&self->taken, g_ptr_array_unref);
  if (noted)
    show_look (self);
  else
    set_state (self, REEL_FOLDER_WATCH_FAILED, error->message);
  end_look (self);
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelFolderWatch) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  gboolean added = reel_upload_queue_add_finds_finish (REEL_UPLOAD_QUEUE (source), result, &error) >= 0;

  if (is_over (self, result))
    return;
  if (!added)
    {
      set_state (self, REEL_FOLDER_WATCH_FAILED, error->message);
      end_look (self);
      return;
    }
  /* After it is in the queue: what is lost between the two is found in the catalogue with the next look. */
  self->taken = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_watched_file_free);
  for (guint i = 0; i < self->scan->finds->len; i++)
    {
      const ReelFolderFind *find = self->scan->finds->pdata[i];

      if (!find->later)
        g_ptr_array_add (self->taken, reel_watched_file_new (find->uri, find->size, find->changed));
    }
  reel_catalogue_note_watched_files_async (self->catalogue, self->record->row_id, self->taken, self->cancellable, noted_cb,
                                           g_object_ref (self));
}

/* Says why nothing can be seen: a folder that is only away will come back. */
static void
tell_failure (ReelFolderWatch *self,
              const GError    *error)
{
  static const int away[] = {
    G_IO_ERROR_NOT_FOUND,        G_IO_ERROR_NOT_MOUNTED,         G_IO_ERROR_NOT_DIRECTORY, G_IO_ERROR_HOST_NOT_FOUND,
    G_IO_ERROR_HOST_UNREACHABLE, G_IO_ERROR_NETWORK_UNREACHABLE, G_IO_ERROR_TIMED_OUT,     G_IO_ERROR_CONNECTION_REFUSED,
    G_IO_ERROR_NOT_CONNECTED,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (away); i++)
    {
      if (g_error_matches (error, G_IO_ERROR, away[i]))
        {
          set_state (self, REEL_FOLDER_WATCH_AWAY, NULL);
          return;
        }
    }
  set_state (self, REEL_FOLDER_WATCH_FAILED,
             g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ? _ ("You are not allowed to read it.")
                                                                               : error->message);
}

static void
scanned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (ReelFolderWatch) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFolderScan) scan = reel_folder_scan_finish (result, &error);

  if (scan == NULL || is_over (self, result))
    return;
  self->scan = g_steal_pointer (&scan);
  for (guint i = 0; i < self->scan->fresh->len; i++)
    g_signal_connect_object (self->scan->fresh->pdata[i], "changed", G_CALLBACK (on_folder_changed), self,
                             G_CONNECT_SWAPPED);
  /* What came before somebody listened was told to nobody. */
  self->again |= self->scan->fresh->len > 0;
  if (is_active (self) && self->scan->finds->len > 0)
    {
      reel_upload_queue_add_finds_async (self->queue, self->record->collection_id, self->scan->finds, self->cancellable,
                                         added_cb, g_object_ref (self));
      return;
    }
  if (self->scan->error == NULL)
    show_look (self);
  else if (is_active (self))
    tell_failure (self, self->scan->error);
  end_look (self);
}

static void
files_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (ReelFolderWatch) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = reel_catalogue_list_watched_files_finish (REEL_CATALOGUE (source), result, &error);

  if (is_over (self, result))
    return;
  self->busy = FALSE;
  if (files == NULL)
    {
      /* Without knowing what was taken, what people cancelled would come back. */
      set_state (self, REEL_FOLDER_WATCH_FAILED, error->message);
      look_within (self, self->pace.interval);
      return;
    }
  self->scan = reel_folder_scan_new (self->folder, (gint64) (self->pace.settle * G_USEC_PER_SEC), self->pace.most_monitors);
  for (guint i = 0; i < files->len; i++)
    {
      const ReelWatchedFile *file = files->pdata[i];

      reel_folder_ledger_take (self->scan->ledger, file->uri, file->size, file->changed);
    }
  begin_look (self);
}

static void
begin_look (ReelFolderWatch *self)
{
  if (self->busy)
    self->again = TRUE;
  if (self->busy || !is_active (self))
    return;
  g_clear_handle_id (&self->look_source, g_source_remove);
  self->busy = TRUE;
  if (self->scan != NULL)
    reel_folder_scan_async (g_steal_pointer (&self->scan), self->cancellable, scanned_cb, g_object_ref (self));
  else
    reel_catalogue_list_watched_files_async (self->catalogue, self->record->row_id, self->cancellable, files_listed_cb,
                                             g_object_ref (self));
}

/* What is to be said before the next look. */
static void
update_state (ReelFolderWatch *self)
{
  if (!self->known)
    set_state (self, REEL_FOLDER_WATCH_ORPHANED, NULL);
  else if (self->record->paused)
    set_state (self, REEL_FOLDER_WATCH_PAUSED, NULL);
  else
    set_state (self, REEL_FOLDER_WATCH_LOOKING, NULL);
}

static void
activity_changed (ReelFolderWatch *self)
{
  update_state (self);
  if (is_active (self))
    begin_look (self);
  else
    g_clear_handle_id (&self->look_source, g_source_remove);
}

static void
reel_folder_watch_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  ReelFolderWatch *self = REEL_FOLDER_WATCH (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_N_VIDEOS:
      g_value_set_uint (value, self->n_videos);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_folder_watch_dispose (GObject *object)
{
  reel_folder_watch_stop (REEL_FOLDER_WATCH (object));

  G_OBJECT_CLASS (reel_folder_watch_parent_class)->dispose (object);
}

static void
reel_folder_watch_finalize (GObject *object)
{
  ReelFolderWatch *self = REEL_FOLDER_WATCH (object);

  g_clear_object (&self->catalogue);
  g_clear_object (&self->queue);
  g_clear_object (&self->folder);
  reel_watched_folder_free (self->record);
  g_free (self->message);

  G_OBJECT_CLASS (reel_folder_watch_parent_class)->finalize (object);
}

static void
reel_folder_watch_class_init (ReelFolderWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = reel_folder_watch_get_property;
  object_class->dispose = reel_folder_watch_dispose;
  object_class->finalize = reel_folder_watch_finalize;

  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, REEL_FOLDER_WATCH_LOOKING, REEL_FOLDER_WATCH_FAILED,
                                        REEL_FOLDER_WATCH_LOOKING, flags);
  props[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  props[PROP_N_VIDEOS] = g_param_spec_uint ("n-videos", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  looked_signal =
    g_signal_new ("looked", REEL_TYPE_FOLDER_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
reel_folder_watch_init (ReelFolderWatch *self)
{
  self->known = TRUE;
}

/**
 * reel_folder_watch_new:
 * @catalogue: where it is noted what was taken
 * @queue: where videos go
 * @record: the folder, and which collection it feeds
 * @pace: how often to look
 *
 * Returns: (transfer full): the watch, not yet started
 */
ReelFolderWatch *
reel_folder_watch_new (ReelCatalogue           *catalogue,
                       ReelUploadQueue         *queue,
                       const ReelWatchedFolder *record,
                       const ReelFolderPace    *pace)
{
  ReelFolderWatch *self;

  g_return_val_if_fail (REEL_IS_CATALOGUE (catalogue), NULL);
  g_return_val_if_fail (REEL_IS_UPLOAD_QUEUE (queue), NULL);
  g_return_val_if_fail (record != NULL && pace != NULL, NULL);

  self = g_object_new (REEL_TYPE_FOLDER_WATCH, NULL);
  self->catalogue = g_object_ref (catalogue);
  self->queue = g_object_ref (queue);
  self->record = reel_watched_folder_copy (record);
  self->folder = g_file_new_for_uri (record->uri);
  self->pace = *pace;
  update_state (self);
  return self;
}

/**
 * reel_folder_watch_start:
 * @self: a #ReelFolderWatch
 *
 * Looks now, and then whenever something may have changed.
 */
void
reel_folder_watch_start (ReelFolderWatch *self)
{
  g_return_if_fail (REEL_IS_FOLDER_WATCH (self));

  if (self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  begin_look (self);
}

/**
 * reel_folder_watch_stop:
 * @self: a #ReelFolderWatch
 *
 * Leaves the folder alone. What is in the queue stays there.
 */
void
reel_folder_watch_stop (ReelFolderWatch *self)
{
  g_return_if_fail (REEL_IS_FOLDER_WATCH (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->look_source, g_source_remove);
  g_clear_pointer (&self->scan, reel_folder_scan_free);
  g_clear_pointer (&self->taken, g_ptr_array_unref);
  self->busy = FALSE;
  self->again = FALSE;
}

/**
 * reel_folder_watch_look:
 * @self: a #ReelFolderWatch
 */
void
reel_folder_watch_look (ReelFolderWatch *self)
{
  g_return_if_fail (REEL_IS_FOLDER_WATCH (self));

  begin_look (self);
}

/**
 * reel_folder_watch_set_paused:
 * @self: a #ReelFolderWatch
 * @paused: whether it is not to be looked into for now
 */
void
reel_folder_watch_set_paused (ReelFolderWatch *self,
                              gboolean         paused)
{
  g_return_if_fail (REEL_IS_FOLDER_WATCH (self));

  if (self->record->paused == !!paused)
    return;
  self->record->paused = !!paused;
  activity_changed (self);
}

/**
 * reel_folder_watch_set_known:
 * @self: a #ReelFolderWatch
 * @known: whether the service has its collection
 */
void
reel_folder_watch_set_known (ReelFolderWatch *self,
                             gboolean         known)
{
  g_return_if_fail (REEL_IS_FOLDER_WATCH (self));

  if (self->known == !!known)
    return;
  self->known = !!known;
  activity_changed (self);
}

/**
 * reel_folder_watch_get_record:
 * @self: a #ReelFolderWatch
 *
 * Returns: (transfer none): the folder as the catalogue has it
 */
const ReelWatchedFolder *
reel_folder_watch_get_record (ReelFolderWatch *self)
{
  g_return_val_if_fail (REEL_IS_FOLDER_WATCH (self), NULL);

  return self->record;
}

/**
 * reel_folder_watch_get_folder:
 * @self: a #ReelFolderWatch
 *
 * Returns: (transfer none): the folder
 */
GFile *
reel_folder_watch_get_folder (ReelFolderWatch *self)
{
  g_return_val_if_fail (REEL_IS_FOLDER_WATCH (self), NULL);

  return self->folder;
}

/**
 * reel_folder_watch_get_state:
 * @self: a #ReelFolderWatch
 *
 * Returns: how it is
 */
ReelFolderWatchState
reel_folder_watch_get_state (ReelFolderWatch *self)
{
  g_return_val_if_fail (REEL_IS_FOLDER_WATCH (self), REEL_FOLDER_WATCH_FAILED);

  return self->state;
}

/**
 * reel_folder_watch_get_n_videos:
 * @self: a #ReelFolderWatch
 *
 * Returns: how many videos there were at the last look, finished or not
 */
guint
reel_folder_watch_get_n_videos (ReelFolderWatch *self)
{
  g_return_val_if_fail (REEL_IS_FOLDER_WATCH (self), 0);

  return self->n_videos;
}

/**
 * reel_folder_watch_dup_name:
 * @self: a #ReelFolderWatch
 *
 * Returns: (transfer full): the folder's name for people
 */
char *
reel_folder_watch_dup_name (ReelFolderWatch *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (REEL_IS_FOLDER_WATCH (self), NULL);

  name = g_file_get_basename (self->folder);
  return name != NULL ? g_filename_display_name (name) : g_file_get_parse_name (self->folder);
}

/**
 * reel_folder_watch_dup_status:
 * @self: a #ReelFolderWatch
 *
 * Returns: (transfer full): how it is, in words for people
 */
char *
reel_folder_watch_dup_status (ReelFolderWatch *self)
{
  g_autofree char *videos = NULL;

  g_return_val_if_fail (REEL_IS_FOLDER_WATCH (self), NULL);

  switch (self->state)
    {
    case REEL_FOLDER_WATCH_WATCHING:
      /* Translators: of a folder; then how many videos are in it */
      videos = g_strdup_printf (ngettext ("Watching · %u video", "Watching · %u videos", self->n_videos), self->n_videos);
      if (self->n_litter == 0)
        return g_steal_pointer (&videos);
      /* Translators: how many videos a folder has, then of what machines keep beside them, such as thumbnails and waste */
      return g_strdup_printf (ngettext ("%s · %u folder or file of a NAS or a camera left out",
                                        "%s · %u folders and files of a NAS or a camera left out", self->n_litter),
                              videos, self->n_litter);
    case REEL_FOLDER_WATCH_PAUSED:
      /* Translators: of a folder that is not watched for now */
      return g_strdup (_ ("Paused"));
    case REEL_FOLDER_WATCH_AWAY:
      /* Translators: of a folder, such as that of a disk which is not plugged in */
      return g_strdup (_ ("Not there now"));
    case REEL_FOLDER_WATCH_ORPHANED:
      return g_strdup (_ ("The service no longer has this collection"));
    case REEL_FOLDER_WATCH_FAILED:
      return g_strdup (self->message);
    case REEL_FOLDER_WATCH_LOOKING:
    default:
      /* Translators: of a folder whose videos are being counted */
      return g_strdup (_ ("Looking…"));
    }
}

/**
 * reel_folder_watch_covers:
 * @self: a #ReelFolderWatch
 * @file: a file or a folder
 *
 * Returns: whether it is this folder, or lies in it
 */
gboolean
reel_folder_watch_covers (ReelFolderWatch *self,
                          GFile           *file)
{
  g_return_val_if_fail (REEL_IS_FOLDER_WATCH (self), FALSE);
  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  return g_file_equal (file, self->folder) || g_file_has_prefix (file, self->folder);
}
