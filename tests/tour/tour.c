/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <stdio.h>

#include "tour.h"

/*
 * tour BUILD: goes through the main job with the real program of the build folder on real videos, on the display and the
 * bus of the session it is run in (tests/session.sh), which has to be a fresh one. Pictures and logs go to BUILD/tour.
 * Ends with status 0 only if the job was really done.
 */

static const struct
{
  const char *what;
  TourFunc func;
} steps[] = {
  { "Start for the first time", tour_first_start },
  { "Use this computer", tour_this_computer },
  { "Make a collection", tour_new_collection },
  { "Drop three videos", tour_drop },
  { "Wait until they are ready", tour_ready },
  { "Look at the videos", tour_videos },
  { "Analyse a video", tour_analyse },
  { "Search", tour_first_search },
  { "Search for something else", tour_second_search },
  { "Look through the hits", tour_look },
  { "Play a hit", tour_play },
  { "Pause and seek", tour_seek },
  { "Export a clip and timelines", tour_export },
  { "Quit", tour_end },
  { "Start again and find the videos", tour_again },
  { "Search again", tour_search_again },
  { "Make the window narrow", tour_narrow },
  { "Start in the dark and search", tour_dark },
  { "Make the dark window narrow", tour_dark_narrow },
  { "Pause the uploads, drop more, and kill the program", tour_kill },
  { "Start again and resume", tour_resume },
  { "Move a file, and drop it where it is missed", tour_relink },
  { "Read what the program had to complain of", tour_clean },
};

/* Lines of the log that say that something is wrong with the program. */
static gboolean
is_complaint (const char *line)
{
  return g_regex_match_simple ("(CRITICAL|WARNING|ERROR) \\*\\*|ERROR: (Address|Leak|Undefined)|runtime error:", line, 0, 0);
}

gboolean
tour_clean (Tour    *tour,
            GError **error)
{
  for (guint i = 0; i < tour->logs->len; i++)
    {
      const char *path = g_ptr_array_index (tour->logs, i);
      g_autofree char *text = NULL;
      g_auto (GStrv) lines = NULL;

      if (!g_file_get_contents (path, &text, NULL, error))
        return FALSE;
      lines = g_strsplit (text, "\n", -1);
      for (guint n = 0; lines[n] != NULL; n++)
        if (is_complaint (lines[n]))
          {
            g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s:%u: %s", path, n + 1, lines[n]);
            return FALSE;
          }
    }
  return TRUE;
}

static void
report_failure (Tour         *tour,
                const char   *what,
                const GError *error)
{
  g_print ("FAILED: %s\n  %s\n", what, error->message);
  if (tour->program != NULL && !reel_program_is_alive (tour->program))
    g_print ("  The program is not running any more.\n");
  if (tour->driver != NULL)
    {
      g_autofree char *dump = reel_driver_dump (tour->driver);

      g_print ("\nIts widgets:\n%s", dump);
    }
  g_clear_object (&tour->driver); /* so that all of the screen is taken */
  tour_take_picture (tour, "failed", NULL);
  if (tour->program != NULL)
    {
      g_autofree char *log = reel_program_dup_log (tour->program);

      g_print ("\nWhat it wrote:\n%s\n", log);
    }
}

static gboolean
run_steps (Tour *tour)
{
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GError) error = NULL;

      g_print ("%2u/%u %s\n", i + 1, (guint) G_N_ELEMENTS (steps), steps[i].what);
      if (!steps[i].func (tour, &error))
        {
          report_failure (tour, steps[i].what, error);
          return FALSE;
        }
    }
  g_print ("Done in %.0f s.\n", (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC);
  return TRUE;
}

static void
print_flushed (const char *text)
{
  fputs (text, stdout);
  fflush (stdout); /* whoever watches sees each step as it begins */
}

int
main (int   argc,
      char *argv[])
{
  Tour tour = { NULL };
  g_autoptr (GError) error = NULL;
  gboolean done;

  setlocale (LC_ALL, "");
  g_set_print_handler (print_flushed);
  if (argc != 2)
    {
      g_printerr ("usage: tour BUILD\n");
      return 2;
    }
  tour.display = reel_display_open (&error);
  if (tour.display == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  tour.build = g_canonicalize_filename (argv[1], NULL);
  tour.folder = g_build_filename (tour.build, "tour", NULL);
  tour.pictures = g_ptr_array_new_with_free_func (g_free);
  tour.logs = g_ptr_array_new_with_free_func (g_free);

  done = run_steps (&tour);
  g_print ("Pictures:\n");
  for (guint i = 0; i < tour.pictures->len; i++)
    g_print ("  %s\n", (char *) g_ptr_array_index (tour.pictures, i));

  g_clear_object (&tour.driver);
  g_clear_object (&tour.program);
  g_clear_object (&tour.display);
  g_clear_pointer (&tour.hits, g_ptr_array_unref);
  g_clear_pointer (&tour.pictures, g_ptr_array_unref);
  g_clear_pointer (&tour.logs, g_ptr_array_unref);
  g_clear_pointer (&tour.folder, g_free);
  g_clear_pointer (&tour.build, g_free);
  return done ? 0 : 1;
}
