/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-h264.h"

/* Of ITU-T H.264 only the first byte of each NAL unit (7.3.1), and where one ends: by its length, or at a start code (B.1). */

#define LAST_SLICE 5

/**
 * reel_h264_length_size:
 * @codec_data: (array length=size): an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1)
 * @size: bytes
 *
 * Returns: of how many bytes the length before each NAL unit is, 1…4; 0 for a record that is none
 */
guint
reel_h264_length_size (const guint8 *codec_data,
                       gsize         size)
{
  return size >= 7 && codec_data[0] == 1 ? (codec_data[4] & 3u) + 1 : 0;
}

/* The size of the NAL unit at @data, with what lies behind it until the next; 0 where there is none. */
static gsize
next_unit (const guint8 *data,
           gsize         size,
           guint         length_size,
           gsize        *header)
{
  gsize length = 0, end;

  if (length_size > 0)
    {
      if (size <= length_size)
        return 0;
      for (guint i = 0; i < length_size; i++)
        length = length << 8 | data[i];
      *header = length_size;
      return length > 0 && length <= size - length_size ? length + length_size : 0;
    }
  for (*header = 0; *header + 3 < size; (*header)++)
    if (data[*header] == 0 && data[*header + 1] == 0 && data[*header + 2] == 1)
      break;
  *header += 3;
  if (*header >= size)
    return 0;
  for (end = *header; end + 3 < size; end++)
    if (data[end] == 0 && data[end + 1] == 0 && data[end + 2] == 1)
      return end;
  return size;
}

/**
 * reel_h264_is_droppable:
 * @data: (array length=size): a picture, coded
 * @size: bytes
 * @length_size: of how many bytes the length before each NAL unit is; 0 for start codes
 *
 * Returns: whether no other picture is made from this one; %FALSE for what can't be told
 */
gboolean
reel_h264_is_droppable (const guint8 *data,
                        gsize         size,
                        guint         length_size)
{
  gboolean slice = FALSE;

  while (size > 0)
    {
      gsize header, unit = next_unit (data, size, length_size, &header);

      if (unit == 0)
        return length_size == 0 && slice;
      if ((data[header] & 0x1f) >= 1 && (data[header] & 0x1f) <= LAST_SLICE)
        {
          /* Of two fields one may be referred to. */
          if ((data[header] & 0x60) != 0)
            return FALSE;
          slice = TRUE;
        }
      data += unit;
      size -= unit;
    }
  return slice;
}
