/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-api-error-private.h"
#include "api/reel-client-private.h"
#include "api/reel-watch-list.h"
#include "api/reel-watch-order.h"

/*
 * Watches videos and jobs until the service is through with them. Each is asked about at once, then after half a second,
 * then less and less often; a little chance keeps what began together from being asked together for ever. All of them
 * wait in one order (reel-watch-order.c), and one timer stands for the first that is due.
 *
 * There may be thousands of them, and at the start of the program all are due at once. So no more than a few questions are
 * with the pacer at a time: the others wait here, where the youngest go first, and not in its queue before whatever comes
 * later. Each answer lets the next one go.
 *
 * The list lives on the network thread: its questions come back there, at the pacer's convenience. A watch is held by the
 * order while it waits and by its question while that is under way; watch_end() is its one exit. What the caller is
 * told goes to the caller's context as sources of their own, in order, the last of them before the task returns.
 */

#define FIRST_INTERVAL 0.5 /* seconds */
#define LAST_INTERVAL  15.0
#define GROWTH         1.5
#define JITTER         0.2 /* of the interval, to both sides */
#define MOST_ASKED     8   /* questions with the pacer: more than it lets go at once, so that none of its places is empty */

struct _ReelWatchList
{
  /* owned */
  GSource *timer; /* its ready time is when the first watch is due */
  ReelWatchOrder *order;

  /* plain */
  guint n_asked;   /* questions under way */
  guint64 n_added; /* watches until now */

  /* borrowed: a watch has a task, which has the client, which has the thread */
  ReelNetworkThread *thread;
};

typedef struct
{
  gatomicrefcount ref_count;

  ReelWatchList *list; /* (owned) */
  GTask *task;         /* (owned) (nullable): NULL once it is over */
  char *id;            /* (owned) */
  gboolean of_job;

  /* the caller's; touched on its context only */
  GCallback progress;                /* (nullable): a ReelVideoProgress or ReelAnalysisProgress */
  gpointer progress_data;            /* (owned) */
  GDestroyNotify progress_data_free; /* (nullable) */

  /* network thread */
  gulong cancel_handler;
  GCancellable *inner;  /* (owned) (nullable): of the question under way */
  ReelWatchTurn turn;   /* in the order while it waits, which then has a reference */
  double interval;      /* seconds */
  ReelVideoStatus status;
  double percent;
  ReelAnalysisPhase phase;
  char *message;    /* (owned) (nullable): of a job */
  GDateTime *since; /* (owned) (nullable): likewise */
} Watch;

/* One thing to tell a caller. */
typedef struct
{
  Watch *watch; /* (owned) */
  ReelVideoStatus status;
  double percent;
  GError *trouble; /* (owned) (nullable) */
  ReelAnalysisPhase phase;
  char *message;    /* (owned) (nullable) */
  GDateTime *since; /* (owned) (nullable) */
} Notice;

static Watch *
watch_ref (Watch *watch)
{
  g_atomic_ref_count_inc (&watch->ref_count);
  return watch;
}

static void
watch_unref (gpointer data)
{
  Watch *watch = data;

  if (!g_atomic_ref_count_dec (&watch->ref_count))
    return;
  g_assert (watch->task == NULL && watch->progress_data_free == NULL);
  reel_watch_list_unref (watch->list);
  g_free (watch->id);
  g_free (watch->message);
  g_clear_pointer (&watch->since, g_date_time_unref);
  g_free (watch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watch, watch_unref)

static void
notice_free (gpointer data)
{
  Notice *notice = data;

  watch_unref (notice->watch);
  g_clear_error (&notice->trouble);
  g_free (notice->message);
  g_clear_pointer (&notice->since, g_date_time_unref);
  g_free (notice);
}

static void
post (Watch         *watch,
      GSourceFunc    func,
      gpointer       data,
      GDestroyNotify data_free)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, data_free);
  g_source_set_static_name (source, "[reelseek] watch");
  g_source_attach (source, g_task_get_context (watch->task));
}

