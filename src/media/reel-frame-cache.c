/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/reel-frame-cache.h"

/*
 * A file: the header below, then zlib's stream of the picture. In it are 3 bytes a pixel, line by line: red and blue less
 * green, and green, each less what the pixels to the left and above lead to expect (the predictor of JPEG-LS). That
 * loses nothing, so a frame from the cache is the frame, and takes about half of its size. zlib's own checksum finds files
 * that were torn or tampered with.
 */
typedef struct
{
  char magic[8];
  guint32 width;  /* little endian, as all here */
  guint32 height;
  guint64 time;   /* the bits of a double */
  guint64 length; /* of what follows */
} Header;

#define MAGIC "REELFR1"
#define SUFFIX ".frame"
#define LARGEST_EDGE 8192

/* After giving up frames, so much of the bound is in use. */
#define LOW_WATER 0.8

struct _ReelFrameCache
{
  char *folder; /* (owned) */
  guint64 max_bytes;

  GMutex lock; /* for what follows */
  guint64 bytes;
  gboolean counted;
};

/**
 * reel_frame_cache_new:
 * @folder: where; made when the first frame is kept
 * @max_bytes: how much to keep
 *
 * Does no I/O.
 *
 * Returns: (transfer full): the cache
 */
ReelFrameCache *
reel_frame_cache_new (const char *folder,
                      guint64     max_bytes)
{
  ReelFrameCache *self = g_new0 (ReelFrameCache, 1);

  self->folder = g_strdup (folder);
  self->max_bytes = max_bytes;
  g_mutex_init (&self->lock);
  return self;
}

/**
 * reel_frame_cache_free:
 * @self: (transfer full): a cache
 */
void
reel_frame_cache_free (ReelFrameCache *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->folder);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static char *
path_of (ReelFrameCache *self,
         const char     *key)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);
  g_autofree char *name = g_strconcat (sum, SUFFIX, NULL);

  return g_build_filename (self->folder, name, NULL);
}

static inline guint8
expect (const guint8 *at,
        gsize         stride,
        gboolean      has_left,
        gboolean      has_above)
{
  guint8 left, above, corner;

  if (!has_above)
    return has_left ? at[-3] : 0;
  above = at[-(gssize) stride];
  if (!has_left)
    return above;
  left = at[-3];
  corner = at[-(gssize) stride - 3];
  if (corner >= MAX (left, above))
    return MIN (left, above);
  if (corner <= MIN (left, above))
    return MAX (left, above);
  return (guint8) (left + above - corner);
}

/* RGBx to the bytes that zlib gets. */
static guint8 *
filter (const ReelFrame *frame)
{
  const guint8 *pixels = g_bytes_get_data (frame->pixels, NULL);
  gsize stride = (gsize) frame->width * 3;
  g_autofree guint8 *plain = g_malloc (stride * frame->height);
  guint8 *out = g_malloc (stride * frame->height);

  for (guint y = 0; y < frame->height; y++)
    for (guint x = 0; x < frame->width; x++)
      {
        const guint8 *pixel = pixels + frame->stride * y + (gsize) x * 4;
        gsize at = stride * y + (gsize) x * 3;

        plain[at] = (guint8) (pixel[0] - pixel[1]);
        plain[at + 1] = pixel[1];
        plain[at + 2] = (guint8) (pixel[2] - pixel[1]);
        for (gsize c = 0; c < 3; c++)
          out[at + c] = (guint8) (plain[at + c] - expect (plain + at + c, stride, x > 0, y > 0));
      }
  return out;
}

/* And back; @bytes become the plain ones on the way. */
static GBytes *
unfilter (guint8 *bytes,
          guint   width,
          guint   height)
{
  gsize stride = (gsize) width * 3;
  guint8 *pixels = g_malloc ((gsize) width * height * 4);
  guint8 *pixel = pixels;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++, pixel += 4)
      {
        guint8 *at = bytes + stride * y + (gsize) x * 3;

        for (gsize c = 0; c < 3; c++)
          at[c] = (guint8) (at[c] + expect (at + c, stride, x > 0, y > 0));
        pixel[0] = (guint8) (at[0] + at[1]);
        pixel[1] = at[1];
        pixel[2] = (guint8) (at[2] + at[1]);
        pixel[3] = 0xff;
      }
  return g_bytes_new_take (pixels, (gsize) width * height * 4);
}

