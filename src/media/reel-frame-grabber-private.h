/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-frame-cache.h"
#include "media/reel-frame-grabber.h"
#include "media/reel-frame-memory.h"

G_BEGIN_DECLS

/* Shared by reel-frame-grabber.c, which takes requests and looks them up, and reel-frame-grabber-decode.c, its decoders. */

#define N_LOOKUPS 4
#define N_DECODERS 2

/* What the threads share with the grabber, which they may outlive by the frame at hand. */
typedef struct
{
  ReelFrameMemory *memory; /* (owned) */
  ReelFrameCache *cache;   /* (owned) */

  GMutex lock;       /* for what follows, and for Request.answered */
  GCond changed;
  GQueue lookups;    /* of Request (owned), the newest first */
  GQueue decodes;    /* of Request (owned), the newest first */
  guint64 n_requests;
  char *places[N_LOOKUPS]; /* (owned) (nullable): where each look-up thread looks just now */
  char *open[N_DECODERS]; /* (owned) (nullable): the URI that each decoder has open */
  double reach[N_DECODERS]; /* seconds: how far before a frame of that one its key frame may lie */
  gboolean quit;
} Shared;

typedef struct
{
  GTask *task;     /* (owned) */
  GSource *cancel; /* (owned) (nullable) */
  gboolean answered;
  guint64 serial;  /* the higher, the newer; 0 where it has time */

  char *uri;    /* (owned) */
  double time;
  double within; /* seconds after it, within which it may be another one that is not blank */
  gboolean exact;
  guint max_edge;
  char *key;    /* (owned): of the frame, whatever the file's state */
  char *place;  /* (owned) (nullable): where a file system is mounted that it is on; set by a look-up thread */
  char *stamp;  /* (owned) (nullable): the file's state; set by the look-up thread */
} Request;

/* A thread of its kind. */
typedef struct
{
  Shared *shared; /* (owned) */
  guint index;
} Worker;

void          reel_frame_grabber_shared_unref (gpointer data);
void          reel_frame_grabber_request_unref (gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Shared, reel_frame_grabber_shared_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, reel_frame_grabber_request_unref)

/* reel-frame-grabber.c */
void          reel_frame_grabber_answer          (Shared    *shared,
                                                  Request   *request,
                                                  ReelFrame *frame,
                                                  GError    *error);
GCancellable *reel_frame_grabber_dup_cancellable (Shared    *shared,
                                                  Request   *request);
char         *reel_frame_grabber_dup_disk_key    (const Request *request);

/* reel-frame-grabber-decode.c */
gpointer      reel_frame_grabber_decode_thread   (gpointer   data);

G_END_DECLS
