/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "library/reel-catalogue-answers.h"
#include "search/reel-search-cache.h"

/*
 * How an answer lies in the catalogue: a GVariant, little-endian: a version; for each find collection, video, similarity,
 * whether it has times, start and end in seconds, whether it is only possible, and its reasons; the words that were not
 * understood; those that were taken loosely; whether there may be more; whether some word was understood; whether the text
 * says only what is not wanted.
 */
#define FIND "(ssdbddbas)"
#define PACKED "(ua" FIND "asasbbb)"
#define VERSION 2

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

static const char * const *
or_none (char **words)
{
  static const char * const none[] = { NULL };

  return words != NULL ? (const char * const *) words : none;
}

/* (transfer full) (nullable): an empty list is none */
static char **
take_words (char ***words)
{
  if (*words != NULL && (*words)[0] == NULL)
    g_clear_pointer (words, g_strfreev);
  return g_steal_pointer (words);
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
  GVariantBuilder finds;
  g_autoptr (GVariant) packed = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_variant_builder_init (&finds, G_VARIANT_TYPE ("a" FIND));
  for (guint i = 0; i < self->finds->len; i++)
    {
      const ReelSearchFind *find = g_ptr_array_index (self->finds, i);
      const ReelSearchResult *result = find->result;

      g_variant_builder_add (&finds, "(ssdbddb^as)", find->collection_id, result->video_id, result->similarity,
                             result->has_times, result->start, result->end, result->is_possible,
                             or_none (result->reasons));
    }
  packed = g_variant_ref_sink (g_variant_new ("(ua" FIND "^as^asbbb)", (guint32) VERSION, &finds,
                                              or_none (self->unknown_words), or_none (self->loose_words),
                                              self->may_have_more, self->is_understood, self->only_negative));
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
  g_auto (GStrv) unknown = NULL;
  g_auto (GStrv) loose = NULL;
  ReelSearchAnswer *self;
  const char *collection_id, *video_id;
  double similarity, start, end;
  gboolean has_times, is_possible, may_have_more, is_understood, only_negative;
  char **reasons;
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
  g_variant_get (packed, "(ua" FIND "^as^asbbb)", &version, &finds, &unknown, &loose, &may_have_more, &is_understood,
                 &only_negative);
  if (version != VERSION)
    return NULL;
  self = g_new0 (ReelSearchAnswer, 1);
  self->finds = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_search_find_free);
  self->may_have_more = may_have_more;
  self->is_understood = is_understood;
  self->only_negative = only_negative;
  self->unknown_words = take_words (&unknown);
  self->loose_words = take_words (&loose);
  while (g_variant_iter_next (finds, "(&s&sdbddb^as)", &collection_id, &video_id, &similarity, &has_times, &start, &end,
                              &is_possible, &reasons))
    {
      g_auto (GStrv) list = reasons;
      ReelSearchFind *find;

      if (!isfinite (similarity) || !isfinite (start) || !isfinite (end))
        continue;
      find = g_new0 (ReelSearchFind, 1);
      find->collection_id = g_strdup (collection_id);
      find->result = g_new0 (ReelSearchResult, 1);
      *find->result = (ReelSearchResult){ g_strdup (video_id), similarity, has_times, start, end, is_possible,
                                          take_words (&list) };
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
