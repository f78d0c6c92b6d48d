/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-clip.h"

G_BEGIN_DECLS

/**
 * ReelWireType:
 * @REEL_WIRE_WORK: to the worker, first: depth (u32), threads (u32), most memory in bytes (u64), the file's name (text),
 *   number of frames (u32), 0 for a video, and where there are some their width, height (u32) and interval (double),
 *   number of words (u32) and words (text) of the engine's recipe
 * @REEL_WIRE_THREADS: to the worker: threads (u32) from now on
 * @REEL_WIRE_READY: from the worker, first: what keeps it in (u32), of #ReelWorkerWalls
 * @REEL_WIRE_ALIVE: from the worker: it goes on
 * @REEL_WIRE_PROGRESS: from the worker: part of the video (double)
 * @REEL_WIRE_CLIP: from the worker: see reel_wire_message_put_clip()
 * @REEL_WIRE_DONE: from the worker, last: number of clips (u32)
 * @REEL_WIRE_FAILED: from the worker, last: error domain (text), code (u32), message (text)
 * @REEL_WIRE_NO_MEMORY: from the worker, last: it may not have more
 */
typedef enum
{
  REEL_WIRE_WORK = 1,
  REEL_WIRE_THREADS,
  REEL_WIRE_READY,
  REEL_WIRE_ALIVE,
  REEL_WIRE_PROGRESS,
  REEL_WIRE_CLIP,
  REEL_WIRE_DONE,
  REEL_WIRE_FAILED,
  REEL_WIRE_NO_MEMORY,
} ReelWireType;

/* Bytes of a message: the largest is a clip with its vectors. */
#define REEL_WIRE_LONGEST (256 * 1024)

/*
 * A message between the service and a worker: values one after the other, numbers in little endian, a text or a list with its
 * length before it. Each get checks that its value is there whole; once one is not, all further ones fail.
 */
typedef struct _ReelWireMessage ReelWireMessage;

ReelWireMessage *reel_wire_message_new        (ReelWireType           type);
ReelWireMessage *reel_wire_message_new_read   (guint8                 type,
                                               const guint8          *bytes,
                                               gsize                  size);
void             reel_wire_message_free       (ReelWireMessage       *self);
guint8           reel_wire_message_get_type   (const ReelWireMessage *self);
const guint8    *reel_wire_message_get_bytes  (const ReelWireMessage *self,
                                               gsize                 *size);
void             reel_wire_message_put_u32    (ReelWireMessage       *self,
                                               guint32                value);
void             reel_wire_message_put_u64    (ReelWireMessage       *self,
                                               guint64                value);
void             reel_wire_message_put_double (ReelWireMessage       *self,
                                               double                 value);
void             reel_wire_message_put_text   (ReelWireMessage       *self,
                                               const char            *value);
void             reel_wire_message_put_clip   (ReelWireMessage       *self,
                                               const ReelClip        *clip,
                                               guint                  dims,
                                               guint                  likeness_dims);
gboolean         reel_wire_message_get_u32    (ReelWireMessage       *self,
                                               guint32               *value);
gboolean         reel_wire_message_get_u64    (ReelWireMessage       *self,
                                               guint64               *value);
gboolean         reel_wire_message_get_double (ReelWireMessage       *self,
                                               double                *value);
char            *reel_wire_message_get_text   (ReelWireMessage       *self);
ReelClip        *reel_wire_message_get_clip   (ReelWireMessage       *self,
                                               guint                  dims,
                                               guint                  likeness_dims);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelWireMessage, reel_wire_message_free)

G_END_DECLS
