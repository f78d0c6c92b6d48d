/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean reel_clip_turn (const char *path,
                         guint       turns);

G_END_DECLS
