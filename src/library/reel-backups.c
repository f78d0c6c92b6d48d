/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "library/reel-backups.h"
#include "library/reel-catalogue-store.h"

/* Seconds between two looks whether a daily backup is due, in a program that runs for days. */
#define LOOK_EVERY (60 * 60)

struct _ReelBackups
{
  GObject parent_instance;

  /* owned */
  char *catalogue; /* the file */
  GCancellable *cancellable;
  guint look_source;

  /* plain */
  gint64 newest;
  gboolean keeping; /* a look is under way */
  gboolean said;    /* that it fails */
};

/* What a worker needs. */
typedef struct
{
  char *catalogue; /* (owned) */
  char *path;      /* (owned) (nullable): of a backup */
  gboolean daily;
} Work;

enum
{
  PROP_NEWEST = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static guint failed_signal;

G_DEFINE_FINAL_TYPE (ReelBackups, reel_backups, G_TYPE_OBJECT)

static void
work_free (Work *self)
{
  g_free (self->catalogue);
  g_free (self->path);
  g_free (self);
}

/* Puts a sentence for people in place of the words of SQLite and of the system, which go to the debug log. */
static void
explain (GError *error, gboolean making)
{
  const char *text;

  if (error == NULL || error->domain != REEL_DATABASE_ERROR)
    return;
  g_debug ("backup: %s", error->message);
  switch (error->code)
    {
    case REEL_DATABASE_ERROR_CORRUPT:
      text = making ? _ ("The catalogue can’t be backed up, as it is damaged. Start the program again.")
                    : _ ("This backup is damaged, and is not restored.");
      break;
    case REEL_DATABASE_ERROR_FULL:
      text = making ? _ ("The disk is full, so that the catalogue can’t be backed up. Free some space.")
                    : _ ("The disk is full, so that the backup can’t be restored. Free some space.");
      break;
    case REEL_DATABASE_ERROR_READ_ONLY:
      text = making ? _ ("The catalogue can’t be backed up: the folder of its backups can’t be written. Check its "
                         "permissions.")
                    : _ ("The backup can’t be restored: its folder can’t be written. Check its permissions.");
      break;
    case REEL_DATABASE_ERROR_TOO_NEW:
      text = _ ("This backup was made by a later version of this program. Update the program.");
      break;
    default:
      text = making ? _ ("The catalogue can’t be backed up.") : _ ("The backup can’t be restored.");
      break;
    }
  g_free (error->message);
  error->message = g_strdup (text);
}

void
reel_catalogue_opening_explain (ReelCatalogueOpening *self)
{
  explain (self->not_backed_up, TRUE);
  explain (self->not_restored, FALSE);
}

static void
set_newest (ReelBackups *self, gint64 newest)
{
  if (self->newest == newest)
    return;
  self->newest = newest;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NEWEST]);
}

/* Without us as its source: the worker may be the last to let its task go, and no object of ours may end there. */
static void
start (ReelBackups *self, const char *path, gboolean daily, GTask *task, GTaskThreadFunc func, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) worker = g_task_new (NULL, g_task_get_cancellable (task), callback, task);
  Work *work = g_new0 (Work, 1);

  work->catalogue = g_strdup (self->catalogue);
  work->path = g_strdup (path);
  work->daily = daily;
  g_task_set_check_cancellable (worker, FALSE); /* what is made is there; the work itself looks at the cancellable */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (worker, work, (GDestroyNotify) work_free);
  g_task_run_in_thread (worker, func);
}

static GTask *
new_task (ReelBackups *self, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

/* Returns a ReelBackup, or nothing where none was due: then the newest that there is is asked for by its name. */
static void
make_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  ReelBackup *backup;
  GError *error = NULL;

  if (work->daily && !reel_backup_is_due (work->catalogue, g_get_real_time () / G_USEC_PER_SEC))
    {
      g_task_return_pointer (task, reel_backup_find_newest (work->catalogue), (GDestroyNotify) reel_backup_free);
      return;
    }
  backup = reel_backup_make (work->catalogue, work->daily ? REEL_BACKUP_DAILY : REEL_BACKUP_ASKED, cancellable, &error);
  explain (error, TRUE);
  if (backup == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, backup, (GDestroyNotify) reel_backup_free);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  ReelBackups *self = g_task_get_source_object (task);
  g_autoptr (ReelBackup) backup = NULL;
  GError *error = NULL;

  backup = g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self->said = FALSE;
  set_newest (self, backup != NULL ? backup->made : 0);
  g_task_return_boolean (task, TRUE);
}

/**
 * reel_backups_make_async:
 * @self: a #ReelBackups
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Makes one now, on a worker thread: neither the main thread nor what is written to the catalogue meanwhile waits for it.
 */
void
reel_backups_make_async (ReelBackups *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (REEL_IS_BACKUPS (self));

  start (self, NULL, FALSE, new_task (self, reel_backups_make_async, cancellable, callback, user_data), make_in_thread,
         made_cb);
}

/**
 * reel_backups_make_finish:
 * @self: a #ReelBackups
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether it is there, on the disk; otherwise those that were there are there still
 */
