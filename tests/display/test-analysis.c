/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "analysis-double.h"
#include "analysis/reel-analysis-page.h"
#include "reel-test.h"
#include "stage.h"
#include "widgets/reel-vector-plot.h"

#define ADDRESS "https://example.org/footage/take 3.mp4?x=1"
#define TAGS                                                                                                     \
  "{\"tags\": {\"shot_size\": [\"close-up\", \"medium\"], \"unheard_of\": [\"one\", \"two\", \"three\","         \
  " \"a-tag-without-end-that-is-far-too-long-for-any-line-of-a-narrow-window\"], \"\": [\"loose\"]}, \"n\": 1.50}"
#define VECTORS "{\"embeddings\": [[0.6, -0.8, 0], [0, 0, 1, 2]]}"

typedef struct
{
  AnalysisDouble *service;
  ReelAnalysisPage *page; /* (borrowed): the stage has it */
  GtkWidget *root;        /* (borrowed): the same */
  Stage *stage;
  guint refused, taken;
} Fixture;

static void
count (guint *n)
{
  (*n)++;
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->service = analysis_double_new ();
  analysis_double_reply (f->service, ANALYSIS_TAGS, TAGS);
  analysis_double_reply (f->service, ANALYSIS_VIDEO, VECTORS);
  f->root = reel_analysis_page_new ();
  f->page = REEL_ANALYSIS_PAGE (f->root);
  g_signal_connect_swapped (f->page, "file-refused", G_CALLBACK (count), &f->refused);
  g_signal_connect_swapped (f->page, "file-taken", G_CALLBACK (count), &f->taken);
  f->stage = stage_new (f->root, 560, 780);
  reel_analysis_page_set_client (f->page, f->service->client);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  stage_free (f->stage);
  analysis_double_free (f->service);
}

static GtkWidget *
find (Fixture    *f,
      GType       type,
      const char *name)
{
  GtkWidget *found = NULL;

  reel_test_wait ((found = stage_find (f->root, type, name)) != NULL);
  return found;
}

static GtkWidget *
find_button (GtkWidget  *root,
             const char *label)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), label) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
press_button (Fixture    *f,
              const char *label)
{
  GtkWidget *button = NULL;

  reel_test_wait ((button = find_button (f->root, label)) != NULL);
  g_assert_true (gtk_widget_get_sensitive (button));
  stage_click (f->stage, button, 1);
}

static void
type_address (Fixture    *f,
              const char *address)
{
  GtkWidget *entry = find (f, GTK_TYPE_ENTRY, "Address of a video");

  gtk_widget_grab_focus (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), address);
}

static gboolean
is_running (Fixture *f)
{
  return reel_video_analysis_get_running (reel_analysis_page_get_analysis (f->page));
}

static void
analyse (Fixture    *f,
         const char *address)
{
  type_address (f, address);
  stage_press (f->stage, "Return");
  reel_test_wait (is_running (f) || find_button (f->root, "Copy") != NULL);
  reel_test_wait (!is_running (f));
}

/* As from a file manager. */
static void
drop_file (Fixture *f)
{
  g_autofree char *path = reel_test_sample ("tree.avi");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (f->root);
  GSList files = { file, NULL };
  GValue value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_list (&files));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 0.0, 0.0, &taken);
    }
  g_assert_true (taken);
  g_value_unset (&value);
}

