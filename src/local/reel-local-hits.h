/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-vector-index.h"

G_BEGIN_DECLS

GArray *reel_local_hits_new (ReelLocalStore  *store,
                             GArray          *candidates,
                             GError         **error);

G_END_DECLS
