/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/reel-json.h"
#include "local/reel-local-error.h"
#include "local/reel-tensor-upload.h"

/*
 * {"service"?, "request_id"?, "video_input": ARRAY | {"tensor": ARRAY, "metadata"?}, "audio_input"?: ARRAY, "video_kwargs"?}
 * An ARRAY is {"data": its bytes in Base64, in C order, "dtype", "shape"}. The bytes are in files by now, and their number is
 * compared with what the rest says before anything is made of them.
 */

#define MAX_DIMS       8
#define MAX_REQUEST_ID 200 /* characters */

static const struct
{
  const char *name;
  guint size; /* bytes of a number */
} types[] = { { "uint8", 1 }, { "float32", 4 }, { "float64", 8 } };

/* What an array says of itself. */
typedef struct
{
  const char *type; /* static: a name of types */
  guint n_dims;
  guint64 shape[MAX_DIMS];
} Array;

static gboolean G_GNUC_PRINTF (2, 3)
fail (GError    **error,
      const char *format,
      ...)
{
  va_list values;
  g_autofree char *message = NULL;

  va_start (values, format);
  message = g_strdup_vprintf (format, values);
  va_end (values);
  g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, message);
  return FALSE;
}

/* A member that is not there and one that is null are the same. */
static JsonNode *
get_present (JsonObject *object,
             const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static gboolean
read_shape (JsonObject *object,
            const char *name,
            Array      *array,
            GError    **error)
{
  JsonNode *node = json_object_get_member (object, "shape");
  JsonArray *shape = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  array->n_dims = shape != NULL ? json_array_get_length (shape) : 0;
  if (array->n_dims == 0 || array->n_dims > MAX_DIMS)
    return fail (error, "“shape” of “%s” must be a list of 1 to %d numbers.", name, MAX_DIMS);
  for (guint i = 0; i < array->n_dims; i++)
    {
      JsonNode *element = json_array_get_element (shape, i);

      if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_value_type (element) != G_TYPE_INT64 ||
          json_node_get_int (element) < 1)
        return fail (error, "“shape” of “%s” must have whole numbers of 1 and more.", name);
      array->shape[i] = (guint64) json_node_get_int (element);
    }
  return TRUE;
}

/* @file: (nullable): its bytes */
static gboolean
read_array (JsonNode       *node,
            const char     *name,
            ReelFileWriter *file,
            Array          *array,
            GError        **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *type, *data;
  guint64 size = 0;

  if (object == NULL)
    return fail (error, "“%s” must be an object with “data”, “dtype” and “shape”.", name);
  data = reel_json_get_string (object, "data", error);
  if (data == NULL)
    return FALSE;
  if (file == NULL || *data != '\0') /* what went to the file has left only its quotes */
    return fail (error, "“data” of “%s” must be Base64.", name);
  type = reel_json_get_string (object, "dtype", error);
  if (type == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (type, types[i].name))
      {
        array->type = types[i].name;
        size = types[i].size;
      }
  if (size == 0)
    return fail (error, "“dtype” of “%s” must be uint8, float32 or float64.", name);
  if (!read_shape (object, name, array, error))
    return FALSE;
  for (guint i = 0; i < array->n_dims; i++)
    if (!g_uint64_checked_mul (&size, size, array->shape[i]))
      size = G_MAXUINT64;
  if (size != reel_file_writer_get_size (file))
    return fail (error, "“data” of “%s” has %" G_GUINT64_FORMAT " bytes, which is not what “dtype” and “shape” say.", name,
                 reel_file_writer_get_size (file));
  return TRUE;
}

/* Seconds between the frames, where the metadata has it: their places in the video, and its rate. */
static double
read_interval (JsonObject *video,
               guint       n_frames)
{
  JsonNode *node = get_present (video, "metadata");
  JsonObject *metadata = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *indices = metadata != NULL ? get_present (metadata, "frames_indices") : NULL;
  JsonArray *array = indices != NULL && JSON_NODE_HOLDS_ARRAY (indices) ? json_node_get_array (indices) : NULL;
  JsonNode *first, *last;
  double fps, interval;

  if (n_frames < 2 || array == NULL || json_array_get_length (array) != n_frames ||
      !reel_json_get_number (metadata, "fps", &fps, NULL) || !(fps > 0))
    return REEL_RAW_FRAMES_INTERVAL;
  first = json_array_get_element (array, 0);
  last = json_array_get_element (array, n_frames - 1);
  if (!JSON_NODE_HOLDS_VALUE (first) || !JSON_NODE_HOLDS_VALUE (last) ||
      json_node_get_value_type (first) != G_TYPE_INT64 || json_node_get_value_type (last) != G_TYPE_INT64)
    return REEL_RAW_FRAMES_INTERVAL;
  interval = ((double) json_node_get_int (last) - (double) json_node_get_int (first)) / fps / (n_frames - 1);
  return interval >= 1e-3 && interval <= 3600 ? interval : REEL_RAW_FRAMES_INTERVAL;
}