static gboolean
deliver (gpointer data)
{
  Notice *notice = data;
  Watch *watch = notice->watch;

  if (watch->progress == NULL)
    return G_SOURCE_REMOVE;
  if (watch->of_job)
    ((ReelAnalysisProgress) watch->progress) (&(ReelAnalysisNews){ .phase = notice->phase,
                                                                  .request_id = watch->id,
                                                                  .message = notice->message,
                                                                  .since = notice->since,
                                                                  .trouble = notice->trouble },
                                              watch->progress_data);
  else
    ((ReelVideoProgress) watch->progress) (notice->status, notice->percent, notice->trouble, watch->progress_data);
  return G_SOURCE_REMOVE;
}

static gboolean
drop_progress (gpointer data)
{
  Watch *watch = data;

  watch->progress = NULL;
  if (watch->progress_data_free != NULL)
    watch->progress_data_free (g_steal_pointer (&watch->progress_data));
  watch->progress_data_free = NULL;
  return G_SOURCE_REMOVE;
}

static void
tell (Watch        *watch,
      const GError *trouble)
{
  Notice *notice = g_new0 (Notice, 1);

  notice->watch = watch_ref (watch);
  notice->status = watch->status;
  notice->percent = watch->percent;
  notice->trouble = trouble != NULL ? g_error_copy (trouble) : NULL;
  notice->phase = watch->phase;
  notice->message = g_strdup (watch->message);
  notice->since = watch->since != NULL ? g_date_time_ref (watch->since) : NULL;
  post (watch, deliver, notice, notice_free);
}

/* The one exit; the caller has a reference. @result: (transfer full) (nullable): of a job; @error: likewise */
static void
watch_end (Watch   *watch,
           ReelJob *result,
           GError  *error)
{
  g_autoptr (GTask) task = NULL;
  ReelClient *client;

  g_assert (watch->task != NULL);

  g_cancellable_disconnect (g_task_get_cancellable (watch->task), watch->cancel_handler);
  g_cancellable_cancel (watch->inner);
  g_clear_object (&watch->inner);
  if (watch->turn.by_due != NULL)
    {
      reel_watch_order_remove (watch->list->order, &watch->turn);
      watch_unref (watch);
    }
  post (watch, drop_progress, watch_ref (watch), watch_unref);
  task = g_steal_pointer (&watch->task);
  client = g_task_get_source_object (task);
  if (error != NULL)
    {
      reel_api_error_redact (error, client->key);
      g_task_return_error (task, error);
    }
  else if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) reel_job_free);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
cancel_cb (gpointer data)
{
  Watch *watch = data;
  GError *error = NULL;

  if (watch->task == NULL)
    return G_SOURCE_REMOVE;
  if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (watch->task), &error))
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"); /* and reset since */
  watch_end (watch, NULL, error);
  return G_SOURCE_REMOVE;
}

static ReelClient *
get_client (Watch *watch)
{
  return g_task_get_source_object (watch->task);
}

/* On whichever thread cancels. */
static void
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  Watch *watch = data;

  reel_network_thread_post (watch->list->thread, cancel_cb, watch_ref (watch), watch_unref);
}

static void
ask_next (ReelWatchList *self);

static void
wait_until (Watch *watch,
            gint64 due)
{
  watch->turn.due = due;
  watch_ref (watch);
  reel_watch_order_add (watch->list->order, &watch->turn);
}

static void
wait_more (Watch *watch)
{
  double seconds = watch->interval * g_random_double_range (1 - JITTER, 1 + JITTER) * get_client (watch)->time_scale;

  watch->interval = MIN (watch->interval * GROWTH, LAST_INTERVAL);
  wait_until (watch, g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC));
}

/*
 * Whether asking again can't help: anything else passes, and whoever waits is told of it meanwhile. A job, which is lost
 * with its watch, is also asked about again where something else answers in the service's place: the service took it, so
 * that is a network which has to be signed in to, and passes. Of a video its owner decides.
 */
