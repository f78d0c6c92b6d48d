/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reel-driver-private.h"

#define SLACK 16 /* pixels: a popover's window may be so much larger than the popover */
#define TRIES 6
#define TRY_SECONDS 20
#define STILL_MS 60 /* two looks so far apart that see a widget at the same place: it does not move */

/* How well a window of X fits what accessibility says of it, 0 is best; -1 not at all. */
static int
misfit (const ReelXWindow           *window,
        ReelNode                    *surface,
        const cairo_rectangle_int_t *extents)
{
  int wider = window->geometry.width - extents->width, higher = window->geometry.height - extents->height;

  if (reel_node_is_popup (surface))
    return window->popup && ABS (wider) <= SLACK && ABS (higher) <= SLACK ? ABS (wider) + ABS (higher) : -1;
  if (window->popup || wider < 0 || higher < 0)
    return -1;
  return wider + higher + (g_str_equal (window->title, reel_node_get_name (surface)) ? 0 : 10000);
}

/* The window of X that @node lies in, and where the origin of accessibility's coordinates is on the screen. */
static gboolean
locate_surface (ReelDriver  *self,
                ReelNode    *node,
                ReelXWindow *out,
                int         *origin_x,
                int         *origin_y,
                GError     **error)
{
  ReelNode *surface = reel_node_get_surface (node);
  g_autoptr (GPtrArray) windows = NULL;
  cairo_rectangle_int_t extents;
  const ReelXWindow *best = NULL;

  if (surface == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "'%s' is in no window", reel_node_get_name (node));
      return FALSE;
    }
  if (!reel_node_get_extents (surface, &extents, error))
    return FALSE;
  windows = reel_display_list_windows (self->display, self->pid);
  for (guint i = 0; i < windows->len; i++)
    {
      const ReelXWindow *window = g_ptr_array_index (windows, i);
      int fit = misfit (window, surface, &extents);

      if (fit >= 0 && (best == NULL || fit <= misfit (best, surface, &extents)))
        best = window;
    }
  if (best == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "'%s' of %d × %d has no window on the screen",
                   reel_node_get_name (surface), extents.width, extents.height);
      return FALSE;
    }
  /* The window's own origin lies inside the border that the toolkit draws around it, the same on all sides. */
  *origin_x = best->geometry.x + (best->geometry.width - extents.width) / 2;
  *origin_y = best->geometry.y + (best->geometry.height - extents.height) / 2;
  /* In GTK 4.8 a popover's coordinates, and those of what is in it, are off by the same distance. */
  if (reel_node_is_popup (surface))
    {
      *origin_x -= extents.x;
      *origin_y -= extents.y;
    }
  *out = *best;
  out->title = NULL;
  return TRUE;
}

/**
 * reel_driver_get_area:
 * @self: a driver
 * @node: a widget, or a window
 * @area: (out): where it is on the screen
 * @error: return location, for G_IO_ERROR_NOT_FOUND where it is not laid out too
 *
 * Returns: whether it is on the screen
 */
gboolean
reel_driver_get_area (ReelDriver            *self,
                      ReelNode              *node,
                      cairo_rectangle_int_t *area,
                      GError               **error)
{
  ReelXWindow window;
  int x, y;

  g_return_val_if_fail (REEL_IS_DRIVER (self) && REEL_IS_NODE (node) && area != NULL, FALSE);

  if (!reel_node_get_extents (node, area, error) || !locate_surface (self, node, &window, &x, &y, error))
    return FALSE;
  if (area->width <= 0 || area->height <= 0)
    {
      g_autofree char *what = reel_node_to_string (node);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s is not laid out", what);
      return FALSE;
    }
  if (reel_node_is_window (node))
    area->x = area->y = 0;
  area->x += x;
  area->y += y;
  return TRUE;
}

typedef struct
{
  ReelNode *node; /* (borrowed) */
  cairo_rectangle_int_t area;
} Standing;

/* ReelDriverFunc: the widget is on the screen and does not move */
static gboolean
stands_still (ReelDriver *self,
              gpointer    data,
              GError    **error)
{
  Standing *standing = data;
  cairo_rectangle_int_t before;

  if (!reel_driver_get_area (self, standing->node, &before, error))
    return FALSE;
  reel_display_rest (self->display, STILL_MS);
  return reel_driver_get_area (self, standing->node, &standing->area, error) && before.x == standing->area.x &&
         before.y == standing->area.y && before.width == standing->area.width && before.height == standing->area.height;
}

