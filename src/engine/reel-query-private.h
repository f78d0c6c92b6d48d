/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/reel-query.h"
#include "engine/reel-word-reader-private.h"

G_BEGIN_DECLS

/* How many concepts of the text model count, and how much all of them do beside words: .5 / .6, the prototype's weight over
 * the evidence that its best clip usually reaches. */
#define REEL_QUERY_MAX_CONCEPTS 48
#define REEL_QUERY_MODEL_GAIN .8f

struct _ReelQuery
{
  guint language;        /* of the bank's */
  char *language_name;   /* (owned) */
  GPtrArray *terms;      /* (owned) (element-type ReelQueryTerm) */
  GArray *concepts;      /* (owned) (element-type ReelQueryConcept): the heaviest first */
  float vector[REEL_N_AXES];
  float reach;
};

ReelQuery *reel_query_new          (guint                  language,
                                    const char            *language_name,
                                    GPtrArray             *terms);
void       reel_query_add_concepts (ReelQuery             *self,
                                    const float           *weights,
                                    guint                  n_concepts);
void       reel_query_finish       (ReelQuery             *self,
                                    const ReelWordReader  *reader);

/* The grammar: terms of a text, in the order of the text. */
GPtrArray *reel_query_parse        (const ReelWordReader  *reader,
                                    GPtrArray             *tokens,
                                    const char            *language);
gboolean   reel_query_all_english  (const ReelWordReader  *reader,
                                    GPtrArray             *tokens);
int        reel_query_find_label    (const ReelWordReader  *reader,
                                     const char            *text,
                                     guint                  language);
GArray    *reel_query_find_foreign  (const ReelWordReader  *reader,
                                     const char            *text,
                                     const char            *language);

/* The text model. */
typedef struct _ReelQueryModel ReelQueryModel;

ReelQueryModel *reel_query_model_run        (const ReelWordReader  *reader,
                                             const char            *text,
                                             GCancellable          *cancellable,
                                             GError               **error);
void            reel_query_model_free       (ReelQueryModel        *self);
guint           reel_query_model_language   (const ReelQueryModel  *self,
                                             const ReelWordReader  *reader,
                                             guint64                allowed);
void            reel_query_model_apply      (const ReelQueryModel  *self,
                                             const ReelWordReader  *reader,
                                             ReelQuery             *query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelQueryModel, reel_query_model_free)

G_END_DECLS
