/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "vectors/reel-vector-checksum.h"
#include "vectors/reel-vector-error.h"
#include "vectors/reel-vector-reader.h"
#include "vectors/reel-vector-search.h"

/*
 * The file of a space: it opens and can be searched by every set of kernels, or there is one error. So that more gets past
 * the first checks, a file that begins with an even byte gets its header, and the checksums of its blocks.
 */

#define ID   "fuzz"
#define DIMS 8

static void
make_credible (guint8 *data,
               gsize   size)
{
  ReelVectorFileHeader *header = (gpointer) data;
  gsize at = sizeof *header;

  if (size < at || data[0] % 2 != 0)
    return;
  memset (header, 0, sizeof *header);
  memcpy (header->magic, REEL_VECTOR_FORMAT_MAGIC, sizeof header->magic);
  header->order = REEL_VECTOR_FORMAT_ORDER;
  header->version = REEL_VECTOR_FORMAT_VERSION;
  header->dims = DIMS;
  header->stride = (guint32) reel_vector_format_align (DIMS);
  memcpy (header->id, ID, strlen (ID));
  header->checksum = reel_vector_checksum (header, offsetof (ReelVectorFileHeader, checksum));
  while (size - at >= sizeof (ReelVectorBlockHeader))
    {
      ReelVectorBlockHeader block;
      guint64 payload;

      memcpy (&block, data + at, sizeof block);
      payload = reel_vector_format_payload_size (block.kind, block.count, reel_vector_format_align (DIMS));
      block.magic = REEL_VECTOR_FORMAT_BLOCK_MAGIC;
      if (payload <= size - at - sizeof block)
        block.payload_checksum = reel_vector_checksum (data + at + sizeof block, (gsize) payload);
      block.checksum = reel_vector_checksum (&block, offsetof (ReelVectorBlockHeader, checksum));
      memcpy (data + at, &block, sizeof block);
      if (payload > size - at - sizeof block)
        return;
      at += sizeof block + (gsize) payload;
    }
}

static gboolean
is_wanted (guint64  group,
           gpointer user_data)
{
  return group % 4 != 0;
}

static void
count (ReelVectorView        *view,
       guint32                number,
       const ReelVectorEntry *entry,
       gpointer               user_data)
{
  g_assert_cmpuint (number, <, view->n_entries);
  g_assert_cmpuint (entry->peak_index, <, DIMS);
  ++*(guint32 *) user_data;
}

static void
search (ReelVectorView *view)
{
  const float values[DIMS] = { 1, -2, 3, -4, 5, -6, 7, -8 };
  g_autoptr (ReelVectorQuery) query = reel_vector_query_new (values, DIMS);
  const ReelVectorKernels *kernels;

  for (guint n = 0; (kernels = reel_vector_kernels_get_nth (n)) != NULL; n++)
    {
      const ReelVectorSearch options = { .top_k = 5, .least = -1, .n_threads = 1, .filter = n % 2 == 0 ? NULL : is_wanted };
      g_autoptr (GArray) matches = reel_vector_search_run (&options, view, query, kernels, NULL, NULL);

      g_assert_cmpuint (matches->len, <=, 5);
      for (guint i = 0; i < matches->len; i++)
        {
          const ReelVectorMatch *match = &g_array_index (matches, ReelVectorMatch, i);

          g_assert_true (match->similarity >= -1 && match->similarity <= 1);
          g_assert_true (i == 0 || reel_vector_match_compare (match - 1, match) <= 0);
        }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree guint8 *file = g_memdup2 (data, size);
  g_auto (ReelVectorReader) reader = { 0 };
  g_autoptr (ReelVectorView) view = NULL;
  g_autoptr (GError) error = NULL;
  guint32 n_alive = 0;

  make_credible (file, size);
  if (!reel_vector_reader_read (&reader, file, size, ID, DIMS, &error))
    {
      g_assert_true (error != NULL && error->domain == REEL_VECTOR_ERROR);
      return 0;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (reader.end, <=, size);
  view = reel_vector_view_new (NULL, file, g_steal_pointer (&reader.table), DIMS, reader.n_blocks);
  g_assert_cmpuint (view->n_entries, ==, reader.n_entries);
  reel_vector_view_foreach (view, count, &n_alive);
  g_assert_cmpuint (n_alive, ==, reader.n_entries - reader.n_dead);
  search (view);
  return 0;
}
