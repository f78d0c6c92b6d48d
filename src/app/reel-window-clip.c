/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-window-private.h"
#include "base/reel-file-name.h"
#include "base/reel-format.h"
#include "media/reel-clip-writer.h"
#include "media/reel-media-error.h"
#include "widgets/reel-file-chooser.h"
#include "widgets/reel-toast.h"

/*
 * A part of a video, or the hits as one reel, into a file: asks where to, shows how far it is with a button to stop it, and
 * tells at the end where it is. One at a time.
 */

/* One export. */
typedef struct
{
  ReelWindow *window;   /* (owned) */
  ReelClipOrder *order; /* (owned) (nullable): until it is written */
  char *name;           /* (owned) (nullable): of the file without its ending, unless people say otherwise */
  char *range;          /* (owned) (nullable): what tells it from other clips of the same video, behind its name */
  GFile *target;        /* (owned) (nullable) */
  ReelCut *cut;         /* (owned) (nullable): of an instant clip, in case that it can't be one */
} Clip;

static void
clip_free (Clip *self)
{
  g_clear_object (&self->window);
  g_clear_pointer (&self->order, reel_clip_order_free);
  g_clear_pointer (&self->cut, reel_cut_free);
  g_clear_object (&self->target);
  g_free (self->name);
  g_free (self->range);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Clip, clip_free)

static void write_clip (Clip *clip);

static char *
dup_target_name (GFile *target)
{
  g_autofree char *base = g_file_get_basename (target);

  return g_filename_display_name (base);
}

static void
tell_written (Clip           *clip,
              ReelClipReport *report)
{
  g_autofree char *name = dup_target_name (clip->target);
  /* Translators: %s is the name of a file */
  g_autofree char *text = g_strdup_printf (_ ("“%s” was exported"), name);
  g_autofree char *lead = NULL;
  g_autofree char *silent = NULL;
  g_autoptr (GPtrArray) notes = g_ptr_array_new ();

  if (report->lead >= 0.05)
    /* Translators: %.1f is a number of seconds */
    g_ptr_array_add (notes, lead = g_strdup_printf (_ ("It starts %.1f s earlier, at the key frame."), report->lead));
  if (report->n_silent > 0)
    {
      silent = g_strdup_printf (ngettext ("The sound of %u clip is missing: nothing on this computer can decode it.",
                                          "The sound of %u clips is missing: nothing on this computer can decode it.",
                                          report->n_silent),
                                report->n_silent);
      g_ptr_array_add (notes, silent);
    }
  if (report->timecode_lost)
    g_ptr_array_add (notes, (gpointer) _ ("It has no timecode: only files that end in “.mov” keep that of the video."));
  g_ptr_array_add (notes, NULL);
  reel_window_tell_file (clip->window, text, (const char * const *) notes->pdata, clip->target);
}

static void
on_exact_instead (ReelWindow *self,
                  AdwToast   *toast)
{
  const Clip *failed = g_object_get_data (G_OBJECT (toast), "clip");
  Clip *clip = g_new0 (Clip, 1);

  clip->window = g_object_ref (self);
  clip->target = g_object_ref (failed->target);
  clip->order = reel_clip_order_new ();
  clip->order->replace = TRUE; /* which was agreed to in the chooser */
  reel_clip_order_add (clip->order, failed->cut->uri, failed->cut->start, failed->cut->end);
  write_clip (clip);
}

