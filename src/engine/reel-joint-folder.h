/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The folder of a joint model, as its publisher lays it out. Blocks on the disk. */
char *reel_joint_folder_dup_space_id (const char    *folder,
                                      GCancellable  *cancellable,
                                      GError       **error);
char *reel_joint_folder_dup_licence  (const char    *folder);

G_END_DECLS
