/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tour.h"

/* Starting, placing, looking at and ending the program; each of its runs has a log of its own. */

/**
 * tour_start:
 * @tour: the tour
 * @dark: whether the desktop is a dark one
 * @error: return location
 *
 * Starts the program as `BUILD/run` does it for a person, and waits for its window.
 *
 * Returns: whether the window came
 */
gboolean
tour_start (Tour    *tour,
            gboolean dark,
            GError **error)
{
  g_autofree char *run = g_build_filename (tour->build, "run", NULL);
  g_autofree char *name = g_strdup_printf ("program-%u.txt", tour->logs->len + 1);
  const char *argv[] = { run, NULL };
  const char *settings[] = { dark ? "ADW_DEBUG_COLOR_SCHEME=prefer-dark" : "ADW_DEBUG_COLOR_SCHEME=prefer-light", NULL };
  char *log = g_build_filename (tour->folder, name, NULL);

  g_ptr_array_add (tour->logs, log);
  tour->program = reel_program_start (argv, settings, log, error);
  if (tour->program == NULL)
    return FALSE;
  tour->driver = reel_driver_new (tour->display, reel_program_get_pid (tour->program), TOUR_APP_ID, error);
  return tour->driver != NULL && tour_place (tour, 1000, 700, error);
}

/**
 * tour_place:
 * @tour: the tour
 * @width: of the window, pixels
 * @height: of the window, pixels
 * @error: return location
 *
 * Returns: whether the window has that size now, in the screen's upper left corner
 */
gboolean
tour_place (Tour    *tour,
            int      width,
            int      height,
            GError **error)
{
  cairo_rectangle_int_t geometry = { 0, 0, width, height };

  return reel_driver_place (tour->driver, TOUR_TITLE, &geometry, error);
}

/* Whether a process of this session runs the service: it has our data folder among its arguments. */
static gboolean
runs_service (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "cmdline", NULL);
  g_autofree char *arguments = NULL;
  gsize length = 0;

  if (!g_ascii_isdigit (pid[0]) || !g_file_get_contents (path, &arguments, &length, NULL) || length == 0 ||
      strstr (arguments, "reelseek-local") == NULL)
    return FALSE;
  for (gsize at = 0; at < length; at += strlen (arguments + at) + 1)
    if (strstr (arguments + at, g_get_user_data_dir ()) != NULL)
      return TRUE;
  return FALSE;
}

/* ReelDriverFunc, though of the machine: the service has ended with the program */
static gboolean
service_is_gone (ReelDriver *driver,
                 gpointer    data,
                 GError    **error)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (runs_service (name))
      return FALSE;
  return TRUE;
}

/* The program has ended. Whether the service does too */
static gboolean
let_go (Tour    *tour,
        GError **error)
{
  gboolean ended =
    reel_driver_wait_until (tour->driver, service_is_gone, NULL, REEL_DRIVER_SECONDS, "the service to end too", error);

  g_clear_object (&tour->driver);
  g_clear_object (&tour->program);
  return ended;
}

/**
 * tour_quit:
 * @tour: the tour
 * @error: return location
 *
 * Asks the program to quit.
 *
 * Returns: whether it ended with status 0, and its service with it
 */
gboolean
tour_quit (Tour    *tour,
           GError **error)
{
  return reel_driver_activate (tour->driver, "quit", NULL, error) &&
         reel_program_wait (tour->program, REEL_DRIVER_SECONDS, error) && let_go (tour, error);
}

/**
 * tour_force_quit:
 * @tour: the tour
 * @error: return location
 *
 * Kills the program, which can do nothing about it.
 *
 * Returns: whether its service ended with it
 */
gboolean
tour_force_quit (Tour    *tour,
                 GError **error)
{
  if (!reel_program_kill (tour->program, REEL_DRIVER_SECONDS, error))
    return FALSE;
  return let_go (tour, error);
}

/**
 * tour_take_picture:
 * @tour: the tour
 * @name: what is seen, for the file's name
 * @error: return location
 *
 * Saves the window, or the screen where the program doesn't run, and refuses a picture of nothing.
 *
 * Returns: whether there was something to see
 */
gboolean
tour_take_picture (Tour       *tour,
                   const char *name,
                   GError    **error)
{
  g_autofree char *file = g_strdup_printf ("%02u-%s.png", tour->pictures->len + 1, name);
  g_autofree char *path = g_build_filename (tour->folder, file, NULL);
  g_autoptr (ReelNode) frame = NULL;
  g_autoptr (ReelScreenshot) picture = NULL;

  reel_display_rest (tour->display, 400); /* what fades in shall be there */
  if (tour->driver != NULL)
    frame = reel_driver_find (tour->driver, ATSPI_ROLE_FRAME, TOUR_TITLE, NULL, NULL);
  if (frame != NULL)
    picture = reel_driver_look_at (tour->driver, frame, error);
  else
    picture = reel_display_take_picture (tour->display, NULL, error);
  if (picture == NULL || !reel_screenshot_save (picture, path, error))
    return FALSE;
  g_ptr_array_add (tour->pictures, g_steal_pointer (&path));
  if (frame == NULL || reel_screenshot_count_colours (picture, NULL, 16) >= 16)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The window is blank");
  return FALSE;
}

/**
 * tour_click:
 * @tour: the tour
 * @role: of what to click
 * @name: of what to click
 * @within: (nullable): where it is
 * @error: return location
 *
 * Waits for it and clicks it.
 *
 * Returns: whether it could be clicked
 */
gboolean
tour_click (Tour       *tour,
            AtspiRole   role,
            const char *name,
            ReelNode   *within,
            GError    **error)
{
  g_autoptr (ReelNode) node = reel_driver_wait_for (tour->driver, role, name, within, error);

  return node != NULL && reel_driver_click (tour->driver, node, error);
}
