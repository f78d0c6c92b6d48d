/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "engine/reel-concept-nodes.h"
#include "engine/reel-word-table.h"

struct _ReelConceptNodes
{
  char *names[REEL_N_NODES];        /* (owned) */
  GArray *classes[REEL_N_NODES];    /* (owned) (element-type guint16) */
  GArray *offsets[REEL_N_NODES];    /* (owned) (element-type guint32): synsets above just these classes */
  char *objects[REEL_N_OBJECTS];    /* (owned) */
  guint32 synsets[REEL_N_OBJECTS];  /* offsets; 0 where WordNet has none */
};

static const char *const kind_names[] = {
  "person", "cycle",  "car",   "bus, train or truck", "airplane or boat", "bird", "pet", "animal", "furniture",
  "food",   "vessel", "thing",
};
G_STATIC_ASSERT (G_N_ELEMENTS (kind_names) == REEL_N_OBJECT_KINDS);

static gboolean
parse_offset (const char *text,
              guint32    *offset)
{
  guint64 value;

  if (text[0] != 'n' || !g_ascii_string_to_unsigned (text + 1, 10, 0, 99999999, &value, NULL))
    return FALSE;
  *offset = value;
  return TRUE;
}

static gboolean
parse_node (ReelConceptNodes *self,
            guint             node,
            GStrv             row)
{
  g_auto (GStrv) offsets = g_strsplit (row[1], " ", -1);
  g_auto (GStrv) classes = g_strsplit (row[2], " ", -1);

  self->names[node] = g_strdup (row[0]);
  self->offsets[node] = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->classes[node] = g_array_new (FALSE, FALSE, sizeof (guint16));
  for (guint i = 0; offsets[i] != NULL; i++)
    {
      guint32 offset;

      if (!parse_offset (offsets[i], &offset))
        return FALSE;
      g_array_append_val (self->offsets[node], offset);
    }
  for (guint i = 0; classes[i] != NULL; i++)
    {
      guint64 value;
      guint16 class;

      if (!g_ascii_string_to_unsigned (classes[i], 10, 0, REEL_N_CLASSES - 1, &value, NULL))
        return FALSE;
      class = value;
      g_array_append_val (self->classes[node], class);
    }
  if (self->offsets[node]->len == 0 || self->classes[node]->len == 0)
    return FALSE;
  /* The first axes are the classes themselves. */
  return node >= REEL_N_CLASSES ||
         (self->classes[node]->len == 1 && g_array_index (self->classes[node], guint16, 0) == node);
}

/**
 * reel_concept_nodes_load:
 * @folder: the folder with `nodes.tsv` and `objects.tsv`
 * @error: (nullable): #GFileError or %REEL_WORD_ERROR_DAMAGED
 *
 * Returns: (transfer full): the axes
 */
ReelConceptNodes *
reel_concept_nodes_load (const char *folder,
                         GError    **error)
{
  g_autoptr (ReelConceptNodes) self = NULL;
  g_autoptr (GPtrArray) nodes = NULL;
  g_autoptr (GPtrArray) objects = NULL;
  g_autofree char *nodes_path = NULL;
  g_autofree char *objects_path = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  nodes_path = g_build_filename (folder, "nodes.tsv", NULL);
  objects_path = g_build_filename (folder, "objects.tsv", NULL);
  nodes = reel_word_table_load (nodes_path, 3, error);
  objects = nodes != NULL ? reel_word_table_load (objects_path, 2, error) : NULL;
  if (objects == NULL)
    return NULL;
  if (nodes->len != REEL_N_NODES || objects->len != REEL_N_OBJECTS)
    {
      gboolean bad_nodes = nodes->len != REEL_N_NODES;

      reel_word_table_error (error, bad_nodes ? nodes_path : objects_path, bad_nodes ? nodes->len : objects->len,
                             "is the last, which does not fit the axes of this program");
      return NULL;
    }

  self = g_new0 (ReelConceptNodes, 1);
  for (guint i = 0; i < REEL_N_NODES; i++)
    if (!parse_node (self, i, g_ptr_array_index (nodes, i)))
      {
        reel_word_table_error (error, nodes_path, i, "does not name an axis");
        return NULL;
      }
  for (guint i = 0; i < REEL_N_OBJECTS; i++)
    {
      const GStrv row = g_ptr_array_index (objects, i);

      self->objects[i] = g_strdup (row[0]);
      if (strcmp (row[1], "-") != 0 && !parse_offset (row[1], &self->synsets[i]))
        {
          reel_word_table_error (error, objects_path, i, "has no synset of WordNet");
          return NULL;
        }
    }
  return g_steal_pointer (&self);
}

/**
 * reel_concept_nodes_free:
 * @self: (transfer full) (nullable): the axes
 */
void
reel_concept_nodes_free (ReelConceptNodes *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < REEL_N_NODES; i++)
    {
      g_free (self->names[i]);
      g_clear_pointer (&self->classes[i], g_array_unref);
      g_clear_pointer (&self->offsets[i], g_array_unref);
    }
  for (guint i = 0; i < REEL_N_OBJECTS; i++)
    g_free (self->objects[i]);
  g_free (self);
}

