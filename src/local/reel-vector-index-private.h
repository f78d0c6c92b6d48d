/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-local-plan.h"
#include "local/reel-vector-index.h"
#include "vectors/reel-vector-space.h"

G_BEGIN_DECLS

struct _ReelVectorIndex
{
  GObject parent_instance;

  /* owned */
  ReelLocalStore *store;
  ReelLocalEngines *engines;

  /* Written by what changes clips, read by searches: database and files are always of one mind to a reader. Taken before
   * the locks below. */
  GRWLock changing;

  GMutex opening;
  GHashTable *spaces[REEL_LOCAL_N_VECTORS]; /* space id → ReelVectorSpace; under opening */

  GMutex planning;
  GHashTable *plans;     /* collection id → ReelLocalPlan; under planning */
  guint plan_generation; /* the store's when they were made; under planning */
};

/* reel-vector-index-files.c; all but compaction under changing, as reader or writer */
ReelVectorSpace *reel_vector_index_get_space    (ReelVectorIndex  *self,
                                                 ReelEngine       *engine,
                                                 ReelLocalVectors  vectors,
                                                 GError          **error);
gboolean         reel_vector_index_update_video (ReelVectorIndex  *self,
                                                 ReelEngine       *engine,
                                                 ReelLocalVectors  vectors,
                                                 const char       *video_id,
                                                 GError          **error);
void             reel_vector_index_drop_freed   (ReelVectorIndex  *self,
                                                 GArray           *freed);
void             reel_vector_index_close_space  (ReelVectorIndex  *self,
                                                 const char       *space_id,
                                                 ReelLocalVectors  vectors);
gboolean         reel_vector_index_has_vectors  (ReelEngine       *engine,
                                                 ReelLocalVectors  vectors);

/* Under changing, as reader. (transfer full) (nullable) */
ReelLocalPlan   *reel_vector_index_get_plan     (ReelVectorIndex  *self,
                                                 const char       *collection_id,
                                                 GError          **error);

G_END_DECLS
