/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BENCH_MAX_CONTENDERS 4

/**
 * BenchStage:
 * @client: path of bench-client
 * @queue: path of bench-queue
 * @proxy: path of bench-proxy
 * @seek: path of bench-seek
 * @thumbnails: path of bench-thumbnails
 * @index: path of bench-index
 * @nn: path of bench-nn
 * @text: path of bench-text
 * @vectors: path of bench-vectors
 * @server: path of bench-service
 * @service: path of reelseek-local
 * @url: of bench-sink
 * @folder: where files and scratch go
 *
 * What the rows need; all of it is there before the first.
 */
typedef struct
{
  char *client;
  char *queue;
  char *proxy;
  char *seek;
  char *thumbnails;
  char *index;
  char *nn;
  char *text;
  char *vectors;
  char *server;
  char *service;
  char *url;
  char *folder;
} BenchStage;

/* Videos of 10 s with a key frame each 60 pictures, without sound. */
typedef enum
{
  BENCH_4K,  /* 2160p, H.264 with B-frames */
  BENCH_VP9, /* 1080p */
  BENCH_N_VIDEOS,
} BenchVideo;

/* Does it once, and returns what it took, in the row's unit. Whatever fails ends the program. */
typedef double (*BenchRun) (BenchStage *stage);

/**
 * BenchContender:
 * @name: what does it
 * @run: does it
 * @goal: the most that ours may be of it; 0 where it only stands beside
 */
typedef struct
{
  const char *name;
  BenchRun run;
  double goal;
} BenchContender;

/**
 * BenchRow:
 * @id: for BENCH_ROWS and in the JSON
 * @what: what is done, for people
 * @unit: of the values
 * @limit: the most that ours may be, in @unit; 0 for none
 * @contenders: ours first
 *
 * To add a row: a function for each contender, and an entry in bench-rows.c.
 */
typedef struct
{
  const char *id;
  const char *what;
  const char *unit;
  double limit;
  BenchContender contenders[BENCH_MAX_CONTENDERS];
} BenchRow;

extern const BenchRow bench_rows[];
extern const guint bench_n_rows;

/* bench-process.c */
BenchStage *bench_stage_new     (const char *folder, const char *programs);
void        bench_stage_free    (BenchStage *self);
const char *bench_stage_get_file (BenchStage *self, guint mib);
const char *bench_stage_get_drop (BenchStage *self, guint n, guint n_videos);
const char *bench_stage_get_footage (BenchStage *self, guint seconds);
const char *bench_stage_get_gops (BenchStage *self, guint gop);
const char *bench_stage_get_video (BenchStage *self, BenchVideo video);
double      bench_run_program   (char      **output, ...) G_GNUC_NULL_TERMINATED;

/* bench-decode.c: seconds, and milliseconds of the longest stall */
double      bench_decode_hits    (BenchStage *stage);
double      bench_parse_hits     (BenchStage *stage);
double      bench_stall_hits     (BenchStage *stage);
double      bench_decode_vectors (BenchStage *stage);
double      bench_parse_vectors  (BenchStage *stage);
double      bench_stall_vectors  (BenchStage *stage);

/* bench-display.c: milliseconds, and MiB */
double      bench_hits_painted   (BenchStage *stage);
double      bench_hits_stall     (BenchStage *stage);
double      bench_hits_memory    (BenchStage *stage);
double      bench_scroll_ours    (BenchStage *stage);
double      bench_scroll_bare    (BenchStage *stage);
double      bench_scroll_stall   (BenchStage *stage);
double      bench_start_ours     (BenchStage *stage);
double      bench_start_bare     (BenchStage *stage);

/* bench-report.c */
typedef struct _BenchReport BenchReport;

BenchReport *bench_report_new    (guint           rounds);
void         bench_report_free   (BenchReport    *self);
void         bench_report_add    (BenchReport    *self,
                                  const BenchRow *row,
                                  GArray        **values);
gboolean     bench_report_save   (BenchReport    *self,
                                  const char     *path,
                                  GError        **error);

G_END_DECLS
