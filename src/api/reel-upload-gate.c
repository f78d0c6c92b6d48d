/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-upload-gate.h"

/*
 * What the end of an upload's body waits for. A service can't take a file before that end has come, so whoever keeps a
 * journal has time until then to note that from now on nobody can know whether it did; the file itself goes out meanwhile.
 * One gate may be passed by several tries of one upload; once open it stays so.
 */

typedef struct
{
  void (*wake) (gpointer data);
  gpointer data; /* (borrowed) */
} Waiter;

struct _ReelUploadGate
{
  gatomicrefcount ref_count;

  /* the maker's */
  ReelUploadGateReached reached;
  gpointer data;            /* (owned) */
  GDestroyNotify data_free; /* (nullable): on any thread */

  /* owned */
  GMainContext *context;

  int open; /* atomic */

  GMutex lock; /* what follows */
  GArray *waiters;
  gboolean told;
};

/**
 * reel_upload_gate_new:
 * @reached: called once, on the present thread's main context
 * @data: for @reached
 * @data_free: (nullable): for @data; called on any thread
 *
 * Returns: (transfer full): a closed gate
 */
ReelUploadGate *
reel_upload_gate_new (ReelUploadGateReached reached,
                      gpointer              data,
                      GDestroyNotify        data_free)
{
  ReelUploadGate *self;

  g_return_val_if_fail (reached != NULL, NULL);

  self = g_new0 (ReelUploadGate, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->reached = reached;
  self->data = data;
  self->data_free = data_free;
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->lock);
  self->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  return self;
}

/**
 * reel_upload_gate_ref:
 * @self: a gate
 *
 * Returns: (transfer full): @self
 */
ReelUploadGate *
reel_upload_gate_ref (ReelUploadGate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * reel_upload_gate_unref:
 * @self: (transfer full): a gate
 */
void
reel_upload_gate_unref (ReelUploadGate *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->data_free != NULL)
    self->data_free (self->data);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_array_unref (self->waiters);
  g_free (self);
}

/**
 * reel_upload_gate_open:
 * @self: a gate
 *
 * The end may go out now. From any thread.
 */
void
reel_upload_gate_open (ReelUploadGate *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_int_set (&self->open, TRUE);
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->waiters->len; i++)
    {
      Waiter *waiter = &g_array_index (self->waiters, Waiter, i);

      waiter->wake (waiter->data);
    }
  g_mutex_unlock (&self->lock);
}

static gboolean
tell_cb (gpointer data)
{
  ReelUploadGate *self = data;

  self->reached (self->data);
  return G_SOURCE_REMOVE;
}

/* What @wake locks must not be locked by the caller, here and in reel_upload_gate_leave(). */
void
reel_upload_gate_reach (ReelUploadGate *self,
                        void (*wake) (gpointer data),
                        gpointer        data)
{
  Waiter waiter = { wake, data };
  gboolean told;

  g_mutex_lock (&self->lock);
  g_array_append_val (self->waiters, waiter);
  told = self->told;
  self->told = TRUE;
  g_mutex_unlock (&self->lock);
  if (!told)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, tell_cb, reel_upload_gate_ref (self), (GDestroyNotify) reel_upload_gate_unref);
      g_source_set_static_name (source, "[reelseek] upload gate");
      g_source_attach (source, self->context);
    }
}

gboolean
reel_upload_gate_is_open (ReelUploadGate *self)
{
  return g_atomic_int_get (&self->open);
}

void
reel_upload_gate_leave (ReelUploadGate *self,
                        gpointer        data)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->waiters->len; i++)
    if (g_array_index (self->waiters, Waiter, i).data == data)
      {
        g_array_remove_index_fast (self->waiters, i);
        break;
      }
  g_mutex_unlock (&self->lock);
}
