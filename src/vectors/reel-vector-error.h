/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelVectorError:
 * @REEL_VECTOR_ERROR_DAMAGED: the file of a space is damaged or cut, or of a format that this program does not know. Remove
 *   it and fill a new one from the database.
 * @REEL_VECTOR_ERROR_OTHER_SPACE: the file holds vectors of another space or of other dimensions.
 * @REEL_VECTOR_ERROR_BUSY: another process has the file open.
 * @REEL_VECTOR_ERROR_VALUES: a vector or a query has a value that is not finite.
 * @REEL_VECTOR_ERROR_FULL: the space has as many vectors as fit into a file.
 *
 * What the disk refuses is a #GIOErrorEnum.
 */
typedef enum
{
  REEL_VECTOR_ERROR_DAMAGED,
  REEL_VECTOR_ERROR_OTHER_SPACE,
  REEL_VECTOR_ERROR_BUSY,
  REEL_VECTOR_ERROR_VALUES,
  REEL_VECTOR_ERROR_FULL,
} ReelVectorError;

#define REEL_VECTOR_ERROR (reel_vector_error_quark ())
GQuark reel_vector_error_quark (void);

G_END_DECLS
