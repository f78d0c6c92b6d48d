/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-call.h"

static void
call_free (ReelCatalogueCall *self)
{
  g_clear_object (&self->video);
  g_clear_pointer (&self->videos, g_ptr_array_unref);
  g_clear_pointer (&self->forgotten, reel_forgotten_rows_unref);
  g_free (self->profile);
  g_free (self->collection_id);
  g_free (self->local_name);
  g_free (self);
}

ReelCatalogueCall *
reel_catalogue_call_new (ReelCatalogueApply apply)
{
  ReelCatalogueCall *self = g_new0 (ReelCatalogueCall, 1);

  self->apply = apply;
  return self;
}

/* What is committed is so whatever is cancelled meanwhile: neither this task nor the database's looks at the cancellable
 * once the work has begun; the work itself does. */
GTask *
reel_catalogue_call_begin (ReelCatalogue *self,
                           ReelCatalogueCall *call,
                           gpointer tag,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  return task;
}

void
reel_catalogue_call_cb (GObject *database, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  ReelCatalogueCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer value = reel_catalogue_run_finish (database, result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (call->apply != NULL)
    value = call->apply (g_task_get_source_object (task), call, value);
  g_task_return_pointer (task, value, call->value_free);
}

gpointer
reel_catalogue_call_propagate (ReelCatalogue *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
reel_catalogue_call_finish (ReelCatalogue *self, GAsyncResult *result, gpointer tag, GError **error)
{
  GError *failure = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  g_task_propagate_pointer (G_TASK (result), &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}
