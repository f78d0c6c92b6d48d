/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <malloc.h>

#include "base/reel-memory.h"

/**
 * reel_memory_set_up:
 *
 * To be called first of all in `main()`. GStreamer begins and ends threads all the time, and glibc gives threads heaps of
 * their own, up to eight a processor (mallopt(3)), each of which keeps what was freed in it. Two are as quick here and are
 * some megabytes less. Where the C library has no such heaps, there is nothing to do.
 */
void
reel_memory_set_up (void)
{
#ifdef M_ARENA_MAX
  mallopt (M_ARENA_MAX, 2);
#endif
}
