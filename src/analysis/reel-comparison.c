/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/reel-comparison.h"

struct _ReelComparison
{
  GObject parent_instance;

  /* owned */
  ReelClient *client;     /* (nullable) */
  ReelEmbedding *vectors; /* (nullable) */
  GPtrArray *texts;       /* (element-type ReelComparedText) */
};

static GType
get_item_type (GListModel *model)
{
  return REEL_TYPE_COMPARED_TEXT;
}

static guint
get_n_items (GListModel *model)
{
  return REEL_COMPARISON (model)->texts->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  ReelComparison *self = REEL_COMPARISON (model);

  return position < self->texts->len ? g_object_ref (g_ptr_array_index (self->texts, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelComparison, reel_comparison, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/**
 * reel_comparison_set_client:
 * @self: a comparison
 * @client: (nullable): who makes the texts' vectors
 */
void
reel_comparison_set_client (ReelComparison *self,
                            ReelClient     *client)
{
  g_return_if_fail (REEL_IS_COMPARISON (self));
  g_return_if_fail (client == NULL || REEL_IS_CLIENT (client));

  if (!g_set_object (&self->client, client))
    return;
  for (guint i = 0; i < self->texts->len; i++)
    reel_compared_text_set_client (g_ptr_array_index (self->texts, i), client);
}

/**
 * reel_comparison_set_vectors:
 * @self: a comparison
 * @vectors: (nullable): those of the video, by the same service
 */
void
reel_comparison_set_vectors (ReelComparison *self,
                             ReelEmbedding  *vectors)
{
  g_return_if_fail (REEL_IS_COMPARISON (self));

  if (self->vectors == vectors)
    return;
  g_clear_pointer (&self->vectors, reel_embedding_unref);
  self->vectors = vectors != NULL ? reel_embedding_ref (vectors) : NULL;
  for (guint i = 0; i < self->texts->len; i++)
    reel_compared_text_set_vectors (g_ptr_array_index (self->texts, i), vectors);
}

/**
 * reel_comparison_add:
 * @self: a comparison
 * @text: a description
 *
 * Compares with one more text. One that is there and failed is asked for again.
 *
 * Returns: whether there is such a text now: not for one of blanks only
 */
gboolean
reel_comparison_add (ReelComparison *self,
                     const char     *text)
{
  g_autofree char *stripped = NULL;
  ReelComparedText *compared;

  g_return_val_if_fail (REEL_IS_COMPARISON (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  stripped = g_strstrip (g_strdup (text));
  if (*stripped == '\0')
    return FALSE;
  for (guint i = 0; i < self->texts->len; i++)
    {
      compared = g_ptr_array_index (self->texts, i);
      if (!g_str_equal (reel_compared_text_get_text (compared), stripped))
        continue;
      if (reel_compared_text_get_error (compared) != NULL)
        reel_compared_text_set_client (compared, self->client);
      return TRUE;
    }
  compared = reel_compared_text_new (stripped);
  g_ptr_array_insert (self->texts, 0, compared);
  reel_compared_text_set_vectors (compared, self->vectors);
  reel_compared_text_set_client (compared, self->client);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
  return TRUE;
}

/**
 * reel_comparison_remove:
 * @self: a comparison
 * @text: one of its texts
 */
void
reel_comparison_remove (ReelComparison   *self,
                        ReelComparedText *text)
{
  guint position;

  g_return_if_fail (REEL_IS_COMPARISON (self));
  g_return_if_fail (REEL_IS_COMPARED_TEXT (text));

  if (!g_ptr_array_find (self->texts, text, &position))
    return;
  g_ptr_array_remove_index (self->texts, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static void
reel_comparison_dispose (GObject *object)
{
  ReelComparison *self = REEL_COMPARISON (object);

  /* Somebody may still look at a text: what is under way ends with us. */
  for (guint i = 0; i < self->texts->len; i++)
    reel_compared_text_set_client (g_ptr_array_index (self->texts, i), NULL);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (reel_comparison_parent_class)->dispose (object);
}

static void
reel_comparison_finalize (GObject *object)
{
  ReelComparison *self = REEL_COMPARISON (object);

  g_clear_pointer (&self->vectors, reel_embedding_unref);
  g_ptr_array_unref (self->texts);

  G_OBJECT_CLASS (reel_comparison_parent_class)->finalize (object);
}

static void
reel_comparison_class_init (ReelComparisonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_comparison_dispose;
  G_OBJECT_CLASS (klass)->finalize = reel_comparison_finalize;
}

static void
reel_comparison_init (ReelComparison *self)
{
  self->texts = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * reel_comparison_new:
 *
 * Returns: (transfer full): a comparison with nothing
 */
ReelComparison *
reel_comparison_new (void)
{
  return g_object_new (REEL_TYPE_COMPARISON, NULL);
}
