/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <math.h>

#include "nn-reference.h"

static void
reference_free (gpointer data)
{
  NnReference *self = data;

  g_free (self->text);
  g_free (self->pixels);
  g_free (self->ids);
  g_free (self->vector);
  g_free (self);
}

static const char *
get_string (JsonObject *object, const char *key)
{
  return json_object_has_member (object, key) ? json_object_get_string_member (object, key) : NULL;
}

static NnReference *
reference_new (JsonObject *object)
{
  NnReference *self = g_new0 (NnReference, 1);

  self->text = g_strdup (get_string (object, "text") != NULL ? get_string (object, "text") : get_string (object, "image"));
  self->pixels = g_strdup (get_string (object, "pixels"));
  if (json_object_has_member (object, "ids"))
    {
      JsonArray *ids = json_object_get_array_member (object, "ids");

      self->n_ids = json_array_get_length (ids);
      self->ids = g_new (guint32, self->n_ids);
      for (guint i = 0; i < self->n_ids; i++)
        self->ids[i] = (guint32) json_array_get_int_element (ids, i);
    }
  if (json_object_has_member (object, "vector"))
    {
      JsonArray *values = json_object_get_array_member (object, "vector");

      self->dims = json_array_get_length (values);
      self->vector = g_new (float, self->dims);
      for (guint i = 0; i < self->dims; i++)
        self->vector[i] = (float) json_array_get_double_element (values, i);
    }
  return self;
}

GPtrArray *
nn_references_load (const char *path, const char *member)
{
  g_autofree char *whole = nn_test_model (path);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  GPtrArray *references = g_ptr_array_new_with_free_func (reference_free);
  JsonNode *root;
  JsonArray *array;

  json_parser_load_from_file (parser, whole, &error);
  g_assert_no_error (error);
  root = json_parser_get_root (parser);
  array = member != NULL ? json_object_get_array_member (json_node_get_object (root), member) : json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (references, reference_new (json_array_get_object_element (array, i)));
  g_assert_cmpuint (references->len, >, 0);
  return references;
}

static char *
of_folder (const char *variable, const char *path)
{
  const char *folder = g_getenv (variable);

  g_assert_nonnull (folder);
  return g_build_filename (folder, path, NULL);
}

char *
nn_test_model (const char *path)
{
  return of_folder ("REEL_TEST_MODELS", path);
}

char *
nn_data_model (const char *name)
{
  return of_folder ("REEL_DATA_MODELS", name);
}

double
nn_cosine (const float *a, const float *b, gsize n)
{
  double product = 0, aa = 0, bb = 0;

  for (gsize i = 0; i < n; i++)
    {
      product += (double) a[i] * (double) b[i];
      aa += (double) a[i] * (double) a[i];
      bb += (double) b[i] * (double) b[i];
    }
  return product / sqrt (aa * bb);
}

double
nn_distance (const float *a, const float *b, gsize n)
{
  double most = 0;

  for (gsize i = 0; i < n; i++)
    most = MAX (most, fabs ((double) a[i] - (double) b[i]));
  return most;
}
