/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"
#include "library/reel-video-choice.h"

G_BEGIN_DECLS

#define REEL_PROFILE_NAME_MAX 100
#define REEL_PROFILE_QUERIES_MIN 0.1
#define REEL_PROFILE_QUERIES_MAX 1000.0
#define REEL_PROFILE_REQUESTS_MAX 64
#define REEL_PROFILE_REQUESTS_DEFAULT 6
#define REEL_PROFILE_BANDWIDTH_MIN G_GUINT64_CONSTANT (10000)
#define REEL_PROFILE_BANDWIDTH_MAX G_GUINT64_CONSTANT (10000000000)
#define REEL_PROFILE_ADVISED_MIN G_GUINT64_CONSTANT (1000000)
#define REEL_PROFILE_ADVISED_MAX G_GUINT64_CONSTANT (1000000000000)
#define REEL_PROFILE_ADVISED_DEFAULT G_GUINT64_CONSTANT (100000000) /* of services that are not on this computer */

/*
 * What can be set of a profile. The key is none of it: that is kept by ReelSecrets.
 */
typedef struct
{
  char *name;                /* (owned) */
  char *base_url;            /* (owned) (nullable) */
  ReelKeyHeader key_header;
  gboolean allow_plain_http; /* whether somebody said that it may be plain http to another machine */
  double queries_per_second; /* 0 for as many as the service allows */
  guint max_requests;        /* under way at once, besides uploads */
  guint64 bandwidth_limit;   /* of uploads, bytes a second; 0 for none */
  guint64 advised_size;      /* of a video, bytes; 0 for any */
  ReelVideoChoice over_advised; /* what becomes of a larger one */
} ReelProfileSettings;

ReelProfileSettings *reel_profile_settings_new              (const char                *name,
                                                             const char                *base_url,
                                                             ReelKeyHeader              key_header);
ReelProfileSettings *reel_profile_settings_copy             (const ReelProfileSettings *self);
void                 reel_profile_settings_free             (ReelProfileSettings       *self);
void                 reel_profile_settings_bound            (ReelProfileSettings       *self);
gboolean             reel_profile_settings_is_unprotected   (const ReelProfileSettings *self);
gboolean             reel_profile_settings_address_is_plain (const char                *address);
void                 reel_profile_settings_read             (ReelProfileSettings       *self,
                                                             GVariant                  *saved);
GVariant            *reel_profile_settings_write            (const ReelProfileSettings *self,
                                                             GVariant                  *saved);
ReelKeyHeader        reel_key_header_from_string            (const char                *text);
const char          *reel_key_header_to_string              (ReelKeyHeader              header);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelProfileSettings, reel_profile_settings_free)

G_END_DECLS
