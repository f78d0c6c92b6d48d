/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/reel-format.h"
#include "uploads/reel-upload-choice.h"
#include "uploads/reel-upload-drag.h"
#include "uploads/reel-upload-row.h"
#include "uploads/reel-upload-state.h"
#include "widgets/reel-folder.h"
#include "widgets/reel-thumbnail.h"

/* Where in the video its picture is: the beginning is often black. */
#define PICTURE_AT 0.1

/* Seconds after it, within which the picture may be another one, where that one is blank. */
#define PICTURE_WITHIN 30.0

struct _ReelUploadRow
{
  GtkWidget parent_instance;

  /* template */
  GtkBox *column; /* of the line, and what comes below it */
  GtkBox *line;
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
  GtkMenuButton *more;
  GMenuModel *menu;

  /* owned */
  ReelUploadQueue *queue; /* (nullable) */
  ReelVideo *video;       /* (nullable) */
  GSignalGroup *signals;  /* of the video */

  /* borrowed */
  ReelThumbnail *picture;   /* (nullable) */
  ReelUploadChoice *choice; /* (nullable): until there was something to choose */

  /* plain */
  gboolean stale;       /* the video is another than what is shown of it */
  GdkRectangle menu_at; /* in the coordinates of the button; without a width at the button itself */
};

enum
{
  PROP_QUEUE = 1,
  PROP_VIDEO,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];
static guint message_signal, stale_signal;

G_DEFINE_FINAL_TYPE (ReelUploadRow, reel_upload_row, GTK_TYPE_WIDGET)

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

/* Where there is a percentage, the state's word goes with it. */
static void
show_progress (ReelUploadRow *self)
{
  ReelVideoState state = reel_video_get_state (self->video);
  const char *word = reel_video_state_get_label (state);
  double progress = reel_video_get_progress (self->video);
  double time_left = reel_video_get_time_left (self->video);
  gboolean has_percent = progress >= 0 && (state == REEL_VIDEO_STATE_PREPARING || state == REEL_VIDEO_STATE_UPLOADING ||
                                           state == REEL_VIDEO_STATE_PROCESSING);
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
update_progress (ReelUploadRow *self)
{
  if (self->video != NULL && !self->stale)
    show_progress (self);
}

/* What the file is, once it was looked at; when somebody asks: a text that is set asks the display where the pointer is. */
static gboolean
query_tooltip (ReelUploadRow *self,
               int            x,
               int            y,
               gboolean       keyboard,
               GtkTooltip    *tooltip)
{
  g_autofree char *details = self->video != NULL ? reel_video_dup_details (self->video) : NULL;
  g_autofree char *about = details != NULL ? g_strdup_printf ("%s\n%s", reel_video_get_name (self->video), details) : NULL;

  if (self->video == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, about != NULL ? about : reel_video_get_name (self->video));
  return TRUE;
}

static void
update_file (ReelUploadRow *self)
{
  double duration = reel_video_get_duration (self->video);

  if (self->picture == NULL)
    return;
  g_object_set (self->picture,
                "time", duration * PICTURE_AT,
                "uri", duration > 0 && !reel_video_get_missing (self->video) ? reel_video_get_uri (self->video) : NULL,
                NULL);
}

/* Made when it is first wanted: few videos are larger than advised. */
static void
update_choice (ReelUploadRow *self)
{
  if (self->choice == NULL && self->video != NULL && reel_video_get_choosing (self->video) && self->queue != NULL)
    {
      self->choice = REEL_UPLOAD_CHOICE (reel_upload_choice_new (self->queue));
      gtk_box_append (self->column, GTK_WIDGET (self->choice));
    }
  if (self->choice != NULL)
    reel_upload_choice_set_video (self->choice, self->video);
}

static void
update_actions (ReelUploadRow *self,
                ReelVideoState state)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "upload.next",
                                 state == REEL_VIDEO_STATE_QUEUED || state == REEL_VIDEO_STATE_PREPARING);
  gtk_widget_action_set_enabled (widget, "upload.pause", reel_upload_state_can (state, REEL_UPLOAD_EVENT_PAUSE));
  gtk_widget_action_set_enabled (widget, "upload.resume", reel_upload_state_can (state, REEL_UPLOAD_EVENT_RESUME));
  gtk_widget_action_set_enabled (widget, "upload.retry",
                                 reel_upload_state_can (state, REEL_UPLOAD_EVENT_RETRY) &&
                                   (state != REEL_VIDEO_STATE_FAILED || reel_video_get_can_retry (self->video)));
  gtk_widget_action_set_enabled (widget, "upload.cancel", reel_upload_state_can (state, REEL_UPLOAD_EVENT_CANCEL));
  gtk_widget_action_set_enabled (widget, "upload.copy-error", reel_video_get_error (self->video) != NULL);
  gtk_widget_action_set_enabled (widget, "upload.make-smaller",
                                 (reel_video_get_offers (self->video) & REEL_VIDEO_OFFERS_PROXY) != 0);
  gtk_widget_action_set_enabled (widget, "upload.send-as-it-is",
                                 (reel_video_get_offers (self->video) & REEL_VIDEO_OFFERS_AS_IT_IS) != 0);
  gtk_widget_action_set_enabled (widget, "upload.show-smaller", reel_video_get_proxy (self->video) != NULL);
}

