/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *bench_bare_grid_new (GListModel *hits);
double     bench_scroll        (GtkWidget  *grid);

G_END_DECLS
