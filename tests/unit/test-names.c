/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/reel-file-name.h"
#include "reel-test.h"
#include "search/reel-query-text.h"

static void
test_fit (void)
{
  g_autofree char *latin = g_strnfill (300, 'x');
  g_autofree char *short_name = reel_file_name_fit ("a.b", " 0.02 – 0.04.mp4");
  g_autofree char *long_name = reel_file_name_fit (latin, " 0.02 – 0.04.mp4");
  g_autofree char *tail_only = reel_file_name_fit ("a", latin);
  g_autofree char *wide_name = NULL;
  GString *wide = g_string_new (NULL);

  g_assert_cmpstr (short_name, ==, "a.b 0.02 – 0.04.mp4");
  g_assert_cmpuint (strlen (long_name), ==, 255);
  g_assert_true (g_str_has_suffix (long_name, "x 0.02 – 0.04.mp4"));
  g_assert_cmpstr (tail_only, ==, latin);
  for (guint i = 0; i < 84; i++)
    g_string_append (wide, "影");
  wide_name = reel_file_name_fit (wide->str, " 0.02 – 0.04.webm");
  g_assert_cmpuint (strlen (wide_name), <=, 255);
  g_assert_cmpuint (strlen (wide_name), >=, 252);
  g_assert_true (g_utf8_validate (wide_name, -1, NULL));
  g_assert_true (g_str_has_suffix (wide_name, "影 0.02 – 0.04.webm"));
  g_string_free (wide, TRUE);
}

static void
test_query (void)
{
  static const struct
  {
    const char *text, *clean;
  } cases[] = {
    { " a dog ", "a dog" },
    { "a dog\nin the park", "a dog in the park" },
    { "a dog\r\n\r\n  in\tthe park\n", "a dog  in the park" },
    { "\n", "" },
    { "zwei\xe2\x80\xa8Zeilen", "zwei Zeilen" },
    { "bad \xff byte", "bad \xef\xbf\xbd byte" },
  };
  g_autofree char *longest = g_strnfill (REEL_QUERY_TEXT_LONGEST, 'x');
  g_autofree char *longer = g_strnfill (10000, 'x');
  g_autofree char *refusal = reel_query_text_dup_refusal (longer);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = reel_query_text_clean (cases[i].text);

      g_assert_cmpstr (clean, ==, cases[i].clean);
    }
  g_assert_null (reel_query_text_dup_refusal (longest));
  g_assert_cmpstr (refusal, ==, "A question of 10000 characters is too long: 2000 are the most. Shorten it.");
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/names/fit", test_fit);
  g_test_add_func ("/names/query", test_query);
  return g_test_run ();
}
