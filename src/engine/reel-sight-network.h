/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nn/reel-nn-run.h"

G_BEGIN_DECLS

#define REEL_SIGHT_MOST_OUTPUTS 6

/**
 * ReelSightKind:
 * @file: its weights, in the folder of models
 * @labels: (nullable): the names of its classes there, a line each
 * @n_labels: how many there are
 * @input: the input's type
 * @side: the input's width and height
 * @n_outputs: how many outputs
 * @outputs: the numbers in each
 *
 * What a network must be. Another one would be read wrongly, and is refused.
 */
typedef struct
{
  const char *file;
  const char *labels;
  guint n_labels;
  ReelNnTensorType type;
  guint side;
  guint n_outputs;
  gsize outputs[REEL_SIGHT_MOST_OUTPUTS];
} ReelSightKind;

/**
 * ReelSightLease:
 *
 * A run of a network, for one thread and one picture or a few.
 */
typedef struct
{
  ReelNnMemory *memory; /* (owned) */
  ReelNnRun *run;       /* (owned): in @memory */
} ReelSightLease;

/* A network that loads when it is first needed. All functions may be called from any thread. */
typedef struct _ReelSightNetwork ReelSightNetwork;

ReelSightNetwork *reel_sight_network_new       (const ReelSightKind *kind,
                                                const char          *folder);
void              reel_sight_network_free      (ReelSightNetwork    *self);
gboolean          reel_sight_network_load      (ReelSightNetwork    *self,
                                                GError             **error);
const char       *reel_sight_network_get_label (ReelSightNetwork    *self,
                                                guint                index);
ReelSightLease   *reel_sight_network_begin     (ReelSightNetwork    *self,
                                                GError             **error);
void              reel_sight_network_end       (ReelSightNetwork    *self,
                                                ReelSightLease      *lease);
void              reel_sight_network_trim      (ReelSightNetwork    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelSightNetwork, reel_sight_network_free)

G_END_DECLS
