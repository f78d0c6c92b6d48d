/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-window-private.h"
#include "search/reel-timeline-export.h"
#include "widgets/reel-file-chooser.h"
#include "widgets/reel-folder.h"
#include "widgets/reel-toast.h"

/*
 * The hits as a timeline for another program: asks where to, tells that it goes on and lets it be cancelled, and at the end
 * where it is, and what was not as one would wish.
 */

/* How long the last toast stays, in seconds: there may be sentences to read. */
#define TOLD_SECONDS 10

/* Milliseconds until it is worth telling that it goes on, and how long that is seen at the least: libadwaita 1.2 fails an
 * assertion when a toast goes that still comes. */
#define PATIENCE 1000

/* One export. */
typedef struct
{
  ReelWindow *window;        /* (owned) */
  GCancellable *cancellable; /* (owned) */
  AdwToast *toast;           /* (borrowed) (nullable): while it is shown that it goes on; weak */
  ReelTimelineFormat format;
  guint patience; /* the source that shows that; 0 for none */
  gint64 told;    /* when it did, in monotonic time */
} Export;

static void
dismiss (gpointer data)
{
  g_autoptr (AdwToast) toast = data;

  adw_toast_dismiss (toast);
}

static void
export_free (Export *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  if (self->toast != NULL)
    {
      gint64 seen = (g_get_monotonic_time () - self->told) / 1000;

      g_timeout_add_once ((guint) CLAMP (PATIENCE - seen, 0, PATIENCE), dismiss, g_object_ref (self->toast));
    }
  g_clear_weak_pointer (&self->toast);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->window);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

static void
on_folder_shown (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (ReelWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (reel_folder_show_finish (result, &error))
    return;
  /* Translators: %s is what the system says */
  text = g_strdup_printf (_ ("The folder could not be opened: %s"), error->message);
  reel_window_toast (self, text);
}

/**
 * reel_window_show_file:
 * @self: the window
 * @file: a file
 *
 * Shows it in its folder.
 */
void
reel_window_show_file (ReelWindow *self,
                       GFile      *file)
{
  reel_folder_show_async (GTK_WINDOW (self), file, NULL, on_folder_shown, g_object_ref (self));
}

static void
on_show_in_folder (ReelWindow *self,
                   AdwToast   *toast)
{
  reel_window_show_file (self, g_object_get_data (G_OBJECT (toast), "file"));
}

static GtkWidget *
new_line (const char *text,
          const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style);
  return label;
}

/**
 * reel_window_tell_file:
 * @self: the window
 * @text: what became of an export
 * @notes: (array zero-terminated=1): what is to be said besides
 * @file: what was written: there is a button that shows it
 */
void
reel_window_tell_file (ReelWindow         *self,
                       const char         *text,
                       const char * const *notes,
                       GFile              *file)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  AdwToast *toast = reel_toast_new ("");

  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (lines), new_line (text, "heading"));
  for (guint i = 0; notes[i] != NULL; i++)
    gtk_box_append (GTK_BOX (lines), new_line (notes[i], "caption"));
  adw_toast_set_custom_title (toast, lines);
  adw_toast_set_button_label (toast, _ ("_Show in Folder"));
  adw_toast_set_timeout (toast, TOLD_SECONDS);
  g_object_set_data_full (G_OBJECT (toast), "file", g_object_ref (file), g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_show_in_folder), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
tell (ReelWindow         *self,
      ReelTimelineReport *report)
{
  GFile *file = g_ptr_array_index (report->files, 0);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *text = NULL;
  g_autofree char *more = NULL;
  g_autoptr (GPtrArray) notes = g_ptr_array_new ();

  /* Translators: %2$s is the name of a file */
  text = g_strdup_printf (ngettext ("%1$u clip exported to “%2$s”", "%1$u clips exported to “%2$s”", report->n_clips),
                          report->n_clips, name);
  if (report->files->len > 1)
    {
      guint n = report->files->len - 1;

      more = g_strdup_printf (ngettext ("%u more file lies beside it.", "%u more files lie beside it.", n), n);
      g_ptr_array_add (notes, more);
    }
  for (guint i = 0; report->notes[i] != NULL; i++)
    g_ptr_array_add (notes, report->notes[i]);
  g_ptr_array_add (notes, NULL);
  reel_window_tell_file (self, text, (const char * const *) notes->pdata, file);
}

