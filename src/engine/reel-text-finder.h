/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "media/reel-frame.h"

G_BEGIN_DECLS

/*
 * Reads what is written in pictures, by Tesseract, where that is installed: it is looked for at run time and nothing needs it.
 * From any thread; one picture is read at a time.
 */
#define REEL_TYPE_TEXT_FINDER (reel_text_finder_get_type ())
G_DECLARE_FINAL_TYPE (ReelTextFinder, reel_text_finder, REEL, TEXT_FINDER, GObject)

/* Pixels of the longer side of a picture: smaller letters can't be read. */
#define REEL_TEXT_FINDER_SIDE 960

ReelTextFinder *reel_text_finder_new           (void);
gboolean        reel_text_finder_load          (ReelTextFinder  *self,
                                                GError         **error);
const char     *reel_text_finder_get_languages (ReelTextFinder  *self);
const char     *reel_text_finder_get_folder    (ReelTextFinder  *self);
char           *reel_text_finder_read          (ReelTextFinder  *self,
                                                ReelFrame       *frame,
                                                GCancellable    *cancellable,
                                                GError         **error);
void            reel_text_finder_trim          (ReelTextFinder  *self);

G_END_DECLS
