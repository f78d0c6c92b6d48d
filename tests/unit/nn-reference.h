/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NnReference:
 * @text: what was given
 * @n_ids: how many tokens it has
 * @ids: (owned): them
 * @vector: (owned): one long; empty where the reference has ids only
 * @dims: values of it
 *
 * What the reference implementation makes of a text (or of a picture: @text is its name then, @pixels the file of what the
 * network was given).
 */
typedef struct
{
  char *text, *pixels;
  gsize n_ids;
  guint32 *ids;
  gsize dims;
  float *vector;
} NnReference;

/* The file of tests/models/ at @path; array of NnReference. @member: of the object that the file has, or %NULL. */
GPtrArray *nn_references_load (const char *path, const char *member);
/* A path in tests/models/, or in data/models/. */
char      *nn_test_model      (const char *path);
char      *nn_data_model      (const char *name);

double     nn_cosine          (const float *a, const float *b, gsize n);
double     nn_distance        (const float *a, const float *b, gsize n);

G_END_DECLS
