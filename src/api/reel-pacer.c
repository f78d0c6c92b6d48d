/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-pacer.h"

/*
 * Says when each request may go. Three limits hold at once: ordinary requests under way, uploads under way (they count
 * apart, so that a search never waits for a film), and queries per second as a token bucket of one token, so that they go
 * evenly. What nobody waits for leaves one place free, so that a search never waits for an analysis either. Questions after
 * states never end while there are videos to ask about, so they have every other turn at most while bulk waits. Tickets of
 * one priority go in the order in which they came, uploads too; running ones share the bandwidth evenly (reel-bandwidth).
 *
 * Thousands may wait. So each kind of each priority has a queue of its own, which is passed over whole while its places are
 * taken; and what rests after a fault stands apart, in the order in which it is due, and comes to the end of its queue then.
 *
 * A 429 stops all requests for as long as the service asks: its limit is the key's, not one call's. That of an upload stops
 * the uploads alone, as what is limited there is films, and a search must not wait for that. Where the service asks for a
 * long time, only what was refused is held so long: see reel_pacer_hold(). A 429 also says that the
 * rate was too high, so that is halved, once for all requests that were under way together, and from then on feels its
 * way up again by a constant step a second (additive increase, multiplicative decrease: Chiu and Jain, 1989). Where
 * nobody set a limit, the first rate is half of what went in the last second, and one that has grown far beyond what a
 * desktop program asks for is none any more.
 *
 * The queues are touched on the network thread only; limits and figures are guarded by the lock, as they are set and read
 * from anywhere.
 */

/* Queries per second. Below the lowest a search would feel dead; what a service asks us to wait is waited in any case. */
#define LOWEST_RATE 1.0
#define RATE_STEP   0.5 /* more, each second */
#define FREE_RATE   100.0

enum
{
  REQUESTS,
  UPLOADS,
  N_KINDS,
};

struct _ReelPacer
{
  GObject parent_instance;

  /* owned */
  GSource *timer;                             /* its ready time is the next moment at which something may go */
  GQueue queues[REEL_N_PRIORITIES][N_KINDS];  /* of the links of tickets, which their requests own */
  GSequence *resting;                         /* of tickets (borrowed) that must not go yet, by @not_before */
  guint n_resting;

  gint64 (*get_time) (gpointer data); /* monotonic µs */
  gpointer time_data;                 /* (borrowed) */

  guint requests, uploads; /* under way */
  gboolean bulk_is_next;   /* a question after a state had the turn before */
  guint64 n_came;          /* tickets that ever came into a queue */
  guint64 n_looks;
  double tokens;
  gint64 filled_at;    /* monotonic µs */
  gint64 paused_until[N_KINDS]; /* monotonic µs */
  gint64 held_until[REEL_N_PRIORITIES][N_KINDS]; /* the same, of one queue */
  gint64 lowered_at;   /* monotonic µs: when a 429 lowered the rate last */
  gint64 raised_at;    /* monotonic µs: when it was raised last */
  gint64 second;       /* monotonic µs: when the second of @begun began */
  guint begun, begun_before; /* requests that went in that second, and in the one before */
  void (*changed) (gpointer data); /* (nullable) */
  gpointer changed_data;           /* (borrowed) */

  GMutex lock; /* what follows */
  guint max_requests, max_uploads;
  double queries_per_second; /* what was set; 0: unlimited */
  double rate;               /* what the service lets us have; 0: unlimited */
  guint queued, under_way;
  gboolean stirred; /* something has changed since the pacer looked */
};

G_DEFINE_FINAL_TYPE (ReelPacer, reel_pacer, G_TYPE_OBJECT)

static gboolean
timer_dispatch (GSource    *source,
                GSourceFunc callback,
                gpointer    data)
{
  g_source_set_ready_time (source, -1);
  return callback (data);
}

static guint
count_queued (ReelPacer *self)
{
  guint n = self->n_resting;

  for (guint i = 0; i < REEL_N_PRIORITIES; i++)
    for (guint kind = 0; kind < N_KINDS; kind++)
      n += self->queues[i][kind].length;
  return n;
}

