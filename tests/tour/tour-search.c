/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>

#include "tour.h"

/* Asking for moments, and watching them. */

/* The one of its videos that shows a dog */
#define TOUR_DOG "VID_20191220_170832.mp4"
#define HIT "^.+, (.+ – .+|whole video), similarity [01]\\.[0-9][0-9]$"

/* (transfer full) (nullable) (element-type utf8): the names of the hits that are there, in turn */
static GPtrArray *
read_hits (ReelDriver *driver,
           GError    **error)
{
  g_autoptr (ReelNode) grid = reel_driver_find (driver, ATSPI_ROLE_TABLE, "Results", NULL, error);
  g_autoptr (GPtrArray) cells = NULL;
  GPtrArray *names;

  if (grid == NULL)
    return NULL;
  cells = reel_driver_find_all (driver, ATSPI_ROLE_INVALID, HIT, grid, error);
  if (cells == NULL)
    return NULL;
  names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < cells->len; i++)
    g_ptr_array_add (names, g_strdup (reel_node_get_name (g_ptr_array_index (cells, i))));
  return names;
}

static gboolean
same_names (GPtrArray *one,
            GPtrArray *two)
{
  if (one->len != two->len)
    return FALSE;
  for (guint i = 0; i < one->len; i++)
    if (!g_str_equal (g_ptr_array_index (one, i), g_ptr_array_index (two, i)))
      return FALSE;
  return TRUE;
}

/* ReelDriverFunc: there are hits, and not those of the search before, which stay while the new one is under way */
static gboolean
has_new_hits (ReelDriver *driver,
              gpointer    data,
              GError    **error)
{
  Tour *tour = data;
  g_autoptr (GPtrArray) hits = read_hits (driver, error);

  if (hits == NULL || hits->len == 0 || (tour->hits != NULL && same_names (hits, tour->hits)))
    return FALSE;
  g_clear_pointer (&tour->hits, g_ptr_array_unref);
  tour->hits = g_steal_pointer (&hits);
  return TRUE;
}

gboolean
tour_ask (Tour       *tour,
          const char *query,
          const char *picture,
          GError    **error)
{
  g_autoptr (ReelNode) entry = reel_driver_wait_for (tour->driver, ATSPI_ROLE_ENTRY, "Search clips", NULL, error);

  if (entry == NULL || !reel_driver_type (tour->driver, entry, query, error) ||
      !reel_display_press_keys (tour->display, "Return", error) ||
      !reel_driver_wait_until (tour->driver, has_new_hits, tour, REEL_DRIVER_SECONDS, "hits", error))
    return FALSE;
  g_print ("      '%s': %u hits, first %s\n", query, tour->hits->len, (char *) g_ptr_array_index (tour->hits, 0));
  reel_display_rest (tour->display, 1500); /* as above: thumbnails */
  return tour_take_picture (tour, picture, error);
}

/* As the README says: the dog comes first. */
gboolean
tour_first_search (Tour    *tour,
                   GError **error)
{
  const char *first;

  if (!tour_ask (tour, TOUR_FIRST_QUERY, "first-search", error))
    return FALSE;
  first = g_ptr_array_index (tour->hits, 0);
  if (g_str_has_prefix (first, TOUR_DOG ", "))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "“%s” finds %s first", TOUR_FIRST_QUERY, first);
  return FALSE;
}

gboolean
tour_second_search (Tour    *tour,
                    GError **error)
{
  return tour_ask (tour, TOUR_SECOND_QUERY, "second-search", error);
}

/* As a grid, by video, and only the best of them. A film of many shots has more than one hit: what its service has cut apart
 * stays apart. */
gboolean
tour_look (Tour    *tour,
           GError **error)
{
  g_autoptr (ReelNode) list = NULL, grid = NULL, slider = NULL, count = NULL, all = NULL;
  guint n = 0;

  for (guint i = 0; i < tour->hits->len; i++)
    n += g_str_has_prefix (g_ptr_array_index (tour->hits, i), "vtest.avi, ");
  if (n < 3)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "A film of many shots has %u hits", n);
      return FALSE;
    }
  if (!tour_take_picture (tour, "grid", error) ||
      !tour_click (tour, ATSPI_ROLE_INVALID, "^Group by Video$", NULL, error))
    return FALSE;
  reel_display_move (tour->display, TOUR_ASIDE_X, TOUR_ASIDE_Y);
  list = reel_driver_wait_for (tour->driver, ATSPI_ROLE_LIST, "^Results by Video$", NULL, error);
  if (list == NULL)
    return FALSE;
  reel_display_rest (tour->display, 1500); /* thumbnails */
  if (!tour_take_picture (tour, "grouped", error) || !tour_click (tour, ATSPI_ROLE_INVALID, "^Grid$", NULL, error))
    return FALSE;
  reel_display_move (tour->display, TOUR_ASIDE_X, TOUR_ASIDE_Y);
  grid = reel_driver_wait_for (tour->driver, ATSPI_ROLE_TABLE, "^Results$", NULL, error);
  slider = grid != NULL ? reel_driver_wait_for (tour->driver, ATSPI_ROLE_SLIDER, "^Cut-off$", NULL, error) : NULL;
  if (slider == NULL || !reel_node_set_value (slider, 0.3, error))
    return FALSE;
  count = reel_driver_wait_for (tour->driver, ATSPI_ROLE_LABEL, "^[0-9]+ of [0-9]+ hits", NULL, error);
  if (count == NULL || !tour_take_picture (tour, "cut-off", error) || !reel_node_set_value (slider, 1, error))
    return FALSE;
  all = reel_driver_wait_for (tour->driver, ATSPI_ROLE_LABEL, "^[0-9]+ hits in [0-9]+ videos", NULL, error);
  return all != NULL;
}

