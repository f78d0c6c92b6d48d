/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-service-row.h"

struct _ReelServiceRow
{
  AdwActionRow parent_instance;

  /* template */
  GtkImage *in_use;
  GtkButton *edit;
  GtkButton *remove;

  /* owned */
  ReelProfile *profile;

  /* borrowed */
  GtkWidget *warning; /* (nullable): a child while it is there */
};

enum
{
  EDIT,
  REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelServiceRow, reel_service_row, ADW_TYPE_ACTION_ROW)

static void
on_edit (ReelServiceRow *self)
{
  g_signal_emit (self, signals[EDIT], 0);
}

static void
on_remove (ReelServiceRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

/* There only while it is needed: a hidden prefix takes room. */
static void
set_warning (ReelServiceRow *self,
             gboolean        shown)
{
  if (shown && self->warning == NULL)
    {
      self->warning = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
      gtk_widget_add_css_class (self->warning, "warning");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->warning), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Not Protected"), -1);
      adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->warning);
    }
  else if (!shown && self->warning != NULL)
    {
      adw_action_row_remove (ADW_ACTION_ROW (self), self->warning);
      self->warning = NULL;
    }
}

static void
update (ReelServiceRow *self)
{
  const char *address = reel_profile_get_base_url (self->profile);
  gboolean custom = reel_profile_get_kind (self->profile) == REEL_PROFILE_CUSTOM;
  gboolean in_use = gtk_widget_get_visible (GTK_WIDGET (self->in_use));
  gboolean unprotected = reel_profile_get_unprotected (self->profile);
  g_autoptr (GString) text = g_string_new (address != NULL ? address : _ ("Nothing leaves this computer"));

  if (unprotected)
    g_string_append_printf (text, "\n%s", _ ("Not protected: key and videos travel readable"));
  if (in_use && custom)
    g_string_append_printf (text, "\n%s", _ ("In use: choose another before removing it"));
  else if (in_use)
    g_string_append_printf (text, "\n%s", _ ("In use"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), reel_profile_get_name (self->profile));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text->str);
  set_warning (self, unprotected);
  gtk_widget_set_sensitive (GTK_WIDGET (self->remove), !in_use);
}

/* So that a list of rows does not read as a list of buttons that are all called the same. */
static void
name_buttons (ReelServiceRow *self)
{
  const char *name = reel_profile_get_name (self->profile);
  /* Translators: %s is the name of a service */
  g_autofree char *edit = g_strdup_printf (_ ("Edit %s"), name);
  /* Translators: %s is the name of a service */
  g_autofree char *remove = g_strdup_printf (_ ("Remove %s"), name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->edit), GTK_ACCESSIBLE_PROPERTY_LABEL, edit, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
}

static void
on_changed (ReelServiceRow *self)
{
  update (self);
  name_buttons (self);
}

static void
reel_service_row_dispose (GObject *object)
{
  ReelServiceRow *self = REEL_SERVICE_ROW (object);

  g_clear_object (&self->profile);

  G_OBJECT_CLASS (reel_service_row_parent_class)->dispose (object);
}

static void
reel_service_row_class_init (ReelServiceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_service_row_dispose;

  signals[EDIT] = g_signal_new ("edit", REEL_TYPE_SERVICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVE] = g_signal_new ("remove", REEL_TYPE_SERVICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/app/reel-service-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelServiceRow, in_use);
  gtk_widget_class_bind_template_child (widget_class, ReelServiceRow, edit);
  gtk_widget_class_bind_template_child (widget_class, ReelServiceRow, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_edit);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
}

static void
reel_service_row_init (ReelServiceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_service_row_new:
 * @profile: the service; followed
 *
 * Returns: (transfer none): the row
 */
GtkWidget *
reel_service_row_new (ReelProfile *profile)
{
  ReelServiceRow *self = g_object_new (REEL_TYPE_SERVICE_ROW, NULL);
  ReelProfileKind kind = reel_profile_get_kind (profile);

  self->profile = g_object_ref (profile);
  gtk_widget_set_sensitive (GTK_WIDGET (self), reel_profile_get_available (profile));
  /* The environment's is of this run: nothing of it would be kept. */
  gtk_widget_set_visible (GTK_WIDGET (self->edit), kind != REEL_PROFILE_ENVIRONMENT && reel_profile_get_available (profile));
  gtk_widget_set_visible (GTK_WIDGET (self->remove), kind == REEL_PROFILE_CUSTOM);
  g_signal_connect_object (profile, "notify", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (profile, "access-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  on_changed (self);
  return GTK_WIDGET (self);
}

/**
 * reel_service_row_get_profile:
 * @self: a #ReelServiceRow
 *
 * Returns: (transfer none): the service
 */
ReelProfile *
reel_service_row_get_profile (ReelServiceRow *self)
{
  g_return_val_if_fail (REEL_IS_SERVICE_ROW (self), NULL);

  return self->profile;
}

/**
 * reel_service_row_set_in_use:
 * @self: a #ReelServiceRow
 * @in_use: whether it is the service that the window shows
 */
void
reel_service_row_set_in_use (ReelServiceRow *self,
                             gboolean        in_use)
{
  g_return_if_fail (REEL_IS_SERVICE_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->in_use), in_use);
  update (self);
}
