/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-concept-bank.h"

G_BEGIN_DECLS

/*
 * ReelConceptVectors, concept-vectors.bin; written by reel-concept-embed.c, all numbers little-endian:
 *   'RCV1', then u32: checksum of concepts.tsv, dimensions, concepts, languages
 *   for each language: char name[12], u32 matrix (1: there is one), float mean[dimensions]
 *   for each language with a matrix: float scales[concepts], i8 values[concepts × dimensions]
 */
#define REEL_CONCEPT_VECTORS_MAGIC "RCV1"
#define REEL_CONCEPT_VECTORS_NAME 12
#define REEL_CONCEPT_VECTORS_FILE "concept-vectors.bin"

typedef struct
{
  char *key;             /* (owned) */
  char *gloss;           /* (owned) */
  ReelConceptKind kind;
  guint index;           /* node or object */
} ReelConceptEntry;

typedef struct
{
  char *name;            /* (owned) */
  char *template;        /* (owned): how a label becomes a caption; empty: English labels serve */
  GStrv phrases;         /* (owned) */
  GPtrArray *labels;     /* (owned) (nullable) (element-type utf8): one for each concept, or NULL */
  GHashTable *by_label;  /* (owned) (nullable): folded label to concept */
  const float *mean;     /* (borrowed) (nullable): of the mapped vectors */
  const float *scales;   /* (borrowed) (nullable) */
  const gint8 *values;   /* (borrowed) (nullable) */
} ReelConceptLanguage;

struct _ReelConceptBank
{
  GArray *concepts;      /* (owned) (element-type ReelConceptEntry) */
  GArray *languages;     /* (owned) (element-type ReelConceptLanguage); English is the first */
  guint32 checksum;

  GMappedFile *vectors;  /* (owned) (nullable) */
  gsize dims;
};

G_END_DECLS
