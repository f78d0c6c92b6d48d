/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ReelLocalServiceState:
 * @REEL_LOCAL_SERVICE_STOPPED: not asked for
 * @REEL_LOCAL_SERVICE_STARTING: on its way up, for the first time or again
 * @REEL_LOCAL_SERVICE_RUNNING: base-url and key are good
 * @REEL_LOCAL_SERVICE_FAILED: it does not come up; the message says why
 */
typedef enum
{
  REEL_LOCAL_SERVICE_STOPPED,
  REEL_LOCAL_SERVICE_STARTING,
  REEL_LOCAL_SERVICE_RUNNING,
  REEL_LOCAL_SERVICE_FAILED,
} ReelLocalServiceState;

/*
 * Keeps reelseek-local, the service on this computer, running as a process of its own as long as the program needs it.
 * Its key is random, made anew for each start and handed over a pipe. A service that died, or that lives and does not answer,
 * is started again.
 * Properties: state (int, a ReelLocalServiceState, notify), notice (string, notify: something to be shown).
 */
#define REEL_TYPE_LOCAL_SERVICE (reel_local_service_get_type ())
G_DECLARE_FINAL_TYPE (ReelLocalService, reel_local_service, REEL, LOCAL_SERVICE, GObject)

ReelLocalService     *reel_local_service_new            (const char       *data_dir);
void                  reel_local_service_start          (ReelLocalService *self);
void                  reel_local_service_stop           (ReelLocalService *self);
void                  reel_local_service_restart        (ReelLocalService *self);
ReelLocalServiceState reel_local_service_get_state      (ReelLocalService *self);
const char           *reel_local_service_get_base_url   (ReelLocalService *self);
const char           *reel_local_service_get_key        (ReelLocalService *self);
const char           *reel_local_service_get_message    (ReelLocalService *self);
const char           *reel_local_service_get_notice     (ReelLocalService *self);
void                  reel_local_service_set_pulse      (ReelLocalService *self,
                                                         guint             interval,
                                                         guint             patience);
gboolean              reel_local_service_get_died       (ReelLocalService *self);
guint                 reel_local_service_get_n_restarts (ReelLocalService *self);

G_END_DECLS
