/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "reel-driver.h"
#include "reel-program.h"
#include "reel-test.h"

/* Each thing that the driver does, against a real window: tests/drive/drive-target.c. */

#define BUS_NAME "io.github.reelseek.DriveTarget"

static const char *target_path, *source_path;

typedef struct
{
  ReelDisplay *display; /* (owned) */
  ReelProgram *target;  /* (owned) */
  ReelDriver *driver;   /* (owned) */
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  const char *argv[] = { target_path, NULL };
  g_autofree char *folder = reel_test_tmp ("drive");
  g_autofree char *log = g_build_filename (folder, "target.txt", NULL);
  g_autoptr (GError) error = NULL;

  fixture->display = reel_display_open (&error);
  g_assert_no_error (error);
  fixture->target = reel_program_start (argv, NULL, log, &error);
  g_assert_no_error (error);
  fixture->driver = reel_driver_new (fixture->display, reel_program_get_pid (fixture->target), BUS_NAME, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  reel_driver_activate (fixture->driver, "quit", NULL, &error);
  g_assert_no_error (error);
  reel_program_wait (fixture->target, REEL_TEST_SECONDS, &error);
  log = reel_program_dup_log (fixture->target);
  if (error != NULL)
    g_printerr ("%s", log);
  g_assert_no_error (error);
  g_assert_null (strstr (log, "CRITICAL"));
  reel_test_assert_finalized (&fixture->driver);
  reel_test_assert_finalized (&fixture->target);
  reel_test_assert_finalized (&fixture->display);
}

static ReelNode *
wait_for (Fixture    *fixture,
          AtspiRole   role,
          const char *name)
{
  g_autoptr (GError) error = NULL;
  ReelNode *node = reel_driver_wait_for (fixture->driver, role, name, NULL, &error);

  if (node == NULL)
    {
      g_autofree char *dump = reel_driver_dump (fixture->driver);

      g_printerr ("%s", dump);
    }
  g_assert_no_error (error);
  g_assert_nonnull (node);
  return node;
}

static void
assert_says (Fixture    *fixture,
             const char *text)
{
  g_autoptr (ReelNode) label = wait_for (fixture, ATSPI_ROLE_LABEL, text);
}

static void
click (Fixture    *fixture,
       AtspiRole   role,
       const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelNode) node = wait_for (fixture, role, name);

  reel_driver_click (fixture->driver, node, &error);
  g_assert_no_error (error);
}

