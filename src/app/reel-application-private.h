/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/reel-application.h"
#include "app/reel-background.h"
#include "app/reel-command.h"
#include "app/reel-local-service.h"
#include "app/reel-preferences.h"
#include "app/reel-profile-list.h"
#include "app/reel-secrets.h"
#include "app/reel-session.h"
#include "app/reel-uploads-notifier.h"
#include "app/reel-window.h"
#include "library/reel-backups.h"
#include "library/reel-catalogue.h"
#include "media/reel-frame-grabber.h"

G_BEGIN_DECLS

struct _ReelApplication
{
  AdwApplication parent_instance;

  /* owned */
  GSettings *settings;
  ReelProfileList *profiles;
  ReelSecrets *secrets;
  ReelLocalService *service;
  ReelFrameGrabber *grabber;
  ReelCatalogue *catalogue; /* (nullable): until it is open */
  ReelBackups *backups;
  char *broken;             /* (nullable): why the catalogue can't be opened */
  ReelSession *session;     /* (nullable): until a service was chosen */
  ReelUploadsNotifier *notifier;
  ReelBackground *background;
  GSignalGroup *queue_signals; /* (nullable): of the uploads of the session */
  GQueue commands;          /* of ReelCommand: what is to be done once the session is ready */
  gboolean busy;            /* the first of them is under way */

  /* borrowed */
  ReelWindow *window; /* (nullable): owned by GTK until it is closed */
  ReelPreferences *preferences; /* (nullable): the same */

  /* plain */
  gboolean restart; /* when it has ended */
  guint inhibited; /* what keeps the computer from sleeping; 0 for nothing */
};

/* reel-application-actions.c */
void reel_application_add_actions    (ReelApplication *self);

/* reel-application-backups.c */
void reel_application_watch_backups  (ReelApplication *self);

/* reel-application-commands.c */
void reel_application_push_command   (ReelApplication *self, ReelCommand *command);
void reel_application_run_commands   (ReelApplication *self);

/* reel-application-uploads.c */
void reel_application_init_uploads  (ReelApplication *self);
void reel_application_watch_window   (ReelApplication *self);
void reel_application_watch_uploads  (ReelApplication *self);

/* reel-application.c */
void reel_application_select_profile (ReelApplication *self, ReelProfile *profile, const char *key);

G_END_DECLS
