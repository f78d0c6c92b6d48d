/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-pacer.h"

/*
 * Says when each request may go. Three limits hold at once: ordinary requests under way, uploads under way (they count
 * apart, so that a search never waits for a film), and queries per second as a token bucket of one token, so that they go
 * evenly. A 429 stops all of them for as long as the service asks: its limit is the key's, not one call's.
 *
 * The queues are touched on the network thread only; the limits are guarded by the lock, as they are set from anywhere.
 */

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

  GMutex lock;
  guint max_requests, max_uploads;
  double queries_per_second; /* 0: unlimited */
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
  double rate;

  reel_pacer_get_limits (self, &max_requests, &max_uploads, &rate);
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

        if (ticket->upload ? self->uploads >= max_uploads : self->requests >= max_requests)
          continue;
        if (self->tokens < 1)
          due = MAX (due, now + (gint64) ((1 - self->tokens) / rate * G_USEC_PER_SEC) + 1);
        if (due <= now)
          return ticket;
        *wake = MIN (*wake, due);
      }
  return NULL;
}

static gboolean
pump (gpointer data)
{
  g_autoptr (ReelPacer) self = g_object_ref (data);
  ReelPacerTicket *ticket;
  gint64 wake = G_MAXINT64;

  while ((ticket = find_next (self, g_get_monotonic_time (), &wake)) != NULL)
    {
      g_queue_unlink (&self->queues[ticket->priority], &ticket->link);
      ticket->state = REEL_PACER_TICKET_RUNNING;
      if (ticket->upload)
        self->uploads++;
      else
        self->requests++;
      self->tokens -= 1;
      wake = G_MAXINT64;
      ticket->ready (ticket->data); /* may enqueue and release others */
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
  pump_soon (self);
}

/*
 * reel_pacer_pause:
 * @delay: µs from now
 *
 * Lets nothing new go for that long.
 */
void
reel_pacer_pause (ReelPacer *self,
                  gint64     delay)
{
  self->paused_until = MAX (self->paused_until, g_get_monotonic_time () + delay);
}