static void
update (ReelUploadRow *self)
{
  ReelVideoState state;
  const char *reason;

  self->stale = FALSE;
  if (self->video == NULL)
    return;
  state = reel_video_get_state (self->video);
  reason = reel_video_get_error (self->video);
  if (reason == NULL && state == REEL_VIDEO_STATE_READY && reel_video_get_unanswered (self->video))
    reason = _ ("An answer was lost on the way, so that the service may have this video twice.");

  gtk_label_set_label (self->name, reel_video_get_name (self->video));
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
  update_actions (self, state);
  show_progress (self);
  update_file (self);
  update_choice (self);
}

/* Much of a video changes at once, and many videos do: whoever has the row says when. */
static void
update_soon (ReelUploadRow *self)
{
  if (self->stale)
    return;
  self->stale = TRUE;
  if (g_signal_has_handler_pending (self, stale_signal, 0, FALSE))
    g_signal_emit (self, stale_signal, 0);
  else
    update (self);
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

static void
next_cb (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  ReelUploadRow *self = REEL_UPLOAD_ROW (widget);

  if (self->video == NULL) /* gone while its menu was open */
    return;
  reel_upload_queue_send_next (self->queue, self->video);
}

static void
act_cb (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  ReelUploadRow *self = REEL_UPLOAD_ROW (widget);

  if (self->video == NULL)
    return;
  if (g_str_equal (name, "upload.pause"))
    pause_cb (self);
  else if (g_str_equal (name, "upload.resume"))
    resume_cb (self);
  else if (g_str_equal (name, "upload.make-smaller"))
    reel_upload_queue_choose (self->queue, self->video, REEL_VIDEO_CHOICE_PROXY);
  else if (g_str_equal (name, "upload.send-as-it-is"))
    reel_upload_queue_choose (self->queue, self->video, REEL_VIDEO_CHOICE_AS_IT_IS);
  else if (g_str_equal (name, "upload.retry"))
    retry_cb (self);
  else
    cancel_cb (self);
}

static void
folder_shown_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (ReelUploadRow) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (reel_folder_show_finish (result, &error))
    return;
  /* Translators: %s is what the system says */
  text = g_strdup_printf (_ ("The folder could not be opened: %s"), error->message);
  g_signal_emit (self, message_signal, 0, text);
}

static void
show_in_folder_cb (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  ReelUploadRow *self = REEL_UPLOAD_ROW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (GFile) file = NULL;

  if (self->video == NULL)
    return;
  file = g_str_equal (name, "upload.show-smaller") ? g_file_new_for_path (reel_video_get_proxy (self->video))
                                                   : g_file_new_for_uri (reel_video_get_uri (self->video));
  reel_folder_show_async (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, file, NULL, folder_shown_cb, g_object_ref (self));
}

static void
copy_error_cb (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ReelUploadRow *self = REEL_UPLOAD_ROW (widget);
  g_autofree char *text = NULL;

  if (self->video == NULL)
    return;
  /* Translators: a file's name, then what went wrong with it */
  text = g_strdup_printf (_ ("%s: %s"), reel_video_get_name (self->video), reel_video_get_error (self->video));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* Made when it is first wanted: a list has many rows, and few of their menus are ever seen. */
static void
make_menu_cb (GtkMenuButton *button,
              gpointer       user_data)
{
  ReelUploadRow *self = user_data;
  GtkPopover *popover;

  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_menu_model (button, self->menu);
  popover = gtk_menu_button_get_popover (button);
  gtk_popover_set_pointing_to (popover, self->menu_at.width > 0 ? &self->menu_at : NULL);
  self->menu_at.width = 0;
}

/**
 * reel_upload_row_open_menu:
 * @self: a #ReelUploadRow with a video
 * @x: where, in its coordinates
 * @y: where, in its coordinates
 */
void
reel_upload_row_open_menu (ReelUploadRow *self,
                           double         x,
                           double         y)
{
  double button_x, button_y;

  g_return_if_fail (REEL_IS_UPLOAD_ROW (self));

  if (self->video == NULL ||
      !gtk_widget_translate_coordinates (GTK_WIDGET (self), GTK_WIDGET (self->more), x, y, &button_x, &button_y))
    return;
  self->menu_at = (GdkRectangle){ (int) button_x, (int) button_y, 1, 1 };
  gtk_menu_button_popup (self->more);
}

static void
secondary_click_cb (ReelUploadRow *self,
                    int            n_press,
                    double         x,
                    double         y,
                    GtkGesture    *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  reel_upload_row_open_menu (self, x, y);
}

/**
 * reel_upload_row_get_video:
 * @self: a #ReelUploadRow
 *
 * Returns: (transfer none) (nullable): what it shows
 */
ReelVideo *
reel_upload_row_get_video (ReelUploadRow *self)
{
  g_return_val_if_fail (REEL_IS_UPLOAD_ROW (self), NULL);

  return self->video;
}

/**
 * reel_upload_row_get_queue:
 * @self: a #ReelUploadRow
 *
 * Returns: (transfer none) (nullable): what its buttons speak to
 */
ReelUploadQueue *
reel_upload_row_get_queue (ReelUploadRow *self)
{
  g_return_val_if_fail (REEL_IS_UPLOAD_ROW (self), NULL);

  return self->queue;
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
    {
      if (self->stale)
        update (self);
      return;
    }
  if (video == NULL)
    {
      gtk_menu_button_popdown (self->more); /* it spoke of what was there */
      update_choice (self);
      if (self->picture != NULL)
        reel_thumbnail_set_uri (self->picture, NULL);
    }
  g_signal_group_set_target (self->signals, video);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VIDEO]);
}

