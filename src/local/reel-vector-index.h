/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-local-engines.h"
#include "local/reel-local-store.h"

G_BEGIN_DECLS

/**
 * ReelVectorHit:
 * @video_id: whose clip
 * @similarity: as the engine of @space scales it, 0…1
 * @start: seconds
 * @end: seconds
 * @clip: the clip's number in the store, see reel_local_store_read_vector()
 * @space: the space that found it, interned
 * @reasons: (nullable): short names of what spoke for it, that of most weight first
 */
typedef struct
{
  char *video_id; /* (owned) */
  double similarity;
  double start, end;
  gint64 clip;
  const char *space;
  GStrv reasons; /* (owned) (nullable) */
} ReelVectorHit;

/*
 * The vectors of all spaces, in two files for each below the store's folder (SPACE.vectors, and SPACE.likeness if the engine
 * tells what looks alike), and the one who changes both: what clips a video
 * has is changed by the functions below, never by the store's own, so that a search sees it in the database and in the file
 * or in neither. A file is a copy: what is missing, damaged or too much in it is put right when it is opened. All functions
 * may be called from any thread, and block.
 */
#define REEL_TYPE_VECTOR_INDEX (reel_vector_index_get_type ())
G_DECLARE_FINAL_TYPE (ReelVectorIndex, reel_vector_index, REEL, VECTOR_INDEX, GObject)

ReelVectorIndex *reel_vector_index_new               (ReelLocalStore    *store,
                                                      ReelLocalEngines  *engines);
gboolean         reel_vector_index_open              (ReelVectorIndex   *self,
                                                      GError           **error);
gboolean         reel_vector_index_finish_video      (ReelVectorIndex   *self,
                                                      const char        *video_id,
                                                      GPtrArray         *clips,
                                                      gboolean           is_quick,
                                                      GError           **error);
gboolean         reel_vector_index_fail_video        (ReelVectorIndex   *self,
                                                      const char        *video_id,
                                                      const char        *reason,
                                                      GError           **error);
gboolean         reel_vector_index_lose_video        (ReelVectorIndex   *self,
                                                      const char        *video_id,
                                                      GError           **error);
gboolean         reel_vector_index_delete_video      (ReelVectorIndex   *self,
                                                      const char        *video_id,
                                                      GError           **error);
gboolean         reel_vector_index_delete_collection (ReelVectorIndex   *self,
                                                      const char        *collection_id,
                                                      GError           **error);
gboolean         reel_vector_index_delete_space      (ReelVectorIndex   *self,
                                                      const char        *space_id,
                                                      GError           **error);
gboolean         reel_vector_index_compact           (ReelVectorIndex   *self,
                                                      GCancellable      *cancellable,
                                                      GError           **error);

G_END_DECLS
