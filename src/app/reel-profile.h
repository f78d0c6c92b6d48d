/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/reel-profile-settings.h"

G_BEGIN_DECLS

/**
 * ReelProfileKind:
 * @REEL_PROFILE_LOCAL: the service on this computer
 * @REEL_PROFILE_REGION: one of the vendor's regions
 * @REEL_PROFILE_CUSTOM: an address that somebody typed
 * @REEL_PROFILE_ENVIRONMENT: from SEEKNETIC_BASE_URL and SEEKNETIC_API_KEY or SEEKNETIC_BEARER_TOKEN; for this run,
 *   never saved
 */
typedef enum
{
  REEL_PROFILE_LOCAL,
  REEL_PROFILE_REGION,
  REEL_PROFILE_CUSTOM,
  REEL_PROFILE_ENVIRONMENT,
} ReelProfileKind;

/*
 * A service that the program can talk to: where it is, how it wants its key and how much it is asked, but never the key.
 * Properties: id, available (both for ever the same), name, queries-per-second (double), max-requests (uint),
 * bandwidth-limit (uint64, bytes a second) and unprotected (boolean), which notify.
 * Signal: "access-changed", once after a change of what a connection was made with: address, header or plain http.
 */
#define REEL_TYPE_PROFILE (reel_profile_get_type ())
G_DECLARE_FINAL_TYPE (ReelProfile, reel_profile, REEL, PROFILE, GObject)

ReelProfile    *reel_profile_new             (ReelProfileKind            kind,
                                              const char                *id,
                                              const char                *name,
                                              const char                *base_url,
                                              ReelKeyHeader              key_header,
                                              gboolean                   available);
ReelProfileKind reel_profile_get_kind        (ReelProfile               *self);
const char     *reel_profile_get_id          (ReelProfile               *self);
const char     *reel_profile_get_name        (ReelProfile               *self);
const char     *reel_profile_get_base_url    (ReelProfile               *self);
ReelKeyHeader   reel_profile_get_key_header  (ReelProfile               *self);
gboolean        reel_profile_get_available   (ReelProfile               *self);
gboolean        reel_profile_get_unprotected (ReelProfile               *self);
ReelClientFlags reel_profile_get_flags       (ReelProfile               *self);
const ReelProfileSettings *
                reel_profile_get_settings    (ReelProfile               *self);
void            reel_profile_set_settings    (ReelProfile               *self,
                                              const ReelProfileSettings *settings);

G_END_DECLS
