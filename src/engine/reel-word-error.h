/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelWordError:
 * @REEL_WORD_ERROR_DAMAGED: a file of words or concepts is cut, or contradicts itself or another one
 *
 * What is wrong with the files that queries are understood by. A file that cannot be read is a #GFileError. A query is
 * never an error for its words.
 */
typedef enum
{
  REEL_WORD_ERROR_DAMAGED,
} ReelWordError;

#define REEL_WORD_ERROR (reel_word_error_quark ())
GQuark reel_word_error_quark (void);

G_END_DECLS
