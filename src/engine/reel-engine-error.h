/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelEngineError:
 * @REEL_ENGINE_ERROR_MODEL: a file of a model is missing, damaged or another one than expected. The message names it.
 * @REEL_ENGINE_ERROR_FRAME: a picture has fewer bytes than it says.
 *
 * What keeps an engine from seeing.
 */
typedef enum
{
  REEL_ENGINE_ERROR_MODEL,
  REEL_ENGINE_ERROR_FRAME,
} ReelEngineError;

#define REEL_ENGINE_ERROR (reel_engine_error_quark ())
GQuark reel_engine_error_quark (void);

void   reel_engine_error_set_frame (GError **error);
void   reel_engine_error_set_model (GError      **error,
                                    const GError *reason);

G_END_DECLS
