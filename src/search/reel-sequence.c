/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "search/reel-sequence.h"

/* Seconds: times of hits come rounded to milliseconds, and a frame that begins half of one later was meant. */
#define TOLERANCE 0.0006

/**
 * reel_sequence_new:
 * @name: what it is called; any text
 * @handles: seconds that each clip gets before and after; below 0 counts as 0
 *
 * Returns: (transfer full): an empty sequence
 */
ReelSequence *
reel_sequence_new (const char *name,
                   double      handles)
{
  ReelSequence *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (ReelSequence, 1);
  self->name = g_strdup (name);
  self->handles = isfinite (handles) ? MAX (handles, 0.0) : 0.0;
  self->clips = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_sequence_clip_free);
  self->timebase = reel_timebase_new (0, 1, FALSE);
  return self;
}

/**
 * reel_sequence_free:
 * @self: (transfer full): a sequence
 */
void
reel_sequence_free (ReelSequence *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_ptr_array_unref (self->clips);
  g_free (self);
}

/**
 * reel_sequence_take:
 * @self: a sequence
 * @clip: (transfer full): what comes next in it
 */
void
reel_sequence_take (ReelSequence     *self,
                    ReelSequenceClip *clip)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (clip != NULL);

  g_ptr_array_add (self->clips, clip);
}

/**
 * reel_sequence_get:
 * @self: a sequence
 * @position: which clip, from 0
 *
 * Returns: (transfer none): the clip
 */
const ReelSequenceClip *
reel_sequence_get (const ReelSequence *self,
                   guint               position)
{
  g_return_val_if_fail (self != NULL && position < self->clips->len, NULL);
  return g_ptr_array_index (self->clips, position);
}

/*
 * The rate that the file's frames count at: its own, where programs for editing have it, or a multiple of it. Anything else
 * is the mean of a rate that varies, or nothing that those programs take: then the nearest that they have.
 */
static void
choose_clip_timebase (ReelSequenceClip *clip)
{
  const gboolean drop = clip->has_start && clip->start_timebase.drop_frame;
  ReelTimebase own = reel_timebase_new (clip->fps_n, clip->fps_d, drop);
  ReelTimebase editing = reel_timebase_for_editing (own.fps_n, own.fps_d, drop);
  double times = reel_timebase_get_fps (&editing) / reel_timebase_get_fps (&own);

  clip->unusual = clip->fps_n == 0 || times < 1 - 1e-4 || fabs (times - round (times)) > 1e-4;
  if (!clip->unusual)
    clip->timebase = own;
  else if (clip->fps_n == 0 && clip->has_start)
    clip->timebase = clip->start_timebase;
  else
    clip->timebase = editing;
}

/* Encoders of sound put a moment in front, which is no lead. */
static gint64
frames_of_lead (const ReelSequenceClip *clip)
{
  double frames = clip->lead * reel_timebase_get_fps (&clip->timebase);

  return frames >= 1.5 ? llround (frames) : 0;
}

/* The file's frames, and those of the clip. */
static void
count_frames (ReelSequenceClip *clip,
              double            handles)
{
  double start = clip->has_times ? clip->start : 0;
  double end = clip->has_times ? MAX (clip->end, clip->start) : clip->duration;
  gint64 lead;

  choose_clip_timebase (clip);
  lead = frames_of_lead (clip);
  clip->media_start = 0;
  if (clip->has_start)
    clip->media_start = reel_timebase_relabel (&clip->timebase, clip->start_frame, &clip->start_timebase) - lead;
  clip->media_length = clip->duration > 0
                         ? MAX (1, reel_timebase_frame_at (&clip->timebase, clip->duration,
                                                           0.5 / reel_timebase_get_fps (&clip->timebase)))
                         : 0;

  if (clip->has_times)
    {
      start = MAX (start - handles, 0.0);
      end += handles;
    }
  clip->in = MAX (0, reel_timebase_frame_at (&clip->timebase, start, TOLERANCE));
  clip->out = reel_timebase_frame_after (&clip->timebase, end, TOLERANCE);
  clip->cut_off = FALSE;
  if (clip->exact && clip->media_length > 0)
    {
      /* Services round: a frame more or less is no news, and handles are as long as the file allows. */
      clip->cut_off = clip->has_times && reel_timebase_frame_after (&clip->timebase, clip->end, TOLERANCE) >
                                           clip->media_length + 1;
      clip->in = MIN (clip->in, clip->media_length - 1);
      clip->out = MIN (clip->out, clip->media_length);
    }
  clip->out = MAX (clip->out, clip->in + 1);
  clip->media_length = MAX (clip->media_length, clip->media_length > 0 ? clip->out : 0);
  /* Other programs count from where the file begins, be it with sound. */
  clip->in += lead;
  clip->out += lead;
  clip->media_length += clip->media_length > 0 ? lead : 0;
}

