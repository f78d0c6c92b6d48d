/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "analysis/reel-compared-text-row.h"
#include "analysis/reel-json-export.h"
#include "analysis/reel-vectors-view.h"
#include "widgets/reel-boxed-list.h"
#include "widgets/reel-vector-plot.h"

/* So much stays free below a text that was added, in pixels. */
#define ROOM_BELOW 12

struct _ReelVectorsView
{
  AdwBin parent_instance;

  /* template */
  ReelPartStatus *status;
  GtkLabel *export_error;
  GtkWidget *results;
  GtkWidget *choice;
  GtkAdjustment *number; /* which vector, from 1 */
  GtkLabel *of;
  ReelVectorPlot *plot;
  GtkLabel *facts;
  GtkEntry *entry;
  GtkListBox *list;

  /* owned */
  ReelVideoAnalysis *analysis; /* (nullable) */
  ReelComparison *comparison;  /* (nullable) */
  GCancellable *exporting;

  guint scroll_tick;
};

G_DEFINE_FINAL_TYPE (ReelVectorsView, reel_vectors_view, ADW_TYPE_BIN)

static ReelEmbedding *
get_embedding (ReelVectorsView *self)
{
  return reel_analysis_part_get_embedding (reel_video_analysis_get_part (self->analysis, REEL_ANALYSIS_PART_EMBEDDING));
}

static const float *
get_shown (ReelVectorsView *self,
           guint           *dims,
           double          *norm)
{
  ReelEmbedding *embedding = get_embedding (self);
  guint index = (guint) gtk_adjustment_get_value (self->number) - 1;

  index = MIN (index, reel_embedding_get_n_vectors (embedding) - 1);
  *norm = reel_embedding_get_norm (embedding, index);
  return reel_embedding_get_vector (embedding, index, dims);
}

static void
show_export_error (ReelVectorsView *self,
                   const char      *message)
{
  gtk_label_set_label (self->export_error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->export_error), message != NULL);
}

static void
show_vector (ReelVectorsView *self)
{
  g_autofree char *facts = NULL;
  g_autofree char *name = NULL;
  const float *values;
  double norm;
  guint dims;

  if (get_embedding (self) == NULL)
    {
      reel_vector_plot_set_values (self->plot, NULL, 0);
      return;
    }
  values = get_shown (self, &dims, &norm);
  reel_vector_plot_set_values (self->plot, values, dims);
  facts = g_strdup_printf (ngettext ("%u number, length %.2f", "%u numbers, length %.2f", dims), dims, norm);
  /* Translators: for a screen reader: the picture of a vector, how many numbers it has, and its Euclidean length */
  name = g_strdup_printf (ngettext ("Vector, %u number, length %.2f", "Vector, %u numbers, length %.2f", dims), dims, norm);
  gtk_label_set_label (self->facts, facts);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plot), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
on_number (ReelVectorsView *self)
{
  if (self->analysis != NULL)
    show_vector (self);
}

static void
show_embedding (ReelVectorsView *self)
{
  ReelEmbedding *embedding = get_embedding (self);
  guint n = embedding != NULL ? reel_embedding_get_n_vectors (embedding) : 0;
  /* Translators: behind the number of the vector that is shown: how many there are */
  g_autofree char *of = g_strdup_printf (_ ("of %u"), n);

  show_export_error (self, NULL);
  gtk_adjustment_configure (self->number, 1, 1, MAX (1, n), 1, 10, 0);
  gtk_label_set_label (self->of, of);
  gtk_widget_set_visible (self->choice, n > 1);
  gtk_widget_set_visible (self->results, n > 0);
  show_vector (self);
  reel_comparison_set_vectors (self->comparison, embedding);
}

static void
on_copy (ReelVectorsView *self)
{
  g_autoptr (GString) text = g_string_new ("[");
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  const float *values;
  double norm;
  guint dims;

  values = get_shown (self, &dims, &norm);
  for (guint i = 0; i < dims; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            g_ascii_formatd (number, sizeof number, "%.9g", (double) values[i]));
  g_string_append_c (text, ']');
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
}

static void
on_exported (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ReelVectorsView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!reel_json_export_finish (result, &error) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_export_error (self, error->message);
}

static void
on_export (ReelVectorsView *self)
{
  show_export_error (self, NULL);
  reel_json_export_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                          reel_video_analysis_get_name (self->analysis), "embedding",
                          reel_embedding_get_json (get_embedding (self)), self->exporting, on_exported, g_object_ref (self));
}