/**
 * reel_concept_nodes_get_classes:
 * @self: the axes
 * @node: 0 … %REEL_N_NODES − 1
 * @n_classes: (out): how many
 *
 * Returns: (transfer none) (array length=n_classes): the classes of ImageNet below it, rising, without the background
 */
const guint16 *
reel_concept_nodes_get_classes (const ReelConceptNodes *self,
                                guint                   node,
                                gsize                  *n_classes)
{
  g_return_val_if_fail (self != NULL && node < REEL_N_NODES, NULL);

  *n_classes = self->classes[node]->len;
  return (const guint16 *) (gpointer) self->classes[node]->data;
}

/**
 * reel_concept_nodes_get_offsets:
 * @self: the axes
 * @node: 0 … %REEL_N_NODES − 1
 * @n_offsets: (out): how many
 *
 * Returns: (transfer none) (array length=n_offsets): offsets in WordNet's data.noun; of a class, its own is the first
 */
const guint32 *
reel_concept_nodes_get_offsets (const ReelConceptNodes *self,
                                guint                   node,
                                gsize                  *n_offsets)
{
  g_return_val_if_fail (self != NULL && node < REEL_N_NODES, NULL);

  *n_offsets = self->offsets[node]->len;
  return (const guint32 *) (gpointer) self->offsets[node]->data;
}

/**
 * reel_concept_nodes_get_object:
 * @self: the axes
 * @object: 0 … %REEL_N_OBJECTS − 1
 *
 * Returns: the object's offset in WordNet's data.noun, or 0
 */
guint32
reel_concept_nodes_get_object (const ReelConceptNodes *self,
                               guint                   object)
{
  g_return_val_if_fail (self != NULL && object < REEL_N_OBJECTS, 0);

  return self->synsets[object];
}

/**
 * reel_concept_nodes_get_name:
 * @self: the axes
 * @node: 0 … %REEL_N_NODES − 1
 *
 * Returns: (transfer none): its name in English
 */
const char *
reel_concept_nodes_get_name (const ReelConceptNodes *self,
                             guint                   node)
{
  g_return_val_if_fail (self != NULL && node < REEL_N_NODES, NULL);

  return self->names[node];
}

/**
 * reel_concept_nodes_get_object_name:
 * @self: the axes
 * @object: 0 … %REEL_N_OBJECTS − 1
 *
 * Returns: (transfer none): its name in English
 */
const char *
reel_concept_nodes_get_object_name (const ReelConceptNodes *self,
                                    guint                   object)
{
  g_return_val_if_fail (self != NULL && object < REEL_N_OBJECTS, NULL);

  return self->objects[object];
}

/**
 * reel_concept_nodes_find_object:
 * @self: the axes
 * @name: a name, such as `traffic light`
 *
 * Returns: the object, or −1
 */
int
reel_concept_nodes_find_object (const ReelConceptNodes *self,
                                const char             *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, -1);

  for (guint i = 0; i < REEL_N_OBJECTS; i++)
    if (strcmp (self->objects[i], name) == 0)
      return i;
  return -1;
}

/**
 * reel_concept_nodes_find_offset:
 * @self: the axes
 * @offset: an offset in WordNet's data.noun
 *
 * Returns: the node that stands for this synset, or −1
 */
int
reel_concept_nodes_find_offset (const ReelConceptNodes *self,
                                guint32                 offset)
{
  g_return_val_if_fail (self != NULL, -1);

  for (guint node = 0; node < REEL_N_NODES; node++)
    for (guint i = 0; i < self->offsets[node]->len; i++)
      if (g_array_index (self->offsets[node], guint32, i) == offset)
        return node;
  return -1;
}

/**
 * reel_concept_nodes_dup_axis_name:
 * @self: the axes
 * @axis: 0 … %REEL_N_AXES − 1
 *
 * Returns: (transfer full) (nullable): what a clip has that is high on this axis, in English; %NULL for words that are read,
 * as many share an axis, and for slack
 */
char *
reel_concept_nodes_dup_axis_name (const ReelConceptNodes *self,
                                  guint                   axis)
{
  g_return_val_if_fail (self != NULL && axis < REEL_N_AXES, NULL);

  if (axis < REEL_AXIS_OBJECTS)
    return g_strdup (self->names[axis - REEL_AXIS_NODES]);
  if (axis < REEL_AXIS_MEASURES)
    return g_strdup (self->objects[axis - REEL_AXIS_OBJECTS]);
  if (axis < REEL_AXIS_COLOURED)
    return g_strdelimit (g_strdup (reel_measure_get_name (axis - REEL_AXIS_MEASURES)), "_", ' ');
  if (axis < REEL_AXIS_WORDS)
    return g_strdup_printf ("%s %s", reel_measure_get_name ((axis - REEL_AXIS_COLOURED) / REEL_N_OBJECT_KINDS),
                            kind_names[(axis - REEL_AXIS_COLOURED) % REEL_N_OBJECT_KINDS]);
  return NULL;
}