static gboolean
is_final (Watch        *watch,
          const GError *error)
{
  if (watch->of_job && (g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_INTERCEPTED) ||
                        g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_TLS)))
    return FALSE;
  return error->domain != REEL_API_ERROR || !reel_api_error_can_retry (error);
}

static void
answer_failed (Watch  *watch,
               GError *error)
{
  g_autoptr (GError) owned = error;

  if (is_final (watch, error))
    {
      watch_end (watch, NULL, g_steal_pointer (&owned));
      return;
    }
  tell (watch, error);
  wait_more (watch);
}

static void
video_answered (Watch        *watch,
                ReelClient   *client,
                GAsyncResult *result)
{
  g_autofree char *reason = NULL;
  GError *error = NULL;
  ReelVideoStatus status;
  double percent;
  gboolean ok = reel_client_get_video_status_finish (client, result, &status, &percent, &reason, &error);

  if (watch->task == NULL)
    {
      g_clear_error (&error);
      return;
    }
  g_clear_object (&watch->inner);
  if (!ok)
    {
      answer_failed (watch, error);
      return;
    }
  watch->status = status;
  watch->percent = percent;
  tell (watch, NULL);
  if (status == REEL_VIDEO_STATUS_PROCESSED)
    watch_end (watch, NULL, NULL);
  else if (status == REEL_VIDEO_STATUS_FAILED)
    watch_end (watch, NULL, reel_api_error_for_failure (client->label, reason));
  else
    wait_more (watch);
}

static void
job_answered (Watch        *watch,
              ReelClient   *client,
              GAsyncResult *result)
{
  GError *error = NULL;
  g_autoptr (ReelJob) job = reel_client_get_job_finish (client, result, &error);

  if (watch->task == NULL)
    {
      g_clear_error (&error);
      return;
    }
  g_clear_object (&watch->inner);
  if (job == NULL)
    {
      answer_failed (watch, error);
      return;
    }
  switch (job->state)
    {
    case REEL_JOB_COMPLETED:
      watch_end (watch, g_steal_pointer (&job), NULL);
      break;
    case REEL_JOB_FAILED:
      watch_end (watch, NULL, reel_api_error_for_failure (client->label, job->reason));
      break;
    case REEL_JOB_PENDING:
    case REEL_JOB_PROCESSING:
    default:
      watch->phase = job->state == REEL_JOB_PROCESSING ? REEL_ANALYSIS_PROCESSING : REEL_ANALYSIS_PENDING;
      g_free (watch->message);
      watch->message = g_steal_pointer (&job->message);
      if (watch->since == NULL)
        watch->since = g_steal_pointer (&job->created_at);
      tell (watch, NULL);
      wait_more (watch);
      break;
    }
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (Watch) watch = data;

  watch->list->n_asked--;
  if (watch->of_job)
    job_answered (watch, REEL_CLIENT (source), result);
  else
    video_answered (watch, REEL_CLIENT (source), result);
  ask_next (watch->list);
}

static void
ask (Watch *watch)
{
  watch->list->n_asked++;
  watch->inner = g_cancellable_new ();
  if (watch->of_job)
    reel_client_get_job_async (get_client (watch), watch->id, watch->inner, answered_cb, watch_ref (watch));
  else
    reel_client_get_video_status_async (get_client (watch), watch->id, watch->inner, answered_cb, watch_ref (watch));
}

/* Asks about as many as may be asked about; the timer stands for the next one, unless an answer must come first. */
static void
ask_next (ReelWatchList *self)
{
  ReelWatchTurn *turn;

  while (self->n_asked < MOST_ASKED && (turn = reel_watch_order_take (self->order, g_get_monotonic_time ())) != NULL)
    {
      g_autoptr (Watch) watch = turn->data;

      ask (watch);
    }
  g_source_set_ready_time (self->timer, self->n_asked < MOST_ASKED ? reel_watch_order_get_next (self->order) : -1);
}