static void
reel_pacer_dispose (GObject *object)
{
  ReelPacer *self = REEL_PACER (object);

  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  G_OBJECT_CLASS (reel_pacer_parent_class)->dispose (object);
}

static void
reel_pacer_finalize (GObject *object)
{
  ReelPacer *self = REEL_PACER (object);

  g_assert (count_queued (self) == 0); /* each request withdraws its ticket before it ends */
  g_sequence_free (self->resting);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (reel_pacer_parent_class)->finalize (object);
}

static void
reel_pacer_class_init (ReelPacerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_pacer_dispose;
  G_OBJECT_CLASS (klass)->finalize = reel_pacer_finalize;
}

static gint64
get_real_time (gpointer data)
{
  return g_get_monotonic_time ();
}

static gint64
get_now (ReelPacer *self)
{
  return self->get_time (self->time_data);
}

static void
reel_pacer_init (ReelPacer *self)
{
  self->get_time = get_real_time;
  g_mutex_init (&self->lock);
  for (guint i = 0; i < REEL_N_PRIORITIES; i++)
    for (guint kind = 0; kind < N_KINDS; kind++)
      g_queue_init (&self->queues[i][kind]);
  self->resting = g_sequence_new (NULL);
  self->tokens = 1;
}

/* After any change of the queues or of the rate. */
static void
publish (ReelPacer *self)
{
  guint queued = count_queued (self), under_way = self->requests + self->uploads;
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = self->queued != queued || self->under_way != under_way;
  self->queued = queued;
  self->under_way = under_way;
  g_mutex_unlock (&self->lock);
  if (changed && self->changed != NULL)
    self->changed (self->changed_data);
}

static void
set_rate (ReelPacer *self,
          double     rate)
{
  g_mutex_lock (&self->lock);
  if (rate >= FREE_RATE)
    rate = 0;
  if (self->queries_per_second > 0 && (rate <= 0 || rate > self->queries_per_second))
    rate = self->queries_per_second;
  self->rate = rate;
  g_mutex_unlock (&self->lock);
  if (self->changed != NULL)
    self->changed (self->changed_data);
}

static double
get_rate (ReelPacer *self)
{
  double rate;

  reel_pacer_get_load (self, &rate, NULL, NULL);
  return rate;
}

static GQueue *
get_queue (ReelPacer       *self,
           ReelPacerTicket *ticket)
{
  return &self->queues[ticket->priority][ticket->upload ? UPLOADS : REQUESTS];
}

static void
push (ReelPacer       *self,
      ReelPacerTicket *ticket)
{
  ticket->number = self->n_came++;
  ticket->link.data = ticket;
  g_queue_push_tail_link (get_queue (self, ticket), &ticket->link);
}

/* Out of its queue, or out of those that rest. */
static void
take_out (ReelPacer       *self,
          ReelPacerTicket *ticket)
{
  if (ticket->rest == NULL)
    {
      g_queue_unlink (get_queue (self, ticket), &ticket->link);
      return;
    }
  g_sequence_remove (g_steal_pointer (&ticket->rest));
  self->n_resting--;
}

static int
compare_rests (gconstpointer a,
               gconstpointer b,
               gpointer      data)
{
  const ReelPacerTicket *first = a, *second = b;

  return (first->not_before > second->not_before) - (first->not_before < second->not_before);
}

/* Puts those that have rested into their queues; @wake is lowered to when the next one has. */
static void
end_rests (ReelPacer *self,
           gint64     now,
           gint64    *wake)
{
  while (self->n_resting > 0)
    {
      ReelPacerTicket *ticket = g_sequence_get (g_sequence_get_begin_iter (self->resting));

      self->n_looks++;
      if (ticket->not_before > now)
        {
          *wake = MIN (*wake, ticket->not_before);
          return;
        }
      take_out (self, ticket);
      push (self, ticket);
    }
}

static gboolean
has_place (ReelPacer   *self,
           ReelPriority priority,
           guint        kind,
           guint        max_requests,
           guint        max_uploads)
{
  if (kind == UPLOADS)
    return self->uploads < max_uploads;
  if (priority != REEL_PRIORITY_URGENT && max_requests > 1)
    max_requests--;
  return self->requests < max_requests;
}

