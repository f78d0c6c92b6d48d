/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/video/video.h>

G_BEGIN_DECLS

/*
 * Fits pictures of high dynamic range (PQ or HLG, BT.2020) to a screen of standard range (BT.709): a table of colours, made
 * once for a kind of pictures and applied to scaled ones. Used by one thread at a time.
 */
typedef struct _ReelToneMap ReelToneMap;

gboolean     reel_tone_map_is_for      (const GstVideoInfo        *info);
double       reel_tone_map_peak_of     (const GstCaps             *caps);
ReelToneMap *reel_tone_map_new         (GstVideoTransferFunction   transfer,
                                        double                     peak);
void         reel_tone_map_free        (ReelToneMap               *self);
void         reel_tone_map_update      (ReelToneMap              **map,
                                        const GstVideoInfo        *info,
                                        const GstCaps             *caps);
void         reel_tone_map_get         (const ReelToneMap         *self,
                                        const guint16              in[3],
                                        guint8                     out[3]);
void         reel_tone_map_convert     (const ReelToneMap         *self,
                                        const GstVideoFrame       *from,
                                        GstVideoFrame             *to);
gboolean     reel_tone_map_apply       (const ReelToneMap         *self,
                                        GstVideoFrame             *frame);
void         reel_tone_map_apply_words (const ReelToneMap         *self,
                                        const guint16             *argb,
                                        guint8                    *rgbx,
                                        gsize                      n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelToneMap, reel_tone_map_free)

G_END_DECLS
