/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-video-slot.h"

struct _ReelVideoSlot
{
  GMutex lock;
  ReelVideoPicture *waiting; /* (owned) (nullable) */
  ReelVideoPicture *held;    /* (owned) (nullable): not to be shown yet */
  gboolean holds;
  gboolean held_before; /* `held` came before the last reel_video_slot_hold() */
  gboolean called; /* a call of `func` is on its way */
  guint source_width, source_height;
  guint drawn_width, drawn_height;
  guint64 dropped;

  /* Main thread only. */
  ReelVideoSlotFunc func; /* (nullable): %NULL once closed */
  gpointer data;
};

/**
 * reel_video_slot_new:
 * @func: called on the main context when there is something new
 * @data: (borrowed): for @func, until reel_video_slot_close()
 *
 * Returns: (transfer full): an empty slot
 */
ReelVideoSlot *
reel_video_slot_new (ReelVideoSlotFunc func,
                     gpointer          data)
{
  ReelVideoSlot *self = g_atomic_rc_box_new0 (ReelVideoSlot);

  g_mutex_init (&self->lock);
  self->func = func;
  self->data = data;
  return self;
}

ReelVideoSlot *
reel_video_slot_ref (ReelVideoSlot *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
slot_clear (gpointer data)
{
  ReelVideoSlot *self = data;

  g_clear_pointer (&self->waiting, reel_video_picture_free);
  g_clear_pointer (&self->held, reel_video_picture_free);
  g_mutex_clear (&self->lock);
}

void
reel_video_slot_unref (ReelVideoSlot *self)
{
  g_atomic_rc_box_release_full (self, slot_clear);
}

/**
 * reel_video_slot_close:
 * @self: a slot
 *
 * Nothing is called any more. Main thread.
 */
void
reel_video_slot_close (ReelVideoSlot *self)
{
  self->func = NULL;
  self->data = NULL;
  reel_video_slot_clear (self);
}

void
reel_video_picture_free (ReelVideoPicture *self)
{
  gst_buffer_unref (self->buffer);
  g_free (self);
}

static gboolean
call (gpointer data)
{
  ReelVideoSlot *self = data;

  g_mutex_lock (&self->lock);
  self->called = FALSE;
  g_mutex_unlock (&self->lock);
  if (self->func != NULL)
    self->func (self->data);
  return G_SOURCE_REMOVE;
}

/* With the lock held. */
static void
schedule (ReelVideoSlot *self)
{
  g_autoptr (GSource) source = NULL;

  if (self->called)
    return;
  self->called = TRUE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, call, reel_video_slot_ref (self), (GDestroyNotify) reel_video_slot_unref);
  g_source_attach (source, NULL);
}

/**
 * reel_video_slot_put:
 * @self: a slot
 * @buffer: (transfer none): the picture
 * @info: how it lies there
 * @orientation: what makes it upright
 *
 * Leaves a picture for the main thread. Streaming thread; does not wait.
 */
void
reel_video_slot_put (ReelVideoSlot      *self,
                     GstBuffer          *buffer,
                     const GstVideoInfo *info,
                     ReelOrientation     orientation)
{
  ReelVideoPicture *picture = g_new0 (ReelVideoPicture, 1);
  ReelVideoPicture *old;

  picture->buffer = gst_buffer_ref (buffer);
  picture->info = *info;
  picture->orientation = orientation;

  g_mutex_lock (&self->lock);
  if (self->holds)
    {
      old = g_steal_pointer (&self->held);
      self->held = picture;
      /* What another attempt replaces was not the one wanted. */
      self->dropped += old != NULL && !self->held_before;
      self->held_before = FALSE;
    }
  else
    {
      old = g_steal_pointer (&self->waiting);
      self->waiting = picture;
      self->dropped += old != NULL;
      schedule (self);
    }
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&old, reel_video_picture_free);
}

/**
 * reel_video_slot_set_source:
 * @self: a slot
 * @width: pixels
 * @height: pixels
 *
 * Says how large the video is as shown, whatever size its pictures are scaled to. Streaming thread.
 */
void
reel_video_slot_set_source (ReelVideoSlot *self,
                            guint          width,
                            guint          height)
{
  g_mutex_lock (&self->lock);
  if (width != self->source_width || height != self->source_height)
    {
      self->source_width = width;
      self->source_height = height;
      schedule (self);
    }
  g_mutex_unlock (&self->lock);
}

void
reel_video_slot_get_source (ReelVideoSlot *self,
                            guint         *width,
                            guint         *height)
{
  g_mutex_lock (&self->lock);
  *width = self->source_width;
  *height = self->source_height;
  g_mutex_unlock (&self->lock);
}

void
reel_video_slot_set_drawn (ReelVideoSlot *self,
                           guint          width,
                           guint          height)
{
  g_mutex_lock (&self->lock);
  self->drawn_width = width;
  self->drawn_height = height;
  g_mutex_unlock (&self->lock);
}

void
reel_video_slot_get_drawn (ReelVideoSlot *self,
                           guint         *width,
                           guint         *height)
{
  g_mutex_lock (&self->lock);
  *width = self->drawn_width;
  *height = self->drawn_height;
  g_mutex_unlock (&self->lock);
}

/**
 * reel_video_slot_hold:
 * @self: a slot
 *
 * From now on pictures are kept back, as while a video is on its way to where it shall begin. Any thread.
 */
void
reel_video_slot_hold (ReelVideoSlot *self)
{
  g_mutex_lock (&self->lock);
  self->holds = self->held_before = TRUE;
  g_mutex_unlock (&self->lock);
}

/**
 * reel_video_slot_release:
 * @self: a slot
 * @discard: whether what was kept back is not to be shown at all
 *
 * Ends reel_video_slot_hold(). Any thread.
 */
void
reel_video_slot_release (ReelVideoSlot *self,
                         gboolean       discard)
{
  ReelVideoPicture *old = NULL;

  g_mutex_lock (&self->lock);
  self->holds = FALSE;
  if (discard)
    old = g_steal_pointer (&self->held);
  else if (self->held != NULL)
    {
      old = g_steal_pointer (&self->waiting);
      self->waiting = g_steal_pointer (&self->held);
      self->dropped += old != NULL;
      schedule (self);
    }
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&old, reel_video_picture_free);
}

/**
 * reel_video_slot_take:
 * @self: a slot
 *
 * Returns: (transfer full) (nullable): the newest picture, if there is one that was not taken. Main thread.
 */
ReelVideoPicture *
reel_video_slot_take (ReelVideoSlot *self)
{
  ReelVideoPicture *picture;

  g_mutex_lock (&self->lock);
  picture = g_steal_pointer (&self->waiting);
  g_mutex_unlock (&self->lock);
  return picture;
}

/**
 * reel_video_slot_clear:
 * @self: a slot
 *
 * Forgets what is of a video that is no longer shown. Main thread.
 */
void
reel_video_slot_clear (ReelVideoSlot *self)
{
  ReelVideoPicture *waiting, *held;

  g_mutex_lock (&self->lock);
  waiting = g_steal_pointer (&self->waiting);
  held = g_steal_pointer (&self->held);
  self->source_width = self->source_height = 0;
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&waiting, reel_video_picture_free);
  g_clear_pointer (&held, reel_video_picture_free);
}

guint64
reel_video_slot_get_dropped (ReelVideoSlot *self)
{
  guint64 dropped;

  g_mutex_lock (&self->lock);
  dropped = self->dropped;
  g_mutex_unlock (&self->lock);
  return dropped;
}
