/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <pango/pangocairo.h>
#include <string.h>

#include "engine/reel-engine-error.h"
#include "engine/reel-text-finder.h"
#include "media/reel-luma.h"

#include "reel-test.h"

#define WIDTH 960
#define HEIGHT 540

/* A picture with a text, as a title card has it. */
static ReelFrame *
write_picture (const char *text)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cairo = cairo_create (surface);
  PangoLayout *layout = pango_cairo_create_layout (cairo);
  PangoFontDescription *font = pango_font_description_from_string ("DejaVu Sans 36");
  g_autoptr (GBytes) bytes = NULL;

  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  cairo_set_source_rgb (cairo, 1, 1, 1);
  cairo_move_to (cairo, 150, 220);
  pango_cairo_show_layout (cairo, layout);
  cairo_surface_flush (surface);
  /* White on black: the order of colours does not matter. */
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), (gsize) cairo_image_surface_get_stride (surface) * HEIGHT);
  g_assert_cmpint (cairo_image_surface_get_stride (surface), ==, WIDTH * 4);
  pango_font_description_free (font);
  g_object_unref (layout);
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
  return reel_frame_new (WIDTH, HEIGHT, WIDTH * 4, 0, bytes);
}

static void
test_read (void)
{
  ReelTextFinder *finder = reel_text_finder_new ();
  g_autoptr (ReelFrame) exit_sign = write_picture ("EMERGENCY EXIT");
  g_autoptr (ReelFrame) empty = write_picture (" ");
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  g_assert_true (reel_text_finder_load (finder, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (reel_text_finder_get_languages (finder), "eng"));
  text = reel_text_finder_read (finder, exit_sign, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "EMERGENCY EXIT");
  g_assert_null (reel_text_finder_read (finder, empty, NULL, &error));
  g_assert_no_error (error);

  reel_text_finder_trim (finder);
  again = reel_text_finder_read (finder, exit_sign, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again, ==, text);

  g_cancellable_cancel (cancelled);
  g_assert_null (reel_text_finder_read (finder, exit_sign, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_finalize_object (finder);
}

/* Letters of few pixels. */
static void
test_small (void)
{
  ReelTextFinder *finder = reel_text_finder_new ();
  g_autoptr (ReelFrame) large = write_picture ("Creative Commons Attribution");
  g_autoptr (ReelFrame) small = reel_frame_new_smaller (large, 160);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = reel_text_finder_read (finder, small, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "Creative Commons Attribution");
  g_assert_finalize_object (finder);
}

/* Without data for English it says what is missing. */
static void
test_missing (void)
{
  ReelTextFinder *finder;
  g_autoptr (ReelFrame) picture = write_picture ("EXIT");
  g_autoptr (GError) error = NULL;

  g_setenv ("TESSDATA_PREFIX", "/nonexistent", TRUE);
  finder = reel_text_finder_new ();
  g_assert_false (reel_text_finder_load (finder, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
  g_clear_error (&error);
  g_assert_null (reel_text_finder_read (finder, picture, NULL, &error));
  g_assert_error (error, REEL_ENGINE_ERROR, REEL_ENGINE_ERROR_MODEL);
  g_unsetenv ("TESSDATA_PREFIX");
  g_assert_finalize_object (finder);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/text-finder/read", test_read);
  g_test_add_func ("/text-finder/small", test_small);
  g_test_add_func ("/text-finder/missing", test_missing);
  return g_test_run ();
}
