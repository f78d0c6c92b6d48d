/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-local-store.h"

G_BEGIN_DECLS

/* What is set for this service and survives it, by key; and how much footage there is. Blocks on the disk. */
gboolean reel_local_store_read_setting    (ReelLocalStore  *self,
                                           const char      *key,
                                           char           **value,
                                           GError         **error);
gboolean reel_local_store_write_setting   (ReelLocalStore  *self,
                                           const char      *key,
                                           const char      *value,
                                           GError         **error);
gboolean reel_local_store_measure_footage (ReelLocalStore  *self,
                                           double          *seconds,
                                           GError         **error);

G_END_DECLS