static void
test_find (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelNode) button = wait_for (fixture, ATSPI_ROLE_PUSH_BUTTON, "Add");
  g_autoptr (ReelNode) list = wait_for (fixture, ATSPI_ROLE_LIST, "Items");
  g_autoptr (ReelNode) row = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *dump = NULL;

  g_assert_null (reel_driver_find (fixture->driver, ATSPI_ROLE_PUSH_BUTTON, "Subtract", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (reel_driver_find (fixture->driver, ATSPI_ROLE_PUSH_BUTTON, "Add", list, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  row = reel_driver_find (fixture->driver, ATSPI_ROLE_LABEL, "^item [0-9]$", list, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (reel_node_get_name (row), ==, "item 0");
  rows = reel_driver_find_all (fixture->driver, ATSPI_ROLE_LABEL, "^item [0-9]$", list, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 10);

  dump = reel_driver_dump (fixture->driver);
  g_assert_nonnull (strstr (dump, "frame 'Drive Target'"));
  g_assert_nonnull (strstr (dump, "    slider 'Amount'"));

  /* Both by the other way of clicking. */
  reel_node_do_action (button, "shout", &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  reel_node_do_action (button, "click", &error);
  g_assert_no_error (error);
  assert_says (fixture, "clicked 1");
}

static gboolean
never (ReelDriver *driver,
       gpointer    data,
       GError    **error)
{
  guint *calls = data;

  (*calls)++;
  return FALSE;
}

static gboolean
fails (ReelDriver *driver,
       gpointer    data,
       GError    **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "broken");
  return FALSE;
}

static void
test_wait (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint calls = 0;

  g_assert_false (reel_driver_wait_until (fixture->driver, never, &calls, 0.2, "what never comes", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (error->message, "what never comes"));
  g_assert_cmpuint (calls, >, 1);
  g_clear_error (&error);
  g_assert_false (reel_driver_wait_until (fixture->driver, fails, NULL, 30, "what breaks", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

/* ReelDriverFunc. Rows that are scrolled out are in the tree of GTK 4.8, without a place, and not in that of later ones. */
static gboolean
is_on_screen (ReelDriver *driver,
              gpointer    data,
              GError    **error)
{
  g_autoptr (ReelNode) row = reel_driver_find (driver, ATSPI_ROLE_LABEL, data, NULL, error);
  cairo_rectangle_int_t area;

  return row != NULL && reel_driver_get_area (driver, row, &area, error);
}

static void
test_click (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelNode) row = NULL;

  click (fixture, ATSPI_ROLE_PUSH_BUTTON, "Add");
  assert_says (fixture, "clicked 1");
  click (fixture, ATSPI_ROLE_PUSH_BUTTON, "Add");
  assert_says (fixture, "clicked 2");

  row = wait_for (fixture, ATSPI_ROLE_LABEL, "item 1");
  reel_driver_double_click (fixture->driver, row, &error);
  g_assert_no_error (error);
  assert_says (fixture, "row 1");

  /* The list goes to its end, and what was clicked before is scrolled out. */
  g_assert_false (is_on_screen (fixture->driver, (gpointer) "item 299", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  reel_display_press_keys (fixture->display, "End", &error);
  g_assert_no_error (error);
  g_assert_true (reel_driver_wait_until (fixture->driver, is_on_screen, (gpointer) "item 299", REEL_TEST_SECONDS, "the end",
                                         &error));
  g_assert_no_error (error);
  g_assert_false (is_on_screen (fixture->driver, (gpointer) "item 1", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_clear_object (&row);
  row = wait_for (fixture, ATSPI_ROLE_LABEL, "item 299");
  reel_driver_double_click (fixture->driver, row, &error);
  g_assert_no_error (error);
  assert_says (fixture, "row 299");
}

/* Accessibility keeps what is in a closed popover visible; the X display knows better. */
static gboolean
has_popup (ReelDriver *driver,
           gpointer    data,
           GError    **error)
{
  Fixture *fixture = data;
  g_autoptr (GPtrArray) windows = reel_display_list_windows (fixture->display, reel_program_get_pid (fixture->target));

  for (guint i = 0; i < windows->len; i++)
    if (((ReelXWindow *) g_ptr_array_index (windows, i))->popup)
      return TRUE;
  return FALSE;
}

static gboolean
has_no_popup (ReelDriver *driver,
              gpointer    data,
              GError    **error)
{
  return !has_popup (driver, data, error);
}

static void
test_popover (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  click (fixture, ATSPI_ROLE_PUSH_BUTTON, "Open");
  g_assert_true (reel_driver_wait_until (fixture->driver, has_popup, fixture, REEL_TEST_SECONDS, "the popover", &error));
  g_assert_no_error (error);
  click (fixture, ATSPI_ROLE_PUSH_BUTTON, "Inside");
  assert_says (fixture, "clicked in the popover");
  g_assert_true (reel_driver_wait_gone (fixture->driver, ATSPI_ROLE_LABEL, "nothing yet", NULL, &error));
  g_assert_no_error (error);
  g_assert_true (reel_driver_wait_until (fixture->driver, has_no_popup, fixture, REEL_TEST_SECONDS, "the popover", &error));
  g_assert_no_error (error);
}

static void
test_text (Fixture      *fixture,
           gconstpointer data)
{
  static const char *const texts[] = { "Blue & dark_42: \"Ä\"", "藍色 naïve 夜晚", "" };
  const char *names[] = { "Name", "Search" };
  g_autoptr (GError) error = NULL;
  g_autofree char *all = NULL;

  for (guint n = 0; n < G_N_ELEMENTS (names); n++)
    {
      g_autoptr (ReelNode) entry = wait_for (fixture, ATSPI_ROLE_ENTRY, names[n]);

      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        {
          reel_driver_type (fixture->driver, entry, texts[i], &error);
          g_assert_no_error (error);
        }
      reel_node_set_text (entry, "藍 set", &error);
      g_assert_no_error (error);
      all = reel_node_get_text (entry, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (all, ==, "藍 set");
      g_clear_pointer (&all, g_free);
    }
  assert_says (fixture, "entry 藍 set");
  g_assert_false (reel_display_type (fixture->display, "\xff", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_keys (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  click (fixture, ATSPI_ROLE_PUSH_BUTTON, "Add");
  assert_says (fixture, "clicked 1");
  reel_display_press_keys (fixture->display, "ctrl+shift+k", &error);
  g_assert_no_error (error);
  assert_says (fixture, "shortcut");
  reel_display_press_keys (fixture->display, "ctrl+NoSuchKey", &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_value (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelNode) slider = wait_for (fixture, ATSPI_ROLE_SLIDER, "Amount");
  g_autoptr (ReelNode) button = wait_for (fixture, ATSPI_ROLE_PUSH_BUTTON, "Add");
  double value = -1;

  reel_node_set_value (slider, 42, &error);
  g_assert_no_error (error);
  assert_says (fixture, "value 42");
  reel_node_get_value (slider, &value, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (value, ==, 42);
  g_assert_false (reel_node_get_value (button, &value, &error));
  g_assert_nonnull (error);
}

static void
test_action (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  reel_driver_activate (fixture->driver, "say", g_variant_new ("(ss)", "this", "that"), &error);
  g_assert_no_error (error);
  assert_says (fixture, "said this and that");
}

static void
test_drop (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("drop");
  g_autofree char *one = g_build_filename (folder, "one.avi", NULL);
  g_autofree char *two = g_build_filename (folder, "two zwölf.mp4", NULL);
  g_autofree char *log = g_build_filename (folder, "source.txt", NULL);
  const char *argv[] = { source_path, one, two, NULL };
  cairo_rectangle_int_t beside = { 600, 100, 240, 160 }, left = { 0, 0, 480, 640 }, from, to;
  g_autoptr (ReelProgram) source = NULL;
  g_autoptr (ReelDriver) source_driver = NULL;
  g_autoptr (ReelNode) handle = NULL;
  g_autoptr (ReelNode) label = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (one, "1", 1, &error);
  g_assert_no_error (error);
  g_file_set_contents (two, "2", 1, &error);
  g_assert_no_error (error);
  source = reel_program_start (argv, NULL, log, &error);
  g_assert_no_error (error);
  source_driver = reel_driver_new (fixture->display, reel_program_get_pid (source), NULL, &error);
  g_assert_no_error (error);
  reel_driver_place (fixture->driver, "Drive Target", &left, &error);
  g_assert_no_error (error);
  reel_driver_place (source_driver, "dnd-source", &beside, &error);
  g_assert_no_error (error);

  handle = reel_driver_wait_for (source_driver, ATSPI_ROLE_LABEL, "^Drag", NULL, &error);
  g_assert_no_error (error);
  label = wait_for (fixture, ATSPI_ROLE_LABEL, "drop here");
  reel_driver_get_area (source_driver, handle, &from, &error);
  g_assert_no_error (error);
  reel_driver_get_area (fixture->driver, label, &to, &error);
  g_assert_no_error (error);
  reel_display_drag (fixture->display, from.x + from.width / 2, from.y + from.height / 2, to.x + to.width / 2,
                     to.y + to.height / 2);
  assert_says (fixture, "dropped one.avi two zwölf.mp4");

  g_assert_true (reel_program_is_alive (source));
  reel_program_interrupt (source);
  g_assert_false (reel_program_wait (source, REEL_TEST_SECONDS, &error)); /* SIGTERM is no exit status 0 */
  g_assert_error (error, G_SPAWN_ERROR, G_SPAWN_ERROR_FAILED);
  g_assert_false (reel_program_is_alive (source));
}

static gboolean
stripes_changed (ReelDriver *driver,
                 gpointer    data,
                 GError    **error)
{
  g_autoptr (ReelNode) stripes = reel_driver_find (driver, ATSPI_ROLE_IMAGE, "Stripes", NULL, error);
  g_autoptr (ReelScreenshot) now = stripes != NULL ? reel_driver_look_at (driver, stripes, error) : NULL;

  return now != NULL && reel_screenshot_compare (data, now, NULL, 20) > 0.5;
}

static void
test_picture (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("picture");
  g_autofree char *path = g_build_filename (folder, "screen.png", NULL);
  g_autoptr (ReelNode) stripes = wait_for (fixture, ATSPI_ROLE_IMAGE, "Stripes");
  g_autoptr (ReelScreenshot) screen = NULL;
  g_autoptr (ReelScreenshot) before = NULL;
  g_autoptr (ReelScreenshot) again = NULL;
  g_autoptr (GError) error = NULL;
  cairo_rectangle_int_t area, outside = { -50, -50, 40, 40 };

  click (fixture, ATSPI_ROLE_PUSH_BUTTON, "Redraw"); /* and so the window is drawn, and on top */
  reel_driver_get_area (fixture->driver, stripes, &area, &error);
  g_assert_no_error (error);
  reel_display_rest (fixture->display, 500); /* the compositor of the session has no word for being done */
  screen = reel_driver_look_at (fixture->driver, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (reel_screenshot_get_width (screen), ==, 1280);
  g_assert_cmpint (reel_screenshot_get_height (screen), ==, 800);
  g_assert_cmpuint (reel_screenshot_count_colours (screen, &area, 1000), >=, 20);
  g_assert_cmpuint (reel_screenshot_count_colours (screen, &area, 5), ==, 5);
  g_assert_cmpfloat (reel_screenshot_get_mean (screen, NULL), >, 1);
  reel_screenshot_save (screen, path, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));

  before = reel_driver_look_at (fixture->driver, stripes, &error);
  g_assert_no_error (error);
  g_assert_cmpint (reel_screenshot_get_width (before), ==, area.width);
  g_assert_cmphex (reel_screenshot_get_pixel (before, 5, 5), ==, reel_screenshot_get_pixel (screen, area.x + 5, area.y + 5));
  again = reel_driver_look_at (fixture->driver, stripes, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (reel_screenshot_compare (before, again, NULL, 0), ==, 0);
  g_assert_cmpfloat (reel_screenshot_compare (before, screen, NULL, 0), ==, 1);
  click (fixture, ATSPI_ROLE_PUSH_BUTTON, "Redraw");
  g_assert_true (reel_driver_wait_until (fixture->driver, stripes_changed, before, REEL_TEST_SECONDS, "change", &error));
  g_assert_no_error (error);

  g_assert_null (reel_display_take_picture (fixture->display, &outside, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (reel_screenshot_save (screen, "/nonexistent/screen.png", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void
test_place (Fixture      *fixture,
            gconstpointer data)
{
  cairo_rectangle_int_t small = { 200, 50, 360, 700 }, tiny = { 0, 0, 20, 20 }, area;
  g_autoptr (ReelNode) frame = wait_for (fixture, ATSPI_ROLE_FRAME, "Drive Target");
  g_autoptr (GError) error = NULL;

  reel_driver_place (fixture->driver, "Drive Target", &small, &error);
  g_assert_no_error (error);
  click (fixture, ATSPI_ROLE_PUSH_BUTTON, "Add"); /* where it is now */
  assert_says (fixture, "clicked 1");
  reel_driver_get_area (fixture->driver, frame, &area, &error);
  g_assert_no_error (error);
  g_assert_cmpint (area.width, ==, 360);
  g_assert_cmpint (area.height, ==, 700);
  g_assert_false (reel_driver_place (fixture->driver, "Drive Target", &tiny, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void
test_end (void)
{
  g_autofree char *folder = reel_test_tmp ("end");
  g_autofree char *log = g_build_filename (folder, "target.txt", NULL);
  const char *argv[] = { target_path, NULL }, *missing[] = { "/nonexistent/program", NULL };
  const char *settings[] = { "G_DEBUG", "GTK_THEME=Default", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelDisplay) display = reel_display_open (&error);
  g_autoptr (ReelProgram) program = NULL;
  g_autoptr (ReelDriver) driver = NULL;

  g_assert_no_error (error);
  g_assert_null (reel_program_start (missing, NULL, log, &error));
  g_assert_error (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);
  g_clear_error (&error);

  program = reel_program_start (argv, settings, log, &error);
  g_assert_no_error (error);
  driver = reel_driver_new (display, reel_program_get_pid (program), BUS_NAME, &error);
  g_assert_no_error (error);
  g_assert_false (reel_program_wait (program, 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_clear_error (&error);

  /* A program that goes while it is waited for ends the wait, at once. */
  reel_program_interrupt (program);
  g_assert_null (reel_driver_wait_for (driver, ATSPI_ROLE_LABEL, "what never comes", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

#define add(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  for (int i = 1; i + 1 < argc; i++)
    {
      if (g_str_equal (argv[i], "--target"))
        target_path = argv[i + 1];
      if (g_str_equal (argv[i], "--source"))
        source_path = argv[i + 1];
    }
  g_assert_nonnull (target_path);
  g_assert_nonnull (source_path);

  add ("/drive/find", test_find);
  add ("/drive/wait", test_wait);
  add ("/drive/click", test_click);
  add ("/drive/popover", test_popover);
  add ("/drive/text", test_text);
  add ("/drive/keys", test_keys);
  add ("/drive/value", test_value);
  add ("/drive/action", test_action);
  add ("/drive/drop", test_drop);
  add ("/drive/picture", test_picture);
  add ("/drive/place", test_place);
  g_test_add_func ("/drive/end", test_end);
  return g_test_run ();
}
