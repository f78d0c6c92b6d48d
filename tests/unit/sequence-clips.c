/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sequence-clips.h"

ReelSequenceClip *
sequence_clip_new (const char *uri,
                   const char *name,
                   guint       fps_n,
                   guint       fps_d,
                   double      duration,
                   const char *start)
{
  ReelSequenceClip *clip = reel_sequence_clip_new (uri, name);

  clip->fps_n = fps_n;
  clip->fps_d = fps_d;
  clip->duration = duration;
  clip->exact = duration > 0;
  clip->has_audio = TRUE;
  clip->width = 1920;
  clip->height = 1080;
  if (start != NULL)
    {
      clip->has_start = TRUE;
      clip->start_timebase = reel_timebase_new (fps_n, fps_d, strchr (start, ';') != NULL);
      g_assert_true (reel_timecode_parse (&clip->start_timebase, start, &clip->start_frame));
    }
  return clip;
}

void
sequence_clip_hit (ReelSequenceClip *clip,
                   double            start,
                   double            end,
                   double            similarity)
{
  clip->has_times = TRUE;
  clip->start = start;
  clip->end = end;
  clip->similarity = similarity;
}

ReelSequence *
sequence_new_three (void)
{
  ReelSequence *sequence = reel_sequence_new ("red car", 0);
  ReelSequenceClip *a = sequence_clip_new ("file:///footage/a.mov", "a.mov", 30000, 1001, 60.06, "10:00:00;00");
  ReelSequenceClip *b = sequence_clip_new ("file:///footage/b%20%26.mp4", "b <&>.mp4", 25, 1, 8, NULL);
  ReelSequenceClip *c = sequence_clip_new (NULL, "a (2).mov", 30000, 1001, 60.06, "00:00:59;28");

  /* The service rounds to milliseconds: 2.002 and 4.004 are frames 60 and 120; 0.133 is what 4 frames take. */
  a->reel = g_strdup ("A001C003_XYZ");
  sequence_clip_hit (a, 2.002, 4.004, 0.8712);
  sequence_clip_hit (b, 1, 3, -0.25);
  b->has_audio = FALSE;
  b->width = 1280;
  b->height = 720;
  sequence_clip_hit (c, 0, 0.133, 0.5);
  reel_sequence_take (sequence, a);
  reel_sequence_take (sequence, b);
  reel_sequence_take (sequence, c);
  reel_sequence_lay_out (sequence);
  return sequence;
}

ReelSequence *
sequence_new_hostile (void)
{
  static const char * const names[] = {
    "=HYPERLINK(\"http://x\")", "+1", "-2+3", "@SUM(A1)", " =1", "\t=1", "a\r\n002  X  V  C\nb", "\"quoted\", name",
    "]]><clip a='b'>&amp;", "\xe2\x80\xaegpj.exe", "\xff\xfe.mov", "\x01\x1f\x7f\xc2\x85", "", "\\n;#=[CHAPTER]",
    "\xe5\xbd\xb1\xe7\x89\x87.mp4", "AX.mov", "BL.mov", "\xef\xbf\xbf\xe2\x80\xa8x",
  };
  ReelSequence *sequence = reel_sequence_new ("\"]]>\n\xe2\x80\xae=<&>\xff", 0);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *uri = g_strdup_printf ("file:///%%FF%%22%%0A/'&%u", (guint) i);
      ReelSequenceClip *clip = sequence_clip_new (i % 2 == 0 ? uri : NULL, names[i], 25, 1, 10, NULL);

      clip->reel = i % 3 == 0 ? g_strdup (names[i]) : NULL;
      sequence_clip_hit (clip, 1, 2, 0.5);
      reel_sequence_take (sequence, clip);
    }
  reel_sequence_lay_out (sequence);
  return sequence;
}

char *
sequence_text (GBytes *bytes)
{
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}
