/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In which order watches are asked about, when more of them are due than may be asked. */
typedef struct _ReelWatchOrder ReelWatchOrder;

/**
 * ReelWatchTurn:
 * @number: in the order of adding: the greatest is the youngest
 * @due: monotonic µs: when it is to be asked about
 * @data: (borrowed): whose turn it is
 *
 * A watch's place in the order, part of the watch. The fields before @by_due are set by its owner while it stands nowhere,
 * the others by the order.
 */
typedef struct
{
  guint64 number;
  gint64 due;
  gpointer data;

  GSequenceIter *by_due; /* (nullable): while it stands in the order */
  GSequenceIter *by_age; /* (nullable): while it is due */
} ReelWatchTurn;

ReelWatchOrder *reel_watch_order_new      (void);
void            reel_watch_order_free     (ReelWatchOrder *self);
void            reel_watch_order_add      (ReelWatchOrder *self,
                                           ReelWatchTurn  *turn);
void            reel_watch_order_remove   (ReelWatchOrder *self,
                                           ReelWatchTurn  *turn);
ReelWatchTurn  *reel_watch_order_take     (ReelWatchOrder *self,
                                           gint64          now);
gint64          reel_watch_order_get_next (ReelWatchOrder *self);

G_END_DECLS
