/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "search/reel-export-button.h"
#include "search/reel-hit-cell.h"
#include "search/reel-results-page.h"

/* Between two steps of the progress, in ms. */
#define PULSE 40

struct _ReelResultsPage
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *overlay;
  GtkStack *stack;
  GtkWidget *progress;
  GtkSpinner *spinner;
  GtkLabel *count;
  GtkWidget *unknown_note;
  GtkLabel *unknown_label;
  GtkWidget *missing_note;
  GtkLabel *missing_label;
  GtkGridView *grid;
  AdwStatusPage *empty;
  GtkLabel *empty_unknown;
  GtkLabel *empty_missing;
  GtkLabel *empty_where;
  AdwStatusPage *failed;
  GtkWidget *again;

  /* owned */
  ReelSearchModel *model;    /* (nullable) */
  ReelFrameGrabber *grabber; /* (nullable) */
  GtkSingleSelection *selection;
  GSignalGroup *model_signals;
  guint pulse;

  /* borrowed */
  ReelHit *pressed; /* (nullable): only compared: the hit that was selected already when the button went down */
};

enum
{
  PROP_0,
  PROP_MODEL,
  PROP_GRABBER,
  PROP_SELECTED_HIT,
  N_PROPS,
};

enum
{
  HIT_SELECTED,
  HIT_ACTIVATED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelResultsPage, reel_results_page, GTK_TYPE_WIDGET)

static gboolean
pulse (gpointer data)
{
  ReelResultsPage *self = data;

  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->progress));
  return G_SOURCE_CONTINUE;
}

/* Only while it is seen: a pulse draws a frame each time. */
static void
set_pulsing (ReelResultsPage *self,
             gboolean         pulsing)
{
  gtk_widget_set_visible (self->progress, pulsing);
  if (pulsing && self->pulse == 0)
    self->pulse = g_timeout_add (PULSE, pulse, self);
  else if (!pulsing)
    g_clear_handle_id (&self->pulse, g_source_remove);
}

static char *
count_hits (guint n_hits,
            guint n_videos)
{
  /* Two sentences, since both numbers have plural forms. */
  if (n_videos == 1)
    return g_strdup_printf (ngettext ("%u hit in 1 video", "%u hits in 1 video", n_hits), n_hits);
  return g_strdup_printf (ngettext ("%1$u hits in %2$u video", "%1$u hits in %2$u videos", n_videos), n_hits, n_videos);
}

/* (transfer full) (nullable): how many hits there are besides, of videos that people have hidden */
static char *
count_hidden (ReelSearchModel *model)
{
  guint n = reel_search_model_get_n_hidden (model);

  return n > 0 ? g_strdup_printf (ngettext ("%u hit of hidden videos", "%u hits of hidden videos", n), n) : NULL;
}

/* (transfer full) (nullable): “dog”, “people” */
static char *
list_words (const char * const *words)
{
  g_autoptr (GString) list = NULL;

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      if (list == NULL)
        list = g_string_new (NULL);
      else
        /* Translators: between the words of a list */
        g_string_append (list, _ (", "));
      /* Translators: a word in quotation marks */
      g_string_append_printf (list, _ ("“%s”"), words[i]);
    }
  return list != NULL ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}

static void
show_hits (ReelResultsPage *self)
{
  g_autofree char *count = count_hits (g_list_model_get_n_items (G_LIST_MODEL (self->model)),
                                       reel_search_model_get_n_videos (self->model));
  g_autofree char *words = list_words (reel_search_model_get_unknown_words (self->model));
  g_autofree char *hidden = count_hidden (self->model);
  /* Translators: between the words of a list */
  g_autofree char *both = hidden != NULL ? g_strconcat (count, _ (", "), hidden, NULL) : NULL;
  const char *missing = reel_search_model_get_error (self->model);

  gtk_label_set_label (self->count, both != NULL ? both : count);
  gtk_widget_set_visible (self->unknown_note, words != NULL);
  if (words != NULL)
    {
      /* Translators: %s is a list of words in quotation marks */
      g_autofree char *note = g_strdup_printf (_ ("Not understood, and left out: %s"), words);

      gtk_label_set_label (self->unknown_label, note);
    }
  gtk_widget_set_visible (self->missing_note, missing != NULL);
  gtk_label_set_label (self->missing_label, missing != NULL ? missing : "");
}

