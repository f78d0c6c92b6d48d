/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-pacer.h"

/*
 * Says when each request may go. Three limits hold at once: ordinary requests under way, uploads under way (they count
 * apart, so that a search never waits for a film), and queries per second as a token bucket of one token, so that they go
 * evenly. What nobody waits for leaves one place free, so that a search never waits for an analysis either. Tickets of
 * one priority go in the order in which they came, uploads too; running ones share the bandwidth evenly (reel-bandwidth).
 *
 * A 429 stops all of them for as long as the service asks: its limit is the key's, not one call's. It also says that the
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

struct _ReelPacer
{
  GObject parent_instance;

  /* owned */
  GSource *timer;                    /* its ready time is the next moment at which something may go */
  GQueue queues[REEL_N_PRIORITIES];  /* of the links of tickets, which their requests own */
  guint requests, uploads;           /* under way */
  double tokens;
  gint64 filled_at;    /* monotonic µs */
  gint64 paused_until; /* monotonic µs */
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

  for (guint i = 0; i < REEL_N_PRIORITIES; i++)
    g_assert (self->queues[i].length == 0); /* each request withdraws its ticket before it ends */
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (reel_pacer_parent_class)->finalize (object);
}

static void
reel_pacer_class_init (ReelPacerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_pacer_dispose;
  G_OBJECT_CLASS (klass)->finalize = reel_pacer_finalize;
}

static void
reel_pacer_init (ReelPacer *self)
{
  g_mutex_init (&self->lock);
  for (guint i = 0; i < REEL_N_PRIORITIES; i++)
    g_queue_init (&self->queues[i]);
  self->tokens = 1;
}

/* After any change of the queues or of the rate. */
static void
publish (ReelPacer *self)
{
  guint queued = 0, under_way = self->requests + self->uploads;
  gboolean changed;

  for (guint i = 0; i < REEL_N_PRIORITIES; i++)
    queued += self->queues[i].length;
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

static gboolean
has_place (ReelPacer       *self,
           ReelPacerTicket *ticket,
           guint            max_requests,
           guint            max_uploads)
{
  if (ticket->upload)
    return self->uploads < max_uploads;
  if (ticket->priority != REEL_PRIORITY_URGENT && max_requests > 1)
    max_requests--;
  return self->requests < max_requests;
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
  guint max_requests, max_uploads;
  double rate = get_rate (self);

  reel_pacer_get_limits (self, &max_requests, &max_uploads, NULL);
  if (rate > 0)
    self->tokens = MIN (1, self->tokens + (double) (now - self->filled_at) / G_USEC_PER_SEC * rate);
  else
    self->tokens = 1;
  self->filled_at = now;

  for (guint i = 0; i < REEL_N_PRIORITIES; i++)
    for (GList *link = self->queues[i].head; link != NULL; link = link->next)
      {
        ReelPacerTicket *ticket = link->data;
        gint64 due = MAX (ticket->not_before, self->paused_until);

        if (!has_place (self, ticket, max_requests, max_uploads))
          continue;
        if (self->tokens < 1)
          due = MAX (due, now + (gint64) ((1 - self->tokens) / rate * G_USEC_PER_SEC) + 1);
        if (due <= now)
          return ticket;
        *wake = MIN (*wake, due);
      }
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
  gint64 now = g_get_monotonic_time ();

  while ((ticket = find_next (self, now, &wake)) != NULL)
    {
      g_queue_unlink (&self->queues[ticket->priority], &ticket->link);
      ticket->state = REEL_PACER_TICKET_RUNNING;
      ticket->begun = now;
      if (ticket->upload)
        self->uploads++;
      else
        self->requests++;
      self->tokens -= 1;
      count_begun (self, now, 1);
      publish (self);
      ticket->ready (ticket->data); /* may enqueue and release others */
      wake = G_MAXINT64;
      now = g_get_monotonic_time ();
    }
  if (self->timer != NULL && wake != G_MAXINT64)
    g_source_set_ready_time (self->timer, wake);
  return G_SOURCE_CONTINUE;
}

static void
pump_soon (ReelPacer *self)
{
  g_source_set_ready_time (self->timer, 0);
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
  ticket->not_before = g_get_monotonic_time () + delay;
  ticket->link.data = ticket;
  g_queue_push_tail_link (&self->queues[ticket->priority], &ticket->link);
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
    g_queue_unlink (&self->queues[ticket->priority], &ticket->link);
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
 * @delay: µs from now for which nothing new may go
 *
 * Lowers the rate, unless the request went before the rate was lowered last.
 */
void
reel_pacer_refused (ReelPacer       *self,
                    ReelPacerTicket *ticket,
                    gint64           delay)
{
  gint64 now = g_get_monotonic_time ();
  double rate = get_rate (self);

  self->paused_until = MAX (self->paused_until, now + delay);
  if (ticket->begun < self->lowered_at)
    return;
  count_begun (self, now, 0);
  if (rate <= 0)
    rate = MAX (self->begun, self->begun_before);
  self->lowered_at = self->raised_at = now;
  set_rate (self, MAX (rate / 2, LOWEST_RATE));
}

/*
 * reel_pacer_accepted:
 *
 * The service answered something else than 429: the rate may grow with the time that has passed.
 */
void
reel_pacer_accepted (ReelPacer *self)
{
  gint64 now = g_get_monotonic_time ();
  double rate = get_rate (self);
  /* What was paused was no proof of anything. */
  gint64 since = MAX (self->raised_at, self->paused_until);

  if (rate <= 0 || now <= since)
    return;
  self->raised_at = now;
  set_rate (self, rate + RATE_STEP * MIN (1, (double) (now - since) / G_USEC_PER_SEC));
}