/* Numbers the files: by where they are, or where nobody knows that, by their name. */
static void
number_media (ReelSequence *self)
{
  g_autoptr (GHashTable) media = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->n_media = 0;
  for (guint i = 0; i < self->clips->len; i++)
    {
      ReelSequenceClip *clip = g_ptr_array_index (self->clips, i);
      g_autofree char *key = g_strconcat (clip->uri != NULL ? "u" : "n", clip->uri != NULL ? clip->uri : clip->name, NULL);
      gpointer number;

      if (!g_hash_table_lookup_extended (media, key, NULL, &number))
        {
          number = GUINT_TO_POINTER (self->n_media++);
          g_hash_table_insert (media, g_steal_pointer (&key), number);
        }
      clip->media = GPOINTER_TO_UINT (number);
    }
}

/* The rate, and way of counting, of most clips; of several as many, the first's. */
static ReelTimebase
choose_timebase (ReelSequence *self)
{
  ReelTimebase best = reel_timebase_new (0, 1, FALSE);
  guint most = 0;
  g_autoptr (GArray) counts = g_array_new (FALSE, TRUE, sizeof (guint));
  g_autoptr (GArray) bases = g_array_new (FALSE, FALSE, sizeof (ReelTimebase));

  for (guint i = 0; i < self->clips->len; i++)
    {
      const ReelTimebase *own = &reel_sequence_get (self, i)->timebase;
      ReelTimebase timebase = reel_timebase_for_editing (own->fps_n, own->fps_d, own->drop_frame);
      guint k = 0;

      while (k < bases->len && !reel_timebase_equal (&g_array_index (bases, ReelTimebase, k), &timebase))
        k++;
      if (k == bases->len)
        {
          g_array_append_val (bases, timebase);
          g_array_set_size (counts, k + 1);
        }
      g_array_index (counts, guint, k)++;
    }
  for (guint k = 0; k < bases->len; k++)
    if (g_array_index (counts, guint, k) > most)
      {
        most = g_array_index (counts, guint, k);
        best = g_array_index (bases, ReelTimebase, k);
      }
  return best;
}

/**
 * reel_sequence_lay_out:
 * @self: a sequence with all its clips
 *
 * Works out rates, frames and places. An unknown rate counts as the one of the file's timecode, else as
 * %REEL_TIMEBASE_NOMINAL_FPS, one that nobody edits at as the nearest usual one; a clip of a point, or of a file of unknown
 * length, has one frame at the least.
 */
void
reel_sequence_lay_out (ReelSequence *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->clips->len; i++)
    count_frames (g_ptr_array_index (self->clips, i), self->handles);
  number_media (self);
  self->timebase = choose_timebase (self);
  self->length = 0;
  for (guint i = 0; i < self->clips->len; i++)
    {
      ReelSequenceClip *clip = g_ptr_array_index (self->clips, i);

      clip->at = self->length;
      clip->length = MAX (1, reel_timebase_rescale (&self->timebase, clip->out - clip->in, &clip->timebase));
      self->length += clip->length;
    }
}

/* What would break a line, hide itself, or turn around what comes after it. */
static gboolean
is_treacherous (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

/**
 * reel_sequence_plain_text:
 * @text: any bytes
 *
 * What comes from strangers, as one line: valid UTF-8 without control characters, line ends, and the characters that change
 * the direction of what follows (they let a name look like another). An address has none of them: they are escaped there.
 *
 * Returns: (transfer full): text; each run of such characters has become a space
 */
char *
reel_sequence_plain_text (const char *text)
{
  g_autofree char *valid = NULL;
  GString *plain;
  gboolean space = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  plain = g_string_new (NULL);
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (is_treacherous (c))
        {
          space = TRUE;
          continue;
        }
      if (space && plain->len > 0 && c != ' ')
        g_string_append_c (plain, ' ');
      space = FALSE;
      g_string_append_unichar (plain, c);
    }
  return g_string_free (plain, FALSE);
}
