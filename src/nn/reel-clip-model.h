/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "reel-text-kernels.h"

G_BEGIN_DECLS

typedef struct _ReelClipModel ReelClipModel;

ReelClipModel *reel_clip_model_load            (const char            *folder,
                                                GCancellable          *cancellable,
                                                GError               **error);
ReelClipModel *reel_clip_model_load_with       (const char            *folder,
                                                const ReelTextKernels *kernels,
                                                GCancellable          *cancellable,
                                                GError               **error);
ReelClipModel *reel_clip_model_ref             (ReelClipModel         *self);
void           reel_clip_model_unref           (ReelClipModel         *self);
gsize          reel_clip_model_get_dims        (const ReelClipModel   *self);
gsize          reel_clip_model_get_side        (const ReelClipModel   *self);
guint64        reel_clip_model_get_size        (const ReelClipModel   *self);
guint64        reel_clip_model_get_values      (const ReelClipModel   *self);
const char    *reel_clip_model_get_description (const ReelClipModel   *self);
guint32       *reel_clip_model_tokenize        (const ReelClipModel   *self,
                                                const char            *text,
                                                gsize                 *n_ids);
gboolean       reel_clip_model_encode_text     (const ReelClipModel   *self,
                                                const char            *text,
                                                float                 *vector,
                                                GCancellable          *cancellable,
                                                GError               **error);
gboolean       reel_clip_model_encode_picture  (const ReelClipModel   *self,
                                                const guint8          *rgb,
                                                gsize                  width,
                                                gsize                  height,
                                                gsize                  stride,
                                                float                 *vector,
                                                GCancellable          *cancellable,
                                                GError               **error);
gboolean       reel_clip_model_encode_pixels   (const ReelClipModel   *self,
                                                const float           *pixels,
                                                float                 *vector,
                                                GCancellable          *cancellable,
                                                GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelClipModel, reel_clip_model_unref)

G_END_DECLS
