/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-frame.h"

G_BEGIN_DECLS

/*
 * The pictures of a video from a time on backwards. Videos are only decoded forwards, from a key frame on: a thread decodes
 * one stretch after the other, each of them before the last, into a store that never takes more than it may, while what is
 * there is shown. Where it can't keep up it leaves out what the time has passed, so that the speed holds.
 */
typedef struct _ReelReverseReader ReelReverseReader;

ReelReverseReader *reel_reverse_reader_new        (const char        *uri,
                                                   double             from,
                                                   double             speed,
                                                   guint              max_edge,
                                                   gsize              most_bytes);
void               reel_reverse_reader_close      (ReelReverseReader *self);
void               reel_reverse_reader_set_speed  (ReelReverseReader *self,
                                                   double             speed);
ReelFrame         *reel_reverse_reader_take       (ReelReverseReader *self,
                                                   double             time);
gboolean           reel_reverse_reader_has_failed (ReelReverseReader *self);
gsize              reel_reverse_reader_get_peak   (ReelReverseReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelReverseReader, reel_reverse_reader_close)

G_END_DECLS
