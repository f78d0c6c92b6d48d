/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Queries are sentences; what is longer is cut, so that nobody keeps us busy with a book. In characters, and words. */
#define REEL_WORD_MAX_TEXT 2000
#define REEL_WORD_MAX_TOKENS 200

/**
 * ReelWordToken:
 * @text: (owned): the word in lower case, or a run of Chinese or Japanese, which has no spaces
 * @is_run: whether it is such a run
 * @breaks: whether there is a mark before it that ends a phrase, such as a comma
 *
 * A word of a query.
 */
typedef struct
{
  char *text;
  gboolean is_run;
  gboolean breaks;
} ReelWordToken;

GPtrArray *reel_word_tokens_read   (const char    *text);
gboolean   reel_word_is_ideographic (gunichar      c);
void       reel_word_token_free    (ReelWordToken *self);

G_END_DECLS
