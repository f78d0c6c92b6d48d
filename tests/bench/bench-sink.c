/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * bench-sink: an HTTP/1.1 server on loopback that costs as little as one can, so that what is measured is the client. It
 * discards bodies, of a known length or in chunks, without even copying them (MSG_TRUNC, see tcp(7)), and answers all
 * requests alike. A thread a connection. Prints its port, and ends when its standard input does.
 */

#define REPLY "{\"video_id\":\"v\",\"request_id\":\"r\",\"status\":\"processed\",\"progress\":42}"

typedef struct
{
  int fd;
  gsize begin, end; /* of what has been read and not used */
  char data[64 * 1024];
} Input;

static gboolean
read_more (Input *in)
{
  gssize n;

  if (in->begin > 0)
    {
      memmove (in->data, in->data + in->begin, in->end - in->begin);
      in->end -= in->begin;
      in->begin = 0;
    }
  if (in->end == sizeof in->data)
    return FALSE;
  do
    n = recv (in->fd, in->data + in->end, sizeof in->data - in->end, 0);
  while (n < 0 && errno == EINTR);
  if (n <= 0)
    return FALSE;
  in->end += (gsize) n;
  return TRUE;
}

/* Up to and with @end, as a string that ends there; NULL at the end of the connection. */
static char *
read_until (Input      *in,
            const char *end)
{
  for (;;)
    {
      char *text = in->data + in->begin;
      char *found = g_strstr_len (text, (gssize) (in->end - in->begin), end);

      if (found != NULL)
        {
          char *text_end = found + strlen (end);
          char *copy = g_strndup (text, (gsize) (text_end - text));

          in->begin = (gsize) (text_end - in->data);
          return copy;
        }
      if (!read_more (in))
        return NULL;
    }
}

static gboolean
discard (Input  *in,
         guint64 length)
{
  gsize have = (gsize) MIN (length, in->end - in->begin);

  in->begin += have;
  length -= have;
  while (length > 0)
    {
      gssize n = recv (in->fd, NULL, (gsize) MIN (length, 4 * 1024 * 1024), MSG_TRUNC);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      length -= (guint64) n;
    }
  return TRUE;
}

static gboolean
discard_chunks (Input *in)
{
  for (;;)
    {
      g_autofree char *line = read_until (in, "\r\n");
      guint64 length = line != NULL ? g_ascii_strtoull (line, NULL, 16) : 0;

      if (line == NULL || !discard (in, length + 2))
        return FALSE;
      if (length == 0)
        return TRUE;
    }
}

static gboolean
send_all (int         fd,
          const char *text)
{
  gsize length = strlen (text);

  while (length > 0)
    {
      gssize n = send (fd, text, length, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      text += n;
      length -= (gsize) n;
    }
  return TRUE;
}

static gboolean
serve_one (Input *in)
{
  g_autofree char *head = read_until (in, "\r\n\r\n");
  g_autofree char *lower = head != NULL ? g_ascii_strdown (head, -1) : NULL;
  g_autofree char *reply = NULL;
  const char *length;

  if (head == NULL)
    return FALSE;
  if (strstr (lower, "\r\nexpect: 100-continue\r\n") != NULL && !send_all (in->fd, "HTTP/1.1 100 Continue\r\n\r\n"))
    return FALSE;
  length = strstr (lower, "\r\ncontent-length:");
  if (length != NULL && !discard (in, g_ascii_strtoull (length + strlen ("\r\ncontent-length:"), NULL, 10)))
    return FALSE;
  if (strstr (lower, "\r\ntransfer-encoding: chunked\r\n") != NULL && !discard_chunks (in))
    return FALSE;
  reply = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %u\r\n\r\n%s",
                           (guint) strlen (REPLY), REPLY);
  return send_all (in->fd, reply);
}

static gpointer
serve (gpointer data)
{
  g_autofree Input *in = g_new0 (Input, 1);
  const int one = 1;

  in->fd = GPOINTER_TO_INT (data);
  setsockopt (in->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  while (serve_one (in))
    ;
  close (in->fd);
  return NULL;
}

static gpointer
accept_thread (gpointer data)
{
  int listener = GPOINTER_TO_INT (data);

  for (;;)
    {
      int fd = accept (listener, NULL, NULL);

      if (fd >= 0)
        g_thread_unref (g_thread_new ("serve", serve, GINT_TO_POINTER (fd)));
      else if (errno != EINTR && errno != ECONNABORTED)
        return NULL;
    }
}

int
main (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  char byte;

  if (listener < 0 || bind (listener, (struct sockaddr *) &address, sizeof address) != 0 || listen (listener, 128) != 0 ||
      getsockname (listener, (struct sockaddr *) &address, &length) != 0)
    {
      perror ("bench-sink");
      return 1;
    }
  g_thread_unref (g_thread_new ("accept", accept_thread, GINT_TO_POINTER (listener)));
  printf ("%u\n", ntohs (address.sin_port));
  fflush (stdout);
  while (read (STDIN_FILENO, &byte, 1) > 0)
    ;
  return 0;
}
