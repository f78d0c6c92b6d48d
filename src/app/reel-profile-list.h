/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/reel-profile.h"

G_BEGIN_DECLS

/*
 * The services that can be chosen: this computer, the vendor's regions, and those that somebody added. The latter, and what
 * is set of each, is kept in the settings. A GListModel of ReelProfile. With SEEKNETIC_BASE_URL set, one more for
 * this run, with the key in SEEKNETIC_API_KEY or SEEKNETIC_BEARER_TOKEN.
 */
#define REEL_TYPE_PROFILE_LIST (reel_profile_list_get_type ())
G_DECLARE_FINAL_TYPE (ReelProfileList, reel_profile_list, REEL, PROFILE_LIST, GObject)

ReelProfileList *reel_profile_list_new             (GSettings                 *settings);
ReelProfile     *reel_profile_list_find            (ReelProfileList           *self,
                                                    const char                *id);
ReelProfile     *reel_profile_list_get_environment (ReelProfileList           *self);
ReelProfile     *reel_profile_list_add_custom      (ReelProfileList           *self,
                                                    const char                *base_url,
                                                    ReelKeyHeader              key_header,
                                                    gboolean                   allow_plain_http);
void             reel_profile_list_change          (ReelProfileList           *self,
                                                    ReelProfile               *profile,
                                                    const ReelProfileSettings *settings);
void             reel_profile_list_remove_custom   (ReelProfileList           *self,
                                                    ReelProfile               *profile);

G_END_DECLS
