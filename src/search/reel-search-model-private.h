/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "search/reel-search-model.h"
#include "search/reel-search-query.h"
#include "search/reel-seen-hits.h"

G_BEGIN_DECLS

struct _ReelSearchModel
{
  GObject parent_instance;

  /* owned */
  ReelClient *client;       /* (nullable) */
  ReelCatalogue *catalogue; /* (nullable) */
  char *profile;            /* (nullable) */
  char *collection_id;      /* (nullable): NULL is all */
  GPtrArray *hits;          /* (element-type ReelHit) */
  char *text;               /* (nullable) */
  char *scope;              /* (nullable) */
  ReelExample *example;       /* (nullable): what was asked last, where @text is only its question */
  char *shown_text;         /* (nullable): what the hits are of, while @text is another */
  ReelExample *shown_example; /* (nullable) */
  char *shown_scope;        /* (nullable) */
  char *error;              /* (nullable) */
  char **unknown_words;     /* (nullable) */
  char **loose_words;       /* (nullable) */
  char *failure;            /* (nullable): why the service gave no answer, while the catalogue is still asked for an old one */
  char *asked_id;           /* (nullable): the collection that the text was asked in */
  ReelSavedSearches *saved;  /* (nullable) */
  ReelSeenHits *seen;        /* (nullable): of the saved search that was asked, before somebody saw these hits */
  GCancellable *cancellable; /* (nullable): of the query under way */

  ReelSearchState state;
  guint n_videos;
  guint n_hidden;
  guint n_new;
  guint top_k;
  guint asked_top_k; /* of the query under way, or of the hits */
  gboolean may_have_more;
  gboolean complete; /* the service has no more of these hits */
  gboolean looking;  /* for an old answer */
  gboolean is_understood;
  gboolean only_negative;
  gboolean finds_similar;
  gint64 answered;   /* Unix seconds; 0: now */
};

enum
{
  PROP_0,
  PROP_CLIENT,
  PROP_CATALOGUE,
  PROP_PROFILE,
  PROP_COLLECTION_ID,
  PROP_TEXT,
  PROP_SCOPE,
  PROP_STATE,
  PROP_ERROR,
  PROP_UNKNOWN_WORDS,
  PROP_N_VIDEOS,
  PROP_N_HIDDEN,
  PROP_TOP_K,
  PROP_MAY_HAVE_MORE,
  PROP_ANSWERED,
  PROP_SAVED,
  PROP_N_NEW,
  PROP_LOOSE_WORDS,
  PROP_IS_UNDERSTOOD,
  PROP_ONLY_NEGATIVE,
  PROP_FINDS_SIMILAR,
  N_PROPS,
};

/* Sets a string property to a copy of @value, and notifies where that changes it. */
void _reel_search_model_set_string (ReelSearchModel *self, char **field, const char *value, guint prop);
void _reel_search_model_notify     (ReelSearchModel *self, guint prop);
void _reel_search_model_set_state         (ReelSearchModel *self, ReelSearchState state);
/* @answer: (nullable): how its service read the text */
void _reel_search_model_set_reading       (ReelSearchModel *self, const ReelSearchAnswer *answer);
void _reel_search_model_set_n_hidden      (ReelSearchModel *self, guint n_hidden);
void _reel_search_model_set_may_have_more (ReelSearchModel *self, gboolean may_have_more);
void _reel_search_model_set_answered      (ReelSearchModel *self, gint64 answered);
/* Puts hits that were there already in place of their equals in @hits. */
void _reel_search_model_set_hits          (ReelSearchModel *self, GPtrArray *hits);
void _reel_search_model_remember_shown    (ReelSearchModel *self, const char *text, const char *scope);
void _reel_search_model_stop              (ReelSearchModel *self);
void _reel_search_model_fail              (ReelSearchModel *self, const char *message);
/* Before @text is set: who is told of that asks for the example. */
void _reel_search_model_set_example       (ReelSearchModel *self, ReelExample *example);
/* Gives up the query under way and forgets the hits, with all that was said about them. */
void _reel_search_model_reset      (ReelSearchModel *self);

G_END_DECLS