static gboolean
click_times (ReelDriver *self,
             ReelNode   *node,
             guint       count,
             GError    **error)
{
  Standing standing = { node, { 0, 0, 0, 0 } };
  g_autofree char *what = reel_node_to_string (node);
  g_autofree char *waiting = g_strdup_printf ("%s to stand still on the screen", what);
  ReelXWindow window;
  int x, y;

  if (!reel_driver_wait_until (self, stands_still, &standing, REEL_DRIVER_SECONDS, waiting, error) ||
      !locate_surface (self, node, &window, &x, &y, error))
    return FALSE;
  x = standing.area.x + standing.area.width / 2;
  y = standing.area.y + standing.area.height / 2;
  if (x < window.geometry.x || y < window.geometry.y || x >= window.geometry.x + window.geometry.width ||
      y >= window.geometry.y + window.geometry.height)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s is scrolled out of its window", what);
      return FALSE;
    }
  if (!window.popup)
    reel_display_raise_window (self->display, window.id);
  reel_display_click (self->display, x, y, 1, count);
  return TRUE;
}

/**
 * reel_driver_click:
 * @self: a driver
 * @node: a widget
 * @error: return location
 *
 * Waits until it stands still, brings its window up, and clicks into its middle with the real pointer.
 *
 * Returns: whether it could be clicked; not, whether anything came of it
 */
gboolean
reel_driver_click (ReelDriver *self,
                   ReelNode   *node,
                   GError    **error)
{
  g_return_val_if_fail (REEL_IS_DRIVER (self) && REEL_IS_NODE (node), FALSE);

  return click_times (self, node, 1, error);
}

/**
 * reel_driver_double_click:
 * @self: a driver
 * @node: a widget
 * @error: return location
 *
 * Returns: whether it could be clicked
 */
gboolean
reel_driver_double_click (ReelDriver *self,
                          ReelNode   *node,
                          GError    **error)
{
  g_return_val_if_fail (REEL_IS_DRIVER (self) && REEL_IS_NODE (node), FALSE);

  return click_times (self, node, 2, error);
}

typedef struct
{
  ReelNode *node;   /* (borrowed) */
  const char *text; /* (borrowed) */
} Text;

/* ReelDriverFunc */
static gboolean
has_text (ReelDriver *self,
          gpointer    data,
          GError    **error)
{
  Text *text = data;
  g_autofree char *now = reel_node_get_text (text->node, error);

  if (now != NULL && !g_str_equal (now, text->text))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "it is '%s'", now);
  return now != NULL && g_str_equal (now, text->text);
}

/**
 * reel_driver_wait_text:
 * @self: a driver
 * @node: an entry, a label
 * @text: what shall be in it
 * @error: return location
 *
 * Returns: whether it came to be
 */
gboolean
reel_driver_wait_text (ReelDriver *self,
                       ReelNode   *node,
                       const char *text,
                       GError    **error)
{
  Text wanted = { node, text };
  g_autofree char *what = g_strdup_printf ("the text '%s'", text);

  g_return_val_if_fail (REEL_IS_DRIVER (self) && REEL_IS_NODE (node), FALSE);

  return reel_driver_wait_until (self, has_text, &wanted, REEL_DRIVER_SECONDS, what, error);
}

/*
 * Not by Ctrl+A: while a program takes in that a key was lent to a character, it may not know that one. Nor may it know another
 * on a busy machine: then once more.
 */
