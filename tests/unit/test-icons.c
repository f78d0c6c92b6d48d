/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>

/* Drawn at @size, the icon is neither empty nor a filled square: its corners are clear, and something stands in it. */
static void
assert_drawn (const char *path,
              int         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file_at_size (path, size, size, &error);
  const guint8 *pixels;
  guint opaque = 0;

  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, size);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, size);
  g_assert_true (gdk_pixbuf_get_has_alpha (pixbuf));
  pixels = gdk_pixbuf_read_pixels (pixbuf);
  for (int y = 0; y < size; y++)
    for (int x = 0; x < size; x++)
      opaque += pixels[y * gdk_pixbuf_get_rowstride (pixbuf) + 4 * x + 3] > 128 ? 1 : 0;
  g_assert_cmpuint (opaque, >, (guint) (size * size) / 4);
  g_assert_cmpuint (opaque, <, (guint) (size * size) * 4 / 5);
  g_assert_cmpuint (pixels[3], <, 64);
  g_assert_cmpuint (pixels[4 * (size - 1) + 3], <, 64);
}

static void
test_found_and_drawn (void)
{
  static const struct
  {
    const char *name;
    int size;
  } icons[] = {
    { REEL_APP_ID, 128 },
    { REEL_APP_ID, 32 },
    { REEL_APP_ID "-symbolic", 16 },
  };
  g_autoptr (GtkIconTheme) theme = gtk_icon_theme_new (); /* without a display: the folders of XDG_DATA_DIRS */

  gtk_icon_theme_set_theme_name (theme, "Adwaita");
  g_assert_false (gtk_icon_theme_has_icon (theme, "io.github.reelseek.NoSuchIcon"));
  for (gsize i = 0; i < G_N_ELEMENTS (icons); i++)
    {
      g_autoptr (GtkIconPaintable) paintable = NULL;
      g_autoptr (GFile) file = NULL;

      g_assert_true (gtk_icon_theme_has_icon (theme, icons[i].name));
      paintable = gtk_icon_theme_lookup_icon (theme, icons[i].name, NULL, icons[i].size, 1, GTK_TEXT_DIR_LTR, 0);
      file = gtk_icon_paintable_get_file (paintable);
      g_assert_nonnull (file);
      g_assert_true (g_str_has_prefix (g_file_peek_path (file), g_get_system_data_dirs ()[0]));
      assert_drawn (g_file_peek_path (file), icons[i].size);
    }
  /* The hicolor folder of the build adds to the installed one and does not hide it. */
  g_assert_true (gtk_icon_theme_has_icon (theme, "edit-find-symbolic"));
}

int
main (int   argc,
      char *argv[])
{
  /* Not reel_test_init(): XDG_DATA_DIRS as build/run sets it is what is tested, and the type of a file is found in it too. */
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  g_test_add_func ("/icons/found-and-drawn", test_found_and_drawn);
  return g_test_run ();
}
