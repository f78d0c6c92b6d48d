/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-video.h"

G_BEGIN_DECLS

/**
 * ReelFileLook:
 * @uri: of a file
 *
 * On a thread of its own, which may be kept waiting by a disk that does not answer.
 *
 * Returns: whether the file is there
 */
typedef gboolean (*ReelFileLook) (const char *uri);

/*
 * A look at the files of one mount. What lies on one mount is looked at on one thread, which is none of those that all tasks
 * share: a disk that does not answer keeps nobody waiting but itself. What crosses threads are plain copies.
 */
typedef struct
{
  char *mount;      /* (owned): its path */
  GPtrArray *files; /* (owned) (element-type ReelFileLooked) */
  ReelFileLook look;
} ReelFileRound;

/* One file of a round. */
typedef struct
{
  gint64 row_id;
  char *uri; /* (owned) */
  gboolean missing;
} ReelFileLooked;

GPtrArray *reel_file_rounds_new       (GPtrArray           *videos,
                                       ReelFileLook         look);
void       reel_file_round_run_async  (ReelFileRound       *round,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
const ReelFileRound *reel_file_round_run_finish (GAsyncResult *result);
void       reel_file_round_apply      (const ReelFileRound *round,
                                       GPtrArray           *videos);
/* A #ReelFileLook. */
gboolean   reel_file_round_exists     (const char          *uri);

G_END_DECLS
