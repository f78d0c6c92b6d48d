/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "uploads/reel-hand-over.h"

/* As many videos may wait at the service, or be indexed: enough that it is never idle. */
#define MOST_AHEAD 3

/* How often it is asked whether it has come to one, in ms. */
#define ASK_EVERY 1000

/* A file that is to go. */
typedef struct
{
  char *video_id;
  GFile *file;
} Item;

struct _ReelHandOver
{
  GObject parent_instance;

  guint n_missing, n_returned;
  gboolean is_asking; /* a call is under way */
  guint ask_source;

  /* owned */
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue; /* (nullable) */
  char *profile;
  ReelClient *client;        /* (nullable) */
  GCancellable *cancellable; /* (nullable): of what is asked of @client */
  GQueue items;              /* of Item */
};

enum
{
  PROP_0,
  PROP_N_MISSING,
  PROP_N_RETURNED,
  PROP_RUNNING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelHandOver, reel_hand_over, G_TYPE_OBJECT)

static void step (ReelHandOver *self);

static void
item_free (Item *item)
{
  g_free (item->video_id);
  g_object_unref (item->file);
  g_free (item);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Item, item_free)

static void
set_missing (ReelHandOver *self,
             guint         n_missing)
{
  if (self->n_missing == n_missing)
    return;
  self->n_missing = n_missing;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_MISSING]);
}

/* Nothing more goes to this client. */
static void
drop_items (ReelHandOver *self)
{
  if (g_queue_is_empty (&self->items))
    return;
  g_queue_clear_full (&self->items, (GDestroyNotify) item_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

/* (transfer full) (nullable): what the video was made of, as far as is known without a look at the disk: the call looks. */
static GFile *
find_file (const ReelWantedVideo *wanted,
           ReelVideo             *video)
{
  const char *sha256 = reel_video_get_sha256 (video);

  if (wanted->sha256 != NULL && sha256 != NULL && g_ascii_strcasecmp (wanted->sha256, sha256) != 0)
    return NULL;
  if (reel_video_get_size (video) == wanted->size && !reel_video_get_missing (video))
    return g_file_new_for_uri (reel_video_get_uri (video));
  /* a smaller copy was sent instead, and was kept */
  if (reel_video_get_proxy (video) != NULL && reel_video_get_proxy_size (video) == wanted->size)
    return g_file_new_for_path (reel_video_get_proxy (video));
  return NULL;
}

/* (element-type utf8 ReelVideo): by all ids that the service may call it */
static GHashTable *
list_known (ReelHandOver *self)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  GListModel *videos = G_LIST_MODEL (self->catalogue);
  guint n = g_list_model_get_n_items (videos);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (videos, i);
      const char * const *copies = reel_video_get_copies (video);

      if (!g_str_equal (reel_video_get_profile (video), self->profile))
        continue;
      if (reel_video_get_video_id (video) != NULL)
        g_hash_table_replace (known, (gpointer) reel_video_get_video_id (video), g_object_ref (video));
      for (guint j = 0; copies != NULL && copies[j] != NULL; j++)
        g_hash_table_replace (known, (gpointer) copies[j], g_object_ref (video));
    }
  return known;
}

static void
add_items (ReelHandOver *self,
           GPtrArray    *wanted)
{
  g_autoptr (GHashTable) known = list_known (self);
  guint n_missing = 0;

  for (guint i = 0; i < wanted->len; i++)
    {
      ReelWantedVideo *want = g_ptr_array_index (wanted, i);
      ReelVideo *video = g_hash_table_lookup (known, want->video_id);
      g_autoptr (GFile) file = video != NULL ? find_file (want, video) : NULL;
      Item *item;

      if (file == NULL)
        {
          n_missing++;
          continue;
        }
      item = g_new0 (Item, 1);
      item->video_id = g_strdup (want->video_id);
      item->file = g_steal_pointer (&file);
      g_queue_push_tail (&self->items, item);
    }
  set_missing (self, n_missing);
  if (!g_queue_is_empty (&self->items))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

static void
on_wanted (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ReelHandOver) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) wanted = reel_client_list_wanted_finish (REEL_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* there is another client, or none */
  self->is_asking = FALSE;
  if (wanted == NULL)
    {
      g_info ("wanted files: %s", error->message); /* the next connection asks again */
      return;
    }
  add_items (self, wanted);
  step (self);
}

/* Whether the error is of this file, and says nothing of the next one. */
static gboolean
is_of_file (const GError *error)
{
  return g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST) ||
         g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_NOT_FOUND) ||
         g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_FILE) ||
         g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_FILE_CHANGED);
}

static void
on_returned (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ReelHandOver) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Item) item = NULL;
  gboolean ok = reel_client_return_video_finish (REEL_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_asking = FALSE;
  if (!ok && !is_of_file (error))
    {
      g_info ("handing over: %s", error->message);
      drop_items (self);
      return;
    }
  item = g_queue_pop_head (&self->items);
  if (ok)
    {
      self->n_returned++;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_RETURNED]);
    }
  else
    {
      g_info ("%s: %s", item->video_id, error->message);
      set_missing (self, self->n_missing + 1);
    }
  if (g_queue_is_empty (&self->items))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  step (self);
}

static gboolean
on_time (gpointer data)
{
  ReelHandOver *self = data;

  self->ask_source = 0;
  step (self);
  return G_SOURCE_REMOVE;
}