static void
show_empty (ReelResultsPage *self)
{
  g_autofree char *description = NULL;
  g_autofree char *hidden = count_hidden (self->model);
  g_autofree char *words = list_words (reel_search_model_get_unknown_words (self->model));
  const char *text = reel_search_model_get_text (self->model);
  const char *scope = reel_search_model_get_scope (self->model);
  const char *missing = reel_search_model_get_error (self->model);

  if (scope != NULL)
    /* Translators: what was asked, and the name of a collection */
    description = g_markup_printf_escaped (_ ("Nothing in “%2$s” is like “%1$s”."), text, scope);
  else
    description = g_markup_printf_escaped (_ ("Nothing in any collection is like “%s”."), text);
  if (hidden != NULL)
    {
      g_autofree char *nothing = g_steal_pointer (&description);

      description = g_strdup_printf ("%s\n%s", nothing, hidden);
    }
  adw_status_page_set_description (self->empty, description);

  gtk_widget_set_visible (GTK_WIDGET (self->empty_unknown), words != NULL);
  if (words != NULL)
    {
      /* Translators: %s is a list of words in quotation marks */
      g_autofree char *note = g_strdup_printf (_ ("These words were not understood: %s"), words);

      gtk_label_set_label (self->empty_unknown, note);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->empty_missing), missing != NULL);
  gtk_label_set_label (self->empty_missing, missing != NULL ? missing : "");
  if (scope != NULL)
    gtk_label_set_label (self->empty_where,
                         _ ("Or search all collections: choose them in the sidebar, and press Enter again."));
  else
    gtk_label_set_label (self->empty_where, _ ("Or wait until your videos are Ready: only those can be found."));
}

static void
show_failed (ReelResultsPage *self)
{
  const char *error = reel_search_model_get_error (self->model);
  g_autofree char *description = error != NULL ? g_markup_escape_text (error, -1) : NULL;

  adw_status_page_set_description (self->failed, description);
}

static void
set_dimmed (GtkWidget *widget,
            gboolean   dimmed)
{
  if (dimmed)
    gtk_widget_add_css_class (widget, "dim-label");
  else
    gtk_widget_remove_css_class (widget, "dim-label");
}

static void
state_changed (ReelResultsPage *self)
{
  ReelSearchState state = self->model != NULL ? reel_search_model_get_state (self->model) : REEL_SEARCH_STATE_IDLE;
  gboolean have_hits = self->model != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0;
  gboolean searching = state == REEL_SEARCH_STATE_SEARCHING;
  const char *page = "idle";

  switch (state)
    {
    case REEL_SEARCH_STATE_SEARCHING:
      page = have_hits ? "hits" : "waiting";
      break;
    case REEL_SEARCH_STATE_DONE:
      page = have_hits ? "hits" : "empty";
      if (have_hits)
        show_hits (self);
      else
        show_empty (self);
      break;
    case REEL_SEARCH_STATE_FAILED:
      page = "failed";
      show_failed (self);
      break;
    case REEL_SEARCH_STATE_IDLE:
    default:
      break;
    }
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_spinner_set_spinning (self->spinner, searching && !have_hits);
  set_pulsing (self, searching && have_hits);
  set_dimmed (GTK_WIDGET (self->grid), searching);
  set_dimmed (GTK_WIDGET (self->count), searching);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_STATE_BUSY, searching, -1);
}

static void
try_again (ReelResultsPage *self)
{
  if (self->model != NULL)
    reel_search_model_search (self->model, reel_search_model_get_text (self->model));
}

static void
selected_changed (ReelResultsPage *self)
{
  ReelHit *hit = gtk_single_selection_get_selected_item (self->selection);

  if (hit != NULL)
    g_signal_emit (self, signals[HIT_SELECTED], 0, hit);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED_HIT]);
}

static void
activate (ReelResultsPage *self,
          guint            position)
{
  g_autoptr (ReelHit) hit = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (hit == NULL)
    return;
  gtk_single_selection_set_selected (self->selection, position);
  g_signal_emit (self, signals[HIT_ACTIVATED], 0, hit);
}

static void
grid_activated (ReelResultsPage *self,
                guint            position)
{
  activate (self, position);
}

