/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-api-error-private.h"
#include "api/reel-upload-stream.h"

/*
 * The body of an upload: multipart/form-data (RFC 7578) with one part `file`, of a length that is known before the first
 * byte goes. A thread reads the file ahead, half a MiB at a time, into two buffers that take turns; so the network thread
 * never waits for a disk, and memory is the same for a clip and for a film. libsoup asks for 8 KiB at a time, which as a
 * pollable stream costs it a copy and no thread switch.
 *
 * The file is held against what it was when it was opened: its last byte must come where its size said, nothing may come
 * after, and the time of its last change must be the same. The part's end goes out after that check only, so that what
 * the server has before is never a whole request.
 */

#define BUFFER_SIZE (512 * 1024)
#define N_BUFFERS 2

/* Between the stream and its reading thread; each has a reference. */
typedef struct
{
  gatomicrefcount ref_count;

  /* set before the thread starts */
  char *name;              /* (owned): for people */
  GFileInputStream *input; /* (owned): the thread's */
  GFileInfo *info;         /* (owned): size and time of change at the start */
  guint64 size;            /* of the file, bytes */
  GBytes *head, *tail;     /* (owned) */
  guint64 length;          /* of all three, bytes */

  GMutex lock; /* what follows */
  GCond cond;
  guint8 *buffers[N_BUFFERS]; /* (owned) */
  gsize lengths[N_BUFFERS];
  guint first, filled; /* the full buffers, as a ring */
  gsize taken;         /* bytes of the first that the stream has handed out */
  guint64 handed;      /* bytes of all that it has handed out */
  gboolean finished;   /* nothing more comes */
  gboolean closed;     /* nobody reads any more */
  GError *error;       /* (owned) (nullable) */
  GPtrArray *waiting;  /* (owned) (element-type GSource): to be woken */
} Shared;

struct _ReelUploadStream
{
  GInputStream parent_instance;

  /* owned */
  Shared *shared;
  char *content_type;
};

static void pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelUploadStream, reel_upload_stream, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_init))

static void
shared_unref (Shared *shared)
{
  if (!g_atomic_ref_count_dec (&shared->ref_count))
    return;
  g_free (shared->name);
  g_clear_object (&shared->input);
  g_clear_object (&shared->info);
  g_clear_pointer (&shared->head, g_bytes_unref);
  g_clear_pointer (&shared->tail, g_bytes_unref);
  for (guint i = 0; i < N_BUFFERS; i++)
    g_free (shared->buffers[i]);
  g_clear_error (&shared->error);
  g_ptr_array_unref (shared->waiting);
  g_mutex_clear (&shared->lock);
  g_cond_clear (&shared->cond);
  g_free (shared);
}

static gboolean
is_readable_locked (Shared *shared)
{
  return shared->filled > 0 || shared->finished || shared->closed;
}

/* Unlocks. The sources are let go without the lock: the last of them may end the stream, which takes it. */
static void
wake_and_unlock (Shared *shared)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&shared->waiting);

  shared->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);
  g_cond_broadcast (&shared->cond);
  g_mutex_unlock (&shared->lock);
  for (guint i = 0; i < waiting->len; i++)
    g_source_set_ready_time (g_ptr_array_index (waiting, i), 0);
}

/* Reading thread: the free buffer, or NULL where nobody reads any more. */
static guint8 *
wait_for_buffer (Shared *shared,
                 guint  *index)
{
  guint8 *buffer = NULL;

  g_mutex_lock (&shared->lock);
  while (shared->filled == N_BUFFERS && !shared->closed)
    g_cond_wait (&shared->cond, &shared->lock);
  if (!shared->closed)
    {
      *index = (shared->first + shared->filled) % N_BUFFERS;
      buffer = shared->buffers[*index];
    }
  g_mutex_unlock (&shared->lock);
  return buffer;
}

static void
publish (Shared *shared,
         guint   index,
         gsize   length)
{
  g_mutex_lock (&shared->lock);
  shared->lengths[index] = length;
  shared->filled++;
  wake_and_unlock (shared);
}

