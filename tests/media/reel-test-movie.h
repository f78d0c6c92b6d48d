/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Changes QuickTime and MP4 files in place, for what no muxer writes: the tracks that cameras add. Tracks count from 0. */

/*
 * Gives track @track the sample entry @kind, of four letters, and where @handler is not %NULL, that handler. What says how to
 * decode it ('esds', 'avcC') is made unreadable, so that nothing takes it for what it was.
 */
void reel_test_movie_rename    (const char *path, guint track, const char *handler, const char *kind);

G_END_DECLS