static guint
find_position (ReelResultsPage *self,
               ReelHit         *hit)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelHit) other = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (other == hit)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* The toolkit selects with space, and that has happened already by moving here: a hit plays. */
static gboolean
grid_key_pressed (ReelResultsPage *self,
                  guint            key,
                  guint            code,
                  GdkModifierType  modifiers)
{
  GtkWidget *item = gtk_widget_get_focus_child (GTK_WIDGET (self->grid));
  GtkWidget *cell = item != NULL ? gtk_widget_get_first_child (item) : NULL;
  ReelHit *hit = REEL_IS_HIT_CELL (cell) ? reel_hit_cell_get_hit (REEL_HIT_CELL (cell)) : NULL;

  if ((key != GDK_KEY_space && key != GDK_KEY_KP_Space) || hit == NULL
      || (modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  activate (self, find_position (self, hit));
  return GDK_EVENT_STOP;
}

/* A click on the hit that is selected already changes no selection, but asks for it again: the preview may be gone. */
static void
cell_pressed (GtkGestureClick *gesture,
              int              n_press,
              double           x,
              double           y,
              ReelResultsPage *self)
{
  ReelHit *hit = reel_hit_cell_get_hit (REEL_HIT_CELL (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture))));

  self->pressed = n_press == 1 && hit == gtk_single_selection_get_selected_item (self->selection) ? hit : NULL;
}

static void
cell_released (GtkGestureClick *gesture,
               int              n_press,
               double           x,
               double           y,
               ReelResultsPage *self)
{
  ReelHit *hit = reel_hit_cell_get_hit (REEL_HIT_CELL (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture))));

  if (n_press == 1 && hit != NULL && hit == self->pressed)
    g_signal_emit (self, signals[HIT_SELECTED], 0, hit);
  self->pressed = NULL;
}

static void
setup_cell (GtkSignalListItemFactory *factory,
            GtkListItem              *item,
            ReelResultsPage          *self)
{
  GtkWidget *cell = reel_hit_cell_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_object (click, "pressed", G_CALLBACK (cell_pressed), self, 0);
  g_signal_connect_object (click, "released", G_CALLBACK (cell_released), self, 0);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (click));
  g_object_bind_property (self, "grabber", cell, "grabber", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (item, cell);
}

static void
bind_cell (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           ReelResultsPage          *self)
{
  reel_hit_cell_set_hit (REEL_HIT_CELL (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cell (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             ReelResultsPage          *self)
{
  reel_hit_cell_set_hit (REEL_HIT_CELL (gtk_list_item_get_child (item)), NULL);
}

/**
 * reel_results_page_set_model:
 * @self: the page
 * @model: (nullable): whose hits it shows
 */
void
reel_results_page_set_model (ReelResultsPage *self,
                             ReelSearchModel *model)
{
  g_return_if_fail (REEL_IS_RESULTS_PAGE (self));
  g_return_if_fail (model == NULL || REEL_IS_SEARCH_MODEL (model));
  if (!g_set_object (&self->model, model))
    return;
  g_signal_group_set_target (self->model_signals, model);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (model));
  state_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL]);
}

/**
 * reel_results_page_get_model:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): whose hits it shows
 */
ReelSearchModel *
reel_results_page_get_model (ReelResultsPage *self)
{
  g_return_val_if_fail (REEL_IS_RESULTS_PAGE (self), NULL);
  return self->model;
}

/**
 * reel_results_page_set_grabber:
 * @self: the page
 * @grabber: (nullable): where the pictures come from
 */
void
reel_results_page_set_grabber (ReelResultsPage  *self,
                               ReelFrameGrabber *grabber)
{
  g_return_if_fail (REEL_IS_RESULTS_PAGE (self));
  g_return_if_fail (grabber == NULL || REEL_IS_FRAME_GRABBER (grabber));
  if (g_set_object (&self->grabber, grabber))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRABBER]);
}

/**
 * reel_results_page_get_selected_hit:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): the hit that is selected
 */
ReelHit *
reel_results_page_get_selected_hit (ReelResultsPage *self)
{
  g_return_val_if_fail (REEL_IS_RESULTS_PAGE (self), NULL);
  return gtk_single_selection_get_selected_item (self->selection);
}

