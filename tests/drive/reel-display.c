/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <X11/Xatom.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>

#include "reel-display-private.h"

#define DRAG_STEPS 12
#define PLACE_SECONDS 60 /* for hangs only */
#define RAISE_LOOKS 500 /* the same; in between the window manager gets to it */
#define DEPTH 6 /* of the window tree, from the root: frame, window and what a toolkit puts into it */

G_DEFINE_FINAL_TYPE (ReelDisplay, reel_display, G_TYPE_OBJECT)

static void
free_window (gpointer data)
{
  ReelXWindow *window = data;

  g_free (window->title);
  g_free (window);
}

/* Windows of other programs go at any time, also between two requests about them: that is no reason to end. */
static int
ignore_error (Display     *display,
              XErrorEvent *event)
{
  return 0;
}

static void
reel_display_finalize (GObject *object)
{
  ReelDisplay *self = REEL_DISPLAY (object);

  g_clear_pointer (&self->spare_codes, g_array_unref);
  g_clear_pointer (&self->display, XCloseDisplay);
  G_OBJECT_CLASS (reel_display_parent_class)->finalize (object);
}

static void
reel_display_class_init (ReelDisplayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_display_finalize;
}

static void
reel_display_init (ReelDisplay *self)
{
  self->spare_codes = g_array_new (FALSE, FALSE, sizeof (KeyCode));
}

/**
 * reel_display_open:
 * @error: return location for a G_IO_ERROR
 *
 * Opens the display that DISPLAY names.
 *
 * Returns: (transfer full) (nullable): the display; %NULL where there is none, or none with XTEST
 */
ReelDisplay *
reel_display_open (GError **error)
{
  g_autoptr (ReelDisplay) self = g_object_new (REEL_TYPE_DISPLAY, NULL);
  int event, base, major, minor;

  self->display = XOpenDisplay (NULL);
  if (self->display == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no X display '%s'", g_getenv ("DISPLAY"));
      return NULL;
    }
  XSetErrorHandler (ignore_error);
  if (!XTestQueryExtension (self->display, &event, &base, &major, &minor))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "The X display has no XTEST");
      return NULL;
    }
  self->net_wm_pid = XInternAtom (self->display, "_NET_WM_PID", False);
  self->net_wm_name = XInternAtom (self->display, "_NET_WM_NAME", False);
  self->net_active_window = XInternAtom (self->display, "_NET_ACTIVE_WINDOW", False);
  self->utf8_string = XInternAtom (self->display, "UTF8_STRING", False);
  _reel_display_find_spare_codes (self);
  return g_steal_pointer (&self);
}

