/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reel-driver.h"

G_BEGIN_DECLS

struct _ReelDriver
{
  GObject parent_instance;

  /* owned */
  ReelDisplay *display;
  GDBusConnection *session_bus;
  GDBusConnection *bus; /* the one of accessibility */
  char *bus_name;       /* (nullable): well-known, for the program's actions */
  char *owner;          /* the program's unique name on the accessibility bus */

  int pid;
};

gboolean _reel_driver_has_pid (ReelDriver *self, const char *owner);

G_END_DECLS
