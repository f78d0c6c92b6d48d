/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "vectors/reel-vector-error.h"
#include "vectors/reel-vector-search.h"

G_BEGIN_DECLS

/**
 * ReelVectorFunc:
 * @key: whose vector it is
 * @group: what that belongs to
 * @user_data: the caller's
 */
typedef void (*ReelVectorFunc) (guint64  key,
                                guint64  group,
                                gpointer user_data);

/*
 * The vectors of one space, in one file, which a database can fill anew. All functions may be called from any thread and
 * block on the disk: they are for worker threads. Changes wait for each other; searches wait for nothing.
 */
#define REEL_TYPE_VECTOR_SPACE (reel_vector_space_get_type ())
G_DECLARE_FINAL_TYPE (ReelVectorSpace, reel_vector_space, REEL, VECTOR_SPACE, GObject)

ReelVectorSpace *reel_vector_space_open          (const char             *path,
                                                  const char             *id,
                                                  guint                   dims,
                                                  GError                **error);
const char      *reel_vector_space_get_id        (ReelVectorSpace        *self);
guint            reel_vector_space_get_dims      (ReelVectorSpace        *self);
void             reel_vector_space_count         (ReelVectorSpace        *self,
                                                  guint32                *n_vectors,
                                                  guint32                *n_dead);
void             reel_vector_space_foreach       (ReelVectorSpace        *self,
                                                  ReelVectorFunc          func,
                                                  gpointer                user_data);

gboolean         reel_vector_space_append        (ReelVectorSpace        *self,
                                                  const guint64          *keys,
                                                  const guint64          *groups,
                                                  const float            *values,
                                                  gsize                   n,
                                                  GError                **error);
gboolean         reel_vector_space_delete_keys   (ReelVectorSpace        *self,
                                                  const guint64          *keys,
                                                  gsize                   n,
                                                  GError                **error);
gboolean         reel_vector_space_delete_groups (ReelVectorSpace        *self,
                                                  const guint64          *groups,
                                                  gsize                   n,
                                                  GError                **error);
gboolean         reel_vector_space_compact       (ReelVectorSpace        *self,
                                                  GCancellable           *cancellable,
                                                  GError                **error);

GArray          *reel_vector_space_search        (ReelVectorSpace        *self,
                                                  const float            *query,
                                                  const ReelVectorSearch *search,
                                                  GCancellable           *cancellable,
                                                  GError                **error);

G_END_DECLS