/* The first ticket of a priority that has a place and is not paused; @wake is lowered to when a pause ends. */
static ReelPacerTicket *
find_first (ReelPacer   *self,
            ReelPriority priority,
            guint        max_requests,
            guint        max_uploads,
            gint64       now,
            gint64      *wake)
{
  ReelPacerTicket *first = NULL;

  for (guint kind = 0; kind < N_KINDS; kind++)
    {
      GList *head = self->queues[priority][kind].head;
      ReelPacerTicket *ticket = head != NULL ? head->data : NULL;
      gint64 due;

      if (ticket == NULL || !has_place (self, priority, kind, max_requests, max_uploads))
        continue;
      self->n_looks++;
      due = MAX (self->paused_until[kind], self->held_until[priority][kind]);
      if (due > now)
        {
          *wake = MIN (*wake, due);
          continue;
        }
      if (first == NULL || ticket->number < first->number)
        first = ticket;
    }
  return first;
}

/* The ticket whose turn it is, of those that have a place. */
static ReelPacerTicket *
find_turn (ReelPacer *self,
           gint64     now,
           gint64    *wake)
{
  const ReelPriority second = self->bulk_is_next ? REEL_PRIORITY_BULK : REEL_PRIORITY_STATUS;
  const ReelPriority third = self->bulk_is_next ? REEL_PRIORITY_STATUS : REEL_PRIORITY_BULK;
  guint max_requests, max_uploads;
  ReelPacerTicket *ticket;

  reel_pacer_get_limits (self, &max_requests, &max_uploads, NULL);
  ticket = find_first (self, REEL_PRIORITY_URGENT, max_requests, max_uploads, now, wake);
  if (ticket == NULL)
    ticket = find_first (self, second, max_requests, max_uploads, now, wake);
  if (ticket == NULL)
    ticket = find_first (self, third, max_requests, max_uploads, now, wake);
  return ticket;
}

/*
 * Whether the queues have a ticket that may go at @now; if not, @wake is lowered to when it is worth asking again. A place
 * that becomes free asks again by itself.
 */
static ReelPacerTicket *
find_next (ReelPacer *self,
           gint64     now,
           gint64    *wake)
{
  double rate = get_rate (self);
  gint64 due = 0;
  ReelPacerTicket *ticket;

  if (rate > 0)
    self->tokens = MIN (1, self->tokens + (double) (now - self->filled_at) / G_USEC_PER_SEC * rate);
  else
    self->tokens = 1;
  self->filled_at = now;
  if (self->tokens < 1)
    due = now + (gint64) ((1 - self->tokens) / rate * G_USEC_PER_SEC) + 1;

  end_rests (self, now, wake);
  ticket = find_turn (self, now, wake);
  if (ticket == NULL || due <= now)
    return ticket;
  *wake = MIN (*wake, due);
  return NULL;
}

/* How many requests went in about the last second. */
static void
count_begun (ReelPacer *self,
             gint64     now,
             guint      more)
{
  if (now - self->second >= G_USEC_PER_SEC)
    {
      self->begun_before = now - self->second < 2 * G_USEC_PER_SEC ? self->begun : 0;
      self->begun = 0;
      self->second = now;
    }
  self->begun += more;
}

static gboolean
pump (gpointer data)
{
  g_autoptr (ReelPacer) self = g_object_ref (data);
  ReelPacerTicket *ticket;
  gint64 wake = G_MAXINT64;
  gint64 now = get_now (self);

  g_mutex_lock (&self->lock);
  self->stirred = FALSE;
  g_mutex_unlock (&self->lock);
  while ((ticket = find_next (self, now, &wake)) != NULL)
    {
      take_out (self, ticket);
      ticket->state = REEL_PACER_TICKET_RUNNING;
      ticket->begun = now;
      if (ticket->priority != REEL_PRIORITY_URGENT)
        self->bulk_is_next = ticket->priority == REEL_PRIORITY_STATUS;
      if (ticket->upload)
        self->uploads++;
      else
        self->requests++;
      self->tokens -= 1;
      count_begun (self, now, 1);
      publish (self);
      ticket->ready (ticket->data); /* may enqueue and release others */
      wake = G_MAXINT64;
      now = get_now (self);
    }
  /* A change on another thread has set the timer already; the next turn of the loop looks at it. */
  g_mutex_lock (&self->lock);
  if (self->timer != NULL && wake != G_MAXINT64 && !self->stirred)
    g_source_set_ready_time (self->timer, wake);
  g_mutex_unlock (&self->lock);
  return G_SOURCE_CONTINUE;
}