static void
test_page (Fixture      *f,
           gconstpointer data)
{
  GtkWidget *spin;

  g_assert_true (f->root == stage_find (f->root, REEL_TYPE_ANALYSIS_PAGE, "Analysis"));
  g_assert_true (stage_sees (f->root, "Analyse a Video"));
  g_assert_false (gtk_widget_get_sensitive (find_button (f->root, "Analyse")));
  stage_look (f->stage, "analysis-empty");
  type_address (f, ADDRESS);
  press_button (f, "Analyse");
  reel_test_wait (!is_running (f) && stage_sees (f->root, "close-up"));

  /* Tags: known ones, unknown ones, and those that have no category. */
  find (f, GTK_TYPE_LIST_BOX, "Tags");
  find (f, GTK_TYPE_LIST_BOX_ROW, "shot_size: close-up, medium");
  find (f, GTK_TYPE_LIST_BOX_ROW, "Other: loose");
  g_assert_true (stage_sees (f->root, "unheard_of"));
  g_assert_true (stage_sees (f->root, "Answered at once"));
  stage_look (f->stage, "analysis-done");

  /* Vectors: one after the other, each with its own numbers. */
  find (f, REEL_TYPE_VECTOR_PLOT, "Vector, 3 numbers, length 1.00");
  g_assert_true (stage_sees (f->root, "3 numbers, length 1.00"));
  g_assert_true (stage_sees (f->root, "of 2"));
  spin = find (f, GTK_TYPE_SPIN_BUTTON, "Which vector");
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 2);
  find (f, REEL_TYPE_VECTOR_PLOT, "Vector, 4 numbers, length 2.24");

  /* Another video: nothing of this one is left. */
  analysis_double_reply (f->service, ANALYSIS_VIDEO, "{\"embeddings\": [[1]]}");
  analysis_double_reply (f->service, ANALYSIS_TAGS, "{\"tags\": []}");
  analyse (f, "http://example.org/other.mp4");
  g_assert_false (stage_sees (f->root, "close-up"));
  g_assert_true (stage_sees (f->root, "The service gave no tags."));
  find (f, REEL_TYPE_VECTOR_PLOT, "Vector, 1 number, length 1.00");
  g_assert_null (stage_find (f->root, GTK_TYPE_SPIN_BUTTON, NULL));
}

static void
test_raw (Fixture      *f,
          gconstpointer data)
{
  GtkTextBuffer *buffer;
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  analyse (f, ADDRESS);
  g_assert_null (stage_find (f->root, GTK_TYPE_TEXT_VIEW, NULL));
  stage_click (f->stage, find (f, GTK_TYPE_EXPANDER, NULL), 1);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (find (f, GTK_TYPE_TEXT_VIEW, "The reply as JSON")));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  g_assert_nonnull (strstr (text, "\n  \"n\": 1.50\n}"));
  g_assert_false (stage_sees (f->root, "Not all of"));
  stage_look (f->stage, "analysis-raw");
}

/* A reply of megabytes is not shown whole, and says so. */
static void
test_long (Fixture      *f,
           gconstpointer data)
{
  g_autoptr (GString) reply = g_string_new ("{\"tags\": [\"0\"");

  for (guint i = 1; i < 200000; i++)
    g_string_append_printf (reply, ",\"%u\"", i);
  g_string_append (reply, "]}");
  analysis_double_reply (f->service, ANALYSIS_TAGS, reply->str);
  analyse (f, ADDRESS);
  g_assert_true (stage_sees (f->root, "and 199900 more"));
}

