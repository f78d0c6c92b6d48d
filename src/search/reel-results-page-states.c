/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "search/reel-results-page-private.h"
#include "search/reel-results-text.h"

/* Where a search is, and what is said beside its hits, or in their place. */

/* Between two steps of the progress, in ms. */
#define PULSE 40

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

/* (transfer full) (nullable): of when the hits are, or that there are none, and why they are not of now */
static char *
describe_answered (ReelSearchModel *model,
                   gboolean         have_hits)
{
  gint64 answered = reel_search_model_get_answered (model);
  const char *missing = reel_search_model_get_error (model);
  g_autoptr (GDateTime) when = answered > 0 ? g_date_time_new_from_unix_local (answered) : NULL;
  g_autofree char *date = NULL;

  if (when == NULL)
    return g_strdup (missing);
  /* Translators: a date and a time of day, as g_date_time_format() wants it */
  date = g_date_time_format (when, _ ("%x, %H:%M"));
  if (missing == NULL && reel_search_model_get_state (model) == REEL_SEARCH_STATE_SEARCHING)
    /* Translators: a date and a time of day */
    return g_strdup_printf (_ ("Of %s; asking again…"), date);
  if (missing == NULL) /* somebody gave that up */
    /* Translators: a date and a time of day */
    return g_strdup_printf (_ ("This is the answer of %s."), date);
  if (!have_hits)
    /* Translators: a date and a time of day, then a whole sentence that says why there is no newer answer */
    return g_strdup_printf (_ ("So it was on %1$s. %2$s"), date, missing);
  /* Translators: a date and a time of day, then a whole sentence that says why there is no newer answer */
  return g_strdup_printf (_ ("These hits are of %1$s. %2$s"), date, missing);
}

static void
show_note (GtkLabel   *label,
           const char *note)
{
  gtk_widget_set_visible (GTK_WIDGET (label), note != NULL);
  gtk_label_set_label (label, note != NULL ? note : "");
}

/* (transfer full): why there is nothing, as markup */
static char *
describe_empty (ReelSearchModel *model)
{
  const char *text = reel_search_model_get_text (model);
  const char *scope = reel_search_model_get_scope (model);

  if (reel_search_model_get_example (model) != NULL)
    /* Translators: %s is the name of a collection */
    return scope != NULL ? g_markup_printf_escaped (_ ("Nothing in “%s” looks like that."), scope)
                         : g_strdup (_ ("Nothing in any collection looks like that."));
  if (reel_search_model_get_only_negative (model))
    return g_strdup (_ ("Say also what you are looking for: this query says only what should not be there."));
  if (!reel_search_model_get_is_understood (model))
    /* Translators: what was asked */
    return g_markup_printf_escaped (_ ("Nothing of “%s” was understood, so nothing could be looked for."), text);
  if (scope != NULL)
    /* Translators: what was asked, and the name of a collection */
    return g_markup_printf_escaped (_ ("Nothing in “%2$s” is like “%1$s”."), text, scope);
  return g_markup_printf_escaped (_ ("Nothing in any collection is like “%s”."), text);
}

static void
show_hits (ReelResultsPage *self)
{
  ReelExample *example = reel_search_model_get_example (self->model);
  g_autofree char *unknown = example != NULL ? g_strdup (example->question)
                                             : reel_results_text_unknown (reel_search_model_get_unknown_words (self->model));
  g_autofree char *loose = reel_results_text_loose (reel_search_model_get_loose_words (self->model));
  g_autofree char *missing = describe_answered (self->model, TRUE);

  gtk_widget_set_visible (self->unknown_note, unknown != NULL || loose != NULL);
  show_note (self->unknown_label, unknown);
  show_note (self->loose_label, loose);
  gtk_widget_set_visible (self->missing_note, missing != NULL);
  gtk_label_set_label (self->missing_label, missing != NULL ? missing : "");
}

static void
show_empty (ReelResultsPage *self)
{
  g_autofree char *description = describe_empty (self->model);
  g_autofree char *hidden = reel_results_text_hidden (reel_search_model_get_n_hidden (self->model));
  g_autofree char *unknown = reel_results_text_unknown (reel_search_model_get_unknown_words (self->model));
  g_autofree char *loose = reel_results_text_loose (reel_search_model_get_loose_words (self->model));
  g_autofree char *missing = describe_answered (self->model, FALSE);
  gboolean only_negative = reel_search_model_get_only_negative (self->model);
  const char *scope = reel_search_model_get_scope (self->model);

  if (hidden != NULL)
    {
      g_autofree char *nothing = g_steal_pointer (&description);

      description = g_strdup_printf ("%s\n%s", nothing, hidden);
    }
  adw_status_page_set_description (self->empty, description);

  show_note (self->empty_unknown, unknown);
  show_note (self->empty_loose, loose);
  show_note (self->empty_missing, missing);
  /* Neither other words nor other collections would help. */
  gtk_widget_set_visible (self->empty_try, !only_negative && reel_search_model_get_example (self->model) == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_where), !only_negative && scope == NULL);
  gtk_widget_set_visible (self->search_all, !only_negative && scope != NULL);
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

void
_reel_results_page_show_state (ReelResultsPage *self)
{
  ReelSearchState state = self->model != NULL ? reel_search_model_get_state (self->model) : REEL_SEARCH_STATE_IDLE;
  gboolean have_hits = self->model != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0;
  gboolean searching = state == REEL_SEARCH_STATE_SEARCHING;
  gboolean old = searching && (self->model == NULL || reel_search_model_get_answered (self->model) == 0);
  const char *page = "idle";

  switch (state)
    {
    case REEL_SEARCH_STATE_SEARCHING:
      page = have_hits ? "hits" : "waiting";
      if (have_hits && !old)
        show_hits (self);
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
  set_dimmed (GTK_WIDGET (self->grid), old);
  set_dimmed (GTK_WIDGET (self->list), old);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_STATE_BUSY, searching, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_STATE_BUSY, searching, -1);
}
