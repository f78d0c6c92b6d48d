/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-api-error-private.h"
#include "api/reel-read-ahead.h"
#include "base/reel-file-info.h"
#include "base/reel-sha256.h"

/*
 * The bytes of an upload's body, of a length that is known before the first of them goes: either multipart/form-data (RFC
 * 7578) with one part `file`, or a JSON object with the file as Base64 (RFC 4648) under one key. A thread reads the file
 * ahead, a block at a time, into two buffers that take turns; so whoever sends never waits for a disk, and memory is the
 * same for a clip and for a film.
 *
 * The file is held against what it was when it was opened: its last byte must come where its size said, nothing may come
 * after, and the time of its last change must be the same. The body's end goes out after that check only, so that what
 * the server has before is never a whole request.
 */

#define BUFFER_SIZE (512 * 1024)
#define N_BUFFERS   2
/* Bytes of a file whose Base64 fits into a buffer: four characters for three, and what the encoder may keep for the end. */
#define TRIPLETS ((BUFFER_SIZE / 4 - 2) * 3)

struct _ReelReadAhead
{
  gatomicrefcount ref_count; /* of the one that sends, and of the thread */

  /* set before the thread starts */
  char *name;              /* (owned): for people */
  char *content_type;      /* (owned) */
  GFileInputStream *input; /* (owned): the thread's */
  GFileInfo *info;         /* (owned): size and time of change at the start */
  guint64 size;            /* of the file, bytes */
  gboolean base64;
  ReelSha256 *checksum;    /* (owned) (nullable): the thread's; of the file */
  char *head, *tail;       /* (owned) */
  ReelUploadGate *gate;    /* (owned) (nullable): what the tail waits for */
  guint64 length;          /* of all, bytes */

  GMutex lock; /* what follows */
  GCond cond;
  guint8 *buffers[N_BUFFERS]; /* (owned) */
  gsize lengths[N_BUFFERS];
  guint first, filled; /* the full buffers, as a ring */
  gsize consumed;      /* bytes of the first */
  guint64 handed;      /* bytes of all */
  gboolean finished;   /* nothing more comes */
  gboolean closed;     /* nobody reads any more */
  GError *error;       /* (owned) (nullable) */
  char *sha256;        /* (owned) (nullable): known before the end goes out */
  GPtrArray *waiting;  /* (owned) (element-type GSource): to be woken */
};

/*
 * reel_read_ahead_ref:
 * @self: a body
 *
 * Returns: (transfer full): @self
 */
ReelReadAhead *
reel_read_ahead_ref (ReelReadAhead *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
reel_read_ahead_unref (ReelReadAhead *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->name);
  g_free (self->content_type);
  g_clear_object (&self->input);
  g_clear_object (&self->info);
  g_clear_pointer (&self->checksum, reel_sha256_free);
  g_clear_pointer (&self->gate, reel_upload_gate_unref);
  g_free (self->sha256);
  g_free (self->head);
  g_free (self->tail);
  for (guint i = 0; i < N_BUFFERS; i++)
    g_free (self->buffers[i]);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->waiting);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

static ReelReadAheadState
get_state_locked (ReelReadAhead *self)
{
  if (self->closed)
    return REEL_READ_AHEAD_ENDED;
  if (self->filled > 0)
    return REEL_READ_AHEAD_READY;
  if (self->error != NULL)
    return REEL_READ_AHEAD_FAILED;
  return self->finished ? REEL_READ_AHEAD_ENDED : REEL_READ_AHEAD_EMPTY;
}

/* Unlocks. The sources are let go without the lock: the last of them may end the stream, which takes it. */
static void
wake_and_unlock (ReelReadAhead *self)
{
  g_autoptr (GPtrArray) waiting = NULL;

  if (self->waiting->len > 0)
    {
      waiting = g_steal_pointer (&self->waiting);
      self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);
    }
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    g_source_set_ready_time (g_ptr_array_index (waiting, i), 0);
}

/* Reading thread: the free buffer, or NULL where nobody reads any more. */
static guint8 *
wait_for_buffer (ReelReadAhead *self,
                 guint         *index)
{
  guint8 *buffer = NULL;

  g_mutex_lock (&self->lock);
  while (self->filled == N_BUFFERS && !self->closed)
    g_cond_wait (&self->cond, &self->lock);
  if (!self->closed)
    {
      *index = (self->first + self->filled) % N_BUFFERS;
      buffer = self->buffers[*index];
    }
  g_mutex_unlock (&self->lock);
  return buffer;
}

