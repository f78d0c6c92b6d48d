/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/reel-folder.h"

/* Milliseconds: a file manager that has to be started first takes a moment. */
#define ANSWER_WITHIN 10000

/* What is to be shown. */
typedef struct
{
  GFile *file;                /* (owned) */
  GAppLaunchContext *context; /* (owned) (nullable): so that the window that opens gets the focus */
} Show;

static void
show_free (Show *self)
{
  g_clear_object (&self->file);
  g_clear_object (&self->context);
  g_free (self);
}

static void
launched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  GError *error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Without a file manager that knows of items; in a sandbox this asks the portal. */
static void
open_folder (GTask *task)
{
  Show *show = g_task_get_task_data (task);
  g_autoptr (GFile) folder = g_file_get_parent (show->file);
  g_autofree char *uri = g_file_get_uri (folder != NULL ? folder : show->file);

  g_app_info_launch_default_for_uri_async (uri, show->context, g_task_get_cancellable (task), launched_cb,
                                           g_object_ref (task));
}

static void
shown_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer != NULL)
    g_task_return_boolean (task, TRUE);
  else if (!g_task_return_error_if_cancelled (task))
    open_folder (task);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  Show *show = g_task_get_task_data (task);
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  g_autofree char *uri = g_file_get_uri (show->file);
  const char * const uris[] = { uri, NULL };

  if (bus != NULL)
    g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                            "org.freedesktop.FileManager1", "ShowItems", g_variant_new ("(^ass)", uris, ""), NULL,
                            G_DBUS_CALL_FLAGS_NONE, ANSWER_WITHIN, g_task_get_cancellable (task), shown_cb,
                            g_object_ref (task));
  else if (!g_task_return_error_if_cancelled (task))
    open_folder (task);
}

/**
 * reel_folder_show_async:
 * @parent: (nullable): the window that asks
 * @file: what to show
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 */
void
reel_folder_show_async (GtkWindow           *parent,
                        GFile               *file,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task;
  Show *show;

  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));
  g_return_if_fail (G_IS_FILE (file));

  show = g_new0 (Show, 1);
  show->file = g_object_ref (file);
  if (parent != NULL)
    show->context = G_APP_LAUNCH_CONTEXT (gdk_display_get_app_launch_context (gtk_widget_get_display (GTK_WIDGET (parent))));
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_folder_show_async);
  g_task_set_task_data (task, show, (GDestroyNotify) show_free);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, connected_cb, task);
}

/**
 * reel_folder_show_finish:
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether somebody shows it
 */
gboolean
reel_folder_show_finish (GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_folder_show_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
