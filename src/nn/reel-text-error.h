/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelTextError:
 * @REEL_TEXT_ERROR_DAMAGED: a file of a model is cut, or contradicts itself
 * @REEL_TEXT_ERROR_UNSUPPORTED: a file is sound, and of a kind that this program cannot run
 * @REEL_TEXT_ERROR_NOT_FINITE: the model gave numbers that are none: its weights are damaged
 *
 * What is wrong with a model of texts, or of texts and pictures. A file that cannot be read is a #GFileError, and a
 * cancelled call %G_IO_ERROR_CANCELLED.
 */
typedef enum
{
  REEL_TEXT_ERROR_DAMAGED,
  REEL_TEXT_ERROR_UNSUPPORTED,
  REEL_TEXT_ERROR_NOT_FINITE,
} ReelTextError;

#define REEL_TEXT_ERROR (reel_text_error_quark ())
GQuark reel_text_error_quark (void);

G_END_DECLS
