/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gst/gst.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/reel-application.h"
#include "base/reel-database.h"
#include "base/reel-memory.h"
#include "media/reel-part-file.h"

/* With nothing of the command line: what it asked for is done. It ends this process, or returns where that can't be. */
static void
restart (char *name)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  char *arguments[] = { name, NULL };

  /* Its name on the bus has to be free by then, else the new process would only call this one to the front. */
  if (bus != NULL)
    g_dbus_connection_flush_sync (bus, NULL, NULL);
  if (self != NULL)
    execv (self, arguments);
  g_printerr ("%s\n", _ ("Reelseek could not be started again. Start it from the menu."));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (ReelApplication) app = NULL;
  int status;
  gboolean again;
  const char *localedir = g_getenv ("REELSEEK_LOCALEDIR"); /* set by build/run only */

  reel_memory_set_up ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir != NULL ? localedir : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* Without arguments: GStreamer's own options are no part of the program's command line. */
  gst_init (NULL, NULL);

  app = reel_application_new ();
  status = g_application_run (G_APPLICATION (app), argc, argv);
  again = reel_application_is_to_restart (app);
  g_clear_object (&app);
  reel_part_file_forsake_all (); /* a clip that is half written */
  reel_database_flush_all (); /* what was noted last, without waiting for it */
  if (again)
    {
      restart (argv[0]);
      status = EXIT_FAILURE;
    }
  return status;
}
