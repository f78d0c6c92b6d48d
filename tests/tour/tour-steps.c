/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tour.h"

#define IDLE_LOOKS 20

/* What a person does with the program, from the first start to finding it all again; by the accessible names only. */

const char *const tour_files[] = { "vtest.avi", "Megamind.avi", "VID_20191220_170832.mp4", NULL };

gboolean
tour_first_start (Tour    *tour,
                  GError **error)
{
  g_autoptr (ReelNode) here = NULL;
  g_autoptr (ReelNode) cloud = NULL;

  if (!tour_start (tour, FALSE, error))
    return FALSE;
  here = reel_driver_wait_for (tour->driver, ATSPI_ROLE_PUSH_BUTTON, "Use This Computer", NULL, error);
  if (here == NULL)
    return FALSE;
  cloud = reel_driver_wait_for (tour->driver, ATSPI_ROLE_PUSH_BUTTON, "Connect to Seeknetic", NULL, error);
  return cloud != NULL && tour_take_picture (tour, "first-start", error);
}

gboolean
tour_this_computer (Tour    *tour,
                    GError **error)
{
  g_autoptr (ReelNode) button = NULL;

  if (!tour_click (tour, ATSPI_ROLE_PUSH_BUTTON, "Use This Computer", NULL, error))
    return FALSE;
  button = reel_driver_wait_for (tour->driver, ATSPI_ROLE_PUSH_BUTTON, "New Collection", NULL, error);
  return button != NULL && tour_take_picture (tour, "this-computer", error);
}

static gboolean
fill_in (Tour       *tour,
         const char *name,
         const char *text,
         GError    **error)
{
  g_autoptr (ReelNode) entry = reel_driver_wait_for (tour->driver, ATSPI_ROLE_ENTRY, name, NULL, error);

  return entry != NULL && reel_driver_type (tour->driver, entry, text, error);
}

/* The collection in the sidebar */
static ReelNode *
wait_for_collection (Tour    *tour,
                     GError **error)
{
  g_autoptr (ReelNode) list = reel_driver_wait_for (tour->driver, ATSPI_ROLE_LIST, "Collections", NULL, error);

  return list != NULL ? reel_driver_wait_for (tour->driver, ATSPI_ROLE_INVALID, "^" TOUR_COLLECTION, list, error) : NULL;
}

gboolean
tour_new_collection (Tour    *tour,
                     GError **error)
{
  g_autoptr (ReelNode) collection = NULL;

  if (!tour_click (tour, ATSPI_ROLE_PUSH_BUTTON, "New Collection", NULL, error) ||
      !fill_in (tour, "Name", TOUR_COLLECTION, error) ||
      !fill_in (tour, "Description", "Pedestrians, a villain and a dog", error) ||
      !tour_click (tour, ATSPI_ROLE_PUSH_BUTTON, "Create", NULL, error))
    return FALSE;
  collection = wait_for_collection (tour, error);
  return collection != NULL && tour_take_picture (tour, "new-collection", error);
}

/* A point of the window where the collection's videos are, or will be: whoever drops there means this collection. */
static gboolean
find_drop_point (Tour    *tour,
                 int     *x,
                 int     *y,
                 GError **error)
{
  static const struct
  {
    AtspiRole role;
    const char *name;
  } places[] = { { ATSPI_ROLE_TABLE, "Videos" }, { ATSPI_ROLE_PUSH_BUTTON, "Add Videos…" } };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GPtrArray) nodes = reel_driver_find_all (tour->driver, places[i].role, places[i].name, NULL, error);

      if (nodes == NULL)
        return FALSE;
      for (guint n = 0; n < nodes->len; n++)
        {
          cairo_rectangle_int_t area;

          /* What is on another page of a stack is visible for accessibility, but has no size. */
          if (!reel_driver_get_area (tour->driver, g_ptr_array_index (nodes, n), &area, NULL) || area.height < 20)
            continue;
          *x = area.x + area.width / 2;
          *y = area.y + area.height / 2;
          return TRUE;
        }
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no place to drop videos at");
  return FALSE;
}

