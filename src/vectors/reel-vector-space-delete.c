/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "vectors/reel-vector-space-private.h"

/* What is looked for, and what was found. */
typedef struct
{
  guint64 *wanted; /* (owned), sorted */
  gsize n_wanted;
  gboolean by_group;

  /* what the last entry's id came to */
  guint64 last;
  gboolean has_last;
  gboolean is_wanted;

  GArray *numbers; /* (owned) (element-type guint32) */
} Collection;

static int
compare (const void *a,
         const void *b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return x < y ? -1 : x > y;
}

static void
collect (ReelVectorView        *view,
         guint32                number,
         const ReelVectorEntry *entry,
         gpointer               user_data)
{
  Collection *self = user_data;
  guint64 id = self->by_group ? entry->group : entry->key;

  if (!self->has_last || self->last != id)
    {
      self->has_last = TRUE;
      self->last = id;
      self->is_wanted = bsearch (&id, self->wanted, self->n_wanted, sizeof id, compare) != NULL;
    }
  if (self->is_wanted)
    g_array_append_val (self->numbers, number);
}

/* Writes that entries are dead, then hides them from searches. */
static gboolean
kill_all (ReelVectorSpace *self,
          const guint32   *numbers,
          guint32          n,
          GError         **error)
{
  g_auto (ReelVectorPacker) packer = { 0 };

  reel_vector_packer_init (&packer, REEL_VECTOR_BLOCK_DEAD, self->view->n_entries, n, self->dims);
  for (guint32 i = 0; i < n; i++)
    packer.numbers[i] = numbers[i];
  reel_vector_packer_seal (&packer);
  if (!reel_vector_file_append (self->file, &packer, TRUE, error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    reel_vector_table_kill (self->view->table, numbers[i]);
  g_mutex_lock (&self->lock);
  self->n_dead += n;
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
delete (ReelVectorSpace *self,
        const guint64   *ids,
        gsize            n,
        gboolean         by_group,
        GError         **error)
{
  g_autofree guint64 *wanted = g_memdup2 (ids, n * sizeof *ids);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GMutexLocker) locker = NULL;
  Collection collection = { wanted, n, by_group, .numbers = numbers };
  guint32 room = reel_vector_packer_get_room (REEL_VECTOR_BLOCK_DEAD, self->dims);

  if (n == 0)
    return TRUE;
  locker = g_mutex_locker_new (&self->changing);
  qsort (wanted, n, sizeof *wanted, compare);
  reel_vector_view_foreach (self->view, collect, &collection);
  for (guint32 done = 0, count; done < numbers->len; done += count)
    {
      count = MIN (numbers->len - done, room);
      if (!kill_all (self, &g_array_index (numbers, guint32, done), count, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * reel_vector_space_delete_keys:
 * @self: a #ReelVectorSpace
 * @keys: keys, whether they are there or not
 * @n: how many
 * @error: return location
 *
 * Deletes vectors: searches no longer find them. The file keeps their bytes until it is compacted. All entries are looked at
 * once, so many keys cost hardly more than one.
 *
 * Returns: %FALSE with a #GIOErrorEnum
 */
gboolean
reel_vector_space_delete_keys (ReelVectorSpace *self,
                               const guint64   *keys,
                               gsize            n,
                               GError         **error)
{
  g_return_val_if_fail (REEL_IS_VECTOR_SPACE (self), FALSE);
  g_return_val_if_fail (n == 0 || keys != NULL, FALSE);

  return delete (self, keys, n, FALSE, error);
}

/**
 * reel_vector_space_delete_groups:
 * @self: a #ReelVectorSpace
 * @groups: groups, whether they are there or not
 * @n: how many
 * @error: return location
 *
 * The same for all vectors of groups.
 *
 * Returns: %FALSE with a #GIOErrorEnum
 */
gboolean
reel_vector_space_delete_groups (ReelVectorSpace *self,
                                 const guint64   *groups,
                                 gsize            n,
                                 GError         **error)
{
  g_return_val_if_fail (REEL_IS_VECTOR_SPACE (self), FALSE);
  g_return_val_if_fail (n == 0 || groups != NULL, FALSE);

  return delete (self, groups, n, TRUE, error);
}
