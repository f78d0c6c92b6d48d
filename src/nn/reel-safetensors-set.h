/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reel-safetensors-header.h"
#include "reel-text-matrix.h"

G_BEGIN_DECLS

typedef struct _ReelSafetensorsSet ReelSafetensorsSet;

ReelSafetensorsSet *reel_safetensors_set_open       (const char               *folder,
                                                     GError                  **error);
void                reel_safetensors_set_free       (ReelSafetensorsSet       *self);
guint64             reel_safetensors_set_get_size   (const ReelSafetensorsSet *self);
guint64             reel_safetensors_set_get_values (const ReelSafetensorsSet *self);
gboolean            reel_safetensors_set_get_matrix (const ReelSafetensorsSet *self,
                                                     const char               *name,
                                                     gsize                     rows,
                                                     gsize                     columns,
                                                     ReelTextMatrix           *matrix,
                                                     GError                  **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelSafetensorsSet, reel_safetensors_set_free)

G_END_DECLS
