/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-backups-dialog.h"
#include "app/reel-catalogue-group.h"
#include "base/reel-format.h"
#include "widgets/reel-file-chooser.h"
#include "widgets/reel-toast.h"

struct _ReelCatalogueGroup
{
  AdwPreferencesGroup parent_instance;

  /* template */
  AdwActionRow *known;
  GtkSpinner *spinner;
  GtkButton *import_button;
  GtkButton *export_button;
  AdwActionRow *last_backup;
  GtkSpinner *backup_spinner;
  GtkButton *back_up_button;

  /* owned */
  ReelCatalogue *catalogue; /* (nullable) */
  ReelBackups *backups;     /* (nullable) */
};

enum
{
  RESTART_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelCatalogueGroup, reel_catalogue_group, ADW_TYPE_PREFERENCES_GROUP)

static void
update_count (ReelCatalogueGroup *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->catalogue));
  g_autofree char *count = g_strdup_printf (ngettext ("%u video", "%u videos", n), n);

  adw_action_row_set_subtitle (self->known, count);
}

/* One at a time; that it is under way is seen. */
static void
set_busy (ReelCatalogueGroup *self,
          gboolean            busy)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->import_button), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
tell (ReelCatalogueGroup *self,
      const char         *text)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_WINDOW);

  if (window != NULL) /* it may be closed by now */
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (window), reel_toast_new (text));
}

static void
on_exported (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ReelCatalogueGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  set_busy (self, FALSE);
  if (reel_catalogue_export_finish (REEL_CATALOGUE (source), result, &error))
    tell (self, _ ("The catalogue was exported"));
  else
    tell (self, error->message);
}

static void
on_imported (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ReelCatalogueGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *added = NULL;
  g_autofree char *completed = NULL;
  g_autofree char *known = NULL;
  g_autofree char *text = NULL;
  ReelImported imported;

  set_busy (self, FALSE);
  if (!reel_catalogue_import_finish (REEL_CATALOGUE (source), result, &imported, &error))
    {
      tell (self, error->message);
      return;
    }
  added = g_strdup_printf (ngettext ("%u video added", "%u videos added", imported.n_added), imported.n_added);
  completed = g_strdup_printf (ngettext ("%u completed", "%u completed", imported.n_completed), imported.n_completed);
  known = g_strdup_printf (ngettext ("%u known already", "%u known already", imported.n_known), imported.n_known);
  text = reel_format_list ((const char *[]){ added, completed, known, NULL });
  tell (self, text);
}

static void
on_target_chosen (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (ReelCatalogueGroup) self = user_data;
  g_autoptr (GFile) file = reel_choose_target_finish (result, NULL);

  if (file != NULL)
    reel_catalogue_group_export (self, file);
}

static void
on_export_clicked (ReelCatalogueGroup *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *name = g_strdup_printf ("reelseek-%s.json", date);

  reel_choose_target_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("Export the Catalogue"), name,
                            on_target_chosen, g_object_ref (self));
}

static void
on_source_chosen (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (ReelCatalogueGroup) self = user_data;
  g_autoptr (GFile) file = reel_choose_source_finish (result, NULL);

  if (file != NULL)
    reel_catalogue_group_import (self, file);
}

static void
on_import_clicked (ReelCatalogueGroup *self)
{
  reel_choose_source_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("Import a Catalogue"), on_source_chosen,
                            g_object_ref (self));
}

static void
update_last_backup (ReelCatalogueGroup *self)
{
  gint64 newest = reel_backups_get_newest (self->backups);
  g_autofree char *made = newest > 0 ? reel_format_moment (newest, g_get_real_time () / G_USEC_PER_SEC) : NULL;

  adw_action_row_set_subtitle (self->last_backup, made != NULL ? made : _ ("None yet"));
}

static void
set_backing_up (ReelCatalogueGroup *self,
                gboolean            busy)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->back_up_button), !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->backup_spinner), busy);
  gtk_spinner_set_spinning (self->backup_spinner, busy);
}

static void
on_backed_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (ReelCatalogueGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  set_backing_up (self, FALSE);
  if (reel_backups_make_finish (REEL_BACKUPS (source), result, &error))
    tell (self, _ ("The catalogue was backed up"));
  else
    tell (self, error->message);
}

