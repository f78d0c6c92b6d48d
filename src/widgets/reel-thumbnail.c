/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "widgets/reel-thumbnail.h"

#define DEFAULT_EDGE 320
#define SMALLEST_WIDTH 48
#define NATURAL_WIDTH 160
#define ICON_WAITING "video-x-generic-symbolic"
#define ICON_FAILED "image-missing-symbolic"

struct _ReelThumbnail
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *icon;
  ReelFrameGrabber *grabber;  /* (nullable) */
  char *uri;                  /* (nullable) */
  GdkTexture *texture;        /* (nullable) */
  GCancellable *cancellable;  /* (nullable): of the request under way */
  guint load_id;

  double time;
  double within; /* seconds after it: within them it may be another moment, whose picture is not blank */
  gboolean exact;
  guint max_edge;
  gboolean loaded;
};

G_DEFINE_FINAL_TYPE (ReelThumbnail, reel_thumbnail, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_GRABBER,
  PROP_URI,
  PROP_TIME,
  PROP_EXACT,
  PROP_MAX_EDGE,
  PROP_LOADED,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
set_loaded (ReelThumbnail *self,
            gboolean       loaded)
{
  if (self->loaded == loaded)
    return;
  self->loaded = loaded;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADED]);
}

static void
set_texture (ReelThumbnail *self,
             GdkTexture    *texture)
{
  g_set_object (&self->texture, texture);
  gtk_widget_set_child_visible (self->icon, texture == NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* @why: (nullable): for people */
static void
set_failed (ReelThumbnail *self,
            const char    *why)
{
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), why != NULL ? ICON_FAILED : ICON_WAITING);
  /* Each asks the display where the pointer is, and there are many thumbnails. */
  if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (self)), why) != 0)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), why);
}

static void
show_frame (ReelThumbnail *self,
            ReelFrame     *frame)
{
  /* The x of RGBx is full, so this layout is the picture's, opaque; the texture holds the frame's bytes. */
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new ((int) frame->width, (int) frame->height,
                                                           GDK_MEMORY_R8G8B8A8_PREMULTIPLIED, frame->pixels, frame->stride);

  set_failed (self, NULL);
  set_texture (self, texture);
  set_loaded (self, TRUE);
}

static void
cancel (ReelThumbnail *self)
{
  g_clear_handle_id (&self->load_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
on_grabbed (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (ReelThumbnail) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFrame) frame = reel_frame_grabber_grab_finish (REEL_FRAME_GRABBER (source), result, &error);
  /* Of an older request, where the newer one has its own. */
  gboolean current = self->cancellable != NULL && g_task_get_cancellable (G_TASK (result)) == self->cancellable;

  if (!current)
    return;
  g_clear_object (&self->cancellable);
  if (frame != NULL)
    show_frame (self, frame);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      set_texture (self, NULL);
      set_failed (self, error->message);
      set_loaded (self, FALSE);
    }
}

static gboolean
load (gpointer data)
{
  ReelThumbnail *self = data;

  self->load_id = 0;
  self->cancellable = g_cancellable_new ();
  reel_frame_grabber_grab_poster_async (self->grabber, self->uri, self->time, self->within, self->exact, self->max_edge,
                                        self->cancellable, on_grabbed, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* After a change of what is wanted: once for several, and only on the screen. */
static void
queue_load (ReelThumbnail *self)
{
  g_autoptr (ReelFrame) frame = NULL;

  cancel (self);
  set_loaded (self, FALSE);
  if (self->grabber == NULL || self->uri == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  frame = reel_frame_grabber_peek_poster (self->grabber, self->uri, self->time, self->within, self->exact, self->max_edge);
  if (frame != NULL)
    {
      show_frame (self, frame);
      return;
    }
  self->load_id = g_idle_add (load, self);
}

static void
reel_thumbnail_map (GtkWidget *widget)
{
  ReelThumbnail *self = REEL_THUMBNAIL (widget);

  GTK_WIDGET_CLASS (reel_thumbnail_parent_class)->map (widget);
  if (!self->loaded)
    queue_load (self);
}

static void
reel_thumbnail_unmap (GtkWidget *widget)
{
  cancel (REEL_THUMBNAIL (widget));
  GTK_WIDGET_CLASS (reel_thumbnail_parent_class)->unmap (widget);
}

static GtkSizeRequestMode
reel_thumbnail_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
reel_thumbnail_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = SMALLEST_WIDTH;
      *natural = NATURAL_WIDTH;
      return;
    }
  *minimum = SMALLEST_WIDTH * 9 / 16;
  *natural = (for_size > 0 ? for_size : NATURAL_WIDTH) * 9 / 16;
  *natural = MAX (*minimum, *natural);
}

static void
reel_thumbnail_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  ReelThumbnail *self = REEL_THUMBNAIL (widget);

  gtk_widget_size_allocate (self->icon, &(GtkAllocation){ 0, 0, width, height }, -1);
}

