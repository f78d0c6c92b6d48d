/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "local/reel-wire.h"

#define HEADER 5

struct _ReelWire
{
  int fd;          /* (owned) */
  GMutex sending;
  GByteArray *got; /* (owned): received, and not yet taken */
};

/**
 * reel_wire_new:
 * @fd: (transfer full): one end of a socket pair; closed with the wire
 *
 * Returns: (transfer full): a wire
 */
ReelWire *
reel_wire_new (int fd)
{
  ReelWire *self = g_new0 (ReelWire, 1);

  self->fd = fd;
  self->got = g_byte_array_new ();
  g_mutex_init (&self->sending);
  return self;
}

/**
 * reel_wire_free:
 * @self: (transfer full) (nullable): a wire
 */
void
reel_wire_free (ReelWire *self)
{
  if (self == NULL)
    return;

  close (self->fd);
  g_byte_array_unref (self->got);
  g_mutex_clear (&self->sending);
  g_free (self);
}

static void
set_error (GError **error,
           int      errsv)
{
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errsv), g_strerror (errsv));
}

/**
 * reel_wire_send:
 * @self: a wire
 * @message: (transfer none): what to say
 * @error: return location of a #GIOErrorEnum
 *
 * Blocks while the other side does not read, or fails with %G_IO_ERROR_WOULD_BLOCK if the descriptor does not block: then
 * nothing further may be sent.
 *
 * Returns: whether it was sent
 */
gboolean
reel_wire_send (ReelWire         *self,
                ReelWireMessage  *message,
                GError          **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->sending);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize size, done = 0;
  const guint8 *values = reel_wire_message_get_bytes (message, &size);
  guint32 length = GUINT32_TO_LE ((guint32) size);
  guint8 type = reel_wire_message_get_type (message);

  g_return_val_if_fail (size <= REEL_WIRE_LONGEST, FALSE);

  g_byte_array_append (bytes, (const guint8 *) &length, sizeof length);
  g_byte_array_append (bytes, &type, 1);
  if (size > 0)
    g_byte_array_append (bytes, values, (guint) size);

  /* write(), as a worker has no other call for it. */
  while (done < bytes->len)
    {
      ssize_t n = write (self->fd, bytes->data + done, bytes->len - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          set_error (error, errno);
          return FALSE;
        }
      done += (gsize) n;
    }

  return TRUE;
}

/* Takes a message out of what was received. %FALSE where what was received is none. */
static gboolean
take_message (ReelWire         *self,
              ReelWireMessage **message)
{
  guint32 length;

  *message = NULL;
  if (self->got->len < HEADER)
    return TRUE;

  memcpy (&length, self->got->data, sizeof length);
  length = GUINT32_FROM_LE (length);
  if (length > REEL_WIRE_LONGEST)
    return FALSE;
  if (self->got->len - HEADER < length)
    return TRUE;

  *message = reel_wire_message_new_read (self->got->data[4], self->got->data + HEADER, length);
  g_byte_array_remove_range (self->got, 0, HEADER + length);
  return TRUE;
}

/* Waits for bytes. @deadline: monotonic time, or -1 */
static gboolean
wait_readable (ReelWire      *self,
               gint64         deadline,
               GCancellable  *cancellable,
               GError       **error)
{
  GPollFD cancelled = { -1, 0, 0 };
  gboolean has_cancelled = g_cancellable_make_pollfd (cancellable, &cancelled);
  struct pollfd fds[2] = { { self->fd, POLLIN, 0 }, { cancelled.fd, POLLIN, 0 } };
  int n, errsv;

  do
    {
      gint64 left = deadline < 0 ? -1 : MAX (0, deadline - g_get_monotonic_time ());

      n = poll (fds, has_cancelled ? 2 : 1, deadline < 0 ? -1 : (int) MIN (G_MAXINT, (left + 999) / 1000));
      errsv = errno;
    }
  while (n < 0 && errsv == EINTR);
  if (has_cancelled)
    g_cancellable_release_fd (cancellable);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (n < 0)
    set_error (error, errsv);
  else if (n == 0)
    set_error (error, ETIMEDOUT);

  return n > 0;
}

/**
 * reel_wire_receive:
 * @self: a wire
 * @timeout: microseconds to wait at most; below 0 for no limit
 * @cancellable: (nullable): ends the waiting
 * @error: return location of %G_IO_ERROR_TIMED_OUT, %G_IO_ERROR_CANCELLED, %G_IO_ERROR_CLOSED where the other side is gone,
 *   %G_IO_ERROR_INVALID_DATA for what is no message, or another #GIOErrorEnum
 *
 * Returns: (transfer full) (nullable): the next message, or %NULL with @error set
 */
ReelWireMessage *
reel_wire_receive (ReelWire      *self,
                   gint64         timeout,
                   GCancellable  *cancellable,
                   GError       **error)
{
  gint64 deadline = timeout < 0 ? -1 : g_get_monotonic_time () + timeout;

  while (TRUE)
    {
      g_autofree guint8 *bytes = NULL;
      ReelWireMessage *message;
      ssize_t n;

      if (!take_message (self, &message))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a message is too long");
          return NULL;
        }
      if (message != NULL)
        return message;
      if (!wait_readable (self, deadline, cancellable, error))
        return NULL;

      bytes = g_malloc (HEADER + REEL_WIRE_LONGEST);
      n = read (self->fd, bytes, HEADER + REEL_WIRE_LONGEST);
      if (n < 0 && (errno == EINTR || errno == EAGAIN))
        continue;
      if (n == 0 || (n < 0 && errno == ECONNRESET))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "the other side is gone");
          return NULL;
        }
      if (n < 0)
        {
          set_error (error, errno);
          return NULL;
        }
      g_byte_array_append (self->got, bytes, (guint) n);
    }
}
