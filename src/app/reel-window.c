/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-window-private.h"
#include "search/reel-query-text.h"
#include "widgets/reel-toast.h"

/* What the player is told by the settings, and tells them: the same names in both. */
static const char * const player_settings[] = { "volume", "muted", "loop" };

G_DEFINE_FINAL_TYPE (ReelWindow, reel_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_0,
  PROP_SHOW_HIDDEN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
on_use_this_computer (ReelWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "app.select-profile", "s", "local");
}

static void
on_connect (ReelWindow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "app.connect", NULL);
}

static void
on_add_requested (ReelWindow *self)
{
  reel_window_choose_files (self, FALSE);
}

static void
on_search (ReelWindow *self,
           const char *text)
{
  reel_window_search (self, text);
}

static void
on_state (ReelWindow *self)
{
  const ReelSessionState state = reel_session_get_state (self->session);

  reel_window_update_banner (self);
  reel_window_update_saved (self);
  if (state == REEL_SESSION_READY)
    reel_window_end_restoring (self);
  else if (state == REEL_SESSION_FAILED || state == REEL_SESSION_NEEDS_KEY)
    reel_search_model_give_up (self->search, reel_session_get_message (self->session));
}

/* Another address, or another way to send the key: hits of the service before make no sense. */
static void
on_access_changed (ReelWindow *self)
{
  reel_search_model_search (self->search, NULL);
}

static void
on_client (ReelWindow *self)
{
  reel_search_model_set_client (self->search, reel_session_get_client (self->session));
  reel_analysis_page_set_client (self->analysis, reel_session_get_client (self->session));
  reel_window_update_actions (self);
  reel_window_update_similar (self);
  reel_window_update_saved (self);
  reel_window_update_use (self);
}

/* Says which service this is, and whether what goes there can be read on the way. */
static void
update_service (ReelWindow *self)
{
  ReelProfile *profile = reel_session_get_profile (self->session);
  gboolean unprotected = reel_profile_get_unprotected (profile);
  g_autofree char *text = NULL;

  adw_window_title_set_title (self->title, unprotected ? _ ("Not Protected") : _ ("Reelseek"));
  adw_window_title_set_subtitle (self->title, reel_profile_get_name (profile));
  gtk_widget_set_visible (self->unprotected, unprotected);
  text = g_strdup_printf ("%s\n%s", reel_profile_get_name (profile), /* which the title may have cut */
                          unprotected ? _ ("Not protected: key and videos travel readable") : _ ("Which service this is"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->service), text);
}

static void
on_banner_activated (ReelWindow *self)
{
  if (self->session != NULL && reel_session_get_state (self->session) == REEL_SESSION_NEEDS_KEY)
    gtk_widget_activate_action (GTK_WIDGET (self), "app.connect", NULL);
  else if (self->session != NULL)
    reel_session_connect (self->session);
}

