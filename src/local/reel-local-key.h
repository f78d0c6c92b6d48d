/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char     *reel_local_key_read_fd   (int          fd,
                                    GError     **error);
char     *reel_local_key_read_file (const char  *path,
                                    GError     **error);
gboolean  reel_local_key_equal     (const char  *key,
                                    const char  *given);

G_END_DECLS
