/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>

#include "local/reel-face-detector.h"

/* In pictures with a long side of 320 a smaller face has too few pixels to be told from a stain. */
#define SMALLEST 24

/* Nobody waits longer than this for one picture. */
#define PATIENCE (5 * GST_SECOND)

struct _ReelFaceDetector
{
  GstElement *pipeline; /* (owned) */
  GstElement *source;   /* (owned) */
  GstElement *sink;     /* (owned) */
  GstBus *bus;          /* (owned) */

  guint width, height; /* of the pictures it is set up for */
  gboolean failed;     /* once it did not answer, it is not asked again */
  GstClockTime time;
};

/* The cascade that finds fewer faces where there are none, or the element's own; %NULL where neither is installed. */
static char *
find_cascade (GstElement *element)
{
  g_autofree char *standard = NULL, *folder = NULL, *better = NULL;

  g_object_get (element, "profile", &standard, NULL);
  if (standard == NULL)
    return NULL;

  folder = g_path_get_dirname (standard);
  better = g_build_filename (folder, "haarcascade_frontalface_alt2.xml", NULL);
  if (g_file_test (better, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&better);

  return g_file_test (standard, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&standard) : NULL;
}

/**
 * reel_face_detector_new:
 *
 * Returns: (transfer full) (nullable): a detector, or %NULL where the element or its cascade is not installed
 */
ReelFaceDetector *
reel_face_detector_new (void)
{
  g_autoptr (ReelFaceDetector) self = g_new0 (ReelFaceDetector, 1);
  GstElement *convert = gst_element_factory_make ("videoconvert", NULL);
  GstElement *detect = gst_element_factory_make ("facedetect", NULL);
  g_autofree char *cascade = detect != NULL ? find_cascade (detect) : NULL;

  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  self->source = gst_element_factory_make ("appsrc", NULL);
  self->sink = gst_element_factory_make ("appsink", NULL);
  self->bus = gst_element_get_bus (self->pipeline);
  if (convert == NULL || cascade == NULL || self->source == NULL || self->sink == NULL)
    {
      g_debug ("Faces are not looked for: the element facedetect or its cascade is missing");
      gst_clear_object (&convert);
      gst_clear_object (&detect);
      return NULL;
    }

  gst_object_ref_sink (self->source);
  gst_object_ref_sink (self->sink);
  g_object_set (self->source, "format", GST_FORMAT_TIME, NULL);
  g_object_set (self->sink, "sync", FALSE, NULL);
  g_object_set (detect, "profile", cascade, "display", FALSE, "min-size-width", SMALLEST, "min-size-height", SMALLEST,
                "min-neighbors", 4, "scale-factor", 1.2, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), self->source, convert, detect, self->sink, NULL);
  if (!gst_element_link_many (self->source, convert, detect, self->sink, NULL)
      || gst_element_set_state (self->pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * reel_face_detector_free:
 * @self: (transfer full) (nullable): a detector
 */
void
reel_face_detector_free (ReelFaceDetector *self)
{
  if (self == NULL)
    return;

  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->bus);
  gst_clear_object (&self->source);
  gst_clear_object (&self->sink);
  gst_clear_object (&self->pipeline);
  g_free (self);
}

static int
count_faces (GstMessage *message,
             guint       frame_height,
             double     *face_height)
{
  const GstStructure *structure = gst_message_get_structure (message);
  const GValue *faces;
  guint n;

  if (structure == NULL || !gst_structure_has_name (structure, "facedetect"))
    return -1;

  faces = gst_structure_get_value (structure, "faces");
  if (faces == NULL || !GST_VALUE_HOLDS_LIST (faces))
    return 0;

  n = gst_value_list_get_size (faces);
  for (guint i = 0; i < n; i++)
    {
      const GstStructure *face = gst_value_get_structure (gst_value_list_get_value (faces, i));
      guint height = 0;

      if (gst_structure_get_uint (face, "height", &height))
        *face_height = MAX (*face_height, MIN (1, (double) height / frame_height));
    }

  return (int) n;
}

/**
 * reel_face_detector_detect:
 * @self: a detector
 * @frame: a picture
 * @face_height: (out): height of the largest face, as a part of the frame's; 0 where there is none
 *
 * Returns: how many faces it shows, or -1 where that can't be told
 */
int
reel_face_detector_detect (ReelFaceDetector *self,
                           ReelFrame        *frame,
                           double           *face_height)
{
  g_autoptr (GstSample) sample = NULL;
  GstBuffer *buffer;
  GstMessage *message;
  gsize size = (gsize) frame->width * 4 * frame->height;
  int n = -1;

  *face_height = 0;
  if (self->failed || frame->width == 0 || frame->height == 0 || frame->stride < (gsize) frame->width * 4
      || g_bytes_get_size (frame->pixels) < frame->stride * (frame->height - 1) + (gsize) frame->width * 4)
    return -1;

  if (self->width != frame->width || self->height != frame->height)
    {
      g_autoptr (GstCaps) caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "RGBx",
                                                     "width", G_TYPE_INT, (int) frame->width,
                                                     "height", G_TYPE_INT, (int) frame->height,
                                                     "framerate", GST_TYPE_FRACTION, 2, 1, NULL);

      gst_app_src_set_caps (GST_APP_SRC (self->source), caps);
      self->width = frame->width;
      self->height = frame->height;
    }

  buffer = gst_buffer_new_allocate (NULL, size, NULL);
  for (guint y = 0; y < frame->height; y++)
    gst_buffer_fill (buffer, (gsize) y * frame->width * 4,
                     (const guint8 *) g_bytes_get_data (frame->pixels, NULL) + y * frame->stride, (gsize) frame->width * 4);
  GST_BUFFER_PTS (buffer) = self->time;
  self->time += GST_SECOND / 2;
  if (gst_app_src_push_buffer (GST_APP_SRC (self->source), buffer) != GST_FLOW_OK)
    return -1;

  /* The element posts what it found before it lets the picture go, so it is there when the picture is. */
  sample = gst_app_sink_try_pull_sample (GST_APP_SINK (self->sink), PATIENCE);
  self->failed = sample == NULL;
  while ((message = gst_bus_pop (self->bus)) != NULL)
    {
      if (sample != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT)
        n = MAX (n, count_faces (message, frame->height, face_height));
      gst_message_unref (message);
    }

  return n;
}
