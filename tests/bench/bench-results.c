/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <gst/gst.h>
#include <stdio.h>
#include <string.h>

#include "bench-scroll.h"
#include "reel-test.h"
#include "search-double.h"
#include "search/reel-results-bar.h"
#include "search/reel-results-page.h"

/*
 * bench-results WHAT: asks a service in this process for 10,000 hits in 100 videos, and shows them on a page of results, in
 * a window of its own. Prints the figure that WHAT names, or each with its name for `all`.
 *
 *   hits         ms, from the last byte of the reply until the first page of hits is painted
 *   hits-stall   ms, the longest stall of the main loop from asking until half a second after that
 *   hits-memory  MiB, more than before they were asked for
 *   scroll       ms of processor, for a frame while the hits are scrolled, at the 95th of 100
 *   scroll-stall ms, the longest stall of the main loop meanwhile
 *   scroll-bare  as scroll, of a grid that does only what it has to
 *   cut-off      ms, from a change of the cut-off to half of the hits until that is painted
 *   group        ms, from the switch to groups until they are painted
 *
 * The service has the main loop too, and sends from it: what that takes is in the stall, and not in the time. To be run in
 * tests/session.sh.
 */

#define N_HITS 10000
#define N_VIDEOS 100
/* How often a source of the main loop is due, and for how long after the hits are there, µs. */
#define TICK 1000
#define AFTER (500 * 1000)

typedef struct
{
  const char *what;
  gint64 sent, painted; /* µs */
  gint64 last, longest; /* µs: when the source ran, and the longest time between two times */
  SearchDouble *service;
  ReelResultsPage *page;
} Bench;

static void
say (Bench      *self,
     const char *name,
     double      figure)
{
  if (g_str_equal (self->what, "all"))
    printf ("%s %f\n", name, figure);
  else if (g_str_equal (self->what, name))
    printf ("%f\n", figure);
}

static gboolean
tick_cb (gpointer data)
{
  Bench *self = data;
  gint64 now = g_get_monotonic_time ();

  self->longest = MAX (self->longest, now - self->last);
  self->last = now;
  return G_SOURCE_CONTINUE;
}

static void
sent_cb (Bench *self)
{
  self->sent = g_get_monotonic_time ();
}

static void
painted_cb (Bench *self)
{
  if (self->painted == 0 && g_list_model_get_n_items (G_LIST_MODEL (self->service->model)) > 0)
    self->painted = g_get_monotonic_time ();
}

/* MiB that the process has in memory */
static double
get_resident (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL) || (line = strstr (status, "VmRSS:")) == NULL)
    return 0;
  return (double) g_ascii_strtoull (line + strlen ("VmRSS:"), NULL, 10) / 1024;
}

static char *
make_reply (void)
{
  GString *body = g_string_new ("{\"results\": [");

  for (guint i = 0; i < N_HITS; i++)
    g_string_append_printf (body, "%s{\"video_id\": \"v%u\", \"similarity\": %.4f, \"start_time\": %u, \"end_time\": %u}",
                            i > 0 ? "," : "", i * 37 % N_VIDEOS, 0.9 - 0.00006 * i, i / N_VIDEOS * 10, i / N_VIDEOS * 10 + 4);
  g_string_append (body, "]}");
  return g_string_free (body, FALSE);
}

static void
wait_for (gint64 microseconds)
{
  gint64 end = g_get_monotonic_time () + microseconds;

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_until_painted (Bench *self)
{
  self->painted = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self->page));
  while (self->painted == 0)
    g_main_context_iteration (NULL, TRUE);
}

static GtkWidget *
find_grid (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_GRID_VIEW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_grid (child);
  return found;
}

/* In the place of the page, which comes back afterwards. */
static double
scroll_bare (Bench     *self,
             GtkWindow *window)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *grid = bench_bare_grid_new (G_LIST_MODEL (reel_results_page_get_view (self->page)));
  g_autoptr (ReelResultsPage) page = g_object_ref (self->page);
  double took;

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), grid);
  gtk_window_set_child (window, scrolled);
  wait_for (AFTER);
  took = bench_scroll (grid);
  gtk_window_set_child (window, GTK_WIDGET (page));
  wait_for (AFTER);
  return took;
}

