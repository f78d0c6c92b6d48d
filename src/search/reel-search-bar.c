/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "search/reel-query-text.h"
#include "search/reel-scope-button.h"
#include "search/reel-search-bar-drop.h"
#include "search/reel-search-bar.h"

/* How many recent searches drop down. */
#define MOST_RECENT 8
/* Characters that they want to be wide at most. */
#define RECENT_WIDTH 20
/* Between two steps of the progress, in ms. */
#define PULSE 80

struct _ReelSearchBar
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *box;
  GtkEntry *entry;
  GtkWidget *scope_place;
  ReelScopeButton *scope;
  GtkPopover *popover;
  GtkWidget *recent_title;
  GtkListBox *list;
  GtkEventControllerFocus *focus;

  /* owned */
  ReelSearchModel *model; /* (nullable) */
  GSignalGroup *model_signals;
  GtkStringList *recent;
  char *typed; /* (nullable): what stands here while a question is given up */
  guint pulse;

  /* borrowed */
  GtkWidget *before;     /* (nullable), weak: what had the focus before the entry */
  GtkWindow *window;     /* (nullable): the root while rooted */
  gulong window_handler;

  gboolean refused;   /* the question can't be asked, which is said below it */
  gboolean quiet;     /* the text changes, but nobody types */
  gboolean composing; /* an input method has text that is not yet there: its keys are its own */
};

enum
{
  PROP_0,
  PROP_MODEL,
  PROP_SHOWS_SCOPE,
  N_PROPS,
};

enum
{
  SEARCH,
  SCOPE_CHOSEN,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelSearchBar, reel_search_bar, GTK_TYPE_WIDGET)

static void
set_text (ReelSearchBar *self,
          const char    *text)
{
  self->quiet = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->quiet = FALSE;
}

/* The recent searches that fit what is typed, newest first. */
static void
fill_recent (ReelSearchBar *self)
{
  ReelCatalogue *catalogue = self->model != NULL ? reel_search_model_get_catalogue (self->model) : NULL;
  const char *profile = self->model != NULL ? reel_search_model_get_profile (self->model) : NULL;
  g_autofree char *typed = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->entry)), -1);
  g_autoptr (GStrvBuilder) fitting = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  g_auto (GStrv) items = NULL;
  guint n = 0;

  g_strstrip (typed);
  if (catalogue != NULL && profile != NULL)
    all = reel_catalogue_get_searches (catalogue, profile, 10 * MOST_RECENT);
  for (guint i = 0; all != NULL && all[i] != NULL && n < MOST_RECENT; i++)
    {
      g_autofree char *folded = g_utf8_casefold (all[i], -1);

      if (g_strcmp0 (folded, typed) == 0 || strstr (folded, typed) == NULL)
        continue;
      g_strv_builder_add (fitting, all[i]);
      n++;
    }
  items = g_strv_builder_end (fitting);
  gtk_string_list_splice (self->recent, 0, g_list_model_get_n_items (G_LIST_MODEL (self->recent)),
                          (const char * const *) items);
}

static void
show_recent (ReelSearchBar *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  fill_recent (self);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->recent)) == 0)
    {
      gtk_popover_popdown (self->popover);
      return;
    }
  gtk_widget_set_size_request (GTK_WIDGET (self->popover), gtk_widget_get_width (self->box), -1);
  gtk_popover_popup (self->popover);
}

static void
give_focus_back (ReelSearchBar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->before != NULL && gtk_widget_get_mapped (self->before) && gtk_widget_grab_focus (self->before))
    return;
  if (root != NULL)
    gtk_root_set_focus (root, NULL);
}

/* Marks the entry, and says below it what is the matter with the question; %NULL for nothing. */
static void
refuse (ReelSearchBar *self,
        const char    *reason)
{
  if (self->refused == (reason != NULL))
    return;
  self->refused = reason != NULL;
  gtk_label_set_label (GTK_LABEL (self->recent_title), reason != NULL ? reason : _ ("Recent Searches"));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               reason != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (reason == NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
      gtk_popover_popdown (self->popover);
      return;
    }
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, reason, -1);
  gtk_string_list_splice (self->recent, 0, g_list_model_get_n_items (G_LIST_MODEL (self->recent)), NULL);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_popover_popup (self->popover);
}