static void
publish (ReelReadAhead *self,
         guint          index,
         gsize          length)
{
  g_mutex_lock (&self->lock);
  self->lengths[index] = length;
  self->filled++;
  wake_and_unlock (self);
}

static gboolean
publish_text (ReelReadAhead *self,
              const char    *text)
{
  guint index;
  guint8 *buffer = wait_for_buffer (self, &index);
  gsize length = strlen (text);

  if (buffer == NULL)
    return FALSE;
  g_assert (length <= BUFFER_SIZE);
  memcpy (buffer, text, length);
  publish (self, index, length);
  return TRUE;
}

static gboolean
is_unchanged (ReelReadAhead *self,
              GError       **error)
{
  guint8 byte;
  gssize n = g_input_stream_read (G_INPUT_STREAM (self->input), &byte, 1, NULL, error);
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GDateTime) then = NULL;
  g_autoptr (GDateTime) now = NULL;

  if (n < 0)
    return FALSE;
  info = n == 0 ? g_file_input_stream_query_info (self->input, "standard::size,time::*", NULL, NULL) : NULL;
  if (n > 0 || info == NULL)
    {
      g_propagate_error (error, reel_api_error_for_changed_file (self->name));
      return FALSE;
    }
  then = g_file_info_get_modification_date_time (self->info);
  now = g_file_info_get_modification_date_time (info);
  if (reel_file_info_get_size (info) == self->size &&
      (then == NULL || now == NULL ? then == now : g_date_time_equal (then, now)))
    return TRUE;
  g_propagate_error (error, reel_api_error_for_changed_file (self->name));
  return FALSE;
}

/* Fills @buffer with a block of the file, as Base64 where that is wanted; returns how many bytes it has then. */
static gsize
read_block (ReelReadAhead *self,
            guint8        *buffer,
            gsize          wanted,
            guint8        *scratch,
            GError       **error)
{
  guint8 *target = self->base64 ? scratch : buffer;
  int state = 0, save = 0;
  gsize length;

  if (!g_input_stream_read_all (G_INPUT_STREAM (self->input), target, wanted, &length, NULL, error))
    return 0;
  if (length < wanted)
    {
      g_propagate_error (error, reel_api_error_for_changed_file (self->name));
      return 0;
    }
  if (self->checksum != NULL)
    reel_sha256_update (self->checksum, target, length);
  if (!self->base64)
    return length;
  length = g_base64_encode_step (scratch, wanted, FALSE, (char *) buffer, &state, &save);
  return length + g_base64_encode_close (FALSE, (char *) buffer + length, &state, &save);
}

