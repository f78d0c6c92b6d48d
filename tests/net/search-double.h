/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-catalogue.h"
#include "listening-double.h"
#include "search/reel-search-model.h"

G_BEGIN_DECLS

/* A service in this process that answers searches as it was told to, and what a search model needs beside it. */
typedef struct
{
  ListeningDouble *listening; /* (owned): replies by collection id or text; held are texts; asked is "COLLECTION TEXT TOP_K" */
  ReelCatalogue *catalogue;   /* (owned) */
  ReelSearchModel *model;     /* (owned): with its client, catalogue and profile "p" */
} SearchDouble;

SearchDouble *search_double_new             (void);
void          search_double_free            (SearchDouble *self);
void          search_double_reply           (SearchDouble *self, const char *key, const char *body);
void          search_double_hold            (SearchDouble *self, const char *text);
void          search_double_release         (SearchDouble *self);
/* Makes the catalogue know collections: id, name, id, name, …, NULL */
void          search_double_set_collections (SearchDouble *self, const char *id, ...) G_GNUC_NULL_TERMINATED;
/* Makes the catalogue know a file under an id. */
ReelVideo    *search_double_add_video       (SearchDouble *self, const char *uri, const char *video_id);
/* Turns the loop until the catalogue has an answer to that, asked where the model asks now. */
void          search_double_wait_kept       (SearchDouble *self, const char *text);
/* The same of another place; NULL is all. */
void          search_double_wait_kept_in    (SearchDouble *self, const char *collection_id, const char *text);
/* Searches, and turns the loop until that has ended. */
void          search_double_search          (SearchDouble *self, const char *text);

G_END_DECLS
