/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>
#include <math.h>

#include "media/reel-paintable.h"

struct _ReelPaintable
{
  GObject parent_instance;

  /* owned */
  ReelVideoSlot *slot;
  GdkTexture *texture; /* (nullable) */
  guint size_id;

  ReelOrientation orientation;
  guint width, height;             /* of the video, as shown */
  guint drawn_width, drawn_height; /* pixels of the screen */
  gboolean drawn;                  /* the texture was on the screen */
  guint64 shown, dropped;
};

static void paintable_iface_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelPaintable, reel_paintable, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_iface_init))

enum
{
  SIZE_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
free_frame (gpointer data)
{
  GstVideoFrame *frame = data;

  gst_video_frame_unmap (frame);
  g_free (frame);
}

/* Without copying: the texture holds the mapped buffer. */
static GdkTexture *
make_texture (ReelVideoPicture *picture)
{
  GstVideoFrame *frame = g_new0 (GstVideoFrame, 1);
  /* The sink's layout, or a ReelFrame's. Both are opaque. */
  GdkMemoryFormat format = GST_VIDEO_INFO_FORMAT (&picture->info) == GST_VIDEO_FORMAT_RGBx ? GDK_MEMORY_R8G8B8A8_PREMULTIPLIED
                                                                                           : GDK_MEMORY_DEFAULT;
  g_autoptr (GBytes) bytes = NULL;
  gsize stride;

  if (!gst_video_frame_map (frame, &picture->info, picture->buffer, GST_MAP_READ))
    {
      g_free (frame);
      return NULL;
    }
  stride = (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0);
  bytes = g_bytes_new_with_free_func (GST_VIDEO_FRAME_PLANE_DATA (frame, 0),
                                      stride * (gsize) (GST_VIDEO_FRAME_HEIGHT (frame) - 1) +
                                        (gsize) GST_VIDEO_FRAME_WIDTH (frame) * 4,
                                      free_frame, frame);
  return gdk_memory_texture_new (GST_VIDEO_FRAME_WIDTH (frame), GST_VIDEO_FRAME_HEIGHT (frame), format, bytes, stride);
}

/* On the main context. */
static void
on_news (gpointer data)
{
  ReelPaintable *self = data;
  g_autoptr (ReelVideoPicture) picture = reel_video_slot_take (self->slot);
  guint width, height;

  reel_video_slot_get_source (self->slot, &width, &height);
  if (picture != NULL)
    {
      GdkTexture *texture = make_texture (picture);

      if (texture != NULL)
        {
          if (self->texture != NULL && !self->drawn)
            self->dropped++;
          g_clear_object (&self->texture);
          self->texture = texture;
          self->orientation = picture->orientation;
          self->drawn = FALSE;
        }
    }
  if (width != self->width || height != self->height)
    {
      self->width = width;
      self->height = height;
      gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
    }
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

/* A paintable does not know on which monitor it is drawn: enough pixels for the finest one. */
static double
scale_factor (void)
{
  GdkDisplay *display = gdk_display_get_default ();
  GListModel *monitors = display != NULL ? gdk_display_get_monitors (display) : NULL;
  int scale = 1;

  for (guint i = 0; monitors != NULL && i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);

      scale = MAX (scale, gdk_monitor_get_scale_factor (monitor));
    }
  return scale;
}

static gboolean
emit_size_changed (gpointer data)
{
  ReelPaintable *self = data;

  self->size_id = 0;
  g_signal_emit (self, signals[SIZE_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static gboolean
differs (double a,
         double b)
{
  return fabs (a - b) > 0.05 * MAX (a, b);
}

static void
note_size (ReelPaintable *self,
           double         width,
           double         height)
{
  double scale = scale_factor ();
  guint w = (guint) CLAMP (ceil (width * scale), 1, 32767);
  guint h = (guint) CLAMP (ceil (height * scale), 1, 32767);

  if (!differs (w, self->drawn_width) && !differs (h, self->drawn_height))
    return;
  self->drawn_width = w;
  self->drawn_height = h;
  reel_video_slot_set_drawn (self->slot, w, h);
  /* Not from within drawing, and once for a window that is being resized. */
  g_clear_handle_id (&self->size_id, g_source_remove);
  self->size_id = g_timeout_add (120, emit_size_changed, self);
}

static void
reel_paintable_snapshot (GdkPaintable *paintable,
                         GdkSnapshot  *gdk_snapshot,
                         double        width,
                         double        height)
{
  ReelPaintable *self = REEL_PAINTABLE (paintable);
  GtkSnapshot *snapshot = GTK_SNAPSHOT (gdk_snapshot);
  gboolean sideways = self->orientation.turns % 2 == 1;
  float w = (float) (sideways ? height : width), h = (float) (sideways ? width : height);

  if (self->texture == NULL || width <= 0 || height <= 0)
    return;
  note_size (self, width, height);
  if (!self->drawn)
    {
      self->drawn = TRUE;
      self->shown++;
    }
  if (self->orientation.turns == 0 && !self->orientation.mirrored)
    {
      gtk_snapshot_append_texture (snapshot, self->texture, &GRAPHENE_RECT_INIT (0, 0, w, h));
      return;
    }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) width / 2, (float) height / 2));
  gtk_snapshot_rotate (snapshot, 90.0f * (float) self->orientation.turns);
  if (self->orientation.mirrored)
    gtk_snapshot_scale (snapshot, -1, 1);
  gtk_snapshot_append_texture (snapshot, self->texture, &GRAPHENE_RECT_INIT (-w / 2, -h / 2, w, h));
  gtk_snapshot_restore (snapshot);
}

static GdkPaintable *
reel_paintable_get_current_image (GdkPaintable *paintable)
{
  ReelPaintable *self = REEL_PAINTABLE (paintable);
  GtkSnapshot *snapshot;

  if (self->texture == NULL || self->width == 0 || self->height == 0)
    return gdk_paintable_new_empty ((int) self->width, (int) self->height);
  if (self->orientation.turns == 0 && !self->orientation.mirrored)
    return g_object_ref (GDK_PAINTABLE (self->texture));
  snapshot = gtk_snapshot_new ();
  reel_paintable_snapshot (paintable, snapshot, self->width, self->height);
  return gtk_snapshot_free_to_paintable (snapshot, NULL);
}

static int
reel_paintable_get_intrinsic_width (GdkPaintable *paintable)
{
  return (int) REEL_PAINTABLE (paintable)->width;
}

static int
reel_paintable_get_intrinsic_height (GdkPaintable *paintable)
{
  return (int) REEL_PAINTABLE (paintable)->height;
}

static double
reel_paintable_get_intrinsic_aspect_ratio (GdkPaintable *paintable)
{
  ReelPaintable *self = REEL_PAINTABLE (paintable);

  return self->height > 0 ? (double) self->width / self->height : 0.0;
}

static void
paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = reel_paintable_snapshot;
  iface->get_current_image = reel_paintable_get_current_image;
  iface->get_intrinsic_width = reel_paintable_get_intrinsic_width;
  iface->get_intrinsic_height = reel_paintable_get_intrinsic_height;
  iface->get_intrinsic_aspect_ratio = reel_paintable_get_intrinsic_aspect_ratio;
}

