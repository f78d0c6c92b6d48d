/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "api/reel-bandwidth.h"
#include "api/reel-client.h"
#include "api/reel-network-thread.h"
#include "api/reel-pacer.h"
#include "api/reel-watch-list.h"

G_BEGIN_DECLS

/* What a request needs of its client. All but @session is set once, before the first request. */
struct _ReelClient
{
  GObject parent_instance;

  /* owned */
  ReelNetworkThread *thread;
  ReelPacer *pacer;
  ReelBandwidth *bandwidth; /* of all uploads together */
  ReelWatchList *watches;
  SoupSession *session; /* made, used and freed on the network thread */
  GMainContext *context; /* where the properties notify */
  GUri *base;
  char *base_url;
  char *label; /* the service's name for people, in errors */
  char *key;   /* (nullable): never in a log, an error or an address */

  ReelKeyHeader key_header;
  guint idle_timeout;        /* ms */
  guint upload_idle_timeout; /* ms */
  double time_scale;

  GMutex lock; /* what follows */
  gboolean notifying; /* a source that notifies is on its way to @context */
};

G_END_DECLS
