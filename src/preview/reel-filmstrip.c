/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "media/reel-media-error.h"
#include "preview/reel-filmstrip.h"

/* Pixels of a picture's longer edge: of a place in twice the resolution. */
#define EDGE 128
#define USUAL_ASPECT (16.0 / 9.0)
#define MOST_PLACES 96
/* A place that is this much wider than its picture is not filled by it. */
#define MOST_STRETCHED 1.6
/* So many pictures that fail one after the other are enough to say that there are none. */
#define MOST_FAILURES 3

/* A picture's width in the strip. */
typedef struct
{
  double time;         /* seconds: of the picture wanted */
  double shown_time;   /* of the one that is there, maybe meanwhile */
  GdkTexture *texture; /* (owned) (nullable) */
  gboolean done;       /* nothing more is to be asked for */
} Place;

struct _ReelFilmstrip
{
  GtkWidget parent_instance;

  /* owned */
  ReelFrameGrabber *grabber; /* (nullable) */
  char *uri;                 /* (nullable) */
  GArray *places;            /* (element-type Place) */
  GCancellable *cancellable; /* (nullable): of the request under way */
  guint load_id;

  double duration; /* seconds; 0 where unknown */
  double aspect;   /* of a picture; 0 where unknown */
  guint failures;
  guint asked; /* which place the request under way is for */
};

G_DEFINE_FINAL_TYPE (ReelFilmstrip, reel_filmstrip, GTK_TYPE_WIDGET)

static void queue_load (ReelFilmstrip *self);

static Place *
get_place (ReelFilmstrip *self,
           guint          i)
{
  return &g_array_index (self->places, Place, i);
}

static void
clear_place (gpointer data)
{
  g_clear_object (&((Place *) data)->texture);
}

static GArray *
new_places (guint n)
{
  GArray *places = g_array_sized_new (FALSE, TRUE, sizeof (Place), n);

  g_array_set_clear_func (places, clear_place);
  g_array_set_size (places, n);
  return places;
}

static void
stop (ReelFilmstrip *self)
{
  g_clear_handle_id (&self->load_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* What was there before at about that time is better than nothing meanwhile. */
static void
take_over (Place        *place,
           const GArray *old,
           double        within)
{
  const Place *best = NULL;

  for (guint i = 0; i < old->len; i++)
    {
      const Place *other = &g_array_index (old, Place, i);

      if (other->done && other->time == place->time)
        place->done = TRUE;
      if (other->texture != NULL &&
          (best == NULL || fabs (other->shown_time - place->time) < fabs (best->shown_time - place->time)))
        best = other;
    }
  if (best == NULL || fabs (best->shown_time - place->time) > within)
    return;
  place->texture = g_object_ref (best->texture);
  place->shown_time = best->shown_time;
}

/*
 * Times are taken from a grid that halves as the strip gets wider, so that while somebody drags the window's edge few pictures
 * have to be made anew, and the same ones are found in the cache each time the video is opened.
 */
static void
lay_out (ReelFilmstrip *self)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  const double aspect = self->aspect > 0 ? self->aspect : USUAL_ASPECT;
  g_autoptr (GArray) old = NULL;
  guint n = 0, grid = 1;

  if (self->duration > 0 && self->uri != NULL && width > 0 && height > 0)
    n = (guint) CLAMP (round (width / (height * aspect)), 1, MOST_PLACES);
  while (grid < n)
    grid *= 2;
  stop (self);
  old = g_steal_pointer (&self->places);
  self->places = new_places (n);
  for (guint i = 0; i < n; i++)
    {
      Place *place = get_place (self, i);

      place->time = (floor ((i + 0.5) / n * grid) + 0.5) / grid * self->duration;
      take_over (place, old, self->duration / n);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  queue_load (self);
}

/* Whether it gives the strip another shape. */
static gboolean
show_frame (ReelFilmstrip *self,
            Place         *place,
            ReelFrame     *frame)
{
  double aspect = (double) frame->width / frame->height;

  g_clear_object (&place->texture);
  place->texture = gdk_memory_texture_new ((int) frame->width, (int) frame->height, GDK_MEMORY_R8G8B8A8_PREMULTIPLIED,
                                           frame->pixels, frame->stride);
  place->shown_time = place->time;
  place->done = TRUE;
  self->failures = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->aspect > 0)
    return FALSE; /* the first one gives the shape, also where a file changes it on its way */
  self->aspect = aspect;
  return fabs (aspect / USUAL_ASPECT - 1) > 0.03;
}

static void
on_grabbed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (ReelFilmstrip) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFrame) frame = reel_frame_grabber_grab_finish (REEL_FRAME_GRABBER (source), result, &error);

  /* Of what was wanted before. */
  if (self->cancellable == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (frame == NULL)
    {
      get_place (self, self->asked)->done = TRUE;
      self->failures += g_error_matches (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NO_VIDEO) ? MOST_FAILURES : 1;
    }
  else if (show_frame (self, get_place (self, self->asked), frame))
    {
      lay_out (self);
      return;
    }
  queue_load (self);
}