/* Only decoding helps. The toast keeps what was wanted, without the window. */
static void
offer_exact (Clip         *clip,
             const GError *error)
{
  ReelWindow *self = clip->window;
  AdwToast *toast = reel_toast_new (error->message);
  Clip *kept = g_new0 (Clip, 1);

  kept->target = g_object_ref (clip->target);
  kept->cut = reel_cut_copy (clip->cut);
  adw_toast_set_button_label (toast, _ ("_Export Exactly"));
  adw_toast_set_timeout (toast, 0);
  g_object_set_data_full (G_OBJECT (toast), "clip", kept, (GDestroyNotify) clip_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_exact_instead), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Clip) clip = user_data;
  ReelWindow *self = clip->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelClipReport) report = reel_clip_writer_write_finish (result, &error);

  g_clear_object (&self->clip);
  if (self->settings == NULL) /* the window has gone meanwhile */
    return;
  reel_export_bar_end (self->export_bar);
  gtk_widget_remove_css_class (GTK_WIDGET (self->toasts), "exporting");
  reel_window_update_actions (self);
  if (report != NULL)
    tell_written (clip, report);
  else if (g_error_matches (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_COPYABLE) && clip->cut != NULL)
    offer_exact (clip, error);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* Translators: %s is a sentence that says why */
      g_autofree char *text = g_strdup_printf (_ ("Not exported: %s"), error->message);

      reel_window_toast (self, text);
    }
}

static void
on_progress (double   fraction,
             gpointer data)
{
  Clip *clip = data;

  if (clip->window->settings != NULL)
    reel_export_bar_set_fraction (clip->window->export_bar, fraction);
}

/* @clip: (transfer full): with an order and a target */
static void
write_clip (Clip *clip)
{
  ReelWindow *self = clip->window;
  g_autofree char *name = dup_target_name (clip->target);

  if (self->clip != NULL)
    {
      reel_window_toast (self, _ ("Another export is going on. Wait until it is done, or cancel it."));
      clip_free (clip);
      return;
    }
  if (clip->order->instant)
    clip->cut = reel_cut_copy (g_ptr_array_index (clip->order->cuts, 0));
  self->clip = g_cancellable_new ();
  reel_export_bar_begin (self->export_bar, name);
  gtk_widget_add_css_class (GTK_WIDGET (self->toasts), "exporting");
  reel_window_update_actions (self);
  g_signal_connect_object (self, "destroy", G_CALLBACK (g_cancellable_cancel), self->clip, G_CONNECT_SWAPPED);
  reel_clip_writer_write_async (g_steal_pointer (&clip->order), clip->target, on_progress, clip, self->clip, on_written,
                                clip);
}

static void
on_target_chosen (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (Clip) clip = user_data;

  clip->target = reel_choose_target_finish (result, NULL);
  if (clip->target != NULL && clip->window->settings != NULL) /* none, when the window has gone meanwhile */
    write_clip (g_steal_pointer (&clip));
}

static void
find_extension (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Clip *clip = data;

  g_task_return_pointer (task, g_strdup (reel_clip_writer_get_extension (clip->order)), g_free);
}

static void
on_extension (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Clip) clip = user_data;
  g_autofree char *extension = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree char *tail = NULL;
  g_autofree char *name = NULL;

  if (clip->window->settings == NULL)
    return;
  tail = g_strdup_printf ("%s%s.%s", clip->range != NULL ? " " : "", clip->range != NULL ? clip->range : "",
                          extension != NULL ? extension : "mp4");
  name = reel_file_name_fit (clip->name, tail);
  reel_choose_target_async (GTK_WINDOW (clip->window), clip->order->reel ? _ ("Export as Reel") : _ ("Export Clip"), name,
                            on_target_chosen, clip);
  g_steal_pointer (&clip);
}

/* @clip: (transfer full). Which encoders there are is looked at on a thread, as devices are opened for it. */
static void
ask_where_to (Clip *clip)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_extension, clip);

  g_task_set_source_tag (task, ask_where_to);
  g_task_set_task_data (task, clip, NULL);
  g_task_run_in_thread (task, find_extension);
}

/* (transfer full): of what is cut out of @file, for a file's name: no colons, which not every file system takes */
static char *
dup_clip_name (const char *file)
{
  const char *dot = strrchr (file, '.');
  char *name = g_strndup (file, dot != NULL && dot > file ? (gsize) (dot - file) : strlen (file));

  g_strdelimit (name, ":", '.');
  return g_strdelimit (name, "/", '_');
}

