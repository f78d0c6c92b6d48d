/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "vectors/reel-vector-heap.h"
#include "vectors/reel-vector-search.h"

/* Entries that a thread takes at a time: some tenths of a millisecond, after which it looks whether it was cancelled. */
#define CHUNK 1024u

/* Vectors whose sums are computed by one call. */
#define RUN 64u

/* A search under way; all of it is shared by its threads. */
typedef struct
{
  const ReelVectorSearch *search; /* (borrowed), as all of these */
  ReelVectorView *view;
  const ReelVectorQuery *query;
  const ReelVectorKernels *kernels;
  GCancellable *cancellable;
  guint n_chunks;
  guint next; /* atomic: the chunk that nobody has taken yet */
} Job;

/* A thread's part. */
typedef struct
{
  Job *job;            /* (borrowed) */
  GThread *thread;     /* (owned) (nullable) */
  ReelVectorHeap heap; /* its best */

  /* what the filter said last */
  guint64 group;
  gboolean has_group;
  gboolean is_wanted;
} Worker;

static gboolean
wants (Worker                *self,
       const ReelVectorEntry *entry,
       guint32                number)
{
  guint64 group = entry->group;
  const ReelVectorSearch *search = self->job->search;

  if (reel_vector_table_is_dead (self->job->view->table, number))
    return FALSE;
  if (search->filter == NULL)
    return TRUE;
  if (!self->has_group || self->group != group)
    {
      self->has_group = TRUE;
      self->group = group;
      self->is_wanted = search->filter (group, search->filter_data);
    }
  return self->is_wanted;
}

/* Vectors that lie one after the other. */
static void
search_run (Worker                *self,
            const ReelVectorEntry *entries,
            const gint8           *bytes,
            guint32                n)
{
  Job *job = self->job;
  gint32 sums[RUN];

  job->kernels->dot (job->query->values, bytes, job->view->stride, n, sums);
  for (guint32 i = 0; i < n; i++)
    {
      float similarity = reel_vector_query_get_similarity (job->query, &entries[i], sums[i]);

      if (similarity >= job->search->least && reel_vector_heap_wants (&self->heap, similarity))
        {
          ReelVectorMatch match = { entries[i].key, entries[i].group, similarity };

          reel_vector_heap_add (&self->heap, &match);
        }
    }
}

/* Entries of a block, from @begin to before @end. */
static void
search_block (Worker                *self,
              const ReelVectorBlock *block,
              guint32                begin,
              guint32                end)
{
  ReelVectorView *view = self->job->view;
  const ReelVectorEntry *entries = reel_vector_view_get_entries (view, block);
  const gint8 *bytes = reel_vector_view_get_bytes (view, block);
  guint32 run = begin; /* where the vectors begin that are wanted and not compared yet */

  for (guint32 i = begin; i < end; i++)
    {
      gboolean is_wanted = wants (self, &entries[i], block->first + i);
      guint32 stop = is_wanted ? i + 1 : i;

      if (is_wanted && stop - run < RUN && stop < end)
        continue;
      if (stop > run)
        search_run (self, entries + run, bytes + run * view->stride, stop - run);
      run = i + 1;
    }
}

static void
search_chunk (Worker *self,
              guint   chunk)
{
  ReelVectorView *view = self->job->view;
  guint32 begin = chunk * CHUNK;
  guint32 end = begin + MIN (CHUNK, view->n_entries - begin);

  for (guint i = reel_vector_view_find (view, begin); begin < end; i++)
    {
      const ReelVectorBlock *block = &view->table->blocks[i];
      guint32 stop = MIN (end - block->first, block->count);

      search_block (self, block, begin - block->first, stop);
      begin = block->first + stop;
    }
}

static gpointer
work (gpointer user_data)
{
  Worker *self = user_data;
  Job *job = self->job;
  guint chunk;

  while (!g_cancellable_is_cancelled (job->cancellable) &&
         (chunk = (guint) g_atomic_int_add ((gint *) &job->next, 1)) < job->n_chunks)
    search_chunk (self, chunk);
  return NULL;
}

static guint
count_threads (Job *job)
{
  guint wanted = job->search->n_threads > 0 ? job->search->n_threads : g_get_num_processors ();

  return CLAMP (wanted, 1, MAX (job->n_chunks, 1));
}

/* A thread that can't be had is done without. */
static void
run_workers (Worker *workers,
             guint   n)
{
  for (guint i = 1; i < n; i++)
    workers[i].thread = g_thread_try_new ("vectors", work, &workers[i], NULL);
  work (&workers[0]);
  for (guint i = 1; i < n; i++)
    if (workers[i].thread != NULL)
      g_thread_join (workers[i].thread);
}

/**
 * reel_vector_search_run:
 * @self: what is wanted
 * @view: where to look
 * @query: what to compare with, of the view's dimensions
 * @kernels: (nullable): the kernels to use; %NULL for the fastest
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * Compares all vectors; see reel_vector_space_search().
 *
 * Returns: (transfer full) (nullable) (element-type ReelVectorMatch): best first; %NULL with %G_IO_ERROR_CANCELLED
 */
GArray *
reel_vector_search_run (const ReelVectorSearch  *self,
                        ReelVectorView          *view,
                        const ReelVectorQuery   *query,
                        const ReelVectorKernels *kernels,
                        GCancellable            *cancellable,
                        GError                 **error)
{
  Job job = { self, view, query, kernels != NULL ? kernels : reel_vector_kernels_get_default (), cancellable };
  g_autofree Worker *workers = NULL;
  guint n_workers;
  GArray *matches = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (self->top_k == 0)
    return g_array_new (FALSE, FALSE, sizeof (ReelVectorMatch));

  job.n_chunks = view->n_entries / CHUNK + (view->n_entries % CHUNK != 0);
  n_workers = count_threads (&job);
  workers = g_new0 (Worker, n_workers);
  for (guint i = 0; i < n_workers; i++)
    {
      workers[i].job = &job;
      reel_vector_heap_init (&workers[i].heap, self->top_k);
    }
  run_workers (workers, n_workers);

  for (guint i = 1; i < n_workers; i++)
    for (guint k = 0; k < workers[i].heap.matches->len; k++)
      reel_vector_heap_add (&workers[0].heap, &g_array_index (workers[i].heap.matches, ReelVectorMatch, k));
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    matches = reel_vector_heap_sort (&workers[0].heap);
  for (guint i = 0; i < n_workers; i++)
    reel_vector_heap_clear (&workers[i].heap);
  return matches;
}
