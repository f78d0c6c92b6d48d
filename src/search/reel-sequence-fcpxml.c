/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "search/reel-sequence.h"

/*
 * Final Cut Pro's interchange format, version 1.8, which every program that reads the format understands: Apple, 'FCPXML
 * Reference'. Times are fractions of a second and multiples of a frame's duration. A clip's own time begins with the
 * timecode of its file, so `start` of an asset is that, and `start` of a clip lies within the asset.
 */

/* Where nothing is known of any picture. */
#define WIDTH 1920
#define HEIGHT 1080

typedef struct
{
  ReelTimebase timebase;
  guint width, height;
} Format;

/* The rates that `conform-rate` has names for. */
static const struct
{
  guint n, d;
  const char *name;
} source_rates[] = {
  { 24000, 1001, "23.98" }, { 24, 1, "24" }, { 25, 1, "25" },          { 30000, 1001, "29.97" }, { 30, 1, "30" },
  { 48, 1, "48" },          { 50, 1, "50" }, { 60000, 1001, "59.94" }, { 60, 1, "60" },
};

/* As an attribute, with a space before it. */
static void
add_text (GString    *xml,
          const char *name,
          const char *text)
{
  g_autofree char *plain = reel_sequence_plain_text (text);
  g_autofree char *escaped = g_markup_escape_text (plain, -1);

  g_string_append_printf (xml, " %s=\"%s\"", name, escaped);
}

static void
add_time (GString            *xml,
          const char         *name,
          gint64              frames,
          const ReelTimebase *timebase)
{
  gint64 n = frames * timebase->fps_d;

  if (n % timebase->fps_n == 0)
    g_string_append_printf (xml, " %s=\"%" G_GINT64_FORMAT "s\"", name, n / timebase->fps_n);
  else
    g_string_append_printf (xml, " %s=\"%" G_GINT64_FORMAT "/%us\"", name, n, timebase->fps_n);
}

static void
add_timecode_format (GString            *xml,
                     const ReelTimebase *timebase)
{
  g_string_append_printf (xml, " tcFormat=\"%s\"", timebase->drop_frame ? "DF" : "NDF");
}

/* The number of that format, from 1; the first one is the sequence's. */
static guint
find_format (GArray             *formats,
             const ReelTimebase *timebase,
             guint               width,
             guint               height)
{
  Format format = { *timebase, width, height };

  for (guint i = 0; i < formats->len; i++)
    {
      const Format *other = &g_array_index (formats, Format, i);

      if (reel_timebase_same_rate (&other->timebase, timebase) && other->width == width && other->height == height)
        return i + 1;
    }
  g_array_append_val (formats, format);
  return formats->len;
}

static guint
clip_format (GArray                 *formats,
             const ReelSequenceClip *clip)
{
  gboolean known = clip->width > 0 && clip->height > 0;

  return find_format (formats, &clip->timebase, known ? clip->width : WIDTH, known ? clip->height : HEIGHT);
}

/* (transfer full): the size of the first clip whose file was read */
static GArray *
make_formats (const ReelSequence *self)
{
  GArray *formats = g_array_new (FALSE, FALSE, sizeof (Format));
  guint width = WIDTH, height = HEIGHT;

  for (guint i = self->clips->len; i-- > 0;)
    {
      const ReelSequenceClip *clip = reel_sequence_get (self, i);

      if (clip->width > 0 && clip->height > 0)
        {
          width = clip->width;
          height = clip->height;
        }
    }
  find_format (formats, &self->timebase, width, height);
  for (guint i = 0; i < self->clips->len; i++)
    clip_format (formats, reel_sequence_get (self, i));
  return formats;
}

static void
add_formats (GString *xml,
             GArray  *formats)
{
  for (guint i = 0; i < formats->len; i++)
    {
      const Format *format = &g_array_index (formats, Format, i);

      g_string_append_printf (xml, "    <format id=\"r%u\" frameDuration=\"%u/%us\" width=\"%u\" height=\"%u\"/>\n", i + 1,
                              format->timebase.fps_d, format->timebase.fps_n, format->width, format->height);
    }
}

/* What the clips of a file need of it, where its length is not known. */
static gint64
media_end (const ReelSequence *self,
           guint               media)
{
  gint64 end = 1;

  for (guint i = 0; i < self->clips->len; i++)
    {
      const ReelSequenceClip *clip = reel_sequence_get (self, i);

      if (clip->media == media)
        end = MAX (end, MAX (clip->out, clip->media_length));
    }
  return end;
}

