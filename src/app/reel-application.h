/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define REEL_TYPE_APPLICATION (reel_application_get_type ())
G_DECLARE_FINAL_TYPE (ReelApplication, reel_application, REEL, APPLICATION, AdwApplication)

ReelApplication *reel_application_new          (void);
/* Once it has run: whether it is to be started again, as the catalogue is to be replaced. */
gboolean         reel_application_is_to_restart (ReelApplication *self);

G_END_DECLS
