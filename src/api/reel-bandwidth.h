/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A cap on the bytes that uploads send in a second, all together. From any thread. */
typedef struct _ReelBandwidth ReelBandwidth;

/* One upload's part in it. */
typedef struct _ReelBandwidthShare ReelBandwidthShare;

/* µs, of the kind that g_get_monotonic_time() gives */
typedef gint64 (*ReelBandwidthClock) (void);

ReelBandwidth      *reel_bandwidth_new                (void);
ReelBandwidth      *reel_bandwidth_new_with_clock     (ReelBandwidthClock  clock);
ReelBandwidth      *reel_bandwidth_ref                (ReelBandwidth      *self);
void                reel_bandwidth_unref              (ReelBandwidth      *self);
void                reel_bandwidth_set_limit          (ReelBandwidth      *self,
                                                       guint64             bytes_per_second);
guint64             reel_bandwidth_get_limit          (ReelBandwidth      *self);

ReelBandwidthShare *reel_bandwidth_share_new          (ReelBandwidth      *bandwidth);
void                reel_bandwidth_share_free         (ReelBandwidthShare *self);
gsize               reel_bandwidth_share_take         (ReelBandwidthShare *self,
                                                       gsize               wanted);
void                reel_bandwidth_share_give_back    (ReelBandwidthShare *self,
                                                       gsize               unused);
gint64              reel_bandwidth_share_get_ready_at (ReelBandwidthShare *self,
                                                       gsize               wanted);
void                reel_bandwidth_share_wait         (ReelBandwidthShare *self,
                                                       gsize               wanted,
                                                       GSource            *source);
void                reel_bandwidth_share_leave        (ReelBandwidthShare *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelBandwidth, reel_bandwidth_unref)

G_END_DECLS
