/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/reel-json.h"
#include "reel-clip-model-config.h"
#include "reel-text-error.h"
#include "reel-text-file.h"

/*
 * A key that is absent has the value that the reference implementation (transformers' CLIPConfig) gives it. Where an old
 * config has text_config_dict beside text_config, the former counts alone, as there.
 */

#define MAX_CONFIG (1024 * 1024)
#define MAX_WIDTH  8192
#define MAX_INNER  32768
#define MAX_TOKENS 4096 /* of a text, or patches of a picture */
#define MAX_SIDE   2048

static gboolean
unsupported (GError    **error,
             const char *what,
             const char *key)
{
  g_set_error (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_UNSUPPORTED, "%s: '%s' is not what this program can run", what, key);
  return FALSE;
}

/* Returns: (nullable) (transfer none): a member that is an object */
static JsonObject *
get_object (JsonObject *object,
            const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* Returns: (nullable) (transfer none): a member that is there and not null */
static JsonNode *
get_node (JsonObject *object,
          const char *key)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, key) : NULL;

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static gboolean
read_size (JsonNode *node,
           gsize     most,
           gsize    *size)
{
  gint64 value;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  value = json_node_get_int (node);
  if (value < 1 || (guint64) value > most)
    return FALSE;
  *size = (gsize) value;
  return TRUE;
}

static gboolean
get_size (JsonObject *object,
          const char *key,
          gsize       usual,
          gsize       most,
          gsize      *size,
          GError    **error)
{
  JsonNode *node = get_node (object, key);

  *size = usual;
  return node == NULL || read_size (node, most, size) || unsupported (error, "config.json", key);
}

static gboolean
read_number (JsonNode *node,
             double    least,
             double    most,
             float    *number)
{
  double value;

  if (!JSON_NODE_HOLDS_VALUE (node) ||
      (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return FALSE;
  value = json_node_get_double (node);
  if (!(value >= least && value <= most))
    return FALSE;
  *number = (float) value;
  return TRUE;
}

static gboolean
read_activation (JsonObject         *object,
                 ReelTextActivation *activation,
                 GError            **error)
{
  const char *name = "quick_gelu";

  if (get_node (object, "hidden_act") != NULL)
    name = reel_json_get_string (object, "hidden_act", NULL);
  if (g_strcmp0 (name, "quick_gelu") == 0)
    *activation = REEL_TEXT_QUICK_GELU;
  else if (g_strcmp0 (name, "gelu") == 0)
    *activation = REEL_TEXT_GELU;
  else
    return unsupported (error, "config.json", "hidden_act");
  return TRUE;
}

/* Returns: (nullable) (transfer none): the part of a tower; %NULL where all of it is as usual */
static JsonObject *
get_part (JsonObject *config,
          const char *key)
{
  g_autofree char *old = g_strconcat (key, "_dict", NULL);
  JsonObject *part = get_object (config, old);

  return part != NULL ? part : get_object (config, key);
}

static gboolean
read_tower (JsonObject         *part,
            gsize               width,
            gsize               heads,
            ReelClipModelTower *tower,
            GError            **error)
{
  JsonNode *epsilon = get_node (part, "layer_norm_eps");
  gsize n_layers;

  if (!get_size (part, "hidden_size", width, MAX_WIDTH, &tower->width, error) ||
      !get_size (part, "intermediate_size", 4 * width, MAX_INNER, &tower->inner, error) ||
      !get_size (part, "num_attention_heads", heads, MAX_WIDTH, &tower->heads, error) ||
      !get_size (part, "num_hidden_layers", 12, 256, &n_layers, error) || !read_activation (part, &tower->activation, error))
    return FALSE;
  tower->n_layers = (guint) n_layers;
  tower->epsilon = 1e-5f;
  if (epsilon != NULL && !read_number (epsilon, 1e-20, 1, &tower->epsilon))
    return unsupported (error, "config.json", "layer_norm_eps");
  if (tower->width % tower->heads != 0)
    return unsupported (error, "config.json", "num_attention_heads");
  return TRUE;
}

static gboolean
read_config (ReelClipModelConfig *self,
             JsonObject          *config,
             GError             **error)
{
  JsonObject *text = get_part (config, "text_config"), *vision = get_part (config, "vision_config");
  gsize channels;

  if (g_strcmp0 (reel_json_get_string (config, "model_type", NULL), "clip") != 0)
    {
      g_set_error_literal (error, REEL_TEXT_ERROR, REEL_TEXT_ERROR_UNSUPPORTED,
                           "config.json is not of a CLIP model (its 'model_type' is not 'clip')");
      return FALSE;
    }
  if (!read_tower (text, 512, 8, &self->text, error) || !read_tower (vision, 768, 12, &self->vision, error) ||
      !get_size (config, "projection_dim", 512, MAX_WIDTH, &self->dims, error) ||
      !get_size (text, "vocab_size", 49408, 1 << 20, &self->n_words, error) ||
      !get_size (text, "max_position_embeddings", 77, MAX_TOKENS, &self->max_tokens, error) ||
      !get_size (vision, "image_size", 224, MAX_SIDE, &self->side, error) ||
      !get_size (vision, "patch_size", 32, MAX_SIDE, &self->patch, error) ||
      !get_size (vision, "num_channels", 3, 3, &channels, error))
    return FALSE;
  if (channels != 3)
    return unsupported (error, "config.json", "num_channels");
  if (self->max_tokens < 2)
    return unsupported (error, "config.json", "max_position_embeddings");
  if (self->patch > self->side || (self->side / self->patch) * (self->side / self->patch) >= MAX_TOKENS)
    return unsupported (error, "config.json", "patch_size");
  return TRUE;
}

/* A number, { "shortest_edge": n } or { "height": n, "width": n }. */
static gboolean
read_sides (JsonNode *node,
            gsize    *width,
            gsize    *height)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *shortest = get_node (object, "shortest_edge"), *w = get_node (object, "width"), *h = get_node (object, "height");

  *height = 0;
  if (object == NULL)
    return read_size (node, MAX_SIDE, width);
  if (shortest != NULL)
    return read_size (shortest, MAX_SIDE, width);
  return w != NULL && h != NULL && read_size (w, MAX_SIDE, width) && read_size (h, MAX_SIDE, height);
}

static gboolean
read_colours (JsonObject *object,
              const char *key,
              double      least,
              const float usual[3],
              float       colours[3],
              GError    **error)
{
  JsonNode *node = get_node (object, key);

  memcpy (colours, usual, 3 * sizeof *colours);
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) != 3)
    return unsupported (error, "preprocessor_config.json", key);
  for (guint i = 0; i < 3; i++)
    if (!read_number (json_array_get_element (json_node_get_array (node), i), least, 100, &colours[i]))
      return unsupported (error, "preprocessor_config.json", key);
  return TRUE;
}

