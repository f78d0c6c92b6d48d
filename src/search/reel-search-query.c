/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "search/reel-search-query.h"

/* The data of the query's task. */
typedef struct
{
  ReelSearchAnswer *answer; /* (owned) (nullable): given away at the end */
  GPtrArray *unknown_words; /* (owned) (element-type utf8) */
  GPtrArray *loose_words;   /* (owned) (element-type utf8) */
  GError *error;            /* (owned) (nullable): the first collection's that failed */
  char *failed_name;        /* (owned) (nullable): that collection */
  GString *failures;        /* (owned): a line for each that failed */
  guint n_asked, n_failed, n_waiting;
  guint top_k;
} Query;

/* What one collection's request knows. */
typedef struct
{
  GTask *task;         /* (owned) */
  char *collection_id; /* (owned) */
  char *name;          /* (owned) */
} Part;

/**
 * reel_search_find_free:
 * @self: (transfer full): a find
 */
void
reel_search_find_free (ReelSearchFind *self)
{
  g_free (self->collection_id);
  g_clear_pointer (&self->result, reel_search_result_free);
  g_free (self);
}

/**
 * reel_search_answer_free:
 * @self: (transfer full): an answer
 */
void
reel_search_answer_free (ReelSearchAnswer *self)
{
  g_ptr_array_unref (self->finds);
  g_strfreev (self->unknown_words);
  g_strfreev (self->loose_words);
  g_free (self->missing);
  g_free (self);
}

static void
query_free (Query *query)
{
  g_clear_pointer (&query->answer, reel_search_answer_free);
  g_ptr_array_unref (query->unknown_words);
  g_ptr_array_unref (query->loose_words);
  g_clear_error (&query->error);
  g_free (query->failed_name);
  g_string_free (query->failures, TRUE);
  g_free (query);
}

static void
part_free (Part *part)
{
  g_object_unref (part->task);
  g_free (part->collection_id);
  g_free (part->name);
  g_free (part);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Part, part_free)

static int
best_first (gconstpointer a,
            gconstpointer b)
{
  const ReelSearchFind *left = *(const ReelSearchFind * const *) a;
  const ReelSearchFind *right = *(const ReelSearchFind * const *) b;

  return (left->result->similarity < right->result->similarity) - (left->result->similarity > right->result->similarity);
}

static char *
describe_missing (Query *query)
{
  if (query->n_failed == 1)
    /* Translators: the name of a collection, then a whole sentence that says why */
    return g_strdup_printf (_ ("“%1$s” could not be searched. %2$s"), query->failed_name, query->error->message);
  return g_strdup_printf (ngettext ("%1$u collection could not be searched. %2$s",
                                    "%1$u collections could not be searched. %2$s", query->n_failed),
                          query->n_failed, query->failures->str);
}

/* (transfer full) (nullable) */
static char **
dup_words (GPtrArray *words)
{
  if (words->len == 0)
    return NULL;
  g_ptr_array_add (words, NULL);
  return g_strdupv ((char **) words->pdata);
}

/* The one exit of the task: every collection has answered, failed or been cancelled. */
static void
finish (GTask *task,
        Query *query)
{
  GPtrArray *finds = query->answer->finds;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (query->n_failed == query->n_asked)
    {
      g_task_return_error (task, g_steal_pointer (&query->error));
      return;
    }

  /* One collection keeps the order of the service; several have only the similarity in common. The sort is stable. */
  if (query->n_asked > 1)
    g_ptr_array_sort (finds, best_first);
  if (query->n_failed > 0)
    query->answer->missing = describe_missing (query);
  query->answer->unknown_words = dup_words (query->unknown_words);
  query->answer->loose_words = dup_words (query->loose_words);
  g_task_return_pointer (task, g_steal_pointer (&query->answer), (GDestroyNotify) reel_search_answer_free);
}

static void
take_words (GPtrArray *words,
            char     **more)
{
  for (guint i = 0; more != NULL && more[i] != NULL; i++)
    {
      if (!g_ptr_array_find_with_equal_func (words, more[i], g_str_equal, NULL))
        g_ptr_array_add (words, g_strdup (more[i]));
    }
}

static gboolean
has_none (char **words)
{
  return words != NULL && words[0] == NULL;
}

static void
take_reply (Query           *query,
            const char      *collection_id,
            ReelSearchReply *reply)
{
  gsize n = 0;
  g_autofree gpointer *results = g_ptr_array_steal (reply->results, &n);

  query->answer->may_have_more |= n >= query->top_k;
  for (gsize i = 0; i < n; i++)
    {
      ReelSearchFind *find = g_new0 (ReelSearchFind, 1);

      find->collection_id = g_strdup (collection_id);
      find->result = results[i];
      g_ptr_array_add (query->answer->finds, find);
    }
  take_words (query->unknown_words, reply->unknown_words);
  take_words (query->loose_words, reply->loose_words);
  /* A service that does not tell leaves the lists out. Text that is no word, such as "!?", is in none of them. */
  query->answer->is_understood |= !(has_none (reply->used_words) && has_none (reply->loose_words));
  query->answer->only_negative |= reply->only_negative;
}

