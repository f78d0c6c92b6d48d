/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean reel_avi_lacks_index (const char *path);

G_END_DECLS
