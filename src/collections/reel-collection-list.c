/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "api/reel-collection-info.h"
#include "collections/reel-collection-list.h"
#include "library/reel-collection-record.h"

/* Counting walks over the whole catalogue: not more often than this. */
#define COUNT_INTERVAL_MS 100

struct _ReelCollectionList
{
  GObject parent_instance;

  guint count_source;

  /* owned */
  char *profile;
  GPtrArray *collections; /* (element-type ReelCollection) */
  ReelCatalogue *catalogue;
  ReelClient *client; /* (nullable) */
};

static GType
get_item_type (GListModel *model)
{
  return REEL_TYPE_COLLECTION;
}

static guint
get_n_items (GListModel *model)
{
  return REEL_COLLECTION_LIST (model)->collections->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  ReelCollectionList *self = REEL_COLLECTION_LIST (model);

  return position < self->collections->len ? g_object_ref (g_ptr_array_index (self->collections, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelCollectionList, reel_collection_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static int
compare (gconstpointer a,
         gconstpointer b)
{
  ReelCollection *left = (ReelCollection *) a, *right = (ReelCollection *) b;
  int order = g_utf8_collate (reel_collection_get_name (left), reel_collection_get_name (right));

  return order != 0 ? order : g_strcmp0 (reel_collection_get_id (left), reel_collection_get_id (right));
}

static ReelCollection *
find_by_id (ReelCollectionList *self,
            const char         *id)
{
  for (guint i = 0; i < self->collections->len; i++)
    if (g_str_equal (reel_collection_get_id (g_ptr_array_index (self->collections, i)), id))
      return g_ptr_array_index (self->collections, i);
  return NULL;
}

static gboolean
is_counted (ReelCollectionList *self,
            ReelVideo          *video)
{
  return g_strcmp0 (reel_video_get_profile (video), self->profile) == 0 && !reel_video_get_hidden (video);
}

static gboolean
count (gpointer data)
{
  ReelCollectionList *self = data;
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->catalogue));

  self->count_source = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (self->catalogue), i);
      const char *id = reel_video_get_collection_id (video);

      if (is_counted (self, video))
        g_hash_table_insert (counts, (gpointer) id,
                             GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, id)) + 1));
    }
  for (guint i = 0; i < self->collections->len; i++)
    {
      ReelCollection *collection = g_ptr_array_index (self->collections, i);

      reel_collection_set_n_videos (collection,
                                    GPOINTER_TO_UINT (g_hash_table_lookup (counts, reel_collection_get_id (collection))));
    }
  return G_SOURCE_REMOVE;
}

static void
queue_count (ReelCollectionList *self)
{
  if (self->count_source == 0)
    self->count_source = g_timeout_add (COUNT_INTERVAL_MS, count, self);
}

static guint
insert (ReelCollectionList *self,
        ReelCollection     *collection)
{
  guint at = 0;

  while (at < self->collections->len && compare (g_ptr_array_index (self->collections, at), collection) <= 0)
    at++;
  g_ptr_array_insert (self->collections, (int) at, g_object_ref (collection));
  return at;
}

static void
remember (ReelCollectionList *self)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);

  for (guint i = 0; i < self->collections->len; i++)
    {
      ReelCollection *collection = g_ptr_array_index (self->collections, i);

      g_ptr_array_add (records, reel_collection_record_new (reel_collection_get_id (collection),
                                                            reel_collection_get_service_name (collection),
                                                            reel_collection_get_description (collection)));
    }
  reel_catalogue_save_collections (self->catalogue, self->profile, records);
}

/* What people noted of it on this computer. */
static void
take_note (ReelCollectionList *self,
           ReelCollection     *collection)
{
  const char *id = reel_collection_get_id (collection);

  reel_collection_set_local (collection, reel_catalogue_get_collection_name (self->catalogue, self->profile, id),
                             reel_catalogue_get_collection_hidden (self->catalogue, self->profile, id));
}

static void
add (ReelCollectionList *self,
     ReelCollection     *collection)
{
  guint at;

  take_note (self, collection);
  at = insert (self, collection);
  g_list_model_items_changed (G_LIST_MODEL (self), at, 0, 1);
}

/* Puts a collection that may have another name where it belongs, in one change from there to where it was: it is never
 * gone, and so stays selected. Filters ask about it again. */
