/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/reel-welcome-page.h"

struct _ReelWelcomePage
{
  AdwBin parent_instance;

  /* template */
  AdwStatusPage *status;
};

enum
{
  USE_THIS_COMPUTER,
  CONNECT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelWelcomePage, reel_welcome_page, ADW_TYPE_BIN)

static void
on_use_this_computer (ReelWelcomePage *self)
{
  g_signal_emit (self, signals[USE_THIS_COMPUTER], 0);
}

static void
on_connect (ReelWelcomePage *self)
{
  g_signal_emit (self, signals[CONNECT], 0);
}

static void
reel_welcome_page_class_init (ReelWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[USE_THIS_COMPUTER] = g_signal_new ("use-this-computer", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CONNECT] = g_signal_new ("connect", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/app/reel-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelWelcomePage, status);
  gtk_widget_class_bind_template_callback (widget_class, on_use_this_computer);
  gtk_widget_class_bind_template_callback (widget_class, on_connect);
}

static void
reel_welcome_page_init (ReelWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_status_page_set_icon_name (self->status, REEL_APP_ID);
}
