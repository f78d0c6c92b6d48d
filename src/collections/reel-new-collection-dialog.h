/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Asks for the name and the description of a new collection. Signal "create" (name, description).
 */
#define REEL_TYPE_NEW_COLLECTION_DIALOG (reel_new_collection_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ReelNewCollectionDialog, reel_new_collection_dialog, REEL, NEW_COLLECTION_DIALOG, AdwWindow)

GtkWidget *reel_new_collection_dialog_new        (GtkWindow               *parent);
void       reel_new_collection_dialog_show_error (ReelNewCollectionDialog *self,
                                                  const char              *message);

G_END_DECLS
