/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-database-private.h"

/*
 * One SQLite connection that lives on one worker thread of its own: the caller's thread never waits for the disk, and
 * no statement ever meets another in the middle of a transaction. Work is done in the order in which it was asked for.
 *
 * A commit waits for the disk, and while it does more work comes in. So writes that need no transaction of their own (see
 * reel_database_write_async()) share one: the worker takes all that wait, each in a savepoint, and each hears that it is
 * done once that commit is on disk. Where the whole fails, each is done again by itself, so that none fails for another's
 * fault and each has its own error.
 */

/* Writes in one transaction at most: none of them waits for long. */
#define MOST_TOGETHER 256

/* Of all databases of this process: what is handed over and not done. */
static GMutex pending_lock;
static GCond pending_done;
static guint n_pending;

struct _ReelDatabase
{
  GObject parent_instance;

  /* owned */
  GThreadPool *worker; /* exactly one thread; its items are references on us, one for each piece of work */
  GMutex lock;
  GQueue inbox; /* of Work: under the lock */
  sqlite3 *db;         /* touched by the worker only, after open */
};

/* A caller of reel_database_run_sync(), waiting. */
typedef struct
{
  GMutex lock;
  GCond done;
  gboolean finished;

  GCancellable *cancellable; /* (borrowed) (nullable) */
  gpointer result;           /* (owned) */
  GError *error;             /* (owned) */
} SyncRun;

/* One piece of work on its way through the worker; ends either in a GTask or in a waiting caller. */
typedef struct
{
  ReelDatabaseFunc func;
  gboolean shares;            /* its transaction, with others */
  gpointer data;              /* (owned) by data_free, where that is set */
  GDestroyNotify data_free;   /* (nullable) */
  GDestroyNotify result_free; /* (nullable) */

  GTask *task;      /* (owned) (nullable) */
  SyncRun *waiting; /* (borrowed) (nullable): on the stack of the caller, who waits */
} Work;

G_DEFINE_FINAL_TYPE (ReelDatabase, reel_database, G_TYPE_OBJECT)
G_DEFINE_QUARK (reel-database-error-quark, reel_database_error)

