/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Numbers as bars above and below a zero line, in turn from the left; where there are more numbers than pixels, a column
 * stands for the least and the greatest of several. The numbers between the least and the greatest, and zero, fill the
 * height. Its accessible name is whoever shows it to give.
 */
#define REEL_TYPE_VECTOR_PLOT (reel_vector_plot_get_type ())
G_DECLARE_FINAL_TYPE (ReelVectorPlot, reel_vector_plot, REEL, VECTOR_PLOT, GtkWidget)

GtkWidget *reel_vector_plot_new        (void);
void       reel_vector_plot_set_values (ReelVectorPlot *self,
                                        const float    *values,
                                        guint           n_values);

G_END_DECLS
