/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "engine/reel-engine-error.h"

G_DEFINE_QUARK (reel-engine-error, reel_engine_error)

/**
 * reel_engine_error_set_frame:
 * @error: (nullable): return location of an error
 *
 * Says that a picture is not whole.
 */
void
reel_engine_error_set_frame (GError **error)
{
  g_set_error_literal (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_FRAME, _ ("A picture has fewer pixels than it claims"));
}

/**
 * reel_engine_error_set_model:
 * @error: (nullable): return location of an error
 * @reason: what is wrong with a file that was installed with the program
 *
 * Whoever reads this can do nothing about the file but get it again.
 */
void
reel_engine_error_set_model (GError      **error,
                             const GError *reason)
{
  g_set_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL,
               /* Translators: %s is a whole sentence in English that names the file */
               _ ("A part of the search engine can’t be read. Install Reelseek again. (%s)"), reason->message);
}
