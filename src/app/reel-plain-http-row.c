/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-plain-http-row.h"

struct _ReelPlainHttpRow
{
  AdwActionRow parent_instance;

  /* borrowed */
  GtkSwitch *toggle; /* a child */
};

enum
{
  PROP_0,
  PROP_ACTIVE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelPlainHttpRow, reel_plain_http_row, ADW_TYPE_ACTION_ROW)

static void
on_toggled (ReelPlainHttpRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

static void
reel_plain_http_row_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, reel_plain_http_row_get_active (REEL_PLAIN_HTTP_ROW (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_plain_http_row_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_ACTIVE:
      reel_plain_http_row_set_active (REEL_PLAIN_HTTP_ROW (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_plain_http_row_class_init (ReelPlainHttpRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = reel_plain_http_row_get_property;
  object_class->set_property = reel_plain_http_row_set_property;

  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
reel_plain_http_row_init (ReelPlainHttpRow *self)
{
  const char *title = _ ("Allow an unprotected connection (http)");

  self->toggle = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->toggle), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (self->toggle, "notify::active", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _ ("Your key and your videos then travel readable: whoever sits on the "
                                                         "way can read, keep and change them"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->toggle));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->toggle));
}

/**
 * reel_plain_http_row_get_active:
 * @self: a #ReelPlainHttpRow
 *
 * Returns: whether plain http is allowed
 */
gboolean
reel_plain_http_row_get_active (ReelPlainHttpRow *self)
{
  g_return_val_if_fail (REEL_IS_PLAIN_HTTP_ROW (self), FALSE);

  return gtk_switch_get_active (self->toggle);
}

/**
 * reel_plain_http_row_set_active:
 * @self: a #ReelPlainHttpRow
 * @active: whether plain http is allowed
 */
void
reel_plain_http_row_set_active (ReelPlainHttpRow *self,
                                gboolean          active)
{
  g_return_if_fail (REEL_IS_PLAIN_HTTP_ROW (self));

  gtk_switch_set_active (self->toggle, active);
}