static gboolean
load (gpointer user_data)
{
  ReelFilmstrip *self = user_data;
  guint i = 0;

  self->load_id = 0;
  while (i < self->places->len && get_place (self, i)->done)
    i++;
  if (i == self->places->len)
    return G_SOURCE_REMOVE;
  self->asked = i;
  self->cancellable = g_cancellable_new ();
  reel_frame_grabber_grab_later_async (self->grabber, self->uri, get_place (self, i)->time, FALSE, EDGE, self->cancellable,
                                       on_grabbed, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* One picture at a time, when the program has nothing better to do. */
static void
queue_load (ReelFilmstrip *self)
{
  gboolean other_shape = FALSE;

  if (self->grabber == NULL || self->uri == NULL || self->load_id != 0 || self->cancellable != NULL ||
      self->failures >= MOST_FAILURES || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  for (guint i = 0; i < self->places->len && !other_shape; i++)
    {
      Place *place = get_place (self, i);
      g_autoptr (ReelFrame) frame = NULL;

      if (place->done)
        continue;
      frame = reel_frame_grabber_peek (self->grabber, self->uri, place->time, FALSE, EDGE);
      if (frame != NULL)
        other_shape = show_frame (self, place, frame);
    }
  if (other_shape)
    lay_out (self);
  else
    self->load_id = g_idle_add_full (G_PRIORITY_LOW, load, self, NULL);
}

static void
reel_filmstrip_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (reel_filmstrip_parent_class)->map (widget);
  queue_load (REEL_FILMSTRIP (widget));
}

static void
reel_filmstrip_unmap (GtkWidget *widget)
{
  stop (REEL_FILMSTRIP (widget));
  GTK_WIDGET_CLASS (reel_filmstrip_parent_class)->unmap (widget);
}

static void
reel_filmstrip_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  lay_out (REEL_FILMSTRIP (widget));
}

static void
draw_place (GtkSnapshot *snapshot,
            const Place *place,
            float        left,
            float        right,
            float        height)
{
  float width = (float) gdk_texture_get_width (place->texture), high = (float) gdk_texture_get_height (place->texture);
  graphene_rect_t area = GRAPHENE_RECT_INIT (left, 0, right - left, height);
  float scale = MAX ((right - left) / width, height / high);

  if ((right - left) / height > MOST_STRETCHED * width / high)
    scale = height / high;
  width *= scale;
  high *= scale;
  gtk_snapshot_push_clip (snapshot, &area);
  gtk_snapshot_append_texture (snapshot, place->texture, &GRAPHENE_RECT_INIT ((left + right - width) / 2, (height - high) / 2,
                                                                              width, high));
  gtk_snapshot_pop (snapshot);
}

static void
reel_filmstrip_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  static const GdkRGBA dark = { 0.118f, 0.118f, 0.118f, 1 }; /* as behind a thumbnail */
  ReelFilmstrip *self = REEL_FILMSTRIP (widget);
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  gboolean any = FALSE;

  for (guint i = 0; i < self->places->len && !any; i++)
    any = get_place (self, i)->texture != NULL;
  if (!any)
    return;
  gtk_snapshot_append_color (snapshot, &dark, &GRAPHENE_RECT_INIT (0, 0, width, height));
  for (guint i = 0; i < self->places->len; i++)
    if (get_place (self, i)->texture != NULL)
      draw_place (snapshot, get_place (self, i), roundf (width * (float) i / (float) self->places->len),
                  roundf (width * (float) (i + 1) / (float) self->places->len), height);
}

static void
reel_filmstrip_dispose (GObject *object)
{
  ReelFilmstrip *self = REEL_FILMSTRIP (object);

  stop (self);
  g_array_set_size (self->places, 0);
  g_clear_object (&self->grabber);
  G_OBJECT_CLASS (reel_filmstrip_parent_class)->dispose (object);
}

