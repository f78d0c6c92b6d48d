/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-orientation.h"

/* What a header claims beyond that is a broken header. */
#define LARGEST_EDGE 65535

/**
 * reel_orientation_from_tags:
 * @self: (out): left alone where there is no such tag
 * @tags: (nullable): tags of a stream or of a file
 *
 * Reads GST_TAG_IMAGE_ORIENTATION: `rotate-90` and the like, `flip-` in front of it for mirrored pictures.
 *
 * Returns: whether @tags say something about the orientation
 */
gboolean
reel_orientation_from_tags (ReelOrientation  *self,
                            const GstTagList *tags)
{
  static const char *const names[] = { "rotate-0", "rotate-90", "rotate-180", "rotate-270" };
  const char *text;
  gboolean mirrored;

  g_return_val_if_fail (self != NULL, FALSE);

  if (tags == NULL || !gst_tag_list_peek_string_index (tags, GST_TAG_IMAGE_ORIENTATION, 0, &text))
    return FALSE;
  mirrored = g_str_has_prefix (text, "flip-");
  if (mirrored)
    text += strlen ("flip-");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (text, names[i]) == 0)
      {
        self->turns = i;
        self->mirrored = mirrored;
        return TRUE;
      }
  return FALSE;
}

/**
 * reel_orientation_size:
 * @self: an orientation
 * @width: pixels as coded
 * @height: pixels as coded
 * @par_n: numerator of a pixel's width to height; 0 or less where unknown
 * @par_d: denominator
 * @shown_width: (out): square pixels, upright
 * @shown_height: (out): square pixels, upright
 *
 * The size that a picture is shown at. Lines are kept and widths stretched, as players do. What no picture can have gives 0.
 */
void
reel_orientation_size (ReelOrientation self,
                       guint           width,
                       guint           height,
                       int             par_n,
                       int             par_d,
                       guint          *shown_width,
                       guint          *shown_height)
{
  guint64 wide = width;

  if (par_n > 0 && par_d > 0)
    wide = gst_util_uint64_scale_round (width, (guint64) par_n, (guint64) par_d);
  if (wide == 0 || wide > LARGEST_EDGE || height == 0 || height > LARGEST_EDGE)
    wide = height = 0;
  *shown_width = self.turns % 2 == 0 ? (guint) wide : height;
  *shown_height = self.turns % 2 == 0 ? height : (guint) wide;
}

/**
 * reel_orientation_apply:
 * @self: an orientation
 * @source: pixels, 4 bytes each
 * @source_stride: bytes from one line of @source to the next
 * @width: pixels of @source
 * @height: pixels of @source
 * @target: room for @width × @height pixels without padding; with an odd number of turns its lines are @height long
 *
 * Makes a picture upright.
 */
void
reel_orientation_apply (ReelOrientation self,
                        const guint32  *source,
                        gsize           source_stride,
                        guint           width,
                        guint           height,
                        guint32        *target)
{
  for (guint y = 0; y < height; y++)
    {
      const guint32 *line = (const guint32 *) (gconstpointer) ((const guint8 *) source + source_stride * y);

      for (guint i = 0; i < width; i++)
        {
          guint x = self.mirrored ? width - 1 - i : i;
          gsize at;

          switch (self.turns % 4)
            {
            case 0:
              at = (gsize) y * width + x;
              break;
            case 1:
              at = (gsize) x * height + (height - 1 - y);
              break;
            case 2:
              at = (gsize) (height - 1 - y) * width + (width - 1 - x);
              break;
            default:
              at = (gsize) (width - 1 - x) * height + y;
              break;
            }
          target[at] = line[i];
        }
    }
}