static void
pump_soon (ReelPacer *self)
{
  g_mutex_lock (&self->lock);
  self->stirred = TRUE;
  g_source_set_ready_time (self->timer, 0);
  g_mutex_unlock (&self->lock);
}

/*
 * reel_pacer_new:
 * @context: of the network thread
 *
 * Returns: (transfer full): a pacer with places for 6 requests and 2 uploads and no limit on queries per second
 */
ReelPacer *
reel_pacer_new (GMainContext *context)
{
  static GSourceFuncs funcs = { .dispatch = timer_dispatch };
  ReelPacer *self = g_object_new (REEL_TYPE_PACER, NULL);

  self->max_requests = 6;
  self->max_uploads = 2;
  self->timer = g_source_new (&funcs, sizeof (GSource));
  g_source_set_static_name (self->timer, "[reelseek] pacer");
  g_source_set_callback (self->timer, pump, self, NULL);
  g_source_attach (self->timer, context);
  return self;
}

/*
 * reel_pacer_set_clock:
 * @get_time: monotonic µs, not before those of g_get_monotonic_time(); from then on the pacer looks at it with each change
 * @data: (borrowed): for @get_time
 *
 * For tests. Before the first request only.
 */
void
reel_pacer_set_clock (ReelPacer *self,
                      gint64 (*get_time) (gpointer data),
                      gpointer   data)
{
  self->get_time = get_time;
  self->time_data = data;
}

/*
 * reel_pacer_get_time:
 *
 * Returns: monotonic µs, by the clock that the pacer goes by
 */
gint64
reel_pacer_get_time (ReelPacer *self)
{
  return get_now (self);
}

/*
 * reel_pacer_set_limits:
 * @max_requests: ordinary requests under way, 1 or more
 * @max_uploads: uploads under way, 1 or more
 * @queries_per_second: 0 for no limit
 *
 * From any thread. What is under way goes on.
 */
void
reel_pacer_set_limits (ReelPacer *self,
                       guint      max_requests,
                       guint      max_uploads,
                       double     queries_per_second)
{
  g_mutex_lock (&self->lock);
  self->max_requests = MAX (max_requests, 1);
  self->max_uploads = MAX (max_uploads, 1);
  if (self->queries_per_second > queries_per_second || self->queries_per_second < queries_per_second)
    self->rate = MAX (queries_per_second, 0); /* what was learnt was learnt under another limit */
  self->queries_per_second = MAX (queries_per_second, 0);
  g_mutex_unlock (&self->lock);
  pump_soon (self);
}

/* From any thread; each place is nullable. */
void
reel_pacer_get_limits (ReelPacer *self,
                       guint     *max_requests,
                       guint     *max_uploads,
                       double    *queries_per_second)
{
  g_mutex_lock (&self->lock);
  if (max_requests != NULL)
    *max_requests = self->max_requests;
  if (max_uploads != NULL)
    *max_uploads = self->max_uploads;
  if (queries_per_second != NULL)
    *queries_per_second = self->queries_per_second;
  g_mutex_unlock (&self->lock);
}

/*
 * reel_pacer_get_load:
 * @rate: (out) (optional): queries per second that may go at present, 0 for no limit
 * @queued: (out) (optional): requests that wait for their turn
 * @under_way: (out) (optional): requests and uploads that have their turn
 *
 * From any thread.
 */
void
reel_pacer_get_load (ReelPacer *self,
                     double    *rate,
                     guint     *queued,
                     guint     *under_way)
{
  g_mutex_lock (&self->lock);
  if (rate != NULL)
    *rate = self->rate;
  if (queued != NULL)
    *queued = self->queued;
  if (under_way != NULL)
    *under_way = self->under_way;
  g_mutex_unlock (&self->lock);
}

