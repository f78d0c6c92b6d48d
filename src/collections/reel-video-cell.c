/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-format.h"
#include "collections/reel-video-cell.h"
#include "widgets/reel-thumbnail.h"

/* The picture is taken a little way into the video, where titles and fades from black are over. */
#define PICTURE_AT 0.1

/* Seconds after it, within which the picture may be another one, where that one is blank. */
#define PICTURE_WITHIN 30.0

struct _ReelVideoCell
{
  AdwBin parent_instance;

  /* template */
  ReelThumbnail *thumbnail;
  GtkLabel *duration;
  GtkLabel *badge;
  GtkProgressBar *progress;
  GtkLabel *name;

  /* owned */
  ReelVideo *video; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (ReelVideoCell, reel_video_cell, ADW_TYPE_BIN)

static void
update_picture (ReelVideoCell *self)
{
  double duration = reel_video_get_duration (self->video);
  g_autofree char *text = duration > 0 ? reel_format_time (duration) : NULL;

  gtk_label_set_label (self->duration, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->duration), text != NULL);
  reel_thumbnail_set_within (self->thumbnail, PICTURE_WITHIN);
  /* Without a duration it was not looked at yet: its file may be anything. */
  g_object_set (self->thumbnail,
                "time", duration * PICTURE_AT,
                "uri", duration > 0 && !reel_video_get_missing (self->video) ? reel_video_get_uri (self->video) : NULL,
                NULL);
}

static void
update_state (ReelVideoCell *self)
{
  ReelVideoState state = reel_video_get_state (self->video);
  const char *word = reel_video_state_get_label (state);
  const char *name = reel_video_get_name (self->video);
  const char *reason = reel_video_get_error (self->video);
  g_autofree char *details = reel_video_dup_details (self->video);
  g_autofree char *about = details != NULL ? g_strdup_printf ("%s\n%s", name, details) : g_strdup (name);
  double fraction = reel_video_get_progress (self->video);
  gboolean under_way = state == REEL_VIDEO_STATE_UPLOADING || state == REEL_VIDEO_STATE_PROCESSING;
  /* Translators: a video in the grid, for a screen reader: its file's name, then its state, such as “Ready” */
  g_autofree char *label = g_strdup_printf (_ ("%s, %s"), name, word);
  gboolean is_hidden = reel_video_get_hidden (self->video);
  /* Of what is not Ready the state says more. */
  gboolean is_missing = reel_video_get_missing (self->video) && state == REEL_VIDEO_STATE_READY;
  /* Translators: what a screen reader says of something that people have hidden; %s is its name with more about it */
  g_autofree char *hidden = is_hidden ? g_strdup_printf (_ ("%s, hidden"), label) : NULL;

  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->badge, is_missing ? _ ("File missing") : word);
  gtk_widget_set_visible (GTK_WIDGET (self->badge), is_missing || state != REEL_VIDEO_STATE_READY);
  if (is_missing)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _ ("File missing"), -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  if (state == REEL_VIDEO_STATE_FAILED)
    gtk_widget_add_css_class (GTK_WIDGET (self->badge), "failed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->badge), "failed");
  gtk_widget_set_visible (GTK_WIDGET (self->progress), under_way && fraction >= 0);
  gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0.0, 1.0));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), reason != NULL ? reason : about);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, is_hidden ? hidden : label, -1);
  if (is_hidden)
    gtk_widget_add_css_class (GTK_WIDGET (self), "reel-hidden");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "reel-hidden");
}

static void
on_notify (ReelVideoCell *self,
           GParamSpec    *pspec)
{
  if (g_str_equal (pspec->name, "duration") || g_str_equal (pspec->name, "uri") || g_str_equal (pspec->name, "missing"))
    update_picture (self);
  if (g_str_equal (pspec->name, "duration"))
    return;
  if (!g_str_equal (pspec->name, "speed") && !g_str_equal (pspec->name, "time-left"))
    update_state (self);
}

static void
reel_video_cell_dispose (GObject *object)
{
  ReelVideoCell *self = REEL_VIDEO_CELL (object);

  reel_video_cell_set_video (self, NULL);

  G_OBJECT_CLASS (reel_video_cell_parent_class)->dispose (object);
}

static void
reel_video_cell_class_init (ReelVideoCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_video_cell_dispose;

  g_type_ensure (REEL_TYPE_THUMBNAIL);
  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/collections/reel-video-cell.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelVideoCell, thumbnail);
  gtk_widget_class_bind_template_child (widget_class, ReelVideoCell, duration);
  gtk_widget_class_bind_template_child (widget_class, ReelVideoCell, badge);
  gtk_widget_class_bind_template_child (widget_class, ReelVideoCell, progress);
  gtk_widget_class_bind_template_child (widget_class, ReelVideoCell, name);
}

static void
reel_video_cell_init (ReelVideoCell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_video_cell_new:
 * @grabber: where pictures come from
 *
 * Returns: (transfer floating): the cell, empty
 */
GtkWidget *
reel_video_cell_new (ReelFrameGrabber *grabber)
{
  ReelVideoCell *self = g_object_new (REEL_TYPE_VIDEO_CELL, NULL);

  g_object_set (self->thumbnail, "grabber", grabber, NULL);
  return GTK_WIDGET (self);
}

/**
 * reel_video_cell_set_video:
 * @self: a #ReelVideoCell
 * @video: (nullable): what to show
 */
void
reel_video_cell_set_video (ReelVideoCell *self,
                           ReelVideo     *video)
{
  g_return_if_fail (REEL_IS_VIDEO_CELL (self));

  if (self->video == video)
    return;
  if (self->video != NULL)
    g_signal_handlers_disconnect_by_data (self->video, self);
  g_set_object (&self->video, video);
  if (video == NULL)
    {
      if (self->thumbnail != NULL)
        g_object_set (self->thumbnail, "uri", NULL, NULL);
      return;
    }
  g_signal_connect_object (video, "notify", G_CALLBACK (on_notify), self, G_CONNECT_SWAPPED);
  update_picture (self);
  update_state (self);
}

/**
 * reel_video_cell_get_video:
 * @self: a #ReelVideoCell
 *
 * Returns: (transfer none) (nullable): what it shows
 */
ReelVideo *
reel_video_cell_get_video (ReelVideoCell *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO_CELL (self), NULL);

  return self->video;
}
