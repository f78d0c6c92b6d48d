/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-paintable.h"
#include "media/reel-player-core.h"
#include "media/reel-player.h"

G_BEGIN_DECLS

struct _ReelPlayer
{
  GObject parent_instance;

  /* owned */
  ReelPaintable *picture;
  ReelVideoOutput *output; /* (nullable): without GStreamer's basic plugins */
  ReelPlayerCore *core;    /* (nullable): likewise */
  char *uri;               /* (nullable) */
  GError *error;           /* (nullable) */

  guint generation; /* of the open that news must be about */
  guint place_wish; /* the last wish that makes older positions out of date */
  guint play_wish;  /* likewise for having ended */
  gboolean playing;
  gboolean ready;
  gboolean has_audio;
  gboolean sound_missing;
  gboolean sound_only;
  gboolean loop;
  gboolean muted;
  double position;
  double duration;
  double frame_length;
  double in_point;
  double out_point;
  double volume;
  double rate;
};

G_END_DECLS
