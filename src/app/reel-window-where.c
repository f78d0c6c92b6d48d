/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-window-private.h"
#include "collections/reel-choose-collection-dialog.h"
#include "collections/reel-new-collection-dialog.h"
#include "widgets/reel-drop.h"

/*
 * Where files go: into the collection that is looked at, else into one that is asked for, or made for them.
 */

/* The subject of a dialog, which owns it. The user may choose another service while it is open. */
typedef struct
{
  ReelWindow *window;        /* (owned) */
  ReelSession *session;      /* (owned): whose collections it is about */
  GListModel *files;         /* (owned) (nullable) */
  GtkWidget *dialog;         /* (borrowed) (nullable): NULL when it has gone */
  GCancellable *cancellable; /* (owned): of what goes on */
} Asking;

static void
asking_clear (gpointer data)
{
  Asking *self = data;

  g_object_unref (self->window);
  g_object_unref (self->session);
  g_clear_object (&self->files);
  g_object_unref (self->cancellable);
}

static void
asking_unref (Asking *self)
{
  g_rc_box_release_full (self, asking_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asking, asking_unref)

static Asking *
asking_new (ReelWindow *window,
            GListModel *files)
{
  Asking *self = g_rc_box_new0 (Asking);

  self->window = g_object_ref (window);
  self->session = g_object_ref (window->session);
  self->files = files != NULL ? g_object_ref (files) : NULL;
  self->cancellable = g_cancellable_new ();
  return self;
}

/* Cancel, Escape and the window's end alike. */
static void
on_destroy (GtkWidget *dialog,
            Asking    *asking)
{
  asking->dialog = NULL;
  g_cancellable_cancel (asking->cancellable);
}

static void
release_closure (gpointer  data,
                 GClosure *closure)
{
  asking_unref (data);
}

/* @asking: (transfer full): until the dialog goes */
static void
present (GtkWidget *dialog,
         Asking    *asking)
{
  asking->dialog = dialog;
  g_signal_connect_data (dialog, "destroy", G_CALLBACK (on_destroy), asking, release_closure, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
close_dialog (Asking *asking)
{
  if (asking->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (asking->dialog));
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Asking) asking = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelCollection) collection = NULL;

  collection = reel_collection_list_create_finish (REEL_COLLECTION_LIST (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (asking->window->session == asking->session) /* the service may have made it all the same: then it is shown */
        reel_session_connect (asking->session);
      return;
    }
  if (collection == NULL)
    {
      if (asking->dialog != NULL)
        reel_new_collection_dialog_show_error (REEL_NEW_COLLECTION_DIALOG (asking->dialog), error->message);
      return;
    }
  close_dialog (asking);
  if (asking->window->session == asking->session)
    reel_window_select_collection (asking->window, reel_collection_get_id (collection));
  if (asking->files != NULL)
    reel_window_add_files_in (asking->window, asking->session, collection, asking->files);
}

static void
on_create (ReelNewCollectionDialog *dialog,
           const char              *name,
           const char              *description,
           Asking                  *asking)
{
  if (asking->window->session != asking->session)
    {
      reel_new_collection_dialog_show_error (dialog, _ ("Another service was chosen meanwhile, so nothing was made. Close this, "
                                                        "and begin again."));
      return;
    }
  reel_collection_list_create_async (reel_session_get_collections (asking->session), name, description, asking->cancellable,
                                     on_created, g_rc_box_acquire (asking));
}

/**
 * reel_window_ask_collection:
 * @self: a #ReelWindow
 * @files: (nullable) (element-type GFile): files that are waiting for the collection
 *
 * Asks for the name of a new collection, makes it and shows it.
 */
void
reel_window_ask_collection (ReelWindow *self,
                            GListModel *files)
{
  GtkWidget *dialog;
  Asking *asking;

  g_return_if_fail (REEL_IS_WINDOW (self));
  g_return_if_fail (self->session != NULL);

  dialog = reel_new_collection_dialog_new (GTK_WINDOW (self));
  asking = asking_new (self, files);
  g_signal_connect_data (dialog, "create", G_CALLBACK (on_create), g_rc_box_acquire (asking), release_closure, 0);
  present (dialog, asking);
}

static void
on_chosen (ReelChooseCollectionDialog *dialog,
           ReelCollection             *chosen,
           Asking                     *data)
{
  g_autoptr (Asking) asking = g_rc_box_acquire (data);
  g_autoptr (ReelCollection) collection = g_object_ref (chosen);

  close_dialog (asking);
  reel_window_add_files_in (asking->window, asking->session, collection, asking->files);
}

static void
on_new_wanted (ReelChooseCollectionDialog *dialog,
               Asking                     *data)
{
  g_autoptr (Asking) asking = g_rc_box_acquire (data);

  close_dialog (asking);
  if (asking->window->session == asking->session)
    reel_window_ask_collection (asking->window, asking->files);
}

/* Which of the collections the files are for, as all of them are looked at. */
static void
ask_where (ReelWindow *self,
           GListModel *files)
{
  GListModel *collections = G_LIST_MODEL (reel_session_get_collections (self->session));
  GtkWidget *dialog;
  Asking *asking;

  if (g_list_model_get_n_items (files) == 0)
    return;
  if (g_list_model_get_n_items (collections) == 0)
    {
      reel_window_ask_collection (self, files);
      return;
    }
  dialog = reel_choose_collection_dialog_new (GTK_WINDOW (self), collections);
  asking = asking_new (self, files);
  g_signal_connect_data (dialog, "chosen", G_CALLBACK (on_chosen), g_rc_box_acquire (asking), release_closure, 0);
  g_signal_connect_data (dialog, "new-requested", G_CALLBACK (on_new_wanted), g_rc_box_acquire (asking), release_closure, 0);
  present (dialog, asking);
}

/**
 * reel_window_add_files:
 * @self: a #ReelWindow
 * @files: (element-type GFile): files and folders
 *
 * Adds files to the collection that is selected. Where that is none, asks for one first.
 */
void
reel_window_add_files (ReelWindow *self,
                       GListModel *files)
{
  ReelCollection *collection;

  g_return_if_fail (REEL_IS_WINDOW (self));

  if (self->session == NULL)
    return;
  collection = reel_collections_view_get_selected (self->collections);
  if (collection != NULL)
    reel_window_add_files_in (self, self->session, collection, files);
  else
    ask_where (self, files);
}

static void
on_new_requested (ReelWindow *self)
{
  reel_window_ask_collection (self, NULL);
}

/* The row of all collections stands for none of them. */
static void
on_dropped_on_collection (ReelWindow     *self,
                          ReelCollection *collection,
                          GListModel     *files)
{
  if (*reel_collection_get_id (collection) == '\0')
    ask_where (self, files);
  else
    reel_window_add_files_in (self, self->session, collection, files);
}

static void
on_dropped_on_page (ReelWindow *self,
                    GListModel *files)
{
  reel_window_add_files (self, files);
}

static void
on_dropped (GListModel *files,
            gpointer    user_data)
{
  reel_window_add_files (user_data, files);
}

/* Hits that are dragged within the window are no new files. */
static gboolean
on_accept (GtkDropTarget *target,
           GdkDrop       *drop)
{
  return gdk_drop_get_drag (drop) == NULL &&
         gdk_content_formats_match (gdk_drop_get_formats (drop), gtk_drop_target_get_formats (target));
}

void
reel_window_class_bind_where (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_new_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_dropped_on_collection);
  gtk_widget_class_bind_template_callback (widget_class, on_dropped_on_page);
}

/* Files can be dropped anywhere; what takes them for something of its own is within one of these. */
void
reel_window_init_where (ReelWindow *self)
{
  GtkWidget *places[] = { self->sidebar, GTK_WIDGET (self->results), GTK_WIDGET (self->uploads), GTK_WIDGET (self->preview) };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    g_signal_connect (reel_drop_attach (places[i], on_dropped, self), "accept", G_CALLBACK (on_accept), NULL);
  /* The others have places of their own in them, each of which says so. */
  gtk_widget_add_css_class (GTK_WIDGET (self->results), "reel-drop-area");
  gtk_widget_add_css_class (GTK_WIDGET (self->uploads), "reel-drop-area");
}
