/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "search/reel-sequence.h"

/*
 * An edit decision list as CMX 3600 has it: lines of ASCII in columns, cuts only, and for what it has no column, comments
 * that other programs read ('FROM CLIP NAME', 'SOURCE FILE').
 *
 * It has one rate for all, so a clip of another one is conformed: its source timecode keeps the file's own start to the
 * second, and counts on from there in frames of the list. It plays at its own speed, so there is no motion line (M2); what
 * the file's own timecode is stands in a comment.
 */

#define REEL_LENGTH 8
#define MOST_FRAMES 60
/* The first frame of the list: programmes begin at one o'clock. */
#define PROGRAMME_START "01:00:00:00"

/* Letters and digits that stay, in capitals. */
static char *
bare_name (const char *name)
{
  g_autofree char *plain = reel_sequence_plain_text (name);
  char *dot = strrchr (plain, '.');
  GString *bare = g_string_new (NULL);

  if (dot != NULL && dot != plain)
    *dot = '\0';
  for (const char *at = plain; *at != '\0' && bare->len < REEL_LENGTH; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (bare, g_ascii_toupper (*at));
  return g_string_free (bare, FALSE);
}

/* Black and the auxiliary source have names that no file may have. */
static gboolean
is_reserved (const char *reel)
{
  return *reel == '\0' || g_str_equal (reel, "BL") || g_str_equal (reel, "AX");
}

/* (transfer full) (element-type utf8): what each file would be called, were it alone */
static GPtrArray *
list_own_names (const ReelSequence *self)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->clips->len; i++)
    {
      const ReelSequenceClip *clip = reel_sequence_get (self, i);

      if (clip->media >= names->len)
        g_ptr_array_add (names, bare_name (clip->reel != NULL ? clip->reel : clip->name));
    }
  return names;
}

/* (transfer full) (element-type utf8): a name of at most eight characters for each file, no two the same. Cameras number
 * their clips at the end, so `C0001` with a 2 behind it would be another clip: what makes a name unique has an X before it,
 * and is no file's own name. */
static GPtrArray *
name_reels (const ReelSequence *self)
{
  GPtrArray *reels = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = list_own_names (self);
  g_autoptr (GHashTable) own = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  /* The last number behind each name: hundreds of files may begin alike. */
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < names->len; i++)
    g_hash_table_add (own, names->pdata[i]);
  for (guint i = 0; i < names->len; i++)
    {
      char *name = names->pdata[i];
      char *reel = g_strdup (name);
      guint n = MAX (GPOINTER_TO_UINT (g_hash_table_lookup (numbers, name)), is_reserved (name) ? 0 : 1);

      while (is_reserved (reel) || g_hash_table_contains (taken, reel) ||
             (!g_str_equal (reel, name) && g_hash_table_contains (own, reel)))
        {
          g_autofree char *number = g_strdup_printf (is_reserved (name) ? "%03u" : "X%u", ++n);

          g_free (reel);
          reel = g_strdup_printf ("%.*s%s", (int) (REEL_LENGTH - strlen (number)), is_reserved (name) ? "REEL" : name,
                                  number);
        }
      g_hash_table_insert (numbers, name, GUINT_TO_POINTER (n));
      g_hash_table_add (taken, reel);
      g_ptr_array_add (reels, reel);
    }
  return reels;
}

static void
add_comment (GString    *edl,
             const char *key,
             const char *text)
{
  g_autofree char *plain = reel_sequence_plain_text (text);

  g_string_append_printf (edl, "* %s: %s\r\n", key, plain);
}

/* Timecode has two digits for frames, and no device counts above 60: faster lists are counted at their half, or quarter. */
static ReelTimebase
choose_list_timebase (const ReelSequence *self)
{
  ReelTimebase list = self->timebase;

  while (reel_timebase_get_nominal (&list) > MOST_FRAMES)
    list = list.fps_n % 2 == 0 ? reel_timebase_new (list.fps_n / 2, list.fps_d, FALSE)
                               : reel_timebase_new (list.fps_n, list.fps_d * 2, FALSE);
  return list;
}

static void
add_source_comments (GString                *edl,
                     const ReelTimebase     *list,
                     const ReelSequenceClip *clip)
{
  char similarity[G_ASCII_DTOSTR_BUF_SIZE];

  add_comment (edl, "FROM CLIP NAME", clip->name);
  if (clip->uri != NULL)
    add_comment (edl, "SOURCE FILE", clip->uri);
  if (clip->reel != NULL)
    add_comment (edl, "SOURCE REEL", clip->reel);
  if (!reel_timebase_equal (&clip->timebase, list))
    {
      g_autofree char *in = reel_sequence_clip_dup_time (clip, clip->in);
      g_autofree char *out = reel_sequence_clip_dup_time (clip, clip->out);
      char fps[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (fps, sizeof fps, "%.6g", reel_timebase_get_fps (&clip->timebase));
      g_string_append_printf (edl, "* CONFORMED FROM %s FPS, SOURCE TIMECODE: %s %s\r\n", fps, in, out);
    }
  if (clip->missing)
    g_string_append (edl, "* SOURCE FILE WAS NOT READ: TIMES ARE NOT CHECKED\r\n");
  g_string_append_printf (edl, "* SIMILARITY: %s\r\n",
                          g_ascii_formatd (similarity, sizeof similarity, "%.4f", clip->similarity));
}

/**
 * reel_sequence_to_edl:
 * @self: a sequence that was laid out
 * @first: the first clip, from 0; the list has up to %REEL_SEQUENCE_EDL_EVENTS, as it has no numbers for more
 *
 * Returns: (transfer full): the list
 */
GBytes *
reel_sequence_to_edl (const ReelSequence *self,
                      guint               first)
{
  g_autoptr (GPtrArray) reels = NULL;
  g_autofree char *title = NULL;
  ReelTimebase list;
  GString *edl;
  gint64 record = 0;

  g_return_val_if_fail (self != NULL, NULL);

  list = choose_list_timebase (self);
  reels = name_reels (self);
  title = reel_sequence_plain_text (self->name);
  edl = g_string_new (NULL);
  if (g_utf8_strlen (title, -1) > 70)
    *g_utf8_offset_to_pointer (title, 70) = '\0';
  g_string_append_printf (edl, "TITLE: %s\r\nFCM: %s\r\n\r\n", title,
                          list.drop_frame ? "DROP FRAME" : "NON-DROP FRAME");
  reel_timecode_parse (&list, PROGRAMME_START, &record);

  for (guint i = first; i < self->clips->len && i - first < REEL_SEQUENCE_EDL_EVENTS; i++)
    {
      const ReelSequenceClip *clip = reel_sequence_get (self, i);
      gint64 length = MAX (1, reel_timebase_rescale (&list, clip->out - clip->in, &clip->timebase));
      gint64 source = reel_timebase_relabel (&list, clip->media_start, &clip->timebase) +
                      reel_timebase_rescale (&list, clip->in, &clip->timebase);
      g_autofree char *source_in = reel_timecode_format (&list, source);
      g_autofree char *source_out = reel_timecode_format (&list, source + length);
      g_autofree char *record_in = reel_timecode_format (&list, record);
      g_autofree char *record_out = reel_timecode_format (&list, record + length);

      g_string_append_printf (edl, "%03u  %-8s %-5s C        %s %s %s %s\r\n", i - first + 1,
                              (const char *) g_ptr_array_index (reels, clip->media), clip->has_audio ? "AA/V" : "V",
                              source_in, source_out, record_in, record_out);
      add_source_comments (edl, &list, clip);
      record += length;
    }
  return g_string_free_to_bytes (edl);
}
