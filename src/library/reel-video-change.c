/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-sentence.h"
#include "library/reel-video-private.h"

/* The setters: what changes in a video, and who is told. */

/* Sets a field and tells of it, where it really changes: nothing is drawn for a value that stayed. */
#define CHANGE(self, field, value, prop)                                                                                    \
  G_STMT_START                                                                                                              \
  {                                                                                                                         \
    if ((self)->field != (value))                                                                                           \
      {                                                                                                                     \
        (self)->field = (value);                                                                                            \
        g_object_notify_by_pspec (G_OBJECT (self), reel_video_props[prop]);                                                 \
      }                                                                                                                     \
  }                                                                                                                         \
  G_STMT_END

static gboolean
replace (char **slot, const char *text)
{
  char *old = *slot;

  if (g_strcmp0 (old, text) == 0)
    return FALSE;
  *slot = g_strdup (text);
  g_free (old);
  return TRUE;
}

static void
change_text (ReelVideo *self, char **slot, const char *text, guint prop)
{
  if (replace (slot, text))
    g_object_notify_by_pspec (G_OBJECT (self), reel_video_props[prop]);
}

static char *
file_name_of (const char *uri)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri); /* no I/O */
  g_autofree char *base = g_file_get_basename (file);

  return base != NULL ? g_filename_display_name (base) : g_strdup (uri);
}

/**
 * reel_video_dup_file_name:
 * @self: a #ReelVideo
 *
 * Returns: (transfer full): the file's name, for people, whatever they call it on this computer
 */
char *
reel_video_dup_file_name (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return file_name_of (self->uri);
}

/**
 * reel_video_set_uri:
 * @self: a #ReelVideo
 * @uri: where the file is now
 */