/* (transfer full) (nullable): a window beside the program's from which @paths can be dragged */
static ReelProgram *
start_source (Tour        *tour,
              GPtrArray   *paths,
              ReelDriver **driver,
              GError     **error)
{
  g_autofree char *path = g_build_filename (tour->build, "tests", "drive", "dnd-source", NULL);
  g_autofree char *log = g_build_filename (tour->folder, "dnd-source.txt", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ReelProgram) source = NULL;
  cairo_rectangle_int_t beside = { 1200, 200, 240, 160 };

  g_ptr_array_add (argv, g_steal_pointer (&path));
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (argv, g_strdup (paths->pdata[i]));
  g_ptr_array_add (argv, NULL);
  source = reel_program_start ((const char *const *) argv->pdata, NULL, log, error);
  if (source == NULL)
    return NULL;
  *driver = reel_driver_new (tour->display, reel_program_get_pid (source), NULL, error);
  if (*driver == NULL || !reel_driver_place (*driver, "dnd-source", &beside, error))
    return NULL;
  return g_steal_pointer (&source);
}

typedef struct
{
  AtspiRole role;   /* of the list or grid to look into, or ATSPI_ROLE_INVALID for anywhere */
  const char *name; /* (nullable) (borrowed): of it */
  const char *rest; /* (borrowed): what stands in a name behind that of the file */
} Place;

/* ReelDriverFunc: each of the three files is there */
static gboolean
all_files_there (ReelDriver *driver,
                 gpointer    data,
                 GError    **error)
{
  Place *place = data;
  g_autoptr (ReelNode) within = NULL;

  if (place->name != NULL)
    {
      within = reel_driver_find (driver, place->role, place->name, NULL, error);
      if (within == NULL)
        return FALSE;
    }
  for (guint i = 0; tour_files[i] != NULL; i++)
    {
      g_autofree char *escaped = g_regex_escape_string (tour_files[i], -1);
      g_autofree char *pattern = g_strdup_printf ("^%s%s", escaped, place->rest);
      g_autoptr (ReelNode) node = reel_driver_find (driver, ATSPI_ROLE_INVALID, pattern, within, error);

      if (node == NULL)
        return FALSE;
    }
  return TRUE;
}

/* Drags @paths to a place of the screen. */
static gboolean
drop_at (Tour      *tour,
         GPtrArray *paths,
         int        x,
         int        y,
         GError   **error)
{
  g_autoptr (ReelProgram) source = NULL;
  g_autoptr (ReelDriver) driver = NULL;
  g_autoptr (ReelNode) handle = NULL;
  cairo_rectangle_int_t from;

  source = start_source (tour, paths, &driver, error);
  if (source == NULL)
    return FALSE;
  handle = reel_driver_wait_for (driver, ATSPI_ROLE_LABEL, "^Drag", NULL, error);
  if (handle == NULL || !reel_driver_get_area (driver, handle, &from, error))
    return FALSE;
  reel_display_drag (tour->display, from.x + from.width / 2, from.y + from.height / 2, x, y);
  return TRUE;
}

gboolean
tour_drop (Tour    *tour,
           GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  int x, y;
  Place anywhere = { ATSPI_ROLE_INVALID, NULL, "" };

  for (guint i = 0; tour_files[i] != NULL; i++)
    g_ptr_array_add (paths, g_build_filename (tour->build, "samples", tour_files[i], NULL));
  return find_drop_point (tour, &x, &y, error) && drop_at (tour, paths, x, y, error) &&
         reel_driver_wait_until (tour->driver, all_files_there, &anywhere, REEL_DRIVER_SECONDS, "the three videos", error) &&
         tour_take_picture (tour, "dropped", error);
}

/* The process that started @pid; 0 where there is none. */
static int
parent_of (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;
  const char *after;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (after = strrchr (text, ')')) == NULL || strlen (after) < 5)
    return 0;
  return (int) g_ascii_strtoll (after + 4, NULL, 10); /* behind the state */
}

static gboolean
is_worker_of (int program,
              int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/cmdline", pid);
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL) || strlen (text) + 1 >= length ||
      !g_str_equal (text + strlen (text) + 1, "--worker"))
    return FALSE;
  while (pid > 1 && pid != program)
    pid = parent_of (pid);
  return pid == program;
}

typedef struct
{
  int program;
  guint idle; /* looks in a row at which no worker was there */
} Workers;

/* ReelDriverFunc: no video is being looked at; between two of them a moment may pass. */
static gboolean
all_looked_at (ReelDriver *driver,
               gpointer    data,
               GError    **error)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  Workers *workers = data;
  const char *name;

  workers->idle++;
  while (processes != NULL && (name = g_dir_read_name (processes)) != NULL)
    if (g_ascii_isdigit (*name) && is_worker_of (workers->program, (int) g_ascii_strtoll (name, NULL, 10)))
      workers->idle = 0;
  return workers->idle >= IDLE_LOOKS;
}

