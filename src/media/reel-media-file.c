/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <gst/base/gsttypefindhelper.h>
#include <gst/gst.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/reel-media-file.h"

/* Enough for every type finder that looks at a file's beginning, MPEG transport streams included. */
#define HEAD_BYTES (128 * 1024)

/* Top-level boxes of an MP4 or QuickTime file; a fragmented one has thousands, but its index is the first or second. */
#define MOST_BOXES 10000

/* Containers whose type is not of audio, image or video. What is missing here is no footage: archives, documents, and
 * play lists above all, which would make GStreamer go to the network or to other files on behalf of a dropped file. */
static const char *const container_types[] = {
  "application/mxf",
  "application/ogg",
  "application/vnd.rn-realmedia",
  "application/x-3gp",
  "application/x-ape",
  "application/x-apetag",
  "application/x-id3",
  "application/x-yuv4mpeg",
};

/**
 * reel_media_file_free:
 * @self: (transfer full): a checked file
 */
void
reel_media_file_free (ReelMediaFile *self)
{
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

/**
 * reel_media_file_display_name:
 * @uri: a URI
 *
 * Does no I/O.
 *
 * Returns: (transfer full): the name of the file for people, in UTF-8
 */
char *
reel_media_file_display_name (const char *uri)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (uri != NULL, NULL);

  path = g_filename_from_uri (uri, NULL, NULL);
  if (path == NULL)
    return g_utf8_make_valid (uri, -1);
  return g_filename_display_basename (path);
}

static gboolean
is_media_type (const char *type)
{
  if (g_str_has_prefix (type, "video/") || g_str_has_prefix (type, "audio/") || g_str_has_prefix (type, "image/"))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (container_types); i++)
    if (strcmp (type, container_types[i]) == 0)
      return TRUE;
  return FALSE;
}

/*
 * Whether the file has its index. A recording that was cut off, and a copy or a download that broke, lacks it or part of it.
 * GStreamer 1.22 says so most of the time, and waits for ever now and then: its decodebin can lose an error that comes up
 * while it still starts.
 */
static gboolean
has_movie_box (int     fd,
               guint64 size)
{
  guint64 at = 0;

  for (guint i = 0; i < MOST_BOXES && at + 8 <= size; i++)
    {
      guint8 header[16] = { 0 };
      guint64 length;

      if (pread (fd, header, sizeof header, (off_t) at) < 8)
        return TRUE;
      length = GST_READ_UINT32_BE (header);
      if (length == 0)
        length = size - at;
      else if (length == 1)
        length = GST_READ_UINT64_BE (header + 8);
      /* No box: leave the judgement to the demuxer. */
      if (length < 8)
        return TRUE;
      if (length > size - at)
        return memcmp (header + 4, "moov", 4) != 0 && memcmp (header + 4, "mdat", 4) != 0;
      if (memcmp (header + 4, "moov", 4) == 0)
        return TRUE;
      at += length;
    }
  return at + 8 <= size;
}

/* GStreamer 1.26 takes almost anything for AV1 without a container. Such a stream begins with an empty temporal delimiter
 * (AV1 specification, 7.5 and 5.3.2); one of Annex B, whose lengths come first, has a type finder that is strict. */
static gboolean
is_mistaken_for_av1 (GstCaps      *caps,
                     const guint8 *head,
                     gsize         size)
{
  static const guint8 delimiter[] = { 0x12, 0x00 };
  const GstStructure *structure = gst_caps_get_structure (caps, 0);

  return gst_structure_has_name (structure, "video/x-av1") &&
         g_strcmp0 (gst_structure_get_string (structure, "stream-format"), "obu-stream") == 0 &&
         (size < sizeof delimiter || memcmp (head, delimiter, sizeof delimiter) != 0);
}

static gboolean
check_head (ReelMediaFile *self,
            int            fd,
            GError       **error)
{
  g_autofree guint8 *head = g_malloc (HEAD_BYTES);
  const char *dot = strrchr (self->name, '.');
  g_autoptr (GstCaps) caps = NULL;
  const char *type;
  gsize got = 0;

  while (got < HEAD_BYTES)
    {
      ssize_t n = read (fd, head + got, HEAD_BYTES - got);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE, _ ("“%s” can’t be read: %s"), self->name,
                       g_strerror (errno));
          return FALSE;
        }
      if (n == 0)
        break;
      got += (gsize) n;
    }

  caps = gst_type_find_helper_for_data_with_extension (NULL, head, got, dot != NULL ? dot + 1 : NULL, NULL);
  /* Unknown here is not yet unknown: a type may show itself farther in. The pipeline finds out. */
  if (caps == NULL || gst_caps_is_any (caps) || gst_caps_is_empty (caps))
    return TRUE;
  type = gst_structure_get_name (gst_caps_get_structure (caps, 0));
  if (!is_media_type (type) || is_mistaken_for_av1 (caps, head, got))
    {
      g_propagate_error (error, reel_media_error_new_not_media (self->name));
      return FALSE;
    }
  if (strcmp (type, "video/quicktime") == 0 && !has_movie_box (fd, self->size))
    {
      g_propagate_error (error, reel_media_error_new_damaged (self->name));
      return FALSE;
    }
  return TRUE;
}