/* Runs a converter over the whole of @in; fails where it needs more room than @out has. */
static gboolean
run_converter (GConverter   *converter,
               const guint8 *in,
               gsize         in_length,
               guint8       *out,
               gsize         out_length,
               gsize        *out_used)
{
  gsize done = 0;

  for (;;)
    {
      gsize read, written;
      GConverterResult result = g_converter_convert (converter, in, in_length, out + done, out_length - done,
                                                     G_CONVERTER_INPUT_AT_END, &read, &written, NULL);

      if (result == G_CONVERTER_ERROR)
        return FALSE;
      in += read;
      in_length -= read;
      done += written;
      if (result == G_CONVERTER_FINISHED)
        break;
      if (read == 0 && written == 0)
        return FALSE;
    }
  *out_used = done;
  return in_length == 0;
}

static ReelFrame *
parse (const guint8 *data,
       gsize         length,
       guint         max_edge)
{
  g_autoptr (GZlibDecompressor) zlib = NULL;
  g_autoptr (GBytes) pixels = NULL;
  g_autofree guint8 *bytes = NULL;
  guint width, height;
  guint64 time_bits;
  double time;
  gsize used;
  Header header;

  if (length < sizeof header)
    return NULL;
  memcpy (&header, data, sizeof header);
  width = GUINT32_FROM_LE (header.width);
  height = GUINT32_FROM_LE (header.height);
  time_bits = GUINT64_FROM_LE (header.time);
  memcpy (&time, &time_bits, sizeof time);
  if (memcmp (header.magic, MAGIC, sizeof header.magic) != 0 || width == 0 || height == 0 || width > LARGEST_EDGE ||
      height > LARGEST_EDGE || (max_edge > 0 && MAX (width, height) > max_edge) || !isfinite (time) || time < 0 ||
      GUINT64_FROM_LE (header.length) != length - sizeof header)
    return NULL;

  /* One byte of room more than the picture has, so that zlib gets to its checksum and a longer stream shows. */
  bytes = g_malloc ((gsize) width * height * 3 + 1);
  zlib = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  if (!run_converter (G_CONVERTER (zlib), data + sizeof header, length - sizeof header, bytes,
                      (gsize) width * height * 3 + 1, &used) ||
      used != (gsize) width * height * 3)
    return NULL;
  pixels = unfilter (bytes, width, height);
  return reel_frame_new (width, height, (gsize) width * 4, time, pixels);
}

/**
 * reel_frame_cache_lookup:
 * @self: a cache
 * @key: which frame of which state of which file
 * @max_edge: pixels; a larger frame is none; 0 for any
 *
 * Returns: (transfer full) (nullable): the frame
 */
ReelFrame *
reel_frame_cache_lookup (ReelFrameCache *self,
                         const char     *key,
                         guint           max_edge)
{
  g_autofree char *path = path_of (self, key);
  g_autofree guint8 *data = NULL;
  ReelFrame *frame = NULL;
  struct stat st;
  gsize got = 0;
  int fd;

  fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
  if (fd < 0)
    return NULL;
  if (fstat (fd, &st) == 0 && S_ISREG (st.st_mode) && st.st_size > 0 &&
      st.st_size <= (off_t) LARGEST_EDGE * LARGEST_EDGE * 4)
    {
      data = g_try_malloc ((gsize) st.st_size);
      while (data != NULL && got < (gsize) st.st_size)
        {
          ssize_t n = read (fd, data + got, (gsize) st.st_size - got);

          if (n < 0 && errno == EINTR)
            continue;
          if (n <= 0)
            break;
          got += (gsize) n;
        }
      if (data != NULL)
        frame = parse (data, got, max_edge);
      /* Its time says when it was last of use. */
      if (frame != NULL)
        futimens (fd, NULL);
    }
  close (fd);
  if (frame == NULL)
    g_unlink (path);
  return frame;
}

