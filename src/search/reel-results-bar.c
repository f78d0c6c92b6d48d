/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "search/reel-results-bar.h"
#include "search/reel-results-text.h"
#include "widgets/reel-histogram-scale.h"

/* Into how many parts the histogram of the cut-off is cut. */
#define N_BINS 24
/* At its end the slider shows all, whatever the next query brings. */
#define SHOWS_ALL 0.999

struct _ReelResultsBar
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *top;
  GtkWidget *bottom;
  GtkLabel *count;
  GtkWidget *filter;
  GtkDropDown *collection;
  GtkDropDown *length;
  GtkDropDown *place;
  GtkDropDown *tag;
  GtkWidget *clear;
  GtkToggleButton *groups;
  ReelHistogramScale *cut_off;
  GtkWidget *more;
  GtkDropDown *sort;

  /* owned */
  ReelSearchModel *model;    /* (nullable) */
  ReelHitView *view;         /* (nullable) */
  GPtrArray *collection_ids; /* (element-type utf8) (nullable elements): of the rows of the drop-down */
  GSignalGroup *model_signals;
  GSignalGroup *view_signals;

  gboolean quiet; /* controls follow the view, and nobody has touched them */
};

enum
{
  PROP_0,
  PROP_MODEL,
  PROP_VIEW,
  PROP_GROUPED,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelResultsBar, reel_results_bar, GTK_TYPE_WIDGET)

static void
show_count (ReelResultsBar *self)
{
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->view));
  guint all = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  const guint n_new = reel_search_model_get_n_new (self->model);
  g_autofree char *count = NULL;

  if (shown == all)
    count = reel_results_text_count (all, reel_hit_view_get_n_videos (self->view),
                                     reel_search_model_get_n_hidden (self->model));
  else
    /* Translators: how many hits are shown, and how many there are */
    count = g_strdup_printf (ngettext ("%1$u of %2$u hit", "%1$u of %2$u hits", all), shown, all);
  if (n_new > 0)
    {
      g_autofree char *old = g_steal_pointer (&count);

      /* Translators: how many hits there are, as one of the other messages says it, and how many of them are new */
      count = g_strdup_printf (ngettext ("%1$s, %2$u new", "%1$s, %2$u new", n_new), old, n_new);
    }
  gtk_label_set_label (self->count, count);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->count), count);
}

static void
show_cut_off (ReelResultsBar *self)
{
  double largest = reel_hit_view_get_largest_drop (self->view), cut_off = reel_hit_view_get_cut_off (self->view);
  g_autofree char *text = NULL;
  guint bins[N_BINS];

  reel_hit_view_count (self->view, bins, N_BINS);
  reel_histogram_scale_set_bins (self->cut_off, bins, N_BINS);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cut_off), largest > 0);
  if (cut_off == G_MAXDOUBLE)
    text = g_strdup (_ ("All hits"));
  else
    /* Translators: which hits are shown; %.0f is a number from 0 to 100, and %% is a percent sign */
    text = g_strdup_printf (_ ("Hits at most %.0f%% less similar than the best"), MIN (cut_off, largest) * 100);
  /* A drop that this answer does not reach is at the end too, and stays what it is for the next one. */
  reel_histogram_scale_set_value (self->cut_off, largest > 0 ? MIN (1, cut_off / largest) : 1);
  reel_histogram_scale_describe (self->cut_off, _ ("Cut-off"), text);
}

static void
view_changed (ReelResultsBar *self)
{
  gboolean filtered = reel_hit_view_get_is_filtered (self->view);
  guint row = 0;

  if (self->model == NULL)
    return;
  self->quiet = TRUE;
  show_count (self);
  show_cut_off (self);
  g_ptr_array_find_with_equal_func (self->collection_ids, reel_hit_view_get_collection_id (self->view),
                                    (GEqualFunc) (void (*) (void)) reel_results_text_equal, &row);
  gtk_drop_down_set_selected (self->collection, row);
  gtk_drop_down_set_selected (self->length, reel_hit_view_get_length (self->view));
  gtk_drop_down_set_selected (self->place, reel_hit_view_get_place (self->view));
  if (reel_hit_view_get_tag (self->view) == NULL)
    gtk_drop_down_set_selected (self->tag, 0);
  gtk_drop_down_set_selected (self->sort, reel_hit_view_get_sort (self->view));
  if (filtered)
    gtk_widget_add_css_class (self->filter, "accent");
  else
    gtk_widget_remove_css_class (self->filter, "accent");
  gtk_widget_set_sensitive (self->clear, filtered || reel_hit_view_get_cut_off (self->view) != G_MAXDOUBLE);
  self->quiet = FALSE;
}

