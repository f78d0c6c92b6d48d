/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "search/reel-hit-cell.h"
#include "search/reel-hit-groups.h"
#include "search/reel-results-bar.h"
#include "search/reel-results-page.h"

G_BEGIN_DECLS

struct _ReelResultsPage
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *overlay;
  GtkStack *stack;
  GtkWidget *progress;
  GtkSpinner *spinner;
  ReelResultsBar *bar;
  GtkWidget *unknown_note;
  GtkLabel *unknown_label;
  GtkLabel *loose_label;
  GtkWidget *sureness;
  GtkLabel *sureness_label;
  GtkWidget *to_possible;
  GtkWidget *missing_note;
  GtkLabel *missing_label;
  GtkStack *shape;
  GtkGridView *grid;
  GtkListView *list;
  GtkWidget *selected_bar;
  GtkLabel *selected_label;
  AdwStatusPage *empty;
  GtkLabel *empty_unknown;
  GtkLabel *empty_loose;
  GtkWidget *empty_try;
  GtkLabel *empty_missing;
  GtkLabel *empty_where;
  GtkWidget *search_all;
  AdwStatusPage *failed;
  GtkWidget *again;
  GtkPopoverMenu *menu;

  /* owned */
  ReelSearchModel *model;    /* (nullable) */
  ReelFrameGrabber *grabber; /* (nullable) */
  ReelHitView *view;
  ReelHitGroups *groups;
  GtkMultiSelection *selection;
  GSignalGroup *model_signals;
  guint pulse;
  guint jump;         /* tick callback */
  guint jump_frames;  /* how many frames it may still wait */
  gboolean jump_focuses;
  gboolean activating; /* the selection changes by what is about to be told anyway */
  ReelHit *jump_hit;  /* (nullable): which is scrolled to, when its cell is there */
  ReelHit *menu_hit; /* (nullable): whose menu is or was open */

  /* borrowed */
  ReelHit *pressed; /* (nullable): only compared: the hit that was selected already when the button went down */
  ReelHitCell *scrubbed; /* (nullable), weak: where keys look for another moment */
};

/* Shows what is to be said of where the search is: reel-results-page-states.c */
void _reel_results_page_show_state (ReelResultsPage *self);

/* How many hits are sure and how many possible, and the way to the latter: reel-results-page-possible.c */
void _reel_results_page_bind_possible  (GtkWidgetClass *widget_class);
void _reel_results_page_show_possible  (ReelResultsPage *self);

/* Which hit is where: reel-results-page-order.c */
void _reel_results_page_jump_to    (ReelResultsPage *self, ReelHit *hit, gboolean focus);
void _reel_results_page_clear_jump (ReelResultsPage *self);

/* Selects and activates a hit that is shown, which shows it once: reel-results-page.c */
void _reel_results_page_activate (ReelResultsPage *self, ReelHit *hit);

/* The menu of a hit: reel-results-page-menu.c */
void _reel_results_page_bind_menu  (GtkWidgetClass *widget_class);
void _reel_results_page_clear_menu (ReelResultsPage *self);
/* (nullable): the cell at a point of @widget, in the grid or in a strip */
ReelHitCell *_reel_results_page_pick (ReelResultsPage *self, GtkWidget *widget, double x, double y);

G_END_DECLS