static gboolean
is_wanted (Bench      *self,
           const char *prefix)
{
  return g_str_equal (self->what, "all") || g_str_has_prefix (self->what, prefix);
}

int
main (int   argc,
      char *argv[])
{
  Bench self = { argc == 2 ? argv[1] : "all" };
  GtkWidget *window;
  GdkFrameClock *clock;
  g_autofree char *body = NULL;
  double idle;
  gint64 start;
  guint source;
  g_autoptr (GtkCssProvider) css = NULL;

  reel_test_set_environment ();
  gst_init (NULL, NULL);
  gtk_disable_setlocale ();
  adw_init ();
  css = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (css, "/io/github/reelseek/Reelseek/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  self.service = search_double_new ();
  search_double_set_collections (self.service, "c1", "Dogs", NULL);
  for (guint i = 0; i < N_VIDEOS; i++)
    {
      g_autofree char *uri = g_strdup_printf ("file:///footage/clip %03u.mp4", i);
      g_autofree char *id = g_strdup_printf ("v%u", i);

      search_double_add_video (self.service, uri, id);
    }
  search_double_reply (self.service, "few", "{\"results\": [{\"video_id\": \"v1\", \"similarity\": 0.4}]}");
  body = make_reply ();
  search_double_reply (self.service, "many", body);
  g_signal_connect_swapped (self.service->listening->server, "request-finished", G_CALLBACK (sent_cb), &self);

  self.page = REEL_RESULTS_PAGE (reel_results_page_new ());
  reel_results_page_set_model (self.page, self.service->model);
  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 700);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (self.page));
  gtk_window_present (GTK_WINDOW (window));
  search_double_search (self.service, "few");
  wait_for (AFTER);
  clock = gtk_widget_get_frame_clock (window);
  g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (painted_cb), &self);
  idle = get_resident ();

  source = g_timeout_add_full (G_PRIORITY_HIGH, TICK / 1000, tick_cb, &self, NULL);
  reel_search_model_search (self.service->model, "nothing");
  while (reel_search_model_get_state (self.service->model) == REEL_SEARCH_STATE_SEARCHING)
    g_main_context_iteration (NULL, TRUE);
  wait_for (AFTER);
  self.last = g_get_monotonic_time ();
  self.longest = self.painted = 0;
  reel_search_model_search (self.service->model, "many");
  while (self.painted == 0)
    g_main_context_iteration (NULL, TRUE);
  say (&self, "hits", (double) (self.painted - self.sent) / 1000);
  wait_for (AFTER);
  say (&self, "hits-stall", (double) self.longest / 1000);
  say (&self, "hits-memory", get_resident () - idle);

  if (is_wanted (&self, "scroll"))
    {
      self.longest = 0;
      say (&self, "scroll", bench_scroll (find_grid (GTK_WIDGET (self.page))));
      say (&self, "scroll-stall", (double) self.longest / 1000);
    }
  if (is_wanted (&self, "scroll-bare"))
    say (&self, "scroll-bare", scroll_bare (&self, GTK_WINDOW (window)));

  start = g_get_monotonic_time ();
  reel_hit_view_set_cut_off (reel_results_page_get_view (self.page), 0.33);
  wait_until_painted (&self);
  say (&self, "cut-off", (double) (self.painted - start) / 1000);
  start = g_get_monotonic_time ();
  reel_results_page_set_grouped (self.page, TRUE);
  wait_until_painted (&self);
  say (&self, "group", (double) (self.painted - start) / 1000);

  g_source_remove (source);
  g_signal_handlers_disconnect_by_data (clock, &self);
  g_signal_handlers_disconnect_by_data (self.service->listening->server, &self);
  gtk_window_destroy (GTK_WINDOW (window));
  search_double_free (self.service);
  return 0;
}
