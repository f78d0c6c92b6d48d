/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gst/gst.h>
#include <locale.h>

#include "app/reel-application.h"

int
main (int   argc,
      char *argv[])
{
  g_autoptr (ReelApplication) app = NULL;
  const char *localedir = g_getenv ("REELSEEK_LOCALEDIR"); /* set by build/run only */

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir != NULL ? localedir : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* Without arguments: GStreamer's own options are no part of the program's command line. */
  gst_init (NULL, NULL);

  app = reel_application_new ();
  return g_application_run (G_APPLICATION (app), argc, argv);
}
