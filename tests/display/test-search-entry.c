/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reel-test.h"
#include "search-double.h"
#include "search/reel-search-bar.h"
#include "stage.h"

static void
asked (GPtrArray  *texts,
       const char *text)
{
  g_ptr_array_add (texts, g_strdup (text));
}

/* What was pasted out of a text is one line; what is too long is refused below the entry, with all of it still there; and
 * what was asked before makes nothing wider. */
static void
test_pasted (void)
{
  SearchDouble *service = search_double_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  ReelSearchBar *bar = REEL_SEARCH_BAR (reel_search_bar_new ());
  g_autofree char *longer = g_strnfill (10000, 'x');
  g_autofree char *wide = g_strnfill (1500, 'w');
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *entry, *list;
  Stage *stage;

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bar));
  reel_search_bar_set_model (bar, service->model);
  g_signal_connect_swapped (bar, "search", G_CALLBACK (asked), texts);
  reel_catalogue_add_search (service->catalogue, "p", NULL, wide);
  reel_catalogue_add_search (service->catalogue, "p", NULL, "red car");
  stage = stage_new (box, 360, 300);
  entry = stage_find (GTK_WIDGET (bar), GTK_TYPE_ENTRY, "Search clips");

  reel_search_bar_begin (bar);
  reel_test_wait (stage_sees (GTK_WIDGET (bar), "red car"));
  list = stage_find (GTK_WIDGET (bar), GTK_TYPE_LIST_BOX, NULL);
  reel_test_wait (gtk_widget_get_width (list) > 0);
  g_assert_cmpint (gtk_widget_get_width (list), <=, 360);
  stage_look (stage, "entry-recent");

  gtk_editable_set_text (GTK_EDITABLE (entry), "a dog\r\nin the\tpark\n");
  reel_search_bar_begin (bar);
  stage_press (stage, "Return");
  reel_test_wait (texts->len == 1);
  g_assert_cmpstr (texts->pdata[0], ==, "a dog in the park");

  gtk_editable_set_text (GTK_EDITABLE (entry), longer);
  reel_search_bar_begin (bar);
  stage_press (stage, "Return");
  reel_test_wait (stage_sees (GTK_WIDGET (bar), "A question of 10000 characters is too long: 2000 are the most. Shorten it."));
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_cmpstr (reel_search_bar_get_text (bar), ==, longer);
  g_assert_cmpuint (texts->len, ==, 1);
  stage_look (stage, "entry-refused");

  gtk_editable_set_text (GTK_EDITABLE (entry), "a dog");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  g_assert_false (stage_sees (GTK_WIDGET (bar), "A question of 10000 characters is too long: 2000 are the most. Shorten it."));
  stage_press (stage, "Return");
  reel_test_wait (texts->len == 2);

  stage_free (stage);
  search_double_free (service);
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add_func ("/search/entry/pasted", test_pasted);
  return g_test_run ();
}
