/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "media/reel-start-timecode-private.h"

/*
 * Of Matroska files: a tag TIMECODE, as FFmpeg and others write it (RFC 9559, 'Tags'). The way to it is
 *
 *   EBML
 *   Segment / SeekHead / Seek   where the tags lie, as they may be behind all pictures
 *           / Tracks / TrackEntry / DefaultDuration   of the first track of pictures: how frames are counted
 *           / Tags / Tag / SimpleTag / TagName, TagString
 */

#define ID_EBML             0x1A45DFA3
#define ID_SEGMENT          0x18538067
#define ID_SEEK_HEAD        0x114D9B74
#define ID_SEEK             0x4DBB
#define ID_SEEK_ID          0x53AB
#define ID_SEEK_POSITION    0x53AC
#define ID_TRACKS           0x1654AE6B
#define ID_TRACK_ENTRY      0xAE
#define ID_TRACK_TYPE       0x83
#define ID_DEFAULT_DURATION 0x23E383
#define ID_TAGS             0x1254C367
#define ID_TAG              0x7373
#define ID_SIMPLE_TAG       0x67C8
#define ID_TAG_NAME         0x45A3
#define ID_TAG_STRING       0x4487
#define ID_CLUSTER          0x1F43B675

#define TYPE_PICTURES 1

typedef struct
{
  guint32 id;
  guint64 at, end;
} Element;

/* The element at *@at, which is moved behind it; always ahead. One without a length goes to the end of what it lies in. */
static gboolean
next_element (ReelTimecodeReader *reader,
              guint64            *at,
              guint64             end,
              Element            *element)
{
  guint8 data[12] = { 0 };
  guint id_length = 1, size_length = 1;
  guint64 size, unknown;

  if (*at >= end || !reel_timecode_reader_read_at (reader, *at, data, (gsize) MIN (end - *at, sizeof data)) || data[0] < 0x10)
    return FALSE;
  while ((data[0] & (0x80 >> (id_length - 1))) == 0)
    id_length++;
  if (data[id_length] == 0)
    return FALSE;
  while ((data[id_length] & (0x80 >> (size_length - 1))) == 0)
    size_length++;
  if (id_length + size_length > MIN (end - *at, sizeof data))
    return FALSE;
  unknown = (G_GUINT64_CONSTANT (1) << (7 * size_length)) - 1;
  size = reel_timecode_reader_number (data + id_length, size_length) & unknown;
  element->id = (guint32) reel_timecode_reader_number (data, id_length);
  element->at = *at + id_length + size_length;
  if (size == unknown)
    size = end - element->at;
  if (size > end - element->at)
    return FALSE;
  element->end = element->at + size;
  *at = element->end;
  return TRUE;
}

static gboolean
find_element (ReelTimecodeReader *reader,
              const Element      *parent,
              guint32             id,
              Element            *element)
{
  guint64 at = parent->at;

  while (next_element (reader, &at, parent->end, element))
    if (element->id == id)
      return TRUE;
  return FALSE;
}

static gboolean
read_number (ReelTimecodeReader *reader,
             const Element      *parent,
             guint32             id,
             guint64            *number)
{
  guint8 data[8];
  Element element;
  gsize length;

  if (!find_element (reader, parent, id, &element))
    return FALSE;
  length = (gsize) MIN (element.end - element.at, sizeof data);
  if (!reel_timecode_reader_read_at (reader, element.at, data, length))
    return FALSE;
  *number = reel_timecode_reader_number (data, (guint) length);
  return TRUE;
}

static gboolean
read_text (ReelTimecodeReader *reader,
           const Element      *parent,
           guint32             id,
           char                text[REEL_TIMECODE_MAX])
{
  Element element;

  memset (text, 0, REEL_TIMECODE_MAX);
  return find_element (reader, parent, id, &element) && element.end - element.at < REEL_TIMECODE_MAX &&
         reel_timecode_reader_read_at (reader, element.at, (guint8 *) text, (gsize) (element.end - element.at));
}

/* Of the first track of pictures; that of nothing in particular, where it does not say. */
static ReelTimebase
read_timebase (ReelTimecodeReader *reader,
               const Element      *tracks,
               gboolean            drop_frame)
{
  guint64 at = tracks->at, type, length;
  Element track;

  while (next_element (reader, &at, tracks->end, &track))
    if (track.id == ID_TRACK_ENTRY && read_number (reader, &track, ID_TRACK_TYPE, &type) && type == TYPE_PICTURES)
      {
        if (read_number (reader, &track, ID_DEFAULT_DURATION, &length) && length > 0 && length <= G_MAXUINT)
          return reel_timebase_new (1000000000, (guint) length, drop_frame);
        break;
      }
  return reel_timebase_new (drop_frame ? 30000 : 0, drop_frame ? 1001 : 1, drop_frame);
}

/* (transfer full) (nullable) */
static ReelStartTimecode *
read_tags (ReelTimecodeReader *reader,
           const Element      *tags,
           const Element      *tracks)
{
  guint64 at = tags->at;
  Element tag;

  while (next_element (reader, &at, tags->end, &tag))
    {
      guint64 inside = tag.at;
      Element simple;

      while (tag.id == ID_TAG && next_element (reader, &inside, tag.end, &simple))
        {
          char name[REEL_TIMECODE_MAX], text[REEL_TIMECODE_MAX];
          ReelTimebase timebase;
          gint64 frame;

          if (simple.id != ID_SIMPLE_TAG || !read_text (reader, &simple, ID_TAG_NAME, name) ||
              g_ascii_strcasecmp (name, "TIMECODE") != 0 || !read_text (reader, &simple, ID_TAG_STRING, text))
            continue;
          timebase = read_timebase (reader, tracks, strchr (text, ';') != NULL);
          if (reel_timecode_parse (&timebase, text, &frame))
            return reel_start_timecode_new (&timebase, frame);
        }
    }
  return NULL;
}

/* Where the list of what is where says that @id is; it must be so. */
static gboolean
look_up (ReelTimecodeReader *reader,
         const Element      *segment,
         const Element      *head,
         guint32             id,
         Element            *element)
{
  guint64 at = head->at, wanted, place;
  Element seek;

  while (next_element (reader, &at, head->end, &seek))
    if (seek.id == ID_SEEK && read_number (reader, &seek, ID_SEEK_ID, &wanted) && wanted == id &&
        read_number (reader, &seek, ID_SEEK_POSITION, &place) && place < segment->end - segment->at)
      {
        place += segment->at;
        return next_element (reader, &place, segment->end, element) && element->id == id;
      }
  return FALSE;
}

ReelStartTimecode *
reel_start_timecode_of_matroska (ReelTimecodeReader *reader)
{
  Element file = { .end = reader->size }, head, segment, element, tracks = { 0 }, tags = { 0 };
  ReelStartTimecode *self = NULL;
  guint64 at;

  if (!find_element (reader, &file, ID_EBML, &head) || head.at > 16 || !find_element (reader, &file, ID_SEGMENT, &segment))
    return NULL;
  at = segment.at;
  while (self == NULL && next_element (reader, &at, segment.end, &element))
    {
      if (element.id == ID_TRACKS)
        tracks = element;
      else if (element.id == ID_SEEK_HEAD && tags.end == 0)
        look_up (reader, &segment, &element, ID_TAGS, &tags);
      else if (element.id == ID_TAGS)
        self = read_tags (reader, &element, &tracks);
      else if (element.id == ID_CLUSTER)
        break; /* from here on there are thousands: what lies behind them is in the list */
    }
  if (self == NULL && tags.end > 0)
    self = read_tags (reader, &tags, &tracks);
  return self;
}
