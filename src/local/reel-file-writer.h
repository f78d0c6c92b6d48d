/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A file on its way in: written under a random name, moved to its place once it is whole and on disk. Freed before that,
 * it leaves nothing behind. For one worker thread at a time.
 */
typedef struct _ReelFileWriter ReelFileWriter;

ReelFileWriter *reel_file_writer_new      (const char      *folder,
                                           GError         **error);
gboolean        reel_file_writer_write    (ReelFileWriter  *self,
                                           gconstpointer    data,
                                           gsize            length,
                                           GError         **error);
guint64         reel_file_writer_get_size (ReelFileWriter  *self);
const char     *reel_file_writer_get_path (ReelFileWriter  *self);
gboolean        reel_file_writer_commit   (ReelFileWriter  *self,
                                           const char      *path,
                                           GError         **error);
void            reel_file_writer_free     (ReelFileWriter  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelFileWriter, reel_file_writer_free)

G_END_DECLS
