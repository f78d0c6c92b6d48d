/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-format.h"
#include "uploads/reel-upload-choice-dialog.h"
#include "uploads/reel-upload-filter.h"
#include "uploads/reel-upload-row.h"
#include "uploads/reel-uploads-page.h"
#include "widgets/reel-banner.h"
#include "widgets/reel-patient-factory.h"

/* What networks that one has to sign in to answer with their own page: plain http, and nobody's account. */
#define SIGN_IN_PAGE "http://nmcheck.gnome.org/"

struct _ReelUploadsPage
{
  AdwBin parent_instance;

  /* template */
  GtkStack *stack;
  ReelBanner *choosing;
  ReelBanner *network;
  GtkLabel *summary;
  GtkLabel *failed;
  GtkLabel *time_left;
  GtkProgressBar *bar;
  GtkWidget *pause_all;
  GtkWidget *resume_all;
  GtkWidget *retry_failed;
  GtkWidget *clear_finished;
  GtkToggleButton *kinds[REEL_UPLOAD_N_KINDS];
  GtkStack *rows;
  GtkLabel *none;
  GtkListView *list;

  /* owned */
  ReelUploadQueue *queue; /* (nullable) */
  ReelFrameGrabber *grabber; /* (nullable) */
  ReelUploadFilter *filter; /* (nullable): the rows of the queue that are shown */
  GSignalGroup *signals;  /* of the queue */
  GBindingGroup *bindings;
};

/* In the order of the kinds: their buttons in the template. */
static const char * const kind_names[REEL_UPLOAD_N_KINDS] = { "all", "active", "failed_ones", "done" };

enum
{
  PROP_QUEUE = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];
static guint message_signal;

G_DEFINE_FINAL_TYPE (ReelUploadsPage, reel_uploads_page, ADW_TYPE_BIN)

static void
row_message_cb (ReelUploadsPage *self,
                const char      *text)
{
  g_signal_emit (self, message_signal, 0, text);
}

static GtkWidget *
create_row (GtkListItem *item,
            gpointer     owner)
{
  ReelUploadsPage *self = owner;
  GtkWidget *row = reel_upload_row_new (self->queue);

  g_signal_connect_object (row, "message", G_CALLBACK (row_message_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "stale", G_CALLBACK (reel_patient_factory_refresh), item, G_CONNECT_SWAPPED);
  if (self->grabber != NULL)
    reel_upload_row_set_grabber (REEL_UPLOAD_ROW (row), self->grabber);
  gtk_list_item_set_activatable (item, FALSE);
  return row;
}

static void
show_in_row (GtkWidget *row,
             gpointer   video,
             gpointer   owner)
{
  reel_upload_row_set_video (REEL_UPLOAD_ROW (row), video);
}

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

static void
update_summary (ReelUploadsPage *self)
{
  g_autofree char *summary = NULL;
  g_autofree char *failed = NULL;
  g_autofree char *left = NULL;
  guint n_total, n_finished, n_failed;
  double time_left;

  g_object_get (self->queue, "n-total", &n_total, "n-finished", &n_finished, "n-failed", &n_failed, "time-left", &time_left,
                NULL);
  /* Translators: the second number is that of all videos */
  summary = g_strdup_printf (ngettext ("%'u of %'u video ready", "%'u of %'u videos ready", n_total), n_finished, n_total);
  gtk_label_set_label (self->summary, summary);
  if (n_failed > 0)
    failed = g_strdup_printf (ngettext ("%'u failed", "%'u failed", n_failed), n_failed);
  show_text (self->failed, failed);
  if (time_left >= 0)
    left = reel_format_time_left (time_left);
  show_text (self->time_left, left);
  gtk_widget_set_visible (self->retry_failed, n_failed > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), n_finished + n_failed < n_total);
}

static void
update_choosing (ReelUploadsPage *self)
{
  g_autofree char *text = reel_upload_choice_dialog_dup_title (self->queue);

  if (*text != '\0')
    reel_banner_show (self->choosing, text, _ ("Choose…"));
  else
    reel_banner_hide (self->choosing);
}

static void
choose_cb (ReelUploadsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_window_present (GTK_WINDOW (reel_upload_choice_dialog_new (GTK_WINDOW (root), self->queue)));
}

