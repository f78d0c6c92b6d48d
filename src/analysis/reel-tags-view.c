/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "analysis/reel-json-export.h"
#include "analysis/reel-json-preview.h"
#include "analysis/reel-tags-view.h"
#include "widgets/reel-wrap-box.h"

/* More is nothing that anybody reads, and a widget each: the JSON and the export have all of it. */
#define MOST_CATEGORIES 100
#define MOST_VALUES     100
#define MOST_LABELS     500 /* in all categories together */
#define LONGEST_VALUE   200 /* characters */
#define TITLE_CHARS     16
#define JSON_LENGTH     (256 * 1024)

struct _ReelTagsView
{
  AdwBin parent_instance;

  /* template */
  ReelPartStatus *status;
  GtkWidget *results;
  GtkWidget *none;
  GtkListBox *list;
  GtkLabel *more;
  GtkExpander *raw;
  GtkLabel *cut;
  GtkTextView *text;
  GtkLabel *export_error;

  /* owned */
  ReelVideoAnalysis *analysis; /* (nullable) */
  GCancellable *exporting;     /* (nullable) */
};

G_DEFINE_FINAL_TYPE (ReelTagsView, reel_tags_view, ADW_TYPE_BIN)

static ReelTags *
get_tags (ReelTagsView *self)
{
  return reel_analysis_part_get_tags (reel_video_analysis_get_part (self->analysis, REEL_ANALYSIS_PART_TAGS));
}

static const char *
get_title (const ReelTagCategory *category)
{
  return category->name != NULL ? category->name : _ ("Other");
}

static char *
dup_shortened (const char *text)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= LONGEST_VALUE)
    return g_strdup (text);
  start = g_utf8_substring (text, 0, LONGEST_VALUE);
  return g_strconcat (start, "…", NULL);
}

static GtkWidget *
new_label (const char *text,
           const char *css_class)
{
  g_autofree char *shortened = dup_shortened (text);
  GtkWidget *label = gtk_label_new (shortened);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

/* @room: (inout): how many labels there may still be */
static GtkWidget *
new_row (const ReelTagCategory *category,
         guint                 *room)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = new_label (get_title (category), "caption");
  GtkWidget *values = reel_wrap_box_new (6);
  g_autofree char *joined = g_strjoinv (", ", category->values);
  g_autofree char *shortened = dup_shortened (joined);
  /* Translators: for a screen reader: a category of tags, then its tags */
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), get_title (category), shortened);
  guint n = g_strv_length (category->values);
  guint n_shown = MIN (n, MIN (*room, MOST_VALUES));

  /* A column of titles, as wide in every row. */
  gtk_label_set_width_chars (GTK_LABEL (title), TITLE_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (title), TITLE_CHARS);
  gtk_widget_set_valign (title, GTK_ALIGN_START);
  gtk_widget_add_css_class (title, "dim-label");
  gtk_widget_add_css_class (title, "reel-tags-title");
  gtk_widget_add_css_class (box, "reel-tags");
  gtk_widget_set_hexpand (values, TRUE);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), values);
  for (guint i = 0; i < n_shown; i++)
    reel_wrap_box_append (REEL_WRAP_BOX (values), new_label (category->values[i], "reel-tag"));
  if (n > n_shown)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("and %u more", "and %u more", n - n_shown), n - n_shown);

      reel_wrap_box_append (REEL_WRAP_BOX (values), new_label (more, "dim-label"));
    }
  *room -= n_shown;
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
clear_list (ReelTagsView *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static void
show_export_error (ReelTagsView *self,
                   const char   *message)
{
  gtk_label_set_label (self->export_error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->export_error), message != NULL);
}

static void
show_more (ReelTagsView *self,
           guint         n)
{
  g_autofree char *text = NULL;

  if (n > 0)
    text = g_strdup_printf (ngettext ("There is %u more category in the JSON.",
                                      "There are %u more categories in the JSON.", n), n);
  gtk_label_set_label (self->more, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->more), n > 0);
}

/* The text is made when somebody wants to read it. */
static void
on_expanded (ReelTagsView *self)
{
  ReelTags *tags = self->analysis != NULL ? get_tags (self) : NULL;
  GBytes *json = tags != NULL ? reel_tags_get_json (tags) : NULL;
  gboolean whole = TRUE;
  g_autofree char *text = NULL;
  gconstpointer data;
  gsize size;

  if (gtk_expander_get_expanded (self->raw) && json != NULL)
    {
      data = g_bytes_get_data (json, &size);
      text = reel_json_preview (data, size, JSON_LENGTH, &whole);
    }
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), text != NULL ? text : "", -1);
  if (!whole)
    {
      g_autofree char *length = g_format_size (size);
      /* Translators: %s is a size, such as 3.2 MB */
      g_autofree char *cut = g_strdup_printf (_ ("Not all of the %s is shown here; the exported file has it."), length);

      gtk_label_set_label (self->cut, cut);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->cut), !whole);
}

