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
