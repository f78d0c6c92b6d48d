/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "library/reel-video-choice.h"
#include "library/reel-video-state.h"

G_BEGIN_DECLS

/*
 * One file in one collection of one profile: at the same time the record in the catalogue, the item of the grid of
 * videos, and what an upload job works on. There is one object for each row of the catalogue, so that whoever shows it
 * sees every change. Used on the main thread only. Properties, all with notify:
 *   row-id (int64, construct-only), profile (string, c-o), collection-id (string), uri (string, rw: may be relinked),
 *   name (string: for people: the local name, else the file's), size (uint64, bytes), fingerprint (string, nullable),
 *   video-id (string, nullable: not yet accepted), duration (double, s), width, height (uint), state (ReelVideoState),
 *   progress (double, 0…1, of the present state, -1 unknown), error (string, nullable: why it failed, or what it waits
 *   for), can-retry (boolean), speed (double, bytes/s, of a running upload), time-left (double, s, -1 unknown), missing
 *   (boolean: file not there), added (int64, Unix seconds), unanswered (boolean: the whole file went out once and no answer
 *   came back, so that it may lie on the service twice), local-name (string, nullable: what people call it on this
 *   computer), hidden (boolean: people do not want it listed on this computer), codec (string, nullable: of its pictures,
 *   for people), proxy (string, nullable: the path of a smaller copy that goes out instead of it), proxy-size (uint64,
 *   bytes: of that copy, as predicted while there is none), offers (uint, ReelVideoOffers: what somebody may choose for it
 *   now), choosing (boolean: it waits until somebody has).
 * Beside them: what was chosen for it, copies, the SHA-256 of what was sent, and whether somebody insisted on it.
 * Its position in the order of work is no property: it is seen as the order of the upload queue, which tells of a change.
 * The setters are for the catalogue and the upload queue; they save nothing, see reel_catalogue_save_video_async().
 */
#define REEL_TYPE_VIDEO (reel_video_get_type ())
G_DECLARE_FINAL_TYPE (ReelVideo, reel_video, REEL, VIDEO, GObject)

/**
 * ReelVideoOffers:
 * @REEL_VIDEO_OFFERS_NONE: there is nothing to choose
 * @REEL_VIDEO_OFFERS_PROXY: a smaller copy can be made
 * @REEL_VIDEO_OFFERS_AS_IT_IS: the file itself can be sent
 */
typedef enum
{
  REEL_VIDEO_OFFERS_NONE = 0,
  REEL_VIDEO_OFFERS_PROXY = 1 << 0,
  REEL_VIDEO_OFFERS_AS_IT_IS = 1 << 1,
} ReelVideoOffers;

ReelVideo     *reel_video_new               (gint64          row_id,
                                             const char     *profile,
                                             const char     *collection_id,
                                             const char     *uri,
                                             gint64          added);

gint64         reel_video_get_row_id        (ReelVideo      *self);
const char    *reel_video_get_profile       (ReelVideo      *self);
const char    *reel_video_get_collection_id (ReelVideo      *self);
const char    *reel_video_get_uri           (ReelVideo      *self);
const char    *reel_video_get_name          (ReelVideo      *self);
const char    *reel_video_get_video_id      (ReelVideo      *self);
const char    *reel_video_get_fingerprint   (ReelVideo      *self);
guint64        reel_video_get_size          (ReelVideo      *self);
double         reel_video_get_duration      (ReelVideo      *self);
guint          reel_video_get_width         (ReelVideo      *self);
guint          reel_video_get_height        (ReelVideo      *self);
ReelVideoState reel_video_get_state         (ReelVideo      *self);
double         reel_video_get_progress      (ReelVideo      *self);
const char    *reel_video_get_error         (ReelVideo      *self);
/* (nullable): which sentence that is, see reel_sentence_pack() */
const char    *reel_video_get_reason        (ReelVideo      *self);
gboolean       reel_video_get_can_retry     (ReelVideo      *self);
double         reel_video_get_speed         (ReelVideo      *self);
double         reel_video_get_time_left     (ReelVideo      *self);
gboolean       reel_video_get_missing       (ReelVideo      *self);
gint64         reel_video_get_added         (ReelVideo      *self);
gboolean       reel_video_get_unanswered    (ReelVideo      *self);
/* Whether somebody wants it sent though the collection has its content already. */
gboolean       reel_video_get_insisted      (ReelVideo      *self);
/* (nullable): of the bytes that the service has under its id, lowercase hexadecimal */
const char    *reel_video_get_sha256        (ReelVideo      *self);
/* (nullable): which computer's own service has it, see reel_installation_read(); %NULL for a service that is the same from
 * everywhere */
