/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-watch-order.h"

/*
 * A service lets us ask a few questions a second, and ten thousand videos may be due. What was added last is what somebody
 * waits for now: so the youngest go first. But every fourth turn is that of the one that is due for longest, whatever its
 * age, so that among N all have been asked about after four times N turns.
 */

#define TURNS_OF_THE_YOUNG 3 /* for one of the longest due */

struct _ReelWatchOrder
{
  /* owned; of turns (borrowed) */
  GSequence *waiting; /* not yet due, as far as we have looked; the first due first */
  GSequence *due;     /* the longest due first */
  GSequence *ages;    /* the same ones, the oldest first */

  /* plain */
  guint n_young; /* turns of the youngest since the last of the longest due */
};

static int
compare_due (gconstpointer a,
             gconstpointer b,
             gpointer      data)
{
  const ReelWatchTurn *first = a, *second = b;

  return (first->due > second->due) - (first->due < second->due);
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b,
                 gpointer      data)
{
  const ReelWatchTurn *first = a, *second = b;

  return (first->number > second->number) - (first->number < second->number);
}

/*
 * reel_watch_order_new:
 *
 * Returns: (transfer full): an empty order
 */
ReelWatchOrder *
reel_watch_order_new (void)
{
  ReelWatchOrder *self = g_new0 (ReelWatchOrder, 1);

  self->waiting = g_sequence_new (NULL);
  self->due = g_sequence_new (NULL);
  self->ages = g_sequence_new (NULL);
  return self;
}

void
reel_watch_order_free (ReelWatchOrder *self)
{
  g_sequence_free (self->waiting);
  g_sequence_free (self->due);
  g_sequence_free (self->ages);
  g_free (self);
}

/*
 * reel_watch_order_add:
 * @turn: (borrowed): one that stands nowhere
 */
void
reel_watch_order_add (ReelWatchOrder *self,
                      ReelWatchTurn  *turn)
{
  g_assert (turn->by_due == NULL);

  turn->by_due = g_sequence_insert_sorted (self->waiting, turn, compare_due, NULL);
}

/*
 * reel_watch_order_remove:
 * @turn: one that stands in the order
 */
void
reel_watch_order_remove (ReelWatchOrder *self,
                         ReelWatchTurn  *turn)
{
  g_assert (turn->by_due != NULL);

  g_sequence_remove (g_steal_pointer (&turn->by_due));
  if (turn->by_age != NULL)
    g_sequence_remove (g_steal_pointer (&turn->by_age));
}

static void
look_for_due (ReelWatchOrder *self,
              gint64          now)
{
  while (!g_sequence_is_empty (self->waiting))
    {
      GSequenceIter *first = g_sequence_get_begin_iter (self->waiting);
      ReelWatchTurn *turn = g_sequence_get (first);

      if (turn->due > now)
        return;
      g_sequence_remove (first);
      turn->by_due = g_sequence_insert_sorted (self->due, turn, compare_due, NULL);
      turn->by_age = g_sequence_insert_sorted (self->ages, turn, compare_numbers, NULL);
    }
}

/*
 * reel_watch_order_take:
 * @now: monotonic µs
 *
 * Takes out the one to ask about next.
 *
 * Returns: (transfer none) (nullable): %NULL while none is due
 */
ReelWatchTurn *
reel_watch_order_take (ReelWatchOrder *self,
                       gint64          now)
{
  ReelWatchTurn *turn;

  look_for_due (self, now);
  if (g_sequence_is_empty (self->due))
    return NULL;
  if (self->n_young < TURNS_OF_THE_YOUNG)
    {
      turn = g_sequence_get (g_sequence_iter_prev (g_sequence_get_end_iter (self->ages)));
      self->n_young++;
    }
  else
    {
      turn = g_sequence_get (g_sequence_get_begin_iter (self->due));
      self->n_young = 0;
    }
  reel_watch_order_remove (self, turn);
  return turn;
}

/*
 * reel_watch_order_get_next:
 *
 * Returns: monotonic µs: when one is due next, in the past where one is; -1 for an empty order
 */
gint64
reel_watch_order_get_next (ReelWatchOrder *self)
{
  GSequence *first = g_sequence_is_empty (self->due) ? self->waiting : self->due;

  if (g_sequence_is_empty (first))
    return -1;
  return ((ReelWatchTurn *) g_sequence_get (g_sequence_get_begin_iter (first)))->due;
}