static gboolean
publish_bytes (Shared *shared,
               GBytes *bytes)
{
  guint index;
  guint8 *buffer = wait_for_buffer (shared, &index);
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  if (buffer == NULL)
    return FALSE;
  g_assert (length <= BUFFER_SIZE);
  memcpy (buffer, data, length);
  publish (shared, index, length);
  return TRUE;
}

static gboolean
is_unchanged (Shared  *shared,
              GError **error)
{
  guint8 byte;
  gssize n = g_input_stream_read (G_INPUT_STREAM (shared->input), &byte, 1, NULL, error);
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GDateTime) then = NULL;
  g_autoptr (GDateTime) now = NULL;

  if (n < 0)
    return FALSE;
  info = n == 0 ? g_file_input_stream_query_info (shared->input, "standard::size,time::*", NULL, NULL) : NULL;
  if (n > 0 || info == NULL)
    {
      g_propagate_error (error, reel_api_error_for_changed_file (shared->name));
      return FALSE;
    }
  then = g_file_info_get_modification_date_time (shared->info);
  now = g_file_info_get_modification_date_time (info);
  if ((guint64) g_file_info_get_size (info) == shared->size &&
      (then == NULL || now == NULL ? then == now : g_date_time_equal (then, now)))
    return TRUE;
  g_propagate_error (error, reel_api_error_for_changed_file (shared->name));
  return FALSE;
}

static gboolean
read_all (Shared  *shared,
          GError **error)
{
  guint64 left = shared->size;

  if (!publish_bytes (shared, shared->head))
    return TRUE;
  while (left > 0)
    {
      guint index;
      guint8 *buffer = wait_for_buffer (shared, &index);
      gsize length;

      if (buffer == NULL)
        return TRUE;
      if (!g_input_stream_read_all (G_INPUT_STREAM (shared->input), buffer, (gsize) MIN (left, BUFFER_SIZE), &length, NULL,
                                    error))
        return FALSE;
      if (length == 0)
        {
          g_propagate_error (error, reel_api_error_for_changed_file (shared->name));
          return FALSE;
        }
      left -= length;
      publish (shared, index, length);
    }
  if (!is_unchanged (shared, error))
    return FALSE;
  publish_bytes (shared, shared->tail);
  return TRUE;
}

static gpointer
read_thread (gpointer data)
{
  Shared *shared = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = read_all (shared, &error);

  g_mutex_lock (&shared->lock);
  shared->finished = TRUE;
  if (!ok && error->domain == REEL_API_ERROR)
    shared->error = g_steal_pointer (&error);
  else if (!ok)
    shared->error = reel_api_error_for_file (shared->name, error);
  wake_and_unlock (shared);
  shared_unref (shared);
  return NULL;
}

static gssize
take (ReelUploadStream *self,
      void             *buffer,
      gsize             count,
      gboolean          blocking,
      GError          **error)
{
  Shared *shared = self->shared;
  gssize n = -1;

  g_mutex_lock (&shared->lock);
  while (blocking && !is_readable_locked (shared))
    g_cond_wait (&shared->cond, &shared->lock);
  if (shared->filled > 0 && !shared->closed)
    {
      n = (gssize) MIN (count, shared->lengths[shared->first] - shared->taken);
      memcpy (buffer, shared->buffers[shared->first] + shared->taken, (gsize) n);
      shared->taken += (gsize) n;
      shared->handed += (guint64) n;
      if (shared->taken == shared->lengths[shared->first])
        {
          shared->first = (shared->first + 1) % N_BUFFERS;
          shared->filled--;
          shared->taken = 0;
          g_cond_broadcast (&shared->cond);
        }
    }
  else if (shared->error != NULL)
    g_propagate_error (error, g_error_copy (shared->error));
  else if (shared->finished || shared->closed)
    n = 0;
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "nothing read ahead yet");
  g_mutex_unlock (&shared->lock);
  return n;
}