/**
 * reel_upload_row_set_grabber:
 * @self: a #ReelUploadRow without a grabber
 * @grabber: where its picture comes from
 */
void
reel_upload_row_set_grabber (ReelUploadRow    *self,
                             ReelFrameGrabber *grabber)
{
  GtkWidget *frame;

  g_return_if_fail (REEL_IS_UPLOAD_ROW (self));
  g_return_if_fail (self->picture == NULL);

  self->picture = REEL_THUMBNAIL (reel_thumbnail_new (grabber));
  reel_thumbnail_set_max_edge (self->picture, 160);
  reel_thumbnail_set_within (self->picture, PICTURE_WITHIN);
  frame = gtk_overlay_new (); /* of one size, whatever the picture would like */
  gtk_overlay_set_child (GTK_OVERLAY (frame), g_object_new (ADW_TYPE_BIN, "width-request", 64, "height-request", 36, NULL));
  gtk_overlay_add_overlay (GTK_OVERLAY (frame), GTK_WIDGET (self->picture));
  gtk_widget_set_valign (frame, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_end (frame, 6);
  gtk_box_prepend (self->line, frame);
  update (self);
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

  message_signal = g_signal_new ("message", REEL_TYPE_UPLOAD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_STRING);
  stale_signal = g_signal_new ("stale", REEL_TYPE_UPLOAD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/uploads/reel-upload-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelUploadRow, column);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadRow, line);
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
  gtk_widget_class_bind_template_child (widget_class, ReelUploadRow, more);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadRow, menu);
  gtk_widget_class_bind_template_callback (widget_class, pause_cb);
  gtk_widget_class_bind_template_callback (widget_class, resume_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, secondary_click_cb);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip);
  gtk_widget_class_install_action (widget_class, "upload.next", NULL, next_cb);
  gtk_widget_class_install_action (widget_class, "upload.pause", NULL, act_cb);
  gtk_widget_class_install_action (widget_class, "upload.resume", NULL, act_cb);
  gtk_widget_class_install_action (widget_class, "upload.retry", NULL, act_cb);
  gtk_widget_class_install_action (widget_class, "upload.cancel", NULL, act_cb);
  gtk_widget_class_install_action (widget_class, "upload.make-smaller", NULL, act_cb);
  gtk_widget_class_install_action (widget_class, "upload.send-as-it-is", NULL, act_cb);
  gtk_widget_class_install_action (widget_class, "upload.show-in-folder", NULL, show_in_folder_cb);
  gtk_widget_class_install_action (widget_class, "upload.show-smaller", NULL, show_in_folder_cb);
  gtk_widget_class_install_action (widget_class, "upload.copy-error", NULL, copy_error_cb);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
reel_upload_row_init (ReelUploadRow *self)
{
  static const char * const of_state[] = { "notify::state", "notify::error", "notify::can-retry", "notify::name",
                                           "notify::unanswered", "notify::offers", "notify::choosing", "notify::proxy" };
  static const char * const of_file[] = { "notify::duration", "notify::width", "notify::codec", "notify::size",
                                          "notify::uri", "notify::missing", "notify::proxy-size" };
  static const char * const of_progress[] = { "notify::progress", "notify::speed", "notify::time-left" };

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->more, make_menu_cb, self, NULL);
  reel_upload_drag_add (self);
  self->signals = g_signal_group_new (REEL_TYPE_VIDEO);
  for (gsize i = 0; i < G_N_ELEMENTS (of_state); i++)
    g_signal_group_connect_swapped (self->signals, of_state[i], G_CALLBACK (update_soon), self);
  for (gsize i = 0; i < G_N_ELEMENTS (of_file); i++)
    g_signal_group_connect_swapped (self->signals, of_file[i], G_CALLBACK (update_soon), self);
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
