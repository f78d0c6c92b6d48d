/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analysis/reel-analysis-page.h"
#include "app/reel-export-bar.h"
#include "app/reel-service-use.h"
#include "app/reel-window.h"
#include "app/reel-welcome-page.h"
#include "collections/reel-collections-view.h"
#include "collections/reel-videos-page.h"
#include "library/reel-file-presence.h"
#include "media/reel-clip-order.h"
#include "preview/reel-preview-pane.h"
#include "search/reel-results-page.h"
#include "search/reel-save-button.h"
#include "search/reel-saved-refresher.h"
#include "search/reel-saved-view.h"
#include "search/reel-scope-button.h"
#include "search/reel-search-bar.h"
#include "search/reel-search-model.h"
#include "uploads/reel-uploads-page.h"
#include "uploads/reel-uploads-summary.h"
#include "widgets/reel-banner.h"
#include "widgets/reel-roomy-bin.h"

G_BEGIN_DECLS

struct _ReelWindow
{
  AdwApplicationWindow parent_instance;

  /* template */
  AdwToastOverlay *toasts;
  GtkStack *stages;
  ReelWelcomePage *welcome;
  AdwStatusPage *broken;
  AdwLeaflet *leaflet;
  GtkWidget *sidebar;
  GtkWidget *content;
  GtkMenuButton *service;
  GtkWidget *unprotected;
  AdwWindowTitle *title;
  GtkListBox *services;
  ReelCollectionsView *collections;
  ReelSavedView *saved_view;
  ReelUploadsSummary *summary;
  AdwFlap *flap;
  ReelSearchBar *search_bar;
  ReelSaveButton *save_search;
  ReelScopeButton *narrow_scope;
  ReelBanner *banner;
  AdwViewStack *views;
  ReelVideosPage *videos;
  ReelResultsPage *results;
  ReelUploadsPage *uploads;
  ReelAnalysisPage *analysis;
  ReelPreviewPane *preview;
  ReelExportBar *export_bar;

  gboolean show_hidden;

  /* owned */
  GSettings *settings;
  GListModel *profiles;
  ReelSession *session;         /* (nullable) */
  ReelCatalogue *catalogue;     /* (nullable) */
  ReelSearchModel *search;      /* (nullable) */
  ReelSavedSearches *saved;      /* (nullable) */
  ReelSavedRefresher *refresher; /* (nullable) */
  GSignalGroup *session_signals;
  GSignalGroup *queue_signals;
  GSignalGroup *collections_signals;
  GSignalGroup *profile_signals;
  GPtrArray *refused;           /* (element-type utf8): a sentence for each file that was not taken */
  GPtrArray *there;             /* (element-type utf8): the same, for those that the collection has already */
  GPtrArray *there_files;       /* (element-type GFile): these */
  char *there_id;               /* (nullable): the collection */
  ReelUploadQueue *there_queue; /* (nullable): whose they are, as another service may be chosen meanwhile */
  guint refused_source;
  ReelHit *shown_hit;           /* (nullable): what the preview shows, where that is no video as a whole */
  ReelFilePresence *presence;   /* (nullable): which files are there */
  GVolumeMonitor *volumes;      /* (nullable) */
  GCancellable *clip;           /* (nullable): of the clip that is being written */
  ReelFrameGrabber *grabber;    /* (nullable) */
  ReelServiceUse *use;          /* what the service on this computer is told of this window */
  GCancellable *similar;        /* (nullable): of the picture that is about to be searched by */
  AdwToast *undo;               /* (borrowed) (nullable): what was done last, while it can be undone; weak */

  /* plain */
  gboolean asking;    /* whether to stop the uploads */
  gboolean quitting;  /* the program ends with that */
  gboolean restoring; /* the collection of last time is not there yet */
  gint64 looked;   /* when files were looked for because the window came to the front */
};

/* reel-window-actions.c: what can be done at present */
void reel_window_class_bind_actions (GtkWidgetClass *widget_class);
void reel_window_init_actions       (ReelWindow *self);
void reel_window_set_up_actions     (ReelWindow *self);
void reel_window_update_actions     (ReelWindow *self);

/* reel-window-files.c: what comes in */
void reel_window_init_files   (ReelWindow *self);
void reel_window_clear_files  (ReelWindow *self);
void reel_window_choose_files (ReelWindow *self, gboolean folder);
/* @session: whose collection it is, which need not be the one that is shown by now */
void reel_window_add_files_in (ReelWindow *self, ReelSession *session, ReelCollection *collection, GListModel *files);

