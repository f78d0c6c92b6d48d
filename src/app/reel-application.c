/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-application.h"

struct _ReelApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (ReelApplication, reel_application, ADW_TYPE_APPLICATION)

static void
reel_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = g_object_new (ADW_TYPE_APPLICATION_WINDOW, "application", application, "title", _ ("Reelseek"),
                           "default-width", 1000, "default-height", 700, NULL);
  gtk_window_present (window);
}

static void
reel_application_class_init (ReelApplicationClass *klass)
{
  G_APPLICATION_CLASS (klass)->activate = reel_application_activate;
}

static void
reel_application_init (ReelApplication *self)
{
}

/**
 * reel_application_new:
 *
 * Returns: (transfer full): the application
 */
ReelApplication *
reel_application_new (void)
{
  return g_object_new (REEL_TYPE_APPLICATION,
                       "application-id", REEL_APP_ID,
                       "resource-base-path", REEL_APP_PATH,
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE & 0,
                       NULL);
}