static void
part_done (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Part) part = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelSearchReply) reply = reel_client_search_finish (REEL_CLIENT (source), result, &error);
  Query *query = g_task_get_task_data (part->task);

  if (reply != NULL)
    take_reply (query, part->collection_id, reply);
  else
    {
      query->n_failed++;
      /* Translators: the name of a collection, then a whole sentence that says why it could not be searched */
      g_string_append_printf (query->failures, _ ("\n“%1$s”: %2$s"), part->name, error->message);
      if (query->error == NULL)
        {
          query->error = g_steal_pointer (&error);
          query->failed_name = g_strdup (part->name);
        }
    }

  g_assert (query->n_waiting > 0);
  if (--query->n_waiting == 0)
    finish (part->task, query);
}

/* @text or @example: what to search for */
static void
run (ReelClient          *client,
     GPtrArray           *collections,
     const char          *text,
     ReelExample         *example,
     guint                top_k,
     gboolean             quietly,
     GCancellable        *cancellable,
     GAsyncReadyCallback  callback,
     gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Query *query;

  task = g_task_new (client, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_search_query_run_async);
  query = g_new0 (Query, 1);
  query->answer = g_new0 (ReelSearchAnswer, 1);
  query->answer->finds = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_search_find_free);
  query->unknown_words = g_ptr_array_new_with_free_func (g_free);
  query->loose_words = g_ptr_array_new_with_free_func (g_free);
  query->failures = g_string_new (NULL);
  query->top_k = top_k;
  query->n_asked = query->n_waiting = collections->len;
  g_task_set_task_data (task, query, (GDestroyNotify) query_free);

  for (guint i = 0; i < collections->len; i++)
    {
      const ReelCollectionRecord *collection = g_ptr_array_index (collections, i);
      Part *part = g_new0 (Part, 1);

      part->task = g_object_ref (task);
      part->collection_id = g_strdup (collection->id);
      part->name = g_strdup (collection->name);
      if (example != NULL)
        reel_client_find_similar_async (client, collection->id, example, top_k, cancellable, part_done, part);
      else
        (quietly ? reel_client_search_quietly_async : reel_client_search_async) (client, collection->id, text, top_k,
                                                                                 cancellable, part_done, part);
    }
}

/**
 * reel_search_query_run_async:
 * @client: the service
 * @collections: (element-type ReelCollectionRecord): where to search, at least one
 * @text: what to search for
 * @top_k: how many finds each collection is asked for
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when all have answered, with @client as its source
 * @user_data: for @callback
 */
void
reel_search_query_run_async (ReelClient          *client,
                             GPtrArray           *collections,
                             const char          *text,
                             guint                top_k,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (client));
  g_return_if_fail (collections != NULL && collections->len > 0);
  g_return_if_fail (text != NULL);

  run (client, collections, text, NULL, top_k, FALSE, cancellable, callback, user_data);
}

/**
 * reel_search_query_run_quietly_async:
 * @client: the service
 * @collections: (element-type ReelCollectionRecord): where to search, at least one
 * @text: what to search for
 * @top_k: how many finds each collection is asked for
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when all have answered, with @client as its source
 * @user_data: for @callback
 *
 * For when nobody waits. Ends in reel_search_query_run_finish().
 */
void
reel_search_query_run_quietly_async (ReelClient          *client,
                                     GPtrArray           *collections,
                                     const char          *text,
                                     guint                top_k,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (client));
  g_return_if_fail (collections != NULL && collections->len > 0);
  g_return_if_fail (text != NULL);

  run (client, collections, text, NULL, top_k, TRUE, cancellable, callback, user_data);
}

/**
 * reel_search_query_run_similar_async:
 * @client: the service on this computer
 * @collections: (element-type ReelCollectionRecord): where to search, at least one
 * @example: what the finds are to look like
 * @top_k: how many finds each collection is asked for
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when all have answered, with @client as its source
 * @user_data: for @callback
 *
 * Ends in reel_search_query_run_finish().
 */
void
reel_search_query_run_similar_async (ReelClient          *client,
                                     GPtrArray           *collections,
                                     ReelExample         *example,
                                     guint                top_k,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_return_if_fail (REEL_IS_CLIENT (client));
  g_return_if_fail (collections != NULL && collections->len > 0);
  g_return_if_fail (example != NULL);

  run (client, collections, NULL, example, top_k, FALSE, cancellable, callback, user_data);
}

/**
 * reel_search_query_run_finish:
 * @client: the service
 * @result: what the callback got
 * @error: return location: #ReelApiError where no collection answered, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the merged answer, or %NULL with @error set
 */
ReelSearchAnswer *
reel_search_query_run_finish (ReelClient    *client,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, client), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_search_query_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
