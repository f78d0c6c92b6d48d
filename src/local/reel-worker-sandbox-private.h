/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean reel_worker_sandbox_filter_calls (void);

G_END_DECLS
