/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/reel-window-private.h"

/*
 * Which collection is looked at, and where the next question is asked: beside the videos that is the collection of the
 * sidebar, and beside hits the one that they are of, until the entry says otherwise.
 */

static gboolean
shows_view (ReelWindow *self,
            const char *name)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->views), name) == 0;
}

/* (nullable): of the sidebar; NULL is all */
static const char *
get_selected_id (ReelWindow *self)
{
  ReelCollection *collection = reel_collections_view_get_selected (self->collections);

  return collection != NULL ? reel_collection_get_id (collection) : NULL;
}

static void
follow_sidebar (ReelWindow *self)
{
  reel_search_model_set_collection_id (self->search, get_selected_id (self));
}

/* Beside hits, the scope is theirs. */
static gboolean
follow_question (ReelWindow *self)
{
  ReelSearchQuestion *question = reel_search_model_get_question (self->search);

  if (question == NULL || !shows_view (self, "results"))
    return FALSE;
  reel_search_model_set_collection_id (self->search, question->collection_id);
  return TRUE;
}

static void
on_question (ReelWindow *self)
{
  follow_question (self);
}

static void
on_view_shown (ReelWindow *self)
{
  if (self->search == NULL)
    return;
  if (shows_view (self, "videos"))
    follow_sidebar (self);
  else
    follow_question (self);
}

/* Of the entry: hits that are shown are asked for there at once. */
static void
on_scope_chosen (ReelWindow *self,
                 const char *id)
{
  const char *text = reel_search_bar_get_text (self->search_bar);

  if (self->search == NULL || g_strcmp0 (id, reel_search_model_get_collection_id (self->search)) == 0)
    return;
  reel_search_model_set_collection_id (self->search, id);
  if (!shows_view (self, "results") || reel_search_model_get_question (self->search) == NULL)
    return;
  if (*text != '\0' && g_strcmp0 (text, reel_search_model_get_text (self->search)) != 0)
    reel_window_search (self, text); /* it was changed, and waits for Enter */
  else
    reel_search_model_search_there (self->search);
}

/* The videos are those of the sidebar's collection, which may have another name by now, or be the first. */
static void
show_collection (ReelWindow *self)
{
  ReelCollectionList *list = self->session != NULL ? reel_session_get_collections (self->session) : NULL;

  reel_videos_page_set_collection (self->videos, reel_collections_view_get_selected (self->collections),
                                   list != NULL && g_list_model_get_n_items (G_LIST_MODEL (list)) > 0);
}

static void
on_collection_selected (ReelWindow *self)
{
  show_collection (self);
  if (self->search != NULL && !follow_question (self))
    follow_sidebar (self);
}

/* Remembers which collection was looked at, for each service. */
static void
save_collection (ReelWindow *self)
{
  const char *id = get_selected_id (self);
  const char *profile = reel_profile_get_id (reel_session_get_profile (self->session));
  g_autoptr (GVariant) saved = g_settings_get_value (self->settings, "last-collection");
  GVariantBuilder builder;
  GVariantIter iter;
  const char *key, *value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, saved);
  while (g_variant_iter_next (&iter, "{&s&s}", &key, &value))
    if (!g_str_equal (key, profile))
      g_variant_builder_add (&builder, "{ss}", key, value);
  if (id != NULL)
    g_variant_builder_add (&builder, "{ss}", profile, id);
  g_settings_set_value (self->settings, "last-collection", g_variant_builder_end (&builder));
}

static void
on_collection_activated (ReelWindow *self)
{
  self->restoring = FALSE;
  save_collection (self);
  reel_window_show_view (self, "videos");
  follow_sidebar (self);
}

/* Selects the collection of last time once it is listed, unless the user has chosen another. */
static void
restore_collection (ReelWindow *self)
{
  ReelCollectionList *list = reel_session_get_collections (self->session);
  g_autoptr (GVariant) saved = g_settings_get_value (self->settings, "last-collection");
  g_autofree char *id = NULL;
  ReelCollection *collection;

  if (!self->restoring ||
      !g_variant_lookup (saved, reel_profile_get_id (reel_session_get_profile (self->session)), "s", &id))
    return;
  collection = reel_collection_list_find (list, id);
  if (collection == NULL || (!self->show_hidden && reel_collection_get_hidden (collection)))
    return;
  self->restoring = FALSE;
  reel_collections_view_select (self->collections, collection);
}

static void
on_collections_changed (ReelWindow *self)
{
  restore_collection (self);
  show_collection (self);
}

/**
 * reel_window_select_collection:
 * @self: a #ReelWindow
 * @id_or_name: (nullable): a collection; %NULL or empty for all of them
 *
 * Returns: whether there is such a collection
 */
gboolean
reel_window_select_collection (ReelWindow *self,
                               const char *id_or_name)
{
  ReelCollection *collection = NULL;

  g_return_val_if_fail (REEL_IS_WINDOW (self), FALSE);
  g_return_val_if_fail (self->session != NULL, FALSE);

  if (id_or_name != NULL && *id_or_name != '\0')
    {
      collection = reel_collection_list_find (reel_session_get_collections (self->session), id_or_name);
      if (collection == NULL)
        return FALSE;
      if (reel_collection_get_hidden (collection))
        reel_window_set_show_hidden (self, TRUE); /* what one works with is to be seen */
    }
  reel_collections_view_select (self->collections, collection);
  on_collection_activated (self);
  return TRUE;
}

/* The service has said which collections it has: one of last time that is not among them does not come back by itself. */
void
reel_window_end_restoring (ReelWindow *self)
{
  self->restoring = FALSE;
}

/* Follows the present session and its search model. */
void
reel_window_set_up_scope (ReelWindow *self)
{
  self->restoring = TRUE;
  reel_collections_view_set_collections (self->collections, reel_session_get_collections (self->session));
  g_signal_group_set_target (self->collections_signals, reel_session_get_collections (self->session));
  g_signal_connect_object (self->search, "notify::question", G_CALLBACK (on_question), self, G_CONNECT_SWAPPED);
  restore_collection (self);
  on_collection_selected (self);
}

void
reel_window_class_bind_scope (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_scope_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_collection_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_collection_activated);
}

void
reel_window_init_scope (ReelWindow *self)
{
  self->collections_signals = g_signal_group_new (REEL_TYPE_COLLECTION_LIST);
  g_signal_group_connect_data (self->collections_signals, "items-changed", G_CALLBACK (on_collections_changed), self, NULL,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->views, "notify::visible-child", G_CALLBACK (on_view_shown), self, G_CONNECT_SWAPPED);
}
