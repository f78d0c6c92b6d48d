/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "analysis/reel-json-export.h"
#include "widgets/reel-file-chooser.h"

/* Of the proposed file's name, in characters. */
#define LONGEST_STEM 80

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_chosen (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = reel_choose_target_finish (result, &error);

  if (file == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_file_replace_contents_bytes_async (file, g_task_get_task_data (task), NULL, FALSE, G_FILE_CREATE_NONE,
                                         g_task_get_cancellable (task), on_written, g_object_ref (task));
}

/* (transfer full): from the name of a video, or its address, what may be a file's name */
static char *
dup_file_name (const char *name,
               const char *suffix)
{
  g_autofree char *bare = g_strndup (name, strcspn (name, "?#"));
  g_autofree char *base = g_path_get_basename (bare);
  g_autofree char *stem = NULL;
  char *dot = strrchr (base, '.');

  if (dot != NULL && dot != base)
    *dot = '\0';
  stem = g_utf8_strlen (base, -1) > LONGEST_STEM ? g_utf8_substring (base, 0, LONGEST_STEM) : g_strdup (base);
  return g_strdup_printf ("%s %s.json", stem, suffix);
}

/**
 * reel_json_export_async:
 * @parent: the window that asks
 * @name: of the video that it is about
 * @suffix: what it is, for the file's name
 * @json: what to write
 * @cancellable: (nullable): ends the writing
 * @callback: called when it is written
 * @user_data: for @callback
 *
 * Asks where to, and writes a service's reply there, as it came.
 */
void
reel_json_export_async (GtkWindow          *parent,
                        const char         *name,
                        const char         *suffix,
                        GBytes             *json,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);
  g_autofree char *file_name = dup_file_name (name, suffix);

  g_task_set_source_tag (task, reel_json_export_async);
  g_task_set_task_data (task, g_bytes_ref (json), (GDestroyNotify) g_bytes_unref);
  reel_choose_target_async (parent, _ ("Export as JSON"), file_name, on_chosen, task);
}

/**
 * reel_json_export_finish:
 * @result: what the callback got
 * @error: return location for why it could not be written, or %G_IO_ERROR_CANCELLED where no file was chosen
 *
 * Returns: whether it is written
 */
gboolean
reel_json_export_finish (GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_json_export_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
