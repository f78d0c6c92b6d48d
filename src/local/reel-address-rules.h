/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean reel_address_is_public (GInetAddress *address);

G_END_DECLS