/*
 * reel_pacer_get_looks:
 *
 * From the network thread; for tests.
 *
 * Returns: how often a ticket was looked at until now, to see whether it may go
 */
guint64
reel_pacer_get_looks (ReelPacer *self)
{
  return self->n_looks;
}

/*
 * reel_pacer_set_changed:
 * @changed: (nullable): called on the network thread when what reel_pacer_get_load() says has changed
 * @data: (borrowed): for @changed
 *
 * Before the first request only.
 */
void
reel_pacer_set_changed (ReelPacer *self,
                        void (*changed) (gpointer data),
                        gpointer data)
{
  self->changed = changed;
  self->changed_data = data;
}

/*
 * reel_pacer_enqueue:
 * @ticket: an idle ticket
 * @delay: µs from now before which it must not go, 0 or more
 *
 * Its @ready is called from the loop, never from here.
 */
void
reel_pacer_enqueue (ReelPacer       *self,
                    ReelPacerTicket *ticket,
                    gint64           delay)
{
  g_assert (ticket->state == REEL_PACER_TICKET_IDLE);

  ticket->state = REEL_PACER_TICKET_QUEUED;
  if (delay > 0)
    {
      ticket->not_before = get_now (self) + delay;
      ticket->rest = g_sequence_insert_sorted (self->resting, ticket, compare_rests, NULL);
      self->n_resting++;
    }
  else
    push (self, ticket);
  publish (self);
  pump_soon (self);
}

/*
 * reel_pacer_release:
 * @ticket: a ticket in any state
 *
 * Gives up its place, in the queue or under way.
 */
void
reel_pacer_release (ReelPacer       *self,
                    ReelPacerTicket *ticket)
{
  if (ticket->state == REEL_PACER_TICKET_QUEUED)
    take_out (self, ticket);
  else if (ticket->state == REEL_PACER_TICKET_RUNNING && ticket->upload)
    self->uploads--;
  else if (ticket->state == REEL_PACER_TICKET_RUNNING)
    self->requests--;
  ticket->state = REEL_PACER_TICKET_IDLE;
  publish (self);
  pump_soon (self);
}

/*
 * reel_pacer_refused:
 * @ticket: of the request that the service answered with 429
 * @delay: µs from now for which nothing new of its kind may go
 *
 * Lowers the rate, unless the request went out before the rate was last lowered. Uploads do not count for the rate.
 */
void
reel_pacer_refused (ReelPacer       *self,
                    ReelPacerTicket *ticket,
                    gint64           delay)
{
  gint64 now = get_now (self);
  double rate = get_rate (self);

  gint64 *until = &self->paused_until[ticket->upload ? UPLOADS : REQUESTS];

  *until = MAX (*until, now + delay);
  if (ticket->upload || ticket->begun < self->lowered_at)
    return;
  count_begun (self, now, 0);
  if (rate <= 0)
    rate = MAX (self->begun, self->begun_before);
  self->lowered_at = self->raised_at = now;
  set_rate (self, MAX (rate / 2, LOWEST_RATE));
}

/*
 * reel_pacer_hold:
 * @ticket: of a request that the service refused for a long time
 * @delay: µs from now for which nothing new of its kind and priority may go
 */
void
reel_pacer_hold (ReelPacer       *self,
                 ReelPacerTicket *ticket,
                 gint64           delay)
{
  gint64 *until = &self->held_until[ticket->priority][ticket->upload ? UPLOADS : REQUESTS];

  *until = MAX (*until, get_now (self) + delay);
}

/*
 * reel_pacer_accepted:
 *
 * The service answered something else than 429: the rate may grow with the time that has passed.
 */
void
reel_pacer_accepted (ReelPacer *self)
{
  gint64 now = get_now (self);
  double rate = get_rate (self);
  /* What was paused was no proof of anything. */
  gint64 since = MAX (self->raised_at, self->paused_until[REQUESTS]);

  if (rate <= 0 || now <= since)
    return;
  self->raised_at = now;
  set_rate (self, rate + RATE_STEP * MIN (1, (double) (now - since) / G_USEC_PER_SEC));
}
