/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/reel-profile-list.h"
#include "app/reel-window.h"
#include "stage.h"

G_BEGIN_DECLS

/* The window with all that the application hands it, on the real service of this computer. */
typedef struct
{
  GSettings *settings;
  ReelProfileList *profiles;
  ReelSecrets *secrets;
  ReelLocalService *service;
  ReelCatalogue *catalogue;
  ReelFrameGrabber *grabber;
  ReelSession *session;
  GtkWidget *window; /* NULL when it has gone */
  Stage stage;       /* only to look */
} WindowStage;

void            window_stage_set_up    (WindowStage *self, gconstpointer data);
void            window_stage_tear_down (WindowStage *self, gconstpointer data);
/* (transfer none): its id */
const char     *window_stage_make      (WindowStage *self, const char *collection);
/* (transfer full): of samples */
GListModel     *window_stage_files     (const char * const *samples);
/* A collection of that name with a film in it that is Ready. */
void            window_stage_add_film  (WindowStage *self, const char *collection);
/* The first mapped widget of @type in the window, once it is there. */
GtkWidget      *window_stage_find      (WindowStage *self, GType type, const char *name);
/* Another window of @type, once it is there; NULL at once where there is none. */
GtkWidget      *window_stage_dialog    (GType type);
/* As a file manager drops them; FALSE where @widget takes none. */
gboolean        window_stage_drop      (GtkWidget *widget, GListModel *files);
/* Leaves pictures of both sizes and both schemes. */
void            window_stage_look      (WindowStage *self, const char *name);

G_END_DECLS
