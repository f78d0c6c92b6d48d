/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A file on its way in: written under a random name, moved to its place once it is whole and on disk. Freed before that,
 * it leaves nothing behind. For one worker thread at a time.
 */
typedef struct _ReelFileWriter ReelFileWriter;

/* Bytes that stay free on the disk whatever comes in, so that the index can still be written. */
#define REEL_FILE_WRITER_SPARE (G_GUINT64_CONSTANT (64) * 1024 * 1024)

ReelFileWriter *reel_file_writer_new      (const char      *folder,
                                           GError         **error);
gboolean        reel_file_writer_write    (ReelFileWriter  *self,
                                           gconstpointer    data,
                                           gsize            length,
                                           GError         **error);
gboolean        reel_file_writer_reserve  (ReelFileWriter  *self,
                                           guint64          size,
                                           GError         **error);
gboolean        reel_file_writer_check_room (const char    *folder,
                                             guint64        size,
                                             GError       **error);
gboolean        reel_file_writer_sync     (ReelFileWriter  *self,
                                           GError         **error);
guint64         reel_file_writer_get_size (ReelFileWriter  *self);
const char     *reel_file_writer_get_path (ReelFileWriter  *self);
gboolean        reel_file_writer_commit   (ReelFileWriter  *self,
                                           const char      *path,
                                           GError         **error);
void            reel_file_writer_free     (ReelFileWriter  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelFileWriter, reel_file_writer_free)

G_END_DECLS
