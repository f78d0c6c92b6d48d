/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "preview/reel-volume-button.h"

struct _ReelVolumeButton
{
  GtkWidget parent_instance;

  /* template */
  GtkMenuButton *button;
  GtkWidget *mute;
  GtkAdjustment *adjustment;

  /* owned */
  ReelPlayer *player; /* (nullable) */
  GBindingGroup *bindings;
  GSignalGroup *player_signals;
};

enum
{
  PROP_0,
  PROP_PLAYER,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelVolumeButton, reel_volume_button, GTK_TYPE_WIDGET)

static void
show_volume (ReelVolumeButton *self)
{
  gboolean has_audio = FALSE, sound_missing = FALSE, muted = FALSE;
  double volume = 0;
  const char *icon = "audio-volume-high-symbolic";
  const char *text;

  if (self->player != NULL)
    g_object_get (self->player, "has-audio", &has_audio, "sound-missing", &sound_missing, "muted", &muted, "volume", &volume, NULL);
  if (!has_audio || muted || volume <= 0)
    icon = "audio-volume-muted-symbolic";
  else if (volume < 1.0 / 3)
    icon = "audio-volume-low-symbolic";
  else if (volume < 2.0 / 3)
    icon = "audio-volume-medium-symbolic";
  gtk_menu_button_set_icon_name (self->button, icon);
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), has_audio);
  text = has_audio       ? _ ("Volume (M: Mute)")
         : sound_missing ? _ ("This video has sound, but nothing on this computer can decode it")
                         : _ ("This video has no sound");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/**
 * reel_volume_button_set_player:
 * @self: the button
 * @player: (nullable): whose volume
 */
void
reel_volume_button_set_player (ReelVolumeButton *self,
                               ReelPlayer       *player)
{
  g_return_if_fail (REEL_IS_VOLUME_BUTTON (self));
  g_return_if_fail (player == NULL || REEL_IS_PLAYER (player));
  if (!g_set_object (&self->player, player))
    return;
  g_binding_group_set_source (self->bindings, player);
  g_signal_group_set_target (self->player_signals, player);
  show_volume (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PLAYER]);
}

static void
reel_volume_button_dispose (GObject *object)
{
  ReelVolumeButton *self = REEL_VOLUME_BUTTON (object);

  g_clear_object (&self->bindings);
  g_clear_object (&self->player_signals);
  g_clear_object (&self->player);
  gtk_widget_dispose_template (GTK_WIDGET (self), REEL_TYPE_VOLUME_BUTTON);
  G_OBJECT_CLASS (reel_volume_button_parent_class)->dispose (object);
}

static void
reel_volume_button_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PLAYER:
      g_value_set_object (value, REEL_VOLUME_BUTTON (object)->player);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_volume_button_set_property (GObject      *object,
                                 guint         id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_PLAYER:
      reel_volume_button_set_player (REEL_VOLUME_BUTTON (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_volume_button_class_init (ReelVolumeButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = reel_volume_button_dispose;
  object_class->get_property = reel_volume_button_get_property;
  object_class->set_property = reel_volume_button_set_property;

  props[PROP_PLAYER] = g_param_spec_object ("player", NULL, NULL, REEL_TYPE_PLAYER,
                                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/reelseek/Reelseek/preview/reel-volume-button.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelVolumeButton, button);
  gtk_widget_class_bind_template_child (widget_class, ReelVolumeButton, mute);
  gtk_widget_class_bind_template_child (widget_class, ReelVolumeButton, adjustment);
}

static void
reel_volume_button_init (ReelVolumeButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->bindings = g_binding_group_new ();
  g_binding_group_bind (self->bindings, "volume", self->adjustment, "value",
                        G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_binding_group_bind (self->bindings, "muted", self->mute, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  self->player_signals = g_signal_group_new (REEL_TYPE_PLAYER);
  g_signal_group_connect_swapped (self->player_signals, "notify::volume", G_CALLBACK (show_volume), self);
  g_signal_group_connect_swapped (self->player_signals, "notify::muted", G_CALLBACK (show_volume), self);
  g_signal_group_connect_swapped (self->player_signals, "notify::has-audio", G_CALLBACK (show_volume), self);
  g_signal_group_connect_swapped (self->player_signals, "notify::sound-missing", G_CALLBACK (show_volume), self);
  show_volume (self);
}
