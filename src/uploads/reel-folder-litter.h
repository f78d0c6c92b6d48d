/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean reel_folder_is_litter (const char *name,
                                gboolean    is_folder);

G_END_DECLS
