/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-pacing-row.h"
#include "app/reel-profile-dialog.h"
#include "app/reel-service-row.h"
#include "app/reel-services-page.h"
#include "widgets/reel-boxed-list.h"
#include "widgets/reel-confirmation.h"
#include "widgets/reel-toast.h"

struct _ReelServicesPage
{
  AdwPreferencesPage parent_instance;

  /* template */
  GtkListBox *list;
  ReelPacingRow *pacing;

  /* owned */
  ReelProfileList *profiles;
  ReelSecrets *secrets;
  ReelSession *session;      /* (nullable): of the service in use */
  GCancellable *cancellable; /* of the question that is open */
};

enum
{
  ADD_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelServicesPage, reel_services_page, ADW_TYPE_PREFERENCES_PAGE)

/* A removal that was asked about. */
typedef struct
{
  ReelServicesPage *self; /* (owned) */
  ReelProfile *profile;   /* (owned) */
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->self);
  g_object_unref (removal->profile);
  g_free (removal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removal, removal_free)

static GtkWindow *
get_window (ReelServicesPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
toast (ReelServicesPage *self,
       const char       *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (ADW_IS_PREFERENCES_WINDOW (root)) /* it may be closed by now */
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (root), reel_toast_new (text));
}

static gboolean
is_in_use (ReelServicesPage *self,
           ReelProfile      *profile)
{
  return self->session != NULL && reel_session_get_profile (self->session) == profile;
}

static void
on_add (ReelServicesPage *self)
{
  g_signal_emit (self, signals[ADD_REQUESTED], 0);
}

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ReelServicesPage) self = user_data;
  gboolean kept = FALSE;

  if (reel_secrets_store_finish (REEL_SECRETS (source), result, &kept, NULL) && !kept)
    toast (self, _ ("There is no keyring here: the key is known until you quit."));
}

static void
on_saved (ReelServicesPage *self,
          ReelProfile      *profile,
          const char       *key)
{
  g_autofree char *label = g_strdup_printf (_ ("API key for %s"), reel_profile_get_name (profile));

  if (key == NULL)
    return;
  reel_secrets_store_async (self->secrets, reel_profile_get_id (profile), label, key, NULL, on_stored, g_object_ref (self));
  if (is_in_use (self, profile))
    reel_session_use_key (self->session, key);
}

static void
on_edit (ReelServicesPage *self,
         ReelServiceRow   *row)
{
  GtkWidget *dialog = reel_profile_dialog_new (get_window (self), self->profiles, reel_service_row_get_profile (row),
                                               self->secrets);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (on_saved), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_forgotten (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (ReelServicesPage) self = user_data;
  gboolean deleted = FALSE;

  if (reel_secrets_forget_finish (REEL_SECRETS (source), result, &deleted, NULL) && !deleted)
    toast (self, _ ("The keyring can’t be reached: if the key was kept there, it still is."));
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Removal) removal = user_data;
  ReelServicesPage *self = removal->self;

  if (!reel_confirmation_ask_finish (result, NULL) || is_in_use (self, removal->profile))
    return;
  reel_profile_list_remove_custom (self->profiles, removal->profile);
  reel_secrets_forget_async (self->secrets, reel_profile_get_id (removal->profile), NULL, on_forgotten, g_object_ref (self));
}

static void
on_remove (ReelServicesPage *self,
           ReelServiceRow   *row)
{
  Removal *removal = g_new0 (Removal, 1);
  g_autofree char *heading = NULL;

  removal->self = g_object_ref (self);
  removal->profile = g_object_ref (reel_service_row_get_profile (row));
  /* Translators: %s is the name of a service */
  heading = g_strdup_printf (_ ("Remove “%s”?"), reel_profile_get_name (removal->profile));
  reel_confirmation_ask_async (get_window (self), heading,
                               _ ("Its key is deleted from your keyring, and its settings are lost. The videos that you sent stay "
                                  "with the service, and what is known of them stays in the catalogue on this computer."),
                               _ ("_Remove"), self->cancellable, on_answered, removal);
}

static void
update_in_use (ReelServicesPage *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      ReelProfile *profile = reel_service_row_get_profile (REEL_SERVICE_ROW (row));

      reel_service_row_set_in_use (REEL_SERVICE_ROW (row), is_in_use (self, profile));
    }
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  ReelServicesPage *self = user_data;
  GtkWidget *row = reel_service_row_new (item);

  reel_service_row_set_in_use (REEL_SERVICE_ROW (row), is_in_use (self, item));
  g_signal_connect_object (row, "edit", G_CALLBACK (on_edit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  return row;
}

static void
reel_services_page_dispose (GObject *object)
{
  ReelServicesPage *self = REEL_SERVICES_PAGE (object);

  /* AdwPreferencesWindow 1.2 never lets go of the groups of its pages: from here on they must not hear of anything. */
  if (self->profiles != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  if (self->session != NULL)
    reel_pacing_row_set_session (self->pacing, NULL);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->profiles);
  g_clear_object (&self->secrets);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (reel_services_page_parent_class)->dispose (object);
}

static void
reel_services_page_class_init (ReelServicesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_services_page_dispose;

  signals[ADD_REQUESTED] = g_signal_new ("add-requested", REEL_TYPE_SERVICES_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);

  g_type_ensure (REEL_TYPE_PACING_ROW);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/app/reel-services-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelServicesPage, list);
  gtk_widget_class_bind_template_child (widget_class, ReelServicesPage, pacing);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
}

static void
reel_services_page_init (ReelServicesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * reel_services_page_set_source:
 * @self: a #ReelServicesPage
 * @profiles: the services
 * @secrets: their keys
 *
 * To be called once.
 */
void
reel_services_page_set_source (ReelServicesPage *self,
                               ReelProfileList  *profiles,
                               ReelSecrets      *secrets)
{
  g_return_if_fail (REEL_IS_SERVICES_PAGE (self));

  g_set_object (&self->profiles, profiles);
  g_set_object (&self->secrets, secrets);
  reel_boxed_list_bind (self->list, G_LIST_MODEL (profiles), create_row, self);
}

/**
 * reel_services_page_set_session:
 * @self: a #ReelServicesPage
 * @session: (nullable): of the service in use
 */
void
reel_services_page_set_session (ReelServicesPage *self,
                                ReelSession      *session)
{
  g_return_if_fail (REEL_IS_SERVICES_PAGE (self));

  g_set_object (&self->session, session);
  reel_pacing_row_set_session (self->pacing, session);
  update_in_use (self);
}
