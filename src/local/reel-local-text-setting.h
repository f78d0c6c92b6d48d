/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/reel-engine.h"
#include "local/reel-local-store.h"

G_BEGIN_DECLS

/* Whether text in pictures is read when videos are indexed: remembered by the store, told to the engine. Blocks on the disk. */
gboolean reel_local_text_setting_apply    (ReelLocalStore  *store,
                                           ReelEngine      *engine,
                                           GError         **error);
gboolean reel_local_text_setting_change   (ReelLocalStore  *store,
                                           ReelEngine      *engine,
                                           gboolean         read_text,
                                           GError         **error);
void     reel_local_text_setting_describe (ReelEngine      *engine,
                                           JsonBuilder     *builder);

G_END_DECLS
