/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "uploads/reel-upload-choice.h"
#include "widgets/reel-wrap-box.h"

struct _ReelUploadChoice
{
  AdwBin parent_instance;

  /* owned */
  ReelUploadQueue *queue; /* (nullable) */
  ReelVideo *video;       /* (nullable) */
  GSignalGroup *signals;  /* of the video */

  /* borrowed */
  GtkWidget *smaller;
  GtkWidget *as_it_is;
};

G_DEFINE_FINAL_TYPE (ReelUploadChoice, reel_upload_choice, ADW_TYPE_BIN)

static void
update (ReelUploadChoice *self)
{
  ReelVideoOffers offers = self->video != NULL ? reel_video_get_offers (self->video) : REEL_VIDEO_OFFERS_NONE;
  guint64 bytes = self->video != NULL ? reel_video_get_proxy_size (self->video) : 0;
  g_autofree char *size = g_format_size (bytes);
  g_autofree char *text = NULL;

  if (bytes > 0)
    /* Translators: a button; %s is how large it will be, such as 84.2 MB */
    text = g_strdup_printf (_ ("Make a Smaller Copy (about %s)"), size);
  else
    text = g_strdup (_ ("Make a Smaller Copy"));
  gtk_button_set_label (GTK_BUTTON (self->smaller), text);
  gtk_widget_set_visible (self->smaller, (offers & REEL_VIDEO_OFFERS_PROXY) != 0);
  gtk_widget_set_visible (self->as_it_is, (offers & REEL_VIDEO_OFFERS_AS_IT_IS) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self), self->video != NULL && reel_video_get_choosing (self->video));
}

static void
smaller_cb (ReelUploadChoice *self)
{
  reel_upload_queue_choose (self->queue, self->video, REEL_VIDEO_CHOICE_PROXY);
}

static void
as_it_is_cb (ReelUploadChoice *self)
{
  reel_upload_queue_choose (self->queue, self->video, REEL_VIDEO_CHOICE_AS_IT_IS);
}

static void
reel_upload_choice_dispose (GObject *object)
{
  ReelUploadChoice *self = REEL_UPLOAD_CHOICE (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->video);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (reel_upload_choice_parent_class)->dispose (object);
}

static void
reel_upload_choice_class_init (ReelUploadChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_upload_choice_dispose;
}

static void
reel_upload_choice_init (ReelUploadChoice *self)
{
  static const char * const news[] = { "notify::offers", "notify::choosing", "notify::proxy-size" };
  GtkWidget *box = reel_wrap_box_new (6);

  self->smaller = gtk_button_new_with_label ("");
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->smaller))), PANGO_ELLIPSIZE_END);
  self->as_it_is = gtk_button_new_with_label (_ ("Send as It Is"));
  g_signal_connect_object (self->smaller, "clicked", G_CALLBACK (smaller_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->as_it_is, "clicked", G_CALLBACK (as_it_is_cb), self, G_CONNECT_SWAPPED);
  reel_wrap_box_append (REEL_WRAP_BOX (box), self->smaller);
  reel_wrap_box_append (REEL_WRAP_BOX (box), self->as_it_is);
  adw_bin_set_child (ADW_BIN (self), box);
  self->signals = g_signal_group_new (REEL_TYPE_VIDEO);
  for (gsize i = 0; i < G_N_ELEMENTS (news); i++)
    g_signal_group_connect_swapped (self->signals, news[i], G_CALLBACK (update), self);
  update (self);
}

/**
 * reel_upload_choice_set_video:
 * @self: a #ReelUploadChoice
 * @video: (nullable): what to choose for
 */
void
reel_upload_choice_set_video (ReelUploadChoice *self,
                              ReelVideo        *video)
{
  g_return_if_fail (REEL_IS_UPLOAD_CHOICE (self));
  g_return_if_fail (video == NULL || REEL_IS_VIDEO (video));

  if (!g_set_object (&self->video, video))
    return;
  g_signal_group_set_target (self->signals, video);
  update (self);
}

/**
 * reel_upload_choice_new:
 * @queue: what the buttons speak to
 *
 * Returns: (transfer floating): the buttons, hidden while there is nothing to choose
 */
GtkWidget *
reel_upload_choice_new (ReelUploadQueue *queue)
{
  ReelUploadChoice *self = g_object_new (REEL_TYPE_UPLOAD_CHOICE, NULL);

  g_return_val_if_fail (REEL_IS_UPLOAD_QUEUE (queue), NULL);

  self->queue = g_object_ref (queue);
  return GTK_WIDGET (self);
}
