/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/reel-banner.h"

struct _ReelBanner
{
  AdwBin parent_instance;

  /* template */
  GtkRevealer *revealer;
  GtkLabel *label;
  GtkButton *button;
};

enum
{
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelBanner, reel_banner, ADW_TYPE_BIN)

static void
on_clicked (ReelBanner *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
reel_banner_class_init (ReelBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[ACTIVATED] = g_signal_new ("activated", REEL_TYPE_BANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/widgets/reel-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, ReelBanner, label);
  gtk_widget_class_bind_template_child (widget_class, ReelBanner, button);
  gtk_widget_class_bind_template_callback (widget_class, on_clicked);
}

static void
reel_banner_init (ReelBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_banner_show:
 * @self: a #ReelBanner
 * @text: what is wrong
 * @button: (nullable): what the button says; %NULL for none
 */
void
reel_banner_show (ReelBanner *self,
                  const char *text,
                  const char *button)
{
  g_return_if_fail (REEL_IS_BANNER (self));

  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button != NULL)
    gtk_button_set_label (self->button, button);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

/**
 * reel_banner_hide:
 * @self: a #ReelBanner
 */
void
reel_banner_hide (ReelBanner *self)
{
  g_return_if_fail (REEL_IS_BANNER (self));

  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}
