/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "listening-double.h"

G_BEGIN_DECLS

#define ANALYSIS_TAGS   "/video_tagging"
#define ANALYSIS_VIDEO  "/video_embedding/encode_video"
#define ANALYSIS_TEXT   "/video_embedding/encode_text"

/*
 * A service in this process that answers questions about videos as it was told to: by their path, or by the text to encode.
 * Held are paths; what was asked is "PATH BODY".
 */
typedef ListeningDouble AnalysisDouble;

AnalysisDouble *analysis_double_new       (void);
void            analysis_double_free      (AnalysisDouble *self);
void            analysis_double_reply     (AnalysisDouble *self, const char *key, const char *body);
void            analysis_double_hold      (AnalysisDouble *self, const char *path);
/* What waits is answered, and nothing is held from then on. */
void            analysis_double_release   (AnalysisDouble *self);
/* How often that path was asked. */
guint           analysis_double_count     (AnalysisDouble *self, const char *path);
/* Another client of the same service. */
ReelClient     *analysis_double_new_client (AnalysisDouble *self);

G_END_DECLS
