/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/reel-format.h"
#include "search/reel-hit-cell.h"
#include "widgets/reel-thumbnail.h"

/* The picture of a hit without a time: a little way in, since many videos begin in black. */
#define WHOLE_VIDEO_PICTURE 0.1
/* In how many places the pointer finds a picture of its own: the same ones each time, so that they are kept. */
#define SCRUB_PLACES 24
/* How long the pointer must rest, in ms, until the exact picture is fetched in place of the nearest key frame. */
#define SCRUB_REST 180

struct _ReelHitCell
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *heading;
  GtkWidget *frame;
  GtkWidget *picture;
  ReelThumbnail *thumbnail;
  GtkLabel *similarity;
  GtkLabel *scrub_time;
  GtkLabel *merged;
  GtkWidget *fresh;
  GtkWidget *elsewhere;
  GtkProgressBar *bar;
  GtkLabel *name;
  GtkLabel *range;

  /* owned */
  ReelHit *hit;              /* (nullable) */
  ReelFrameGrabber *grabber; /* (nullable) */
  GSignalGroup *hit_signals;
  guint rest;

  gboolean compact;
  int place; /* where it is scrubbed to, 0…SCRUB_PLACES - 1; -1 while it is not */
};

enum
{
  PROP_0,
  PROP_HIT,
  PROP_GRABBER,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelHitCell, reel_hit_cell, GTK_TYPE_WIDGET)

static double
picture_time (ReelHit *hit)
{
  ReelVideo *video = reel_hit_get_video (hit);

  if (reel_hit_get_has_times (hit))
    return MAX (0, reel_hit_get_moment (hit));
  return video != NULL ? MAX (0, reel_video_get_duration (video)) * WHOLE_VIDEO_PICTURE : 0;
}

static char *
dup_tooltip (ReelHit *hit)
{
  g_autofree char *range = reel_hit_dup_range (hit);
  g_autofree char *where = NULL;
  g_autofree char *text = NULL;
  g_autofree char *why = reel_hit_dup_why (hit);
  const char *uri = reel_hit_get_uri (hit);

  if (uri != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uri);

      where = g_file_get_parse_name (file);
    }
  else
    where = g_strdup (_ ("This file was not added on this computer"));
  /* Translators: the file's name, a range of times or 'Whole video', how similar the hit is, where the file is */
  text = g_strdup_printf (_ ("%1$s\n%2$s\nSimilarity %3$.2f\n%4$s"), reel_hit_get_name (hit), range,
                          reel_hit_get_similarity (hit), where);
  return why != NULL ? g_strconcat (text, "\n", why, NULL) : g_steal_pointer (&text);
}

