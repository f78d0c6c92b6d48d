/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelBodySink:
 * @feed: takes the next bytes of the body; %FALSE with an error stops it, and the rest of the body is only read away
 * @end: the body is complete
 * @free: frees the sink, and removes what it has written and nobody took
 *
 * What becomes of a request's body: the first member of the sinks' structs. Called on one worker thread.
 */
typedef struct _ReelBodySink ReelBodySink;
struct _ReelBodySink
{
  gboolean (*feed) (ReelBodySink *self, const guint8 *data, gsize length, GError **error);
  gboolean (*end)  (ReelBodySink *self, GError **error);
  void     (*free) (ReelBodySink *self);
};

G_END_DECLS
