/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preview/reel-timeline-tip.h"
#include "widgets/reel-thumbnail.h"

struct _ReelTimelineTip
{
  GtkPopover parent_instance;

  /* template */
  GtkWidget *picture;
  ReelThumbnail *thumbnail;
  GtkLabel *time;
  GtkLabel *hit;
};

G_DEFINE_FINAL_TYPE (ReelTimelineTip, reel_timeline_tip, GTK_TYPE_POPOVER)

static void
reel_timeline_tip_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), REEL_TYPE_TIMELINE_TIP);
  G_OBJECT_CLASS (reel_timeline_tip_parent_class)->dispose (object);
}

static void
reel_timeline_tip_class_init (ReelTimelineTipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_timeline_tip_dispose;
  g_type_ensure (REEL_TYPE_THUMBNAIL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/reelseek/Reelseek/preview/reel-timeline-tip.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelTimelineTip, picture);
  gtk_widget_class_bind_template_child (widget_class, ReelTimelineTip, thumbnail);
  gtk_widget_class_bind_template_child (widget_class, ReelTimelineTip, time);
  gtk_widget_class_bind_template_child (widget_class, ReelTimelineTip, hit);
}

static void
reel_timeline_tip_init (ReelTimelineTip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_timeline_tip_new:
 *
 * Returns: (transfer floating): a tip, to be given a parent
 */
GtkWidget *
reel_timeline_tip_new (void)
{
  return g_object_new (REEL_TYPE_TIMELINE_TIP, NULL);
}

/**
 * reel_timeline_tip_set_grabber:
 * @self: a tip
 * @grabber: (nullable): what has the pictures
 */
void
reel_timeline_tip_set_grabber (ReelTimelineTip  *self,
                               ReelFrameGrabber *grabber)
{
  g_return_if_fail (REEL_IS_TIMELINE_TIP (self));
  reel_thumbnail_set_grabber (self->thumbnail, grabber);
}

/**
 * reel_timeline_tip_show:
 * @self: a tip
 * @uri: (nullable): the video; %NULL where there is nothing to see
 * @seconds: which moment of it
 * @exact: the very frame, else a near key frame, for a pointer that moves
 * @time: the moment, for people
 * @hit: (nullable): the hit that lies there, for people
 */
void
reel_timeline_tip_show (ReelTimelineTip *self,
                        const char      *uri,
                        double           seconds,
                        gboolean         exact,
                        const char      *time,
                        const char      *hit)
{
  g_return_if_fail (REEL_IS_TIMELINE_TIP (self));
  g_return_if_fail (time != NULL);
  reel_thumbnail_show (self->thumbnail, uri, seconds, exact);
  gtk_widget_set_visible (self->picture, uri != NULL);
  gtk_label_set_label (self->time, time);
  gtk_label_set_label (self->hit, hit != NULL ? hit : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hit), hit != NULL);
}
