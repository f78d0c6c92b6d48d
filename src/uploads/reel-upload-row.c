/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/reel-format.h"
#include "uploads/reel-upload-row.h"
#include "uploads/reel-upload-state.h"

struct _ReelUploadRow
{
  GtkWidget parent_instance;

  /* template */
  GtkLabel *name;
  GtkProgressBar *bar;
  GtkLabel *state;
  GtkLabel *speed;
  GtkLabel *time_left;
  GtkLabel *reason;
  GtkWidget *pause;
  GtkWidget *resume;
  GtkWidget *retry;
  GtkWidget *cancel;

  /* owned */
  ReelUploadQueue *queue; /* (nullable) */
  ReelVideo *video;       /* (nullable) */
  GSignalGroup *signals;  /* of the video */
};

enum
{
  PROP_QUEUE = 1,
  PROP_VIDEO,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelUploadRow, reel_upload_row, GTK_TYPE_WIDGET)

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

/* Where there is a percentage, the state's word goes with it. */
static void
update_progress (ReelUploadRow *self)
{
  ReelVideoState state = reel_video_get_state (self->video);
  const char *word = reel_video_state_get_label (state);
  double progress = reel_video_get_progress (self->video);
  double time_left = reel_video_get_time_left (self->video);
  gboolean has_percent = progress >= 0 && (state == REEL_VIDEO_STATE_UPLOADING || state == REEL_VIDEO_STATE_PROCESSING);
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  g_autofree char *speed = NULL;
  g_autofree char *left = NULL;

  if (has_percent)
    {
      int percent = (int) floor (progress * 100);

      /* Translators: a state and how far it is, such as Uploading, 40 % */
      text = g_strdup_printf (_ ("%s, %d %%"), word, percent);
      /* Translators: a file's name, its state, and how far that is, such as dogs.mp4, Uploading, 40 % */
      name = g_strdup_printf (_ ("%s, %s, %d %%"), reel_video_get_name (self->video), word, percent);
    }
  else
    {
      text = g_strdup (word);
      /* Translators: a file's name and its state, such as dogs.mp4, Queued */
      name = g_strdup_printf (_ ("%s, %s"), reel_video_get_name (self->video), word);
    }
  if (reel_video_get_speed (self->video) > 0)
    speed = reel_format_speed (reel_video_get_speed (self->video));
  if (time_left >= 0)
    left = reel_format_time_left (time_left);
  gtk_label_set_label (self->state, text);
  gtk_label_set_label (self->speed, speed != NULL ? speed : ""); /* left out where the row is narrow */
  show_text (self->time_left, left);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), has_percent);
  gtk_progress_bar_set_fraction (self->bar, has_percent ? progress : 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update (ReelUploadRow *self)
{
  ReelVideoState state;
  const char *reason;

  if (self->video == NULL)
    return;
  state = reel_video_get_state (self->video);
  reason = reel_video_get_error (self->video);
  if (reason == NULL && state == REEL_VIDEO_STATE_READY && reel_video_get_unanswered (self->video))
    reason = _ ("An answer was lost on the way, so that the service may have this video twice.");

  gtk_label_set_label (self->name, reel_video_get_name (self->video));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), reel_video_get_name (self->video));
  show_text (self->reason, reason);
  if (state == REEL_VIDEO_STATE_FAILED)
    gtk_widget_add_css_class (GTK_WIDGET (self->reason), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->reason), "error");
  gtk_widget_set_visible (self->pause, reel_upload_state_can (state, REEL_UPLOAD_EVENT_PAUSE));
  gtk_widget_set_visible (self->resume, reel_upload_state_can (state, REEL_UPLOAD_EVENT_RESUME));
  gtk_widget_set_visible (self->retry, reel_upload_state_can (state, REEL_UPLOAD_EVENT_RETRY) &&
                                         (state != REEL_VIDEO_STATE_FAILED || reel_video_get_can_retry (self->video)));
  gtk_widget_set_visible (self->cancel, reel_upload_state_can (state, REEL_UPLOAD_EVENT_CANCEL));
  update_progress (self);
}

