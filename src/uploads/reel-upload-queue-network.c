/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "uploads/reel-upload-queue-private.h"

/* What the network means for the queue: it waits where sending much would be in vain or cost money, and tries again at once
 * where it may work again. Questions go on: they are short, and their answers show that the service is there. */

ReelNetworkWait
reel_upload_queue_get_network_wait (ReelUploadQueue *self)
{
  return self->network != NULL ? reel_network_state_get_wait (self->network) : REEL_NETWORK_WAIT_NONE;
}

static void
wait_cb (ReelUploadQueue *self)
{
  const gboolean waits = reel_upload_queue_get_network_wait (self) != REEL_NETWORK_WAIT_NONE;

  reel_upload_queue_set_notes (self);
  for (guint i = 0; waits && i < self->jobs->len; i++)
    reel_upload_job_hold (self->jobs->pdata[i]);
  if (!waits)
    reel_upload_queue_end_rest (self);
  reel_upload_queue_schedule (self);
  reel_upload_queue_count_soon (self);
}

static void
restored_cb (ReelUploadQueue *self)
{
  reel_upload_queue_end_rest (self);
  for (guint i = 0; i < self->jobs->len; i++)
    reel_upload_job_end_rest (self->jobs->pdata[i]);
  reel_upload_queue_schedule (self);
}

/**
 * reel_upload_queue_set_network:
 * @self: a #ReelUploadQueue
 * @network: (nullable): what is between us and the service; without it nothing waits for the network
 */
void
reel_upload_queue_set_network (ReelUploadQueue  *self,
                               ReelNetworkState *network)
{
  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));
  g_return_if_fail (network == NULL || REEL_IS_NETWORK_STATE (network));

  if (self->network == network)
    return;
  if (self->network != NULL)
    g_signal_handlers_disconnect_by_data (self->network, self);
  g_set_object (&self->network, network);
  if (network != NULL)
    {
      g_signal_connect_object (network, "notify::wait", G_CALLBACK (wait_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (network, "restored", G_CALLBACK (restored_cb), self, G_CONNECT_SWAPPED);
    }
  wait_cb (self);
  g_object_notify (G_OBJECT (self), "network");
}

/* The service itself has answered. */
void
reel_upload_queue_prove_network (ReelUploadQueue *self)
{
  if (self->network != NULL)
    reel_network_state_prove (self->network);
}

/**
 * reel_upload_queue_send_anyway:
 * @self: a #ReelUploadQueue
 *
 * Sends although the network is metered, until it is another.
 */
void
reel_upload_queue_send_anyway (ReelUploadQueue *self)
{
  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));

  if (self->network != NULL)
    reel_network_state_send_anyway (self->network);
}
