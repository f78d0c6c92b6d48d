/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ReelPatientCells:
 * @create: makes a cell for @item; returns (transfer floating)
 * @show: shows @object in a @cell of @create, again where it shows it already; %NULL: nothing more
 *
 * What the cells of a list are; @owner is the one of reel_patient_factory_new().
 */
typedef struct
{
  GtkWidget *(*create) (GtkListItem *item,
                        gpointer     owner);
  void       (*show)   (GtkWidget   *cell,
                        gpointer     object,
                        gpointer     owner);
} ReelPatientCells;

/*
 * A factory for lists whose cells take long to make. GtkListView and GtkGridView have some two hundred cells ahead of what
 * is seen, and want all of them at once: with a millisecond each, the window would stand still for a fifth of a second. So
 * what does not fit into a part of a frame is made and filled when the main loop is idle, what is seen first, and the place
 * is kept free until then. Cells whose objects have changed are best shown anew in the same way.
 */
GtkListItemFactory *reel_patient_factory_new (const ReelPatientCells *cells,
                                              gpointer                owner);
void                reel_patient_factory_refresh (GtkListItem        *item);

G_END_DECLS