static void
reel_thumbnail_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  ReelThumbnail *self = REEL_THUMBNAIL (widget);
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  float w, h, scale;

  if (self->texture == NULL)
    {
      gtk_widget_snapshot_child (widget, self->icon, snapshot);
      return;
    }
  w = (float) gdk_texture_get_width (self->texture);
  h = (float) gdk_texture_get_height (self->texture);
  scale = MIN (width / w, height / h);
  w = roundf (w * scale);
  h = roundf (h * scale);
  gtk_snapshot_append_texture (snapshot, self->texture,
                               &GRAPHENE_RECT_INIT (roundf ((width - w) / 2), roundf ((height - h) / 2), w, h));
}

static void
reel_thumbnail_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  ReelThumbnail *self = REEL_THUMBNAIL (object);

  switch (prop_id)
    {
    case PROP_GRABBER:
      g_value_set_object (value, self->grabber);
      break;
    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;
    case PROP_TIME:
      g_value_set_double (value, self->time);
      break;
    case PROP_EXACT:
      g_value_set_boolean (value, self->exact);
      break;
    case PROP_MAX_EDGE:
      g_value_set_uint (value, self->max_edge);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_thumbnail_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  ReelThumbnail *self = REEL_THUMBNAIL (object);

  switch (prop_id)
    {
    case PROP_GRABBER:
      reel_thumbnail_set_grabber (self, g_value_get_object (value));
      break;
    case PROP_URI:
      reel_thumbnail_set_uri (self, g_value_get_string (value));
      break;
    case PROP_TIME:
      reel_thumbnail_set_time (self, g_value_get_double (value));
      break;
    case PROP_EXACT:
      reel_thumbnail_set_exact (self, g_value_get_boolean (value));
      break;
    case PROP_MAX_EDGE:
      reel_thumbnail_set_max_edge (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_thumbnail_dispose (GObject *object)
{
  ReelThumbnail *self = REEL_THUMBNAIL (object);

  cancel (self);
  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_object (&self->grabber);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (reel_thumbnail_parent_class)->dispose (object);
}

static void
reel_thumbnail_finalize (GObject *object)
{
  g_free (REEL_THUMBNAIL (object)->uri);
  G_OBJECT_CLASS (reel_thumbnail_parent_class)->finalize (object);
}

static void
reel_thumbnail_class_init (ReelThumbnailClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = reel_thumbnail_get_property;
  object_class->set_property = reel_thumbnail_set_property;
  object_class->dispose = reel_thumbnail_dispose;
  object_class->finalize = reel_thumbnail_finalize;
  widget_class->map = reel_thumbnail_map;
  widget_class->unmap = reel_thumbnail_unmap;
  widget_class->get_request_mode = reel_thumbnail_get_request_mode;
  widget_class->measure = reel_thumbnail_measure;
  widget_class->size_allocate = reel_thumbnail_size_allocate;
  widget_class->snapshot = reel_thumbnail_snapshot;

  props[PROP_GRABBER] = g_param_spec_object ("grabber", NULL, NULL, REEL_TYPE_FRAME_GRABBER, rw);
  props[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, rw);
  props[PROP_TIME] = g_param_spec_double ("time", NULL, NULL, 0, G_MAXDOUBLE, 0, rw);
  props[PROP_EXACT] = g_param_spec_boolean ("exact", NULL, NULL, FALSE, rw);
  props[PROP_MAX_EDGE] = g_param_spec_uint ("max-edge", NULL, NULL, 16, 8192, DEFAULT_EDGE, rw);
  props[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_css_name (widget_class, "thumbnail");
  /* Whose picture it is stands beside it: a second, unnamed thing in each cell would only be in the way. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
reel_thumbnail_init (ReelThumbnail *self)
{
  self->max_edge = DEFAULT_EDGE;
  self->icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", ICON_WAITING, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                             NULL);
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "reel-thumbnail");
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * reel_thumbnail_new:
 * @grabber: (nullable): what has the pictures
 *
 * Returns: (transfer floating): a new thumbnail
 */
GtkWidget *
reel_thumbnail_new (ReelFrameGrabber *grabber)
{
  return g_object_new (REEL_TYPE_THUMBNAIL, "grabber", grabber, NULL);
}

/**
 * reel_thumbnail_set_grabber:
 * @self: a thumbnail
 * @grabber: (nullable): what has the pictures
 */
void
reel_thumbnail_set_grabber (ReelThumbnail    *self,
                            ReelFrameGrabber *grabber)
{
  g_return_if_fail (REEL_IS_THUMBNAIL (self));

  if (!g_set_object (&self->grabber, grabber))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRABBER]);
  queue_load (self);
}

/**
 * reel_thumbnail_set_uri:
 * @self: a thumbnail
 * @uri: (nullable): which video; %NULL for none, as when a list unbinds it
 */
void
reel_thumbnail_set_uri (ReelThumbnail *self,
                        const char    *uri)
{
  g_return_if_fail (REEL_IS_THUMBNAIL (self));

  reel_thumbnail_show (self, uri, self->time, self->exact);
}

/**
 * reel_thumbnail_get_uri:
 * @self: a thumbnail
 *
 * Returns: (nullable): which video
 */
const char *
reel_thumbnail_get_uri (ReelThumbnail *self)
{
  g_return_val_if_fail (REEL_IS_THUMBNAIL (self), NULL);
  return self->uri;
}

/**
 * reel_thumbnail_set_time:
 * @self: a thumbnail
 * @seconds: which moment; the picture of before stays until the new one is there
 */
void
reel_thumbnail_set_time (ReelThumbnail *self,
                         double         seconds)
{
  g_return_if_fail (REEL_IS_THUMBNAIL (self));

  reel_thumbnail_show (self, self->uri, seconds, self->exact);
}

/**
 * reel_thumbnail_set_within:
 * @self: a thumbnail
 * @seconds: how much later than its moment its picture may be, where that moment's is black, white or of one tone; 0 for just
 *   that moment
 */
void
reel_thumbnail_set_within (ReelThumbnail *self,
                           double         seconds)
{
  g_return_if_fail (REEL_IS_THUMBNAIL (self));

  seconds = isfinite (seconds) ? MAX (seconds, 0.0) : 0.0;
  if (fabs (self->within - seconds) < 1e-9)
    return;
  self->within = seconds;
  queue_load (self);
}

/**
 * reel_thumbnail_get_time:
 * @self: a thumbnail
 *
 * Returns: which moment, in seconds
 */
double
reel_thumbnail_get_time (ReelThumbnail *self)
{
  g_return_val_if_fail (REEL_IS_THUMBNAIL (self), 0);
  return self->time;
}

/**
 * reel_thumbnail_set_exact:
 * @self: a thumbnail
 * @exact: the very frame, else a near key frame, which is much quicker
 */
void
reel_thumbnail_set_exact (ReelThumbnail *self,
                          gboolean       exact)
{
  g_return_if_fail (REEL_IS_THUMBNAIL (self));

  reel_thumbnail_show (self, self->uri, self->time, exact);
}

/**
 * reel_thumbnail_set_max_edge:
 * @self: a thumbnail
 * @max_edge: pixels that the longer edge of the picture has at most
 */
void
reel_thumbnail_set_max_edge (ReelThumbnail *self,
                             guint          max_edge)
{
  g_return_if_fail (REEL_IS_THUMBNAIL (self));

  max_edge = CLAMP (max_edge, 16, 8192);
  if (self->max_edge == max_edge)
    return;
  self->max_edge = max_edge;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAX_EDGE]);
  queue_load (self);
}

/**
 * reel_thumbnail_show:
 * @self: a thumbnail
 * @uri: (nullable): which video
 * @seconds: which moment
 * @exact: the very frame, else a near key frame
 *
 * Sets all three at once.
 */
void
reel_thumbnail_show (ReelThumbnail *self,
                     const char    *uri,
                     double         seconds,
                     gboolean       exact)
{
  gboolean other_uri, other_time, other_exact;

  g_return_if_fail (REEL_IS_THUMBNAIL (self));

  seconds = isfinite (seconds) ? MAX (seconds, 0.0) : 0.0;
  exact = !!exact;
  other_uri = g_strcmp0 (self->uri, uri) != 0;
  other_time = fabs (self->time - seconds) > 1e-9;
  other_exact = self->exact != exact;
  if (!other_uri && !other_time && !other_exact)
    return;

  g_object_freeze_notify (G_OBJECT (self));
  if (other_uri)
    {
      char *copy = g_strdup (uri);

      g_free (self->uri);
      self->uri = copy;
      /* The picture of another video would be wrong even for a moment. */
      set_texture (self, NULL);
      set_failed (self, NULL);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_URI]);
    }
  self->time = seconds;
  self->exact = exact;
  if (other_time)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TIME]);
  if (other_exact)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXACT]);
  queue_load (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * reel_thumbnail_get_loaded:
 * @self: a thumbnail
 *
 * Returns: whether it shows what was asked for
 */
gboolean
reel_thumbnail_get_loaded (ReelThumbnail *self)
{
  g_return_val_if_fail (REEL_IS_THUMBNAIL (self), FALSE);
  return self->loaded;
}
