/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-upload-meter.h"

#define INTERVAL (G_USEC_PER_SEC / 10)

/*
 * Carries progress from the network thread to the caller's context: the newest figures only, ten times a second at most,
 * and once at the end of an upload that succeeded. The caller's function and data are touched on the caller's context
 * alone, the last time by the source that reel_upload_meter_close() posts.
 */

struct _ReelUploadMeter
{
  gatomicrefcount ref_count;

  /* the caller's */
  ReelUploadProgress func;  /* (nullable) */
  gpointer data;            /* (owned) */
  GDestroyNotify data_free; /* (nullable) */

  /* owned */
  GMainContext *context;

  GMutex lock; /* what follows */
  guint64 sent, total;
  gboolean posted;

  gint64 last;       /* monotonic µs; network thread */
  guint64 told_sent; /* what the caller heard last; the caller's context */
  gboolean told;
};

static void
meter_unref (gpointer data)
{
  ReelUploadMeter *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
post (ReelUploadMeter *self,
      GSourceFunc      func)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_atomic_ref_count_inc (&self->ref_count);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, self, meter_unref);
  g_source_set_static_name (source, "[reelseek] upload progress");
  g_source_attach (source, self->context);
}

static gboolean
deliver (gpointer data)
{
  ReelUploadMeter *self = data;
  guint64 sent, total;

  g_mutex_lock (&self->lock);
  sent = self->sent;
  total = self->total;
  self->posted = FALSE;
  g_mutex_unlock (&self->lock);
  if (self->func != NULL && !(self->told && self->told_sent == sent))
    {
      self->told = TRUE;
      self->told_sent = sent;
      self->func (sent, total, self->data);
    }
  return G_SOURCE_REMOVE;
}

static gboolean
end (gpointer data)
{
  ReelUploadMeter *self = data;

  self->func = NULL;
  if (self->data_free != NULL)
    self->data_free (self->data);
  self->data_free = NULL;
  self->data = NULL;
  return G_SOURCE_REMOVE;
}

/*
 * reel_upload_meter_new:
 * @func: (nullable): the caller's
 * @context: where to call it
 *
 * Returns: (transfer full): a meter, to be ended by reel_upload_meter_close()
 */
ReelUploadMeter *
reel_upload_meter_new (ReelUploadProgress func,
                       gpointer           data,
                       GDestroyNotify     data_free,
                       GMainContext      *context)
{
  ReelUploadMeter *self = g_new0 (ReelUploadMeter, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->func = func;
  self->data = data;
  self->data_free = data_free;
  self->context = g_main_context_ref (context);
  g_mutex_init (&self->lock);
  return self;
}

/* On the network thread; cheap enough for every write. */
void
reel_upload_meter_report (ReelUploadMeter *self,
                          guint64          sent,
                          guint64          total)
{
  gint64 now = g_get_monotonic_time ();
  gboolean due;

  g_mutex_lock (&self->lock);
  self->sent = sent;
  self->total = total;
  /* That all is out is always told: from then on nobody knows whether the service has it, until it answers. */
  due = self->func != NULL && !self->posted && (now - self->last >= INTERVAL || sent == total);
  self->posted = self->posted || due;
  g_mutex_unlock (&self->lock);
  if (due)
    {
      self->last = now;
      post (self, deliver);
    }
}

/*
 * reel_upload_meter_close:
 * @self: (transfer full): the meter
 * @complete: whether all was sent: then the caller hears so
 *
 * What it posts is dispatched before a GTask that returns after this.
 */
void
reel_upload_meter_close (ReelUploadMeter *self,
                         gboolean         complete)
{
  if (complete)
    {
      g_mutex_lock (&self->lock);
      self->sent = self->total;
      self->posted = TRUE;
      g_mutex_unlock (&self->lock);
      post (self, deliver);
    }
  post (self, end);
  meter_unref (self);
}