static void
work_free (Work *work)
{
  if (work->data_free != NULL)
    g_clear_pointer (&work->data, work->data_free);
  g_clear_object (&work->task);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

/* @result: (transfer full) (nullable); @error: likewise */
static void
end_work (Work    *work,
          gpointer result,
          GError  *error)
{
  if (error != NULL && result != NULL && work->result_free != NULL)
    g_clear_pointer (&result, work->result_free);

  if (work->waiting != NULL)
    {
      work->waiting->result = result;
      work->waiting->error = error;
    }
  else if (error != NULL)
    g_task_return_error (work->task, error);
  else
    g_task_return_pointer (work->task, result, work->result_free);
}

static GCancellable *
get_cancellable (Work *work)
{
  return work->task != NULL ? g_task_get_cancellable (work->task) : work->waiting->cancellable;
}

static void
run_alone (ReelDatabase *self,
           Work         *work)
{
  GCancellable *cancellable = get_cancellable (work);
  GError *error = NULL;
  gpointer result = NULL;

  if (!g_cancellable_set_error_if_cancelled (cancellable, &error) && (!work->shares || reel_database_begin (self->db, &error)))
    {
      result = work->func (self->db, work->data, cancellable, &error);
      if (work->shares && error == NULL)
        reel_database_commit (self->db, &error);
      reel_database_rollback (self->db); /* a transaction that the work left open is one that it gave up */
    }
  end_work (work, result, error);
}

/* What one of several did, until the commit says whether it counts. */
typedef struct
{
  gpointer result; /* (owned) (nullable) */
  GError *error;   /* (owned) (nullable) */
} Outcome;

/* Whether the transaction that all share still stands. */
static gboolean
run_in_savepoint (ReelDatabase *self,
                  Work         *work,
                  Outcome      *outcome)
{
  GCancellable *cancellable = get_cancellable (work);

  if (g_cancellable_set_error_if_cancelled (cancellable, &outcome->error))
    return TRUE;
  if (!reel_database_exec (self->db, "SAVEPOINT work", NULL))
    return FALSE;
  outcome->result = work->func (self->db, work->data, cancellable, &outcome->error);
  /* Of a full disk and the like SQLite may roll back all by itself. */
  if (sqlite3_get_autocommit (self->db))
    return FALSE;
  return (outcome->error == NULL || reel_database_exec (self->db, "ROLLBACK TO work", NULL)) &&
         reel_database_exec (self->db, "RELEASE work", NULL);
}

static gboolean
run_in_one (ReelDatabase *self,
            GPtrArray    *works,
            Outcome      *outcomes)
{
  if (!reel_database_begin (self->db, NULL))
    return FALSE;
  for (guint i = 0; i < works->len; i++)
    if (!run_in_savepoint (self, works->pdata[i], &outcomes[i]))
      return FALSE;
  return reel_database_commit (self->db, NULL);
}

static void
run_together (ReelDatabase *self,
              GPtrArray    *works)
{
  g_autofree Outcome *outcomes = g_new0 (Outcome, works->len);
  gboolean done = run_in_one (self, works, outcomes);

  reel_database_rollback (self->db);
  for (guint i = 0; i < works->len; i++)
    {
      Work *work = works->pdata[i];

      if (done)
        {
          end_work (work, outcomes[i].result, outcomes[i].error);
          continue;
        }
      if (outcomes[i].result != NULL && work->result_free != NULL)
        work->result_free (outcomes[i].result);
      g_clear_error (&outcomes[i].error);
      run_alone (self, work);
    }
}

/* The next piece of work, with those behind it that may share its transaction. */
static GPtrArray *
take_works (ReelDatabase *self)
{
  GPtrArray *works = g_ptr_array_new_with_free_func ((GDestroyNotify) work_free);
  Work *work;

  g_mutex_lock (&self->lock);
  work = g_queue_pop_head (&self->inbox);
  if (work != NULL)
    g_ptr_array_add (works, work);
  while (work != NULL && work->shares && works->len < MOST_TOGETHER)
    {
      work = g_queue_peek_head (&self->inbox);
      if (work != NULL && work->shares)
        g_ptr_array_add (works, g_queue_pop_head (&self->inbox));
    }
  g_mutex_unlock (&self->lock);
  return works;
}

static void
count_done (guint n_works)
{
  g_mutex_lock (&pending_lock);
  n_pending -= n_works;
  if (n_pending == 0)
    g_cond_broadcast (&pending_done);
  g_mutex_unlock (&pending_lock);
}

static void
run (gpointer item,
     gpointer user_data)
{
  ReelDatabase *self = item;
  GPtrArray *works = take_works (self);
  const guint n_works = works->len;
  SyncRun *waiting = NULL;

  if (works->len == 1)
    {
      waiting = ((Work *) works->pdata[0])->waiting;
      run_alone (self, works->pdata[0]);
    }
  else if (works->len > 1)
    run_together (self, works);
  /* else it was done together with another */
  g_ptr_array_unref (works);
  g_object_unref (self);
  /* Only now: whoever waits may drop the last reference, and is right to think that the file is closed then. */
  if (waiting != NULL)
    {
      g_mutex_lock (&waiting->lock);
      waiting->finished = TRUE;
      g_cond_signal (&waiting->done);
      g_mutex_unlock (&waiting->lock);
    }
  count_done (n_works);
}

static void
push (ReelDatabase *self,
      Work         *work)
{
  g_mutex_lock (&pending_lock);
  n_pending++;
  g_mutex_unlock (&pending_lock);
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->inbox, work);
  g_mutex_unlock (&self->lock);
  g_thread_pool_push (self->worker, g_object_ref (self), NULL);
}

/**
 * reel_database_open:
 * @path: the file, made if missing (its folder must exist)
 * @migrations: (array zero-terminated=1): one SQL script per schema version, oldest first; all that the file lacks are
 *   run, each in a transaction of its own. Never change one that was released: add another
 * @error: return location for a #ReelDatabaseError
 *
 * Opens a database in WAL mode, where its file system can have that, with foreign keys on. This touches the disk: call it from a worker thread.
 *
 * A transaction that is committed survives the end of the process, and of the power too: synchronous is FULL, so that the
 * journal is synced with each commit. NORMAL would keep the file whole as well, but the last commits could go with the
 * power, and with them that an upload had begun; it would be sent again without a word that it may be there twice.
 *
 * Returns: (transfer full) (nullable): the database
 */
