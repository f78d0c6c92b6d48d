/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-upload-gate.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* A file made into a request's body, read by a thread that keeps ahead of whoever sends it. Counted. */
typedef struct _ReelReadAhead ReelReadAhead;

/**
 * ReelReadAheadState:
 * @REEL_READ_AHEAD_EMPTY: nothing is there yet
 * @REEL_READ_AHEAD_READY: bytes are there
 * @REEL_READ_AHEAD_ENDED: all has been taken, or nobody wants it any more
 * @REEL_READ_AHEAD_FAILED: the file can't be sent
 */
typedef enum
{
  REEL_READ_AHEAD_EMPTY,
  REEL_READ_AHEAD_READY,
  REEL_READ_AHEAD_ENDED,
  REEL_READ_AHEAD_FAILED,
} ReelReadAheadState;

ReelReadAhead      *reel_read_ahead_start            (GFile          *file,
                                                      const char     *json_key,
                                                      gboolean        checksum,
                                                      ReelUploadGate *gate,
                                                      GCancellable   *cancellable,
                                                      GError        **error);
ReelReadAhead      *reel_read_ahead_ref              (ReelReadAhead  *self);
void                reel_read_ahead_unref            (ReelReadAhead  *self);
guint64             reel_read_ahead_get_length       (ReelReadAhead  *self);
const char         *reel_read_ahead_get_content_type (ReelReadAhead  *self);
ReelReadAheadState  reel_read_ahead_peek             (ReelReadAhead  *self,
                                                      const guint8  **data,
                                                      gsize          *length);
void                reel_read_ahead_consume          (ReelReadAhead  *self,
                                                      gsize           length);
void                reel_read_ahead_block            (ReelReadAhead  *self);
void                reel_read_ahead_wait             (ReelReadAhead  *self,
                                                      GSource        *source);
GError             *reel_read_ahead_dup_error        (ReelReadAhead  *self);
char               *reel_read_ahead_dup_sha256       (ReelReadAhead  *self);
guint64             reel_read_ahead_get_left         (ReelReadAhead  *self);
void                reel_read_ahead_close            (ReelReadAhead  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelReadAhead, reel_read_ahead_unref)

G_END_DECLS
