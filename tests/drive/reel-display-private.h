/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <X11/Xlib.h>

#include "reel-display.h"

G_BEGIN_DECLS

struct _ReelDisplay
{
  GObject parent_instance;

  /* owned */
  Display *display;
  GArray *spare_codes; /* of KeyCode: those without a symbol, to be lent to characters that the keyboard lacks */

  guint next_spare;
  Atom net_wm_pid, net_wm_name, net_active_window, utf8_string;
};

void _reel_display_find_spare_codes (ReelDisplay *self);

G_END_DECLS
