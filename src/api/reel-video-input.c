/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-video-input.h"

struct _ReelVideoInput
{
  gatomicrefcount ref_count;

  /* owned: one of them is there */
  char *url;
  GFile *file;
};

G_DEFINE_BOXED_TYPE (ReelVideoInput, reel_video_input, reel_video_input_ref, reel_video_input_unref)

static ReelVideoInput *
new_input (void)
{
  ReelVideoInput *self = g_new0 (ReelVideoInput, 1);

  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

/**
 * reel_video_input_new_for_url:
 * @url: where the service fetches the video from
 *
 * Returns: (transfer full): a video by its address
 */
ReelVideoInput *
reel_video_input_new_for_url (const char *url)
{
  ReelVideoInput *self;

  g_return_val_if_fail (url != NULL, NULL);

  self = new_input ();
  self->url = g_strdup (url);
  return self;
}

/**
 * reel_video_input_new_for_file:
 * @file: a video of this computer
 *
 * Returns: (transfer full): a video whose bytes are sent along, as Base64
 */
ReelVideoInput *
reel_video_input_new_for_file (GFile *file)
{
  ReelVideoInput *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = new_input ();
  self->file = g_object_ref (file);
  return self;
}

/**
 * reel_video_input_ref:
 * @self: a video
 *
 * Returns: (transfer full): @self
 */
ReelVideoInput *
reel_video_input_ref (ReelVideoInput *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * reel_video_input_unref:
 * @self: (transfer full): a video
 */
void
reel_video_input_unref (ReelVideoInput *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->url);
  g_clear_object (&self->file);
  g_free (self);
}

/**
 * reel_video_input_get_url:
 * @self: a video
 *
 * Returns: (transfer none) (nullable): its address, or %NULL for a file
 */
const char *
reel_video_input_get_url (ReelVideoInput *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->url;
}

/**
 * reel_video_input_get_file:
 * @self: a video
 *
 * Returns: (transfer none) (nullable): its file, or %NULL for an address
 */
GFile *
reel_video_input_get_file (ReelVideoInput *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->file;
}