/* How many there are of each kind, on its button, and what to say where there is none. */
static void
update_kinds (ReelUploadsPage *self)
{
  const ReelUploadKind shown = reel_upload_filter_get_kind (self->filter);
  const char *none = "";

  for (guint i = 0; i < REEL_UPLOAD_N_KINDS; i++)
    {
      guint n = reel_upload_filter_count (self->filter, (ReelUploadKind) i);
      g_autofree char *text = NULL;

      switch ((ReelUploadKind) i)
        {
        case REEL_UPLOAD_KIND_ALL:
          /* Translators: a choice of what is shown, and how many there are, as short as can be */
          text = g_strdup_printf (C_ ("uploads", "All %'u"), n);
          break;
        case REEL_UPLOAD_KIND_ACTIVE:
          /* Translators: a choice of what is shown: something is still to come */
          text = g_strdup_printf (C_ ("uploads", "Active %'u"), n);
          break;
        case REEL_UPLOAD_KIND_FAILED:
          text = g_strdup_printf (C_ ("uploads", "Failed %'u"), n);
          break;
        case REEL_UPLOAD_KIND_DONE:
          text = g_strdup_printf (C_ ("uploads", "Done %'u"), n);
          break;
        default:
          g_assert_not_reached ();
        }
      gtk_label_set_label (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->kinds[i]))), text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->kinds[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    }
  if (shown == REEL_UPLOAD_KIND_ACTIVE)
    none = _ ("Nothing is on its way.");
  else if (shown == REEL_UPLOAD_KIND_FAILED)
    none = _ ("Nothing failed.");
  else if (shown == REEL_UPLOAD_KIND_DONE)
    none = _ ("Nothing is done yet.");
  gtk_label_set_label (self->none, none);
  gtk_stack_set_visible_child_name (self->rows, reel_upload_filter_count (self->filter, shown) > 0 ? "rows" : "none");
}

static void
kind_toggled_cb (ReelUploadsPage *self,
                 GtkToggleButton *button)
{
  if (!gtk_toggle_button_get_active (button) || self->filter == NULL)
    return;
  for (guint i = 0; i < REEL_UPLOAD_N_KINDS; i++)
    if (self->kinds[i] == button)
      reel_upload_filter_set_kind (self->filter, (ReelUploadKind) i);
  update_kinds (self);
}

static ReelUploadKind
get_kind (ReelUploadsPage *self)
{
  guint kind = 0;

  while (kind + 1 < REEL_UPLOAD_N_KINDS && !gtk_toggle_button_get_active (self->kinds[kind]))
    kind++;
  return (ReelUploadKind) kind;
}

/* (transfer none) (nullable): the row that has the focus, or in which it is */
static ReelUploadRow *
get_focused_row (ReelUploadsPage *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *row = focus;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))
    return NULL;
  if (!REEL_IS_UPLOAD_ROW (row))
    row = gtk_widget_get_ancestor (focus, REEL_TYPE_UPLOAD_ROW);
  if (row == NULL)
    row = gtk_widget_get_first_child (focus);
  if (!REEL_IS_UPLOAD_ROW (row) || reel_upload_row_get_video (REEL_UPLOAD_ROW (row)) == NULL)
    return NULL;
  return REEL_UPLOAD_ROW (row);
}

/* The keyboard stays with the video that was moved. */
static void
focus_video (ReelUploadsPage *self,
             ReelVideo       *video)
{
  guint position;

  if (!reel_upload_filter_find (self->filter, video, &position))
    return;
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->list)); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = gtk_widget_get_first_child (item);

      if (REEL_IS_UPLOAD_ROW (row) && reel_upload_row_get_video (REEL_UPLOAD_ROW (row)) == video)
        gtk_widget_grab_focus (item);
    }
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}

/* Up or down by one of the rows that are shown; 0: before all that wait. */
static gboolean
move_key_cb (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  ReelUploadsPage *self = REEL_UPLOADS_PAGE (widget);
  ReelUploadRow *row = get_focused_row (self);
  g_autoptr (ReelVideo) video = NULL;
  int by = g_variant_get_int32 (args);
  guint position;

  if (row == NULL)
    return FALSE;
  video = g_object_ref (reel_upload_row_get_video (row));
  if (by == 0)
    {
      reel_upload_queue_send_next (self->queue, video);
    }
  else if (reel_upload_filter_find (self->filter, video, &position))
    {
      g_autoptr (ReelVideo) other = g_list_model_get_item (G_LIST_MODEL (self->filter), position + (guint) by);

      if (other == NULL) /* it is the first, or the last */
        return TRUE;
      reel_upload_queue_move (self->queue, video, other, by > 0);
    }
  reel_upload_filter_flush (self->filter);
  focus_video (self, video);
  return TRUE;
}

