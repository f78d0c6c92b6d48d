/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "library/reel-catalogue-answers.h"
#include "search/reel-search-cache.h"

/*
 * How an answer lies in the catalogue: a GVariant, little-endian: a version; for each find collection, video, similarity, and
 * whether it has times, start and end in seconds; the words that were not understood; whether there may be more.
 */
#define PACKED "(ua(ssdbdd)asb)"
#define VERSION 1

/* An answer on its way to the catalogue. */
typedef struct
{
  char *profile;       /* (owned) */
  char *collection_id; /* (owned) (nullable) */
  char *text;          /* (owned) */
  ReelSearchAnswer *answer; /* (owned) */
} Store;

static void
store_free (Store *store)
{
  g_free (store->profile);
  g_free (store->collection_id);
  g_free (store->text);
  reel_search_answer_free (store->answer);
  g_free (store);
}

/**
 * reel_search_answer_pack:
 * @self: an answer
 *
 * What is missing in it is left out: an answer with holes is not what should be shown another time. See
 * reel_search_cache_store().
 *
 * Returns: (transfer full): the bytes that are kept of it
 */
GBytes *
reel_search_answer_pack (ReelSearchAnswer *self)
{
  static const char * const none[] = { NULL };
  GVariantBuilder finds;
  g_autoptr (GVariant) packed = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_variant_builder_init (&finds, G_VARIANT_TYPE ("a(ssdbdd)"));
  for (guint i = 0; i < self->finds->len; i++)
    {
      const ReelSearchFind *find = g_ptr_array_index (self->finds, i);
      const ReelSearchResult *result = find->result;

      g_variant_builder_add (&finds, "(ssdbdd)", find->collection_id, result->video_id, result->similarity,
                             result->has_times, result->start, result->end);
    }
  packed = g_variant_ref_sink (g_variant_new ("(ua(ssdbdd)^asb)", (guint32) VERSION, &finds,
                                              self->unknown_words != NULL ? (const char * const *) self->unknown_words : none,
                                              self->may_have_more));
#if G_BYTE_ORDER == G_BIG_ENDIAN
  {
    GVariant *swapped = g_variant_byteswap (packed);

    g_variant_unref (packed);
    packed = swapped;
  }
#endif
  return g_variant_get_data_as_bytes (packed);
}

/**
 * reel_search_answer_unpack:
 * @bytes: what reel_search_answer_pack() made, or anything else
 *
 * Returns: (transfer full) (nullable): the answer; %NULL for bytes of another version, or that are none
 */
ReelSearchAnswer *
reel_search_answer_unpack (GBytes *bytes)
{
  g_autoptr (GVariant) packed = NULL;
  g_autoptr (GVariantIter) finds = NULL;
  g_auto (GStrv) words = NULL;
  ReelSearchAnswer *self;
  const char *collection_id, *video_id;
  double similarity, start, end;
  gboolean has_times, may_have_more;
  guint32 version;

  g_return_val_if_fail (bytes != NULL, NULL);
  packed = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (PACKED), bytes, FALSE));
#if G_BYTE_ORDER == G_BIG_ENDIAN
  {
    GVariant *swapped = g_variant_byteswap (packed);

    g_variant_unref (packed);
    packed = swapped;
  }
#endif
  if (!g_variant_is_normal_form (packed))
    return NULL;
  g_variant_get (packed, "(ua(ssdbdd)^asb)", &version, &finds, &words, &may_have_more);
  if (version != VERSION)
    return NULL;
  self = g_new0 (ReelSearchAnswer, 1);
  self->finds = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_search_find_free);
  self->may_have_more = may_have_more;
  if (words[0] != NULL)
    self->unknown_words = g_steal_pointer (&words);
  while (g_variant_iter_next (finds, "(&s&sdbdd)", &collection_id, &video_id, &similarity, &has_times, &start, &end))
    {
      ReelSearchFind *find;

      if (!isfinite (similarity) || !isfinite (start) || !isfinite (end))
        continue;
      find = g_new0 (ReelSearchFind, 1);
      find->collection_id = g_strdup (collection_id);
      find->result = g_new0 (ReelSearchResult, 1);
      *find->result = (ReelSearchResult){ g_strdup (video_id), similarity, has_times, start, end };
      g_ptr_array_add (self->finds, find);
    }
  return self;
}

