/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-pacing-row.h"

struct _ReelPacingRow
{
  AdwActionRow parent_instance;

  /* owned */
  GSignalGroup *session; /* its target is the session */
  GSignalGroup *client;  /* its target is the session's client */
};

G_DEFINE_FINAL_TYPE (ReelPacingRow, reel_pacing_row, ADW_TYPE_ACTION_ROW)

static void
update (ReelPacingRow *self)
{
  g_autoptr (ReelClient) client = g_signal_group_dup_target (self->client);
  g_autofree char *pace = NULL;
  g_autofree char *waiting = NULL;
  g_autofree char *under_way = NULL;
  g_autofree char *text = NULL;
  double rate = 0;
  guint queued = 0, running = 0;

  if (client == NULL)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _ ("Not connected"));
      return;
    }
  g_object_get (client, "rate", &rate, "queued", &queued, "under-way", &running, NULL);
  if (rate > 0)
    /* Translators: %.1f is how many requests the service may be sent in a second, such as 4.0 */
    pace = g_strdup_printf (_ ("%.1f requests a second"), rate);
  else
    pace = g_strdup (_ ("No limit"));
  /* Translators: of requests; stands before “3 under way” */
  waiting = g_strdup_printf (ngettext ("%u waiting", "%u waiting", queued), queued);
  /* Translators: of requests; stands behind “3 waiting” */
  under_way = g_strdup_printf (ngettext ("%u under way", "%u under way", running), running);
  /* Translators: such as “4.0 requests a second”, “2 waiting”, “1 under way” */
  text = g_strdup_printf (_ ("%s; %s, %s"), pace, waiting, under_way);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
}

static void
on_client (ReelPacingRow *self)
{
  g_autoptr (ReelSession) session = g_signal_group_dup_target (self->session);

  g_signal_group_set_target (self->client, session != NULL ? reel_session_get_client (session) : NULL);
  update (self);
}

static void
reel_pacing_row_dispose (GObject *object)
{
  ReelPacingRow *self = REEL_PACING_ROW (object);

  g_clear_object (&self->session);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (reel_pacing_row_parent_class)->dispose (object);
}

static void
reel_pacing_row_class_init (ReelPacingRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_pacing_row_dispose;
}

static void
reel_pacing_row_init (ReelPacingRow *self)
{
  static const char * const signals[] = { "notify::rate", "notify::queued", "notify::under-way" };

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Requests at Present"));
  self->session = g_signal_group_new (REEL_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session, "notify::client", G_CALLBACK (on_client), self);
  self->client = g_signal_group_new (REEL_TYPE_CLIENT);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_group_connect_swapped (self->client, signals[i], G_CALLBACK (update), self);
  update (self);
}

/**
 * reel_pacing_row_set_session:
 * @self: a #ReelPacingRow
 * @session: (nullable): of the service in use
 */
void
reel_pacing_row_set_session (ReelPacingRow *self,
                             ReelSession   *session)
{
  g_return_if_fail (REEL_IS_PACING_ROW (self));

  g_signal_group_set_target (self->session, session);
  on_client (self);
}
