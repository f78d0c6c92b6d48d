/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-concept-nodes.h"

G_BEGIN_DECLS

/*
 * The concepts that a text model compares a query with: what each stands for, its labels in several languages, and vectors.
 * Never changes once it is loaded: from any thread.
 */
typedef struct _ReelConceptBank ReelConceptBank;

/**
 * ReelConceptKind:
 * @REEL_CONCEPT_KIND_NODE: an axis of nodes
 * @REEL_CONCEPT_KIND_OBJECT: a class of COCO
 * @REEL_CONCEPT_KIND_WORD: what its English label means as a word of a query
 *
 * What a concept is measured by.
 */
typedef enum
{
  REEL_CONCEPT_KIND_NODE,
  REEL_CONCEPT_KIND_OBJECT,
  REEL_CONCEPT_KIND_WORD,
} ReelConceptKind;

#define REEL_CONCEPT_BANK_ENGLISH 0

ReelConceptBank *reel_concept_bank_load           (const char             *folder,
                                                   const ReelConceptNodes *nodes,
                                                   GError                **error);
gboolean         reel_concept_bank_load_vectors   (ReelConceptBank        *self,
                                                   const char             *folder,
                                                   GError                **error);
void             reel_concept_bank_free           (ReelConceptBank        *self);
guint            reel_concept_bank_get_n_concepts (const ReelConceptBank  *self);
const char      *reel_concept_bank_get_key        (const ReelConceptBank  *self,
                                                   guint                   concept);
ReelConceptKind  reel_concept_bank_get_kind       (const ReelConceptBank  *self,
                                                   guint                   concept,
                                                   guint                  *index);
const char      *reel_concept_bank_get_gloss      (const ReelConceptBank  *self,
                                                   guint                   concept);
guint            reel_concept_bank_get_n_languages (const ReelConceptBank *self);
const char      *reel_concept_bank_get_language   (const ReelConceptBank  *self,
                                                   guint                   language);
const char      *reel_concept_bank_get_template   (const ReelConceptBank  *self,
                                                   guint                   language);
const char * const *reel_concept_bank_get_phrases (const ReelConceptBank  *self,
                                                   guint                   language);
const char      *reel_concept_bank_get_label      (const ReelConceptBank  *self,
                                                   guint                   concept,
                                                   guint                   language);
int              reel_concept_bank_find_label     (const ReelConceptBank  *self,
                                                   const char             *label,
                                                   guint                   language);
int              reel_concept_bank_find_language  (const ReelConceptBank  *self,
                                                   const char             *name);
gsize            reel_concept_bank_get_dims       (const ReelConceptBank  *self);
const float     *reel_concept_bank_get_mean       (const ReelConceptBank  *self,
                                                   guint                   language);
void             reel_concept_bank_compare        (const ReelConceptBank  *self,
                                                   guint                   language,
                                                   const float            *vector,
                                                   float                  *cosines);
guint32          reel_concept_bank_get_checksum   (const ReelConceptBank  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelConceptBank, reel_concept_bank_free)

G_END_DECLS
