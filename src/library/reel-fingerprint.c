/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-sha256.h"
#include "library/reel-fingerprint.h"

/* What a worker found out. */
typedef struct
{
  char *text; /* (owned) */
  guint64 size;
} Fingerprint;

static void
fingerprint_free (Fingerprint *self)
{
  g_free (self->text);
  g_free (self);
}

static gboolean
add_block (GInputStream *stream,
           ReelSha256 *sum,
           guint64 offset,
           gsize length,
           guchar *buffer,
           GCancellable *cancellable,
           GError **error)
{
  gsize got = 0;

  if (!g_seekable_seek (G_SEEKABLE (stream), (goffset) offset, G_SEEK_SET, cancellable, error) ||
      !g_input_stream_read_all (stream, buffer, length, &got, cancellable, error))
    return FALSE;
  if (got != length)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, _ ("The file became shorter while it was read."));
      return FALSE;
    }
  reel_sha256_update (sum, buffer, length);
  return TRUE;
}

/**
 * reel_fingerprint_compute:
 * @file: a file
 * @size: (out) (optional): its size in bytes
 * @cancellable: (nullable): a #GCancellable
 * @error: return location: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_PERMISSION_DENIED, %G_IO_ERROR_IS_DIRECTORY,
 *   %G_IO_ERROR_NOT_REGULAR_FILE, %G_IO_ERROR_PARTIAL_INPUT for one that shrinks meanwhile, %G_IO_ERROR_CANCELLED, others
 *
 * The size and the SHA-256 of the first, the middle and the last MiB (of all of a file of 3 MiB or less): enough to know
 * footage again, at a cost that does not grow with it. This reads the disk: call it from a worker thread.
 *
 * Returns: (transfer full) (nullable): such as `8131690-4d967a30…`
 */
char *
reel_fingerprint_compute (GFile *file, guint64 *size, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (ReelSha256) sum = NULL;
  g_autofree char *text = NULL;
  g_autofree guchar *buffer = NULL;
  guint64 length;
  const guint64 block = REEL_FINGERPRINT_BLOCK;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  /* Asked first: opening a named pipe would wait for whoever writes it. */
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE,
                            cancellable, error);
  if (info == NULL)
    return NULL;
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _ ("This is a folder, not a file."));
      return NULL;
    }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _ ("This is not an ordinary file."));
      return NULL;
    }
  length = (guint64) MAX (g_file_info_get_size (info), 0);
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    return NULL;

  sum = reel_sha256_new ();
  buffer = g_malloc (3 * block);
  if (length <= 3 * block)
    {
      if (!add_block (G_INPUT_STREAM (stream), sum, 0, (gsize) length, buffer, cancellable, error))
        return NULL;
    }
  else
    {
      const guint64 offsets[] = { 0, (length - block) / 2, length - block };

      for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
        {
          if (!add_block (G_INPUT_STREAM (stream), sum, offsets[i], block, buffer, cancellable, error))
            return NULL;
        }
    }
  if (size != NULL)
    *size = length;
  text = reel_sha256_finish (sum);
  return g_strdup_printf ("%" G_GUINT64_FORMAT "-%s", length, text);
}

static void
compute_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autofree Fingerprint *found = g_new0 (Fingerprint, 1);
  GError *error = NULL;

  found->text = reel_fingerprint_compute (source, &found->size, cancellable, &error);
  if (found->text == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) fingerprint_free);
}

/**
 * reel_fingerprint_compute_async:
 * @file: a file
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * reel_fingerprint_compute() on a worker thread.
 */
void
reel_fingerprint_compute_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (file, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_fingerprint_compute_async);
  g_task_run_in_thread (task, compute_in_thread);
}

/**
 * reel_fingerprint_compute_finish:
 * @file: what was asked for
 * @result: what the callback got
 * @size: (out) (optional): bytes
 * @error: return location, as for reel_fingerprint_compute()
 *
 * Returns: (transfer full) (nullable): the fingerprint
 */
char *
reel_fingerprint_compute_finish (GFile *file, GAsyncResult *result, guint64 *size, GError **error)
{
  g_autofree Fingerprint *found = NULL;

  g_return_val_if_fail (g_task_is_valid (result, file), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_fingerprint_compute_async), NULL);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return NULL;
  if (size != NULL)
    *size = found->size;
  return g_steal_pointer (&found->text);
}
