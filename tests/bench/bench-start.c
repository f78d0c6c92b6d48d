/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "reel-display.h"

/*
 * bench-start CMD…: starts a program with a light window and prints how many ms it takes from before it is started until the
 * window is painted, judged by the middle of the screen, which is dark without it. Then kills it. To be run in
 * tests/session.sh, whose screen is new each time.
 */

/* ms */
#define MOST 30000
#define BRIGHT 200

/* Whether half of a line across the middle of the screen is bright */
static gboolean
is_painted (ReelDisplay *display,
            GError     **error)
{
  const cairo_rectangle_int_t line = { 0, 400, 1280, 1 };
  g_autoptr (ReelScreenshot) picture = reel_display_take_picture (display, &line, error);
  int n = 0;

  if (picture == NULL)
    return FALSE;
  for (int x = 0; x < line.width; x++)
    n += (reel_screenshot_get_pixel (picture, x, 0) >> 8 & 0xff) > BRIGHT;
  return n * 2 > line.width;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelDisplay) display = reel_display_open (&error);
  gint64 start, end;
  gboolean painted;
  GPid pid;

  if (argc < 2 || display == NULL)
    {
      fprintf (stderr, "bench-start: %s\n", error != NULL ? error->message : "CMD…");
      return 2;
    }
  if (is_painted (display, &error))
    {
      fprintf (stderr, "bench-start: the screen is bright already\n");
      return 2;
    }
  g_setenv ("ADW_DEBUG_COLOR_SCHEME", "prefer-light", TRUE);
  start = g_get_monotonic_time ();
  if (!g_spawn_async (NULL, argv + 1, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, &pid, &error))
    {
      fprintf (stderr, "bench-start: %s\n", error->message);
      return 1;
    }
  while (!(painted = is_painted (display, &error)) && error == NULL && g_get_monotonic_time () - start < MOST * 1000)
    reel_display_rest (display, 1);
  end = g_get_monotonic_time ();
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  if (!painted)
    {
      fprintf (stderr, "bench-start: %s\n", error != NULL ? error->message : "no window");
      return 1;
    }
  printf ("%f\n", (double) (end - start) / 1000);
  return 0;
}
