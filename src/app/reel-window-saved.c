/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-window-private.h"
#include "widgets/reel-name-dialog.h"
#include "widgets/reel-toast.h"

/*
 * Saved searches: the star beside the entry, their list in the sidebar, and who asks them while nobody waits.
 */

/* How long a toast with 'Undo' stays, seconds. */
#define UNDO_SECONDS 10
/* Before a search is asked by itself, in ms: uploads come in heaps. */
#define PAUSE 5000

/* One that is renamed, or was removed. */
typedef struct
{
  ReelWindow *window;          /* (owned) (nullable): while it is asked; a toast does not keep its window */
  ReelSavedSearches *searches; /* (owned) */
  ReelSavedSearch *search;     /* (owned) */
} Deed;

static Deed *
deed_new (ReelWindow      *window,
          ReelSavedSearch *search)
{
  Deed *self = g_new0 (Deed, 1);

  self->searches = g_object_ref (window->saved);
  self->search = g_object_ref (search);
  return self;
}

static void
deed_free (Deed *self)
{
  g_clear_object (&self->window);
  g_object_unref (self->searches);
  g_object_unref (self->search);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deed, deed_free)

static void
on_undo (AdwToast *toast)
{
  const Deed *deed = g_object_get_data (G_OBJECT (toast), "deed");

  reel_saved_searches_restore (deed->searches, deed->search);
}

/* One that goes is not to be dismissed again. */
static void
on_dismissed (ReelWindow *self,
              AdwToast   *toast)
{
  if (self->undo == toast)
    g_clear_weak_pointer (&self->undo);
}

static void
on_remove_saved (ReelWindow      *self,
                 ReelSavedSearch *search)
{
  Deed *deed = deed_new (self, search);
  g_autofree char *said = g_strdup_printf (_ ("“%s” is no longer saved"), reel_saved_search_get_shown_name (search));
  AdwToast *toast = reel_toast_new (said);

  reel_saved_searches_remove (self->saved, search);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_object_set_data_full (G_OBJECT (toast), "deed", deed, (GDestroyNotify) deed_free);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (on_undo), NULL);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_dismissed), self, G_CONNECT_SWAPPED);
  if (self->undo != NULL) /* see reel-window-local.c */
    adw_toast_dismiss (self->undo);
  g_set_weak_pointer (&self->undo, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_name_given (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autofree char *name = reel_name_dialog_ask_finish (result, NULL);

  if (name != NULL)
    reel_saved_searches_rename (deed->searches, deed->search, name);
}

static void
on_rename_saved (ReelWindow      *self,
                 ReelSavedSearch *search)
{
  Deed *deed = deed_new (self, search);
  const char *name = reel_saved_search_get_shown_name (search);
  g_autofree char *heading = g_strdup_printf (_ ("Rename “%s”"), name);
  g_autofree char *body = g_strdup_printf (_ ("What it asks stays as it is: “%s”. With no name it is called that."),
                                           reel_saved_search_get_text (search));

  deed->window = g_object_ref (self);
  reel_name_dialog_ask_async (GTK_WINDOW (self), heading, body, name, on_name_given, deed);
}

/* Asks it again where it was asked, which the sidebar then shows too, unless that is hidden or gone. */
static void
on_saved_activated (ReelWindow      *self,
                    ReelSavedSearch *search)
{
  const char *id = reel_saved_search_get_collection_id (search);
  ReelCollection *collection = id != NULL ? reel_collection_list_find (reel_session_get_collections (self->session), id) : NULL;

  if (id == NULL || (collection != NULL && g_str_equal (reel_collection_get_id (collection), id) &&
                     (self->show_hidden || !reel_collection_get_hidden (collection))))
    {
      reel_window_end_restoring (self); /* it is chosen, too */
      reel_collections_view_select (self->collections, collection);
    }
  reel_search_model_set_collection_id (self->search, id);
  reel_window_search (self, reel_saved_search_get_text (search));
}

static void
on_save_search (ReelWindow *self)
{
  if (self->search != NULL)
    reel_search_model_save (self->search);
}

/* Ctrl+D: what the star does. */
static void
on_save_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  ReelWindow *self = REEL_WINDOW (widget);

  if (gtk_widget_get_sensitive (GTK_WIDGET (self->save_search)))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->save_search),
                                  !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->save_search)));
}

/* Nobody is asked by itself while the service does not answer. */
void
reel_window_update_saved (ReelWindow *self)
{
  if (self->refresher != NULL)
    reel_saved_refresher_set_client (self->refresher, reel_session_get_state (self->session) == REEL_SESSION_READY
                                                        ? reel_session_get_client (self->session)
                                                        : NULL);
}

void
reel_window_clear_saved (ReelWindow *self)
{
  if (self->refresher != NULL)
    reel_saved_refresher_set_client (self->refresher, NULL); /* a question under way would keep it */
  g_clear_object (&self->refresher);
  g_clear_object (&self->saved);
}

/* Follows the present session, whose search model is there. */
void
reel_window_set_up_saved (ReelWindow *self)
{
  reel_window_clear_saved (self);
  self->saved = reel_saved_searches_new (self->catalogue, reel_profile_get_id (reel_session_get_profile (self->session)));
  reel_search_model_set_saved (self->search, self->saved);
  reel_save_button_set_model (self->save_search, self->search);
  reel_saved_view_set_searches (self->saved_view, self->saved);
  self->refresher = reel_saved_refresher_new (self->saved, reel_session_get_network (self->session), PAUSE);
  g_signal_connect_object (reel_session_get_queue (self->session), "notify::n-finished", G_CALLBACK (reel_saved_refresher_look),
                           self->refresher, G_CONNECT_SWAPPED);
  reel_window_update_saved (self);
}

void
reel_window_class_bind_saved (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_save_search);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_saved);
  gtk_widget_class_bind_template_callback (widget_class, on_rename_saved);
  gtk_widget_class_bind_template_callback (widget_class, on_saved_activated);

  gtk_widget_class_install_action (widget_class, "win.save-search", NULL, on_save_action);
}