/* In the frame after the row came, when it has its place. */
static gboolean
scroll_to_first (GtkWidget     *widget,
                 GdkFrameClock *clock,
                 gpointer       user_data)
{
  ReelVectorsView *self = REEL_VECTORS_VIEW (widget);
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);
  graphene_rect_t bounds;

  if (row != NULL && gtk_widget_get_height (GTK_WIDGET (row)) == 0)
    return G_SOURCE_CONTINUE;
  self->scroll_tick = 0;
  if (row != NULL && viewport != NULL &&
      gtk_widget_compute_bounds (GTK_WIDGET (row), gtk_widget_get_first_child (viewport), &bounds))
    gtk_adjustment_clamp_page (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport)), (double) bounds.origin.y,
                               (double) (bounds.origin.y + bounds.size.height) + ROOM_BELOW);
  return G_SOURCE_REMOVE;
}

static void
on_add (ReelVectorsView *self)
{
  if (!reel_comparison_add (self->comparison, gtk_editable_get_text (GTK_EDITABLE (self->entry))))
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  if (self->scroll_tick == 0)
    self->scroll_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_to_first, NULL, NULL);
}

static void
on_icon (ReelVectorsView     *self,
         GtkEntryIconPosition position)
{
  on_add (self);
}

static void
on_removed (ReelVectorsView  *self,
            ReelComparedText *text)
{
  reel_comparison_remove (self->comparison, text);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  GtkWidget *row = reel_compared_text_row_new (item);

  g_signal_connect_object (row, "removed", G_CALLBACK (on_removed), user_data, G_CONNECT_SWAPPED);
  return row;
}

static void
on_texts_changed (ReelVectorsView *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->list), g_list_model_get_n_items (G_LIST_MODEL (self->comparison)) > 0);
}

/**
 * reel_vectors_view_set_models:
 * @self: a #ReelVectorsView
 * @analysis: whose vectors to show; set once
 * @comparison: the texts, which are compared with these vectors
 */
void
reel_vectors_view_set_models (ReelVectorsView   *self,
                              ReelVideoAnalysis *analysis,
                              ReelComparison    *comparison)
{
  ReelAnalysisPart *part;

  g_return_if_fail (REEL_IS_VECTORS_VIEW (self));
  g_return_if_fail (self->analysis == NULL);

  part = reel_video_analysis_get_part (analysis, REEL_ANALYSIS_PART_EMBEDDING);
  self->analysis = g_object_ref (analysis);
  self->comparison = g_object_ref (comparison);
  reel_part_status_set_part (self->status, part);
  g_signal_connect_object (part, "notify::embedding", G_CALLBACK (show_embedding), self, G_CONNECT_SWAPPED);
  reel_boxed_list_bind (self->list, G_LIST_MODEL (comparison), create_row, self);
  g_signal_connect_object (comparison, "items-changed", G_CALLBACK (on_texts_changed), self, G_CONNECT_SWAPPED);
  on_texts_changed (self);
  show_embedding (self);
}

/**
 * reel_vectors_view_get_status:
 * @self: a #ReelVectorsView
 *
 * Returns: (transfer none): where it says how its part stands
 */
ReelPartStatus *
reel_vectors_view_get_status (ReelVectorsView *self)
{
  g_return_val_if_fail (REEL_IS_VECTORS_VIEW (self), NULL);

  return self->status;
}

static void
reel_vectors_view_dispose (GObject *object)
{
  ReelVectorsView *self = REEL_VECTORS_VIEW (object);

  if (self->scroll_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_tick);
  self->scroll_tick = 0;
  g_cancellable_cancel (self->exporting);
  g_clear_object (&self->exporting);
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->comparison);
  g_clear_object (&self->analysis);

  G_OBJECT_CLASS (reel_vectors_view_parent_class)->dispose (object);
}

static void
reel_vectors_view_class_init (ReelVectorsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_vectors_view_dispose;

  g_type_ensure (REEL_TYPE_PART_STATUS);
  g_type_ensure (REEL_TYPE_VECTOR_PLOT);
  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/analysis/reel-vectors-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelVectorsView, status);
  gtk_widget_class_bind_template_child (widget_class, ReelVectorsView, export_error);
  gtk_widget_class_bind_template_child (widget_class, ReelVectorsView, results);
  gtk_widget_class_bind_template_child (widget_class, ReelVectorsView, choice);
  gtk_widget_class_bind_template_child (widget_class, ReelVectorsView, number);
  gtk_widget_class_bind_template_child (widget_class, ReelVectorsView, of);
  gtk_widget_class_bind_template_child (widget_class, ReelVectorsView, plot);
  gtk_widget_class_bind_template_child (widget_class, ReelVectorsView, facts);
  gtk_widget_class_bind_template_child (widget_class, ReelVectorsView, entry);
  gtk_widget_class_bind_template_child (widget_class, ReelVectorsView, list);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_bind_template_callback (widget_class, on_export);
  gtk_widget_class_bind_template_callback (widget_class, on_number);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_icon);
}

static void
reel_vectors_view_init (ReelVectorsView *self)
{
  self->exporting = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