static gboolean
set_true (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/**
 * reel_display_rest:
 * @self: a display
 * @milliseconds: how long
 *
 * Sends what was asked for and lets the time pass, with the default main context turning.
 */
void
reel_display_rest (ReelDisplay *self,
                   guint        milliseconds)
{
  gboolean over = FALSE;

  g_return_if_fail (REEL_IS_DISPLAY (self));

  XSync (self->display, False);
  g_timeout_add (milliseconds, set_true, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* (transfer full) (nullable): the bytes of a property, ended by a 0 of their own */
static guchar *
get_property (ReelDisplay *self,
              Window       window,
              Atom         name,
              Atom         type,
              gulong      *n_items)
{
  Atom real_type = None;
  int format = 0;
  gulong left = 0;
  guchar *data = NULL;

  *n_items = 0;
  if (XGetWindowProperty (self->display, window, name, 0, 1024, False, type, &real_type, &format, n_items, &left, &data) !=
          Success ||
      real_type != type)
    g_clear_pointer (&data, XFree);
  return data;
}

static int
get_pid (ReelDisplay *self,
         Window       window)
{
  gulong n_items;
  guchar *data = get_property (self, window, self->net_wm_pid, XA_CARDINAL, &n_items);
  /* Xlib hands out 32 bits in a long each. */
  int pid = data != NULL && n_items == 1 ? (int) *(gulong *) (gpointer) data : 0;

  g_clear_pointer (&data, XFree);
  return pid;
}

static char *
get_title (ReelDisplay *self,
           Window       window)
{
  gulong n_items;
  guchar *data = get_property (self, window, self->net_wm_name, self->utf8_string, &n_items);
  char *title = g_utf8_make_valid (data != NULL ? (const char *) data : "", -1);

  g_clear_pointer (&data, XFree);
  return title;
}

static gboolean
get_geometry (ReelDisplay           *self,
              Window                 window,
              cairo_rectangle_int_t *geometry,
              gboolean              *viewable,
              gboolean              *popup)
{
  XWindowAttributes attributes;
  Window child;

  if (!XGetWindowAttributes (self->display, window, &attributes) ||
      !XTranslateCoordinates (self->display, window, DefaultRootWindow (self->display), 0, 0, &geometry->x, &geometry->y,
                              &child))
    return FALSE;
  geometry->width = attributes.width;
  geometry->height = attributes.height;
  *viewable = attributes.map_state == IsViewable;
  *popup = attributes.override_redirect;
  return TRUE;
}

static void
collect_windows (ReelDisplay *self,
                 Window       parent,
                 int          pid,
                 int          depth,
                 GPtrArray   *out)
{
  Window root, above, *children = NULL;
  guint n_children = 0;

  if (depth == DEPTH || !XQueryTree (self->display, parent, &root, &above, &children, &n_children))
    return;
  for (guint i = 0; i < n_children; i++)
    {
      ReelXWindow window = { .id = children[i] };
      gboolean viewable;

      if (!get_geometry (self, children[i], &window.geometry, &viewable, &window.popup) || !viewable)
        continue;
      if (window.geometry.width > 1 && get_pid (self, children[i]) == pid)
        {
          window.title = get_title (self, children[i]);
          g_ptr_array_add (out, g_memdup2 (&window, sizeof window));
        }
      collect_windows (self, children[i], pid, depth + 1, out);
    }
  if (children != NULL)
    XFree (children);
}

/**
 * reel_display_list_windows:
 * @self: a display
 * @pid: whose windows
 *
 * Returns: (transfer full) (element-type ReelXWindow): its visible windows, the topmost last
 */
GPtrArray *
reel_display_list_windows (ReelDisplay *self,
                           int          pid)
{
  GPtrArray *windows;

  g_return_val_if_fail (REEL_IS_DISPLAY (self), NULL);

  windows = g_ptr_array_new_with_free_func (free_window);
  collect_windows (self, DefaultRootWindow (self->display), pid, 0, windows);
  return windows;
}

/**
 * reel_display_place_window:
 * @self: a display
 * @id: a window
 * @geometry: where it shall be, and how large
 * @error: return location for a G_IO_ERROR
 *
 * Asks the window manager, and waits until it has come so. A window may refuse a size that it can't be drawn in.
 *
 * Returns: whether it has that size now; it may be beside the place by the width of a frame
 */
gboolean
reel_display_place_window (ReelDisplay                 *self,
                           gulong                       id,
                           const cairo_rectangle_int_t *geometry,
                           GError                     **error)
{
  cairo_rectangle_int_t now = { 0, 0, 0, 0 };
  const gint64 deadline = g_get_monotonic_time () + PLACE_SECONDS * G_USEC_PER_SEC;
  gboolean viewable, popup;

  g_return_val_if_fail (REEL_IS_DISPLAY (self) && geometry != NULL, FALSE);

  for (guint i = 0; g_get_monotonic_time () < deadline; i++)
    {
      if (i % 20 == 0) /* and again, as the program may have asked for another size meanwhile */
        XMoveResizeWindow (self->display, id, geometry->x, geometry->y, (guint) geometry->width, (guint) geometry->height);
      reel_display_rest (self, 50);
      if (!get_geometry (self, id, &now, &viewable, &popup))
        break;
      if (now.width == geometry->width && now.height == geometry->height && ABS (now.x - geometry->x) < 64 &&
          ABS (now.y - geometry->y) < 64)
        return TRUE;
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The window is %d × %d at %d, %d; asked was %d × %d at %d, %d",
               now.width, now.height, now.x, now.y, geometry->width, geometry->height, geometry->x, geometry->y);
  return FALSE;
}

/* The window that the window manager has given the keyboard. */
static gulong
get_active_window (ReelDisplay *self)
{
  Atom type;
  int format;
  unsigned long n_items = 0, left;
  unsigned char *data = NULL;
  gulong active = 0;

  if (XGetWindowProperty (self->display, DefaultRootWindow (self->display), self->net_active_window, 0, 1, False, XA_WINDOW,
                          &type, &format, &n_items, &left, &data) == Success &&
      type == XA_WINDOW && format == 32 && n_items == 1)
    active = *(gulong *) (gpointer) data;
  if (data != NULL)
    XFree (data);
  return active;
}

/* Whether the window @active is a dialog of the window @id. */
static gboolean
is_dialog_of (ReelDisplay *self,
              gulong       active,
              gulong       id)
{
  Window parent = None;

  return active != 0 && XGetTransientForHint (self->display, active, &parent) != 0 && parent == id;
}

/**
 * reel_display_raise_window:
 * @self: a display
 * @id: a window
 *
 * Asks the window manager to put it on top and to give it the keyboard, and waits until it has: a popover that was opened
 * before closes when the keyboard comes. A window whose dialog has the keyboard does not get it: that is waited for a second.
 */
void
reel_display_raise_window (ReelDisplay *self,
                           gulong       id)
{
  XEvent event = { 0 };
  gulong active;

  g_return_if_fail (REEL_IS_DISPLAY (self));

  event.xclient.type = ClientMessage;
  event.xclient.window = id;
  event.xclient.message_type = self->net_active_window;
  event.xclient.format = 32;
  event.xclient.data.l[0] = 2; /* a pager asks: it is obeyed where a program would not be */
  event.xclient.data.l[1] = CurrentTime;
  XSendEvent (self->display, DefaultRootWindow (self->display), False, SubstructureNotifyMask | SubstructureRedirectMask,
              &event);
  for (guint i = 0; (active = get_active_window (self)) != id && i < (is_dialog_of (self, active, id) ? 50 : RAISE_LOOKS); i++)
    reel_display_rest (self, 20);
  reel_display_rest (self, 60);
}

/*
 * Waits until the X server has put the pointer there, and with @released until no button is down. A window manager stops the
 * pointer at a press, until it has looked at that and lets it go on to the window. Keys are not stopped: they would overtake
 * a click.
 */
static void
settle (ReelDisplay *self,
        int          x,
        int          y,
        gboolean     released)
{
  const guint buttons = Button1Mask | Button2Mask | Button3Mask | Button4Mask | Button5Mask;
  const gint64 deadline = g_get_monotonic_time () + PLACE_SECONDS * G_USEC_PER_SEC;
  Window root, child;
  int now_x, now_y, window_x, window_y;
  guint state;

  x = CLAMP (x, 0, DisplayWidth (self->display, DefaultScreen (self->display)) - 1);
  y = CLAMP (y, 0, DisplayHeight (self->display, DefaultScreen (self->display)) - 1);
  while (XQueryPointer (self->display, DefaultRootWindow (self->display), &root, &child, &now_x, &now_y, &window_x, &window_y,
                        &state) &&
         (now_x != x || now_y != y || (released && (state & buttons) != 0)) && g_get_monotonic_time () < deadline)
    reel_display_rest (self, 10);
}

/**
 * reel_display_move:
 * @self: a display
 * @x: on the screen
 * @y: on the screen
 *
 * Moves the pointer there.
 */
void
reel_display_move (ReelDisplay *self,
                   int          x,
                   int          y)
{
  g_return_if_fail (REEL_IS_DISPLAY (self));

  XTestFakeMotionEvent (self->display, -1, x, y, CurrentTime);
  reel_display_rest (self, 20);
  settle (self, x, y, FALSE);
}

/**
 * reel_display_click:
 * @self: a display
 * @x: on the screen
 * @y: on the screen
 * @button: 1 is the main one, 3 the other, 4 and 5 the wheel
 * @count: 1, or 2 for a double click
 */
void
reel_display_click (ReelDisplay *self,
                    int          x,
                    int          y,
                    guint        button,
                    guint        count)
{
  g_return_if_fail (REEL_IS_DISPLAY (self));

  reel_display_move (self, x, y);
  reel_display_rest (self, 20);
  if (count == 2)
    {
      /* All at once: a double click has a limit, which a rest goes beyond on a busy machine. */
      for (guint i = 0; i < 4; i++)
        XTestFakeButtonEvent (self->display, button, i % 2 == 0, CurrentTime);
      reel_display_rest (self, 20);
      settle (self, x, y, TRUE);
      return;
    }
  for (guint i = 0; i < count; i++)
    {
      XTestFakeButtonEvent (self->display, button, True, CurrentTime);
      reel_display_rest (self, 20);
      XTestFakeButtonEvent (self->display, button, False, CurrentTime);
      reel_display_rest (self, 20);
    }
  settle (self, x, y, TRUE);
}

/**
 * reel_display_hold:
 * @self: a display
 * @button: 1 is the main one
 * @down: whether to press it, else to let go
 *
 * Half a click, where the pointer is.
 */
void
reel_display_hold (ReelDisplay *self,
                   guint        button,
                   gboolean     down)
{
  g_return_if_fail (REEL_IS_DISPLAY (self));

  XTestFakeButtonEvent (self->display, button, down, CurrentTime);
  reel_display_rest (self, 20);
}

/**
 * reel_display_drag:
 * @self: a display
 * @from_x: where to take hold
 * @from_y: where to take hold
 * @to_x: where to let go
 * @to_y: where to let go
 *
 * At a pace that toolkits take for a hand's: they begin a drag only some moves after the press, and a target needs a
 * moment under the pointer to answer before it is dropped upon.
 */
void
reel_display_drag (ReelDisplay *self,
                   int          from_x,
                   int          from_y,
                   int          to_x,
                   int          to_y)
{
  g_return_if_fail (REEL_IS_DISPLAY (self));

  reel_display_move (self, from_x, from_y);
  reel_display_rest (self, 100);
  reel_display_hold (self, 1, TRUE);
  reel_display_rest (self, 100);
  for (int i = 1; i <= DRAG_STEPS; i++)
    reel_display_move (self, from_x + (to_x - from_x) * i / DRAG_STEPS, from_y + (to_y - from_y) * i / DRAG_STEPS);
  reel_display_rest (self, 300);
  reel_display_move (self, to_x + 1, to_y); /* a last one, for what appeared under the pointer meanwhile */
  reel_display_rest (self, 200);
  reel_display_hold (self, 1, FALSE);
  settle (self, to_x + 1, to_y, TRUE);
  reel_display_rest (self, 50);
}

/**
 * reel_display_take_picture:
 * @self: a display
 * @region: (nullable): of the screen; %NULL is all of it
 * @error: return location for a G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): what is to be seen there now, as far as it lies on the screen
 */
ReelScreenshot *
reel_display_take_picture (ReelDisplay                 *self,
                           const cairo_rectangle_int_t *region,
                           GError                     **error)
{
  XWindowAttributes root;
  cairo_rectangle_int_t in;
  ReelScreenshot *picture;
  XImage *image;

  g_return_val_if_fail (REEL_IS_DISPLAY (self), NULL);

  XSync (self->display, False);
  if (!XGetWindowAttributes (self->display, DefaultRootWindow (self->display), &root))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The X display does not say how large it is");
      return NULL;
    }
  in = region != NULL ? *region : (cairo_rectangle_int_t) { 0, 0, root.width, root.height };
  in.width = MIN (in.x + in.width, root.width) - MAX (in.x, 0);
  in.height = MIN (in.y + in.height, root.height) - MAX (in.y, 0);
  in.x = MAX (in.x, 0);
  in.y = MAX (in.y, 0);
  if (in.width <= 0 || in.height <= 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "The region lies outside the screen");
      return NULL;
    }
  image = XGetImage (self->display, DefaultRootWindow (self->display), in.x, in.y, (guint) in.width, (guint) in.height,
                     AllPlanes, ZPixmap);
  if (image == NULL || image->red_mask != 0xff0000 || image->green_mask != 0xff00 || image->blue_mask != 0xff)
    {
      if (image != NULL)
        XDestroyImage (image);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The X display gives no picture of its screen in 24 bits");
      return NULL;
    }
  picture = reel_screenshot_new (in.width, in.height);
  for (int y = 0; y < in.height; y++)
    for (int x = 0; x < in.width; x++)
      reel_screenshot_set_pixel (picture, x, y, (guint32) XGetPixel (image, x, y));
  XDestroyImage (image);
  return picture;
}
