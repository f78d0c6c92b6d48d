/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "local/reel-wire.h"
#include "reel-test.h"

#define DIMS 3

static void
make_pair (ReelWire **one,
           ReelWire **other)
{
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, ends), ==, 0);
  *one = reel_wire_new (ends[0]);
  *other = reel_wire_new (ends[1]);
}

static ReelClip *
make_clip (void)
{
  static const float vector[DIMS] = { 0.6f, 0, -0.8f };
  static const float likeness[] = { 0, 1 };
  const ReelTag tag = { "shot_size", "wide", 0.75 };
  ReelClip *clip = g_new0 (ReelClip, 1);

  clip->start = 1.5;
  clip->end = 7.5;
  clip->vector = g_memdup2 (vector, sizeof vector);
  clip->likeness = g_memdup2 (likeness, sizeof likeness);
  clip->written = g_strdup ("STOP");
  clip->tags = g_array_new (FALSE, FALSE, sizeof (ReelTag));
  g_array_append_val (clip->tags, tag);
  return clip;
}

/* As it arrives on the other side. */
static ReelWireMessage *
copy_message (const ReelWireMessage *message,
              gsize                  size)
{
  gsize all;
  const guint8 *bytes = reel_wire_message_get_bytes (message, &all);

  g_assert_cmpuint (size, <=, all);
  return reel_wire_message_new_read (reel_wire_message_get_type (message), bytes, size);
}

static void
test_values (void)
{
  g_autoptr (ReelWire) one = NULL;
  g_autoptr (ReelWire) other = NULL;
  g_autoptr (ReelWireMessage) sent = reel_wire_message_new (REEL_WIRE_WORK);
  g_autoptr (ReelWireMessage) empty = reel_wire_message_new (REEL_WIRE_ALIVE);
  g_autoptr (ReelWireMessage) first = NULL;
  g_autoptr (ReelWireMessage) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint32 small;
  guint64 large;
  double number;

  make_pair (&one, &other);
  reel_wire_message_put_u32 (sent, 0xfedcba98);
  reel_wire_message_put_u64 (sent, G_GUINT64_CONSTANT (0x123456789abcdef0));
  reel_wire_message_put_double (sent, -1.25);
  reel_wire_message_put_text (sent, "Lärm");
  g_assert_true (reel_wire_send (one, sent, &error));
  g_assert_true (reel_wire_send (one, empty, &error));

  first = reel_wire_receive (other, G_USEC_PER_SEC, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reel_wire_message_get_type (first), ==, REEL_WIRE_WORK);
  g_assert_true (reel_wire_message_get_u32 (first, &small));
  g_assert_cmphex (small, ==, 0xfedcba98);
  g_assert_true (reel_wire_message_get_u64 (first, &large));
  g_assert_cmphex (large, ==, G_GUINT64_CONSTANT (0x123456789abcdef0));
  g_assert_true (reel_wire_message_get_double (first, &number));
  g_assert_cmpfloat (number, ==, -1.25);
  text = reel_wire_message_get_text (first);
  g_assert_cmpstr (text, ==, "Lärm");
  g_assert_false (reel_wire_message_get_u32 (first, &small));

  second = reel_wire_receive (other, G_USEC_PER_SEC, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reel_wire_message_get_type (second), ==, REEL_WIRE_ALIVE);
}