/* What a playing video does: the position goes on, and the picture changes. */
typedef struct
{
  ReelNode *preview;      /* (borrowed) */
  ReelScreenshot *before; /* (owned) */
  double position;        /* s */
  guint positions;        /* how often it was another one */
  guint pictures;
} Playing;

/* (transfer full) (nullable): of the preview, what lies above its slider */
static ReelScreenshot *
look_at_picture (ReelDriver *driver,
                 ReelNode   *preview,
                 double     *position,
                 GError    **error)
{
  g_autoptr (ReelNode) slider = reel_driver_find (driver, ATSPI_ROLE_SLIDER, "Position", preview, error);
  cairo_rectangle_int_t area, below;

  if (slider == NULL || !reel_node_get_value (slider, position, error) ||
      !reel_driver_get_area (driver, preview, &area, error) || !reel_driver_get_area (driver, slider, &below, error))
    return NULL;
  area.height = below.y - area.y;
  return reel_display_take_picture (reel_driver_get_display (driver), &area, error);
}

/* ReelDriverFunc */
static gboolean
goes_on (ReelDriver *driver,
         gpointer    data,
         GError    **error)
{
  Playing *playing = data;
  double position;
  g_autoptr (ReelScreenshot) now = look_at_picture (driver, playing->preview, &position, error);

  if (now == NULL)
    return FALSE;
  if (playing->before == NULL || fabs (position - playing->position) > 0.01)
    playing->positions++;
  if (playing->before == NULL || reel_screenshot_compare (playing->before, now, NULL, 12) > 0.002)
    playing->pictures++;
  playing->position = position;
  reel_screenshot_free (playing->before);
  playing->before = g_steal_pointer (&now);
  return playing->positions >= 4 && playing->pictures >= 4;
}

/* ReelDriverFunc: the picture is no flat colour */
static gboolean
shows_something (ReelDriver *driver,
                 gpointer    data,
                 GError    **error)
{
  double position;
  g_autoptr (ReelScreenshot) now = look_at_picture (driver, data, &position, error);

  return now != NULL && reel_screenshot_count_colours (now, NULL, 300) >= 300;
}

static gboolean
wait_playing (Tour     *tour,
              ReelNode *preview,
              GError  **error)
{
  Playing playing = { preview, NULL, 0, 0, 0 };
  gboolean plays;

  plays = reel_driver_wait_until (tour->driver, goes_on, &playing, REEL_DRIVER_SECONDS, "the picture to move", error);
  if (!plays && playing.before != NULL)
    g_prefix_error (error, "%u positions and %u pictures: ", playing.positions, playing.pictures);
  g_clear_pointer (&playing.before, reel_screenshot_free);
  return plays;
}

gboolean
tour_play (Tour    *tour,
           GError **error)
{
  g_autoptr (ReelNode) grid = reel_driver_wait_for (tour->driver, ATSPI_ROLE_TABLE, "Results", NULL, error);
  g_autoptr (ReelNode) hit = NULL;
  g_autoptr (ReelNode) preview = NULL;
  g_autoptr (ReelNode) button = NULL;

  if (grid == NULL)
    return FALSE;
  hit = reel_driver_wait_for (tour->driver, ATSPI_ROLE_INVALID, HIT, grid, error);
  if (hit == NULL || !reel_driver_double_click (tour->driver, hit, error))
    return FALSE;
  /* Out of the window, so that no tooltip stands on the hits. */
  reel_display_move (reel_driver_get_display (tour->driver), TOUR_ASIDE_X, TOUR_ASIDE_Y);
  preview = reel_driver_wait_for (tour->driver, ATSPI_ROLE_PANEL, "Preview", NULL, error);
  if (preview == NULL)
    return FALSE;
  button = reel_driver_wait_for (tour->driver, ATSPI_ROLE_INVALID, "Pause", preview, error);
  return button != NULL &&
         reel_driver_wait_until (tour->driver, shows_something, preview, REEL_DRIVER_SECONDS, "a picture", error) &&
         wait_playing (tour, preview, error) && tour_take_picture (tour, "playing", error);
}