/* The collections that have hits, by name; one of them alone is no choice. */
static void
list_collections (ReelResultsBar *self)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GPtrArray) known = NULL;
  ReelCatalogue *catalogue = reel_search_model_get_catalogue (self->model);
  const char *profile = reel_search_model_get_profile (self->model);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelHit) hit = g_list_model_get_item (G_LIST_MODEL (self->model), i);

      if (reel_hit_get_collection_id (hit) != NULL)
        g_hash_table_add (ids, (gpointer) reel_hit_get_collection_id (hit));
    }
  if (catalogue != NULL && profile != NULL)
    known = reel_catalogue_get_collections (catalogue, profile);
  g_ptr_array_set_size (self->collection_ids, 0);
  g_ptr_array_add (self->collection_ids, NULL);
  gtk_string_list_append (names, _ ("All Collections"));
  for (guint i = 0; known != NULL && i < known->len; i++)
    {
      const ReelCollectionRecord *record = g_ptr_array_index (known, i);

      if (!g_hash_table_contains (ids, record->id))
        continue;
      g_ptr_array_add (self->collection_ids, g_strdup (record->id));
      gtk_string_list_append (names, reel_collection_record_get_shown_name (record));
    }
  self->quiet = TRUE;
  gtk_drop_down_set_model (self->collection, G_LIST_MODEL (names));
  self->quiet = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->collection), self->collection_ids->len > 2);

  /* A filter by a collection that has no hits any more would hide all of them. */
  if (self->view != NULL && !g_ptr_array_find_with_equal_func (self->collection_ids, reel_hit_view_get_collection_id (self->view),
                                                               (GEqualFunc) (void (*) (void)) reel_results_text_equal, NULL))
    reel_hit_view_set_collection_id (self->view, NULL);
}

static int
by_name (gconstpointer a,
         gconstpointer b)
{
  return g_utf8_collate (*(const char * const *) a, *(const char * const *) b);
}

/* (transfer container) (element-type utf8): what services said of the videos that have hits, borrowed from them */
static GPtrArray *
collect_tags (ReelResultsBar *self)
{
  g_autoptr (GHashTable) videos = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *tags = g_ptr_array_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelHit) hit = g_list_model_get_item (G_LIST_MODEL (self->model), i);
      ReelVideo *video = reel_hit_get_video (hit);
      const char * const *tag = video != NULL && g_hash_table_add (videos, video) ? reel_video_get_tags (video) : NULL;

      for (; tag != NULL && *tag != NULL; tag++)
        if (g_hash_table_add (seen, (gpointer) *tag))
          g_ptr_array_add (tags, (gpointer) *tag);
    }
  g_ptr_array_sort (tags, by_name);
  return tags;
}

/* What is known of the videos, since somebody analysed them; where nothing is, there is no choice. A tag that no hit has any
 * more would hide all of them. */
static void
list_tags (ReelResultsBar *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GPtrArray) tags = NULL;
  const char *chosen;
  guint selected = 0;

  if (self->model == NULL || self->view == NULL)
    return;
  tags = collect_tags (self);
  chosen = reel_hit_view_get_tag (self->view);
  gtk_string_list_append (names, C_ ("tags", "Any"));
  for (guint i = 0; i < tags->len; i++)
    {
      gtk_string_list_append (names, tags->pdata[i]);
      if (g_strcmp0 (chosen, tags->pdata[i]) == 0)
        selected = i + 1;
    }
  self->quiet = TRUE;
  gtk_drop_down_set_model (self->tag, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->tag, selected);
  self->quiet = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->tag), tags->len > 0);
  if (chosen != NULL && selected == 0)
    reel_hit_view_set_tag (self->view, NULL);
}