gboolean
reel_backups_make_finish (ReelBackups *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_backups_make_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ReelBackups *self = REEL_BACKUPS (source);
  g_autoptr (GError) error = NULL;

  self->keeping = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), &error) || self->said ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->said = TRUE;
  g_signal_emit (self, failed_signal, 0, error);
}

static gboolean
look_cb (gpointer data)
{
  ReelBackups *self = data;

  if (!self->keeping)
    {
      self->keeping = TRUE;
      start (self, NULL, TRUE, new_task (self, reel_backups_keep, self->cancellable, kept_cb, NULL), make_in_thread,
             made_cb);
    }
  return G_SOURCE_CONTINUE;
}

/**
 * reel_backups_keep:
 * @self: a #ReelBackups
 *
 * From now on one is made wherever the newest is older than a day: once the catalogue is open.
 */
void
reel_backups_keep (ReelBackups *self)
{
  g_return_if_fail (REEL_IS_BACKUPS (self));

  if (self->look_source == 0)
    self->look_source = g_timeout_add_seconds (LOOK_EVERY, look_cb, self);
  look_cb (self);
}

static void
list_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  g_autoptr (GPtrArray) backups = reel_backup_list (work->catalogue, cancellable);
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&backups), (GDestroyNotify) g_ptr_array_unref);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  GPtrArray *backups;
  GError *error = NULL;

  backups = g_task_propagate_pointer (G_TASK (result), &error);
  if (backups == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, backups, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * reel_backups_list_async:
 * @self: a #ReelBackups
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 */
void
reel_backups_list_async (ReelBackups *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (REEL_IS_BACKUPS (self));

  start (self, NULL, FALSE, new_task (self, reel_backups_list_async, cancellable, callback, user_data), list_in_thread,
         listed_cb);
}

/**
 * reel_backups_list_finish:
 * @self: a #ReelBackups
 * @result: what the callback got
 * @error: return location: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type ReelBackup): the backups that can be read, newest first
 */
GPtrArray *
reel_backups_list_finish (ReelBackups *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_backups_list_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
stage_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;

  if (!g_cancellable_set_error_if_cancelled (cancellable, &error) &&
      reel_backup_stage (work->catalogue, work->path, reel_catalogue_store_get_version (), &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  explain (error, FALSE);
  g_task_return_error (task, error);
}

static void
staged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * reel_backups_stage_async:
 * @self: a #ReelBackups
 * @backup: one of them
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Looks at the backup, and puts a copy of it where the program restores it when it starts the next time.
 */
void
reel_backups_stage_async (ReelBackups *self,
                          const ReelBackup *backup,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (REEL_IS_BACKUPS (self));
  g_return_if_fail (backup != NULL);

  start (self, backup->path, FALSE, new_task (self, reel_backups_stage_async, cancellable, callback, user_data),
         stage_in_thread, staged_cb);
}

/**
 * reel_backups_stage_finish:
 * @self: a #ReelBackups
 * @result: what the callback got
 * @error: return location: %REEL_DATABASE_ERROR_CORRUPT for a damaged one, %REEL_DATABASE_ERROR_TOO_NEW for one of a later
 *   version of the program
 *
 * Returns: whether it will be restored
 */
gboolean
reel_backups_stage_finish (ReelBackups *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_backups_stage_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * reel_backups_get_newest:
 * @self: a #ReelBackups
 *
 * Returns: when the newest was made, Unix seconds; 0 for none, or as long as nobody has looked
 */
gint64
reel_backups_get_newest (ReelBackups *self)
{
  g_return_val_if_fail (REEL_IS_BACKUPS (self), 0);

  return self->newest;
}

static void
reel_backups_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NEWEST:
      g_value_set_int64 (value, REEL_BACKUPS (object)->newest);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_backups_dispose (GObject *object)
{
  ReelBackups *self = REEL_BACKUPS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->look_source, g_source_remove);

  G_OBJECT_CLASS (reel_backups_parent_class)->dispose (object);
}

static void
reel_backups_finalize (GObject *object)
{
  ReelBackups *self = REEL_BACKUPS (object);

  g_free (self->catalogue);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (reel_backups_parent_class)->finalize (object);
}

static void
reel_backups_class_init (ReelBackupsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = reel_backups_get_property;
  object_class->dispose = reel_backups_dispose;
  object_class->finalize = reel_backups_finalize;

  props[PROP_NEWEST] =
    g_param_spec_int64 ("newest", NULL, NULL, 0, G_MAXINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  failed_signal =
    g_signal_new ("failed", REEL_TYPE_BACKUPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
reel_backups_init (ReelBackups *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * reel_backups_new:
 * @catalogue: the catalogue's file
 *
 * Returns: (transfer full): its backups
 */
ReelBackups *
reel_backups_new (const char *catalogue)
{
  ReelBackups *self;

  g_return_val_if_fail (catalogue != NULL, NULL);

  self = g_object_new (REEL_TYPE_BACKUPS, NULL);
  self->catalogue = g_strdup (catalogue);
  return self;
}
