/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-tags.h"

/*
 * The documentation shows no shape for tags. What is understood: a list of strings; a list of objects, each either a
 * category with its value or an object of categories; an object of categories. A category's value is text, a number, a
 * truth or a list of these. What is of no such shape is kept as its JSON text: shown, not dropped.
 */

struct _ReelTags
{
  gatomicrefcount ref_count;

  /* owned */
  GPtrArray *categories; /* (element-type ReelTagCategory) */
  GBytes *json;          /* (nullable) */
};

/* A category while it grows. */
typedef struct
{
  char *name;        /* (owned) (nullable) */
  GPtrArray *values; /* (owned) (element-type utf8) */
} Growing;

/* All of them, in the order in which they came, and by their names: a hostile reply may have a million. */
typedef struct
{
  GPtrArray *list;     /* (owned) (element-type Growing) */
  GHashTable *by_name; /* (owned): from names, "" for none, to the same */
} Builder;

G_DEFINE_BOXED_TYPE (ReelTags, reel_tags, reel_tags_ref, reel_tags_unref)

static void
category_free (gpointer data)
{
  ReelTagCategory *category = data;

  g_free (category->name);
  g_strfreev (category->values);
  g_free (category);
}

static Growing *
find_category (Builder    *all,
               const char *name)
{
  Growing *growing = g_hash_table_lookup (all->by_name, name != NULL ? name : "");

  if (growing != NULL)
    return growing;
  growing = g_new0 (Growing, 1);
  growing->name = name != NULL && *name != '\0' ? g_strdup (name) : NULL;
  growing->values = g_ptr_array_new ();
  g_ptr_array_add (all->list, growing);
  g_hash_table_insert (all->by_name, growing->name != NULL ? growing->name : (char *) "", growing);
  return growing;
}

static void
add_text (Builder    *all,
          const char *name,
          char       *text)
{
  if (*text != '\0')
    g_ptr_array_add (find_category (all, name)->values, text);
  else
    g_free (text);
}

/* Numbers and truths as JSON writes them; text as it is. */
static void
add_value (Builder    *all,
           const char *name,
           JsonNode   *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return;
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *element = json_array_get_element (array, i);

          if (JSON_NODE_HOLDS_ARRAY (element))
            add_text (all, name, json_to_string (element, FALSE));
          else
            add_value (all, name, element);
        }
      return;
    }
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    add_text (all, name, g_strdup (json_node_get_string (node)));
  else
    add_text (all, name, json_to_string (node, FALSE));
}

static JsonNode *
find_member (JsonObject        *object,
             const char *const *keys,
             gsize              n_keys)
{
  for (gsize i = 0; i < n_keys; i++)
    {
      JsonNode *node = json_object_get_member (object, keys[i]);

      if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
        return node;
    }
  return NULL;
}

static void
add_members (Builder    *all,
             JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    add_value (all, name, node);
}

/* One of a list: text, {category, value}, or an object of categories. */
static void
add_element (Builder  *all,
             JsonNode *node)
{
  static const char *const names[] = { "category", "type", "group", "key", "name" };
  static const char *const values[] = { "values", "value", "tags", "tag", "label", "name" };
  JsonObject *object;
  JsonNode *name, *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      add_value (all, NULL, node);
      return;
    }
  object = json_node_get_object (node);
  name = find_member (object, names, G_N_ELEMENTS (names));
  value = find_member (object, values, G_N_ELEMENTS (values));
  if (value == NULL || (name != NULL && json_node_get_value_type (name) != G_TYPE_STRING))
    add_members (all, object);
  else
    add_value (all, name != NULL && name != value ? json_node_get_string (name) : NULL, value);
}

/**
 * reel_tags_new:
 * @tags: a service's tags: an array, an object, or a string
 * @json: (nullable): the reply that they came in
 *
 * Returns: (transfer full): the tags by category, in the service's order
 */
ReelTags *
reel_tags_new (JsonNode *tags,
               GBytes   *json)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  Builder all = { list, by_name };
  ReelTags *self = g_new0 (ReelTags, 1);

  if (JSON_NODE_HOLDS_OBJECT (tags))
    add_members (&all, json_node_get_object (tags));
  else if (JSON_NODE_HOLDS_ARRAY (tags))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (tags)); i++)
      add_element (&all, json_array_get_element (json_node_get_array (tags), i));
  else
    add_value (&all, NULL, tags);

  g_atomic_ref_count_init (&self->ref_count);
  self->json = json != NULL ? g_bytes_ref (json) : NULL;
  self->categories = g_ptr_array_new_full (list->len, category_free);
  for (guint i = 0; i < list->len; i++)
    {
      Growing *growing = g_ptr_array_index (list, i);
      ReelTagCategory *category = g_new0 (ReelTagCategory, 1);

      category->name = growing->name;
      g_ptr_array_add (growing->values, NULL);
      category->values = (char **) g_ptr_array_free (growing->values, FALSE);
      g_ptr_array_add (self->categories, category);
    }
  return self;
}

/**
 * reel_tags_ref:
 * @self: tags
 *
 * Returns: (transfer full): @self
 */
ReelTags *
reel_tags_ref (ReelTags *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * reel_tags_unref:
 * @self: (transfer full): tags
 */
void
reel_tags_unref (ReelTags *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->categories);
  g_clear_pointer (&self->json, g_bytes_unref);
  g_free (self);
}

/**
 * reel_tags_get_n_categories:
 * @self: tags
 *
 * Returns: how many categories have tags; 0 where the service has nothing to say
 */
guint
reel_tags_get_n_categories (ReelTags *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->categories->len;
}

/**
 * reel_tags_get_category:
 * @self: tags
 * @index: which
 *
 * Returns: (transfer none): a category with one tag at least
 */
const ReelTagCategory *
reel_tags_get_category (ReelTags *self,
                        guint     index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->categories->len, NULL);

  return g_ptr_array_index (self->categories, index);
}

/**
 * reel_tags_get_json:
 * @self: tags
 *
 * Returns: (transfer none) (nullable): the service's whole reply, checked JSON
 */
GBytes *
reel_tags_get_json (ReelTags *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->json;
}