static void
state_changed (ReelResultsBar *self)
{
  ReelSearchState state = reel_search_model_get_state (self->model);

  gtk_widget_set_visible (self->more, reel_search_model_get_may_have_more (self->model));
  gtk_widget_set_sensitive (self->more, state == REEL_SEARCH_STATE_DONE);
  if (state != REEL_SEARCH_STATE_DONE && reel_search_model_get_answered (self->model) == 0)
    return;
  list_collections (self);
  list_tags (self);
  if (self->view != NULL)
    view_changed (self);
}

static void
cut_off_moved (ReelResultsBar *self)
{
  double value = reel_histogram_scale_get_value (self->cut_off);

  if (self->view == NULL || self->quiet)
    return;
  reel_hit_view_set_cut_off (self->view, value >= SHOWS_ALL ? G_MAXDOUBLE
                                                            : value * reel_hit_view_get_largest_drop (self->view));
}

static void
collection_chosen (ReelResultsBar *self)
{
  guint row = gtk_drop_down_get_selected (self->collection);

  if (self->view != NULL && !self->quiet && row < self->collection_ids->len)
    reel_hit_view_set_collection_id (self->view, self->collection_ids->pdata[row]);
}

static void
length_chosen (ReelResultsBar *self)
{
  if (self->view != NULL && !self->quiet)
    reel_hit_view_set_length (self->view, (ReelHitLength) gtk_drop_down_get_selected (self->length));
}

static void
place_chosen (ReelResultsBar *self)
{
  if (self->view != NULL && !self->quiet)
    reel_hit_view_set_place (self->view, (ReelHitPlace) gtk_drop_down_get_selected (self->place));
}

static void
tag_chosen (ReelResultsBar *self)
{
  guint row = gtk_drop_down_get_selected (self->tag);
  GListModel *names = gtk_drop_down_get_model (self->tag);

  if (self->view != NULL && !self->quiet && names != NULL)
    reel_hit_view_set_tag (self->view, row > 0 ? gtk_string_list_get_string (GTK_STRING_LIST (names), row) : NULL);
}

static void
sort_chosen (ReelResultsBar *self)
{
  if (self->view != NULL && !self->quiet)
    reel_hit_view_set_sort (self->view, (ReelHitSort) gtk_drop_down_get_selected (self->sort));
}

static void
clear_filters (ReelResultsBar *self)
{
  if (self->view != NULL)
    reel_hit_view_clear_filters (self->view);
}

static void
groups_toggled (ReelResultsBar *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GROUPED]);
}

static void
ask_for_more (ReelResultsBar *self)
{
  if (self->model != NULL)
    reel_search_model_ask_for_more (self->model);
}

/**
 * reel_results_bar_set_model:
 * @self: the bar
 * @model: (nullable): the search
 */
void
reel_results_bar_set_model (ReelResultsBar  *self,
                            ReelSearchModel *model)
{
  g_return_if_fail (REEL_IS_RESULTS_BAR (self));
  g_return_if_fail (model == NULL || REEL_IS_SEARCH_MODEL (model));
  if (!g_set_object (&self->model, model))
    return;
  g_signal_group_set_target (self->model_signals, model);
  if (model != NULL)
    state_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL]);
}

/**
 * reel_results_bar_set_view:
 * @self: the bar
 * @view: (nullable): what of its hits is shown
 */
void
reel_results_bar_set_view (ReelResultsBar *self,
                           ReelHitView    *view)
{
  g_return_if_fail (REEL_IS_RESULTS_BAR (self));
  g_return_if_fail (view == NULL || REEL_IS_HIT_VIEW (view));
  if (!g_set_object (&self->view, view))
    return;
  g_signal_group_set_target (self->view_signals, view);
  if (view != NULL)
    view_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VIEW]);
}

/**
 * reel_results_bar_get_grouped:
 * @self: the bar
 *
 * Returns: whether the hits are to be grouped by video
 */