/* That it is a plain file, and not empty. */
static gboolean
check_status (ReelMediaFile  *self,
              int             fd,
              GError        **error)
{
  struct stat st;

  if (fstat (fd, &st) != 0)
    {
      g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE, _ ("“%s” can’t be read: %s"), self->name,
                   g_strerror (errno));
      return FALSE;
    }

  self->size = (guint64) st.st_size;
  self->mtime = (gint64) st.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + st.st_mtim.tv_nsec;
  if (S_ISDIR (st.st_mode))
    g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_MEDIA, _ ("“%s” is a folder, not a video."), self->name);
  else if (!S_ISREG (st.st_mode))
    g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE, _ ("“%s” is not an ordinary file."), self->name);
  else if (st.st_size == 0)
    g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_MEDIA, _ ("“%s” is empty."), self->name);

  return S_ISREG (st.st_mode) && st.st_size > 0;
}

/**
 * reel_media_file_open:
 * @uri: a URI
 * @fd: (out): the file, open for reading, with O_CLOEXEC; the caller closes it
 * @error: return location of a #ReelMediaError
 *
 * Opens a file, and sees that it is a plain one on this computer and not empty. Reads nothing of it: for who hands it to
 * another process. Blocks on the disk: for worker threads.
 *
 * Returns: (transfer full): the file, or %NULL with @error set
 */
ReelMediaFile *
reel_media_file_open (const char *uri,
                      int        *fd,
                      GError    **error)
{
  g_autoptr (ReelMediaFile) self = g_new0 (ReelMediaFile, 1);
  g_autofree char *host = NULL;
  int opened;

  g_return_val_if_fail (uri != NULL, NULL);

  self->path = g_filename_from_uri (uri, &host, NULL);
  self->name = reel_media_file_display_name (uri);
  if (self->path == NULL || (host != NULL && g_ascii_strcasecmp (host, "localhost") != 0))
    {
      g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE, _ ("“%s” is not a file on this computer."),
                   self->name);
      return NULL;
    }

  /* Without waiting, as a named pipe would have us do. */
  opened = g_open (self->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0);
  if (opened < 0)
    {
      int saved = errno;

      if (saved == ENOENT || saved == ENOTDIR)
        g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE,
                     _ ("“%s” is not there any more. It was moved, renamed or deleted."), self->name);
      else if (saved == EACCES || saved == EPERM)
        g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE, _ ("You are not allowed to read “%s”."),
                     self->name);
      else
        g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE, _ ("“%s” can’t be opened: %s"), self->name,
                     g_strerror (saved));
      return NULL;
    }
  if (!check_status (self, opened, error))
    {
      close (opened);
      return NULL;
    }

  *fd = opened;
  return g_steal_pointer (&self);
}

/**
 * reel_media_file_check_fd:
 * @fd: a file, open for reading; its position moves
 * @name: what people call it
 * @error: return location of a #ReelMediaError
 *
 * Looks at an open file before GStreamer does: that it is a plain one, not empty, and not of a kind that is no footage. Blocks
 * on the disk: for worker threads.
 *
 * Returns: (transfer full): the file, or %NULL with @error set
 */
ReelMediaFile *
reel_media_file_check_fd (int          fd,
                          const char  *name,
                          GError     **error)
{
  g_autoptr (ReelMediaFile) self = g_new0 (ReelMediaFile, 1);

  g_return_val_if_fail (fd >= 0, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  self->name = g_strdup (name);
  if (!check_status (self, fd, error) || !check_head (self, fd, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * reel_media_file_check:
 * @uri: a URI
 * @error: return location of a #ReelMediaError
 *
 * Looks at a file before GStreamer does: that it is a plain file on this computer, can be read, is not empty, and is not
 * of a kind that is no footage. Blocks on the disk: for worker threads.
 *
 * Returns: (transfer full): the file, or %NULL with @error set
 */
ReelMediaFile *
reel_media_file_check (const char *uri,
                       GError    **error)
{
  g_autoptr (ReelMediaFile) self = NULL;
  gboolean ok;
  int fd;

  g_return_val_if_fail (uri != NULL, NULL);

  self = reel_media_file_open (uri, &fd, error);
  if (self == NULL)
    return NULL;

  ok = check_head (self, fd, error);
  close (fd);
  return ok ? g_steal_pointer (&self) : NULL;
}