/* reel-window-use.c: what the service is told of the window */
void reel_window_set_up_use (ReelWindow *self);
void reel_window_update_use (ReelWindow *self);

/* reel-window-analysis.c: questions about one video */
void reel_window_class_bind_analysis (GtkWidgetClass *widget_class);
void reel_window_set_up_analysis     (ReelWindow *self);

/* reel-window-export.c: the hits as a timeline for other programs */
void reel_window_class_bind_export (GtkWidgetClass *widget_class);
void reel_window_set_up_export     (ReelWindow *self);
void reel_window_tell_file         (ReelWindow *self, const char *text, const char * const *notes, GFile *file);
void reel_window_show_file         (ReelWindow *self, GFile *file);

/* reel-window-clip.c: a part of a video, or the hits as one reel, into a file */
void reel_window_class_bind_clip (GtkWidgetClass *widget_class);
void reel_window_ask_for_clip    (ReelWindow *self, const char *uri, const char *name, double start, double end, gboolean instant);
void reel_window_ask_for_reel    (ReelWindow *self, ReelClipOrder *order);

/* reel-window-copy.c: the timecode of a hit, and where its file is */
void reel_window_class_bind_copy (GtkWidgetClass *widget_class);

/* reel-window-reel.c: what is asked about a reel */
void reel_window_class_bind_reel (GtkWidgetClass *widget_class);

/* reel-window-local.c: what is done to videos and collections on this computer only */
void reel_window_class_bind_local (GtkWidgetClass *widget_class);
/* reel-window-elsewhere.c: what another computer has indexed */
void reel_window_class_bind_elsewhere (GtkWidgetClass *widget_class);
void reel_window_set_show_hidden  (ReelWindow *self, gboolean show_hidden);
/* (transfer none): a toast with "Undo", whose "button-clicked" is the caller's; the one before it goes. */
AdwToast *reel_window_toast_with_undo (ReelWindow *self, const char *said);

/* reel-window-link.c: files of hits whose video was added elsewhere */
void reel_window_class_bind_link (GtkWidgetClass *widget_class);
void reel_window_link_file       (ReelWindow *self, ReelHit *hit, GFile *file);

/* reel-window-locate.c: files that are not where they were */
void reel_window_class_bind_locate (GtkWidgetClass *widget_class);
void reel_window_init_locate       (ReelWindow *self);
void reel_window_set_up_locate     (ReelWindow *self);

/* reel-window-scope.c: which collection is looked at, and searched */
void reel_window_class_bind_scope (GtkWidgetClass *widget_class);
void reel_window_init_scope       (ReelWindow *self);
void reel_window_set_up_scope     (ReelWindow *self);
void reel_window_end_restoring    (ReelWindow *self);

/* reel-window-saved.c: searches that are kept */
void reel_window_class_bind_saved (GtkWidgetClass *widget_class);
void reel_window_set_up_saved     (ReelWindow *self);
void reel_window_update_saved     (ReelWindow *self);
void reel_window_clear_saved      (ReelWindow *self);

/* reel-window-similar.c: what looks alike */
void reel_window_class_bind_similar (GtkWidgetClass *widget_class);
void reel_window_set_up_similar     (ReelWindow *self, ReelFrameGrabber *grabber);
void reel_window_update_similar     (ReelWindow *self);
void reel_window_clear_similar      (ReelWindow *self);

/* reel-window-watched.c: folders that feed a collection */
void reel_window_class_bind_watched (GtkWidgetClass *widget_class);
void reel_window_set_up_watched     (ReelWindow *self);

/* reel-window-where.c: the collections that files go into */
void reel_window_class_bind_where (GtkWidgetClass *widget_class);
void reel_window_init_where       (ReelWindow *self);

/* reel-window-close.c: what closing means while videos are on their way */
gboolean reel_window_close_request   (GtkWindow *window);
void     reel_window_close_when_done (ReelWindow *self);

/* reel-window-views.c: what is shown where */
void reel_window_class_bind_views (GtkWidgetClass *widget_class);
void reel_window_init_views       (ReelWindow *self);
/* Those of the hits that are there by now. */
void reel_window_update_marks     (ReelWindow *self);
void reel_window_show_view        (ReelWindow *self, const char *name);
void reel_window_show_hit         (ReelWindow *self, ReelHit *hit, gboolean play);
void reel_window_show_video       (ReelWindow *self, ReelVideo *video, gboolean play);
void reel_window_reveal_preview   (ReelWindow *self);
void reel_window_update_banner    (ReelWindow *self);

G_END_DECLS