typedef struct
{
  char *path; /* (owned) */
  guint64 size;
  gint64 used;
} Item;

static void
item_clear (gpointer data)
{
  Item *item = data;

  g_free (item->path);
}

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  const Item *one = a, *two = b;

  return (one->used > two->used) - (one->used < two->used);
}

/* Counts what is there and gives up the longest unused, if it is too much. With the lock held. */
static void
sweep (ReelFrameCache *self)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  g_array_set_clear_func (items, item_clear);
  self->bytes = 0;
  self->counted = TRUE;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      Item item = { g_build_filename (self->folder, name, NULL), 0, 0 };
      struct stat st;

      /* Also what a crash left of files half written; anything that is not ours stays. */
      if (strstr (name, SUFFIX) == NULL || lstat (item.path, &st) != 0 || !S_ISREG (st.st_mode))
        {
          g_free (item.path);
          continue;
        }
      item.size = (guint64) st.st_size;
      item.used = (gint64) st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
      self->bytes += item.size;
      g_array_append_val (items, item);
    }
  if (self->bytes <= self->max_bytes)
    return;

  g_array_sort (items, compare_items);
  for (guint i = 0; i < items->len && (double) self->bytes > (double) self->max_bytes * LOW_WATER; i++)
    {
      Item *item = &g_array_index (items, Item, i);

      if (g_unlink (item->path) == 0)
        self->bytes -= item->size;
    }
}

/* No fsync: what is lost with the power is decoded again, and what is torn is seen by its checksum. */
static gboolean
write_file (const char   *path,
            const Header *header,
            const guint8 *payload,
            gsize         length)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  gboolean ok;
  FILE *file;
  int fd;

  fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return FALSE;
  file = fdopen (fd, "wb");
  if (file == NULL)
    {
      close (fd);
      g_unlink (temporary);
      return FALSE;
    }
  ok = fwrite (header, sizeof *header, 1, file) == 1 && fwrite (payload, length, 1, file) == 1;
  ok = fclose (file) == 0 && ok && g_rename (temporary, path) == 0;
  if (!ok)
    g_unlink (temporary);
  return ok;
}

/**
 * reel_frame_cache_add:
 * @self: a cache
 * @key: which frame of which state of which file
 * @frame: the frame
 *
 * Keeps @frame.
 */
void
reel_frame_cache_add (ReelFrameCache *self,
                      const char     *key,
                      ReelFrame      *frame)
{
  g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 3);
  gsize length = (gsize) frame->width * frame->height * 3;
  g_autofree char *path = path_of (self, key);
  g_autofree guint8 *plain = NULL;
  g_autofree guint8 *packed = NULL;
  Header header = { MAGIC, GUINT32_TO_LE (frame->width), GUINT32_TO_LE (frame->height), 0, 0 };
  guint64 time_bits;
  gsize used;

  if (frame->width > LARGEST_EDGE || frame->height > LARGEST_EDGE)
    return;
  plain = filter (frame);
  packed = g_malloc (length + length / 100 + 1024);
  if (!run_converter (G_CONVERTER (zlib), plain, length, packed, length + length / 100 + 1024, &used))
    return;
  memcpy (&time_bits, &frame->time, sizeof time_bits);
  header.time = GUINT64_TO_LE (time_bits);
  header.length = GUINT64_TO_LE ((guint64) used);
  if (sizeof header + used > self->max_bytes || g_mkdir_with_parents (self->folder, 0700) != 0 ||
      !write_file (path, &header, packed, used))
    return;

  g_mutex_lock (&self->lock);
  self->bytes += sizeof header + used;
  if (!self->counted || self->bytes > self->max_bytes)
    sweep (self);
  g_mutex_unlock (&self->lock);
}