/**
 * reel_window_ask_for_clip:
 * @self: the window
 * @uri: the video
 * @name: its name, for people
 * @start: seconds
 * @end: seconds; 0 for the video's end
 * @instant: whether it is copied from the key frame on
 *
 * Asks where to, and exports it with the handles that are set.
 */
void
reel_window_ask_for_clip (ReelWindow *self,
                          const char *uri,
                          const char *name,
                          double      start,
                          double      end,
                          gboolean    instant)
{
  double handles = g_settings_get_int (self->settings, "export-handles");
  Clip *clip = g_new0 (Clip, 1);

  clip->window = g_object_ref (self);
  clip->name = dup_clip_name (name);
  clip->range = end > start ? g_strdelimit (reel_format_range (start, end), ":", '.') : NULL;
  clip->order = reel_clip_order_new ();
  clip->order->instant = instant;
  clip->order->replace = TRUE; /* the chooser asks before it gives one that exists */
  reel_clip_order_add (clip->order, uri, MAX (start - handles, 0), end > start ? end + handles : 0);
  ask_where_to (clip);
}

/**
 * reel_window_ask_for_reel:
 * @self: the window
 * @order: (transfer full): a reel
 *
 * Asks where to, and exports it.
 */
void
reel_window_ask_for_reel (ReelWindow    *self,
                          ReelClipOrder *order)
{
  const char *text = self->search != NULL ? reel_search_model_get_text (self->search) : NULL;
  Clip *clip = g_new0 (Clip, 1);

  clip->window = g_object_ref (self);
  clip->name = dup_clip_name (text != NULL && *text != '\0' ? text : _ ("Reel"));
  clip->order = order;
  ask_where_to (clip);
}

static void
on_export_clip (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  ReelWindow *self = REEL_WINDOW (widget);
  const char *uri, *title;
  double start, end;

  if (reel_preview_pane_get_clip (self->preview, &uri, &title, &start, &end))
    reel_window_ask_for_clip (self, uri, title, start, end, g_str_equal (g_variant_get_string (parameter, NULL), "instant"));
}

static void
on_export_cancelled (ReelWindow *self)
{
  g_cancellable_cancel (self->clip);
}

/**
 * reel_window_export_clip:
 * @self: a #ReelWindow
 * @position: which hit, as they are shown
 * @uri: where to
 *
 * Exports the hit exactly, without handles, and tells how that went. Nothing that exists is replaced.
 */
void
reel_window_export_clip (ReelWindow *self,
                         int         position,
                         const char *uri)
{
  g_autoptr (ReelHit) hit = NULL;
  Clip *clip;

  g_return_if_fail (REEL_IS_WINDOW (self));
  g_return_if_fail (uri != NULL);

  if (position >= 0)
    hit = reel_results_page_get_shown (self->results, (guint) position);
  if (hit == NULL || reel_hit_get_uri (hit) == NULL)
    {
      reel_window_toast (self, hit == NULL ? _ ("Not exported: there is no such hit.")
                                           : _ ("Not exported: the file of this hit is not on this computer."));
      return;
    }
  clip = g_new0 (Clip, 1);
  clip->window = g_object_ref (self);
  clip->target = g_file_new_for_uri (uri);
  clip->order = reel_clip_order_new ();
  reel_clip_order_add (clip->order, reel_hit_get_uri (hit), reel_hit_get_has_times (hit) ? reel_hit_get_start (hit) : 0,
                       reel_hit_get_has_times (hit) ? reel_hit_get_end (hit) : 0);
  write_clip (clip);
}

void
reel_window_class_bind_clip (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.export-clip", "s", on_export_clip);
  gtk_widget_class_bind_template_callback (widget_class, on_export_cancelled);
}