static void
on_exported (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Export) export = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelTimelineReport) report = reel_timeline_export_run_finish (REEL_TIMELINE_EXPORT (source), result, &error);

  if (report != NULL)
    tell (export->window, report);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* Translators: %s is what the system says */
      g_autofree char *text = g_strdup_printf (_ ("The timeline was not exported: %s"), error->message);

      reel_window_toast (export->window, text);
    }
}

/* Files on a slow disk take a while to be opened. */
static void
tell_that_it_goes_on (gpointer data)
{
  Export *export = data;
  AdwToast *toast;

  export->patience = 0;
  if (g_cancellable_is_cancelled (export->cancellable))
    return;
  toast = reel_toast_new (_ ("Exporting the timeline…"));
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, _ ("_Cancel"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (g_cancellable_cancel), export->cancellable,
                           G_CONNECT_SWAPPED);
  g_set_weak_pointer (&export->toast, toast);
  export->told = g_get_monotonic_time ();
  adw_toast_overlay_add_toast (export->window->toasts, toast);
}

/* What was asked names the timeline. */
static const char *
get_name (ReelWindow *self)
{
  const char *text = self->search != NULL ? reel_search_model_get_text (self->search) : NULL;

  return text != NULL && *text != '\0' ? text : _ ("Timeline");
}

static void
export_hits (ReelWindow        *self,
             ReelTimelineFormat format,
             double             handles,
             GFile             *target)
{
  g_autoptr (GPtrArray) hits = reel_results_page_get_selected (self->results);
  g_autoptr (ReelTimelineExport) timeline = reel_timeline_export_new (get_name (self), format, handles);
  Export *export = g_new0 (Export, 1);

  export->window = g_object_ref (self);
  export->cancellable = g_cancellable_new ();
  g_signal_connect_object (self, "destroy", G_CALLBACK (g_cancellable_cancel), export->cancellable, G_CONNECT_SWAPPED);
  for (guint i = 0; i < hits->len; i++)
    reel_timeline_export_add_hit (timeline, g_ptr_array_index (hits, i));
  export->patience = g_timeout_add_once (PATIENCE, tell_that_it_goes_on, export);
  reel_timeline_export_run_async (timeline, target, export->cancellable, on_exported, export);
}

static void
on_target_chosen (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (Export) export = user_data;
  g_autoptr (GFile) target = reel_choose_target_finish (result, NULL);

  if (target != NULL && export->window->settings != NULL) /* none, when the window has gone meanwhile */
    export_hits (export->window, export->format, g_settings_get_int (export->window->settings, "export-handles"), target);
}

static void
on_export_timeline (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  ReelWindow *self = REEL_WINDOW (widget);
  g_autofree char *file_name = NULL;
  ReelTimelineFormat format;
  Export *export;

  if (!reel_timeline_format_from_nick (g_variant_get_string (parameter, NULL), &format))
    return;
  export = g_new0 (Export, 1);
  export->window = g_object_ref (self);
  export->format = format;
  file_name = reel_timeline_format_dup_file_name (format, get_name (self));
  reel_choose_target_async (GTK_WINDOW (self), _ ("Export Timeline"), file_name, on_target_chosen, export);
}

void
reel_window_class_bind_export (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.export-timeline", "s", on_export_timeline);
}

/* When the settings are there. */
void
reel_window_set_up_export (ReelWindow *self)
{
  g_autoptr (GAction) handles = g_settings_create_action (self->settings, "export-handles");

  g_action_map_add_action (G_ACTION_MAP (self), handles);
}

/**
 * reel_window_export_results:
 * @self: a #ReelWindow
 * @nick: a format: `csv`, `edl`, `fcpxml`, `otio` or `chapters`
 * @uri: where to
 *
 * Exports the hits by their own times, without handles, and tells how that went.
 */
void
reel_window_export_results (ReelWindow *self,
                            const char *nick,
                            const char *uri)
{
  g_autoptr (GFile) target = NULL;
  ReelTimelineFormat format;

  g_return_if_fail (REEL_IS_WINDOW (self));
  g_return_if_fail (nick != NULL && uri != NULL);

  if (!reel_timeline_format_from_nick (nick, &format))
    {
      g_autofree char *text = g_strdup_printf (_ ("There is no format “%s”."), nick);

      reel_window_toast (self, text);
      return;
    }
  target = g_file_new_for_uri (uri);
  export_hits (self, format, 0, target);
}