const char    *reel_video_get_service       (ReelVideo      *self);
/* (transfer none) (array zero-terminated=1): further ids under which the same content lies in the same collection */
const char * const *reel_video_get_copies   (ReelVideo      *self);
/* Whether that is its id, or that of a copy. */
gboolean       reel_video_is_known_as       (ReelVideo      *self,
                                             const char     *video_id);
char          *reel_video_dup_file_name     (ReelVideo      *self);
const char    *reel_video_get_local_name    (ReelVideo      *self);
gboolean       reel_video_get_hidden        (ReelVideo      *self);
double         reel_video_get_position      (ReelVideo      *self);

char          *reel_video_dup_details       (ReelVideo      *self);

/* reel-video-proxy.c */
ReelVideoChoice reel_video_get_choice       (ReelVideo      *self);
const char    *reel_video_get_proxy         (ReelVideo      *self);
guint64        reel_video_get_proxy_size    (ReelVideo      *self);
guint64        reel_video_get_size_to_send  (ReelVideo      *self);
ReelVideoOffers reel_video_get_offers       (ReelVideo      *self);
gboolean       reel_video_get_choosing      (ReelVideo      *self);
const char    *reel_video_get_codec         (ReelVideo      *self);
void           reel_video_set_choice        (ReelVideo      *self,
                                             ReelVideoChoice choice);
void           reel_video_set_proxy         (ReelVideo      *self,
                                             const char     *path,
                                             guint64         size);
void           reel_video_set_offers        (ReelVideo      *self,
                                             ReelVideoOffers offers,
                                             gboolean        choosing);
void           reel_video_set_codec         (ReelVideo      *self,
                                             const char     *codec);

void           reel_video_set_uri           (ReelVideo      *self,
                                             const char     *uri);
void           reel_video_set_video_id      (ReelVideo      *self,
                                             const char     *video_id);
void           reel_video_set_fingerprint   (ReelVideo      *self,
                                             const char     *fingerprint,
                                             guint64         size);
void           reel_video_set_media         (ReelVideo      *self,
                                             double          duration,
                                             guint           width,
                                             guint           height);
void           reel_video_set_state         (ReelVideo      *self,
                                             ReelVideoState  state);
void           reel_video_set_error         (ReelVideo      *self,
                                             const char     *error,
                                             gboolean        can_retry);
void           reel_video_set_progress      (ReelVideo      *self,
                                             double          progress,
                                             double          speed,
                                             double          time_left);
void           reel_video_set_missing       (ReelVideo      *self,
                                             gboolean        missing);
void           reel_video_set_unanswered    (ReelVideo      *self,
                                             gboolean        unanswered);
void           reel_video_set_insisted      (ReelVideo      *self,
                                             gboolean        insisted);
void           reel_video_set_sha256        (ReelVideo      *self,
                                             const char     *sha256);
void           reel_video_set_service       (ReelVideo      *self,
                                             const char     *service);
void           reel_video_set_collection_id (ReelVideo      *self,
                                             const char     *collection_id);
void           reel_video_add_copy          (ReelVideo      *self,
                                             const char     *video_id);
void           reel_video_set_local         (ReelVideo      *self,
                                             const char     *local_name,
                                             gboolean        hidden);
void           reel_video_set_position      (ReelVideo      *self,
                                             double          position);

/* reel-video-tags.c: what a service said of its pictures, “CATEGORY: TAG” each */
const char * const *reel_video_get_tags (ReelVideo  *self);
gboolean            reel_video_has_tag  (ReelVideo  *self,
                                         const char *tag);
void                reel_video_set_tags (ReelVideo  *self,
                                         const char *lines);

G_END_DECLS