static void
add_assets (GString            *xml,
            const ReelSequence *self,
            GArray             *formats)
{
  guint next = 0;

  for (guint i = 0; i < self->clips->len; i++)
    {
      const ReelSequenceClip *clip = reel_sequence_get (self, i);

      if (clip->media < next)
        continue;
      next++;
      g_string_append_printf (xml, "    <asset id=\"a%u\"", clip->media + 1);
      add_text (xml, "name", clip->name);
      if (clip->uri != NULL)
        add_text (xml, "src", clip->uri);
      else
        {
          /* It must have one. Nobody knows where the file is; a program then asks for it, by this name. */
          g_autofree char *escaped = g_uri_escape_string (clip->name, NULL, FALSE);

          add_text (xml, "src", escaped);
        }
      add_time (xml, "start", clip->media_start, &clip->timebase);
      add_time (xml, "duration", media_end (self, clip->media), &clip->timebase);
      g_string_append_printf (xml, " hasVideo=\"1\" format=\"r%u\"", clip_format (formats, clip));
      if (clip->has_audio)
        g_string_append (xml, " hasAudio=\"1\" audioSources=\"1\"");
      g_string_append (xml, "/>\n");
    }
}

static void
add_clip (GString                *xml,
          const ReelSequence     *self,
          const ReelSequenceClip *clip,
          guint                   format)
{
  char similarity[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (xml, "            <asset-clip");
  add_text (xml, "name", clip->name);
  g_string_append_printf (xml, " ref=\"a%u\"", clip->media + 1);
  add_time (xml, "offset", clip->at, &self->timebase);
  add_time (xml, "start", clip->media_start + clip->in, &clip->timebase);
  add_time (xml, "duration", clip->length, &self->timebase);
  g_string_append_printf (xml, " format=\"r%u\"", format);
  add_timecode_format (xml, &clip->timebase);
  if (clip->has_audio)
    g_string_append (xml, " audioRole=\"dialogue\"");
  g_string_append_printf (xml, ">\n              <note>Similarity %s</note>\n",
                          g_ascii_formatd (similarity, sizeof similarity, "%.4f", clip->similarity));
  /* At its own speed, whatever the sequence's rate. */
  if (!reel_timebase_same_rate (&clip->timebase, &self->timebase))
    for (gsize i = 0; i < G_N_ELEMENTS (source_rates); i++)
      if (clip->timebase.fps_n == source_rates[i].n && clip->timebase.fps_d == source_rates[i].d)
        g_string_append_printf (xml, "              <conform-rate scaleEnabled=\"0\" srcFrameRate=\"%s\"/>\n",
                                source_rates[i].name);
  g_string_append (xml, "            </asset-clip>\n");
}

/**
 * reel_sequence_to_fcpxml:
 * @self: a sequence that was laid out
 *
 * Returns: (transfer full): the document
 */
GBytes *
reel_sequence_to_fcpxml (const ReelSequence *self)
{
  g_autoptr (GArray) formats = NULL;
  GString *xml;

  g_return_val_if_fail (self != NULL, NULL);

  formats = make_formats (self);
  xml = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE fcpxml>\n<fcpxml version=\"1.8\">\n"
                      "  <resources>\n");
  add_formats (xml, formats);
  add_assets (xml, self, formats);
  g_string_append (xml, "  </resources>\n  <library>\n    <event name=\"Reelseek\">\n      <project");
  add_text (xml, "name", self->name);
  g_string_append (xml, ">\n        <sequence format=\"r1\"");
  add_time (xml, "duration", self->length, &self->timebase);
  g_string_append (xml, " tcStart=\"0s\"");
  add_timecode_format (xml, &self->timebase);
  g_string_append (xml, ">\n          <spine>\n");
  for (guint i = 0; i < self->clips->len; i++)
    add_clip (xml, self, reel_sequence_get (self, i), clip_format (formats, reel_sequence_get (self, i)));
  g_string_append (xml, "          </spine>\n        </sequence>\n      </project>\n    </event>\n  </library>\n"
                        "</fcpxml>\n");
  return g_string_free_to_bytes (xml);
}
