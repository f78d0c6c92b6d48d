/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-file-place.h"
#include "preview/reel-preview-pane-private.h"
#include "widgets/reel-drop.h"

/*
 * No file, no player: which case it is, and what can be done about it. Files and folders can be dropped here, too.
 */

enum
{
  LOCATE_FILE,
  LOCATE_FOLDER,
  FILES_DROPPED,
  UNLINK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_locate_file (ReelPreviewPane *self)
{
  g_signal_emit (self, signals[LOCATE_FILE], 0);
}

static void
on_locate_folder (ReelPreviewPane *self)
{
  g_signal_emit (self, signals[LOCATE_FOLDER], 0);
}

static void
on_dropped (GListModel *files,
            gpointer    user_data)
{
  ReelPreviewPane *self = user_data;

  if (gtk_widget_get_visible (self->locate_file)) /* else it is another trouble, which no file helps against */
    g_signal_emit (self, signals[FILES_DROPPED], 0, files);
}

static void
on_unlink (ReelPreviewPane *self)
{
  g_signal_emit (self, signals[UNLINK], 0);
}

/* What may help, beside trying again. */
static void
offer (ReelPreviewPane *self,
       const char      *icon_name,
       gboolean         file,
       gboolean         folder)
{
  adw_status_page_set_icon_name (self->error, icon_name);
  gtk_widget_set_visible (self->locate_file, file);
  gtk_widget_set_visible (self->locate_folder, folder);
}

/**
 * reel_preview_pane_show_missing:
 * @self: a pane with the address of a file that is not there
 *
 * Says whether the file is gone, or the drive that it is on is not attached. Asks no disk.
 */
void
reel_preview_pane_show_missing (ReelPreviewPane *self)
{
  g_autoptr (GFile) file = g_file_new_for_uri (self->uri);
  g_auto (GStrv) mounts = reel_file_place_get_mounts ();
  g_autofree char *path = g_file_get_parse_name (file);
  g_autofree char *drive = reel_file_place_dup_drive (self->uri, (const char * const *) mounts);
  g_autofree char *text = NULL;

  if (drive != NULL)
    {
      /* Translators: the name of a drive, or of a computer with shared folders; then the path of a file */
      text = g_strdup_printf (_ ("The file is on “%1$s”, at %2$s. It comes back by itself as soon as that is attached."), drive,
                              path);
      reel_preview_pane_show_trouble (self, _ ("Drive Not Attached"), text, TRUE);
      offer (self, "drive-removable-media-symbolic", TRUE, TRUE);
      return;
    }
  /* Translators: the path of a file */
  text = g_strdup_printf (_ ("It is no longer at %s. If it was moved, say where it is now, or drop it here."), path);
  reel_preview_pane_show_trouble (self, _ ("File Not Found"), text, TRUE);
  offer (self, "dialog-warning-symbolic", TRUE, TRUE);
}

/**
 * reel_preview_pane_show_elsewhere:
 * @self: a pane without the address of a file
 *
 * Says that nobody here knows the file, and that it can be linked by hand.
 */
void
reel_preview_pane_show_elsewhere (ReelPreviewPane *self)
{
  reel_preview_pane_show_trouble (self, _ ("File Not on This Computer"),
                                  _ ("The service found this video, but it was added elsewhere. If you have its file, say "
                                     "where it is, or drop it here."),
                                  FALSE);
  offer (self, "dialog-question-symbolic", TRUE, FALSE);
}

/**
 * reel_preview_pane_show_other_trouble:
 * @self: a pane that shows another trouble than that of a missing file
 */
void
reel_preview_pane_show_other_trouble (ReelPreviewPane *self)
{
  offer (self, "dialog-warning-symbolic", FALSE, FALSE);
}

/**
 * reel_preview_pane_say_silent:
 * @self: a pane
 * @mount: the path of a file system that does not answer
 *
 * Says so, where what is shown lies there and was not opened yet. It is opened by itself once it answers.
 */
void
reel_preview_pane_say_silent (ReelPreviewPane *self,
                              const char      *mount)
{
  g_autofree char *where = NULL;
  g_autofree char *text = NULL;
  gboolean ready = FALSE;

  g_return_if_fail (REEL_IS_PREVIEW_PANE (self));
  g_return_if_fail (mount != NULL);

  g_object_get (self->player, "ready", &ready, NULL);
  if (self->uri == NULL || ready || !reel_preview_pane_can_play (self))
    return;
  where = reel_file_place_dup_mount (self->uri, (const char * const[]){ mount, NULL });
  if (*where == '\0')
    return;
  /* Translators: the path of a folder where a drive or a share is mounted */
  text = g_strdup_printf (_ ("What is mounted at %s does not say whether the file is there. It may be a share whose computer "
                             "is off, or a failing disk."),
                          mount);
  reel_preview_pane_show_trouble (self, _ ("The Disk Does Not Answer"), text, FALSE);
  offer (self, "drive-harddisk-symbolic", TRUE, TRUE);
  self->silent = TRUE;
}

/**
 * reel_preview_pane_set_linked:
 * @self: a pane
 * @linked: whether the file of what is shown was linked by hand; reel_preview_pane_show() says that it was not
 */
void
reel_preview_pane_set_linked (ReelPreviewPane *self,
                              gboolean         linked)
{
  g_return_if_fail (REEL_IS_PREVIEW_PANE (self));
  gtk_widget_set_visible (self->linked, linked);
}

void
reel_preview_pane_class_init_missing (GtkWidgetClass *widget_class)
{
  GType type = G_TYPE_FROM_CLASS (widget_class);

  /**
   * ReelPreviewPane::locate-file:
   *
   * Somebody wants to say where the file is.
   */
  signals[LOCATE_FILE] = g_signal_new ("locate-file", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * ReelPreviewPane::locate-folder:
   *
   * Somebody wants to say in which folder it is, with others.
   */
  signals[LOCATE_FOLDER] = g_signal_new ("locate-folder", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * ReelPreviewPane::files-dropped:
   * @files: (element-type GFile): files and folders
   *
   * They were dropped where the picture of a missing file would be.
   */
  signals[FILES_DROPPED] = g_signal_new ("files-dropped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         G_TYPE_LIST_MODEL);

  /**
   * ReelPreviewPane::unlink:
   *
   * Somebody does not want the file to be that of the video any more, which it was said to be by hand.
   */
  signals[UNLINK] = g_signal_new ("unlink", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, linked);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, locate_file);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, locate_folder);
  gtk_widget_class_bind_template_callback (widget_class, on_locate_file);
  gtk_widget_class_bind_template_callback (widget_class, on_locate_folder);
  gtk_widget_class_bind_template_callback (widget_class, on_unlink);
}

void
reel_preview_pane_init_missing (ReelPreviewPane *self)
{
  reel_drop_attach (GTK_WIDGET (self->error), on_dropped, self);
}
