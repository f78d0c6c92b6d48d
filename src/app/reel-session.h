/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/reel-local-service.h"
#include "app/reel-profile.h"
#include "app/reel-secrets.h"
#include "collections/reel-collection-list.h"
#include "library/reel-catalogue.h"
#include "uploads/reel-folder-watches.h"
#include "uploads/reel-upload-queue.h"

G_BEGIN_DECLS

/**
 * ReelSessionState:
 * @REEL_SESSION_CONNECTING: on its way; what the catalogue knows is shown
 * @REEL_SESSION_READY: the service has answered
 * @REEL_SESSION_OFFLINE: it does not answer; tried again by itself, the message says why
 * @REEL_SESSION_NEEDS_KEY: there is no key, or it was refused
 * @REEL_SESSION_FAILED: it will not come up by itself; the message says why
 */
typedef enum
{
  REEL_SESSION_CONNECTING,
  REEL_SESSION_READY,
  REEL_SESSION_OFFLINE,
  REEL_SESSION_NEEDS_KEY,
  REEL_SESSION_FAILED,
} ReelSessionState;

/*
 * The program's dealings with one profile: its client, its collections, its upload queue,
 * its watched folders, and how the connection is.
 * Follows the profile: a change of its pacing holds at once, with another address or header it connects anew.
 * Properties: state (int, a ReelSessionState), message (string, nullable), client (ReelClient, nullable),
 * parallel-uploads (uint, rw: how many files are sent at once); all notify.
 */
#define REEL_TYPE_SESSION (reel_session_get_type ())
G_DECLARE_FINAL_TYPE (ReelSession, reel_session, REEL, SESSION, GObject)

ReelSession        *reel_session_new             (ReelProfile      *profile,
                                                  ReelCatalogue    *catalogue,
                                                  ReelSecrets      *secrets,
                                                  ReelLocalService *service);
void                reel_session_connect         (ReelSession      *self);
void                reel_session_use_key         (ReelSession      *self,
                                                  const char       *key);
void                reel_session_close           (ReelSession      *self);
ReelProfile        *reel_session_get_profile     (ReelSession      *self);
ReelSessionState    reel_session_get_state       (ReelSession      *self);
const char         *reel_session_get_message     (ReelSession      *self);
ReelClient         *reel_session_get_client      (ReelSession      *self);
ReelCollectionList *reel_session_get_collections (ReelSession      *self);
ReelUploadQueue    *reel_session_get_queue       (ReelSession      *self);
ReelFolderWatches  *reel_session_get_watches     (ReelSession      *self);
ReelNetworkState   *reel_session_get_network     (ReelSession      *self);

G_END_DECLS
