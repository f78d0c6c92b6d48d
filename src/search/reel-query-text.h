/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Characters of a question. */
#define REEL_QUERY_TEXT_LONGEST 2000

char *reel_query_text_clean       (const char *text);
char *reel_query_text_dup_refusal (const char *text);

G_END_DECLS