/* A step that is left out is one that this program does all the same, so such a model would get other pictures. */
static gboolean
check_steps (JsonObject *object,
             GError    **error)
{
  static const char *steps[] = { "do_resize", "do_center_crop", "do_rescale", "do_normalize" };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      JsonNode *node = get_node (object, steps[i]);

      if (node != NULL && (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN ||
                           !json_node_get_boolean (node)))
        return unsupported (error, "preprocessor_config.json", steps[i]);
    }
  return TRUE;
}

static gboolean
read_preprocessor (ReelClipModelConfig *self,
                   JsonObject          *object,
                   GError             **error)
{
  static const float usual_mean[3] = { .48145466f, .4578275f, .40821073f };
  static const float usual_deviation[3] = { .26862954f, .26130258f, .27577711f };
  JsonNode *size = get_node (object, "size"), *crop = get_node (object, "crop_size");
  JsonNode *resample = get_node (object, "resample"), *rescale = get_node (object, "rescale_factor");
  gsize crop_width = self->side, crop_height = 0, filter = 3;
  float factor = 1.f / 255;

  self->resize_width = self->side;
  self->resize_height = 0;
  if (size != NULL && !read_sides (size, &self->resize_width, &self->resize_height))
    return unsupported (error, "preprocessor_config.json", "size");
  if (self->resize_width < self->side || (self->resize_height > 0 && self->resize_height < self->side))
    return unsupported (error, "preprocessor_config.json", "size");
  if (crop != NULL && (!read_sides (crop, &crop_width, &crop_height) || crop_width != self->side ||
                       (crop_height > 0 && crop_height != self->side)))
    return unsupported (error, "preprocessor_config.json", "crop_size");
  if (resample != NULL && (!read_size (resample, 3, &filter) || filter < 2))
    return unsupported (error, "preprocessor_config.json", "resample");
  self->bicubic = filter == 3; /* Pillow's numbers */
  if (rescale != NULL && (!read_number (rescale, 0, 1, &factor) || fabsf (factor * 255 - 1) > 1e-4f))
    return unsupported (error, "preprocessor_config.json", "rescale_factor");
  return check_steps (object, error) && read_colours (object, "image_mean", -100, usual_mean, self->mean, error) &&
         read_colours (object, "image_std", 1e-3, usual_deviation, self->deviation, error);
}

/**
 * reel_clip_model_config_parse:
 * @self: (out): filled
 * @config: config.json
 * @preprocessor: preprocessor_config.json
 * @error: (nullable): %REEL_TEXT_ERROR_UNSUPPORTED
 *
 * Returns: whether this is a model that can be run
 */
gboolean
reel_clip_model_config_parse (ReelClipModelConfig *self,
                              JsonObject          *config,
                              JsonObject          *preprocessor,
                              GError             **error)
{
  return read_config (self, config, error) && read_preprocessor (self, preprocessor, error);
}

/**
 * reel_clip_model_config_load:
 * @self: (out): filled
 * @folder: of a model
 * @error: (nullable): #GFileError, #ReelJsonError or #ReelTextError
 *
 * Returns: whether both files are there, and of a model that can be run
 */
gboolean
reel_clip_model_config_load (ReelClipModelConfig *self,
                             const char          *folder,
                             GError             **error)
{
  g_autofree char *path = g_build_filename (folder, "config.json", NULL);
  g_autofree char *preprocessor_path = g_build_filename (folder, "preprocessor_config.json", NULL);
  g_autoptr (JsonObject) config = reel_text_file_json (path, MAX_CONFIG, error);
  g_autoptr (JsonObject) preprocessor = NULL;

  if (config == NULL)
    return FALSE;
  preprocessor = reel_text_file_json (preprocessor_path, MAX_CONFIG, error);
  return preprocessor != NULL && reel_clip_model_config_parse (self, config, preprocessor, error);
}
