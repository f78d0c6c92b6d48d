/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <X11/XKBlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>

#include "reel-display-private.h"

void
_reel_display_find_spare_codes (ReelDisplay *self)
{
  int first, last, per_code;
  KeySym *map;

  XDisplayKeycodes (self->display, &first, &last);
  map = XGetKeyboardMapping (self->display, (KeyCode) first, last - first + 1, &per_code);
  for (int code = first; map != NULL && code <= last; code++)
    {
      gboolean spare = TRUE;
      KeyCode value = (KeyCode) code;

      for (int i = 0; i < per_code; i++)
        spare = spare && map[(code - first) * per_code + i] == NoSymbol;
      if (spare)
        g_array_append_val (self->spare_codes, value);
    }
  if (map != NULL)
    XFree (map);
}

/* The key that yields @symbol, and whether with shift; 0 where none does. */
static KeyCode
find_code (ReelDisplay *self,
           KeySym       symbol,
           gboolean    *shift)
{
  int first, last;

  XDisplayKeycodes (self->display, &first, &last);
  for (guint level = 0; level < 2; level++)
    for (int code = first; code <= last; code++)
      if (XkbKeycodeToKeysym (self->display, (KeyCode) code, 0, (int) level) == symbol)
        {
          *shift = level == 1;
          return (KeyCode) code;
        }
  return 0;
}

/*
 * Lends a spare key to @symbol, for good. Programs look the keyboard up anew with the first key after such a change,
 * and see what it is then: so a key is lent to another symbol only after all the other spare ones had their turn.
 */
static KeyCode
lend_code (ReelDisplay *self,
           KeySym       symbol)
{
  KeyCode code;
  KeySym symbols[2] = { symbol, symbol };

  if (self->spare_codes->len == 0)
    return 0;
  code = g_array_index (self->spare_codes, KeyCode, self->next_spare++ % self->spare_codes->len);
  if (self->next_spare % self->spare_codes->len == 0)
    reel_display_rest (self, 500); /* a round is over: let everyone read what was typed */
  XChangeKeyboardMapping (self->display, code, 2, symbols, 1);
  reel_display_rest (self, 50);
  return code;
}

static void
press (ReelDisplay *self,
       KeyCode      code,
       gboolean     down)
{
  XTestFakeKeyEvent (self->display, code, down, CurrentTime);
  XFlush (self->display);
}

/* Events that tell this client that the keyboard changed; Xlib forgets its own copy when it sees them. */
static void
follow_mapping (ReelDisplay *self)
{
  XEvent event;

  XSync (self->display, False);
  while (XPending (self->display) > 0)
    {
      XNextEvent (self->display, &event);
      if (event.type == MappingNotify)
        XRefreshKeyboardMapping (&event.xmapping);
    }
}

/**
 * reel_display_press_keys:
 * @self: a display
 * @keys: a key with its modifiers, such as `Return`, `ctrl+f`, `ctrl+shift+Left`; the key by its X name
 * @error: return location for G_IO_ERROR_INVALID_ARGUMENT
 *
 * Presses the modifiers, then the key, and lets go in turn. Whoever has the keyboard gets them.
 *
 * Returns: whether there is such a key
 */
gboolean
reel_display_press_keys (ReelDisplay *self,
                         const char  *keys,
                         GError     **error)
{
  static const struct
  {
    const char *name;
    KeySym symbol;
  } modifiers[] = { { "ctrl", XK_Control_L }, { "shift", XK_Shift_L }, { "alt", XK_Alt_L }, { "super", XK_Super_L } };
  g_auto (GStrv) parts = NULL;
  KeyCode codes[8];
  guint n = 0;
  gboolean shift = FALSE;

  g_return_val_if_fail (REEL_IS_DISPLAY (self) && keys != NULL, FALSE);

  parts = g_strsplit (keys, "+", 5);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      KeySym symbol = NoSymbol;

      for (guint m = 0; m < G_N_ELEMENTS (modifiers) && parts[i + 1] != NULL; m++)
        if (g_str_equal (parts[i], modifiers[m].name))
          symbol = modifiers[m].symbol;
      if (parts[i + 1] == NULL)
        symbol = XStringToKeysym (parts[i]);
      codes[n] = symbol != NoSymbol ? find_code (self, symbol, &shift) : 0;
      if (codes[n] == 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "There is no key '%s' in '%s'", parts[i], keys);
          return FALSE;
        }
      n++;
    }
  if (shift && n < G_N_ELEMENTS (codes)) /* of the last one */
    {
      codes[n] = codes[n - 1];
      codes[n - 1] = XKeysymToKeycode (self->display, XK_Shift_L);
      n++;
    }
  for (guint i = 0; i < n; i++)
    {
      press (self, codes[i], TRUE);
      reel_display_rest (self, 10);
    }
  for (guint i = n; i > 0; i--)
    press (self, codes[i - 1], FALSE);
  reel_display_rest (self, 30);
  return TRUE;
}

/**
 * reel_display_type:
 * @self: a display
 * @text: any text in UTF-8
 * @error: return location for G_IO_ERROR_INVALID_ARGUMENT, G_IO_ERROR_NOT_SUPPORTED
 *
 * Types it, key by key. Characters that the keyboard lacks are lent a spare key each.
 *
 * Returns: whether there was a key for each character
 */
gboolean
reel_display_type (ReelDisplay *self,
                   const char  *text,
                   GError     **error)
{
  g_return_val_if_fail (REEL_IS_DISPLAY (self), FALSE);

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "What shall be typed is no UTF-8");
      return FALSE;
    }
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      KeySym symbol = c == '\n' ? XK_Return : c == '\t' ? XK_Tab : c < 0x100 ? c : 0x01000000 | c;
      gboolean shift = FALSE;
      KeyCode code;

      follow_mapping (self);
      code = find_code (self, symbol, &shift);
      if (code == 0)
        code = lend_code (self, symbol);
      if (code == 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "The keyboard has no key to spare for U+%04X", c);
          return FALSE;
        }
      if (shift)
        press (self, XKeysymToKeycode (self->display, XK_Shift_L), TRUE);
      press (self, code, TRUE);
      press (self, code, FALSE);
      if (shift)
        press (self, XKeysymToKeycode (self->display, XK_Shift_L), FALSE);
      reel_display_rest (self, 15);
    }
  return TRUE;
}

