/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ReelSha256 ReelSha256;

ReelSha256 *reel_sha256_new    (void);
void        reel_sha256_free   (ReelSha256   *self);
void        reel_sha256_update (ReelSha256   *self,
                                gconstpointer data,
                                gsize         length);
char       *reel_sha256_finish (ReelSha256   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelSha256, reel_sha256_free)

G_END_DECLS
