/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "analysis/reel-analysis-part.h"

G_BEGIN_DECLS

/*
 * Where a part of an analysis stands, in words: what goes on, with its progress; how the answer came; why it failed, and
 * what can be done about it. Signals: "again" (somebody wants to ask once more), "address-wanted" (somebody would rather
 * give an address than the file that was refused).
 */
#define REEL_TYPE_PART_STATUS (reel_part_status_get_type ())
G_DECLARE_FINAL_TYPE (ReelPartStatus, reel_part_status, REEL, PART_STATUS, AdwBin)

void reel_part_status_set_part          (ReelPartStatus   *self,
                                         ReelAnalysisPart *part);
void reel_part_status_set_files_refused (ReelPartStatus   *self,
                                         gboolean          files_refused);

G_END_DECLS