static gssize
reel_upload_stream_read (GInputStream *stream,
                         void         *buffer,
                         gsize         count,
                         GCancellable *cancellable,
                         GError      **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  return take (REEL_UPLOAD_STREAM (stream), buffer, count, TRUE, error);
}

static gssize
reel_upload_stream_read_nonblocking (GPollableInputStream *stream,
                                     void                 *buffer,
                                     gsize                 count,
                                     GError              **error)
{
  return take (REEL_UPLOAD_STREAM (stream), buffer, count, FALSE, error);
}

static gboolean
reel_upload_stream_is_readable (GPollableInputStream *stream)
{
  Shared *shared = REEL_UPLOAD_STREAM (stream)->shared;
  gboolean readable;

  g_mutex_lock (&shared->lock);
  readable = is_readable_locked (shared);
  g_mutex_unlock (&shared->lock);
  return readable;
}

static GSource *
reel_upload_stream_create_source (GPollableInputStream *stream,
                                  GCancellable         *cancellable)
{
  Shared *shared = REEL_UPLOAD_STREAM (stream)->shared;
  GSource *source = g_pollable_source_new_full (stream, NULL, cancellable);

  g_mutex_lock (&shared->lock);
  if (is_readable_locked (shared))
    g_source_set_ready_time (source, 0);
  else
    g_ptr_array_add (shared->waiting, g_source_ref (source));
  g_mutex_unlock (&shared->lock);
  return source;
}

static gboolean
reel_upload_stream_close (GInputStream *stream,
                          GCancellable *cancellable,
                          GError      **error)
{
  reel_upload_stream_abandon (REEL_UPLOAD_STREAM (stream));
  return TRUE;
}

static void
reel_upload_stream_finalize (GObject *object)
{
  ReelUploadStream *self = REEL_UPLOAD_STREAM (object);

  if (self->shared != NULL)
    {
      reel_upload_stream_abandon (self);
      shared_unref (self->shared);
    }
  g_free (self->content_type);
  G_OBJECT_CLASS (reel_upload_stream_parent_class)->finalize (object);
}

static void
pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = reel_upload_stream_is_readable;
  iface->create_source = reel_upload_stream_create_source;
  iface->read_nonblocking = reel_upload_stream_read_nonblocking;
}

static void
reel_upload_stream_class_init (ReelUploadStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_upload_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = reel_upload_stream_read;
  G_INPUT_STREAM_CLASS (klass)->close_fn = reel_upload_stream_close;
}

static void
reel_upload_stream_init (ReelUploadStream *self)
{
}

/* A file name in a header as browsers write it (RFC 7578, 4.2; WHATWG's form encoding): UTF-8, three characters escaped. */
static char *
quote_name (const char *name)
{
  g_autoptr (GString) quoted = g_string_new (name);

  g_string_replace (quoted, "\r", "%0D", 0);
  g_string_replace (quoted, "\n", "%0A", 0);
  g_string_replace (quoted, "\"", "%22", 0);
  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

/* What can be known before the first byte; a FIFO or a device is refused before opening it could hang. */
static GFileInputStream *
open_file (GFile        *file,
           char        **name,
           GFileInfo   **info,
           GCancellable *cancellable,
           GError      **error)
{
  g_autoptr (GFileInputStream) input = NULL;
  g_autoptr (GFileInfo) first = g_file_query_info (file, "standard::type,standard::display-name,standard::fast-content-type",
                                                   G_FILE_QUERY_INFO_NONE, cancellable, error);

  if (first == NULL)
    return NULL;
  if (g_file_info_get_file_type (first) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "no regular file");
      return NULL;
    }
  g_free (*name);
  *name = g_utf8_make_valid (g_file_info_get_display_name (first), -1);
  input = g_file_read (file, cancellable, error);
  if (input == NULL)
    return NULL;
  *info = g_file_input_stream_query_info (input, "standard::size,time::*", cancellable, error);
  return *info != NULL ? g_steal_pointer (&input) : NULL;
}

