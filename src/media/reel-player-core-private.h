/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-frame-index.h"
#include "media/reel-player-core.h"
#include "media/reel-reverse-reader.h"

G_BEGIN_DECLS

/* What the main thread wants. */
typedef struct
{
  guint generation;
  char *uri; /* (owned) (nullable) */
  guint wish;
  gboolean playing;
  gboolean seek;
  gboolean exact;
  double position;
  int step;
  gboolean refresh;
  gboolean range; /* another one than before, or another rate */
  double in_point, out_point;
  gboolean loop;
  double rate;
  double volume;
  gboolean muted;
} Wishes;

/* What the sound of a file has come to. */
typedef enum
{
  REEL_SOUND_UNKNOWN,
  REEL_SOUND_CAME,
  REEL_SOUND_NONE, /* it ended before there was any */
} ReelSound;

struct _ReelPlayerCore
{
  /* owned */
  ReelVideoOutput *output;
  ReelFrameIndex *index;
  GMainContext *context; /* the thread's */
  GMainLoop *loop;

  GMutex lock; /* for what follows */
  Wishes wishes;
  ReelPlayerNews news;
  gboolean called; /* a call of `func` is on its way */
  gboolean woken;
  gboolean deaf;   /* the thread takes nothing any more */

  /* Main thread only. */
  ReelPlayerCoreFunc func; /* (nullable): %NULL once shut down */
  gpointer data;

  /* The thread's own. */
  GstElement *playbin;     /* (owned) (nullable) */
  GSource *bus_source;     /* (owned) (nullable) */
  GSource *progress;       /* (owned) (nullable): runs while playing */
  GSource *patience;       /* (owned) (nullable): runs while something is under way */
  guint64 patience_fed;    /* how many pictures had gone into the decoder when that was last looked at */
  GSource *stall;          /* (owned) (nullable): runs while no picture may come */
  guint64 stall_fed;       /* how many pictures had gone into the decoder when it was last looked */
  gboolean stalled;        /* none came of the last seek, and none went into the decoder any more */
  GPtrArray *missing;      /* (owned): installer details */
  char *name;              /* (owned) (nullable): of the file */
  char *path;              /* (owned) (nullable): likewise */
  guint generation;
  guint seen;              /* the last wish acted upon */
  guint checks;            /* files that were looked at so far */
  gboolean checking;       /* the last of them is being looked at, and there is no playbin yet */
  gboolean quit;
  gboolean broken;         /* has an error: nothing more happens until the next open */
  gboolean loaded;
  gboolean busy;           /* loading, or one seek or step is under way */
  gboolean stepping;       /* it is a step */
  gboolean stepped;        /* whose picture is there */
  gboolean playing;        /* what playbin was told */
  gboolean ended;
  gboolean cued;           /* pictures are no longer held back */
  gboolean stale;          /* sound and stop of the last seek are not those of now */
  gboolean begun_anew;     /* it was sought once more, to be played from there */
  gboolean fake_audio;     /* no sound device can be opened; tried again with the next file */
  guint audio_failed;      /* the generation in which the sound device went away; 0 for none */
  gboolean sound_only;     /* there are no pictures at all */
  int sound;               /* ReelSound; atomic, as a streaming thread sets it */
  double seek_target;
  double beyond;           /* where a seek was to go that ended where the demuxer thought that the file does; 0 for none */
  gboolean seek_exact;
  gboolean coarse;         /* behind the last seek only key frames come, and no more than one or two */
  guint64 seek_count;      /* pictures before the seek */
  guint retreat;
  gboolean drains;         /* seeks stop soon after their target */
  GstClockTime duration;   /* 0 where unknown */
  GstClockTime measured;   /* from the first picture, as the pictures themselves say; 0 until that is known */
  guint lead;              /* the next one to try */
  GstClockTime back_from;  /* stream time of the picture that the seek must come before */
  int steps_left;          /* back, behind the seek under way */
  GstClockTime stop;       /* stream time of the last seek's stop */
  double rate;             /* its rate */
  gint64 loop_start;       /* when the last round began, monotonic */

  /* The thread's own: playing backwards, while playbin stands still. */
  gboolean reversing;
  ReelReverseReader *reader; /* (owned) (nullable): %NULL where it is sought from picture to picture */
  GSource *reverse_source;   /* (owned) (nullable) */
  double reverse_speed;
  double reverse_from;     /* seconds: where the clock began */
  gint64 reverse_begun;    /* when it did, monotonic; 0 while there is no picture yet */
  gint64 reverse_told;     /* when progress was told of, monotonic */
  double reverse_position; /* seconds: where the picture shown begins */
  gboolean reverse_ended;  /* the beginning was reached */
};

/* reel-player-core.c */
void         reel_player_core_publish          (ReelPlayerCore *self);
double       reel_player_core_to_seconds       (ReelPlayerCore *self,
                                                GstClockTime    stream_time);
double       reel_player_core_get_position     (ReelPlayerCore *self);
GstClockTime reel_player_core_get_start        (ReelPlayerCore *self);
GstClockTime reel_player_core_get_duration     (ReelPlayerCore *self);

void         reel_player_core_unref            (gpointer        data);

/* reel-player-core-check.c; on the core's thread */
void         reel_player_core_check            (ReelPlayerCore *self,
                                                const char     *uri);

/* reel-player-core-pipeline.c; on the core's thread */
void         reel_player_core_open_checked     (ReelPlayerCore *self,
                                                const char     *uri,
                                                GError         *error);
void         reel_player_core_apply            (ReelPlayerCore *self);
void         reel_player_core_close            (ReelPlayerCore *self);
void         reel_player_core_begin            (ReelPlayerCore *self,
                                                guint           seconds);
void         reel_player_core_give_up          (ReelPlayerCore *self);
void         reel_player_core_release_pictures (ReelPlayerCore *self);

/* reel-player-core-length.c; on the core's thread */
void         reel_player_core_measure          (ReelPlayerCore *self,
                                                const char     *path);

/* reel-player-core-seek.c; on the core's thread */
GstClockTime reel_player_core_stop_for         (ReelPlayerCore *self,
                                                double          position);
gboolean     reel_player_core_is_out_of_date   (ReelPlayerCore *self,
                                                double          position);
gboolean     reel_player_core_is_there         (ReelPlayerCore *self,
                                                double          seconds,
                                                gboolean        exact);
void         reel_player_core_seek_to          (ReelPlayerCore *self,
                                                double          seconds,
                                                gboolean        exact);
void         reel_player_core_seek_again       (ReelPlayerCore *self);
void         reel_player_core_step_by          (ReelPlayerCore *self,
                                                int             frames);
gboolean     reel_player_core_go_on            (ReelPlayerCore *self);

/* reel-player-core-sound.c */
gboolean     reel_player_core_misses_sound     (ReelPlayerCore *self);
GstElement  *reel_player_core_make_audio_sink  (ReelPlayerCore *self);

/* reel-player-core-tracks.c */
void         reel_player_core_watch_tracks     (ReelPlayerCore *self);

/* reel-player-core-reverse.c; on the core's thread */
void         reel_player_core_reverse          (ReelPlayerCore *self,
                                                const char     *uri,
                                                double          speed);
void         reel_player_core_end_reverse      (ReelPlayerCore *self);

G_END_DECLS