static void
reel_window_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SHOW_HIDDEN:
      g_value_set_boolean (value, REEL_WINDOW (object)->show_hidden);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_window_set_property (GObject      *object,
                          guint         id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_SHOW_HIDDEN:
      reel_window_set_show_hidden (REEL_WINDOW (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_window_constructed (GObject *object)
{
  ReelWindow *self = REEL_WINDOW (object);

  G_OBJECT_CLASS (reel_window_parent_class)->constructed (object);
  if (REEL_DEVEL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "devel");
}

static void
reel_window_dispose (GObject *object)
{
  ReelWindow *self = REEL_WINDOW (object);

  reel_window_clear_files (self);
  reel_window_clear_saved (self);
  reel_window_clear_similar (self);
  g_clear_weak_pointer (&self->undo);
  g_clear_object (&self->shown_hit);
  g_clear_object (&self->presence);
  g_clear_object (&self->volumes);
  g_clear_object (&self->clip);
  g_clear_object (&self->use);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->queue_signals);
  g_clear_object (&self->collections_signals);
  g_clear_object (&self->profile_signals);
  g_clear_object (&self->search);
  g_clear_object (&self->session);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->profiles);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (reel_window_parent_class)->dispose (object);
}

static gboolean
on_close_request (GtkWindow *window)
{
  return reel_window_close_request (window) || GTK_WINDOW_CLASS (reel_window_parent_class)->close_request (window);
}

static void
reel_window_class_init (ReelWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = reel_window_constructed;
  object_class->dispose = reel_window_dispose;
  object_class->get_property = reel_window_get_property;
  object_class->set_property = reel_window_set_property;

  properties[PROP_SHOW_HIDDEN] = g_param_spec_boolean ("show-hidden", NULL, NULL, FALSE,
                                                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  GTK_WINDOW_CLASS (klass)->close_request = on_close_request;

  g_type_ensure (REEL_TYPE_ANALYSIS_PAGE);
  g_type_ensure (REEL_TYPE_BANNER);
  g_type_ensure (REEL_TYPE_COLLECTIONS_VIEW);
  g_type_ensure (REEL_TYPE_EXPORT_BAR);
  g_type_ensure (REEL_TYPE_PREVIEW_PANE);
  g_type_ensure (REEL_TYPE_RESULTS_PAGE);
  g_type_ensure (REEL_TYPE_ROOMY_BIN);
  g_type_ensure (REEL_TYPE_SAVE_BUTTON);
  g_type_ensure (REEL_TYPE_SAVED_VIEW);
  g_type_ensure (REEL_TYPE_SCOPE_BUTTON);
  g_type_ensure (REEL_TYPE_SEARCH_BAR);
  g_type_ensure (REEL_TYPE_UPLOADS_PAGE);
  g_type_ensure (REEL_TYPE_UPLOADS_SUMMARY);
  g_type_ensure (REEL_TYPE_VIDEOS_PAGE);
  g_type_ensure (REEL_TYPE_WELCOME_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/app/reel-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, stages);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, broken);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, content);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, service);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, unprotected);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, title);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, services);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, collections);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, saved_view);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, save_search);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, narrow_scope);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, views);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, videos);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, results);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, uploads);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, analysis);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, preview);
  gtk_widget_class_bind_template_child (widget_class, ReelWindow, export_bar);
  gtk_widget_class_bind_template_callback (widget_class, on_use_this_computer);
  gtk_widget_class_bind_template_callback (widget_class, on_connect);
  gtk_widget_class_bind_template_callback (widget_class, on_add_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_search);
  gtk_widget_class_bind_template_callback (widget_class, on_banner_activated);
  gtk_widget_class_bind_template_callback (widget_class, reel_window_toast);
  reel_window_class_bind_actions (widget_class);
  reel_window_class_bind_analysis (widget_class);
  reel_window_class_bind_clip (widget_class);
  reel_window_class_bind_copy (widget_class);
  reel_window_class_bind_export (widget_class);
  reel_window_class_bind_link (widget_class);
  reel_window_class_bind_local (widget_class);
  reel_window_class_bind_elsewhere (widget_class);
  reel_window_class_bind_saved (widget_class);
  reel_window_class_bind_similar (widget_class);
  reel_window_class_bind_locate (widget_class);
  reel_window_class_bind_reel (widget_class);
  reel_window_class_bind_scope (widget_class);
  reel_window_class_bind_views (widget_class);
  reel_window_class_bind_watched (widget_class);
  reel_window_class_bind_where (widget_class);
}

