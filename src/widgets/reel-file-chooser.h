/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The one place that knows which of the toolkit's file choosers there is. */
void        reel_choose_videos_async     (GtkWindow           *parent,
                                          gboolean             folder,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
GListModel *reel_choose_videos_finish    (GAsyncResult        *result,
                                          GError             **error);
void        reel_choose_one_video_async  (GtkWindow           *parent,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
GFile      *reel_choose_one_video_finish (GAsyncResult        *result,
                                          GError             **error);
void        reel_choose_target_async     (GtkWindow           *parent,
                                          const char          *title,
                                          const char          *name,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
GFile      *reel_choose_target_finish    (GAsyncResult        *result,
                                          GError             **error);
void        reel_choose_source_async     (GtkWindow           *parent,
                                          const char          *title,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
GFile      *reel_choose_source_finish    (GAsyncResult        *result,
                                          GError             **error);
void        reel_choose_folder_async     (GtkWindow           *parent,
                                          const char          *title,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
GFile      *reel_choose_folder_finish    (GAsyncResult        *result,
                                          GError             **error);

G_END_DECLS