static void
test_texts (Fixture      *f,
            gconstpointer data)
{
  GtkWidget *entry, *row;

  analysis_double_reply (f->service, "near", "{\"embedding\": [0.6, -0.8, 0]}");
  analysis_double_reply (f->service, "half", "{\"embedding\": [0.7, 0, 0]}");
  analysis_double_reply (f->service, "wrong", "400 {\"error\": \"not a word at all\"}");
  analysis_double_reply (f->service, "nothing", "{\"embedding\": [0, 0, 0]}");
  analysis_double_reply (f->service, ANALYSIS_TAGS, "{\"tags\": [\"one\"]}");
  analyse (f, ADDRESS);
  g_assert_null (stage_find (f->root, GTK_TYPE_LIST_BOX, "Texts"));
  entry = find (f, GTK_TYPE_ENTRY, "Compare with a text");
  stage_click (f->stage, entry, 1);
  reel_test_wait (gtk_widget_get_state_flags (entry) & GTK_STATE_FLAG_FOCUS_WITHIN);
  for (gsize i = 0; i < 4; i++)
    {
      gtk_editable_set_text (GTK_EDITABLE (entry), ((const char *[]){ " near ", "half", "wrong", "nothing" })[i]);
      stage_press (f->stage, "Return");
      reel_test_wait (*gtk_editable_get_text (GTK_EDITABLE (entry)) == '\0');
    }
  find (f, GTK_TYPE_LIST_BOX, "Texts");
  row = find (f, GTK_TYPE_LIST_BOX_ROW, "near, similarity 1.00");
  find (f, GTK_TYPE_LIST_BOX_ROW, "half, similarity 0.60");
  reel_test_wait (stage_sees (f->root, "not a word at all") && stage_sees (f->root, "makes nothing of this text"));
  g_assert_true (stage_sees (row, "1.00"));
  stage_look (f->stage, "analysis-texts");

  /* They stay while another video is analysed, and are compared with it. */
  analysis_double_reply (f->service, ANALYSIS_VIDEO, "{\"embeddings\": [[-1, 0, 0]]}");
  analyse (f, "http://example.org/other.mp4");
  find (f, GTK_TYPE_LIST_BOX_ROW, "half, similarity -1.00");
  g_assert_cmpuint (analysis_double_count (f->service, ANALYSIS_TEXT), ==, 4);

  row = find (f, GTK_TYPE_LIST_BOX_ROW, "near, similarity -0.60");
  stage_click (f->stage, stage_find (row, GTK_TYPE_BUTTON, "Remove"), 1);
  reel_test_wait (!stage_sees (f->root, "near"));
  g_assert_true (stage_sees (f->root, "half"));
}

static void
test_cancel (Fixture      *f,
             gconstpointer data)
{
  analysis_double_hold (f->service, ANALYSIS_VIDEO);
  type_address (f, ADDRESS);
  stage_press (f->stage, "Return");
  reel_test_wait (f->service->waiting->len == 1 && stage_sees (f->root, "close-up"));
  g_assert_true (stage_sees (f->root, "Waiting for the answer"));
  g_assert_null (find_button (f->root, "Analyse"));
  stage_look (f->stage, "analysis-running");
  press_button (f, "Cancel");
  reel_test_wait (!is_running (f));
  g_assert_true (stage_sees (f->root, "close-up")); /* what had come stays */
  g_assert_true (stage_sees (f->root, "Not asked for"));
  g_assert_null (find_button (f->root, "Cancel"));
  g_assert_nonnull (find_button (f->root, "Analyse"));
  analysis_double_release (f->service);
}

static void
test_failed (Fixture      *f,
             gconstpointer data)
{
  analysis_double_reply (f->service, ANALYSIS_VIDEO, "422 {\"error\": \"<b>no</b> & never\"}");
  analyse (f, ADDRESS);
  g_assert_true (stage_sees (f->root, "close-up")); /* the other part is not touched */
  g_assert_true (stage_sees (f->root, "<b>no</b> & never"));
  g_assert_null (find_button (f->root, "Use an Address"));
  stage_look (f->stage, "analysis-failed");
  analysis_double_reply (f->service, ANALYSIS_VIDEO, VECTORS);
  press_button (f, "Try Again");
  find (f, REEL_TYPE_VECTOR_PLOT, "Vector, 3 numbers, length 1.00");
  g_assert_false (stage_sees (f->root, "never"));
  g_assert_cmpuint (analysis_double_count (f->service, ANALYSIS_TAGS), ==, 1);
}

static void
test_bad_address (Fixture      *f,
                  gconstpointer data)
{
  static const char * const bad[] = { "take 3.mp4", "ftp://example.org/a.mp4", "/footage/a.mp4" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      type_address (f, bad[i]);
      stage_press (f->stage, "Return");
      reel_test_wait (stage_sees (f->root, "This is not the address of a video."));
      type_address (f, "h");
      g_assert_false (stage_sees (f->root, "This is not the address of a video."));
    }
  g_assert_cmpuint (f->service->asked->len, ==, 0);
}