static void
resort (ReelCollectionList *self,
        ReelCollection     *collection)
{
  g_autoptr (ReelCollection) moved = g_object_ref (collection);
  guint from, to;

  if (!g_ptr_array_find (self->collections, collection, &from))
    return;
  g_ptr_array_remove_index (self->collections, from);
  to = insert (self, moved);
  g_list_model_items_changed (G_LIST_MODEL (self), MIN (from, to), MAX (from, to) - MIN (from, to) + 1,
                              MAX (from, to) - MIN (from, to) + 1);
}

static void
on_noted (ReelCollectionList *self,
          const char         *profile,
          const char         *id)
{
  ReelCollection *collection = g_strcmp0 (profile, self->profile) == 0 ? find_by_id (self, id) : NULL;

  if (collection == NULL)
    return;
  take_note (self, collection);
  resort (self, collection);
}

/* Makes the list what the service says, one smallest change at a time, so that the selection stays where it is. */
static void
merge (ReelCollectionList *self,
       GPtrArray          *infos)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < infos->len; i++)
    {
      ReelCollectionInfo *info = g_ptr_array_index (infos, i);
      ReelCollection *known = find_by_id (self, info->id);

      g_hash_table_add (seen, info->id);
      if (known == NULL)
        {
          g_autoptr (ReelCollection) collection = reel_collection_new (info->id, info->name, info->description);

          add (self, collection);
        }
      else if (g_strcmp0 (reel_collection_get_service_name (known), info->name) != 0)
        {
          reel_collection_set_name (known, info->name);
          resort (self, known);
        }
    }
  for (guint i = self->collections->len; i > 0; i--)
    if (!g_hash_table_contains (seen, reel_collection_get_id (g_ptr_array_index (self->collections, i - 1))))
      {
        g_ptr_array_remove_index (self->collections, i - 1);
        g_list_model_items_changed (G_LIST_MODEL (self), i - 1, 1, 0);
      }
  remember (self);
  queue_count (self);
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos = reel_client_list_collections_finish (REEL_CLIENT (source), result, &error);

  if (infos == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  merge (g_task_get_source_object (task), infos);
  g_task_return_boolean (task, TRUE);
}

static gboolean
return_error_without_client (ReelCollectionList *self,
                             GTask              *task)
{
  if (self->client != NULL)
    return FALSE;
  g_task_return_new_error (task, REEL_API_ERROR, REEL_API_ERROR_OFFLINE, "%s",
                           _ ("The service is not connected yet. Try again in a moment."));
  return TRUE;
}

/**
 * reel_collection_list_refresh_async:
 * @self: a #ReelCollectionList
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the list is what the service says
 * @user_data: for @callback
 */
