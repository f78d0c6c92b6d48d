/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reel-clip-model-config.h"
#include "reel-clip-model.h"
#include "reel-safetensors-set.h"
#include "reel-tokenizer-bpe.h"

G_BEGIN_DECLS

/* What a folder has, filled by reel-clip-model-weights.c and never changed then. */
struct _ReelClipModel
{
  ReelClipModelConfig config;

  /* Owned */
  ReelSafetensorsSet *weights;
  ReelTokenizerBpe *tokenizer;
  ReelTextEncoder text, vision;
  ReelTextNorm text_last, vision_first, vision_last;
  float *class_state; /* the state in front of the patches */
  char *description;

  /* Borrowed from the files */
  ReelTextMatrix words, text_positions, text_projection;
  ReelTextMatrix patches, vision_positions, vision_projection;
};

gboolean reel_clip_model_weights_read (ReelClipModel *self,
                                       GError       **error);

G_END_DECLS
