/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "uploads/reel-upload-filter.h"

struct _ReelUploadFilter
{
  GObject parent_instance;

  /* owned */
  GListModel *videos;
  GPtrArray *all;   /* of ReelVideo: as the model has them */
  GPtrArray *shown; /* of ReelVideo: those that our users know of */
  guint source;     /* idle: look again */

  /* plain */
  ReelUploadKind kind;
  guint counts[REEL_UPLOAD_N_KINDS];
};

static guint counted_signal;

static void
reel_upload_filter_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelUploadFilter,
                               reel_upload_filter,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, reel_upload_filter_list_model_init))

static ReelUploadKind
kind_of (ReelVideo *video)
{
  switch (reel_video_get_state (video))
    {
    case REEL_VIDEO_STATE_FAILED:
      return REEL_UPLOAD_KIND_FAILED;
    case REEL_VIDEO_STATE_READY:
    case REEL_VIDEO_STATE_CANCELLED:
    case REEL_VIDEO_STATE_ELSEWHERE: /* another computer has done it */
      return REEL_UPLOAD_KIND_DONE;
    default:
      return REEL_UPLOAD_KIND_ACTIVE;
    }
}

/* Puts @rows in place of what was shown, and tells of the part between those at both ends that stayed. */
static void
show_rows (ReelUploadFilter *self,
           GPtrArray        *rows)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->shown);
  guint start = 0, end = 0;

  while (start < MIN (old->len, rows->len) && old->pdata[start] == rows->pdata[start])
    start++;
  while (end < MIN (old->len, rows->len) - start && old->pdata[old->len - 1 - end] == rows->pdata[rows->len - 1 - end])
    end++;
  self->shown = g_ptr_array_ref (rows);
  if (old->len - start - end > 0 || rows->len - start - end > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), start, old->len - start - end, rows->len - start - end);
}

/**
 * reel_upload_filter_flush:
 * @self: a #ReelUploadFilter
 *
 * Brings the list up to date, without waiting for the loop.
 */
void
reel_upload_filter_flush (ReelUploadFilter *self)
{
  g_autoptr (GPtrArray) rows = NULL;
  guint counts[REEL_UPLOAD_N_KINDS] = { 0 };
  gboolean counted;

  g_return_if_fail (REEL_IS_UPLOAD_FILTER (self));

  g_clear_handle_id (&self->source, g_source_remove);
  rows = g_ptr_array_new_full (self->all->len, g_object_unref);
  for (guint i = 0; i < self->all->len; i++)
    {
      ReelUploadKind kind = kind_of (self->all->pdata[i]);

      counts[REEL_UPLOAD_KIND_ALL]++;
      counts[kind]++;
      if (self->kind == REEL_UPLOAD_KIND_ALL || self->kind == kind)
        g_ptr_array_add (rows, g_object_ref (self->all->pdata[i]));
    }
  counted = memcmp (self->counts, counts, sizeof counts) != 0;
  memcpy (self->counts, counts, sizeof counts);
  show_rows (self, rows);
  if (counted)
    g_signal_emit (self, counted_signal, 0);
}

static gboolean
flush_cb (gpointer data)
{
  ReelUploadFilter *self = data;

  self->source = 0;
  reel_upload_filter_flush (self);
  return G_SOURCE_REMOVE;
}

static void
flush_soon (ReelUploadFilter *self)
{
  if (self->source == 0)
    self->source = g_idle_add (flush_cb, self);
}

static void
changed_cb (ReelUploadFilter *self,
            guint             position,
            guint             removed,
            guint             added)
{
  for (guint i = 0; i < removed; i++)
    g_signal_handlers_disconnect_by_func (self->all->pdata[position + i], flush_soon, self);
  if (removed > 0)
    g_ptr_array_remove_range (self->all, position, removed);
  for (guint i = 0; i < added; i++)
    {
      ReelVideo *video = g_list_model_get_item (self->videos, position + i);

      g_signal_connect_swapped (video, "notify::state", G_CALLBACK (flush_soon), self);
      g_ptr_array_insert (self->all, (int) (position + i), video);
    }
  flush_soon (self);
}

/**
 * reel_upload_filter_set_kind:
 * @self: a #ReelUploadFilter
 * @kind: what to show
 */
