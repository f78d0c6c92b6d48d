/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Files that are written beside their places and moved there together at the end: until then what was there before stays,
 * and nobody ever sees half of one. Blocks on the disk: for worker threads.
 */
typedef struct _ReelOutputFiles ReelOutputFiles;

ReelOutputFiles *reel_output_files_new     (void);
void             reel_output_files_free    (ReelOutputFiles  *self);
gboolean         reel_output_files_add     (ReelOutputFiles  *self,
                                            GFile            *file,
                                            GBytes           *bytes,
                                            GCancellable     *cancellable,
                                            GError          **error);
gboolean         reel_output_files_publish (ReelOutputFiles  *self,
                                            GPtrArray        *files,
                                            GError          **error);
GFile           *reel_output_files_sibling (GFile            *file,
                                            guint             number,
                                            const char       *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelOutputFiles, reel_output_files_free)

G_END_DECLS