static gboolean
clear_entry (ReelDriver *self,
             ReelNode   *entry,
             GError    **error)
{
  Text empty = { entry, "" };

  for (guint i = 1;; i++)
    {
      g_autoptr (GError) local = NULL;

      if (!reel_display_press_keys (self->display, "End", error) ||
          !reel_display_press_keys (self->display, "shift+Home", error) ||
          !reel_display_press_keys (self->display, "BackSpace", error))
        return FALSE;
      if (reel_driver_wait_until (self, has_text, &empty, TRY_SECONDS, "the entry to be empty", &local))
        return TRUE;
      if (i < TRIES && g_error_matches (local, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        continue;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
}

/* Types @text into an entry that is empty. What was typed has to be there before another key is lent to a character that the
 * keyboard lacks: who is late would read the keys before it by the new table. */
static gboolean
type_in_parts (ReelDriver *self,
               ReelNode   *entry,
               const char *text,
               GError    **error)
{
  const char *start = text;

  for (const char *p = text;; p = g_utf8_next_char (p))
    {
      if (p > start && (*p == '\0' || (guchar) *p >= 0x80))
        {
          g_autofree char *part = g_strndup (start, (gsize) (p - start));
          g_autofree char *so_far = g_strndup (text, (gsize) (p - text));

          if (!reel_display_type (self->display, part, error) || !reel_driver_wait_text (self, entry, so_far, error))
            return FALSE;
          start = p;
        }
      if (*p == '\0')
        return TRUE;
    }
}

/**
 * reel_driver_type:
 * @self: a driver
 * @entry: an entry
 * @text: what to write, instead of all that is in it
 * @error: return location
 *
 * Clicks into the entry and types with the real keyboard, then waits until the entry has just that.
 *
 * Returns: whether it has
 */
gboolean
reel_driver_type (ReelDriver *self,
                  ReelNode   *entry,
                  const char *text,
                  GError    **error)
{
  g_return_val_if_fail (REEL_IS_DRIVER (self) && REEL_IS_NODE (entry) && text != NULL, FALSE);

  return reel_driver_click (self, entry, error) && clear_entry (self, entry, error) &&
         type_in_parts (self, entry, text, error);
}

/**
 * reel_driver_activate:
 * @self: a driver with a bus name
 * @action: an action of the application
 * @parameter: (nullable): its parameter; a floating reference is taken
 * @error: return location for a D-Bus error
 *
 * Returns: whether the call went well; the bus does not tell of actions that don't exist
 */
gboolean
reel_driver_activate (ReelDriver *self,
                      const char *action,
                      GVariant   *parameter,
                      GError    **error)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) held = parameter != NULL ? g_variant_ref_sink (parameter) : NULL;
  g_autoptr (GString) path = NULL;
  GVariantBuilder parameters;

  g_return_val_if_fail (REEL_IS_DRIVER (self) && self->bus_name != NULL && action != NULL, FALSE);

  path = g_string_new ("/");
  g_string_append (path, self->bus_name);
  g_string_replace (path, ".", "/", 0);
  g_string_replace (path, "-", "_", 0);
  g_variant_builder_init (&parameters, G_VARIANT_TYPE ("av"));
  if (held != NULL)
    g_variant_builder_add (&parameters, "v", held);
  reply = g_dbus_connection_call_sync (self->session_bus, self->bus_name, path->str, "org.gtk.Actions", "Activate",
                                       g_variant_new ("(sava{sv})", action, &parameters, NULL), NULL, G_DBUS_CALL_FLAGS_NONE,
                                       REEL_DRIVER_SECONDS * 1000, NULL, error);
  return reply != NULL;
}

/**
 * reel_driver_place:
 * @self: a driver
 * @title: of one of its windows
 * @geometry: where that shall be on the screen and how large, without a border that the toolkit draws around it
 * @error: return location
 *
 * Returns: whether it has that size now
 */
gboolean
reel_driver_place (ReelDriver                  *self,
                   const char                  *title,
                   const cairo_rectangle_int_t *geometry,
                   GError                     **error)
{
  g_autoptr (ReelNode) node = NULL;
  cairo_rectangle_int_t extents, wanted = *geometry;
  ReelXWindow window;
  int x, y;

  g_return_val_if_fail (REEL_IS_DRIVER (self) && title != NULL, FALSE);

  node = reel_driver_wait_for (self, ATSPI_ROLE_FRAME, title, NULL, error);
  if (node == NULL || !reel_node_get_extents (node, &extents, error) || !locate_surface (self, node, &window, &x, &y, error))
    return FALSE;
  wanted.width += window.geometry.width - extents.width;
  wanted.height += window.geometry.height - extents.height;
  return reel_display_place_window (self->display, window.id, &wanted, error);
}

/**
 * reel_driver_look_at:
 * @self: a driver
 * @node: (nullable): a widget or window; %NULL for the whole screen
 * @error: return location
 *
 * Returns: (transfer full) (nullable): its picture, with all that lies on top of it
 */
ReelScreenshot *
reel_driver_look_at (ReelDriver *self,
                     ReelNode   *node,
                     GError    **error)
{
  cairo_rectangle_int_t area;

  g_return_val_if_fail (REEL_IS_DRIVER (self), NULL);

  if (node == NULL)
    return reel_display_take_picture (self->display, NULL, error);
  if (!reel_driver_get_area (self, node, &area, error))
    return NULL;
  return reel_display_take_picture (self->display, &area, error);
}