void
reel_upload_filter_set_kind (ReelUploadFilter *self,
                             ReelUploadKind    kind)
{
  g_return_if_fail (REEL_IS_UPLOAD_FILTER (self));
  g_return_if_fail ((guint) kind < REEL_UPLOAD_N_KINDS);

  if (self->kind == kind)
    return;
  self->kind = kind;
  reel_upload_filter_flush (self);
}

/**
 * reel_upload_filter_get_kind:
 * @self: a #ReelUploadFilter
 *
 * Returns: what is shown
 */
ReelUploadKind
reel_upload_filter_get_kind (ReelUploadFilter *self)
{
  g_return_val_if_fail (REEL_IS_UPLOAD_FILTER (self), REEL_UPLOAD_KIND_ALL);

  return self->kind;
}

/**
 * reel_upload_filter_count:
 * @self: a #ReelUploadFilter
 * @kind: of which
 *
 * Returns: how many there are, shown or not
 */
guint
reel_upload_filter_count (ReelUploadFilter *self,
                          ReelUploadKind    kind)
{
  g_return_val_if_fail (REEL_IS_UPLOAD_FILTER (self), 0);
  g_return_val_if_fail ((guint) kind < REEL_UPLOAD_N_KINDS, 0);

  return self->counts[kind];
}

/**
 * reel_upload_filter_find:
 * @self: a #ReelUploadFilter
 * @video: a video
 * @position: (out): where it is in the list
 *
 * Returns: whether it is shown
 */
gboolean
reel_upload_filter_find (ReelUploadFilter *self,
                         ReelVideo        *video,
                         guint            *position)
{
  g_return_val_if_fail (REEL_IS_UPLOAD_FILTER (self), FALSE);

  return g_ptr_array_find (self->shown, video, position);
}

static GType
reel_upload_filter_get_item_type (GListModel *model)
{
  return REEL_TYPE_VIDEO;
}

static guint
reel_upload_filter_get_n_items (GListModel *model)
{
  return REEL_UPLOAD_FILTER (model)->shown->len;
}

static gpointer
reel_upload_filter_get_item (GListModel *model,
                             guint       position)
{
  ReelUploadFilter *self = REEL_UPLOAD_FILTER (model);

  return position < self->shown->len ? g_object_ref (self->shown->pdata[position]) : NULL;
}

static void
reel_upload_filter_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = reel_upload_filter_get_item_type;
  iface->get_n_items = reel_upload_filter_get_n_items;
  iface->get_item = reel_upload_filter_get_item;
}

static void
reel_upload_filter_dispose (GObject *object)
{
  ReelUploadFilter *self = REEL_UPLOAD_FILTER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  for (guint i = 0; i < self->all->len; i++)
    g_signal_handlers_disconnect_by_func (self->all->pdata[i], flush_soon, self);
  g_ptr_array_set_size (self->all, 0);

  G_OBJECT_CLASS (reel_upload_filter_parent_class)->dispose (object);
}

static void
reel_upload_filter_finalize (GObject *object)
{
  ReelUploadFilter *self = REEL_UPLOAD_FILTER (object);

  g_clear_object (&self->videos);
  g_ptr_array_unref (self->all);
  g_ptr_array_unref (self->shown);

  G_OBJECT_CLASS (reel_upload_filter_parent_class)->finalize (object);
}

static void
reel_upload_filter_class_init (ReelUploadFilterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = reel_upload_filter_dispose;
  object_class->finalize = reel_upload_filter_finalize;

  counted_signal =
    g_signal_new ("counted", REEL_TYPE_UPLOAD_FILTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
reel_upload_filter_init (ReelUploadFilter *self)
{
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * reel_upload_filter_new:
 * @videos: (element-type ReelVideo): what to choose from, such as a #ReelUploadQueue
 *
 * Returns: (transfer full): a list of all of them
 */
ReelUploadFilter *
reel_upload_filter_new (GListModel *videos)
{
  ReelUploadFilter *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (videos), NULL);

  self = g_object_new (REEL_TYPE_UPLOAD_FILTER, NULL);
  self->videos = g_object_ref (videos);
  g_signal_connect_object (videos, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self, 0, 0, g_list_model_get_n_items (videos));
  reel_upload_filter_flush (self);
  return self;
}