/**
 * reel_results_page_activate_position:
 * @self: the page
 * @position: from 0, the best hit first
 *
 * Selects the hit, scrolls to it and emits #ReelResultsPage::hit-activated.
 *
 * Returns: %FALSE where there is no such hit
 */
gboolean
reel_results_page_activate_position (ReelResultsPage *self,
                                     guint            position)
{
  g_return_val_if_fail (REEL_IS_RESULTS_PAGE (self), FALSE);
  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self->grid), "list.scroll-to-item", "u", position);
  activate (self, position);
  return TRUE;
}

static gboolean
reel_results_page_grab_focus (GtkWidget *widget)
{
  ReelResultsPage *self = REEL_RESULTS_PAGE (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "hits") == 0)
    return gtk_widget_grab_focus (GTK_WIDGET (self->grid));
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "failed") == 0)
    return gtk_widget_grab_focus (self->again);
  return FALSE;
}

static void
reel_results_page_dispose (GObject *object)
{
  ReelResultsPage *self = REEL_RESULTS_PAGE (object);

  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_object (&self->model_signals);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), REEL_TYPE_RESULTS_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->grabber);
  G_OBJECT_CLASS (reel_results_page_parent_class)->dispose (object);
}

static void
reel_results_page_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  ReelResultsPage *self = REEL_RESULTS_PAGE (object);

  switch (id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_GRABBER:
      g_value_set_object (value, self->grabber);
      break;
    case PROP_SELECTED_HIT:
      g_value_set_object (value, reel_results_page_get_selected_hit (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_results_page_set_property (GObject      *object,
                                guint         id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  ReelResultsPage *self = REEL_RESULTS_PAGE (object);

  switch (id)
    {
    case PROP_MODEL:
      reel_results_page_set_model (self, g_value_get_object (value));
      break;
    case PROP_GRABBER:
      reel_results_page_set_grabber (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_results_page_class_init (ReelResultsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = reel_results_page_dispose;
  object_class->get_property = reel_results_page_get_property;
  object_class->set_property = reel_results_page_set_property;
  widget_class->grab_focus = reel_results_page_grab_focus;

  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, REEL_TYPE_SEARCH_MODEL, rw);
  props[PROP_GRABBER] = g_param_spec_object ("grabber", NULL, NULL, REEL_TYPE_FRAME_GRABBER, rw);
  props[PROP_SELECTED_HIT] = g_param_spec_object ("selected-hit", NULL, NULL, REEL_TYPE_HIT,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[HIT_SELECTED] = g_signal_new ("hit-selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, REEL_TYPE_HIT);
  signals[HIT_ACTIVATED] = g_signal_new ("hit-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, REEL_TYPE_HIT);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_type_ensure (REEL_TYPE_EXPORT_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/reelseek/Reelseek/search/reel-results-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, progress);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, count);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, unknown_note);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, unknown_label);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, missing_note);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, missing_label);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, grid);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, empty);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, empty_unknown);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, empty_missing);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, empty_where);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, failed);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsPage, again);
  gtk_widget_class_bind_template_callback (widget_class, setup_cell);
  gtk_widget_class_bind_template_callback (widget_class, bind_cell);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cell);
  gtk_widget_class_bind_template_callback (widget_class, grid_activated);
  gtk_widget_class_bind_template_callback (widget_class, grid_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, try_again);
}

static void
reel_results_page_init (ReelResultsPage *self)
{
  g_type_ensure (ADW_TYPE_STATUS_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));

  self->selection = g_object_new (GTK_TYPE_SINGLE_SELECTION, "autoselect", FALSE, "can-unselect", TRUE, NULL);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (selected_changed), self);
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (self->selection));

  self->model_signals = g_signal_group_new (REEL_TYPE_SEARCH_MODEL);
  g_signal_group_connect_swapped (self->model_signals, "notify::state", G_CALLBACK (state_changed), self);
  g_signal_group_connect_swapped (self->model_signals, "notify::error", G_CALLBACK (state_changed), self);
  state_changed (self);
}

/**
 * reel_results_page_new:
 *
 * Returns: (transfer floating): a page without a model
 */
GtkWidget *
reel_results_page_new (void)
{
  return g_object_new (REEL_TYPE_RESULTS_PAGE, NULL);
}
