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
  GtkWidget *missing_note;
  GtkLabel *missing_label;
  GtkStack *shape;
  GtkGridView *grid;
  GtkListView *list;
  GtkWidget *selected_bar;
  GtkLabel *selected_label;
  AdwStatusPage *empty;
  GtkLabel *empty_unknown;
  GtkLabel *empty_missing;
  GtkLabel *empty_where;
  AdwStatusPage *failed;
  GtkWidget *again;

  /* owned */
  ReelSearchModel *model;    /* (nullable) */
  ReelFrameGrabber *grabber; /* (nullable) */
  ReelHitView *view;
  ReelHitGroups *groups;
  GtkMultiSelection *selection;
  GSignalGroup *model_signals;
  guint pulse;

  /* borrowed */
  ReelHit *pressed; /* (nullable): only compared: the hit that was selected already when the button went down */
  ReelHitCell *scrubbed; /* (nullable), weak: where keys look for another moment */
};

/* Shows what is to be said of where the search is: reel-results-page-states.c */
void _reel_results_page_show_state (ReelResultsPage *self);

G_END_DECLS
