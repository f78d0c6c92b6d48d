/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-video-private.h"

/* A video that is larger than its service advises: what was chosen for it, and the smaller copy that goes out instead. */

/**
 * reel_video_get_choice:
 * @self: a #ReelVideo
 *
 * Returns: what somebody chose for it
 */
ReelVideoChoice
reel_video_get_choice (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), REEL_VIDEO_CHOICE_ASK);

  return self->choice;
}

/**
 * reel_video_set_choice:
 * @self: a #ReelVideo
 * @choice: what somebody chose for it
 */
void
reel_video_set_choice (ReelVideo      *self,
                       ReelVideoChoice choice)
{
  g_return_if_fail (REEL_IS_VIDEO (self));

  self->choice = choice;
}

/**
 * reel_video_get_proxy:
 * @self: a #ReelVideo
 *
 * Returns: (transfer none) (nullable): the path of its smaller copy; %NULL while there is none
 */
const char *
reel_video_get_proxy (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return self->proxy;
}

/**
 * reel_video_get_proxy_size:
 * @self: a #ReelVideo
 *
 * Returns: bytes of its smaller copy, as predicted while there is none; 0 where unknown
 */
guint64
reel_video_get_proxy_size (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), 0);

  return self->proxy_size;
}

/**
 * reel_video_set_proxy:
 * @self: a #ReelVideo
 * @path: (nullable): the smaller copy; %NULL while there is none
 * @size: bytes: of it, or as predicted; 0 where unknown
 */
void
reel_video_set_proxy (ReelVideo  *self,
                      const char *path,
                      guint64     size)
{
  g_autofree char *old = NULL;

  g_return_if_fail (REEL_IS_VIDEO (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (self->proxy, path) != 0)
    {
      old = self->proxy; /* it may be what is given */
      self->proxy = g_strdup (path);
      g_object_notify_by_pspec (G_OBJECT (self), reel_video_props[PROP_PROXY]);
    }
  if (self->proxy_size != size)
    {
      self->proxy_size = size;
      g_object_notify_by_pspec (G_OBJECT (self), reel_video_props[PROP_PROXY_SIZE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * reel_video_get_size_to_send:
 * @self: a #ReelVideo
 *
 * Returns: bytes that are sent, or were: of the smaller copy where there is one or will be, else of the file
 */
guint64
reel_video_get_size_to_send (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), 0);

  /* Where only the other way is on offer, a copy is what is on its way; its size is as predicted then. */
  if (self->proxy != NULL || self->state == REEL_VIDEO_STATE_READY ||
      (self->offers == REEL_VIDEO_OFFERS_AS_IT_IS && !self->choosing))
    return self->proxy_size > 0 ? self->proxy_size : self->size;
  return self->size;
}

/**
 * reel_video_get_offers:
 * @self: a #ReelVideo
 *
 * Returns: what somebody may choose for it now
 */
ReelVideoOffers
reel_video_get_offers (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), REEL_VIDEO_OFFERS_NONE);

  return self->offers;
}

/**
 * reel_video_get_choosing:
 * @self: a #ReelVideo
 *
 * Returns: whether it goes on only when somebody has chosen
 */
gboolean
reel_video_get_choosing (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), FALSE);

  return self->choosing;
}

/**
 * reel_video_set_offers:
 * @self: a #ReelVideo
 * @offers: what somebody may choose for it now
 * @choosing: whether it goes on only when somebody has
 */
void
reel_video_set_offers (ReelVideo      *self,
                       ReelVideoOffers offers,
                       gboolean        choosing)
{
  g_return_if_fail (REEL_IS_VIDEO (self));

  choosing = !!choosing;
  g_object_freeze_notify (G_OBJECT (self));
  if (self->offers != offers)
    {
      self->offers = offers;
      g_object_notify_by_pspec (G_OBJECT (self), reel_video_props[PROP_OFFERS]);
    }
  if (self->choosing != choosing)
    {
      self->choosing = choosing;
      g_object_notify_by_pspec (G_OBJECT (self), reel_video_props[PROP_CHOOSING]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * reel_video_get_codec:
 * @self: a #ReelVideo
 *
 * Returns: (transfer none) (nullable): how its pictures are coded, for people
 */
const char *
reel_video_get_codec (ReelVideo *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO (self), NULL);

  return self->codec;
}

/**
 * reel_video_set_codec:
 * @self: a #ReelVideo
 * @codec: (nullable): how its pictures are coded, for people
 */
void
reel_video_set_codec (ReelVideo  *self,
                      const char *codec)
{
  char *old;

  g_return_if_fail (REEL_IS_VIDEO (self));

  if (g_strcmp0 (self->codec, codec) == 0)
    return;
  old = self->codec;
  self->codec = g_strdup (codec);
  g_free (old);
  g_object_notify_by_pspec (G_OBJECT (self), reel_video_props[PROP_CODEC]);
}