static void
show_tags (ReelTagsView *self)
{
  ReelTags *tags = get_tags (self);
  guint n = tags != NULL ? reel_tags_get_n_categories (tags) : 0;
  guint room = MOST_LABELS;

  clear_list (self);
  show_export_error (self, NULL);
  for (guint i = 0; i < MIN (n, MOST_CATEGORIES); i++)
    gtk_list_box_append (self->list, new_row (reel_tags_get_category (tags, i), &room));
  show_more (self, n - MIN (n, MOST_CATEGORIES));
  gtk_widget_set_visible (self->none, n == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->raw), tags != NULL && reel_tags_get_json (tags) != NULL);
  gtk_expander_set_expanded (self->raw, FALSE);
  gtk_widget_set_visible (self->results, tags != NULL);
}

static void
on_copy (ReelTagsView *self)
{
  ReelTags *tags = get_tags (self);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < reel_tags_get_n_categories (tags); i++)
    {
      const ReelTagCategory *category = reel_tags_get_category (tags, i);
      g_autofree char *values = g_strjoinv (", ", category->values);

      g_string_append_printf (text, _ ("%s: %s"), get_title (category), values);
      g_string_append_c (text, '\n');
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
}

static void
on_exported (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ReelTagsView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!reel_json_export_finish (result, &error) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_export_error (self, error->message);
}

static void
on_export (ReelTagsView *self)
{
  GBytes *json = reel_tags_get_json (get_tags (self));

  show_export_error (self, NULL);
  reel_json_export_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                          reel_video_analysis_get_name (self->analysis), "tags", json, self->exporting, on_exported,
                          g_object_ref (self));
}

/**
 * reel_tags_view_set_analysis:
 * @self: a #ReelTagsView
 * @analysis: whose tags to show; set once
 */
void
reel_tags_view_set_analysis (ReelTagsView      *self,
                             ReelVideoAnalysis *analysis)
{
  ReelAnalysisPart *part;

  g_return_if_fail (REEL_IS_TAGS_VIEW (self));
  g_return_if_fail (self->analysis == NULL);

  part = reel_video_analysis_get_part (analysis, REEL_ANALYSIS_PART_TAGS);
  self->analysis = g_object_ref (analysis);
  reel_part_status_set_part (self->status, part);
  g_signal_connect_object (part, "notify::tags", G_CALLBACK (show_tags), self, G_CONNECT_SWAPPED);
  show_tags (self);
}

/**
 * reel_tags_view_get_status:
 * @self: a #ReelTagsView
 *
 * Returns: (transfer none): where it says how its part stands
 */
ReelPartStatus *
reel_tags_view_get_status (ReelTagsView *self)
{
  g_return_val_if_fail (REEL_IS_TAGS_VIEW (self), NULL);

  return self->status;
}

static void
reel_tags_view_dispose (GObject *object)
{
  ReelTagsView *self = REEL_TAGS_VIEW (object);

  g_cancellable_cancel (self->exporting);
  g_clear_object (&self->exporting);
  g_clear_object (&self->analysis);

  G_OBJECT_CLASS (reel_tags_view_parent_class)->dispose (object);
}

static void
reel_tags_view_class_init (ReelTagsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_tags_view_dispose;

  g_type_ensure (REEL_TYPE_PART_STATUS);
  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/analysis/reel-tags-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelTagsView, status);
  gtk_widget_class_bind_template_child (widget_class, ReelTagsView, results);
  gtk_widget_class_bind_template_child (widget_class, ReelTagsView, none);
  gtk_widget_class_bind_template_child (widget_class, ReelTagsView, list);
  gtk_widget_class_bind_template_child (widget_class, ReelTagsView, more);
  gtk_widget_class_bind_template_child (widget_class, ReelTagsView, raw);
  gtk_widget_class_bind_template_child (widget_class, ReelTagsView, cut);
  gtk_widget_class_bind_template_child (widget_class, ReelTagsView, text);
  gtk_widget_class_bind_template_child (widget_class, ReelTagsView, export_error);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_bind_template_callback (widget_class, on_export);
  gtk_widget_class_bind_template_callback (widget_class, on_expanded);
}

static void
reel_tags_view_init (ReelTagsView *self)
{
  self->exporting = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