static gboolean
timer_dispatch (GSource    *source,
                GSourceFunc callback,
                gpointer    data)
{
  g_source_set_ready_time (source, -1);
  return callback (data);
}

static gboolean
due_cb (gpointer data)
{
  ReelWatchList *self = g_atomic_rc_box_acquire ((ReelWatchList *) data);

  ask_next (self);
  reel_watch_list_unref (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
start_cb (gpointer data)
{
  Watch *watch = data;
  GCancellable *cancellable = g_task_get_cancellable (watch->task);

  if (cancellable != NULL && g_cancellable_is_cancelled (cancellable))
    return cancel_cb (watch);
  if (cancellable != NULL)
    watch->cancel_handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), watch_ref (watch), watch_unref);
  watch->turn.number = watch->list->n_added++;
  watch->turn.data = watch;
  wait_until (watch, g_get_monotonic_time ());
  ask_next (watch->list);
  return G_SOURCE_REMOVE;
}

static void
add (ReelWatchList *self,
     GTask         *task,
     const char    *id,
     gboolean       of_job,
     GCallback      progress,
     gpointer       progress_data,
     GDestroyNotify progress_data_free)
{
  Watch *watch = g_new0 (Watch, 1);

  g_atomic_ref_count_init (&watch->ref_count);
  watch->list = g_atomic_rc_box_acquire (self);
  watch->task = task;
  watch->id = g_strdup (id);
  watch->of_job = of_job;
  watch->progress = progress;
  watch->progress_data = progress_data;
  watch->progress_data_free = progress_data_free;
  watch->interval = FIRST_INTERVAL;
  watch->percent = -1;
  watch->phase = REEL_ANALYSIS_PENDING;
  reel_network_thread_post (self->thread, start_cb, watch, watch_unref);
}

/*
 * reel_watch_list_new:
 * @thread: (borrowed): where the list lives; it outlives every watch
 *
 * Returns: (transfer full): an empty list
 */
ReelWatchList *
reel_watch_list_new (ReelNetworkThread *thread)
{
  static GSourceFuncs funcs = { .dispatch = timer_dispatch };
  ReelWatchList *self = g_atomic_rc_box_new0 (ReelWatchList);

  self->thread = thread;
  self->order = reel_watch_order_new ();
  self->timer = g_source_new (&funcs, sizeof (GSource));
  g_source_set_static_name (self->timer, "[reelseek] watches");
  g_source_set_callback (self->timer, due_cb, self, NULL);
  g_source_attach (self->timer, reel_network_thread_get_context (thread));
  return self;
}

static void
clear (gpointer data)
{
  ReelWatchList *self = data;

  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  reel_watch_order_free (self->order); /* empty, as each watch has a reference on us */
}

void
reel_watch_list_unref (ReelWatchList *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/*
 * reel_watch_list_add_video:
 * @task: (transfer full): returns %TRUE once the video is processed, or an error, once, on its own context
 * @progress: (nullable) (scope notified): called on the task's context
 *
 * From any thread.
 */
void
reel_watch_list_add_video (ReelWatchList    *self,
                           GTask            *task,
                           const char       *video_id,
                           ReelVideoProgress progress,
                           gpointer          progress_data,
                           GDestroyNotify    progress_data_free)
{
  add (self, task, video_id, FALSE, (GCallback) progress, progress_data, progress_data_free);
}

/*
 * reel_watch_list_add_job:
 * @task: (transfer full): returns the completed #ReelJob, or an error, once, on its own context
 * @progress: (nullable) (scope notified): called on the task's context
 *
 * From any thread.
 */
void
reel_watch_list_add_job (ReelWatchList       *self,
                         GTask               *task,
                         const char          *request_id,
                         ReelAnalysisProgress progress,
                         gpointer             progress_data,
                         GDestroyNotify       progress_data_free)
{
  add (self, task, request_id, TRUE, (GCallback) progress, progress_data, progress_data_free);
}