static void
on_indexing (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ReelHandOver) self = user_data;
  g_autoptr (GError) error = NULL;
  ReelLocalIndexing indexing;
  Item *item;

  if (!reel_client_get_local_indexing_finish (REEL_CLIENT (source), result, &indexing, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      self->is_asking = FALSE;
      g_info ("handing over: %s", error->message);
      drop_items (self);
      return;
    }
  if (indexing.waiting + indexing.processing >= MOST_AHEAD)
    {
      self->is_asking = FALSE;
      self->ask_source = g_timeout_add (ASK_EVERY, on_time, self);
      return;
    }
  item = g_queue_peek_head (&self->items);
  reel_client_return_video_async (self->client, item->video_id, item->file, self->cancellable, on_returned,
                                  g_object_ref (self));
}

static gboolean
is_uploading (ReelHandOver *self)
{
  gboolean uploading = FALSE;

  if (self->queue != NULL)
    g_object_get (self->queue, "uploading", &uploading, NULL);
  return uploading;
}

/* Goes on with the next file, unless something is under way, or has to end first. */
static void
step (ReelHandOver *self)
{
  if (self->client == NULL || self->is_asking || self->ask_source != 0 || g_queue_is_empty (&self->items) ||
      is_uploading (self))
    return;
  self->is_asking = TRUE;
  reel_client_get_local_indexing_async (self->client, self->cancellable, on_indexing, g_object_ref (self));
}

/**
 * reel_hand_over_set_client:
 * @self: a #ReelHandOver
 * @client: (nullable): a client of the service on this computer that has answered
 *
 * Asks it which files it wants, once. %NULL ends what is under way.
 */
void
reel_hand_over_set_client (ReelHandOver *self,
                           ReelClient   *client)
{
  g_return_if_fail (REEL_IS_HAND_OVER (self));

  if (!g_set_object (&self->client, client))
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->ask_source, g_source_remove);
  self->is_asking = FALSE;
  self->n_returned = 0;
  drop_items (self);
  set_missing (self, 0);
  if (client == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  self->is_asking = TRUE;
  reel_client_list_wanted_async (client, self->cancellable, on_wanted, g_object_ref (self));
}

guint
reel_hand_over_get_n_missing (ReelHandOver *self)
{
  g_return_val_if_fail (REEL_IS_HAND_OVER (self), 0);

  return self->n_missing;
}

guint
reel_hand_over_get_n_returned (ReelHandOver *self)
{
  g_return_val_if_fail (REEL_IS_HAND_OVER (self), 0);

  return self->n_returned;
}

gboolean
reel_hand_over_get_running (ReelHandOver *self)
{
  g_return_val_if_fail (REEL_IS_HAND_OVER (self), FALSE);

  return !g_queue_is_empty (&self->items);
}

/**
 * reel_hand_over_dup_text:
 * @indexing: how far the service's present engine is
 *
 * Returns: (transfer full) (nullable): that, in words for people; %NULL where no video is indexed again or should be
 */
char *
reel_hand_over_dup_text (const ReelLocalIndexing *indexing)
{
  g_autofree char *done = NULL;
  g_autofree char *missing = NULL;

  g_return_val_if_fail (indexing != NULL, NULL);

  if (indexing->again == 0 && indexing->wanted == 0)
    return NULL;
  /* Translators: how many are indexed, of how many */
  done = g_strdup_printf (ngettext ("%u of %u video", "%u of %u videos", indexing->videos), indexing->done,
                          indexing->videos);
  if (indexing->wanted == 0)
    return g_steal_pointer (&done);
  missing = g_strdup_printf (ngettext ("%u file is missing", "%u files are missing", indexing->wanted), indexing->wanted);
  /* Translators: '12 of 40 videos; 3 files are missing' */
  return g_strdup_printf (_ ("%s; %s"), done, missing);
}

static void
reel_hand_over_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  ReelHandOver *self = REEL_HAND_OVER (object);

  switch (id)
    {
    case PROP_N_MISSING:
      g_value_set_uint (value, self->n_missing);
      break;
    case PROP_N_RETURNED:
      g_value_set_uint (value, self->n_returned);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, reel_hand_over_get_running (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_hand_over_dispose (GObject *object)
{
  ReelHandOver *self = REEL_HAND_OVER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->ask_source, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->queue);
  g_clear_object (&self->catalogue);
  g_queue_clear_full (&self->items, (GDestroyNotify) item_free);

  G_OBJECT_CLASS (reel_hand_over_parent_class)->dispose (object);
}

static void
reel_hand_over_finalize (GObject *object)
{
  g_free (REEL_HAND_OVER (object)->profile);

  G_OBJECT_CLASS (reel_hand_over_parent_class)->finalize (object);
}

static void
reel_hand_over_class_init (ReelHandOverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = reel_hand_over_get_property;
  object_class->dispose = reel_hand_over_dispose;
  object_class->finalize = reel_hand_over_finalize;

  properties[PROP_N_MISSING] = g_param_spec_uint ("n-missing", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_RETURNED] = g_param_spec_uint ("n-returned", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
reel_hand_over_init (ReelHandOver *self)
{
  g_queue_init (&self->items);
}

/**
 * reel_hand_over_new:
 * @catalogue: knows which file a video was made of
 * @queue: (nullable): whose uploads go first
 * @profile: the id of the profile of the service on this computer
 *
 * Returns: (transfer full): a new one, without a client
 */
ReelHandOver *
reel_hand_over_new (ReelCatalogue   *catalogue,
                    ReelUploadQueue *queue,
                    const char      *profile)
{
  ReelHandOver *self;

  g_return_val_if_fail (REEL_IS_CATALOGUE (catalogue), NULL);
  g_return_val_if_fail (profile != NULL, NULL);

  self = g_object_new (REEL_TYPE_HAND_OVER, NULL);
  self->catalogue = g_object_ref (catalogue);
  self->profile = g_strdup (profile);
  if (queue != NULL)
    {
      self->queue = g_object_ref (queue);
      g_signal_connect_object (queue, "notify::uploading", G_CALLBACK (step), self, G_CONNECT_SWAPPED);
    }
  return self;
}
