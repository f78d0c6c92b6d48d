/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ReelWorkerWalls:
 * @REEL_WORKER_WALL_CALLS: a filter refuses system calls for the network, other processes, writing, and all that decoding needs
 *   not
 * @REEL_WORKER_WALL_FILES: Landlock refuses all files but those of the system's libraries, of GStreamer and of the engine
 * @REEL_WORKER_WALL_MEMORY: there is a limit on memory
 *
 * What keeps a worker in.
 */
typedef enum
{
  REEL_WORKER_WALL_CALLS = 1 << 0,
  REEL_WORKER_WALL_FILES = 1 << 1,
  REEL_WORKER_WALL_MEMORY = 1 << 2,
} ReelWorkerWalls;

#define REEL_WORKER_ALL_WALLS (REEL_WORKER_WALL_CALLS | REEL_WORKER_WALL_FILES | REEL_WORKER_WALL_MEMORY)

/*
 * What most videos need, and what those of 8K with ten bits and sixteen reference frames do: 100 MB a frame. Counted is what
 * the process may write (RLIMIT_DATA), not what it has addresses for: models are mapped and shared, and threads reserve
 * addresses that they never touch, so a limit on those (RLIMIT_AS) would have to be far too large.
 */
#define REEL_WORKER_MEMORY (G_GUINT64_CONSTANT (2) << 30)

void            reel_worker_sandbox_follow (void);
ReelWorkerWalls reel_worker_sandbox_lock   (const char *const  *readable,
                                            guint64             memory);

G_END_DECLS