gboolean
tour_ready (Tour    *tour,
            GError **error)
{
  Place rows = { ATSPI_ROLE_LIST, "Uploads", ", " }, ready_rows = { ATSPI_ROLE_LIST, "Uploads", ", Ready" };
  Workers workers = { 0, 0 };

  if (!tour_click (tour, ATSPI_ROLE_PUSH_BUTTON, "^Uploads", NULL, error))
    return FALSE;
  if (!reel_driver_wait_until (tour->driver, all_files_there, &rows, REEL_DRIVER_SECONDS, "the rows of the uploads",
                               error) ||
      !tour_take_picture (tour, "uploads", error))
    return FALSE;
  /* Ready is what was looked at quickly: more is found once the service has looked closely. */
  workers.program = reel_program_get_pid (tour->program);
  return reel_driver_wait_until (tour->driver, all_files_there, &ready_rows, TOUR_READY_SECONDS,
                                 "the three videos to be Ready", error) &&
         reel_driver_wait_until (tour->driver, all_looked_at, &workers, TOUR_READY_SECONDS, "the service to look closely", error) &&
         tour_take_picture (tour, "ready", error);
}

/**
 * tour_select_collection:
 * @tour: the tour
 * @error: return location
 *
 * Returns: whether the tour's collection could be clicked
 */
gboolean
tour_select_collection (Tour    *tour,
                        GError **error)
{
  g_autoptr (ReelNode) collection = wait_for_collection (tour, error);

  return collection != NULL && reel_driver_click (tour->driver, collection, error);
}

/* The grid of the collection's videos, with all three in it */
static gboolean
show_videos (Tour    *tour,
             GError **error)
{
  Place cells = { ATSPI_ROLE_TABLE, "Videos", "" };

  if (!tour_select_collection (tour, error))
    return FALSE;
  return reel_driver_wait_until (tour->driver, all_files_there, &cells, REEL_DRIVER_SECONDS, "the three videos in the grid",
                                 error);
}

gboolean
tour_videos (Tour    *tour,
             GError **error)
{
  if (!show_videos (tour, error))
    return FALSE;
  reel_display_rest (tour->display, 1500); /* thumbnails come in by themselves, and no name says so */
  return tour_take_picture (tour, "videos", error);
}

/* ReelDriverFunc */
static gboolean
has_vector (ReelDriver *driver,
            gpointer    data,
            GError    **error)
{
  g_autoptr (ReelNode) plot = reel_driver_find (driver, ATSPI_ROLE_INVALID, "^Vector, [0-9]+ numbers, length [0-9.]+$", NULL,
                                                 error);

  return plot != NULL;
}

/* What the service says of the first of the videos, by its menu, and a text that it is compared with. */
gboolean
tour_analyse (Tour    *tour,
              GError **error)
{
  g_autoptr (ReelNode) grid = reel_driver_wait_for (tour->driver, ATSPI_ROLE_TABLE, "Videos", NULL, error);
  g_autoptr (ReelNode) cell = NULL;
  g_autoptr (ReelNode) tags = NULL;
  g_autoptr (ReelNode) text = NULL;
  cairo_rectangle_int_t area;

  cell = grid != NULL ? reel_driver_wait_for (tour->driver, ATSPI_ROLE_INVALID, "^Megamind.avi", grid, error) : NULL;
  if (cell == NULL || !reel_driver_click (tour->driver, cell, error) ||
      !reel_display_press_keys (tour->display, "Menu", error) ||
      !tour_click (tour, ATSPI_ROLE_MENU_ITEM, "Analyse", NULL, error))
    return FALSE;
  reel_display_move (tour->display, TOUR_ASIDE_X, TOUR_ASIDE_Y);
  tags = reel_driver_wait_for (tour->driver, ATSPI_ROLE_LIST, "Tags", NULL, error);
  if (tags == NULL || !reel_driver_wait_until (tour->driver, has_vector, NULL, TOUR_READY_SECONDS, "the vector", error) ||
      !tour_take_picture (tour, "tags", error) || !reel_driver_get_area (tour->driver, tags, &area, error))
    return FALSE;
  /* What comes next is further down: the wheel. */
  reel_display_click (tour->display, area.x + area.width / 2, area.y + 20, 5, 20);
  reel_display_rest (tour->display, 600);
  if (!fill_in (tour, "Compare with a text", TOUR_SECOND_QUERY, error) ||
      !reel_display_press_keys (tour->display, "Return", error))
    return FALSE;
  text = reel_driver_wait_for (tour->driver, ATSPI_ROLE_INVALID, "^" TOUR_SECOND_QUERY ", similarity [01]\\.[0-9][0-9]$",
                               NULL, error);
  return text != NULL && tour_take_picture (tour, "embedding", error);
}

