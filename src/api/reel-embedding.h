/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * Vectors that a service made of a video (one or more) or of a text (one), with the reply they came in. Vectors of the
 * same service are comparable by their cosine similarity. Immutable, counted; may be used from any thread.
 */
typedef struct _ReelEmbedding ReelEmbedding;

#define REEL_TYPE_EMBEDDING (reel_embedding_get_type ())
GType          reel_embedding_get_type      (void);

ReelEmbedding *reel_embedding_new           (const float   *values,
                                             const guint   *dims,
                                             guint          n_vectors,
                                             GBytes        *json);
ReelEmbedding *reel_embedding_ref           (ReelEmbedding *self);
void           reel_embedding_unref         (ReelEmbedding *self);
guint          reel_embedding_get_n_vectors (ReelEmbedding *self);
const float   *reel_embedding_get_vector    (ReelEmbedding *self,
                                             guint          index,
                                             guint         *dims);
double         reel_embedding_get_norm      (ReelEmbedding *self,
                                             guint          index);
gboolean       reel_embedding_get_cosine    (ReelEmbedding *self,
                                             guint          index,
                                             ReelEmbedding *other,
                                             guint          other_index,
                                             double        *cosine);
GBytes        *reel_embedding_get_json      (ReelEmbedding *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelEmbedding, reel_embedding_unref)

G_END_DECLS
