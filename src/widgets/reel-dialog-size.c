/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/reel-dialog-size.h"

/**
 * reel_dialog_size_fit:
 * @dialog: a window that has a parent and a default size, and is not shown yet
 *
 * Makes the default size no larger than the screen that the parent is on: window managers leave what hangs over where it is.
 */
void
reel_dialog_size_fit (GtkWindow *dialog)
{
  GtkWindow *parent;
  GdkSurface *surface;
  GdkMonitor *monitor;
  GdkRectangle geometry;
  int width, height;

  g_return_if_fail (GTK_IS_WINDOW (dialog));

  parent = gtk_window_get_transient_for (dialog);
  surface = parent != NULL ? gtk_native_get_surface (GTK_NATIVE (parent)) : NULL;
  monitor = surface != NULL ? gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface) : NULL;
  if (monitor == NULL)
    return;
  gdk_monitor_get_geometry (monitor, &geometry);
  gtk_window_get_default_size (dialog, &width, &height);
  gtk_window_set_default_size (dialog, MIN (width, geometry.width), MIN (height, geometry.height));
}