gboolean
tour_end (Tour    *tour,
          GError **error)
{
  return tour_quit (tour, error);
}

gboolean
tour_again (Tour    *tour,
            GError **error)
{
  if (!tour_start (tour, FALSE, error) || !show_videos (tour, error))
    return FALSE;
  reel_display_rest (tour->display, 1500); /* thumbnails */
  return tour_take_picture (tour, "again", error);
}

/* The window's brightness, 0…255 */
static double
measure_brightness (Tour *tour)
{
  g_autoptr (ReelNode) frame = reel_driver_find (tour->driver, ATSPI_ROLE_FRAME, TOUR_TITLE, NULL, NULL);
  g_autoptr (ReelScreenshot) picture = frame != NULL ? reel_driver_look_at (tour->driver, frame, NULL) : NULL;

  return picture != NULL ? reel_screenshot_get_mean (picture, NULL) : -1;
}

gboolean
tour_narrow (Tour    *tour,
             GError **error)
{
  tour->brightness = measure_brightness (tour);
  return tour_place (tour, 360, 640, error) && tour_take_picture (tour, "narrow", error) && tour_quit (tour, error);
}

gboolean
tour_dark (Tour    *tour,
           GError **error)
{
  double brightness;

  g_clear_pointer (&tour->hits, g_ptr_array_unref);
  if (!tour_start (tour, TRUE, error) || !show_videos (tour, error) || !tour_ask (tour, TOUR_FIRST_QUERY, "dark", error))
    return FALSE;
  brightness = measure_brightness (tour);
  if (brightness >= 0 && brightness < tour->brightness - 40)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The dark window has a brightness of %.0f, the light one of %.0f",
               brightness, tour->brightness);
  return FALSE;
}

gboolean
tour_dark_narrow (Tour    *tour,
                  GError **error)
{
  return tour_place (tour, 360, 640, error) && tour_take_picture (tour, "dark-narrow", error) && tour_quit (tour, error);
}

/* A file has another place since, and is dropped where it is missed. */
gboolean
tour_relink (Tour    *tour,
             GError **error)
{
  g_autofree char *before = g_build_filename (tour->folder, "more", "one.avi", NULL);
  g_autofree char *away = g_build_filename (tour->folder, "more", "away", NULL);
  g_autofree char *now = g_build_filename (away, "one.avi", NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  g_autoptr (ReelNode) cell = NULL, preview = NULL, missing = NULL, button = NULL;
  cairo_rectangle_int_t area;

  g_mkdir (away, 0700);
  if (g_rename (before, now) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s can't be moved", before);
      return FALSE;
    }
  g_ptr_array_add (paths, now);
  if (!tour_start (tour, FALSE, error) || !tour_select_collection (tour, error))
    return FALSE;
  cell = reel_driver_wait_for (tour->driver, ATSPI_ROLE_INVALID, "^one.avi, ", NULL, error);
  if (cell == NULL || !reel_driver_double_click (tour->driver, cell, error))
    return FALSE;
  preview = reel_driver_wait_for (tour->driver, ATSPI_ROLE_PANEL, "Preview", NULL, error);
  missing = preview != NULL ? reel_driver_wait_for (tour->driver, ATSPI_ROLE_INVALID, "^File Not Found$", preview, error) : NULL;
  button = missing != NULL ? reel_driver_wait_for (tour->driver, ATSPI_ROLE_INVALID, "^Locate File…$", preview, error) : NULL;
  if (button == NULL || !tour_take_picture (tour, "relink-missing", error) ||
      !reel_driver_get_area (tour->driver, missing, &area, error) ||
      !drop_at (tour, paths, area.x + area.width / 2, area.y + area.height / 2, error))
    return FALSE;
  g_clear_object (&button);
  button = reel_driver_wait_for (tour->driver, ATSPI_ROLE_INVALID, "^(Play|Pause)$", preview, error);
  if (button == NULL)
    return FALSE;
  reel_display_rest (tour->display, 1500); /* thumbnails */
  return tour_take_picture (tour, "relinked", error) && tour_quit (tour, error);
}