void
reel_video_set_uri (ReelVideo *self, const char *uri)
{
  g_autofree char *name = NULL;

  g_return_if_fail (REEL_IS_VIDEO (self));
  g_return_if_fail (uri != NULL);

  name = self->local_name != NULL ? g_strdup (self->local_name) : file_name_of (uri);
  g_object_freeze_notify (G_OBJECT (self));
  reel_video_index_leave (self);
  change_text (self, &self->uri, uri, PROP_URI);
  reel_video_index_enter (self);
  change_text (self, &self->name, name, PROP_NAME);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * reel_video_set_video_id:
 * @self: a #ReelVideo
 * @video_id: (nullable): the service's name for it
 */
void
reel_video_set_video_id (ReelVideo *self, const char *video_id)
{
  g_return_if_fail (REEL_IS_VIDEO (self));

  g_object_freeze_notify (G_OBJECT (self)); /* whoever hears of it finds it so */
  reel_video_index_leave (self);
  change_text (self, &self->video_id, video_id, PROP_VIDEO_ID);
  reel_video_index_enter (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * reel_video_set_fingerprint:
 * @self: a #ReelVideo
 * @fingerprint: (nullable): see reel_fingerprint_compute()
 * @size: bytes
 */
void
reel_video_set_fingerprint (ReelVideo *self, const char *fingerprint, guint64 size)
{
  g_return_if_fail (REEL_IS_VIDEO (self));

  g_object_freeze_notify (G_OBJECT (self));
  reel_video_index_leave (self);
  change_text (self, &self->fingerprint, fingerprint, PROP_FINGERPRINT);
  reel_video_index_enter (self);
  CHANGE (self, size, size, PROP_SIZE);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * reel_video_set_media:
 * @self: a #ReelVideo
 * @duration: seconds; 0 where unknown
 * @width: pixels, as shown
 * @height: pixels, as shown
 */
void
reel_video_set_media (ReelVideo *self, double duration, guint width, guint height)
{
  g_return_if_fail (REEL_IS_VIDEO (self));

  g_object_freeze_notify (G_OBJECT (self));
  CHANGE (self, duration, MAX (duration, 0.0), PROP_DURATION);
  CHANGE (self, width, width, PROP_WIDTH);
  CHANGE (self, height, height, PROP_HEIGHT);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * reel_video_set_state:
 * @self: a #ReelVideo
 * @state: how far it is
 */
void
reel_video_set_state (ReelVideo *self, ReelVideoState state)
{
  g_return_if_fail (REEL_IS_VIDEO (self));
  g_return_if_fail ((guint) state < REEL_VIDEO_N_STATES);

  CHANGE (self, state, state, PROP_STATE);
}

/**
 * reel_video_set_error:
 * @self: a #ReelVideo
 * @error: (nullable): a sentence for people: why it failed, or what it waits for
 * @can_retry: whether trying again could help
 */
void
reel_video_set_error (ReelVideo *self, const char *error, gboolean can_retry)
{
  g_return_if_fail (REEL_IS_VIDEO (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (self->error, error) != 0)
    {
      g_free (self->reason);
      self->reason = error != NULL ? reel_sentence_pack (error) : NULL;
    }
  change_text (self, &self->error, error, PROP_ERROR);
  CHANGE (self, can_retry, !!can_retry, PROP_CAN_RETRY);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * reel_video_get_reason:
 * @self: a #ReelVideo
 *
 * Returns: (transfer none) (nullable): which sentence its error is, in a form for the disk; %NULL for words of others
 */
const char *
reel_video_get_reason (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return self->reason;
}

/**
 * reel_video_set_progress:
 * @self: a #ReelVideo
 * @progress: 0…1 of the present state, or -1 where unknown
 * @speed: bytes per second; 0 where unknown
 * @time_left: seconds, or -1 where unknown
 */
void
reel_video_set_progress (ReelVideo *self, double progress, double speed, double time_left)
{
  g_return_if_fail (REEL_IS_VIDEO (self));

  progress = progress < 0 ? -1.0 : MIN (progress, 1.0);
  time_left = time_left < 0 ? -1.0 : time_left;
  g_object_freeze_notify (G_OBJECT (self));
  CHANGE (self, progress, progress, PROP_PROGRESS);
  CHANGE (self, speed, MAX (speed, 0.0), PROP_SPEED);
  CHANGE (self, time_left, time_left, PROP_TIME_LEFT);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * reel_video_set_missing:
 * @self: a #ReelVideo
 * @missing: whether the file is not there
 */
void
reel_video_set_missing (ReelVideo *self, gboolean missing)
{
  g_return_if_fail (REEL_IS_VIDEO (self));

  CHANGE (self, missing, !!missing, PROP_MISSING);
}

/**
 * reel_video_set_unanswered:
 * @self: a #ReelVideo
 * @unanswered: whether the whole file went out without an answer coming back
 */
void
reel_video_set_unanswered (ReelVideo *self, gboolean unanswered)
{
  g_return_if_fail (REEL_IS_VIDEO (self));

  CHANGE (self, unanswered, !!unanswered, PROP_UNANSWERED);
}

/**
 * reel_video_set_insisted:
 * @self: a #ReelVideo
 * @insisted: whether to send it though the collection has its content already
 */
void
reel_video_set_insisted (ReelVideo *self, gboolean insisted)
{
  g_return_if_fail (REEL_IS_VIDEO (self));

  self->insisted = !!insisted;
}

/**
 * reel_video_set_sha256:
 * @self: a #ReelVideo
 * @sha256: (nullable): of the bytes that were sent
 */
void
reel_video_set_sha256 (ReelVideo *self, const char *sha256)
{
  g_return_if_fail (REEL_IS_VIDEO (self));

  replace (&self->sha256, sha256);
}

/**
 * reel_video_get_service:
 * @self: a #ReelVideo
 *
 * Returns: (transfer none) (nullable): the id of the computer whose own service has it
 */
const char *
reel_video_get_service (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return self->service;
}

/**
 * reel_video_set_service:
 * @self: a #ReelVideo
 * @service: (nullable): the id of the computer whose own service has it
 */
void
reel_video_set_service (ReelVideo *self, const char *service)
{
  g_return_if_fail (REEL_IS_VIDEO (self));

  replace (&self->service, service);
}

/**
 * reel_video_set_collection_id:
 * @self: a #ReelVideo
 * @collection_id: where it is now; whoever filters by it has to be told by the list
 */
void
reel_video_set_collection_id (ReelVideo *self, const char *collection_id)
{
  g_return_if_fail (REEL_IS_VIDEO (self));
  g_return_if_fail (collection_id != NULL);

  change_text (self, &self->collection_id, collection_id, PROP_COLLECTION_ID);
}

/**
 * reel_video_add_copy:
 * @self: a #ReelVideo
 * @video_id: another id under which the service has it; one that is known already is not added
 */
void
reel_video_add_copy (ReelVideo *self, const char *video_id)
{
  guint n;

  g_return_if_fail (REEL_IS_VIDEO (self));
  g_return_if_fail (video_id != NULL);

  if (reel_video_is_known_as (self, video_id))
    return;
  reel_video_index_leave (self);
  n = g_strv_length (self->copies);
  self->copies = g_renew (char *, self->copies, n + 2);
  self->copies[n] = g_strdup (video_id);
  self->copies[n + 1] = NULL;
  reel_video_index_enter (self);
}

/**
 * reel_video_set_local:
 * @self: a #ReelVideo
 * @local_name: (nullable): what people call it on this computer; %NULL or empty for the file's name
 * @hidden: whether they do not want it listed
 */
void
reel_video_set_local (ReelVideo *self, const char *local_name, gboolean hidden)
{
  g_autofree char *name = NULL;

  g_return_if_fail (REEL_IS_VIDEO (self));

  if (local_name != NULL && *local_name == '\0')
    local_name = NULL;
  name = local_name != NULL ? g_strdup (local_name) : file_name_of (self->uri);
  g_object_freeze_notify (G_OBJECT (self));
  change_text (self, &self->local_name, local_name, PROP_LOCAL_NAME);
  change_text (self, &self->name, name, PROP_NAME);
  CHANGE (self, hidden, !!hidden, PROP_HIDDEN);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * reel_video_get_position:
 * @self: a #ReelVideo
 *
 * Returns: where it stands in the order of work: before all with a greater number
 */
double
reel_video_get_position (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), 0);

  return self->position;
}

/**
 * reel_video_set_position:
 * @self: a #ReelVideo
 * @position: where it stands in the order of work
 */
void
reel_video_set_position (ReelVideo *self,
                         double     position)
{
  g_return_if_fail (REEL_IS_VIDEO (self));

  self->position = position;
}
