/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"

G_BEGIN_DECLS

/* Whether the service on this computer reads text in pictures: not part of the vendor's API. */

/**
 * ReelTextReading:
 * @is_on: whether text is read in videos that are indexed from now on, where that can be done
 * @languages: (nullable): in which, as Tesseract names them, such as `eng+deu`; %NULL where none can be read
 * @problem: (nullable): why none can be read, for people
 */
typedef struct
{
  gboolean is_on;
  char *languages, *problem; /* (owned) */
} ReelTextReading;

void             reel_text_reading_free              (ReelTextReading      *self);
void             reel_client_get_text_reading_async  (ReelClient           *self,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
ReelTextReading *reel_client_get_text_reading_finish (ReelClient           *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
void             reel_client_set_text_reading_async  (ReelClient           *self,
                                                      gboolean              is_on,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
ReelTextReading *reel_client_set_text_reading_finish (ReelClient           *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelTextReading, reel_text_reading_free)

G_END_DECLS
