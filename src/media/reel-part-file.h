/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-media-error.h"

G_BEGIN_DECLS

/*
 * A file that is written under another name beside its place, and moved there at the end: whoever sees the name sees a whole
 * file. What is not moved is deleted. Blocks on the disk: for worker threads.
 */
typedef struct _ReelPartFile ReelPartFile;

ReelPartFile *reel_part_file_new         (const char    *target,
                                          gboolean       replace,
                                          GError       **error);
const char   *reel_part_file_get_path    (ReelPartFile  *self);
gboolean      reel_part_file_publish     (ReelPartFile  *self,
                                          GError       **error);
GError       *reel_part_file_error       (ReelPartFile  *self,
                                          const GError  *failure,
                                          const char    *debug);
void          reel_part_file_free        (ReelPartFile  *self);
void          reel_part_file_forsake_all (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelPartFile, reel_part_file_free)

G_END_DECLS