static void
on_back_up_clicked (ReelCatalogueGroup *self)
{
  set_backing_up (self, TRUE);
  reel_backups_make_async (self->backups, NULL, on_backed_up, g_object_ref (self));
}

static void
on_staged (ReelCatalogueGroup *self)
{
  g_signal_emit (self, signals[RESTART_REQUESTED], 0);
}

static void
on_restore_clicked (ReelCatalogueGroup *self)
{
  GtkWidget *dialog = reel_backups_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->backups);

  g_signal_connect_object (dialog, "staged", G_CALLBACK (on_staged), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
reel_catalogue_group_dispose (GObject *object)
{
  ReelCatalogueGroup *self = REEL_CATALOGUE_GROUP (object);

  g_clear_object (&self->catalogue);
  g_clear_object (&self->backups);

  G_OBJECT_CLASS (reel_catalogue_group_parent_class)->dispose (object);
}

static void
reel_catalogue_group_class_init (ReelCatalogueGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_catalogue_group_dispose;

  signals[RESTART_REQUESTED] =
    g_signal_new ("restart-requested", REEL_TYPE_CATALOGUE_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/app/reel-catalogue-group.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelCatalogueGroup, known);
  gtk_widget_class_bind_template_child (widget_class, ReelCatalogueGroup, spinner);
  gtk_widget_class_bind_template_child (widget_class, ReelCatalogueGroup, import_button);
  gtk_widget_class_bind_template_child (widget_class, ReelCatalogueGroup, export_button);
  gtk_widget_class_bind_template_child (widget_class, ReelCatalogueGroup, last_backup);
  gtk_widget_class_bind_template_child (widget_class, ReelCatalogueGroup, backup_spinner);
  gtk_widget_class_bind_template_child (widget_class, ReelCatalogueGroup, back_up_button);
  gtk_widget_class_bind_template_callback (widget_class, on_import_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_export_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_back_up_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_restore_clicked);
}

static void
reel_catalogue_group_init (ReelCatalogueGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_catalogue_group_set_catalogue:
 * @self: a #ReelCatalogueGroup without one
 * @catalogue: the catalogue
 * @backups: its backups
 */
void
reel_catalogue_group_set_catalogue (ReelCatalogueGroup *self,
                                    ReelCatalogue      *catalogue,
                                    ReelBackups        *backups)
{
  g_return_if_fail (REEL_IS_CATALOGUE_GROUP (self));
  g_return_if_fail (self->catalogue == NULL);

  self->catalogue = g_object_ref (catalogue);
  g_signal_connect_object (catalogue, "items-changed", G_CALLBACK (update_count), self, G_CONNECT_SWAPPED);
  update_count (self);
  self->backups = g_object_ref (backups);
  g_signal_connect_object (backups, "notify::newest", G_CALLBACK (update_last_backup), self, G_CONNECT_SWAPPED);
  update_last_backup (self);
}

/**
 * reel_catalogue_group_export:
 * @self: a #ReelCatalogueGroup with a catalogue
 * @file: where to
 *
 * Exports, and tells how that went.
 */
void
reel_catalogue_group_export (ReelCatalogueGroup *self,
                             GFile              *file)
{
  g_return_if_fail (REEL_IS_CATALOGUE_GROUP (self));
  g_return_if_fail (self->catalogue != NULL);

  set_busy (self, TRUE);
  reel_catalogue_export_async (self->catalogue, file, NULL, on_exported, g_object_ref (self));
}

/**
 * reel_catalogue_group_import:
 * @self: a #ReelCatalogueGroup with a catalogue
 * @file: a file that was exported
 *
 * Imports, and tells how many videos were new.
 */
void
reel_catalogue_group_import (ReelCatalogueGroup *self,
                             GFile              *file)
{
  g_return_if_fail (REEL_IS_CATALOGUE_GROUP (self));
  g_return_if_fail (self->catalogue != NULL);

  set_busy (self, TRUE);
  reel_catalogue_import_async (self->catalogue, file, NULL, on_imported, g_object_ref (self));
}