/*
 * reel_upload_stream_open:
 * @file: a regular file
 * @error: return location for %REEL_API_ERROR_FILE or %G_IO_ERROR_CANCELLED
 *
 * Opens the file and begins to read ahead. Blocks: for worker threads.
 *
 * Returns: (transfer full) (nullable): the body
 */
ReelUploadStream *
reel_upload_stream_open (GFile        *file,
                         GCancellable *cancellable,
                         GError      **error)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : g_file_get_parse_name (file);
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileInputStream) input = open_file (file, &name, &info, cancellable, &cause);
  g_autofree char *boundary = NULL;
  g_autofree char *quoted = NULL;
  g_autofree char *type = NULL;
  g_autofree char *mime = NULL;
  ReelUploadStream *self;
  Shared *shared;
  char *head, *tail;

  if (input == NULL)
    {
      g_propagate_error (error, reel_api_error_for_file (name, cause));
      return NULL;
    }
  boundary = g_uuid_string_random ();
  quoted = quote_name (name);
  type = g_content_type_guess (name, NULL, 0, NULL);
  mime = g_content_type_get_mime_type (type);
  head = g_strdup_printf ("--%s\r\n"
                          "Content-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                          "Content-Type: %s\r\n\r\n",
                          boundary, quoted, mime != NULL ? mime : "application/octet-stream");
  tail = g_strdup_printf ("\r\n--%s--\r\n", boundary);

  shared = g_new0 (Shared, 1);
  g_atomic_ref_count_init (&shared->ref_count);
  shared->name = g_steal_pointer (&name);
  shared->input = g_steal_pointer (&input);
  shared->size = (guint64) g_file_info_get_size (info);
  shared->info = g_steal_pointer (&info);
  shared->head = g_bytes_new_take (head, strlen (head));
  shared->tail = g_bytes_new_take (tail, strlen (tail));
  shared->length = g_bytes_get_size (shared->head) + shared->size + g_bytes_get_size (shared->tail);
  g_mutex_init (&shared->lock);
  g_cond_init (&shared->cond);
  for (guint i = 0; i < N_BUFFERS; i++)
    shared->buffers[i] = g_malloc (BUFFER_SIZE);
  shared->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);

  self = g_object_new (REEL_TYPE_UPLOAD_STREAM, NULL);
  self->shared = shared;
  self->content_type = g_strdup_printf ("multipart/form-data; boundary=\"%s\"", boundary);
  /* Detached: it ends by itself soon after the stream is closed, and a disk that hangs hangs it alone. */
  g_atomic_ref_count_inc (&shared->ref_count);
  g_thread_unref (g_thread_new ("reel-upload", read_thread, shared));
  return self;
}

/* Returns: bytes of the whole body */
guint64
reel_upload_stream_get_length (ReelUploadStream *self)
{
  return self->shared->length;
}

/* Returns: (transfer none): for the header of that name */
const char *
reel_upload_stream_get_content_type (ReelUploadStream *self)
{
  return self->content_type;
}

/* Returns: (transfer full) (nullable): why the body could not be read to its end */
GError *
reel_upload_stream_dup_error (ReelUploadStream *self)
{
  GError *error;

  g_mutex_lock (&self->shared->lock);
  error = self->shared->error != NULL ? g_error_copy (self->shared->error) : NULL;
  g_mutex_unlock (&self->shared->lock);
  return error;
}

/* Returns: whether every byte has been handed out */
gboolean
reel_upload_stream_is_drained (ReelUploadStream *self)
{
  gboolean drained;

  g_mutex_lock (&self->shared->lock);
  drained = self->shared->handed == self->shared->length;
  g_mutex_unlock (&self->shared->lock);
  return drained;
}

/*
 * reel_upload_stream_abandon:
 *
 * From any thread: nothing more is read, and whoever waits for bytes is told that there are none.
 */
void
reel_upload_stream_abandon (ReelUploadStream *self)
{
  g_mutex_lock (&self->shared->lock);
  self->shared->closed = TRUE;
  wake_and_unlock (self->shared);
}
