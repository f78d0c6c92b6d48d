/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "api/reel-client-text.h"
#include "app/reel-text-row.h"

struct _ReelTextRow
{
  AdwActionRow parent_instance;

  /* template */
  GtkSwitch *read_switch;

  /* owned */
  ReelClient *client;        /* (nullable) */
  GCancellable *cancellable; /* of what is asked of the service */
};

G_DEFINE_FINAL_TYPE (ReelTextRow, reel_text_row, ADW_TYPE_ACTION_ROW)

static void on_switched (ReelTextRow *self);

static GCancellable *
renew_cancellable (ReelTextRow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

/* @reading: (nullable): %NULL where it is not known */
static void
show (ReelTextRow           *self,
      const ReelTextReading *reading,
      const char            *problem)
{
  g_signal_handlers_block_by_func (self->read_switch, on_switched, self);
  gtk_switch_set_active (self->read_switch, reading != NULL && reading->is_on && reading->languages != NULL);
  g_signal_handlers_unblock_by_func (self->read_switch, on_switched, self);
  gtk_widget_set_sensitive (GTK_WIDGET (self), reading != NULL && reading->languages != NULL);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self),
                               problem != NULL ? problem
                                               : _ ("Finds title cards and signs by their words; indexing takes longer. Videos "
                                                    "that are indexed already stay as they are: add them again to read them."));
}

static void
on_answer (ReelTextRow     *self,
           ReelTextReading *answer,
           const GError    *error)
{
  g_autoptr (ReelTextReading) reading = answer;

  if (reading != NULL)
    show (self, reading, reading->languages == NULL ? reading->problem : NULL);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show (self, NULL, _ ("Not known: the service does not answer"));
}

static void
on_got (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (ReelTextRow) self = user_data;
  g_autoptr (GError) error = NULL;
  ReelTextReading *reading = reel_client_get_text_reading_finish (REEL_CLIENT (source), result, &error);

  on_answer (self, reading, error);
}

static void
on_set (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (ReelTextRow) self = user_data;
  g_autoptr (GError) error = NULL;
  ReelTextReading *reading = reel_client_set_text_reading_finish (REEL_CLIENT (source), result, &error);

  on_answer (self, reading, error);
}

static void
on_switched (ReelTextRow *self)
{
  if (self->client != NULL)
    reel_client_set_text_reading_async (self->client, gtk_switch_get_active (self->read_switch), renew_cancellable (self),
                                        on_set, g_object_ref (self));
}

static void
reel_text_row_dispose (GObject *object)
{
  ReelTextRow *self = REEL_TEXT_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (reel_text_row_parent_class)->dispose (object);
}

static void
reel_text_row_class_init (ReelTextRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_text_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/app/reel-text-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelTextRow, read_switch);
}

static void
reel_text_row_init (ReelTextRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->read_switch, "notify::active", G_CALLBACK (on_switched), self, G_CONNECT_SWAPPED);
}

/**
 * reel_text_row_set_client:
 * @self: a #ReelTextRow
 * @client: (nullable): of the service on this computer; %NULL while it is not there
 *
 * Asks the service whether it reads text.
 */
void
reel_text_row_set_client (ReelTextRow *self,
                          ReelClient  *client)
{
  g_return_if_fail (REEL_IS_TEXT_ROW (self));

  if (!g_set_object (&self->client, client))
    return;
  g_cancellable_cancel (self->cancellable);
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  if (client != NULL)
    reel_client_get_text_reading_async (client, renew_cancellable (self), on_got, g_object_ref (self));
}
