/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "media/reel-cut-finder.h"

/*
 * Each picture is made a small grey one, and compared with the one before: the mean difference of their pixels is its score.
 * A cut is a score that is far above the last ones. The rule and its numbers are those of GStreamer's scenechange, which
 * finds the same cuts at a multiple of the cost.
 */

#define COLUMNS 160
#define ROWS 90

/* Lines that are looked at for each row. */
#define LINES 4

#define N_SCORES 4

/* Pixels that are added up at a time, by the instructions that every processor of the kind has. */
#define BLOCK 16
typedef guint8 Bytes __attribute__ ((vector_size (BLOCK)));
typedef guint16 Words __attribute__ ((vector_size (2 * BLOCK)));

typedef struct
{
  guint columns, rows;
  guint8 pixels[COLUMNS * ROWS];
} Small;

/* Where in a picture its brightness lies: luma, or green. */
typedef struct
{
  guint plane, offset, pixel_stride;
  guint shift; /* of words of 16 bits to bytes; 0 for bytes */
} Place;

struct _ReelCutFinder
{
  Small small[2];
  guint n;                 /* pictures since the start or the last cut; the present one is small[at] */
  guint at;
  double scores[N_SCORES]; /* the last ones, the latest at the end */

  GArray *sums, *line;          /* (owned) (element-type guint16, guint8): of the width of a picture */
  GstVideoConverter *converter; /* (owned) (nullable): of formats that are packed in some other way */
  GstVideoInfo from;            /* what it converts */
};

/**
 * reel_cut_finder_new:
 *
 * Returns: (transfer full): a finder for one video
 */
ReelCutFinder *
reel_cut_finder_new (void)
{
  ReelCutFinder *self = g_new0 (ReelCutFinder, 1);

  self->sums = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->line = g_array_new (FALSE, FALSE, sizeof (guint8));
  return self;
}

/**
 * reel_cut_finder_free:
 * @self: (transfer full) (nullable): a finder
 */
void
reel_cut_finder_free (ReelCutFinder *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->converter, gst_video_converter_free);
  g_array_unref (self->sums);
  g_array_unref (self->line);
  g_free (self);
}

/* Whether it can be read as it lies there. */
static gboolean
find_place (const GstVideoInfo *info,
            Place              *place)
{
  const GstVideoFormatInfo *format = info->finfo;
  guint c = GST_VIDEO_FORMAT_INFO_IS_RGB (format) ? 1 : 0;
  guint depth = GST_VIDEO_FORMAT_INFO_DEPTH (format, c), shift = GST_VIDEO_FORMAT_INFO_SHIFT (format, c);

  if ((format->flags & (GST_VIDEO_FORMAT_FLAG_COMPLEX | GST_VIDEO_FORMAT_FLAG_TILED | GST_VIDEO_FORMAT_FLAG_PALETTE)) != 0
      || !(GST_VIDEO_FORMAT_INFO_IS_YUV (format) || GST_VIDEO_FORMAT_INFO_IS_GRAY (format)
           || GST_VIDEO_FORMAT_INFO_IS_RGB (format))
      || GST_VIDEO_FORMAT_INFO_W_SUB (format, c) != 0 || GST_VIDEO_FORMAT_INFO_H_SUB (format, c) != 0)
    return FALSE;

  place->plane = GST_VIDEO_FORMAT_INFO_PLANE (format, c);
  place->offset = GST_VIDEO_FORMAT_INFO_POFFSET (format, c);
  place->pixel_stride = (guint) GST_VIDEO_FORMAT_INFO_PSTRIDE (format, c);
  place->shift = depth > 8 ? shift + depth - 8 : 0;
  if (depth == 8)
    return shift == 0 && place->pixel_stride > 0;
  return depth > 8 && depth <= 16 && shift + depth <= 16 && place->pixel_stride >= 2 && place->pixel_stride % 2 == 0
         && place->offset % 2 == 0 && (format->flags & GST_VIDEO_FORMAT_FLAG_LE) != 0 && G_BYTE_ORDER == G_LITTLE_ENDIAN;
}

/* The bytes of a line, one a pixel; gathered in @to where they do not lie so. */
static const guint8 *
read_line (const guint8 *line,
           const Place  *place,
           guint         width,
           guint8       *to)
{
  if (place->shift == 0 && place->pixel_stride == 1)
    return line;

  for (guint x = 0; x < width; x++)
    {
      guint16 word;

      if (place->shift == 0)
        to[x] = line[x * place->pixel_stride];
      else
        {
          memcpy (&word, line + x * place->pixel_stride, sizeof word);
          to[x] = (guint8) (word >> place->shift);
        }
    }
  return to;
}

static void
add_line (const guint8 *line,
          guint         width,
          guint16      *sums)
{
  guint x;

  for (x = 0; x + BLOCK <= width; x += BLOCK)
    {
      Bytes bytes;
      Words words;

      memcpy (&bytes, line + x, sizeof bytes);
      memcpy (&words, sums + x, sizeof words);
      words += __builtin_convertvector (bytes, Words);
      memcpy (sums + x, &words, sizeof words);
    }
  for (; x < width; x++)
    sums[x] = (guint16) (sums[x] + line[x]);
}

