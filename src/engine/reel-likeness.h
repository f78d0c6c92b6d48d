/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "engine/reel-classifier.h"

G_BEGIN_DECLS

/* The space of how things look, in which a plain cosine ranks: for 'Find Similar'. */
#define REEL_LIKENESS_SPACE_ID "likeness-v1"
#define REEL_LIKENESS_N_DIMS 256

/* likeness.bin: magic, version, inputs, outputs; the mean; a scale and the bytes of each row. Little endian. */
#define REEL_LIKENESS_FILE "likeness.bin"
#define REEL_LIKENESS_MAGIC "RLIK"
#define REEL_LIKENESS_VERSION 1

/* Makes a short vector of the classifier's features. Never changes once it is loaded: from any thread. */
typedef struct _ReelLikeness ReelLikeness;

ReelLikeness *reel_likeness_load (const char         *folder,
                                  GError            **error);
void          reel_likeness_free (ReelLikeness       *self);
gboolean      reel_likeness_fill (const ReelLikeness *self,
                                  const float        *features,
                                  float              *vector);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelLikeness, reel_likeness_free)

G_END_DECLS