/* When somebody asks: a text that is set asks the display where the pointer is, for each cell that is scrolled into view. */
static gboolean
query_tooltip (ReelHitCell *self,
               int          x,
               int          y,
               gboolean     keyboard,
               GtkTooltip  *tooltip)
{
  g_autofree char *text = self->hit != NULL ? dup_tooltip (self->hit) : NULL;

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

/* Seconds of the clip, or of the video where the hit is all of it; 0 where nobody knows. */
static double
get_length (ReelHit *hit)
{
  ReelVideo *video = reel_hit_get_video (hit);

  if (reel_hit_get_has_times (hit))
    return MAX (0, reel_hit_get_end (hit) - reel_hit_get_start (hit));
  return video != NULL ? MAX (0, reel_video_get_duration (video)) : 0;
}

/* A picture of the hit itself, also where it begins within a fade. */
static void
show_uri (ReelHitCell *self)
{
  double time;

  if (self->hit == NULL)
    {
      reel_thumbnail_set_uri (self->thumbnail, NULL);
      return;
    }
  time = picture_time (self->hit);
  reel_thumbnail_set_within (self->thumbnail, MAX (0, reel_hit_get_start (self->hit)) + get_length (self->hit) - time);
  reel_thumbnail_show (self->thumbnail, reel_hit_get_uri (self->hit), time, TRUE);
}

static double
get_scrub_time (ReelHitCell *self)
{
  return MAX (0, reel_hit_get_start (self->hit)) + get_length (self->hit) * (self->place + 0.5) / SCRUB_PLACES;
}

static gboolean
rested (gpointer data)
{
  ReelHitCell *self = data;

  self->rest = 0;
  if (self->hit != NULL && self->place >= 0)
    reel_thumbnail_show (self->thumbnail, reel_hit_get_uri (self->hit), get_scrub_time (self), TRUE);
  return G_SOURCE_REMOVE;
}

/* Key frames while it moves, one request at a time, since the thumbnail gives up the one before. */
static void
scrub (ReelHitCell *self,
       int          place)
{
  g_autofree char *time = NULL;

  if (self->hit == NULL || reel_hit_get_uri (self->hit) == NULL || get_length (self->hit) <= 0)
    return;
  place = CLAMP (place, 0, SCRUB_PLACES - 1);
  if (self->place == place)
    return;
  self->place = place;
  time = reel_format_time (get_scrub_time (self));
  gtk_label_set_label (self->scrub_time, time);
  gtk_widget_set_visible (GTK_WIDGET (self->scrub_time), TRUE);
  reel_thumbnail_set_within (self->thumbnail, 0);
  reel_thumbnail_show (self->thumbnail, reel_hit_get_uri (self->hit), get_scrub_time (self), FALSE);
  g_clear_handle_id (&self->rest, g_source_remove);
  self->rest = g_timeout_add (SCRUB_REST, rested, self);
}

/**
 * reel_hit_cell_stop_scrubbing:
 * @self: a cell
 *
 * Shows the picture of the hit again, and gives up what was asked for meanwhile.
 */
void
reel_hit_cell_stop_scrubbing (ReelHitCell *self)
{
  g_return_if_fail (REEL_IS_HIT_CELL (self));
  g_clear_handle_id (&self->rest, g_source_remove);
  if (self->place < 0)
    return;
  self->place = -1;
  gtk_widget_set_visible (GTK_WIDGET (self->scrub_time), FALSE);
  show_uri (self);
}

/**
 * reel_hit_cell_scrub_by:
 * @self: a cell
 * @steps: how many places forward, or back where it is below 0
 *
 * What the pointer does by moving over the picture, for keys.
 */
void
reel_hit_cell_scrub_by (ReelHitCell *self,
                        int          steps)
{
  g_return_if_fail (REEL_IS_HIT_CELL (self));
  scrub (self, self->place < 0 ? (steps > 0 ? 0 : SCRUB_PLACES - 1) : self->place + steps);
}

static void
pointer_moved (ReelHitCell *self,
               double       x)
{
  int width = gtk_widget_get_width (self->picture);

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = width - x;
  if (width > 0)
    scrub (self, (int) (x * SCRUB_PLACES / width));
}

/* Whether it is new, of how many hits of the service it is made, where that is not one, and why it is a hit. */
static void
show_badges (ReelHitCell *self)
{
  guint n = reel_hit_get_n_merged (self->hit);
  const gboolean is_new = reel_hit_get_is_new (self->hit);
  g_autofree char *merged = g_strdup_printf (ngettext ("%u hit", "%u hits", n), n);
  g_autofree char *why = reel_hit_dup_why (self->hit);
  g_autofree char *description = NULL;
  const char *said[4];
  guint n_said = 0;

  gtk_widget_set_visible (GTK_WIDGET (self->merged), n > 1);
  gtk_label_set_label (self->merged, merged);
  gtk_widget_set_visible (self->fresh, is_new);
  if (is_new)
    said[n_said++] = C_ ("hit", "New");
  if (n > 1)
    said[n_said++] = merged;
  if (why != NULL)
    said[n_said++] = why;
  said[n_said] = NULL;
  description = reel_format_list (said);
  if (n_said > 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

/* Its number, and a word where the service is not sure. */
static void
show_similarity (ReelHitCell *self)
{
  gboolean possible = reel_hit_get_is_possible (self->hit);
  g_autofree char *similarity = NULL;

  if (possible)
    /* Translators: on the picture of a hit that the service is not sure of, with its similarity; as short as can be */
    similarity = g_strdup_printf (_ ("Possible %.2f"), reel_hit_get_similarity (self->hit));
  else
    similarity = g_strdup_printf ("%.2f", reel_hit_get_similarity (self->hit));
  gtk_label_set_label (self->similarity, similarity);
  gtk_progress_bar_set_fraction (self->bar, CLAMP (reel_hit_get_similarity (self->hit), 0, 1));
  if (possible)
    gtk_widget_add_css_class (GTK_WIDGET (self), "reel-possible");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "reel-possible");
}

/* Where hits begin that are only possible. By video, the row has the heading. */
static void
show_heading (ReelHitCell *self)
{
  gtk_widget_set_visible (self->heading, self->hit != NULL && !self->compact && reel_hit_get_begins_possible (self->hit));
}

static void
show_texts (ReelHitCell *self)
{
  g_autofree char *range = NULL;
  g_autofree char *label = NULL;

  if (self->hit == NULL) /* soon another, or gone: what it says is not seen meanwhile */
    return;
  range = reel_hit_dup_range (self->hit);
  label = reel_hit_dup_label (self->hit);
  gtk_widget_set_visible (self->elsewhere, !reel_hit_get_is_here (self->hit));
  gtk_label_set_label (self->name, reel_hit_get_name (self->hit));
  gtk_label_set_label (self->range, range);
  show_similarity (self);
  show_badges (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
is_new_changed (ReelHitCell *self)
{
  show_texts (self);
}

static void
name_changed (ReelHitCell *self)
{
  show_texts (self);
}

static void
uri_changed (ReelHitCell *self)
{
  show_uri (self);
  show_texts (self);
}

/**
 * reel_hit_cell_set_hit:
 * @self: a cell
 * @hit: (nullable): what to show
 */
void
reel_hit_cell_set_hit (ReelHitCell *self,
                       ReelHit     *hit)
{
  g_return_if_fail (REEL_IS_HIT_CELL (self));
  g_return_if_fail (hit == NULL || REEL_IS_HIT (hit));
  if (self->hit == hit)
    return;
  reel_hit_cell_stop_scrubbing (self);
  g_set_object (&self->hit, hit);
  g_signal_group_set_target (self->hit_signals, hit);
  show_uri (self);
  show_heading (self);
  show_texts (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HIT]);
}

/**
 * reel_hit_cell_get_hit:
 * @self: a cell
 *
 * Returns: (transfer none) (nullable): what it shows
 */
ReelHit *
reel_hit_cell_get_hit (ReelHitCell *self)
{
  g_return_val_if_fail (REEL_IS_HIT_CELL (self), NULL);
  return self->hit;
}

/**
 * reel_hit_cell_get_picture:
 * @self: a cell
 *
 * Returns: (transfer none): the part of it with the picture
 */
GtkWidget *
reel_hit_cell_get_picture (ReelHitCell *self)
{
  g_return_val_if_fail (REEL_IS_HIT_CELL (self), NULL);
  return self->picture;
}

/**
 * reel_hit_cell_set_compact:
 * @self: a cell
 * @compact: whether it leaves the name of the file and the heading out, since they stand beside it
 */
void
reel_hit_cell_set_compact (ReelHitCell *self,
                           gboolean     compact)
{
  g_return_if_fail (REEL_IS_HIT_CELL (self));
  self->compact = compact;
  gtk_widget_set_visible (GTK_WIDGET (self->name), !compact);
  show_heading (self);
}

/**
 * reel_hit_cell_set_grabber:
 * @self: a cell
 * @grabber: (nullable): where its picture comes from
 */
void
reel_hit_cell_set_grabber (ReelHitCell      *self,
                           ReelFrameGrabber *grabber)
{
  g_return_if_fail (REEL_IS_HIT_CELL (self));
  g_return_if_fail (grabber == NULL || REEL_IS_FRAME_GRABBER (grabber));
  if (!g_set_object (&self->grabber, grabber))
    return;
  reel_thumbnail_set_grabber (self->thumbnail, grabber);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRABBER]);
}

static void
reel_hit_cell_dispose (GObject *object)
{
  ReelHitCell *self = REEL_HIT_CELL (object);

  g_clear_handle_id (&self->rest, g_source_remove);
  g_clear_object (&self->hit_signals);
  g_clear_object (&self->hit);
  g_clear_object (&self->grabber);
  gtk_widget_dispose_template (GTK_WIDGET (self), REEL_TYPE_HIT_CELL);
  G_OBJECT_CLASS (reel_hit_cell_parent_class)->dispose (object);
}

static void
reel_hit_cell_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  ReelHitCell *self = REEL_HIT_CELL (object);

  switch (id)
    {
    case PROP_HIT:
      g_value_set_object (value, self->hit);
      break;
    case PROP_GRABBER:
      g_value_set_object (value, self->grabber);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_hit_cell_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  ReelHitCell *self = REEL_HIT_CELL (object);

  switch (id)
    {
    case PROP_HIT:
      reel_hit_cell_set_hit (self, g_value_get_object (value));
      break;
    case PROP_GRABBER:
      reel_hit_cell_set_grabber (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_hit_cell_class_init (ReelHitCellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = reel_hit_cell_dispose;
  object_class->get_property = reel_hit_cell_get_property;
  object_class->set_property = reel_hit_cell_set_property;

  props[PROP_HIT] = g_param_spec_object ("hit", NULL, NULL, REEL_TYPE_HIT, rw);
  props[PROP_GRABBER] = g_param_spec_object ("grabber", NULL, NULL, REEL_TYPE_FRAME_GRABBER, rw);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ADW_TYPE_CLAMP);
  g_type_ensure (REEL_TYPE_THUMBNAIL);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/reelseek/Reelseek/search/reel-hit-cell.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelHitCell, heading);
  gtk_widget_class_bind_template_child (widget_class, ReelHitCell, frame);
  gtk_widget_class_bind_template_child (widget_class, ReelHitCell, picture);
  gtk_widget_class_bind_template_child (widget_class, ReelHitCell, thumbnail);
  gtk_widget_class_bind_template_child (widget_class, ReelHitCell, similarity);
  gtk_widget_class_bind_template_child (widget_class, ReelHitCell, scrub_time);
  gtk_widget_class_bind_template_child (widget_class, ReelHitCell, merged);
  gtk_widget_class_bind_template_child (widget_class, ReelHitCell, fresh);
  gtk_widget_class_bind_template_child (widget_class, ReelHitCell, elsewhere);
  gtk_widget_class_bind_template_child (widget_class, ReelHitCell, bar);
  gtk_widget_class_bind_template_child (widget_class, ReelHitCell, name);
  gtk_widget_class_bind_template_child (widget_class, ReelHitCell, range);
  gtk_widget_class_bind_template_callback (widget_class, pointer_moved);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, reel_hit_cell_stop_scrubbing);
}

static void
reel_hit_cell_init (ReelHitCell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->place = -1;
  self->hit_signals = g_signal_group_new (REEL_TYPE_HIT);
  g_signal_group_connect_swapped (self->hit_signals, "notify::name", G_CALLBACK (name_changed), self);
  g_signal_group_connect_swapped (self->hit_signals, "notify::is-new", G_CALLBACK (is_new_changed), self);
  g_signal_group_connect_swapped (self->hit_signals, "notify::begins-possible", G_CALLBACK (show_heading), self);
  g_signal_group_connect_swapped (self->hit_signals, "notify::uri", G_CALLBACK (uri_changed), self);
}

/**
 * reel_hit_cell_new:
 *
 * Returns: (transfer floating): an empty cell
 */
GtkWidget *
reel_hit_cell_new (void)
{
  return g_object_new (REEL_TYPE_HIT_CELL, NULL);
}
