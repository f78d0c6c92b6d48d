/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ReelDropFunc:
 * @files: (element-type GFile): what was dropped: files and folders
 * @user_data: what was passed to reel_drop_attach()
 */
typedef void (*ReelDropFunc) (GListModel *files,
                              gpointer    user_data);

GtkDropTarget *reel_drop_attach (GtkWidget    *widget,
                                 ReelDropFunc  func,
                                 gpointer      user_data);

G_END_DECLS