ReelDatabase *
reel_database_open (const char         *path,
                    const char * const *migrations,
                    GError            **error)
{
  g_autoptr (ReelDatabase) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (migrations != NULL, NULL);

  self = g_object_new (REEL_TYPE_DATABASE, NULL);
  self->db = reel_database_connect (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  if (self->db == NULL)
    return NULL;
  if (!reel_database_set_up_journal (self->db, error) || !reel_database_migrate (self->db, migrations, error))
    return NULL;
  return g_steal_pointer (&self);
}

static Work *
work_new (ReelDatabase       *self,
          ReelDatabaseFunc    func,
          gpointer            data,
          GDestroyNotify      data_free,
          GDestroyNotify      result_free,
          GCancellable       *cancellable,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  Work *work = g_new0 (Work, 1);

  work->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (work->task, reel_database_run_async);
  work->func = func;
  work->data = data;
  work->data_free = data_free;
  work->result_free = result_free;
  return work;
}

/**
 * reel_database_run_async:
 * @self: a #ReelDatabase
 * @func: the work; called on the database's thread
 * @data: (nullable) (transfer full): passed to @func
 * @data_free: (nullable): frees @data once the task is gone
 * @result_free: (nullable): frees a result that nobody took
 * @cancellable: (nullable): a #GCancellable; work that has not begun is not begun then
 * @callback: called on the caller's main context
 * @user_data: for @callback
 */
void
reel_database_run_async (ReelDatabase       *self,
                         ReelDatabaseFunc    func,
                         gpointer            data,
                         GDestroyNotify      data_free,
                         GDestroyNotify      result_free,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_return_if_fail (REEL_IS_DATABASE (self));
  g_return_if_fail (func != NULL);

  push (self, work_new (self, func, data, data_free, result_free, cancellable, callback, user_data));
}

/**
 * reel_database_write_async:
 * @self: a #ReelDatabase
 * @func: the work; called on the database's thread, within a transaction that it neither begins nor ends; called again
 *   where the transaction failed, and alone then
 * @data: (nullable) (transfer full): passed to @func
 * @data_free: (nullable): frees @data once the task is gone
 * @result_free: (nullable): frees a result that nobody took
 * @cancellable: (nullable): a #GCancellable; work that has not begun is not begun then
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * reel_database_run_async() for what may share its transaction with other writes that wait at the same time, and so the wait
 * for the disk. All that @func changes is on disk when @callback is called, or, with an error, none of it. It has the same
 * finish.
 */
void
reel_database_write_async (ReelDatabase       *self,
                           ReelDatabaseFunc    func,
                           gpointer            data,
                           GDestroyNotify      data_free,
                           GDestroyNotify      result_free,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  Work *work;

  g_return_if_fail (REEL_IS_DATABASE (self));
  g_return_if_fail (func != NULL);

  work = work_new (self, func, data, data_free, result_free, cancellable, callback, user_data);
  work->shares = TRUE;
  push (self, work);
}

/**
 * reel_database_run_finish:
 * @self: a #ReelDatabase
 * @result: what the callback got
 * @error: return location: what the work set, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what the work returned
 */
gpointer
reel_database_run_finish (ReelDatabase *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (REEL_IS_DATABASE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_database_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * reel_database_run_sync:
 * @self: a #ReelDatabase
 * @func: the work; called on the database's thread
 * @data: (nullable): passed to @func, stays the caller's
 * @result_free: (nullable): unused results are freed with it
 * @cancellable: (nullable): a #GCancellable
 * @error: return location
 *
 * The same as reel_database_run_async() for a caller that may wait: a worker thread, never the main thread.
 *
 * Returns: (transfer full) (nullable): what the work returned
 */
gpointer
reel_database_run_sync (ReelDatabase    *self,
                        ReelDatabaseFunc func,
                        gpointer         data,
                        GDestroyNotify   result_free,
                        GCancellable    *cancellable,
                        GError         **error)
{
  SyncRun waiting = { .cancellable = cancellable };
  Work *work;

  g_return_val_if_fail (REEL_IS_DATABASE (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  g_mutex_init (&waiting.lock);
  g_cond_init (&waiting.done);
  work = g_new0 (Work, 1);
  work->func = func;
  work->data = data;
  work->result_free = result_free;
  work->waiting = &waiting;
  push (self, work);

  g_mutex_lock (&waiting.lock);
  while (!waiting.finished)
    g_cond_wait (&waiting.done, &waiting.lock);
  g_mutex_unlock (&waiting.lock);
  g_mutex_clear (&waiting.lock);
  g_cond_clear (&waiting.done);

  if (waiting.error != NULL)
    g_propagate_error (error, waiting.error);
  return waiting.result;
}

/**
 * reel_database_flush_all:
 *
 * Waits until everything that was handed to any database of this process is done, and so on disk or refused; for the end of
 * the process, which ends the databases' threads wherever they are. Callbacks are not called. It blocks.
 */
void
reel_database_flush_all (void)
{
  g_mutex_lock (&pending_lock);
  while (n_pending > 0)
    g_cond_wait (&pending_done, &pending_lock);
  g_mutex_unlock (&pending_lock);
}

static void
reel_database_finalize (GObject *object)
{
  ReelDatabase *self = REEL_DATABASE (object);

  /* Every piece of work comes with a reference on us, so the inbox is empty here. This may be the worker itself, dropping
   * the last one: so do not wait for it. */
  g_thread_pool_free (self->worker, FALSE, FALSE);
  g_mutex_clear (&self->lock);
  if (self->db != NULL)
    sqlite3_close_v2 (self->db);

  G_OBJECT_CLASS (reel_database_parent_class)->finalize (object);
}

static void
reel_database_class_init (ReelDatabaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_database_finalize;
}

static void
reel_database_init (ReelDatabase *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->inbox);
  self->worker = g_thread_pool_new (run, NULL, 1, TRUE, NULL);
}