static void
ask (ReelSearchBar *self,
     const char    *text)
{
  g_autofree char *clean = reel_query_text_clean (text);
  g_autofree char *refusal = reel_query_text_dup_refusal (clean);

  gtk_popover_popdown (self->popover);
  if (refusal != NULL)
    refuse (self, refusal);
  else if (*clean != '\0')
    g_signal_emit (self, signals[SEARCH], 0, clean);
}

static void
entry_activated (ReelSearchBar *self)
{
  ask (self, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
row_activated (ReelSearchBar *self,
               GtkListBoxRow *row)
{
  g_autofree char *text = g_strdup (gtk_string_list_get_string (self->recent, (guint) gtk_list_box_row_get_index (row)));

  if (text == NULL)
    return;
  set_text (self, text);
  gtk_entry_grab_focus_without_selecting (self->entry);
  ask (self, text);
}

static gboolean
is_searching (ReelSearchBar *self)
{
  return self->model != NULL && reel_search_model_get_state (self->model) == REEL_SEARCH_STATE_SEARCHING;
}

/* What the icon at the end does: it gives up the question that is asked, or clears the text. */
static void
show_icon (ReelSearchBar *self)
{
  const gboolean searching = is_searching (self);
  const gboolean empty = *gtk_editable_get_text (GTK_EDITABLE (self->entry)) == '\0';

  gtk_entry_set_icon_from_icon_name (self->entry, GTK_ENTRY_ICON_SECONDARY,
                                     searching ? "process-stop-symbolic" : empty ? NULL : "edit-clear-symbolic");
  if (searching || !empty)
    gtk_entry_set_icon_tooltip_text (self->entry, GTK_ENTRY_ICON_SECONDARY,
                                     searching ? _ ("Stop Searching (Escape)") : _ ("Clear"));
}

static void
entry_changed (ReelSearchBar *self)
{
  if (self->refused)
    {
      refuse (self, NULL);
      gtk_accessible_reset_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
    }
  show_icon (self);
  if (!self->quiet && gtk_event_controller_focus_contains_focus (self->focus))
    show_recent (self);
}

static void
icon_pressed (ReelSearchBar        *self,
              GtkEntryIconPosition  position)
{
  if (position != GTK_ENTRY_ICON_SECONDARY)
    return;
  gtk_entry_grab_focus_without_selecting (self->entry);
  if (is_searching (self))
    {
      reel_search_model_cancel (self->model);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
preedit_changed (ReelSearchBar *self,
                 const char    *preedit)
{
  self->composing = preedit != NULL && *preedit != '\0';
}

static gboolean
entry_key_pressed (ReelSearchBar *self,
                   guint          key)
{
  if (self->composing)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Escape)
    {
      if (gtk_widget_get_visible (GTK_WIDGET (self->popover)))
        gtk_popover_popdown (self->popover);
      else if (is_searching (self))
        reel_search_model_cancel (self->model);
      else
        give_focus_back (self);
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    {
      if (!gtk_widget_get_visible (GTK_WIDGET (self->popover)))
        show_recent (self);
      if (gtk_widget_get_visible (GTK_WIDGET (self->popover)))
        gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static gboolean
list_key_pressed (ReelSearchBar *self,
                  guint          key)
{
  if (key != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  gtk_entry_grab_focus_without_selecting (self->entry);
  gtk_popover_popdown (self->popover);
  return GDK_EVENT_STOP;
}

static gboolean
list_keynav_failed (ReelSearchBar    *self,
                    GtkDirectionType  direction)
{
  if (direction != GTK_DIR_UP)
    return GDK_EVENT_PROPAGATE;
  return gtk_entry_grab_focus_without_selecting (self->entry);
}

static void
focus_entered (ReelSearchBar *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) == '\0')
    show_recent (self);
}

static void
focus_left (ReelSearchBar *self)
{
  gtk_popover_popdown (self->popover);
}

static void
forget_before (ReelSearchBar *self)
{
  if (self->before != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->before), (gpointer *) &self->before);
  self->before = NULL;
}

static void
window_focus_changed (ReelSearchBar *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  if (focus == NULL || focus == GTK_WIDGET (self) || gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return;
  forget_before (self);
  self->before = focus;
  g_object_add_weak_pointer (G_OBJECT (focus), (gpointer *) &self->before);
}

static void
reel_search_bar_root (GtkWidget *widget)
{
  ReelSearchBar *self = REEL_SEARCH_BAR (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (reel_search_bar_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (!GTK_IS_WINDOW (root))
    return;
  self->window = GTK_WINDOW (root);
  self->window_handler = g_signal_connect_object (root, "notify::focus-widget", G_CALLBACK (window_focus_changed), self,
                                                  G_CONNECT_SWAPPED);
}

static void
reel_search_bar_unroot (GtkWidget *widget)
{
  ReelSearchBar *self = REEL_SEARCH_BAR (widget);

  if (self->window != NULL)
    g_clear_signal_handler (&self->window_handler, self->window);
  self->window = NULL;
  forget_before (self);
  GTK_WIDGET_CLASS (reel_search_bar_parent_class)->unroot (widget);
}

static gboolean
pulse (gpointer data)
{
  ReelSearchBar *self = data;

  gtk_entry_progress_pulse (self->entry);
  return G_SOURCE_CONTINUE;
}

static void
state_changed (ReelSearchBar *self)
{
  gboolean busy = is_searching (self);

  g_clear_pointer (&self->typed, g_free);
  show_icon (self);
  if (busy && self->pulse == 0)
    {
      gtk_entry_progress_pulse (self->entry);
      self->pulse = g_timeout_add (PULSE, pulse, self);
    }
  else if (!busy)
    {
      g_clear_handle_id (&self->pulse, g_source_remove);
      /* GTK 4.8 takes no notice of a fraction that it believes to have already, and goes on showing the last pulse. */
      gtk_entry_set_progress_fraction (self->entry, 1);
      gtk_entry_set_progress_fraction (self->entry, 0);
    }
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
}

/* So that a search that came from elsewhere, such as the command line, is seen here too. */
static void
text_changed (ReelSearchBar *self)
{
  const char *text = reel_search_model_get_text (self->model);
  gboolean is_example = reel_search_model_get_example (self->model) != NULL;

  /* Such a question can't be asked by its words. */
  gtk_entry_set_placeholder_text (self->entry, is_example ? text : _ ("Describe a moment…"));
  if (self->typed == NULL)
    set_text (self, text != NULL && !is_example ? text : "");
}

/* Who gives up a question wants to change it, as a rule: its words stay, though the hits are those of the one before. */
static void
question_cancelled (ReelSearchBar *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  g_free (self->typed);
  self->typed = *typed != '\0' ? g_strdup (typed) : NULL;
}

static void
scope_chosen (ReelSearchBar *self,
              const char    *id)
{
  g_signal_emit (self, signals[SCOPE_CHOSEN], 0, id);
}

/**
 * reel_search_bar_set_model:
 * @self: the bar
 * @model: (nullable): whose searches it shows
 */
void
reel_search_bar_set_model (ReelSearchBar   *self,
                           ReelSearchModel *model)
{
  g_return_if_fail (REEL_IS_SEARCH_BAR (self));
  g_return_if_fail (model == NULL || REEL_IS_SEARCH_MODEL (model));
  if (!g_set_object (&self->model, model))
    return;
  g_signal_group_set_target (self->model_signals, model);
  reel_scope_button_set_model (self->scope, model);
  if (model != NULL)
    text_changed (self);
  state_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL]);
}

/**
 * reel_search_bar_get_model:
 * @self: the bar
 *
 * Returns: (transfer none) (nullable): whose searches it shows
 */
ReelSearchModel *
reel_search_bar_get_model (ReelSearchBar *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_BAR (self), NULL);
  return self->model;
}

/**
 * reel_search_bar_get_text:
 * @self: the bar
 *
 * Returns: (transfer none): what stands in the entry
 */
const char *
reel_search_bar_get_text (ReelSearchBar *self)
{
  g_return_val_if_fail (REEL_IS_SEARCH_BAR (self), NULL);
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/**
 * reel_search_bar_begin:
 * @self: the bar
 *
 * Puts the cursor into the entry and selects its text. Escape gives the focus back to what had it.
 */
void
reel_search_bar_begin (ReelSearchBar *self)
{
  g_return_if_fail (REEL_IS_SEARCH_BAR (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static gboolean
reel_search_bar_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (REEL_SEARCH_BAR (widget)->entry));
}

static GtkWidget *
create_row (gpointer item,
            gpointer data)
{
  GtkWidget *label = gtk_label_new (gtk_string_object_get_string (item));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  /* As wide as the entry, whatever was asked. */
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), RECENT_WIDTH);
  return label;
}

static void
reel_search_bar_dispose (GObject *object)
{
  ReelSearchBar *self = REEL_SEARCH_BAR (object);

  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_object (&self->model_signals);
  g_clear_object (&self->model);
  forget_before (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), REEL_TYPE_SEARCH_BAR);
  g_clear_object (&self->recent);
  g_clear_pointer (&self->typed, g_free);
  G_OBJECT_CLASS (reel_search_bar_parent_class)->dispose (object);
}

static void
reel_search_bar_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_MODEL:
      g_value_set_object (value, REEL_SEARCH_BAR (object)->model);
      break;
    case PROP_SHOWS_SCOPE:
      g_value_set_boolean (value, gtk_widget_get_visible (REEL_SEARCH_BAR (object)->scope_place));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_search_bar_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_MODEL:
      reel_search_bar_set_model (REEL_SEARCH_BAR (object), g_value_get_object (value));
      break;
    case PROP_SHOWS_SCOPE:
      gtk_widget_set_visible (REEL_SEARCH_BAR (object)->scope_place, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_search_bar_class_init (ReelSearchBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = reel_search_bar_dispose;
  object_class->get_property = reel_search_bar_get_property;
  object_class->set_property = reel_search_bar_set_property;
  widget_class->root = reel_search_bar_root;
  widget_class->unroot = reel_search_bar_unroot;
  widget_class->grab_focus = reel_search_bar_grab_focus;

  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, REEL_TYPE_SEARCH_MODEL,
                                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_SHOWS_SCOPE] = g_param_spec_boolean ("shows-scope", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SEARCH] = g_signal_new ("search", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SCOPE_CHOSEN] = g_signal_new ("scope-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
  g_signal_new ("file-dropped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);
  g_signal_new ("texture-dropped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                GDK_TYPE_TEXTURE);

  g_type_ensure (REEL_TYPE_SCOPE_BUTTON);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/reelseek/Reelseek/search/reel-search-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelSearchBar, box);
  gtk_widget_class_bind_template_child (widget_class, ReelSearchBar, entry);
  gtk_widget_class_bind_template_child (widget_class, ReelSearchBar, scope);
  gtk_widget_class_bind_template_child (widget_class, ReelSearchBar, scope_place);
  gtk_widget_class_bind_template_child (widget_class, ReelSearchBar, popover);
  gtk_widget_class_bind_template_child (widget_class, ReelSearchBar, recent_title);
  gtk_widget_class_bind_template_child (widget_class, ReelSearchBar, list);
  gtk_widget_class_bind_template_child (widget_class, ReelSearchBar, focus);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, entry_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, icon_pressed);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, list_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, list_keynav_failed);
  gtk_widget_class_bind_template_callback (widget_class, focus_entered);
  gtk_widget_class_bind_template_callback (widget_class, focus_left);
  gtk_widget_class_bind_template_callback (widget_class, scope_chosen);
}

static void
reel_search_bar_init (ReelSearchBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  reel_search_bar_drop_add (self);
  /* What is too long is refused with words, instead of losing its end. */
  gtk_entry_set_max_length (self->entry, 0);
  gtk_label_set_wrap (GTK_LABEL (self->recent_title), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->recent_title), RECENT_WIDTH);
  self->recent = gtk_string_list_new (NULL);
  g_signal_connect_object (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)), "preedit-changed",
                           G_CALLBACK (preedit_changed), self, G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->recent), create_row, NULL, NULL);
  self->model_signals = g_signal_group_new (REEL_TYPE_SEARCH_MODEL);
  g_signal_group_connect_swapped (self->model_signals, "notify::state", G_CALLBACK (state_changed), self);
  g_signal_group_connect_swapped (self->model_signals, "notify::text", G_CALLBACK (text_changed), self);
  g_signal_group_connect_swapped (self->model_signals, "cancelled", G_CALLBACK (question_cancelled), self);
}

/**
 * reel_search_bar_new:
 *
 * Returns: (transfer floating): an empty bar
 */
GtkWidget *
reel_search_bar_new (void)
{
  return g_object_new (REEL_TYPE_SEARCH_BAR, NULL);
}
