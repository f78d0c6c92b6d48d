/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"

G_BEGIN_DECLS

/**
 * ReelProfileKind:
 * @REEL_PROFILE_LOCAL: the service on this computer
 * @REEL_PROFILE_REGION: one of the vendor's regions
 * @REEL_PROFILE_CUSTOM: an address that somebody typed
 * @REEL_PROFILE_ENVIRONMENT: from SEEKNETIC_BASE_URL and SEEKNETIC_API_KEY; for this run, never saved
 */
typedef enum
{
  REEL_PROFILE_LOCAL,
  REEL_PROFILE_REGION,
  REEL_PROFILE_CUSTOM,
  REEL_PROFILE_ENVIRONMENT,
} ReelProfileKind;

/*
 * A service that the program can talk to: where it is and how it wants its key, but never the key. Immutable.
 */
#define REEL_TYPE_PROFILE (reel_profile_get_type ())
G_DECLARE_FINAL_TYPE (ReelProfile, reel_profile, REEL, PROFILE, GObject)

ReelProfile    *reel_profile_new            (ReelProfileKind  kind,
                                             const char      *id,
                                             const char      *name,
                                             const char      *base_url,
                                             ReelKeyHeader    key_header,
                                             gboolean         available);
ReelProfileKind reel_profile_get_kind       (ReelProfile     *self);
const char     *reel_profile_get_id         (ReelProfile     *self);
const char     *reel_profile_get_name       (ReelProfile     *self);
const char     *reel_profile_get_base_url   (ReelProfile     *self);
ReelKeyHeader   reel_profile_get_key_header (ReelProfile     *self);
gboolean        reel_profile_get_available  (ReelProfile     *self);

G_END_DECLS
