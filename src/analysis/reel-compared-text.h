/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"

G_BEGIN_DECLS

/*
 * A text that is compared with a video. Used on the main thread only. Properties, all read-only and with notify:
 *   text (string, for good), running (boolean: the service makes its vector), compared (boolean: the similarity is
 *   known), similarity (double, -1…1: the cosine similarity to the most similar of the video's vectors), error (string,
 *   nullable: why it can't be compared, for people).
 * Whoever lets go of it cancels it.
 */
#define REEL_TYPE_COMPARED_TEXT (reel_compared_text_get_type ())
G_DECLARE_FINAL_TYPE (ReelComparedText, reel_compared_text, REEL, COMPARED_TEXT, GObject)

ReelComparedText *reel_compared_text_new            (const char       *text);
void              reel_compared_text_set_client     (ReelComparedText *self,
                                                     ReelClient       *client);
void              reel_compared_text_set_vectors    (ReelComparedText *self,
                                                     ReelEmbedding    *vectors);
const char       *reel_compared_text_get_text       (ReelComparedText *self);
gboolean          reel_compared_text_get_running    (ReelComparedText *self);
gboolean          reel_compared_text_get_compared   (ReelComparedText *self);
double            reel_compared_text_get_similarity (ReelComparedText *self);
const char       *reel_compared_text_get_error      (ReelComparedText *self);

G_END_DECLS
