/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * A slider with a histogram above it, so that one sees what a value leaves. Properties: value (double, 0…1, rw, with
 * notify: where the slider stands). What lies beyond the value is faint.
 */
#define REEL_TYPE_HISTOGRAM_SCALE (reel_histogram_scale_get_type ())
G_DECLARE_FINAL_TYPE (ReelHistogramScale, reel_histogram_scale, REEL, HISTOGRAM_SCALE, GtkWidget)

GtkWidget *reel_histogram_scale_new       (void);
void       reel_histogram_scale_set_value (ReelHistogramScale *self,
                                           double              value);
double     reel_histogram_scale_get_value (ReelHistogramScale *self);
void       reel_histogram_scale_set_bins  (ReelHistogramScale *self,
                                           const guint        *bins,
                                           guint               n_bins);
/* What the value means, for people: as tooltip, and for assistive technology. */
void       reel_histogram_scale_describe  (ReelHistogramScale *self,
                                           const char         *label,
                                           const char         *text);

G_END_DECLS