void
reel_collection_list_refresh_async (ReelCollectionList *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (REEL_IS_COLLECTION_LIST (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_collection_list_refresh_async);
  if (!return_error_without_client (self, task))
    reel_client_list_collections_async (self->client, cancellable, on_listed, g_steal_pointer (&task));
}

/**
 * reel_collection_list_refresh_finish:
 * @self: a #ReelCollectionList
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the list is what the service says
 */
gboolean
reel_collection_list_refresh_finish (ReelCollectionList *self,
                                     GAsyncResult       *result,
                                     GError            **error)
{
  g_return_val_if_fail (REEL_IS_COLLECTION_LIST (self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_collection_list_refresh_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct
{
  char *name;        /* (owned) */
  char *description; /* (owned) (nullable) */
} CreateData;

static void
create_data_free (CreateData *data)
{
  g_free (data->name);
  g_free (data->description);
  g_free (data);
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  ReelCollectionList *self = g_task_get_source_object (task);
  CreateData *data = g_task_get_task_data (task);
  g_autoptr (ReelCollection) collection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = reel_client_create_collection_finish (REEL_CLIENT (source), result, &error);

  if (id == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_set_object (&collection, find_by_id (self, id));
  if (collection == NULL)
    {
      collection = reel_collection_new (id, data->name, data->description);
      add (self, collection);
      remember (self);
    }
  g_task_return_pointer (task, g_steal_pointer (&collection), g_object_unref);
}

/**
 * reel_collection_list_create_async:
 * @self: a #ReelCollectionList
 * @name: a name; not empty
 * @description: (nullable): a description
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the service has made it
 * @user_data: for @callback
 */
void
reel_collection_list_create_async (ReelCollectionList *self,
                                   const char         *name,
                                   const char         *description,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  CreateData *data;

  g_return_if_fail (REEL_IS_COLLECTION_LIST (self));
  g_return_if_fail (name != NULL && *name != '\0');

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_collection_list_create_async);
  if (return_error_without_client (self, task))
    return;
  data = g_new0 (CreateData, 1);
  data->name = g_strdup (name);
  data->description = g_strdup (description);
  g_task_set_task_data (task, data, (GDestroyNotify) create_data_free);
  reel_client_create_collection_async (self->client, name, description != NULL ? description : "", cancellable, on_created,
                                       g_steal_pointer (&task));
}

/**
 * reel_collection_list_create_finish:
 * @self: a #ReelCollectionList
 * @result: what the callback got
 * @error: return location for a #ReelApiError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the new collection, which is in the list by now
 */
ReelCollection *
reel_collection_list_create_finish (ReelCollectionList *self,
                                    GAsyncResult       *result,
                                    GError            **error)
{
  g_return_val_if_fail (REEL_IS_COLLECTION_LIST (self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_collection_list_create_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
reel_collection_list_dispose (GObject *object)
{
  ReelCollectionList *self = REEL_COLLECTION_LIST (object);

  g_clear_handle_id (&self->count_source, g_source_remove);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (reel_collection_list_parent_class)->dispose (object);
}

static void
reel_collection_list_finalize (GObject *object)
{
  ReelCollectionList *self = REEL_COLLECTION_LIST (object);

  g_clear_object (&self->catalogue);
  g_clear_pointer (&self->collections, g_ptr_array_unref);
  g_free (self->profile);

  G_OBJECT_CLASS (reel_collection_list_parent_class)->finalize (object);
}

static void
reel_collection_list_class_init (ReelCollectionListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_collection_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = reel_collection_list_finalize;
}

static void
reel_collection_list_init (ReelCollectionList *self)
{
  self->collections = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * reel_collection_list_new:
 * @catalogue: the catalogue
 * @profile: the id of a profile
 *
 * Returns: (transfer full): its collections, as the catalogue remembers them
 */
ReelCollectionList *
reel_collection_list_new (ReelCatalogue *catalogue,
                          const char    *profile)
{
  ReelCollectionList *self = g_object_new (REEL_TYPE_COLLECTION_LIST, NULL);
  g_autoptr (GPtrArray) records = reel_catalogue_get_collections (catalogue, profile);

  self->catalogue = g_object_ref (catalogue);
  self->profile = g_strdup (profile);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      ReelCollectionRecord *record = g_ptr_array_index (records, i);
      g_autoptr (ReelCollection) collection = reel_collection_new (record->id, record->name, record->description);

      take_note (self, collection);
      insert (self, collection);
    }
  g_signal_connect_object (catalogue, "items-changed", G_CALLBACK (queue_count), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (catalogue, "collection-noted", G_CALLBACK (on_noted), self, G_CONNECT_SWAPPED);
  queue_count (self);
  return self;
}

/**
 * reel_collection_list_set_client:
 * @self: a #ReelCollectionList
 * @client: (nullable): the client to ask from now on
 */
void
reel_collection_list_set_client (ReelCollectionList *self,
                                 ReelClient         *client)
{
  g_return_if_fail (REEL_IS_COLLECTION_LIST (self));

  g_set_object (&self->client, client);
}

/**
 * reel_collection_list_find:
 * @self: a #ReelCollectionList
 * @id_or_name: an id, else what people call a collection on this computer, else what the service calls it
 *
 * Returns: (transfer none) (nullable): the collection
 */
ReelCollection *
reel_collection_list_find (ReelCollectionList *self,
                           const char         *id_or_name)
{
  ReelCollection *found;

  g_return_val_if_fail (REEL_IS_COLLECTION_LIST (self), NULL);

  found = id_or_name != NULL ? find_by_id (self, id_or_name) : NULL;
  for (guint i = 0; found == NULL && i < self->collections->len; i++)
    if (g_strcmp0 (reel_collection_get_name (g_ptr_array_index (self->collections, i)), id_or_name) == 0)
      found = g_ptr_array_index (self->collections, i);
  for (guint i = 0; found == NULL && i < self->collections->len; i++)
    if (g_strcmp0 (reel_collection_get_service_name (g_ptr_array_index (self->collections, i)), id_or_name) == 0)
      found = g_ptr_array_index (self->collections, i);
  return found;
}

/**
 * reel_collection_list_get_position:
 * @self: a #ReelCollectionList
 * @collection: (nullable): a collection
 *
 * Returns: where it stands, or %G_MAXUINT
 */
guint
reel_collection_list_get_position (ReelCollectionList *self,
                                   ReelCollection     *collection)
{
  guint at;

  g_return_val_if_fail (REEL_IS_COLLECTION_LIST (self), G_MAXUINT);

  return g_ptr_array_find (self->collections, collection, &at) ? at : G_MAXUINT;
}
