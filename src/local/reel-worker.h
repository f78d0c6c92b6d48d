/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Descriptors that a worker is started with: its end of the wire, and the video. */
#define REEL_WORKER_WIRE_FD 3
#define REEL_WORKER_FILE_FD 4

/* The option of reelseek-local that makes it a worker. */
#define REEL_WORKER_OPTION "--worker"

int reel_worker_main (void);

G_END_DECLS
