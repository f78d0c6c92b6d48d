/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Whose service it is: the one on this computer is called the same on every computer, and each has seen other videos. The id
 * lies beside what the service knows, and goes with it.
 */
char *reel_installation_read (const char  *folder,
                              GError     **error);

G_END_DECLS