static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  ReelUploadRow *row = get_focused_row (REEL_UPLOADS_PAGE (widget));

  if (row == NULL)
    return FALSE;
  reel_upload_row_open_menu (row, gtk_widget_get_width (GTK_WIDGET (row)) / 2.0,
                             gtk_widget_get_height (GTK_WIDGET (row)) / 2.0);
  return TRUE;
}

/* What of the network, or of the service, all wait for, and what can be done about it. */
static void
update_network (ReelUploadsPage *self)
{
  guint wait = REEL_NETWORK_WAIT_NONE;
  g_autofree char *held = NULL;

  g_object_get (self->queue, "wait", &wait, "held-why", &held, NULL);
  switch ((ReelNetworkWait) wait)
    {
    case REEL_NETWORK_WAIT_SIGN_IN:
      reel_banner_show (self->network, _ ("Uploads wait until you have signed in to this network."), _ ("Open Sign-in Page"));
      break;
    case REEL_NETWORK_WAIT_METERED:
      reel_banner_show (self->network, _ ("Uploads wait, as this network is metered."), _ ("Send Anyway"));
      break;
    case REEL_NETWORK_WAIT_NONE:
    default:
      if (held != NULL)
        reel_banner_show (self->network, held, _ ("Try Now"));
      else
        reel_banner_hide (self->network);
      break;
    }
}

static void
shown_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelUploadsPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error))
    g_signal_emit (self, message_signal, 0, error->message);
}

static void
network_activated_cb (ReelUploadsPage *self)
{
  guint wait = REEL_NETWORK_WAIT_NONE;

  g_object_get (self->queue, "wait", &wait, NULL);
  if (wait == REEL_NETWORK_WAIT_METERED)
    reel_upload_queue_send_anyway (self->queue);
  else if (wait == REEL_NETWORK_WAIT_SIGN_IN)
    gtk_show_uri_full (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), SIGN_IN_PAGE, GDK_CURRENT_TIME, NULL, shown_cb,
                       g_object_ref (self));
  else
    reel_upload_queue_try_now (self->queue);
}

static void
update_stack (ReelUploadsPage *self)
{
  gboolean any = self->queue != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->queue)) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
}

static void
pause_all_cb (ReelUploadsPage *self)
{
  reel_upload_queue_set_paused (self->queue, TRUE);
}

static void
resume_all_cb (ReelUploadsPage *self)
{
  reel_upload_queue_set_paused (self->queue, FALSE);
}

static void
retry_failed_cb (ReelUploadsPage *self)
{
  reel_upload_queue_retry_failed (self->queue);
}

static void
clear_finished_cb (ReelUploadsPage *self)
{
  reel_upload_queue_clear_finished (self->queue);
}

static void
show_queue (ReelUploadsPage *self)
{
  static const ReelPatientCells cells = { create_row, show_in_row };
  g_autoptr (GtkListItemFactory) factory = NULL;
  g_autoptr (GtkSelectionModel) selection = NULL;

  g_signal_group_set_target (self->signals, self->queue);
  g_binding_group_set_source (self->bindings, self->queue);
  /* Rows of another queue are no use: a new factory drops them. */
  gtk_list_view_set_model (self->list, NULL);
  gtk_list_view_set_factory (self->list, NULL);
  g_clear_object (&self->filter);
  if (self->queue != NULL)
    {
      self->filter = reel_upload_filter_new (G_LIST_MODEL (self->queue));
      reel_upload_filter_set_kind (self->filter, get_kind (self));
      g_signal_connect_object (self->filter, "counted", G_CALLBACK (update_kinds), self, G_CONNECT_SWAPPED);
      update_kinds (self);
      factory = reel_patient_factory_new (&cells, self);
      selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->filter))));
      gtk_list_view_set_factory (self->list, factory);
      gtk_list_view_set_model (self->list, selection);
      update_network (self);
      update_summary (self);
      update_choosing (self);
    }
  update_stack (self);
}

/**
 * reel_uploads_page_set_grabber:
 * @self: a #ReelUploadsPage
 * @grabber: where the pictures of the rows come from, of the next queue on
 */