static void
pack_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  g_task_return_pointer (task, reel_search_answer_pack (((Store *) data)->answer), (GDestroyNotify) g_bytes_unref);
}

static void
packed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  const Store *store = g_task_get_task_data (G_TASK (result));
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), NULL);

  reel_catalogue_save_answer (REEL_CATALOGUE (source), store->profile, store->collection_id, store->text, body);
}

/**
 * reel_search_cache_store:
 * @catalogue: where to
 * @profile: who was asked
 * @collection_id: (nullable): in which collection; %NULL for all
 * @text: what was asked
 * @answer: (transfer full): what came; one in which a collection is missing is not kept
 *
 * Keeps an answer for the next time.
 */
void
reel_search_cache_store (ReelCatalogue    *catalogue,
                         const char       *profile,
                         const char       *collection_id,
                         const char       *text,
                         ReelSearchAnswer *answer)
{
  g_autoptr (GTask) task = NULL;
  Store *store;

  g_return_if_fail (REEL_IS_CATALOGUE (catalogue));
  g_return_if_fail (profile != NULL && text != NULL && answer != NULL);

  if (answer->missing != NULL)
    {
      reel_search_answer_free (answer);
      return;
    }
  task = g_task_new (catalogue, NULL, packed_cb, NULL);
  g_task_set_source_tag (task, reel_search_cache_store);
  store = g_new0 (Store, 1);
  store->profile = g_strdup (profile);
  store->collection_id = g_strdup (collection_id);
  store->text = g_strdup (text);
  store->answer = answer;
  g_task_set_task_data (task, store, (GDestroyNotify) store_free);
  g_task_run_in_thread (task, pack_in_thread);
}

static void
unpack_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  g_task_return_pointer (task, reel_search_answer_unpack (g_object_get_data (G_OBJECT (task), "reel-body")),
                         (GDestroyNotify) reel_search_answer_free);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = g_steal_pointer (&user_data);
  GError *error = NULL;
  GBytes *body = reel_catalogue_find_answer_finish (REEL_CATALOGUE (source), result, g_task_get_task_data (task), &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (body == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    {
      g_object_set_data_full (G_OBJECT (task), "reel-body", body, (GDestroyNotify) g_bytes_unref);
      g_task_run_in_thread (task, unpack_in_thread);
    }
}

/**
 * reel_search_cache_find_async:
 * @catalogue: where
 * @profile: who was asked
 * @collection_id: (nullable): in which collection; %NULL for all
 * @text: what was asked
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it was looked up, with @catalogue as its source
 * @user_data: for @callback
 */
void
reel_search_cache_find_async (ReelCatalogue       *catalogue,
                              const char          *profile,
                              const char          *collection_id,
                              const char          *text,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (REEL_IS_CATALOGUE (catalogue));
  g_return_if_fail (profile != NULL && text != NULL);

  task = g_task_new (catalogue, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_search_cache_find_async);
  g_task_set_task_data (task, g_new0 (gint64, 1), g_free);
  reel_catalogue_find_answer_async (catalogue, profile, collection_id, text, cancellable, found_cb, task);
}

/**
 * reel_search_cache_find_finish:
 * @catalogue: where
 * @result: what the callback got
 * @asked: (out): when that was the answer, in Unix seconds
 * @error: return location: #ReelDatabaseError, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the answer; %NULL without @error set where there is none
 */
ReelSearchAnswer *
reel_search_cache_find_finish (ReelCatalogue *catalogue,
                               GAsyncResult  *result,
                               gint64        *asked,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, catalogue), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_search_cache_find_async), NULL);
  g_return_val_if_fail (asked != NULL, NULL);

  *asked = *(const gint64 *) g_task_get_task_data (G_TASK (result));
  return g_task_propagate_pointer (G_TASK (result), error);
}