gboolean
reel_results_bar_get_grouped (ReelResultsBar *self)
{
  g_return_val_if_fail (REEL_IS_RESULTS_BAR (self), FALSE);
  return gtk_toggle_button_get_active (self->groups);
}

static void
reel_results_bar_dispose (GObject *object)
{
  ReelResultsBar *self = REEL_RESULTS_BAR (object);

  g_clear_object (&self->model_signals);
  g_clear_object (&self->view_signals);
  g_clear_object (&self->view);
  g_clear_object (&self->model);
  gtk_widget_dispose_template (GTK_WIDGET (self), REEL_TYPE_RESULTS_BAR);
  g_clear_pointer (&self->collection_ids, g_ptr_array_unref);
  G_OBJECT_CLASS (reel_results_bar_parent_class)->dispose (object);
}

static void
reel_results_bar_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  ReelResultsBar *self = REEL_RESULTS_BAR (object);

  switch (id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_VIEW:
      g_value_set_object (value, self->view);
      break;
    case PROP_GROUPED:
      g_value_set_boolean (value, reel_results_bar_get_grouped (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_results_bar_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  ReelResultsBar *self = REEL_RESULTS_BAR (object);

  switch (id)
    {
    case PROP_MODEL:
      reel_results_bar_set_model (self, g_value_get_object (value));
      break;
    case PROP_VIEW:
      reel_results_bar_set_view (self, g_value_get_object (value));
      break;
    case PROP_GROUPED:
      gtk_toggle_button_set_active (self->groups, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_results_bar_class_init (ReelResultsBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = reel_results_bar_dispose;
  object_class->get_property = reel_results_bar_get_property;
  object_class->set_property = reel_results_bar_set_property;
  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, REEL_TYPE_SEARCH_MODEL, rw);
  props[PROP_VIEW] = g_param_spec_object ("view", NULL, NULL, REEL_TYPE_HIT_VIEW, rw);
  props[PROP_GROUPED] = g_param_spec_boolean ("grouped", NULL, NULL, FALSE, rw);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (REEL_TYPE_HISTOGRAM_SCALE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/reelseek/Reelseek/search/reel-results-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelResultsBar, top);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsBar, bottom);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsBar, count);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsBar, filter);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsBar, collection);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsBar, length);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsBar, place);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsBar, tag);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsBar, clear);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsBar, groups);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsBar, cut_off);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsBar, more);
  gtk_widget_class_bind_template_child (widget_class, ReelResultsBar, sort);
  gtk_widget_class_bind_template_callback (widget_class, cut_off_moved);
  gtk_widget_class_bind_template_callback (widget_class, collection_chosen);
  gtk_widget_class_bind_template_callback (widget_class, length_chosen);
  gtk_widget_class_bind_template_callback (widget_class, place_chosen);
  gtk_widget_class_bind_template_callback (widget_class, tag_chosen);
  gtk_widget_class_bind_template_callback (widget_class, list_tags);
  gtk_widget_class_bind_template_callback (widget_class, sort_chosen);
  gtk_widget_class_bind_template_callback (widget_class, clear_filters);
  gtk_widget_class_bind_template_callback (widget_class, groups_toggled);
  gtk_widget_class_bind_template_callback (widget_class, ask_for_more);
}

static void
reel_results_bar_init (ReelResultsBar *self)
{
  self->collection_ids = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->collection_ids, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->model_signals = g_signal_group_new (REEL_TYPE_SEARCH_MODEL);
  g_signal_group_connect_swapped (self->model_signals, "notify::state", G_CALLBACK (state_changed), self);
  g_signal_group_connect_swapped (self->model_signals, "notify::may-have-more", G_CALLBACK (state_changed), self);
  g_signal_group_connect_swapped (self->model_signals, "notify::answered", G_CALLBACK (state_changed), self);
  g_signal_group_connect_swapped (self->model_signals, "notify::n-new", G_CALLBACK (state_changed), self);
  self->view_signals = g_signal_group_new (REEL_TYPE_HIT_VIEW);
  g_signal_group_connect_swapped (self->view_signals, "changed", G_CALLBACK (view_changed), self);
}