static void
reel_paintable_dispose (GObject *object)
{
  ReelPaintable *self = REEL_PAINTABLE (object);

  g_clear_handle_id (&self->size_id, g_source_remove);
  if (self->slot != NULL)
    reel_video_slot_close (self->slot);
  g_clear_pointer (&self->slot, reel_video_slot_unref);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (reel_paintable_parent_class)->dispose (object);
}

static void
reel_paintable_class_init (ReelPaintableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_paintable_dispose;

  /**
   * ReelPaintable::size-changed:
   *
   * It is drawn at another size; the slot knows which.
   */
  signals[SIZE_CHANGED] = g_signal_new ("size-changed", REEL_TYPE_PAINTABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
}

static void
reel_paintable_init (ReelPaintable *self)
{
  self->slot = reel_video_slot_new (on_news, self);
}

/**
 * reel_paintable_new:
 *
 * Returns: (transfer full): an empty paintable
 */
ReelPaintable *
reel_paintable_new (void)
{
  return g_object_new (REEL_TYPE_PAINTABLE, NULL);
}

/**
 * reel_paintable_get_slot:
 * @self: a paintable
 *
 * Returns: (transfer none): where its pictures come from
 */
ReelVideoSlot *
reel_paintable_get_slot (ReelPaintable *self)
{
  g_return_val_if_fail (REEL_IS_PAINTABLE (self), NULL);
  return self->slot;
}

/**
 * reel_paintable_clear:
 * @self: a paintable
 *
 * Shows nothing until the next picture.
 */
void
reel_paintable_clear (ReelPaintable *self)
{
  g_return_if_fail (REEL_IS_PAINTABLE (self));

  reel_video_slot_clear (self->slot);
  g_clear_object (&self->texture);
  self->width = self->height = 0;
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

/**
 * reel_paintable_has_picture:
 * @self: a paintable
 *
 * Returns: whether there is something to see
 */
gboolean
reel_paintable_has_picture (ReelPaintable *self)
{
  g_return_val_if_fail (REEL_IS_PAINTABLE (self), FALSE);
  return self->texture != NULL;
}

/**
 * reel_paintable_get_shown:
 * @self: a paintable
 *
 * Returns: how many pictures were drawn
 */
guint64
reel_paintable_get_shown (ReelPaintable *self)
{
  g_return_val_if_fail (REEL_IS_PAINTABLE (self), 0);
  return self->shown;
}

/**
 * reel_paintable_get_dropped:
 * @self: a paintable
 *
 * Returns: how many pictures came in time and were replaced before they were drawn
 */
guint64
reel_paintable_get_dropped (ReelPaintable *self)
{
  g_return_val_if_fail (REEL_IS_PAINTABLE (self), 0);
  return self->dropped + reel_video_slot_get_dropped (self->slot);
}
