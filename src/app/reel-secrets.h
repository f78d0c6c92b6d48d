/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The API keys of the profiles: in the Secret Service, and where there is none, in memory for this run. Nowhere else.
 */
#define REEL_TYPE_SECRETS (reel_secrets_get_type ())
G_DECLARE_FINAL_TYPE (ReelSecrets, reel_secrets, REEL, SECRETS, GObject)

ReelSecrets *reel_secrets_new           (void);
void         reel_secrets_lookup_async  (ReelSecrets         *self,
                                         const char          *profile,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
char        *reel_secrets_lookup_finish (ReelSecrets         *self,
                                         GAsyncResult        *result,
                                         GError             **error);
void         reel_secrets_store_async   (ReelSecrets         *self,
                                         const char          *profile,
                                         const char          *label,
                                         const char          *key,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
gboolean     reel_secrets_store_finish  (ReelSecrets         *self,
                                         GAsyncResult        *result,
                                         gboolean            *kept,
                                         GError             **error);
void         reel_secrets_forget_async  (ReelSecrets         *self,
                                         const char          *profile,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
gboolean     reel_secrets_forget_finish (ReelSecrets         *self,
                                         GAsyncResult        *result,
                                         gboolean            *deleted,
                                         GError             **error);

G_END_DECLS