static gboolean
read_video (ReelTensorUpload *self,
            JsonObject       *root,
            ReelJsonSink     *sink,
            GError          **error)
{
  JsonNode *node = get_present (root, "video_input");
  JsonObject *video = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  ReelFileWriter *plain = reel_json_sink_get_array (sink, REEL_JSON_SINK_VIDEO_INPUT);
  ReelFileWriter *nested = reel_json_sink_get_array (sink, REEL_JSON_SINK_VIDEO_TENSOR);
  gboolean is_nested;
  Array array = { NULL, };

  if (video == NULL)
    return fail (error, "“video_input” must be an array, or an object with “tensor”.");
  is_nested = json_object_has_member (video, "tensor");
  if (is_nested ? plain != NULL : nested != NULL)
    return fail (error, "“video_input” must be an array, or an object with “tensor”, not both.");
  self->video = is_nested ? nested : plain;
  if (!read_array (is_nested ? json_object_get_member (video, "tensor") : node, "video_input", self->video, &array, error))
    return FALSE;
  if (!g_str_equal (array.type, "uint8") || array.n_dims != 4 || array.shape[1] != 3)
    return fail (error, "“video_input” must be of uint8 and have the shape [frames, 3, height, width].");
  for (guint i = 0; i < array.n_dims; i++)
    array.shape[i] = MIN (array.shape[i], G_MAXUINT32);
  self->frames = (ReelRawFrames) { (guint32) array.shape[0], (guint32) array.shape[3], (guint32) array.shape[2],
                                   read_interval (video, (guint) array.shape[0]) };
  if (!reel_raw_frames_is_valid (&self->frames))
    return fail (error, "“video_input” must have 1 to %d frames, each side of %d to %d pixels.", REEL_RAW_FRAMES_MOST,
                 REEL_RAW_FRAMES_SHORTEST_SIDE, REEL_RAW_FRAMES_LONGEST_SIDE);
  return TRUE;
}

static gboolean
read_audio (ReelTensorUpload *self,
            JsonObject       *root,
            ReelJsonSink     *sink,
            GError          **error)
{
  JsonNode *node = get_present (root, "audio_input");
  Array array = { NULL, };

  if (node == NULL)
    return TRUE;
  self->audio = reel_json_sink_get_array (sink, REEL_JSON_SINK_AUDIO_INPUT);
  if (!read_array (node, "audio_input", self->audio, &array, error))
    return FALSE;
  return (!g_str_equal (array.type, "uint8") && array.n_dims == 1) ||
         fail (error, "“audio_input” must be of float32 or float64 and have the shape [samples].");
}

static gboolean
read_service (ReelTensorUpload *self,
              JsonObject       *root,
              GError          **error)
{
  const char *service;

  if (get_present (root, "service") == NULL)
    return TRUE;
  service = reel_json_get_string (root, "service", error);
  if (service == NULL)
    return FALSE;
  self->has_kind = TRUE;
  self->kind = g_str_equal (service, "tagging") ? REEL_LOCAL_JOB_TAGGING : REEL_LOCAL_JOB_EMBEDDING;
  return g_str_equal (service, "tagging") || g_str_equal (service, "embedding") ||
         fail (error, "“service” must be “embedding” or “tagging”.");
}

/**
 * reel_tensor_upload_read_request_id:
 * @object: a body
 * @request_id: (out) (transfer none) (nullable): its `request_id`, where it has one
 * @error: return location for %REEL_LOCAL_ERROR_BAD_REQUEST: it is asked for by a path, and so must fit into one
 *
 * Returns: %FALSE with @error set
 */
gboolean
reel_tensor_upload_read_request_id (JsonObject  *object,
                                    const char **request_id,
                                    GError     **error)
{
  *request_id = NULL;
  if (get_present (object, "request_id") == NULL)
    return TRUE;
  *request_id = reel_json_get_string (object, "request_id", error);
  if (*request_id == NULL)
    return FALSE;
  if (**request_id == '\0' || g_utf8_strlen (*request_id, -1) > MAX_REQUEST_ID || strchr (*request_id, '/') != NULL ||
      g_str_equal (*request_id, ".") || g_str_equal (*request_id, ".."))
    return fail (error, "“request_id” must have 1 to %d characters, and no slash.", MAX_REQUEST_ID);
  for (const char *p = *request_id; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return fail (error, "“request_id” must not have control characters.");
  return TRUE;
}

/**
 * reel_tensor_upload_read:
 * @self: (out caller-allocates): what was sent
 * @sink: a sink of reel_json_sink_new_arrays() that came to a good end; must outlive @self
 * @error: return location for a #ReelLocalError or #ReelJsonError
 *
 * Nothing of the arrays is read.
 *
 * Returns: whether it can be used
 */
gboolean
reel_tensor_upload_read (ReelTensorUpload *self,
                         ReelJsonSink     *sink,
                         GError          **error)
{
  JsonObject *root = reel_json_sink_get_object (sink);
  JsonNode *kwargs = get_present (root, "video_kwargs");

  memset (self, 0, sizeof *self);
  if (!read_service (self, root, error) || !reel_tensor_upload_read_request_id (root, &self->request_id, error) ||
      !read_video (self, root, sink, error) || !read_audio (self, root, sink, error))
    return FALSE;
  if (kwargs != NULL && !JSON_NODE_HOLDS_OBJECT (kwargs))
    return fail (error, "“video_kwargs” must be an object.");
  if (kwargs != NULL)
    self->kwargs = json_to_string (kwargs, FALSE);
  return TRUE;
}

void
reel_tensor_upload_clear (ReelTensorUpload *self)
{
  g_clear_pointer (&self->kwargs, g_free);
}
