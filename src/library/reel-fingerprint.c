/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-file-info.h"
#include "base/reel-sha256.h"
#include "library/reel-fingerprint.h"

#define ATTRIBUTES                                                                                                          \
  G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_UNIX_DEVICE                        \
                                 "," G_FILE_ATTRIBUTE_UNIX_INODE "," G_FILE_ATTRIBUTE_TIME_MODIFIED                         \
                                 "," G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC "," G_FILE_ATTRIBUTE_TIME_CHANGED                  \
                                 "," G_FILE_ATTRIBUTE_TIME_CHANGED_USEC
/* Bytes that are read at once: few enough to be hashed before they have left the processor's cache. */
#define PIECE (256 * 1024)
/* Seconds for which the time of a change says nothing: another change may follow with the same time, as on FAT. */
#define COARSE 3

/* What a worker found out. */
typedef struct
{
  char *text; /* (owned) */
  guint64 size;
} Fingerprint;

/* What a worker is told, and where it leaves the stamp. */
typedef struct
{
  char *text;  /* (owned) (nullable): what the file had when it had `stamp` */
  char *stamp; /* (owned) (nullable) */
} Known;

static void
fingerprint_free (Fingerprint *self)
{
  g_free (self->text);
  g_free (self);
}

static void
known_free (Known *self)
{
  g_free (self->text);
  g_free (self->stamp);
  g_free (self);
}

/* What is another after each change of the file, or if another one stands in its place: its place on the disk, its size and
 * its times. The time of a change of the inode can't be set by programs. NULL where that can't be relied on. */
static char *
make_stamp (GFileInfo *info)
{
  guint64 changed = g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_CHANGED);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (!g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_UNIX_INODE) || changed == 0 || (gint64) changed > now - COARSE)
    return NULL;
  return g_strdup_printf ("%u %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT ".%u %" G_GUINT64_FORMAT ".%u",
                          g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_UNIX_DEVICE),
                          g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_UNIX_INODE), reel_file_info_get_size (info),
                          g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED),
                          g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC), changed,
                          g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_TIME_CHANGED_USEC));
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
  if (!g_seekable_seek (G_SEEKABLE (stream), (goffset) offset, G_SEEK_SET, cancellable, error))
    return FALSE;
  while (length > 0)
    {
      gsize wanted = MIN (length, PIECE), got = 0;

      if (!g_input_stream_read_all (stream, buffer, wanted, &got, cancellable, error))
        return FALSE;
      if (got != wanted)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                               _ ("The file became shorter while it was read."));
          return FALSE;
        }
      reel_sha256_update (sum, buffer, wanted);
      length -= wanted;
    }
  return TRUE;
}

/* @known: (nullable): gets the file's stamp, and may save the reading */
static char *
compute (GFile *file, Known *known, guint64 *size, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autofree char *stamp = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (ReelSha256) sum = NULL;
  g_autofree char *text = NULL;
  g_autofree guchar *buffer = NULL;
  guint64 length;
  const guint64 block = REEL_FINGERPRINT_BLOCK;

  /* Asked first: opening a named pipe would wait for whoever writes it. */
  info = reel_file_info_query (file, ATTRIBUTES, cancellable, error);
  if (info == NULL)
    return NULL;
  if (reel_file_info_get_kind (info) == G_FILE_TYPE_DIRECTORY)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _ ("This is a folder, not a file."));
      return NULL;
    }
  if (reel_file_info_get_kind (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _ ("This is not an ordinary file."));
      return NULL;
    }
  length = reel_file_info_get_size (info);
  if (size != NULL)
    *size = length;
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    return NULL;

  if (known != NULL)
    {
      /* From before the first byte is read: whatever changes from here on gives it another. A share may have told of the
       * file what it was a while ago; it looks again when one is opened. */
      g_clear_object (&info);
      info = g_file_input_stream_query_info (stream, ATTRIBUTES, cancellable, NULL);
      stamp = info != NULL && reel_file_info_get_size (info) == length ? make_stamp (info) : NULL;
      if (stamp != NULL && known->text != NULL && g_strcmp0 (stamp, known->stamp) == 0)
        return g_strdup (known->text);
      g_free (known->stamp);
      known->stamp = g_steal_pointer (&stamp);
    }

  sum = reel_sha256_new ();
  buffer = g_malloc (PIECE);
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
  text = reel_sha256_finish (sum);
  return g_strdup_printf ("%" G_GUINT64_FORMAT "-%s", length, text);
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
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  return compute (file, NULL, size, cancellable, error);
}

