/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-sha256.h"
#include "reel-test.h"

/* FIPS 180-4's examples. */
static void
test_known (void)
{
  static const struct
  {
    const char *text, *sum;
  } examples[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
  };
  g_autoptr (ReelSha256) sum = reel_sha256_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      g_autofree char *text = NULL;

      reel_sha256_update (sum, examples[i].text, strlen (examples[i].text));
      text = reel_sha256_finish (sum); /* and it begins anew */
      g_assert_cmpstr (text, ==, examples[i].sum);
    }
}

/* In pieces of any length it is what GLib makes of the whole. */
static void
test_pieces (void)
{
  guint8 data[1000];

  for (gsize i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * i);
  for (gsize piece = 1; piece <= sizeof data; piece += 37)
    {
      g_autoptr (ReelSha256) sum = reel_sha256_new ();
      g_autofree char *whole = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, sizeof data);
      g_autofree char *text = NULL;

      for (gsize at = 0; at < sizeof data; at += piece)
        reel_sha256_update (sum, data + at, MIN (piece, sizeof data - at));
      text = reel_sha256_finish (sum);
      g_assert_cmpstr (text, ==, whole);
    }
}

int
main (int argc, char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/base/sha256/known", test_known);
  g_test_add_func ("/base/sha256/pieces", test_pieces);
  return g_test_run ();
}
