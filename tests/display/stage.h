/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "reel-display.h"

G_BEGIN_DECLS

/*
 * A window of this process with one widget in it, used with a real pointer and keyboard. With REEL_TEST_PICTURES=FOLDER
 * the pictures that a test takes are left there.
 */
typedef struct
{
  ReelDisplay *display; /* (owned) */
  GtkWidget *window;    /* (owned) */
  gulong id;
} Stage;

/* Instead of reel_test_init(): also the toolkit, and the program's style. */
void       stage_init     (int *argc, char ***argv);
/* Sinks @child and waits until it can be used. */
Stage     *stage_new      (GtkWidget *child, int width, int height);
/* Destroys the window, and asserts that @child, of which the caller must not have a reference, is gone. */
void       stage_free     (Stage *self);
void       stage_resize   (Stage *self, int width, int height);
/* Leaves a picture of the window as a person sees it, where that is asked for. */
void       stage_look     (Stage *self, const char *name);
/* The same of another window of the process, such as a dialog. */
void       stage_look_at  (Stage *self, GtkWidget *window, const char *name);
void       stage_point    (Stage *self, GtkWidget *widget, double x, double y, int *screen_x, int *screen_y);
void       stage_click    (Stage *self, GtkWidget *widget, guint count);
/* With another button than the first: 3 opens menus. */
void       stage_click_with (Stage *self, GtkWidget *widget, guint button, guint count);
void       stage_press    (Stage *self, const char *keys);
/* The first mapped widget below @root of @type, with that accessible name where one is given; NULL where there is none. */
GtkWidget *stage_find     (GtkWidget *root, GType type, const char *name);
/* Whether a label with @text in it is to be seen. */
gboolean   stage_sees     (GtkWidget *root, const char *text);
/* Whether a label, or a title, is @name but for the letter that Alt presses. */
gboolean   stage_is_called (const char *label, const char *name);
gboolean   stage_is_named (GtkWidget *widget, const char *name);
/* The toolkit's own chooser that is shown, once its bar of folders, if it has one, is filled: GTK 4.18 bears neither an
 * answer nor another folder before. NULL where there is none. */
GtkWidget *stage_find_chooser (void);
/* Accepts what is chosen, and waits until the chooser is gone. */
void       stage_accept_chooser (GtkWidget *chooser);

G_END_DECLS
