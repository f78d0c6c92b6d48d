/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "widgets/reel-file-chooser.h"

/* Seconds that a chooser outlives its answer. GTK's own still reads the path of its folder by then, and where it is
 * destroyed meanwhile, what it has read comes to widgets that are gone (gtkpathbar.c, GTK 4.18). It does not tell when it is done,
 * which takes milliseconds. */
#define LINGER 30

static gboolean
discard_cb (gpointer data)
{
  gtk_native_dialog_destroy (data);
  g_object_unref (data);
  return G_SOURCE_REMOVE;
}

static void
on_response (GtkNativeDialog *dialog,
             int              response,
             gpointer         user_data)
{
  g_autoptr (GTask) task = user_data;
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);

  if (response != GTK_RESPONSE_ACCEPT)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "dismissed");
  else if (gtk_file_chooser_get_select_multiple (chooser))
    g_task_return_pointer (task, gtk_file_chooser_get_files (chooser), g_object_unref);
  else
    g_task_return_pointer (task, gtk_file_chooser_get_file (chooser), g_object_unref);
  g_timeout_add_seconds (LINGER, discard_cb, dialog);
}

/* (transfer full): shows the chooser, and takes the response for the task. */
static void
show (GtkFileChooserNative *dialog,
      gpointer              tag,
      GAsyncReadyCallback   callback,
      gpointer              user_data)
{
  GtkWindow *parent = gtk_native_dialog_get_transient_for (GTK_NATIVE_DIALOG (dialog));
  GTask *task = g_task_new (parent, NULL, callback, user_data);

  g_task_set_source_tag (task, tag);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
add_video_filters (GtkFileChooserNative *dialog)
{
  g_autoptr (GtkFileFilter) videos = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (videos, _ ("Videos"));
  gtk_file_filter_add_mime_type (videos, "video/*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), videos);
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), all);
}

/**
 * reel_choose_videos_async:
 * @parent: the window that asks
 * @folder: whether to ask for folders instead of files
 * @callback: called when people have chosen
 * @user_data: for @callback
 *
 * Asks for videos with the desktop's own chooser: in a sandbox it gives access to just what was chosen.
 */
void
reel_choose_videos_async (GtkWindow          *parent,
                          gboolean            folder,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GtkFileChooserNative *dialog;

  dialog = gtk_file_chooser_native_new (folder ? _ ("Add a Folder") : _ ("Add Videos"), parent,
                                        folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN,
                                        _ ("_Add"), _ ("_Cancel"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  if (!folder)
    add_video_filters (dialog);
  show (dialog, reel_choose_videos_async, callback, user_data);
}

/**
 * reel_choose_videos_finish:
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED, where nothing was chosen
 *
 * Returns: (transfer full) (nullable) (element-type GFile): what was chosen
 */
GListModel *
reel_choose_videos_finish (GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_choose_videos_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * reel_choose_one_video_async:
 * @parent: the window that asks
 * @callback: called when people have chosen
 * @user_data: for @callback
 *
 * Asks for one video.
 */
void
reel_choose_one_video_async (GtkWindow          *parent,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Open a Video"), parent, GTK_FILE_CHOOSER_ACTION_OPEN,
                                                              _ ("_Open"), _ ("_Cancel"));

  add_video_filters (dialog);
  show (dialog, reel_choose_one_video_async, callback, user_data);
}

/**
 * reel_choose_one_video_finish:
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED, where nothing was chosen
 *
 * Returns: (transfer full) (nullable): what was chosen
 */
GFile *
reel_choose_one_video_finish (GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_choose_one_video_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * reel_choose_target_async:
 * @parent: the window that asks
 * @title: of the chooser
 * @name: what the file is called unless people say otherwise
 * @callback: called when people have chosen
 * @user_data: for @callback
 *
 * Asks where to write a file to; the chooser asks before it gives one that exists.
 */
void
reel_choose_target_async (GtkWindow          *parent,
                          const char         *title,
                          const char         *name,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"),
                                                              _ ("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  show (dialog, reel_choose_target_async, callback, user_data);
}

/**
 * reel_choose_target_finish:
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED, where nothing was chosen
 *
 * Returns: (transfer full) (nullable): where to write to
 */
GFile *
reel_choose_target_finish (GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_choose_target_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * reel_choose_source_async:
 * @parent: the window that asks
 * @title: of the chooser
 * @callback: called when people have chosen
 * @user_data: for @callback
 *
 * Asks for a file of JSON.
 */
void
reel_choose_source_async (GtkWindow          *parent,
                          const char         *title,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"),
                                                              _ ("_Cancel"));
  g_autoptr (GtkFileFilter) json = gtk_file_filter_new ();

  gtk_file_filter_set_name (json, "JSON");
  gtk_file_filter_add_mime_type (json, "application/json");
  gtk_file_filter_add_suffix (json, "json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), json);
  show (dialog, reel_choose_source_async, callback, user_data);
}

/**
 * reel_choose_source_finish:
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED, where nothing was chosen
 *
 * Returns: (transfer full) (nullable): what was chosen
 */
GFile *
reel_choose_source_finish (GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_choose_source_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * reel_choose_folder_async:
 * @parent: the window that asks
 * @title: of the chooser
 * @callback: called when people have chosen
 * @user_data: for @callback
 *
 * Asks for one folder. In a sandbox what comes is a path of the document portal, which stays good after a restart.
 */
void
reel_choose_folder_async (GtkWindow          *parent,
                          const char         *title,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                                              _ ("_Choose"), _ ("_Cancel"));

  show (dialog, reel_choose_folder_async, callback, user_data);
}

/**
 * reel_choose_folder_finish:
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED, where nothing was chosen
 *
 * Returns: (transfer full) (nullable): what was chosen
 */
GFile *
reel_choose_folder_finish (GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_choose_folder_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
