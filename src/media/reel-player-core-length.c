/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-media-span.h"
#include "media/reel-player-core-private.h"

/*
 * How long the file is, as its pictures say. What a demuxer says first may be an estimate, or a claim that is wrong by hours,
 * and with it no place on the timeline would be where it seems to be.
 */

typedef struct
{
  ReelPlayerCore *core;  /* (borrowed): there while its loop runs */
  GMainContext *context; /* (owned) (nullable): until the answer waits there */
  char *path;            /* (owned) */
  guint generation;
  ReelMediaSpan span;
} Measuring;

static void
measuring_free (gpointer data)
{
  Measuring *self = data;

  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->path);
  g_free (self);
}

/* A demuxer of transport streams guesses the length too short: a place behind that end may be in the file after all. */
static void
go_where_wished (ReelPlayerCore *self)
{
  if (self->beyond <= 0 || self->playing || self->reversing)
    return;
  g_mutex_lock (&self->lock);
  if (!self->wishes.seek)
    {
      self->wishes.position = self->beyond;
      self->wishes.exact = self->seek_exact;
      self->wishes.seek = TRUE;
    }
  g_mutex_unlock (&self->lock);
  reel_player_core_apply (self);
}

/* On the core's thread. */
static gboolean
on_measured (gpointer data)
{
  Measuring *measuring = data;
  ReelPlayerCore *self = measuring->core;

  if (measuring->generation != self->generation || self->broken || self->quit)
    return G_SOURCE_REMOVE;
  self->measured = (GstClockTime) (measuring->span.duration * GST_SECOND + 0.5);
  reel_player_core_publish (self);
  go_where_wished (self);
  return G_SOURCE_REMOVE;
}

static gpointer
measure_thread (gpointer data)
{
  Measuring *self = data;
  g_autoptr (GMainContext) context = g_steal_pointer (&self->context);
  g_autoptr (GSource) source = g_idle_source_new ();

  /* Where the core has gone meanwhile, all of this goes with its context. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_measured, self, measuring_free);
  if (reel_media_span_measure (&self->span, self->path, NULL) && self->span.length == REEL_MEDIA_LENGTH_KNOWN)
    g_source_attach (source, context);
  return NULL;
}

/* A thread of its own, which is left behind where a disk does not answer any more. */
void
reel_player_core_measure (ReelPlayerCore *self,
                          const char     *path)
{
  Measuring *measuring;

  if (path == NULL)
    return;
  measuring = g_new0 (Measuring, 1);
  measuring->core = self;
  measuring->context = g_main_context_ref (self->context);
  measuring->path = g_strdup (path);
  measuring->generation = self->generation;
  g_thread_unref (g_thread_new ("reel-length", measure_thread, measuring));
}
