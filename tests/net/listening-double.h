/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "api/reel-client.h"

G_BEGIN_DECLS

/* What the doubles of a service in this process have in common: they listen, answer as they were told to, or let wait. */
typedef struct
{
  SoupServer *server;  /* (owned) */
  GHashTable *replies; /* (owned): key → body; "STATUS body" for another status than 200 */
  GHashTable *held;    /* (owned): what is not answered until listening_double_release() */
  GPtrArray *waiting;  /* (owned): messages held */
  GPtrArray *asked;    /* (owned) (element-type utf8): what was asked, in the words of the double */
  ReelClient *client;  /* (owned) */
} ListeningDouble;

/* @path: (nullable): what it answers; @handler says with what, by listening_double_answer() */
ListeningDouble *listening_double_new        (const char         *path,
                                              SoupServerCallback  handler,
                                              gpointer            user_data);
void             listening_double_free       (ListeningDouble    *self);
void             listening_double_reply      (ListeningDouble    *self,
                                              const char         *key,
                                              const char         *body);
void             listening_double_hold       (ListeningDouble    *self,
                                              const char         *what);
void             listening_double_release    (ListeningDouble    *self);
/* Another client of the same service. */
ReelClient      *listening_double_new_client (ListeningDouble    *self);
/* With what was told for @key (nullable), else for @other, else with @otherwise; held where @what is. */
void             listening_double_answer     (ListeningDouble    *self,
                                              SoupServerMessage  *message,
                                              const char         *key,
                                              const char         *other,
                                              const char         *otherwise,
                                              const char         *what);

G_END_DECLS
