/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-format.h"
#include "uploads/reel-uploads-summary.h"

struct _ReelUploadsSummary
{
  AdwBin parent_instance;

  /* template */
  GtkButton *button;
  GtkLabel *label;
  GtkLabel *note;
  GtkProgressBar *bar;
  GtkWidget *details;
  GtkLabel *bytes;
  GtkLabel *speed;
  GtkLabel *time_left;

  /* owned */
  ReelUploadQueue *queue; /* (nullable) */
  GSignalGroup *signals;  /* of the queue */
};

enum
{
  PROP_QUEUE = 1,
  PROP_ACTION_NAME,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];
static guint activated_signal;

G_DEFINE_FINAL_TYPE (ReelUploadsSummary, reel_uploads_summary, ADW_TYPE_BIN)

/* What the network keeps it from, as short as it is on one line of the sidebar. (transfer none) (nullable) */
static const char *
get_wait_text (ReelUploadsSummary *self)
{
  guint wait = REEL_NETWORK_WAIT_NONE;

  if (self->queue != NULL)
    g_object_get (self->queue, "wait", &wait, NULL);
  if (wait == REEL_NETWORK_WAIT_SIGN_IN)
    return _ ("Waits: sign in to the network");
  if (wait == REEL_NETWORK_WAIT_METERED)
    return _ ("Waits: metered network");
  return NULL;
}

/* How many bytes, how fast and how long, of all that is still to come. */
static void
update_details (ReelUploadsSummary *self,
                gboolean            busy,
                double              time_left)
{
  guint64 total = 0, sent = 0;
  double per_second = 0;
  const char *wait = get_wait_text (self);
  g_autofree char *all = NULL;
  g_autofree char *gone = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *speed = NULL;
  g_autofree char *left = NULL;

  if (self->queue != NULL)
    g_object_get (self->queue, "bytes-total", &total, "bytes-sent", &sent, "speed", &per_second, NULL);
  gtk_widget_set_visible (self->details, busy && total > 0);
  all = g_format_size (total);
  gone = g_format_size (sent);
  /* Translators: how much is sent, and how much there is in all, such as 1.2 GB of 3.4 GB */
  bytes = g_strdup_printf (_ ("%s of %s"), gone, all);
  gtk_label_set_label (self->bytes, bytes);
  if (per_second > 0)
    speed = reel_format_speed (per_second);
  gtk_label_set_label (self->speed, speed != NULL ? speed : "");
  if (wait != NULL)
    left = g_strdup (wait);
  else if (busy && time_left >= 0)
    left = reel_format_time_left (time_left);
  gtk_label_set_label (self->time_left, left != NULL ? left : "");
  gtk_widget_set_visible (GTK_WIDGET (self->time_left), left != NULL && left[0] != '\0');
}

static void
update (ReelUploadsSummary *self)
{
  guint n_total = 0, n_finished = 0, n_failed = 0;
  double time_left = -1, fraction = 0;
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  g_autofree char *note = NULL;

  if (self->queue != NULL)
    g_object_get (self->queue, "n-total", &n_total, "n-finished", &n_finished, "n-failed", &n_failed, "time-left",
                  &time_left, "fraction", &fraction, NULL);
  if (n_total == 0)
    {
      text = g_strdup (_ ("Uploads"));
      name = g_strdup (_ ("Uploads"));
    }
  else
    {
      /* Translators: how many videos are ready, and how many there are in all, such as Uploads 3/12 */
      text = g_strdup_printf (_ ("Uploads %'u/%'u"), n_finished, n_total);
      /* Translators: the same for the screen reader, such as Uploads, 3 of 12 ready */
      name = g_strdup_printf (_ ("Uploads, %'u of %'u ready"), n_finished, n_total);
    }
  if (n_failed > 0)
    note = g_strdup_printf (ngettext ("%'u failed", "%'u failed", n_failed), n_failed);
  if (n_failed > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->note), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->note), "error");
  gtk_label_set_label (self->label, text);
  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL && note[0] != '\0');
  gtk_progress_bar_set_fraction (self->bar, fraction);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), n_finished + n_failed < n_total);
  update_details (self, n_finished + n_failed < n_total, time_left);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
clicked_cb (ReelUploadsSummary *self)
{
  g_signal_emit (self, activated_signal, 0);
}

/**
 * reel_uploads_summary_set_queue:
 * @self: a #ReelUploadsSummary
 * @queue: (nullable): what to sum up
 */
void
reel_uploads_summary_set_queue (ReelUploadsSummary *self, ReelUploadQueue *queue)
{
  g_return_if_fail (REEL_IS_UPLOADS_SUMMARY (self));
  g_return_if_fail (queue == NULL || REEL_IS_UPLOAD_QUEUE (queue));

  if (!g_set_object (&self->queue, queue))
    return;
  g_signal_group_set_target (self->signals, queue);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUEUE]);
}

static void
reel_uploads_summary_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ReelUploadsSummary *self = REEL_UPLOADS_SUMMARY (object);

  switch (prop_id)
    {
    case PROP_QUEUE:
      g_value_set_object (value, self->queue);
      break;
    case PROP_ACTION_NAME:
      g_value_set_string (value, gtk_actionable_get_action_name (GTK_ACTIONABLE (self->button)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_uploads_summary_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  ReelUploadsSummary *self = REEL_UPLOADS_SUMMARY (object);

  switch (prop_id)
    {
    case PROP_QUEUE:
      reel_uploads_summary_set_queue (self, g_value_get_object (value));
      break;
    case PROP_ACTION_NAME:
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_uploads_summary_dispose (GObject *object)
{
  ReelUploadsSummary *self = REEL_UPLOADS_SUMMARY (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (reel_uploads_summary_parent_class)->dispose (object);
}

static void
reel_uploads_summary_class_init (ReelUploadsSummaryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = reel_uploads_summary_get_property;
  object_class->set_property = reel_uploads_summary_set_property;
  object_class->dispose = reel_uploads_summary_dispose;

  props[PROP_QUEUE] = g_param_spec_object ("queue", NULL, NULL, REEL_TYPE_UPLOAD_QUEUE,
                                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_ACTION_NAME] =
    g_param_spec_string ("action-name", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  activated_signal =
    g_signal_new ("activated", REEL_TYPE_UPLOADS_SUMMARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/uploads/reel-uploads-summary.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsSummary, button);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsSummary, label);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsSummary, note);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsSummary, bar);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsSummary, details);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsSummary, bytes);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsSummary, speed);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsSummary, time_left);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
reel_uploads_summary_init (ReelUploadsSummary *self)
{
  static const char * const numbers[] = { "notify::n-total", "notify::n-finished", "notify::n-failed", "notify::time-left",
                                          "notify::fraction", "notify::bytes-total", "notify::bytes-sent", "notify::speed",
                                          "notify::wait" };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (REEL_TYPE_UPLOAD_QUEUE);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_signal_group_connect_swapped (self->signals, numbers[i], G_CALLBACK (update), self);
  update (self);
}

/**
 * reel_uploads_summary_new:
 * @queue: (nullable): what to sum up
 *
 * Returns: (transfer floating): the line
 */
GtkWidget *
reel_uploads_summary_new (ReelUploadQueue *queue)
{
  return g_object_new (REEL_TYPE_UPLOADS_SUMMARY, "queue", queue, NULL);
}