/* Fills a row of @small from some of the lines that it covers. */
static void
fill_row (ReelCutFinder *self,
          Small         *small,
          guint          row,
          GstVideoFrame *frame,
          const Place   *place)
{
  guint width = (guint) GST_VIDEO_FRAME_WIDTH (frame), height = (guint) GST_VIDEO_FRAME_HEIGHT (frame);
  guint top = row * height / small->rows, lines = (row + 1) * height / small->rows - top;
  guint n = MIN (lines, LINES);
  guint16 *sums = (guint16 *) (void *) self->sums->data;
  guint8 *to = small->pixels + row * small->columns;

  memset (sums, 0, width * sizeof *sums);
  for (guint i = 0; i < n; i++)
    {
      guint y = top + (2 * i + 1) * lines / (2 * n);
      const guint8 *line = (const guint8 *) GST_VIDEO_FRAME_PLANE_DATA (frame, place->plane) + place->offset
                           + (gssize) y * GST_VIDEO_FRAME_PLANE_STRIDE (frame, place->plane);

      add_line (read_line (line, place, width, (guint8 *) self->line->data), width, sums);
    }

  for (guint column = 0, x = 0; column < small->columns; column++)
    {
      guint end = (column + 1) * width / small->columns, count = (end - x) * n, sum = 0;

      for (; x < end; x++)
        sum += sums[x];
      to[column] = (guint8) (sum / count);
    }
}

static void
shrink (ReelCutFinder *self,
        Small         *small,
        GstVideoFrame *frame,
        const Place   *place)
{
  guint width = (guint) GST_VIDEO_FRAME_WIDTH (frame);

  g_array_set_size (self->sums, width);
  g_array_set_size (self->line, width);
  small->columns = MIN (width, COLUMNS);
  small->rows = MIN ((guint) GST_VIDEO_FRAME_HEIGHT (frame), ROWS);
  for (guint row = 0; row < small->rows; row++)
    fill_row (self, small, row, frame, place);
}

/* What is packed in a way of its own is for GStreamer. */
static void
convert (ReelCutFinder      *self,
         const GstVideoInfo *info,
         GstVideoFrame      *frame,
         Small              *small)
{
  GstVideoFrame grey;
  GstVideoInfo to;

  small->columns = (guint) MIN (info->width, COLUMNS);
  small->rows = (guint) MIN (info->height, ROWS);
  gst_video_info_set_format (&to, GST_VIDEO_FORMAT_GRAY8, small->columns, small->rows);
  if (self->converter == NULL || !gst_video_info_is_equal (&self->from, info))
    {
      g_clear_pointer (&self->converter, gst_video_converter_free);
      self->from = *info;
      self->converter = gst_video_converter_new (&self->from, &to, NULL);
    }
  if (self->converter != NULL)
    {
      GstBuffer *buffer = gst_buffer_new_allocate (NULL, to.size, NULL);

      if (gst_video_frame_map (&grey, &to, buffer, GST_MAP_READWRITE))
        {
          gst_video_converter_frame (self->converter, frame, &grey);
          for (guint row = 0; row < small->rows; row++)
            memcpy (small->pixels + row * small->columns,
                    (const guint8 *) GST_VIDEO_FRAME_PLANE_DATA (&grey, 0) + row * to.stride[0], small->columns);
          gst_video_frame_unmap (&grey);
        }
      gst_buffer_unref (buffer);
    }
}

/* Mean difference of two pictures, 0…255. */
static double
compare (const Small *a,
         const Small *b)
{
  guint n = a->columns * a->rows, sum = 0;

  for (guint i = 0; i < n; i++)
    sum += (guint) ABS (a->pixels[i] - b->pixels[i]);
  return (double) sum / n;
}

/* Whether @score is that of a cut, after those before it. */
static gboolean
is_cut (ReelCutFinder *self,
        double         score)
{
  double least = self->scores[0], most = self->scores[0], usual;

  for (guint i = 1; i < N_SCORES; i++)
    {
      least = MIN (least, self->scores[i]);
      most = MAX (most, self->scores[i]);
    }
  usual = 1.8 * most - 0.8 * least;
  return self->n > 2 && score >= 5 && score >= usual
         && ((score > 30 && score > 1.4 * self->scores[N_SCORES - 1]) || score > 2.3 * usual || score > 50);
}

/**
 * reel_cut_finder_add:
 * @self: a finder
 * @info: what the picture is like
 * @picture: the next one
 *
 * Returns: whether it is the first of a shot, by a hard cut; %FALSE for a picture that can't be read
 */
gboolean
reel_cut_finder_add (ReelCutFinder      *self,
                     const GstVideoInfo *info,
                     GstBuffer          *picture)
{
  Small *now = &self->small[1 - self->at];
  const Small *before = &self->small[self->at];
  GstVideoFrame frame;
  double score;
  Place place;

  g_return_val_if_fail (self != NULL && info != NULL && picture != NULL, FALSE);

  if (info->width < 1 || info->height < 1 || !gst_video_frame_map (&frame, info, picture, GST_MAP_READ))
    return FALSE;
  if (find_place (info, &place))
    shrink (self, now, &frame, &place);
  else
    convert (self, info, &frame, now);
  gst_video_frame_unmap (&frame);

  self->at = 1 - self->at;
  if (now->columns != before->columns || now->rows != before->rows)
    {
      self->n = 0;
      memset (self->scores, 0, sizeof self->scores);
      return FALSE;
    }

  score = compare (now, before);
  self->n++;
  if (is_cut (self, score))
    {
      self->n = 0;
      memset (self->scores, 0, sizeof self->scores);
      return TRUE;
    }
  memmove (self->scores, self->scores + 1, (N_SCORES - 1) * sizeof *self->scores);
  self->scores[N_SCORES - 1] = score;
  return FALSE;
}
