/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "uploads/reel-upload-row.h"

G_BEGIN_DECLS

/* Lets a row be dragged before or behind another one: the queue works in the order of the rows. */
void reel_upload_drag_add (ReelUploadRow *row);

G_END_DECLS
