/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/reel-drag-source.h"

/* Longer than GTK's own timer, which waits 100 ms for a drag to begin. */
#define KEEP_MS 200

static gboolean
over_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* At a lower priority than GTK's timer, which comes first even where both are late. */
static void
begin_cb (GtkGesture       *gesture,
          GdkEventSequence *sequence,
          gpointer          data)
{
  g_timeout_add_full (G_PRIORITY_LOW, KEEP_MS, over_cb, g_object_ref (gesture), g_object_unref);
}

/**
 * reel_drag_source_new:
 *
 * A drag source whose widget may go at any time. A timer of GTK's, which begins at a press, does not hold the source, and
 * writes into freed memory where the widget goes within its time (4.18): this one lives until then.
 *
 * Returns: (transfer full): a drag source
 */
GtkDragSource *
reel_drag_source_new (void)
{
  GtkDragSource *source = gtk_drag_source_new ();

  g_signal_connect (source, "begin", G_CALLBACK (begin_cb), NULL);
  return source;
}
