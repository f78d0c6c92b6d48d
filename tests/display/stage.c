/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gdk/x11/gdkx.h>
#include <gst/gst.h>
#include <string.h>
#include <unistd.h>

#include "reel-test.h"
#include "stage.h"

/* The chooser that is shown, also while it has not read its folder yet. */
static GtkWidget *
find_shown_chooser (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (GTK_IS_FILE_CHOOSER_DIALOG (window) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

/*
 * All warnings end a test but one: GTK's own chooser makes the arrows of its path bar insensitive while it allocates them
 * (gtkpathbar.c), and on a busy machine their style may then ask for another allocation before the frame is drawn.
 */
static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         data)
{
  for (gsize i = 0; level == G_LOG_LEVEL_WARNING && i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && g_str_has_prefix (fields[i].value, "Trying to snapshot GtkButton ") &&
        find_shown_chooser () != NULL)
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

/*
 * As reel_test_init(), but with the data folders of the system, where icons and types of files are; session.sh has isolated
 * the rest.
 */
void
stage_init (int    *argc,
            char ***argv)
{
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();

  g_assert_nonnull (g_getenv ("SESSION_DIR"));
  reel_test_set_environment ();
  gst_init (NULL, NULL);
  g_test_init (argc, argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  g_log_set_writer_func (write_log, NULL, NULL);
  gtk_disable_setlocale ();
  adw_init ();
  gtk_css_provider_load_from_resource (css, "/io/github/reelseek/Reelseek/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

Stage *
stage_new (GtkWidget *child,
           int        width,
           int        height)
{
  Stage *self = g_new0 (Stage, 1);
  g_autoptr (GError) error = NULL;

  self->display = reel_display_open (&error);
  g_assert_no_error (error);
  self->window = g_object_ref (gtk_window_new ());
  gtk_window_set_decorated (GTK_WINDOW (self->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (self->window), width, height);
  gtk_window_set_child (GTK_WINDOW (self->window), child);
  gtk_window_present (GTK_WINDOW (self->window));
  reel_test_wait (gtk_widget_get_mapped (child) && gtk_window_is_active (GTK_WINDOW (self->window)));
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  self->id = gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (self->window)));
  G_GNUC_END_IGNORE_DEPRECATIONS
  stage_resize (self, width, height);
  return self;
}

void
stage_free (Stage *self)
{
  GtkWidget *child = g_object_ref (gtk_window_get_child (GTK_WINDOW (self->window)));

  gtk_window_destroy (GTK_WINDOW (self->window));
  reel_test_assert_finalized (&self->window);
  reel_test_assert_finalized (&child);
  g_clear_object (&self->display);
  g_free (self);
}

void
stage_resize (Stage *self,
              int    width,
              int    height)
{
  const cairo_rectangle_int_t geometry = { 0, 0, width, height };
  g_autoptr (GError) error = NULL;

  reel_display_place_window (self->display, self->id, &geometry, &error);
  g_assert_no_error (error);
  reel_test_wait (gtk_widget_get_width (self->window) == width && gtk_widget_get_height (self->window) == height);
}

void
stage_look (Stage      *self,
            const char *name)
{
  stage_look_at (self, self->window, name);
}

void
stage_look_at (Stage      *self,
               GtkWidget  *window,
               const char *name)
{
  const char *folder = g_getenv ("REEL_TEST_PICTURES");
  g_autoptr (GPtrArray) windows = NULL;
  g_autoptr (ReelScreenshot) picture = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  gulong id;

  if (folder == NULL)
    return;
  reel_display_move (self->display, 1270, 790); /* no tooltip */
  reel_display_rest (self->display, 600);
  windows = reel_display_list_windows (self->display, getpid ());
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  id = gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (window)));
  G_GNUC_END_IGNORE_DEPRECATIONS
  for (guint i = 0; i < windows->len && picture == NULL; i++)
    {
      const ReelXWindow *seen = g_ptr_array_index (windows, i);

      if (seen->id == id)
        picture = reel_display_take_picture (self->display, &seen->geometry, &error);
    }
  g_assert_no_error (error);
  g_assert_nonnull (picture);
  file = g_strconcat (name, ".png", NULL);
  path = g_build_filename (folder, file, NULL);
  reel_screenshot_save (picture, path, &error);
  g_assert_no_error (error);
}

static gboolean
on_frame (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* What was added or moved just now is in its place when a frame is done; ticks come in a frame, before its layout. */
static void
wait_for_layout (GtkWidget *widget)
{
  gboolean framed = FALSE;

  gtk_widget_add_tick_callback (widget, on_frame, &framed, NULL);
  reel_test_wait (framed);
}

void
stage_point (Stage     *self,
             GtkWidget *widget,
             double     x,
             double     y,
             int       *screen_x,
             int       *screen_y)
{
  g_autoptr (GPtrArray) windows = NULL;
  GtkNative *native = gtk_widget_get_native (widget);
  gulong id;
  double native_x, native_y, surface_x, surface_y;

  wait_for_layout (GTK_WIDGET (native));
  windows = reel_display_list_windows (self->display, getpid ());
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  id = gdk_x11_surface_get_xid (gtk_native_get_surface (native));
  G_GNUC_END_IGNORE_DEPRECATIONS
  g_assert_true (gtk_widget_translate_coordinates (widget, GTK_WIDGET (native), x * gtk_widget_get_width (widget),
                                                   y * gtk_widget_get_height (widget), &native_x, &native_y));
  gtk_native_get_surface_transform (native, &surface_x, &surface_y);
  for (guint i = 0; i < windows->len; i++)
    {
      const ReelXWindow *window = g_ptr_array_index (windows, i);

      if (window->id != id)
        continue;
      *screen_x = (int) (window->geometry.x + native_x + surface_x);
      *screen_y = (int) (window->geometry.y + native_y + surface_y);
      return;
    }
  g_assert_not_reached ();
}

void
stage_click_with (Stage     *self,
                  GtkWidget *widget,
                  guint      button,
                  guint      count)
{
  int x, y, before_x = -1, before_y = -1;

  /* A hand waits for what moves. */
  reel_test_wait (gtk_widget_get_width (widget) > 0);
  for (stage_point (self, widget, 0.5, 0.5, &x, &y); x != before_x || y != before_y;
       stage_point (self, widget, 0.5, 0.5, &x, &y))
    {
      before_x = x;
      before_y = y;
      reel_display_rest (self->display, 150);
    }
  reel_display_click (self->display, x, y, button, count);
}

void
stage_click (Stage     *self,
             GtkWidget *widget,
             guint      count)
{
  stage_click_with (self, widget, 1, count);
}

void
stage_press (Stage      *self,
             const char *keys)
{
  g_autoptr (GError) error = NULL;

  reel_display_press_keys (self->display, keys, &error);
  g_assert_no_error (error);
}

/* A button's label names it as a property with GTK 4.8, and by a relation to it since. */
static gboolean
is_named_by (GtkWidget  *widget,
             GtkWidget  *inner,
             const char *name)
{
  if (GTK_IS_LABEL (inner) && g_str_equal (gtk_label_get_text (GTK_LABEL (inner)), name))
    {
      g_autofree char *other = gtk_test_accessible_check_relation (GTK_ACCESSIBLE (widget),
                                                                   GTK_ACCESSIBLE_RELATION_LABELLED_BY, inner, NULL);

      return other == NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (inner); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_named_by (widget, child, name))
      return TRUE;
  return FALSE;
}

gboolean
stage_is_named (GtkWidget  *widget,
                const char *name)
{
  g_autofree char *other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  return other == NULL || is_named_by (widget, widget, name);
}

gboolean
stage_is_called (const char *label,
                 const char *name)
{
  g_autofree char *plain = g_strdup (label);
  char *mark = plain != NULL ? strchr (plain, '_') : NULL;

  if (mark != NULL)
    memmove (mark, mark + 1, strlen (mark));
  return g_strcmp0 (label, name) == 0 || g_strcmp0 (plain, name) == 0;
}

GtkWidget *
stage_find (GtkWidget  *root,
            GType       type,
            const char *name)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (name == NULL || stage_is_named (root, name)))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = stage_find (child, type, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

gboolean
stage_sees (GtkWidget  *root,
            const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (stage_sees (child, text))
      return TRUE;
  return FALSE;
}

GtkWidget *
stage_find_chooser (void)
{
  GtkWidget *window = find_shown_chooser ();
  GtkWidget *bar = window != NULL ? stage_find (window, g_type_from_name ("GtkPathBar"), NULL) : NULL;

  /* One to open with begins with recent files, which are in no folder. */
  if (window != NULL && (gtk_file_chooser_get_action (GTK_FILE_CHOOSER (window)) != GTK_FILE_CHOOSER_ACTION_SAVE ||
                         (bar != NULL && stage_find (bar, GTK_TYPE_TOGGLE_BUTTON, NULL) != NULL)))
    return window;
  return NULL;
}

/* An answer that comes before the folder was read is dropped; one that comes while GTK looks at the file ends that look. */
static gboolean
has_accepted (GtkWidget *chooser,
              gint64    *next)
{
  if (gtk_widget_get_mapped (chooser) && g_get_monotonic_time () >= *next)
    {
      *next = g_get_monotonic_time () + G_USEC_PER_SEC;
      gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
    }
  return !gtk_widget_get_mapped (chooser);
}

void
stage_accept_chooser (GtkWidget *chooser)
{
  gint64 next = 0;

  reel_test_wait (has_accepted (chooser, &next));
}
