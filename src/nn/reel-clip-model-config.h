/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "reel-text-encoder.h"

G_BEGIN_DECLS

/**
 * ReelClipModelTower:
 * @width: values of a state
 * @inner: values within the feed-forward part
 * @heads: of the attention
 * @n_layers: how many
 * @epsilon: of the normalisation
 * @activation: of the feed-forward part
 *
 * One of the two encoders.
 */
typedef struct
{
  gsize width, inner, heads;
  guint n_layers;
  float epsilon;
  ReelTextActivation activation;
} ReelClipModelTower;

/**
 * ReelClipModelConfig:
 * @text, @vision: the encoders
 * @dims: values of a vector
 * @n_words: tokens of the vocabulary
 * @max_tokens: of a text
 * @side: of a picture, in pixels
 * @patch: side of one patch of it
 * @resize_width, @resize_height: what a picture is resized to before it is cropped; with 0 as height, the width is that of the
 *   shorter side
 * @bicubic: else bilinear
 * @mean, @deviation: of red, green and blue, which are from 0 to 1 before
 *
 * What config.json and preprocessor_config.json say, checked.
 */
typedef struct
{
  ReelClipModelTower text, vision;
  gsize dims;
  gsize n_words, max_tokens;
  gsize side, patch;
  gsize resize_width, resize_height;
  gboolean bicubic;
  float mean[3], deviation[3];
} ReelClipModelConfig;

gboolean reel_clip_model_config_load  (ReelClipModelConfig *self,
                                       const char          *folder,
                                       GError             **error);
gboolean reel_clip_model_config_parse (ReelClipModelConfig *self,
                                       JsonObject          *config,
                                       JsonObject          *preprocessor,
                                       GError             **error);

G_END_DECLS