void
reel_uploads_page_set_grabber (ReelUploadsPage  *self,
                               ReelFrameGrabber *grabber)
{
  g_return_if_fail (REEL_IS_UPLOADS_PAGE (self));

  g_set_object (&self->grabber, grabber);
}

/**
 * reel_uploads_page_set_queue:
 * @self: a #ReelUploadsPage
 * @queue: (nullable): what to show
 */
void
reel_uploads_page_set_queue (ReelUploadsPage *self, ReelUploadQueue *queue)
{
  g_return_if_fail (REEL_IS_UPLOADS_PAGE (self));
  g_return_if_fail (queue == NULL || REEL_IS_UPLOAD_QUEUE (queue));

  if (!g_set_object (&self->queue, queue))
    return;
  show_queue (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUEUE]);
}

static void
reel_uploads_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_QUEUE:
      g_value_set_object (value, REEL_UPLOADS_PAGE (object)->queue);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_uploads_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_QUEUE:
      reel_uploads_page_set_queue (REEL_UPLOADS_PAGE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
reel_uploads_page_dispose (GObject *object)
{
  ReelUploadsPage *self = REEL_UPLOADS_PAGE (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->signals);
  g_clear_object (&self->bindings);
  g_clear_object (&self->filter);
  g_clear_object (&self->grabber);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (reel_uploads_page_parent_class)->dispose (object);
}

static void
reel_uploads_page_class_init (ReelUploadsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = reel_uploads_page_get_property;
  object_class->set_property = reel_uploads_page_set_property;
  object_class->dispose = reel_uploads_page_dispose;

  props[PROP_QUEUE] = g_param_spec_object ("queue", NULL, NULL, REEL_TYPE_UPLOAD_QUEUE,
                                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  message_signal = g_signal_new ("message", REEL_TYPE_UPLOADS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_STRING);

  g_type_ensure (REEL_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/uploads/reel-uploads-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsPage, choosing);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsPage, network);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsPage, summary);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsPage, failed);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsPage, time_left);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsPage, bar);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsPage, pause_all);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsPage, resume_all);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsPage, retry_failed);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsPage, clear_finished);
  for (guint i = 0; i < REEL_UPLOAD_N_KINDS; i++)
    gtk_widget_class_bind_template_child_full (widget_class, kind_names[i], FALSE,
                                               G_STRUCT_OFFSET (ReelUploadsPage, kinds) + (gssize) (i * sizeof (gpointer)));
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsPage, rows);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsPage, none);
  gtk_widget_class_bind_template_child (widget_class, ReelUploadsPage, list);
  gtk_widget_class_bind_template_callback (widget_class, network_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, pause_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, resume_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_finished_cb);
  gtk_widget_class_bind_template_callback (widget_class, kind_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, GDK_ALT_MASK, move_key_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, GDK_ALT_MASK, move_key_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Home, GDK_ALT_MASK, move_key_cb, "i", 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
}

static void
reel_uploads_page_init (ReelUploadsPage *self)
{
  static const char * const numbers[] = { "notify::n-total", "notify::n-finished", "notify::n-failed", "notify::time-left" };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (REEL_TYPE_UPLOAD_QUEUE);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_signal_group_connect_swapped (self->signals, numbers[i], G_CALLBACK (update_summary), self);
  g_signal_group_connect_swapped (self->signals, "notify::n-choosing", G_CALLBACK (update_choosing), self);
  g_signal_group_connect_swapped (self->signals, "notify::service-name", G_CALLBACK (update_choosing), self);
  g_signal_group_connect_swapped (self->signals, "notify::wait", G_CALLBACK (update_network), self);
  g_signal_group_connect_swapped (self->signals, "notify::held-until", G_CALLBACK (update_network), self);
  g_signal_group_connect_swapped (self->signals, "items-changed", G_CALLBACK (update_stack), self);
  self->bindings = g_binding_group_new ();
  g_binding_group_bind (self->bindings, "fraction", self->bar, "fraction", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->bindings, "can-pause", self->pause_all, "visible", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->bindings, "can-resume", self->resume_all, "visible", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->bindings, "can-clear", self->clear_finished, "visible", G_BINDING_SYNC_CREATE);
  update_stack (self);
}

/**
 * reel_uploads_page_new:
 * @queue: (nullable): what to show
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
reel_uploads_page_new (ReelUploadQueue *queue)
{
  return g_object_new (REEL_TYPE_UPLOADS_PAGE, "queue", queue, NULL);
}
