/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "local/reel-wire-message.h"

G_BEGIN_DECLS

/*
 * One end of the connection between the service and a worker. A message is its length (u32, little endian, without these
 * five bytes), its type (a byte), and its values. SIGPIPE must be ignored. Sending is for any thread, receiving for one.
 */
typedef struct _ReelWire ReelWire;

ReelWire        *reel_wire_new     (int               fd);
void             reel_wire_free    (ReelWire         *self);
gboolean         reel_wire_send    (ReelWire         *self,
                                    ReelWireMessage  *message,
                                    GError          **error);
ReelWireMessage *reel_wire_receive (ReelWire         *self,
                                    gint64            timeout,
                                    GCancellable     *cancellable,
                                    GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelWire, reel_wire_free)

G_END_DECLS
