/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vectors/reel-vector-packer.h"

G_BEGIN_DECLS

/**
 * ReelVectorFile:
 * @path: where it is
 * @fd: open for reading and writing, and locked against other processes
 * @end: where the next block goes
 *
 * The file of a space, as its writer has it.
 */
typedef struct
{
  char   *path; /* (owned) */
  int     fd;   /* (owned) */
  guint64 end;
} ReelVectorFile;

ReelVectorFile *reel_vector_file_open   (const char       *path,
                                         const char       *id,
                                         guint             dims,
                                         GError          **error);
gboolean        reel_vector_file_cut    (ReelVectorFile   *self,
                                         guint64           end,
                                         GError          **error);
gboolean        reel_vector_file_append (ReelVectorFile   *self,
                                         ReelVectorPacker *packer,
                                         gboolean          sync,
                                         GError          **error);
gboolean        reel_vector_file_rename (ReelVectorFile   *self,
                                         const char       *path,
                                         GError          **error);
void            reel_vector_file_free   (ReelVectorFile   *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelVectorFile, reel_vector_file_free)

G_END_DECLS