typedef struct
{
  ReelNode *preview; /* (borrowed) */
  double least, most;
} Range;

/* ReelDriverFunc */
static gboolean
position_in (ReelDriver *driver,
             gpointer    data,
             GError    **error)
{
  Range *range = data;
  g_autoptr (ReelNode) slider = reel_driver_find (driver, ATSPI_ROLE_SLIDER, "Position", range->preview, error);
  double position;

  return slider != NULL && reel_node_get_value (slider, &position, error) &&
         position >= range->least && position <= range->most;
}

/* Pauses, and goes to another place by the slider: there, another picture. */
gboolean
tour_seek (Tour    *tour,
           GError **error)
{
  g_autoptr (ReelNode) preview = reel_driver_wait_for (tour->driver, ATSPI_ROLE_PANEL, "Preview", NULL, error);
  g_autoptr (ReelNode) slider = NULL;
  g_autoptr (ReelNode) button = NULL;
  Range range = { preview, 0.9, 1.6 };

  if (preview == NULL || !tour_click (tour, ATSPI_ROLE_INVALID, "Pause", preview, error))
    return FALSE;
  button = reel_driver_wait_for (tour->driver, ATSPI_ROLE_INVALID, "Play", preview, error);
  slider = button != NULL ? reel_driver_wait_for (tour->driver, ATSPI_ROLE_SLIDER, "Position", preview, error) : NULL;
  if (slider == NULL || !reel_node_set_value (slider, 1.25, error))
    return FALSE;
  return reel_driver_wait_until (tour->driver, position_in, &range, REEL_DRIVER_SECONDS, "the position 1.25 s", error) &&
         reel_driver_wait_until (tour->driver, shows_something, preview, REEL_DRIVER_SECONDS, "a picture there", error) &&
         tour_take_picture (tour, "paused", error);
}

typedef struct
{
  const char *path; /* (borrowed) */
} Written;

/* ReelDriverFunc */
static gboolean
is_written (ReelDriver *driver,
            gpointer    data,
            GError    **error)
{
  Written *written = data;
  GStatBuf info;

  return g_stat (written->path, &info) == 0 && info.st_size > 0;
}

/* The best hit as a clip of its own, and all of them as a timeline for other programs. */
gboolean
tour_export (Tour    *tour,
             GError **error)
{
  static const char *const formats[] = { "edl", "fcpxml", "otio", "chapters", "csv" };
  g_autofree char *clip = g_build_filename (tour->folder, "clip.mp4", NULL);
  g_autofree char *uri = g_filename_to_uri (clip, NULL, error);
  g_autoptr (ReelNode) said = NULL;

  g_remove (clip); /* of the run before: nothing is written over */
  reel_display_move (reel_driver_get_display (tour->driver), TOUR_ASIDE_X, TOUR_ASIDE_Y);
  if (uri == NULL || !reel_driver_activate (tour->driver, "export-clip", g_variant_new ("(is)", 0, uri), error))
    return FALSE;
  said = reel_driver_wait_for (tour->driver, ATSPI_ROLE_INVALID, "^“clip.mp4” was exported", NULL, error);
  if (said == NULL || !tour_take_picture (tour, "export", error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *name = g_strconcat ("timeline.", formats[i], NULL);
      g_autofree char *path = g_build_filename (tour->folder, name, NULL);
      g_autofree char *timeline = g_filename_to_uri (path, NULL, error);
      Written written = { path };

      g_remove (path);
      if (timeline == NULL ||
          !reel_driver_activate (tour->driver, "export-results", g_variant_new ("(ss)", formats[i], timeline), error) ||
          (!g_str_equal (formats[i], "chapters") && /* a file for each video, each under a name of its own */
           !reel_driver_wait_until (tour->driver, is_written, &written, REEL_DRIVER_SECONDS, path, error)))
        return FALSE;
    }
  return TRUE;
}

gboolean
tour_search_again (Tour    *tour,
                   GError **error)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&tour->hits);

  if (!tour_ask (tour, TOUR_SECOND_QUERY, "again-search", error))
    return FALSE;
  if (same_names (tour->hits, before))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The same words find %u hits, first %s; before, first %s",
               tour->hits->len, (char *) g_ptr_array_index (tour->hits, 0), (char *) g_ptr_array_index (before, 0));
  return FALSE;
}
