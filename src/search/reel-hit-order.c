/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <float.h>
#include <string.h>

#include "search/reel-hit-order.h"

/* What a hit is sorted by, taken once and not for each comparison. */
typedef struct
{
  ReelHit *hit;    /* (borrowed) */
  const char *key; /* (borrowed) */
  double number;
  guint rank;
} Entry;

static int
by_number (gconstpointer a,
           gconstpointer b)
{
  const Entry *x = a, *y = b;
  int order = (x->number > y->number) - (x->number < y->number);

  return order != 0 ? order : (x->rank > y->rank) - (x->rank < y->rank);
}

static int
by_key (gconstpointer a,
        gconstpointer b)
{
  const Entry *x = a, *y = b;
  int order = strcmp (x->key, y->key);

  if (order == 0) /* other files of the same name do not mix */
    order = strcmp (reel_hit_get_file (x->hit), reel_hit_get_file (y->hit));
  return order != 0 ? order : by_number (a, b);
}

/* A whole video comes before each moment. */
static double
get_time (ReelHit *hit)
{
  return reel_hit_get_has_times (hit) ? reel_hit_get_start (hit) : -DBL_MAX;
}

static double
get_number (ReelHit     *hit,
            ReelHitSort  sort)
{
  switch (sort)
    {
    case REEL_HIT_SORT_SIMILARITY:
      return -reel_hit_get_similarity (hit);
    case REEL_HIT_SORT_NEW: /* the model has the best first */
      return reel_hit_get_is_new (hit) ? 0 : 1;
    case REEL_HIT_SORT_FILE:
    case REEL_HIT_SORT_TIME:
    default:
      return get_time (hit);
    }
}

/* By name, with a key for each that is made once. */
static void
add_keys (GArray     *entries,
          GHashTable *keys)
{
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = &g_array_index (entries, Entry, i);
      const char *name = reel_hit_get_name (entry->hit);

      entry->key = g_hash_table_lookup (keys, name);
      if (entry->key == NULL)
        {
          char *key = g_utf8_collate_key_for_filename (name, -1);

          g_hash_table_insert (keys, (gpointer) name, key);
          entry->key = key;
        }
    }
}

/**
 * reel_hit_order:
 * @hits: (element-type ReelHit): hits, the best first
 * @sort: by what
 *
 * Sorts them in place; those that are alike stay in their order.
 */
void
reel_hit_order (GPtrArray   *hits,
                ReelHitSort  sort)
{
  g_autoptr (GArray) entries = g_array_sized_new (FALSE, TRUE, sizeof (Entry), hits->len);
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free); /* name → key */

  for (guint i = 0; i < hits->len; i++)
    {
      Entry entry = { .hit = hits->pdata[i], .number = get_number (hits->pdata[i], sort), .rank = i };

      g_array_append_val (entries, entry);
    }
  if (sort == REEL_HIT_SORT_FILE)
    add_keys (entries, keys);
  g_array_sort (entries, sort == REEL_HIT_SORT_FILE ? by_key : by_number);
  for (guint i = 0; i < hits->len; i++)
    hits->pdata[i] = g_array_index (entries, Entry, i).hit;
}