static void
reel_window_init (ReelWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->session_signals = g_signal_group_new (REEL_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::state", G_CALLBACK (on_state), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::message", G_CALLBACK (on_state), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::client", G_CALLBACK (on_client), self);
  self->profile_signals = g_signal_group_new (REEL_TYPE_PROFILE);
  g_signal_group_connect_swapped (self->profile_signals, "notify::name", G_CALLBACK (update_service), self);
  g_signal_group_connect_swapped (self->profile_signals, "notify::unprotected", G_CALLBACK (update_service), self);
  g_signal_group_connect_swapped (self->profile_signals, "access-changed", G_CALLBACK (on_access_changed), self);
  reel_window_init_actions (self);
  reel_window_init_files (self);
  reel_window_init_locate (self);
  reel_window_init_scope (self);
  reel_window_init_views (self);
  reel_window_init_where (self);
}

static void
name_service_row (GtkWidget   *row,
                  GParamSpec  *pspec,
                  ReelProfile *profile)
{
  const char *name = reel_profile_get_name (profile);

  gtk_label_set_label (GTK_LABEL (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkWidget *
create_service_row (gpointer item,
                    gpointer user_data)
{
  ReelProfile *profile = item;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_widget_set_sensitive (row, reel_profile_get_available (profile));
  g_signal_connect_object (profile, "notify::name", G_CALLBACK (name_service_row), row, G_CONNECT_SWAPPED);
  name_service_row (row, NULL, profile);
  return row;
}

static void
on_service_activated (ReelWindow    *self,
                      GtkListBoxRow *row)
{
  g_autoptr (ReelProfile) profile = g_list_model_get_item (self->profiles, (guint) gtk_list_box_row_get_index (row));

  gtk_menu_button_popdown (self->service);
  gtk_widget_activate_action (GTK_WIDGET (self), "app.select-profile", "s", reel_profile_get_id (profile));
}

/**
 * reel_window_new:
 * @application: the application
 * @settings: its settings: size and last collections are kept there
 * @profiles: (element-type ReelProfile): the services to switch between
 *
 * Returns: (transfer none): the window, which shows that it is loading
 */
GtkWidget *
reel_window_new (GtkApplication *application,
                 GSettings      *settings,
                 GListModel     *profiles)
{
  ReelWindow *self = g_object_new (REEL_TYPE_WINDOW, "application", application, NULL);

  self->settings = g_object_ref (settings);
  self->profiles = g_object_ref (profiles);
  gtk_window_set_icon_name (GTK_WINDOW (self), REEL_APP_ID);
  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  for (gsize i = 0; i < G_N_ELEMENTS (player_settings); i++)
    g_settings_bind (settings, player_settings[i], reel_preview_pane_get_player (self->preview), player_settings[i],
                     G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "export-handles", self->preview, "handles", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "play-with-handles", self->preview, "play-with-handles", G_SETTINGS_BIND_DEFAULT);
  reel_window_set_up_export (self);
  reel_window_set_up_use (self);
  gtk_list_box_bind_model (self->services, profiles, create_service_row, self, NULL);
  g_signal_connect_object (self->services, "row-activated", G_CALLBACK (on_service_activated), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * reel_window_show_welcome:
 * @self: a #ReelWindow
 *
 * Shows the first run's page.
 */
void
reel_window_show_welcome (ReelWindow *self)
{
  g_return_if_fail (REEL_IS_WINDOW (self));

  gtk_stack_set_visible_child_name (self->stages, "welcome");
}

/**
 * reel_window_show_broken:
 * @self: a #ReelWindow
 * @message: why the program can't work at all, and what to do
 */
void
reel_window_show_broken (ReelWindow *self,
                         const char *message)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (REEL_IS_WINDOW (self));

  escaped = g_markup_escape_text (message, -1); /* a status page's description is markup */
  adw_status_page_set_description (self->broken, escaped);
  gtk_stack_set_visible_child_name (self->stages, "broken");
}

/**
 * reel_window_set_session:
 * @self: a #ReelWindow
 * @session: the service to show
 * @catalogue: the catalogue
 * @grabber: where pictures come from
 */
void
reel_window_set_session (ReelWindow       *self,
                         ReelSession      *session,
                         ReelCatalogue    *catalogue,
                         ReelFrameGrabber *grabber)
{
  ReelProfile *profile;

  g_return_if_fail (REEL_IS_WINDOW (self));

  profile = reel_session_get_profile (session);
  g_set_object (&self->session, session);
  g_set_object (&self->catalogue, catalogue);
  g_clear_object (&self->search);
  self->search = reel_search_model_new (catalogue);
  reel_search_model_set_profile (self->search, reel_profile_get_id (profile));
  g_signal_connect_object (self->search, "items-changed", G_CALLBACK (reel_window_update_marks), self, G_CONNECT_SWAPPED);
  reel_search_bar_set_model (self->search_bar, self->search);
  reel_scope_button_set_model (self->narrow_scope, self->search);
  reel_results_page_set_grabber (self->results, grabber);
  reel_window_set_up_saved (self);
  reel_window_set_up_similar (self, grabber);
  reel_results_page_set_model (self->results, self->search);
  reel_window_set_up_actions (self);
  reel_videos_page_set_source (self->videos, catalogue, grabber, reel_profile_get_id (profile));
  reel_window_set_up_scope (self);
  reel_uploads_page_set_grabber (self->uploads, grabber);
  reel_preview_pane_set_grabber (self->preview, grabber);
  reel_uploads_page_set_queue (self->uploads, reel_session_get_queue (session));
  reel_window_set_up_analysis (self);
  reel_uploads_summary_set_queue (self->summary, reel_session_get_queue (session));
  reel_window_set_up_watched (self);
  reel_window_set_up_locate (self);
  reel_preview_pane_clear (self->preview);
  g_clear_object (&self->shown_hit);
  g_signal_group_set_target (self->profile_signals, profile);
  update_service (self);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->queue_signals, reel_session_get_queue (session));
  on_client (self);
  on_state (self);
  reel_window_show_view (self, "videos");
  gtk_stack_set_visible_child_name (self->stages, "main");
}

/**
 * reel_window_toast:
 * @self: a #ReelWindow
 * @text: what passes by itself
 */
void
reel_window_toast (ReelWindow *self,
                   const char *text)
{
  AdwToast *toast;

  g_return_if_fail (REEL_IS_WINDOW (self));

  toast = reel_toast_new (text);
  /* At once: one that the pointer rests on stays for as long as it does, and would hold this one up. */
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/**
 * reel_window_search:
 * @self: a #ReelWindow
 * @text: what to look for, where the entry says
 */
void
reel_window_search (ReelWindow *self,
                    const char *text)
{
  g_autofree char *clean = text != NULL ? reel_query_text_clean (text) : NULL;
  g_autofree char *refusal = clean != NULL ? reel_query_text_dup_refusal (clean) : NULL;

  g_return_if_fail (REEL_IS_WINDOW (self));

  if (self->search == NULL || clean == NULL || *clean == '\0')
    return;
  if (refusal != NULL)
    {
      reel_window_toast (self, refusal);
      return;
    }
  reel_search_model_search (self->search, clean);
  reel_window_show_view (self, "results");
}

/**
 * reel_window_play_hit:
 * @self: a #ReelWindow
 * @position: which hit, from 0
 */
void
reel_window_play_hit (ReelWindow *self,
                      int         position)
{
  g_return_if_fail (REEL_IS_WINDOW (self));

  if (position >= 0)
    reel_results_page_activate_position (self->results, (guint) position);
}