static void
test_refused (Fixture      *f,
              gconstpointer data)
{
  analysis_double_reply (f->service, ANALYSIS_TAGS, "400 {\"error\": \"video_url is missing\"}");
  analysis_double_reply (f->service, ANALYSIS_VIDEO "/async", "{\"request_id\": \"r\"}");
  analysis_double_reply (f->service, "/async_status/r", "{\"status\": \"completed\", \"embedding\": [0, 0.6, 0.8]}");
  analysis_double_hold (f->service, ANALYSIS_VIDEO "/async");
  drop_file (f);
  g_assert_true (stage_sees (f->root, "tree.avi"));
  g_assert_false (stage_sees (f->root, "refused a file before"));
  press_button (f, "Analyse");
  reel_test_wait (f->refused == 1);
  g_assert_false (stage_sees (f->root, "may not take files")); /* whoever knows the service has to say so */
  reel_analysis_page_set_files_refused (f->page, TRUE);
  g_assert_true (stage_sees (f->root, "may not take files"));
  stage_look (f->stage, "analysis-refused");
  press_button (f, "Use an Address");
  reel_test_wait (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (f->stage->window)),
                                          find (f, GTK_TYPE_ENTRY, "Address of a video")));
  press_button (f, "Cancel");
  reel_test_wait (!is_running (f));

  /* The next file: said at once, but it can be tried. */
  reel_analysis_page_set_address (f->page, "");
  reel_video_analysis_set_input (reel_analysis_page_get_analysis (f->page), NULL, NULL);
  drop_file (f);
  reel_test_wait (stage_sees (f->root, "refused a file before"));
  analysis_double_reply (f->service, ANALYSIS_TAGS, TAGS);
  analysis_double_release (f->service);
  press_button (f, "Analyse");
  reel_test_wait (f->taken == 2);
  g_assert_cmpuint (f->refused, ==, 1);
}

static void
test_no_service (Fixture      *f,
                 gconstpointer data)
{
  reel_analysis_page_set_client (f->page, NULL);
  type_address (f, ADDRESS);
  reel_test_wait (stage_sees (f->root, "There is no connection to the service"));
  g_assert_false (gtk_widget_get_sensitive (find_button (f->root, "Analyse")));
  stage_press (f->stage, "Return");
  g_assert_false (is_running (f));
  reel_analysis_page_set_client (f->page, f->service->client);
  g_assert_false (stage_sees (f->root, "There is no connection to the service"));
  g_assert_true (gtk_widget_get_sensitive (find_button (f->root, "Analyse")));
}

