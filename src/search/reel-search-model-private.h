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
  char *collection_id;      /* (nullable): where the next question is asked; NULL is all */
  GPtrArray *hits;          /* (element-type ReelHit) */
  ReelSearchQuestion *question; /* (nullable): asked last */
  ReelSearchQuestion *shown;    /* (nullable): what the hits are of */
  char *error;              /* (nullable) */
  char **unknown_words;     /* (nullable) */
  char **loose_words;       /* (nullable) */
  char *failure;            /* (nullable): why the service gave no answer, while the catalogue is still asked for an old one */
  ReelSavedSearches *saved;  /* (nullable) */
  ReelSeenHits *seen;        /* (nullable): of the saved search that was asked, before somebody saw these hits */
  GCancellable *cancellable; /* (nullable): of the query under way */

  ReelSearchState state;
  guint n_videos;
  guint n_hidden;
  guint n_new;
  gboolean may_have_more;
  gboolean complete; /* the service has no more of these hits */
  gboolean looking;  /* for an old answer */
  gboolean is_understood;
  gboolean only_negative;
  gboolean finds_similar;
  gboolean unanswered; /* the service has not answered the question, which is asked again when there is another client */
  gint64 answered;       /* Unix seconds; 0: now */
  gint64 shown_answered; /* the same of the hits, while another question is asked */
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
  PROP_QUESTION,
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
/* What the hits are of by now. */
void _reel_search_model_remember_shown    (ReelSearchModel *self, ReelSearchQuestion *question);
void _reel_search_model_stop              (ReelSearchModel *self);
void _reel_search_model_fail              (ReelSearchModel *self, const char *message);
void _reel_search_model_set_question      (ReelSearchModel *self, ReelSearchQuestion *question);
/* The service cannot be asked: keeps what was answered the last time, and says why. */
void _reel_search_model_fail_or_keep      (ReelSearchModel *self, const char *message);
/* Asks the same question of the present client. */
void _reel_search_model_ask_again         (ReelSearchModel *self);
/* Gives up the query under way and forgets the hits, with all that was said about them. */
void _reel_search_model_reset      (ReelSearchModel *self);

G_END_DECLS
