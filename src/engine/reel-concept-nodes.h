/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-concept-space.h"

G_BEGIN_DECLS

/*
 * What the axes of nodes and objects are: names, WordNet's offsets, classes. Never changes once it is loaded: from any
 * thread. Needs no WordNet, so that whoever only sees clips loads nothing else.
 */
typedef struct _ReelConceptNodes ReelConceptNodes;

ReelConceptNodes *reel_concept_nodes_load          (const char             *folder,
                                                    GError                **error);
void              reel_concept_nodes_free          (ReelConceptNodes       *self);
const guint16    *reel_concept_nodes_get_classes   (const ReelConceptNodes *self,
                                                    guint                   node,
                                                    gsize                  *n_classes);
const guint32    *reel_concept_nodes_get_offsets   (const ReelConceptNodes *self,
                                                    guint                   node,
                                                    gsize                  *n_offsets);
guint32           reel_concept_nodes_get_object    (const ReelConceptNodes *self,
                                                    guint                   object);
const char       *reel_concept_nodes_get_name      (const ReelConceptNodes *self,
                                                    guint                   node);
const char       *reel_concept_nodes_get_object_name (const ReelConceptNodes *self,
                                                    guint                   object);
int               reel_concept_nodes_find_object   (const ReelConceptNodes *self,
                                                    const char             *name);
int               reel_concept_nodes_find_offset   (const ReelConceptNodes *self,
                                                    guint32                 offset);
char             *reel_concept_nodes_dup_axis_name (const ReelConceptNodes *self,
                                                    guint                   axis);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelConceptNodes, reel_concept_nodes_free)

G_END_DECLS