/* On whichever thread opens it. */
static void
gate_opened_cb (gpointer data)
{
  ReelReadAhead *self = data;

  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

static void
wait_at_gate (ReelReadAhead *self)
{
  reel_upload_gate_reach (self->gate, gate_opened_cb, self);
  g_mutex_lock (&self->lock);
  while (!reel_upload_gate_is_open (self->gate) && !self->closed)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
  reel_upload_gate_leave (self->gate, self);
}

static gboolean
read_all (ReelReadAhead *self,
          GError       **error)
{
  /* Whole triplets but for the last block, so that Base64 has its padding at the end only. */
  const gsize block = self->base64 ? TRIPLETS : BUFFER_SIZE;
  g_autofree guint8 *scratch = self->base64 ? g_malloc (TRIPLETS) : NULL;
  guint64 left = self->size;

  if (!publish_text (self, self->head))
    return TRUE;
  while (left > 0)
    {
      guint index;
      guint8 *buffer = wait_for_buffer (self, &index);
      gsize wanted = (gsize) MIN (left, block), length;

      if (buffer == NULL)
        return TRUE;
      length = read_block (self, buffer, wanted, scratch, error);
      if (length == 0)
        return FALSE;
      left -= wanted;
      publish (self, index, length);
    }
  if (!is_unchanged (self, error))
    return FALSE;
  if (self->checksum != NULL)
    {
      g_mutex_lock (&self->lock);
      self->sha256 = reel_sha256_finish (self->checksum);
      g_mutex_unlock (&self->lock);
    }
  if (self->gate != NULL)
    wait_at_gate (self);
  publish_text (self, self->tail);
  return TRUE;
}

static gpointer
read_thread (gpointer data)
{
  ReelReadAhead *self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = read_all (self, &error);

  g_mutex_lock (&self->lock);
  self->finished = TRUE;
  if (!ok && error->domain == REEL_API_ERROR)
    self->error = g_steal_pointer (&error);
  else if (!ok)
    self->error = reel_api_error_for_file (self->name, error);
  wake_and_unlock (self);
  reel_read_ahead_unref (self);
  return NULL;
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

static void
frame_as_form (ReelReadAhead *self)
{
  g_autofree char *boundary = g_uuid_string_random ();
  g_autofree char *quoted = quote_name (self->name);
  g_autofree char *type = g_content_type_guess (self->name, NULL, 0, NULL);
  g_autofree char *mime = g_content_type_get_mime_type (type);

  self->head = g_strdup_printf ("--%s\r\n"
                                "Content-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                                "Content-Type: %s\r\n\r\n",
                                boundary, quoted, mime != NULL ? mime : "application/octet-stream");
  self->tail = g_strdup_printf ("\r\n--%s--\r\n", boundary);
  self->content_type = g_strdup_printf ("multipart/form-data; boundary=\"%s\"", boundary);
  self->length = strlen (self->head) + self->size + strlen (self->tail);
}

static void
frame_as_json (ReelReadAhead *self,
               const char    *key)
{
  self->base64 = TRUE;
  self->head = g_strdup_printf ("{\"%s\":\"", key);
  self->tail = g_strdup ("\"}");
  self->content_type = g_strdup ("application/json");
  self->length = strlen (self->head) + (self->size + 2) / 3 * 4 + strlen (self->tail);
}

static gboolean
base_is_valid (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  return base == NULL || g_utf8_validate (base, -1, NULL);
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
  g_autoptr (GFileInfo) first = reel_file_info_query (file, "standard::type,standard::display-name,standard::fast-content-type",
                                                      cancellable, error);

  if (first == NULL)
    return NULL;
  if (reel_file_info_get_kind (first) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "no regular file");
      return NULL;
    }
  /* Of a name in other bytes the display name says so, behind its ending: that would go out with it. */
  if (base_is_valid (file))
    {
      g_free (*name);
      *name = g_utf8_make_valid (g_file_info_get_display_name (first), -1);
    }
  input = g_file_read (file, cancellable, error);
  if (input == NULL)
    return NULL;
  *info = g_file_input_stream_query_info (input, "standard::size,time::*", cancellable, error);
  return *info != NULL ? g_steal_pointer (&input) : NULL;
}

/*
 * reel_read_ahead_start:
 * @file: a regular file
 * @json_key: (nullable): the body is a JSON object with @file as Base64 under this key, which needs no escapes; %NULL: it
 *   is a form with @file as its part
 * @checksum: whether to find its SHA-256 on the way, on the thread that reads: it takes most of a second for a GiB
 * @gate: (nullable): what the end of the body waits for
 * @error: return location for %REEL_API_ERROR_FILE or %G_IO_ERROR_CANCELLED
 *
 * Opens the file and begins to read. Blocks: for worker threads.
 *
 * Returns: (transfer full) (nullable): the body
 */
ReelReadAhead *
reel_read_ahead_start (GFile          *file,
                       const char     *json_key,
                       gboolean        checksum,
                       ReelUploadGate *gate,
                       GCancellable   *cancellable,
                       GError        **error)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : g_file_get_parse_name (file);
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileInputStream) input = open_file (file, &name, &info, cancellable, &cause);
  ReelReadAhead *self;

  if (input == NULL)
    {
      g_propagate_error (error, reel_api_error_for_file (name, cause));
      return NULL;
    }
  self = g_new0 (ReelReadAhead, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_steal_pointer (&name);
  self->input = g_steal_pointer (&input);
  self->size = reel_file_info_get_size (info);
  self->info = g_steal_pointer (&info);
  self->checksum = checksum ? reel_sha256_new () : NULL;
  self->gate = gate != NULL ? reel_upload_gate_ref (gate) : NULL;
  if (json_key != NULL)
    frame_as_json (self, json_key);
  else
    frame_as_form (self);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  for (guint i = 0; i < N_BUFFERS; i++)
    self->buffers[i] = g_malloc (BUFFER_SIZE);
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);
  /* Detached: it ends by itself soon after it is closed, and a disk that hangs hangs it alone. */
  g_thread_unref (g_thread_new ("reel-upload", read_thread, reel_read_ahead_ref (self)));
  return self;
}

