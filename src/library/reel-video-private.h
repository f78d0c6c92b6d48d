/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-video-index.h"
#include "library/reel-video.h"

G_BEGIN_DECLS

struct _ReelVideo
{
  GObject parent_instance;

  /* owned */
  char *profile;
  char *collection_id;
  char *uri;
  char *name;        /* what is shown: the local name, else the file's */
  char *local_name;  /* (nullable) */
  char *video_id;    /* (nullable) */
  char *fingerprint; /* (nullable) */
  char *error;       /* (nullable) */
  char *reason;      /* (nullable): which sentence @error is */
  char **copies;     /* ids */
  char *sha256;      /* (nullable) */
  char *service;     /* (nullable) */
  char *proxy;       /* (nullable): a path */
  char *codec;       /* (nullable) */
  char **tags;       /* (nullable) */

  /* borrowed */
  ReelVideoIndex *index; /* (nullable): of the catalogue that has it */

  /* plain */
  gint64 row_id;
  gint64 added;
  double position; /* in the order of work */
  guint64 size;
  guint64 proxy_size;
  double duration;
  double progress;
  double speed;
  double time_left;
  guint width;
  guint height;
  ReelVideoState state;
  ReelVideoChoice choice;
  ReelVideoOffers offers;
  gboolean can_retry;
  gboolean missing;
  gboolean unanswered;
  gboolean insisted;
  gboolean hidden;
  gboolean choosing;
};

enum
{
  PROP_ROW_ID = 1,
  PROP_PROFILE,
  PROP_COLLECTION_ID,
  PROP_URI,
  PROP_NAME,
  PROP_SIZE,
  PROP_FINGERPRINT,
  PROP_VIDEO_ID,
  PROP_DURATION,
  PROP_WIDTH,
  PROP_HEIGHT,
  PROP_STATE,
  PROP_PROGRESS,
  PROP_ERROR,
  PROP_CAN_RETRY,
  PROP_SPEED,
  PROP_TIME_LEFT,
  PROP_MISSING,
  PROP_ADDED,
  PROP_UNANSWERED,
  PROP_LOCAL_NAME,
  PROP_HIDDEN,
  PROP_CODEC,
  PROP_TAGS,
  PROP_PROXY,
  PROP_PROXY_SIZE,
  PROP_OFFERS,
  PROP_CHOOSING,
  REEL_VIDEO_N_PROPS,
};

/* Filled when the class is made. */
extern GParamSpec *reel_video_props[REEL_VIDEO_N_PROPS];

G_END_DECLS