static void
pause_cb (ReelUploadRow *self)
{
  reel_upload_queue_pause (self->queue, self->video);
}

static void
resume_cb (ReelUploadRow *self)
{
  reel_upload_queue_resume (self->queue, self->video);
}

static void
retry_cb (ReelUploadRow *self)
{
  reel_upload_queue_retry (self->queue, self->video);
}

static void
cancel_cb (ReelUploadRow *self)
{
  reel_upload_queue_cancel (self->queue, self->video);
}

/**
 * reel_upload_row_set_video:
 * @self: a #ReelUploadRow
 * @video: (nullable): what to show; %NULL while the row is not in use
 */
void
reel_upload_row_set_video (ReelUploadRow *self, ReelVideo *video)
{
  g_return_if_fail (REEL_IS_UPLOAD_ROW (self));
  g_return_if_fail (video == NULL || REEL_IS_VIDEO (video));

  if (!g_set_object (&self->video, video))
    return;
  g_signal_group_set_target (self->signals, video);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VIDEO]);
}

static void
reel_upload_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ReelUploadRow *self = REEL_UPLOAD_ROW (object);

  switch (prop_id)
    {
    case PROP_QUEUE:
      g_value_set_object (value, self->queue);
      break;
    case PROP_VIDEO:
      g_value_set_object (value, self->video);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_upload_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ReelUploadRow *self = REEL_UPLOAD_ROW (object);

  switch (prop_id)
    {
    case PROP_QUEUE:
      self->queue = g_value_dup_object (value);
      break;
    case PROP_VIDEO:
      reel_upload_row_set_video (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_upload_row_dispose (GObject *object)
{
  ReelUploadRow *self = REEL_UPLOAD_ROW (object);
  GtkWidget *child;

  g_clear_object (&self->signals);
  g_clear_object (&self->video);
  g_clear_object (&self->queue);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (reel_upload_row_parent_class)->dispose (object);
}

static void
reel_upload_row_class_init (ReelUploadRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = reel_upload_row_get_property;
  object_class->set_property = reel_upload_row_set_property;
  object_class->dispose = reel_upload_row_dispose;

  props[PROP_QUEUE] = g_param_spec_object ("queue", NULL, NULL, REEL_TYPE_UPLOAD_QUEUE,
                                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_VIDEO] = g_param_spec_object ("video", NULL, NULL, REEL_TYPE_VIDEO,
                                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/uploads/reel-upload-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelUploadRow, name);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadRow, bar);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadRow, state);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadRow, speed);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadRow, time_left);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadRow, reason);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadRow, pause);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadRow, resume);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadRow, retry);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadRow, cancel);
  gtk_widget_class_bind_template_callback (widget_class, pause_cb);
  gtk_widget_class_bind_template_callback (widget_class, resume_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
reel_upload_row_init (ReelUploadRow *self)
{
  static const char * const of_state[] = { "notify::state", "notify::error", "notify::can-retry", "notify::name",
                                           "notify::unanswered" };
  static const char * const of_progress[] = { "notify::progress", "notify::speed", "notify::time-left" };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (REEL_TYPE_VIDEO);
  for (gsize i = 0; i < G_N_ELEMENTS (of_state); i++)
    g_signal_group_connect_swapped (self->signals, of_state[i], G_CALLBACK (update), self);
  for (gsize i = 0; i < G_N_ELEMENTS (of_progress); i++)
    g_signal_group_connect_swapped (self->signals, of_progress[i], G_CALLBACK (update_progress), self);
}

/**
 * reel_upload_row_new:
 * @queue: what the buttons speak to
 *
 * Returns: (transfer floating): a row without a video
 */
GtkWidget *
reel_upload_row_new (ReelUploadQueue *queue)
{
  return g_object_new (REEL_TYPE_UPLOAD_ROW, "queue", queue, NULL);
}
