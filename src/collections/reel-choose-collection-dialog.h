/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "collections/reel-collection.h"

G_BEGIN_DECLS

/*
 * Asks which collection files are for. Signals: "chosen" (ReelCollection), "new-requested": none of these. Whoever listens
 * closes it.
 */
#define REEL_TYPE_CHOOSE_COLLECTION_DIALOG (reel_choose_collection_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ReelChooseCollectionDialog, reel_choose_collection_dialog, REEL, CHOOSE_COLLECTION_DIALOG, AdwWindow)

GtkWidget *reel_choose_collection_dialog_new (GtkWindow  *parent,
                                              GListModel *collections);

G_END_DECLS