/**
 * reel_fingerprint_is_whole:
 * @text: a fingerprint
 *
 * Returns: whether all of the file went into it, so that two files with it are the same, and not only very likely so
 */
gboolean
reel_fingerprint_is_whole (const char *text)
{
  return g_ascii_strtoull (text, NULL, 10) <= 3 * REEL_FINGERPRINT_BLOCK;
}

/**
 * reel_fingerprint_hash_whole:
 * @file: a file
 * @cancellable: (nullable): a #GCancellable
 * @error: return location, as for reel_fingerprint_compute()
 *
 * The SHA-256 of all of the file. A recording in which little was changed, and not its size, has the fingerprint that it had.
 * This reads the whole file: call it from a worker thread.
 *
 * Returns: (transfer full) (nullable): 64 digits of lowercase hexadecimal
 */
char *
reel_fingerprint_hash_whole (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (ReelSha256) sum = reel_sha256_new ();
  g_autofree guchar *buffer = g_malloc (PIECE);

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  info = reel_file_info_query (file, ATTRIBUTES, cancellable, error);
  if (info == NULL)
    return NULL;
  if (reel_file_info_get_kind (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _ ("This is not an ordinary file."));
      return NULL;
    }
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    return NULL;
  for (;;)
    {
      gssize got = g_input_stream_read (G_INPUT_STREAM (stream), buffer, PIECE, cancellable, error);

      if (got < 0)
        return NULL;
      if (got == 0)
        return reel_sha256_finish (sum);
      reel_sha256_update (sum, buffer, (gsize) got);
    }
}

static void
compute_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autofree Fingerprint *found = g_new0 (Fingerprint, 1);
  GError *error = NULL;

  found->text = compute (source, task_data, &found->size, cancellable, &error);
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
  reel_fingerprint_compute_again_async (file, NULL, NULL, cancellable, callback, user_data);
}

/**
 * reel_fingerprint_compute_again_async:
 * @file: a file
 * @text: (nullable): a fingerprint that it had
 * @stamp: (nullable): what reel_fingerprint_dup_stamp() said then
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * reel_fingerprint_compute_async() for a file that was looked at before: where it still has @stamp, it is not read again.
 */
void
reel_fingerprint_compute_again_async (GFile *file,
                                      const char *text,
                                      const char *stamp,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Known *known;

  g_return_if_fail (G_IS_FILE (file));

  known = g_new0 (Known, 1);
  known->text = g_strdup (text);
  known->stamp = g_strdup (stamp);
  task = g_task_new (file, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_fingerprint_compute_async);
  g_task_set_task_data (task, known, (GDestroyNotify) known_free);
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

/**
 * reel_fingerprint_dup_stamp:
 * @file: what was asked for
 * @result: what the callback got, and reel_fingerprint_compute_finish() a fingerprint from
 *
 * Returns: (transfer full) (nullable): by what the file is known to be unchanged; %NULL where its file system does not say,
 *   or where it changed only just now
 */
char *
reel_fingerprint_dup_stamp (GFile *file, GAsyncResult *result)
{
  Known *known;

  g_return_val_if_fail (g_task_is_valid (result, file), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_fingerprint_compute_async), NULL);

  known = g_task_get_task_data (G_TASK (result));
  return g_strdup (known->stamp);
}
