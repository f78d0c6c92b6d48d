/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "search/reel-save-button.h"

struct _ReelSaveButton
{
  GtkToggleButton parent_instance;

  /* owned */
  ReelSearchModel *model; /* (nullable) */
  GSignalGroup *model_signals;
  GSignalGroup *saved_signals;

  gboolean quiet; /* it follows the model, and nobody has pressed it */
};

enum
{
  SAVE_REQUESTED,
  REMOVE_REQUESTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelSaveButton, reel_save_button, GTK_TYPE_TOGGLE_BUTTON)

static void
update (ReelSaveButton *self)
{
  gboolean asked = self->model != NULL && reel_search_model_get_text (self->model) != NULL &&
                   reel_search_model_get_example (self->model) == NULL;
  gboolean saved = asked && reel_search_model_find_saved (self->model) != NULL;

  self->quiet = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self), saved);
  self->quiet = FALSE;
  gtk_button_set_icon_name (GTK_BUTTON (self), saved ? "starred-symbolic" : "non-starred-symbolic");
  gtk_widget_set_sensitive (GTK_WIDGET (self), asked);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), saved ? _ ("Saved: Press to Remove (Ctrl+D)") : _ ("Save Search (Ctrl+D)"));
}

static void
saved_replaced (ReelSaveButton *self)
{
  g_signal_group_set_target (self->saved_signals, self->model != NULL ? reel_search_model_get_saved (self->model) : NULL);
  update (self);
}

/* What is pressed is not yet so: the search itself says when it is. */
static void
reel_save_button_toggled (GtkToggleButton *button)
{
  ReelSaveButton *self = REEL_SAVE_BUTTON (button);
  g_autoptr (ReelSavedSearch) search = NULL;

  if (self->quiet || self->model == NULL)
    return;
  g_set_object (&search, reel_search_model_find_saved (self->model));
  if (search != NULL)
    g_signal_emit (self, signals[REMOVE_REQUESTED], 0, search);
  else
    g_signal_emit (self, signals[SAVE_REQUESTED], 0);
  update (self);
}

/**
 * reel_save_button_set_model:
 * @self: the button
 * @model: (nullable): whose search it saves
 */
void
reel_save_button_set_model (ReelSaveButton  *self,
                            ReelSearchModel *model)
{
  g_return_if_fail (REEL_IS_SAVE_BUTTON (self));
  g_return_if_fail (model == NULL || REEL_IS_SEARCH_MODEL (model));

  g_set_object (&self->model, model);
  g_signal_group_set_target (self->model_signals, model);
  saved_replaced (self);
}

static void
reel_save_button_dispose (GObject *object)
{
  ReelSaveButton *self = REEL_SAVE_BUTTON (object);

  g_clear_object (&self->model_signals);
  g_clear_object (&self->saved_signals);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (reel_save_button_parent_class)->dispose (object);
}

static void
reel_save_button_class_init (ReelSaveButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_save_button_dispose;
  GTK_TOGGLE_BUTTON_CLASS (klass)->toggled = reel_save_button_toggled;

  signals[SAVE_REQUESTED] = g_signal_new ("save-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[REMOVE_REQUESTED] = g_signal_new ("remove-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, REEL_TYPE_SAVED_SEARCH);
}

static void
reel_save_button_init (ReelSaveButton *self)
{
  self->model_signals = g_signal_group_new (REEL_TYPE_SEARCH_MODEL);
  g_signal_group_connect_swapped (self->model_signals, "notify::text", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->model_signals, "notify::state", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->model_signals, "notify::saved", G_CALLBACK (saved_replaced), self);
  self->saved_signals = g_signal_group_new (REEL_TYPE_SAVED_SEARCHES);
  g_signal_group_connect_swapped (self->saved_signals, "items-changed", G_CALLBACK (update), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Save Search"), -1);
  update (self);
}

/**
 * reel_save_button_new:
 *
 * Returns: (transfer floating): a button without a search
 */
GtkWidget *
reel_save_button_new (void)
{
  return g_object_new (REEL_TYPE_SAVE_BUTTON, NULL);
}
