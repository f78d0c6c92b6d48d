/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "api/reel-client.h"

G_BEGIN_DECLS

#define ANALYSIS_TAGS   "/video_tagging"
#define ANALYSIS_VIDEO  "/video_embedding/encode_video"
#define ANALYSIS_TEXT   "/video_embedding/encode_text"

/* A service in this process that answers questions about videos as it was told to, by their path. */
typedef struct
{
  SoupServer *server;  /* (owned) */
  GHashTable *replies; /* (owned): path, or a text to encode → body; "STATUS body" for another status than 200 */
  GHashTable *held;    /* (owned): paths that are not answered until analysis_double_release() */
  GPtrArray *waiting;  /* (owned): messages held */
  GPtrArray *asked;    /* (owned): "PATH BODY" */
  ReelClient *client;  /* (owned) */
} AnalysisDouble;

AnalysisDouble *analysis_double_new       (void);
void            analysis_double_free      (AnalysisDouble *self);
void            analysis_double_reply     (AnalysisDouble *self, const char *key, const char *body);
void            analysis_double_hold      (AnalysisDouble *self, const char *path);
void            analysis_double_release   (AnalysisDouble *self);
/* How often that path was asked. */
guint           analysis_double_count     (AnalysisDouble *self, const char *path);
/* Another client of the same service. */
ReelClient     *analysis_double_new_client (AnalysisDouble *self);

G_END_DECLS
