/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-window-private.h"
#include "media/reel-clip-order.h"
#include "widgets/reel-message-dialog.h"

/*
 * The hits as one reel: asks how they follow each other, and says which are left out, as their files are not here.
 */

/* Seconds that one hit fades into the next. */
#define FADE 0.5

/* Files that are named; more would fill the screen. */
#define MOST_NAMED 5

static const struct
{
  guint fps_n, fps_d;
  const char *label;
} rates[] = {
  { 0, 1, N_ ("As Most Hits") }, { 24000, 1001, "23.976" }, { 24, 1, "24" }, { 25, 1, "25" },          { 30000, 1001, "29.97" },
  { 30, 1, "30" },               { 50, 1, "50" },           { 60000, 1001, "59.94" }, { 60, 1, "60" },
};

/* What is asked. */
typedef struct
{
  GPtrArray *hits; /* (owned) (element-type ReelHit): those whose files are here */

  /* borrowed, of the dialog */
  AdwComboRow *order;
  AdwComboRow *transition;
  AdwComboRow *size;
  AdwComboRow *rate;
} Question;

static void
question_free (Question *self)
{
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  g_free (self);
}

static int
compare_by_time (gconstpointer a,
                 gconstpointer b)
{
  ReelHit *one = *(ReelHit **) a, *other = *(ReelHit **) b;
  int names = g_utf8_collate (reel_hit_get_name (one), reel_hit_get_name (other));
  double first = reel_hit_get_has_times (one) ? reel_hit_get_start (one) : 0;
  double second = reel_hit_get_has_times (other) ? reel_hit_get_start (other) : 0;

  return names != 0 ? names : (first > second) - (first < second);
}

static void
on_response (AdwMessageDialog *dialog,
             const char       *response,
             Question         *question)
{
  ReelWindow *self = REEL_WINDOW (gtk_window_get_transient_for (GTK_WINDOW (dialog)));
  ReelClipOrder *order;
  guint rate = adw_combo_row_get_selected (question->rate);

  if (!g_str_equal (response, "export") || self == NULL || self->settings == NULL)
    return;
  if (adw_combo_row_get_selected (question->order) == 1)
    g_ptr_array_sort (question->hits, compare_by_time);
  order = reel_clip_order_new ();
  order->reel = TRUE;
  order->replace = TRUE; /* the chooser asks before it gives one that exists */
  order->fade = adw_combo_row_get_selected (question->transition) == 1 ? FADE : 0;
  order->largest = adw_combo_row_get_selected (question->size) == 1;
  order->fps_n = rates[MIN (rate, G_N_ELEMENTS (rates) - 1)].fps_n;
  order->fps_d = rates[MIN (rate, G_N_ELEMENTS (rates) - 1)].fps_d;
  for (guint i = 0; i < question->hits->len; i++)
    {
      ReelHit *hit = g_ptr_array_index (question->hits, i);
      gboolean times = reel_hit_get_has_times (hit);

      reel_clip_order_add (order, reel_hit_get_uri (hit), times ? reel_hit_get_start (hit) : 0,
                           times ? reel_hit_get_end (hit) : 0);
    }
  reel_window_ask_for_reel (self, order);
}

static AdwComboRow *
add_row (AdwPreferencesGroup *group,
         const char          *title,
         const char * const  *choices)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (choices);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  adw_preferences_group_add (group, row);
  return ADW_COMBO_ROW (row);
}

static GtkWidget *
new_rows (Question *question)
{
  GtkWidget *group = adw_preferences_group_new ();
  const char *labels[G_N_ELEMENTS (rates) + 1] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    labels[i] = i == 0 ? _ (rates[i].label) : rates[i].label;
  question->order = add_row (ADW_PREFERENCES_GROUP (group), _ ("Order"),
                             (const char *[]){ _ ("As Shown"), _ ("By File and Time"), NULL });
  question->transition = add_row (ADW_PREFERENCES_GROUP (group), _ ("Transitions"),
                                  (const char *[]){ _ ("Cuts"), _ ("Cross-Fades of 0.5 s"), NULL });
  question->size = add_row (ADW_PREFERENCES_GROUP (group), _ ("Size"),
                            (const char *[]){ _ ("As the First Hit"), _ ("As the Largest Hit"), NULL });
  question->rate = add_row (ADW_PREFERENCES_GROUP (group), _ ("Frames per Second"), labels);
  return group;
}

/* (transfer full): what is left out, and how many follow each other */
static char *
dup_body (GPtrArray *hits,
          GPtrArray *missing)
{
  g_autofree char *count = g_strdup_printf (ngettext ("%u hit follows.", "%u hits follow each other.", hits->len), hits->len);
  GString *text = g_string_new (count);

  if (missing->len == 0)
    return g_string_free (text, FALSE);
  g_string_append (text, "\n\n");
  g_string_append_printf (text, ngettext ("%u hit is left out, as its file is not on this computer:",
                                          "%u hits are left out, as their files are not on this computer:", missing->len),
                          missing->len);
  for (guint i = 0; i < MIN (missing->len, MOST_NAMED); i++)
    g_string_append_printf (text, "\n%s", reel_hit_get_name (g_ptr_array_index (missing, i)));
  if (missing->len > MOST_NAMED)
    g_string_append (text, "\n…");
  return g_string_free (text, FALSE);
}

static void
on_export_reel (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  ReelWindow *self = REEL_WINDOW (widget);
  g_autoptr (GPtrArray) hits = reel_results_page_get_selected (self->results);
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  g_autofree char *body = NULL;
  Question *question = g_new0 (Question, 1);
  AdwMessageDialog *dialog;

  question->hits = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < hits->len; i++)
    {
      ReelHit *hit = g_ptr_array_index (hits, i);

      if (reel_hit_get_is_here (hit))
        g_ptr_array_add (question->hits, g_object_ref (hit));
      else
        g_ptr_array_add (missing, hit);
    }
  if (question->hits->len == 0)
    {
      question_free (question);
      reel_window_toast (self, hits->len > 0 ? _ ("None of the files of these hits is on this computer.")
                                             : _ ("There are no hits to export."));
      return;
    }
  body = dup_body (question->hits, missing);
  dialog = reel_message_dialog_new (GTK_WINDOW (self), _ ("Export as Reel"), body);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "export", _ ("_Export…"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "export", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "export");
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_extra_child (dialog, new_rows (question));
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question,
                         (GClosureNotify) (void (*) (void)) question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
reel_window_class_bind_reel (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.export-reel", NULL, on_export_reel);
}
