/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ReelPriority:
 * @REEL_PRIORITY_URGENT: a person waits for it
 * @REEL_PRIORITY_STATUS: the state of something that goes on at the service; every other turn at most while bulk waits
 * @REEL_PRIORITY_BULK: uploads and long calculations
 */
typedef enum
{
  REEL_PRIORITY_URGENT,
  REEL_PRIORITY_STATUS,
  REEL_PRIORITY_BULK,
  REEL_N_PRIORITIES,
} ReelPriority;

/**
 * ReelPacerTicket:
 *
 * A try's place in the queue, part of its request; all zero to begin with. The fields before @link are set by its owner,
 * the others by the pacer.
 */
typedef struct
{
  ReelPriority priority;
  gboolean upload;
  void (*ready) (gpointer data); /* on the network thread, from the loop; the ticket then holds a place */
  gpointer data;                 /* (borrowed) */

  GList link;
  GSequenceIter *rest; /* (nullable): while it must not go yet */
  guint64 number;      /* in the order of coming */
  gint64 not_before;   /* monotonic µs: the end of its rest */
  gint64 begun;        /* monotonic µs: when it went last */
  enum
  {
    REEL_PACER_TICKET_IDLE,
    REEL_PACER_TICKET_QUEUED,
    REEL_PACER_TICKET_RUNNING,
  } state;
} ReelPacerTicket;

#define REEL_TYPE_PACER (reel_pacer_get_type ())
G_DECLARE_FINAL_TYPE (ReelPacer, reel_pacer, REEL, PACER, GObject)

ReelPacer *reel_pacer_new             (GMainContext    *context);

/* From any thread. */
void       reel_pacer_set_limits      (ReelPacer       *self,
                                       guint            max_requests,
                                       guint            max_uploads,
                                       double           queries_per_second);
void       reel_pacer_get_limits      (ReelPacer       *self,
                                       guint           *max_requests,
                                       guint           *max_uploads,
                                       double          *queries_per_second);

void       reel_pacer_get_load        (ReelPacer       *self,
                                       double          *rate,
                                       guint           *queued,
                                       guint           *under_way);

/* From the network thread. */
void       reel_pacer_set_clock       (ReelPacer       *self,
                                       gint64         (*get_time) (gpointer data),
                                       gpointer         data);
gint64     reel_pacer_get_time        (ReelPacer       *self);
guint64    reel_pacer_get_looks       (ReelPacer       *self);
void       reel_pacer_set_changed     (ReelPacer       *self,
                                       void           (*changed) (gpointer data),
                                       gpointer         data);
void       reel_pacer_enqueue         (ReelPacer       *self,
                                       ReelPacerTicket *ticket,
                                       gint64           delay);
void       reel_pacer_release         (ReelPacer       *self,
                                       ReelPacerTicket *ticket);
void       reel_pacer_refused         (ReelPacer       *self,
                                       ReelPacerTicket *ticket,
                                       gint64           delay);
void       reel_pacer_hold            (ReelPacer       *self,
                                       ReelPacerTicket *ticket,
                                       gint64           delay);
void       reel_pacer_accepted        (ReelPacer       *self);

G_END_DECLS
