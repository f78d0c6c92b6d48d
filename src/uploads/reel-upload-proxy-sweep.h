/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Clears the folder of smaller copies of what a run that ended in between has left. What is known of it comes from the
 * catalogue, in which every copy is noted as soon as it is whole.
 */
typedef struct _ReelUploadProxyRows ReelUploadProxyRows;

ReelUploadProxyRows *reel_upload_proxy_rows_new  (void);
void                 reel_upload_proxy_rows_free (ReelUploadProxyRows *self);
void                 reel_upload_proxy_rows_add  (ReelUploadProxyRows *self,
                                                  gint64               row_id,
                                                  const char          *path,
                                                  gboolean             ours);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelUploadProxyRows, reel_upload_proxy_rows_free)

void           reel_upload_proxy_sweep_async  (const char           *folder,
                                               ReelUploadProxyRows  *rows,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
GArray        *reel_upload_proxy_sweep_finish (GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS
