/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/reel-session.h"
#include "media/reel-frame-grabber.h"

G_BEGIN_DECLS

/*
 * The one window: sidebar, content (videos, results, uploads) and preview, and before there is a service to show, the
 * pages of the first run. It shows what it is handed; what is wanted goes out as actions of the application.
 */
#define REEL_TYPE_WINDOW (reel_window_get_type ())
G_DECLARE_FINAL_TYPE (ReelWindow, reel_window, REEL, WINDOW, AdwApplicationWindow)

GtkWidget *reel_window_new               (GtkApplication   *application,
                                          GSettings        *settings,
                                          GListModel       *profiles);
void       reel_window_show_welcome      (ReelWindow       *self);
void       reel_window_show_broken       (ReelWindow       *self,
                                          const char       *message);
void       reel_window_set_session       (ReelWindow       *self,
                                          ReelSession      *session,
                                          ReelCatalogue    *catalogue,
                                          ReelFrameGrabber *grabber);
/* Without one, drives that come back are only noticed when the window comes to the front. */
void       reel_window_set_volume_monitor (ReelWindow     *self,
                                           GVolumeMonitor *monitor);
void       reel_window_toast             (ReelWindow       *self,
                                          const char       *text);
void       reel_window_ask_collection    (ReelWindow       *self,
                                          GListModel       *files);
gboolean   reel_window_select_collection (ReelWindow       *self,
                                          const char       *id_or_name);
void       reel_window_add_files         (ReelWindow       *self,
                                          GListModel       *files);
void       reel_window_search            (ReelWindow       *self,
                                          const char       *text);
void       reel_window_analyse           (ReelWindow       *self,
                                          const char       *uri);
void       reel_window_play_hit          (ReelWindow       *self,
                                          int               position);
void       reel_window_watch_folder      (ReelWindow       *self,
                                          const char       *id_or_name,
                                          GFile            *folder);
void       reel_window_export_results    (ReelWindow       *self,
                                          const char       *nick,
                                          const char       *uri);
void       reel_window_export_clip       (ReelWindow       *self,
                                          int               position,
                                          const char       *uri);
/* Ends the program; where that would stop uploads, only after a question. */
void       reel_window_quit              (ReelWindow       *self);
/* The list of uploads, in front. */
void       reel_window_show_uploads      (ReelWindow       *self);

G_END_DECLS
