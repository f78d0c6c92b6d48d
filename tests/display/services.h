/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <libsoup/soup.h>

#include "app/reel-preferences.h"
#include "app/reel-service-row.h"
#include "stage.h"

G_BEGIN_DECLS

#define RIGHT_KEY "the-right-key"
#define NEXT_KEY "the-next-key"
#define LONG_URL "https://a-very-long-host-name.of-a-department.of-a-broadcaster.example.org/some/deep/path/to/the/api/v2"

/* The preferences with all that the application hands them, on a service that only knows collections and keys. */
typedef struct
{
  SoupServer *server; /* (owned) */
  char *base_url;     /* (owned) */
  char *file;         /* (owned): where the settings are kept */
  GSettings *settings;
  ReelProfileList *profiles;
  ReelSecrets *secrets;
  ReelCatalogue *catalogue;
  ReelBackups *backups;
  ReelSession *session;
  ReelProfile *used;  /* (borrowed): of the list */
  ReelProfile *other; /* (borrowed): of the list */
  Stage *stage;
  GtkWidget *preferences;
  GtkWidget *page;
  gboolean hold; /* whether requests are left without an answer */
  guint n_requests;
  char *last_key; /* (owned): of the last request */
} Services;

void            services_set_up        (Services *f, gconstpointer data);
/* Asserts that all is gone, and that no key is in what the settings have written. */
void            services_tear_down     (Services *f, gconstpointer data);
void            services_show          (Services *f);
char           *services_look_up       (Services *f, const char *id);
ReelServiceRow *services_find_row      (Services *f, ReelProfile *profile);
/* The dialog that changes @profile, as its button opens it. */
GtkWidget      *services_open_dialog   (Services *f, ReelProfile *profile);
/* Closes it, and asserts that it is gone. */
void            services_close_dialog  (GtkWidget *dialog);
void            services_save          (GtkWidget *dialog);
void            services_set_number    (GtkWidget *dialog, const char *title, double value);
/* Appends every widget below @root of that type. */
void            services_collect       (GtkWidget *root, GType type, GPtrArray *found);
GtkWidget      *services_find_titled   (GtkWidget *root, const char *title);
/* By its label or its accessible name. */
GtkWidget      *services_find_button   (GtkWidget *root, const char *label);
void            services_press         (GtkWidget *root, const char *label);
GtkWidget      *services_find_toplevel (GType type);
const char     *services_get_subtitle  (GtkWidget *row);

G_END_DECLS
