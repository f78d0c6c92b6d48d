/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelMultipartError:
 * @REEL_MULTIPART_ERROR_CONTENT_TYPE: no `multipart/form-data` with a boundary of 1 to 70 allowed characters
 * @REEL_MULTIPART_ERROR_SYNTAX: something is where it must not be
 * @REEL_MULTIPART_ERROR_HEADERS: a part without a readable `Content-Disposition: form-data; name="…"`
 * @REEL_MULTIPART_ERROR_LIMIT: too many parts, or headers that are too long
 * @REEL_MULTIPART_ERROR_CUT: the body ends before its last boundary
 */
typedef enum
{
  REEL_MULTIPART_ERROR_CONTENT_TYPE,
  REEL_MULTIPART_ERROR_SYNTAX,
  REEL_MULTIPART_ERROR_HEADERS,
  REEL_MULTIPART_ERROR_LIMIT,
  REEL_MULTIPART_ERROR_CUT,
} ReelMultipartError;

#define REEL_MULTIPART_ERROR (reel_multipart_error_quark ())
GQuark reel_multipart_error_quark (void);

#define REEL_MULTIPART_MAX_PARTS    64
#define REEL_MULTIPART_MAX_HEADERS  (16 * 1024) /* bytes a part */
#define REEL_MULTIPART_MAX_PREAMBLE (16 * 1024) /* bytes */

/**
 * ReelMultipartEvents:
 * @part_begin: a part's headers are read: its @name, and its @file_name (nullable) as sent, not safe as a path
 * @part_data: some of its bytes; any number of times, never with none
 * @part_end: it is complete
 *
 * What a parser tells. Each returns whether to go on; an error that it sets comes out of the feeding function.
 */
typedef struct
{
  gboolean (*part_begin) (const char *name, const char *file_name, gpointer user_data, GError **error);
  gboolean (*part_data)  (const guint8 *data, gsize length, gpointer user_data, GError **error);
  gboolean (*part_end)   (gpointer user_data, GError **error);
} ReelMultipartEvents;

/*
 * Reads `multipart/form-data` (RFC 7578, RFC 2046) as it comes, cut into pieces of any size. Keeps at most one part's
 * headers in memory; data are handed on from the caller's own buffer. For one thread at a time.
 */
typedef struct _ReelMultipartParser ReelMultipartParser;

ReelMultipartParser *reel_multipart_parser_new  (const char                 *content_type,
                                                 const ReelMultipartEvents  *events,
                                                 gpointer                    user_data,
                                                 GError                    **error);
gboolean             reel_multipart_parser_feed (ReelMultipartParser        *self,
                                                 const guint8               *data,
                                                 gsize                       length,
                                                 GError                    **error);
gboolean             reel_multipart_parser_end  (ReelMultipartParser        *self,
                                                 GError                    **error);
void                 reel_multipart_parser_free (ReelMultipartParser        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelMultipartParser, reel_multipart_parser_free)

G_END_DECLS
