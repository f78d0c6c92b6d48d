/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelNnError:
 * @REEL_NN_ERROR_BROKEN: the file of a network is damaged, cut or contradicts itself.
 * @REEL_NN_ERROR_VERSION: it is not a network, or one of a format that this program does not know.
 * @REEL_NN_ERROR_TOO_LARGE: it would need more memory or time than this program gives to a network.
 */
typedef enum
{
  REEL_NN_ERROR_BROKEN,
  REEL_NN_ERROR_VERSION,
  REEL_NN_ERROR_TOO_LARGE,
} ReelNnError;

#define REEL_NN_ERROR (reel_nn_error_quark ())
GQuark reel_nn_error_quark (void);

G_END_DECLS
