/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-engine.h"

G_BEGIN_DECLS

/**
 * ReelJointAbout:
 * @name: what the model is, in English, such as "CLIP ViT-B/32, 224 × 224 pixels, 151 million parameters, 512 dimensions"
 * @licence: (nullable): the first line of its licence file; nobody has checked it
 * @bytes: of its weights
 * @rate: frames a second that it looks at on one core of this computer
 *
 * What people should know of a model before they use it.
 */
typedef struct
{
  char *name;    /* (owned) */
  char *licence; /* (owned) */
  guint64 bytes;
  double rate;
} ReelJointAbout;

void reel_joint_about_free (ReelJointAbout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelJointAbout, reel_joint_about_free)

/* How many frames a second of a video the engine looks at, about: one for each 1.5 s of a clip. */
#define REEL_JOINT_ENGINE_FRAMES (1 / 1.5)

/*
 * The engine of a model that learnt pictures and texts together, such as CLIP, from a folder of the user's. Its vectors are the
 * model's. Before it is used, it must tell what a picture shows: see reel-joint-check.c.
 */
#define REEL_TYPE_JOINT_ENGINE (reel_joint_engine_get_type ())
G_DECLARE_FINAL_TYPE (ReelJointEngine, reel_joint_engine, REEL, JOINT_ENGINE, GObject)

ReelEngine     *reel_joint_engine_new        (const char       *folder,
                                              const char       *models,
                                              const char       *words,
                                              const char       *check,
                                              GError          **error);
const char     *reel_joint_engine_get_folder (ReelJointEngine  *self);
ReelJointAbout *reel_joint_engine_describe   (ReelJointEngine  *self,
                                              GCancellable     *cancellable,
                                              GError          **error);

G_END_DECLS