static char *
paste (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (f->root);
  char *text;

  gdk_clipboard_read_text_async (clipboard, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  text = gdk_clipboard_read_text_finish (clipboard, result, &error);
  g_assert_no_error (error);
  return text;
}

static void
test_copy (Fixture      *f,
           gconstpointer data)
{
  g_autofree char *tags = NULL;
  g_autofree char *vector = NULL;
  GtkWidget *first;

  analysis_double_reply (f->service, ANALYSIS_TAGS, "{\"tags\": {\"a\": [\"b\", \"c\"], \"d\": \"e\"}}");
  analyse (f, ADDRESS);
  first = find_button (f->root, "Copy");
  stage_click (f->stage, first, 1);
  tags = paste (f);
  g_assert_cmpstr (tags, ==, "a: b, c\nd: e\n");
  gtk_widget_set_visible (first, FALSE);
  press_button (f, "Copy");
  vector = paste (f);
  g_assert_cmpstr (vector, ==, "[0.600000024, -0.800000012, 0]");
}

/* The label of an error that is to be seen. */
static GtkWidget *
find_error (GtkWidget *root)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (GTK_IS_LABEL (root) && gtk_widget_has_css_class (root, "error"))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_error (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Through the chooser, as @name of the current folder. */
static void
export_to (Fixture    *f,
           const char *name)
{
  g_autofree char *proposed = NULL;
  GtkWidget *chooser;

  press_button (f, "Export as JSON…");
  reel_test_wait ((chooser = stage_find_chooser ()) != NULL);
  proposed = gtk_file_chooser_get_current_name (GTK_FILE_CHOOSER (chooser));
  g_assert_cmpstr (proposed, ==, "take 3 tags.json");
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  stage_accept_chooser (chooser);
}

/* Whether that is in the file: it is there a little before it is written. */
static gboolean
holds (const char *path,
       const char *text)
{
  g_autofree char *written = NULL;

  return g_file_get_contents (path, &written, NULL, NULL) && g_str_equal (written, text);
}

static void
test_export (Fixture      *f,
             gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("export");
  g_autofree char *path = g_build_filename (folder, "tags.json", NULL);

  g_assert_cmpint (g_chdir (folder), ==, 0); /* where the chooser begins */
  analyse (f, ADDRESS);
  export_to (f, "tags.json");
  reel_test_wait (holds (path, TAGS)); /* as it came */

  /* What can't be written is said where it was wanted, and until it is wanted again. */
  g_assert_null (find_error (f->root));
  g_assert_cmpint (g_chdir ("/proc"), ==, 0);
  export_to (f, "astray.json");
  reel_test_wait (find_error (f->root) != NULL);
  stage_look (f->stage, "analysis-export-failed");
  g_assert_cmpint (g_chdir (folder), ==, 0);
  export_to (f, "again.json");
  g_assert_null (find_error (f->root));
}

static gboolean
is_in_view (Fixture   *f,
            GtkWidget *widget)
{
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (widget, f->root, &bounds) &&
         bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (f->root);
}

static void
test_narrow (Fixture      *f,
             gconstpointer data)
{
  GtkWidget *entry;

  analyse (f, ADDRESS);
  stage_resize (f->stage, 360, 640);
  reel_test_wait (gtk_widget_get_width (f->root) == 360);
  stage_look (f->stage, "analysis-narrow");

  /* What was added below is scrolled to. */
  analysis_double_reply (f->service, ANALYSIS_TEXT, "{\"embedding\": [0.6, -0.8, 0]}");
  entry = find (f, GTK_TYPE_ENTRY, "Compare with a text");
  gtk_editable_set_text (GTK_EDITABLE (entry), "near");
  g_signal_emit_by_name (entry, "activate");
  reel_test_wait (is_in_view (f, find (f, GTK_TYPE_LIST_BOX_ROW, "near, similarity 1.00")));
  stage_look (f->stage, "analysis-narrow-text");
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/analysis/page", Fixture, NULL, set_up, test_page, tear_down);
  g_test_add ("/analysis/raw", Fixture, NULL, set_up, test_raw, tear_down);
  g_test_add ("/analysis/long", Fixture, NULL, set_up, test_long, tear_down);
  g_test_add ("/analysis/texts", Fixture, NULL, set_up, test_texts, tear_down);
  g_test_add ("/analysis/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/analysis/failed", Fixture, NULL, set_up, test_failed, tear_down);
  g_test_add ("/analysis/bad-address", Fixture, NULL, set_up, test_bad_address, tear_down);
  g_test_add ("/analysis/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/analysis/no-service", Fixture, NULL, set_up, test_no_service, tear_down);
  g_test_add ("/analysis/copy", Fixture, NULL, set_up, test_copy, tear_down);
  g_test_add ("/analysis/export", Fixture, NULL, set_up, test_export, tear_down);
  g_test_add ("/analysis/narrow", Fixture, NULL, set_up, test_narrow, tear_down);
  return g_test_run ();
}