static void
reel_filmstrip_finalize (GObject *object)
{
  ReelFilmstrip *self = REEL_FILMSTRIP (object);

  g_array_unref (self->places);
  g_free (self->uri);
  G_OBJECT_CLASS (reel_filmstrip_parent_class)->finalize (object);
}

static void
reel_filmstrip_class_init (ReelFilmstripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = reel_filmstrip_dispose;
  object_class->finalize = reel_filmstrip_finalize;
  widget_class->map = reel_filmstrip_map;
  widget_class->unmap = reel_filmstrip_unmap;
  widget_class->size_allocate = reel_filmstrip_size_allocate;
  widget_class->snapshot = reel_filmstrip_snapshot;
  /* What it shows, the slider above it says. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
reel_filmstrip_init (ReelFilmstrip *self)
{
  self->places = new_places (0);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/**
 * reel_filmstrip_new:
 *
 * Returns: (transfer floating): a strip of nothing
 */
GtkWidget *
reel_filmstrip_new (void)
{
  return g_object_new (REEL_TYPE_FILMSTRIP, NULL);
}

/**
 * reel_filmstrip_set_grabber:
 * @self: a strip
 * @grabber: (nullable): what has the pictures
 */
void
reel_filmstrip_set_grabber (ReelFilmstrip    *self,
                            ReelFrameGrabber *grabber)
{
  g_return_if_fail (REEL_IS_FILMSTRIP (self));
  g_return_if_fail (grabber == NULL || REEL_IS_FRAME_GRABBER (grabber));
  if (!g_set_object (&self->grabber, grabber))
    return;
  stop (self);
  queue_load (self);
}

/**
 * reel_filmstrip_set_source:
 * @self: a strip
 * @uri: (nullable): which video
 * @duration: how long it is, in seconds; 0 where that is unknown, and there is no strip then
 *
 * What was asked for of another video is given up.
 */
void
reel_filmstrip_set_source (ReelFilmstrip *self,
                           const char    *uri,
                           double         duration)
{
  g_autofree char *copy = g_strdup (uri);

  g_return_if_fail (REEL_IS_FILMSTRIP (self));
  duration = isfinite (duration) ? MAX (0, duration) : 0;
  if (g_strcmp0 (self->uri, uri) == 0 && self->duration == duration)
    return;
  if (g_strcmp0 (self->uri, uri) != 0)
    {
      g_array_set_size (self->places, 0);
      self->aspect = 0;
    }
  self->failures = 0;
  g_free (self->uri);
  self->uri = g_steal_pointer (&copy);
  self->duration = duration;
  lay_out (self);
}

/**
 * reel_filmstrip_get_n_places:
 * @self: a strip
 *
 * Returns: how many pictures there are beside each other
 */
guint
reel_filmstrip_get_n_places (ReelFilmstrip *self)
{
  g_return_val_if_fail (REEL_IS_FILMSTRIP (self), 0);
  return self->places->len;
}

/**
 * reel_filmstrip_get_n_loaded:
 * @self: a strip
 *
 * Returns: how many of them are there, and the ones wanted
 */
guint
reel_filmstrip_get_n_loaded (ReelFilmstrip *self)
{
  guint n = 0;

  g_return_val_if_fail (REEL_IS_FILMSTRIP (self), 0);
  for (guint i = 0; i < self->places->len; i++)
    if (get_place (self, i)->texture != NULL && get_place (self, i)->shown_time == get_place (self, i)->time)
      n++;
  return n;
}

/**
 * reel_filmstrip_has_pictures:
 * @self: a strip
 *
 * Returns: whether there is anything to see in the video, as far as that is known
 */
gboolean
reel_filmstrip_has_pictures (ReelFilmstrip *self)
{
  g_return_val_if_fail (REEL_IS_FILMSTRIP (self), FALSE);
  return self->failures < MOST_FAILURES || reel_filmstrip_get_n_loaded (self) > 0;
}

/**
 * reel_filmstrip_get_picture:
 * @self: a strip
 * @seconds: a time of the video
 *
 * Returns: (transfer none) (nullable): the picture that stands there
 */
GdkTexture *
reel_filmstrip_get_picture (ReelFilmstrip *self,
                            double         seconds)
{
  g_return_val_if_fail (REEL_IS_FILMSTRIP (self), NULL);
  if (self->places->len == 0 || !(self->duration > 0))
    return NULL;
  return get_place (self, (guint) CLAMP (seconds / self->duration * self->places->len, 0, self->places->len - 1))->texture;
}
