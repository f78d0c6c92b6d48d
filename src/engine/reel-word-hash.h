/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char  *reel_word_fold      (const char *text);
guint  reel_word_hash      (const char *word);
GArray *reel_word_hash_text (const char *text);

G_END_DECLS
