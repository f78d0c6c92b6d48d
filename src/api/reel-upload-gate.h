/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelUploadGateReached:
 * @data: what was passed to reel_upload_gate_new()
 *
 * Called on the context of whoever made the gate: all of the file is read, and the end of the body waits.
 */
typedef void (*ReelUploadGateReached) (gpointer data);

typedef struct _ReelUploadGate ReelUploadGate;

ReelUploadGate *reel_upload_gate_new   (ReelUploadGateReached reached,
                                        gpointer              data,
                                        GDestroyNotify        data_free);
ReelUploadGate *reel_upload_gate_ref   (ReelUploadGate       *self);
void            reel_upload_gate_unref (ReelUploadGate       *self);
void            reel_upload_gate_open  (ReelUploadGate       *self);

/* For the body, on its reading thread: @wake is called, on any thread, when the gate opens, until it leaves. */
void            reel_upload_gate_reach   (ReelUploadGate     *self,
                                          void (*wake) (gpointer data),
                                          gpointer            data);
gboolean        reel_upload_gate_is_open (ReelUploadGate     *self);
void            reel_upload_gate_leave   (ReelUploadGate     *self,
                                          gpointer            data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelUploadGate, reel_upload_gate_unref)

G_END_DECLS