static void
test_clip (void)
{
  g_autoptr (ReelClip) clip = make_clip ();
  g_autoptr (ReelClip) got = NULL;
  g_autoptr (ReelWireMessage) message = reel_wire_message_new (REEL_WIRE_CLIP);
  g_autoptr (ReelWireMessage) whole = NULL;
  g_autoptr (ReelWireMessage) other_dims = NULL;
  gsize size;

  reel_wire_message_put_clip (message, clip, DIMS, 2);
  reel_wire_message_get_bytes (message, &size);
  whole = copy_message (message, size);
  got = reel_wire_message_get_clip (whole, DIMS, 2);
  g_assert_nonnull (got);
  g_assert_cmpfloat (got->start, ==, 1.5);
  g_assert_cmpfloat (got->end, ==, 7.5);
  g_assert_cmpmem (got->vector, DIMS * sizeof (float), clip->vector, DIMS * sizeof (float));
  g_assert_cmpmem (got->likeness, 2 * sizeof (float), clip->likeness, 2 * sizeof (float));
  g_assert_cmpstr (got->written, ==, "STOP");
  g_assert_cmpuint (got->tags->len, ==, 1);
  g_assert_cmpstr (g_array_index (got->tags, ReelTag, 0).category, ==, "shot_size");
  g_assert_cmpstr (g_array_index (got->tags, ReelTag, 0).value, ==, "wide");
  g_assert_cmpfloat (g_array_index (got->tags, ReelTag, 0).confidence, ==, 0.75);

  other_dims = copy_message (message, size);
  g_assert_null (reel_wire_message_get_clip (other_dims, DIMS + 1, 2));

  /* Cut anywhere, it is none. */
  for (gsize cut = 0; cut < size; cut++)
    {
      g_autoptr (ReelWireMessage) part = copy_message (message, cut);

      g_assert_null (reel_wire_message_get_clip (part, DIMS, 2));
    }
}

/* Clips that no engine makes. */
static void
test_nonsense (void)
{
  for (guint i = 0; i < 11; i++)
    {
      g_autoptr (ReelClip) clip = make_clip ();
      g_autoptr (ReelWireMessage) message = reel_wire_message_new (REEL_WIRE_CLIP);
      ReelTag *tag = &g_array_index (clip->tags, ReelTag, 0);
      g_autofree char *long_word = g_strnfill (1000, 'a');

      switch (i)
        {
        case 0: clip->start = -1; break;
        case 1: clip->end = clip->start; break;
        case 2: clip->end = 8; break;
        case 3: clip->start = NAN; break;
        case 4: clip->end = INFINITY; break;
        case 5: clip->vector[1] = NAN; break;
        case 6: clip->vector[1] = 5; break;
        case 7: tag->confidence = 2; break;
        case 8: tag->value = long_word; break;
        case 9: tag->category = "\xff\xfe"; break;
        case 10: clip->likeness[0] = 3; break;
        default: g_assert_not_reached ();
        }
      reel_wire_message_put_clip (message, clip, DIMS, 2);
      g_test_message ("%u", i);
      g_assert_null (reel_wire_message_get_clip (message, DIMS, 2));
    }
}

static void
send_bytes (int         fd,
            const void *bytes,
            gsize       size)
{
  g_assert_cmpint (write (fd, bytes, size), ==, (gssize) size);
}

/* What comes in pieces, too long, too late, not at all. */
static void
test_stream (void)
{
  static const guint8 progress[] = { 8, 0, 0, 0, REEL_WIRE_PROGRESS, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f };
  static const guint8 huge[] = { 0xff, 0xff, 0xff, 0xff, REEL_WIRE_CLIP };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ReelWire) wire = NULL;
  g_autoptr (ReelWireMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  double value;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, ends), ==, 0);
  wire = reel_wire_new (ends[0]);

  for (gsize i = 0; i < sizeof progress; i++)
    {
      g_assert_null (reel_wire_receive (wire, 0, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
      g_clear_error (&error);
      send_bytes (ends[1], progress + i, 1);
    }
  message = reel_wire_receive (wire, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (reel_wire_message_get_double (message, &value));
  g_assert_cmpfloat (value, ==, 0.5);

  g_cancellable_cancel (cancellable);
  g_assert_null (reel_wire_receive (wire, -1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  send_bytes (ends[1], huge, sizeof huge);
  g_assert_null (reel_wire_receive (wire, -1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_clear_error (&error);
  close (ends[1]);
}

static void
test_gone (void)
{
  g_autoptr (ReelWire) one = NULL;
  ReelWire *other;
  g_autoptr (GError) error = NULL;

  make_pair (&one, &other);
  reel_wire_free (other);
  g_assert_null (reel_wire_receive (one, -1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/wire/values", test_values);
  g_test_add_func ("/wire/clip", test_clip);
  g_test_add_func ("/wire/nonsense", test_nonsense);
  g_test_add_func ("/wire/stream", test_stream);
  g_test_add_func ("/wire/gone", test_gone);
  return g_test_run ();
}
