/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the address of a file says of where it is, without a look at the disk, which may not answer. */
char *reel_file_place_dup_mount  (const char         *uri,
                                  const char * const *mounts);
char *reel_file_place_dup_drive  (const char         *uri,
                                  const char * const *mounts);
char **reel_file_place_get_mounts (void);

G_END_DECLS
