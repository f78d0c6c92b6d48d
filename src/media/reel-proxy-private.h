/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "media/reel-proxy-pipeline.h"

G_BEGIN_DECLS

/* Shared by reel-proxy-pipeline.c, which runs it, and reel-proxy-chain.c, its encoding half. */

/* Units a second of the times in an MP4 file. */
#define REEL_PROXY_TIMESCALE 90000

struct _ReelProxyPipeline
{
  /* owned */
  ReelProxyPlan *plan;
  char *name;
  GstElement *pipeline;
  GstElement *mux;
  GPtrArray *missing;

  /* borrowed, of the pipeline; from no-more-pads on */
  GstPad *video;
  GstElement *entry;
  GstElement *scale;
  GstElement *flip;
  GstElement *coder;

  /* On streaming threads, which decodebin lets one at a time into its signals. */
  GPtrArray *pads; /* (owned) (element-type GstPad) */

  /* The encoder's streaming thread. */
  GstClockTime end;       /* of the last picture as shown */
  GstClockTimeDiff delay; /* from decoding to showing, of the first */

  /* Set on streaming threads, atomically. */
  gboolean linked; /* the encoder has its pictures */
  gboolean no_more_pads;
  gint position; /* milliseconds */
  guint buffers; /* that went by */
};

gboolean reel_proxy_chain_link_video (ReelProxyPipeline *self,
                                      GstPad            *pad);
gboolean reel_proxy_chain_link_audio (ReelProxyPipeline *self,
                                      GstPad            *pad);

G_END_DECLS
