/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-watched-folder.h"
#include "uploads/reel-upload-queue.h"

G_BEGIN_DECLS

/**
 * ReelFolderWatchState:
 * @REEL_FOLDER_WATCH_LOOKING: the first look is under way
 * @REEL_FOLDER_WATCH_WATCHING: what comes is taken
 * @REEL_FOLDER_WATCH_PAUSED: people do not want it looked into for now
 * @REEL_FOLDER_WATCH_AWAY: the folder is not there now; it is looked for
 * @REEL_FOLDER_WATCH_ORPHANED: the service has no such collection
 * @REEL_FOLDER_WATCH_FAILED: it can't be read, or nothing can be noted; the message says why; tried again by itself
 */
typedef enum
{
  REEL_FOLDER_WATCH_LOOKING,
  REEL_FOLDER_WATCH_WATCHING,
  REEL_FOLDER_WATCH_PAUSED,
  REEL_FOLDER_WATCH_AWAY,
  REEL_FOLDER_WATCH_ORPHANED,
  REEL_FOLDER_WATCH_FAILED,
} ReelFolderWatchState;

/* How often to look, and how. */
typedef struct
{
  double interval;     /* seconds between two looks when nothing is told; monitors miss what other computers do */
  double settle;       /* seconds that a file has to stay as it is */
  guint most_monitors; /* how many folders are monitored at most; 0 for looking only */
} ReelFolderPace;

extern const ReelFolderPace reel_folder_default_pace;

/*
 * One folder that feeds a collection: the videos in it and in the folders below it go into the queue when they have
 * finished copying, each once for as long as it stays as it is. What is no longer in the folder stays in the collection.
 * Used on the main thread; the disk is touched by workers only.
 *
 * Properties: state (int, a ReelFolderWatchState), message (string, nullable: why it failed), n-videos (uint: how many there
 * are at the last look). Signal "looked": a look has ended, and what it found is in the queue.
 */
#define REEL_TYPE_FOLDER_WATCH (reel_folder_watch_get_type ())
G_DECLARE_FINAL_TYPE (ReelFolderWatch, reel_folder_watch, REEL, FOLDER_WATCH, GObject)

ReelFolderWatch         *reel_folder_watch_new            (ReelCatalogue           *catalogue,
                                                           ReelUploadQueue         *queue,
                                                           const ReelWatchedFolder *record,
                                                           const ReelFolderPace    *pace);
void                     reel_folder_watch_start          (ReelFolderWatch         *self);
void                     reel_folder_watch_stop           (ReelFolderWatch         *self);
/* At once, or as soon as the present look has ended. */
void                     reel_folder_watch_look           (ReelFolderWatch         *self);
void                     reel_folder_watch_set_paused     (ReelFolderWatch         *self,
                                                           gboolean                 paused);
/* Whether the service has its collection. */
void                     reel_folder_watch_set_known      (ReelFolderWatch         *self,
                                                           gboolean                 known);
const ReelWatchedFolder *reel_folder_watch_get_record     (ReelFolderWatch         *self);
GFile                   *reel_folder_watch_get_folder     (ReelFolderWatch         *self);
ReelFolderWatchState     reel_folder_watch_get_state      (ReelFolderWatch         *self);
guint                    reel_folder_watch_get_n_videos   (ReelFolderWatch         *self);
char                    *reel_folder_watch_dup_name       (ReelFolderWatch         *self);
/* How it is, in words for people. */
char                    *reel_folder_watch_dup_status     (ReelFolderWatch         *self);
gboolean                 reel_folder_watch_covers         (ReelFolderWatch         *self,
                                                           GFile                   *file);

G_END_DECLS
