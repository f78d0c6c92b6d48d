/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-video.h"

G_BEGIN_DECLS

/* Videos whose files were found at another place, and where the catalogue had them before. */
typedef struct
{
  GPtrArray *videos;   /* (owned) (element-type ReelVideo): those that were found */
  GPtrArray *old_uris; /* (owned) (element-type utf8): of these */
  guint n_wanted;      /* how many were looked for */
  gboolean stopped;    /* there were more files than are looked at */
} ReelRelinked;

ReelRelinked *reel_relinked_new  (void);
void          reel_relinked_add  (ReelRelinked *self,
                                  ReelVideo    *video);
void          reel_relinked_free (ReelRelinked *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelRelinked, reel_relinked_free)

G_END_DECLS