/* Returns: bytes of the whole body */
guint64
reel_read_ahead_get_length (ReelReadAhead *self)
{
  return self->length;
}

/* Returns: (transfer none): for the header of that name */
const char *
reel_read_ahead_get_content_type (ReelReadAhead *self)
{
  return self->content_type;
}

/*
 * reel_read_ahead_peek:
 * @data: (out) (transfer none): the next bytes, for the one that sends: they stay until it consumes them
 * @length: (out): how many there are in one piece
 *
 * Returns: whether there are any: both are set only then
 */
ReelReadAheadState
reel_read_ahead_peek (ReelReadAhead *self,
                      const guint8 **data,
                      gsize         *length)
{
  ReelReadAheadState state;

  g_mutex_lock (&self->lock);
  state = get_state_locked (self);
  if (state == REEL_READ_AHEAD_READY)
    {
      *data = self->buffers[self->first] + self->consumed;
      *length = self->lengths[self->first] - self->consumed;
    }
  g_mutex_unlock (&self->lock);
  return state;
}

/*
 * reel_read_ahead_consume:
 * @length: how many of the bytes that were peeked at are sent
 */
void
reel_read_ahead_consume (ReelReadAhead *self,
                         gsize          length)
{
  g_mutex_lock (&self->lock);
  g_assert (self->filled > 0 && self->consumed + length <= self->lengths[self->first]);
  self->consumed += length;
  self->handed += length;
  if (self->consumed == self->lengths[self->first])
    {
      self->first = (self->first + 1) % N_BUFFERS;
      self->filled--;
      self->consumed = 0;
      g_cond_broadcast (&self->cond);
    }
  g_mutex_unlock (&self->lock);
}

/* Waits until it is no longer empty. */
void
reel_read_ahead_block (ReelReadAhead *self)
{
  g_mutex_lock (&self->lock);
  while (get_state_locked (self) == REEL_READ_AHEAD_EMPTY)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
}

/*
 * reel_read_ahead_wait:
 * @source: to be made ready, now or when it is no longer empty
 */
void
reel_read_ahead_wait (ReelReadAhead *self,
                      GSource       *source)
{
  g_mutex_lock (&self->lock);
  if (get_state_locked (self) != REEL_READ_AHEAD_EMPTY)
    g_source_set_ready_time (source, 0);
  else
    g_ptr_array_add (self->waiting, g_source_ref (source));
  g_mutex_unlock (&self->lock);
}

/* Returns: (transfer full) (nullable): why the body could not be read to its end */
GError *
reel_read_ahead_dup_error (ReelReadAhead *self)
{
  GError *error;

  g_mutex_lock (&self->lock);
  error = self->error != NULL ? g_error_copy (self->error) : NULL;
  g_mutex_unlock (&self->lock);
  return error;
}

/* Returns: (transfer full) (nullable): SHA-256 of the file, once all of it has been read and that was asked for */
char *
reel_read_ahead_dup_sha256 (ReelReadAhead *self)
{
  char *sha256;

  g_mutex_lock (&self->lock);
  sha256 = g_strdup (self->sha256);
  g_mutex_unlock (&self->lock);
  return sha256;
}

/* Returns: how many bytes of the body have not been consumed */
guint64
reel_read_ahead_get_left (ReelReadAhead *self)
{
  guint64 left;

  g_mutex_lock (&self->lock);
  left = self->length - self->handed;
  g_mutex_unlock (&self->lock);
  return left;
}

/*
 * reel_read_ahead_close:
 *
 * From any thread: nothing more is read, and whoever waits for bytes is told that there are none.
 */
void
reel_read_ahead_close (ReelReadAhead *self)
{
  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  wake_and_unlock (self);
}
