/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a file is, whatever it is called and wherever it lies. */

#define REEL_FINGERPRINT_BLOCK 1048576 /* bytes */

gboolean reel_fingerprint_is_whole         (const char          *text);
char *reel_fingerprint_hash_whole          (GFile               *file,
                                            GCancellable        *cancellable,
                                            GError             **error);
char *reel_fingerprint_compute             (GFile               *file,
                                            guint64             *size,
                                            GCancellable        *cancellable,
                                            GError             **error);
void  reel_fingerprint_compute_async       (GFile               *file,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
void  reel_fingerprint_compute_again_async (GFile               *file,
                                            const char          *text,
                                            const char          *stamp,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
char *reel_fingerprint_compute_finish      (GFile               *file,
                                            GAsyncResult        *result,
                                            guint64             *size,
                                            GError             **error);
char *reel_fingerprint_dup_stamp           (GFile               *file,
                                            GAsyncResult        *result);

G_END_DECLS
