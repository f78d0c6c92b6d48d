/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * One stream of a file, decoded, sample after sample: the pictures or the sound. Whoever needs both has two of them, so that
 * neither waits for the other. One thread, which it may block.
 */
typedef struct _ReelRawReader ReelRawReader;

ReelRawReader *reel_raw_reader_new       (const char     *uri,
                                          const char     *type,
                                          const char     *chain,
                                          GCancellable   *cancellable,
                                          GError        **error);
void           reel_raw_reader_fit_tones (ReelRawReader  *self,
                                          const char     *filter);
GstSample     *reel_raw_reader_pull      (ReelRawReader  *self,
                                          GError        **error);
void           reel_raw_reader_seek      (ReelRawReader  *self,
                                          GstClockTime    position,
                                          gboolean        exact);
GstTagList    *reel_raw_reader_dup_tags  (ReelRawReader  *self);
GstClockTime   reel_raw_reader_lead_in   (ReelRawReader  *self);
GstClockTime   reel_raw_reader_time      (GstSample      *sample);
void           reel_raw_reader_free      (ReelRawReader  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelRawReader, reel_raw_reader_free)

G_END_DECLS
