/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define REEL_POWER_FOLDER "/sys/class/power_supply"

gboolean reel_power_is_on_battery (const char *folder);

G_END_DECLS
