/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-hit.h"
#include "search/reel-search-model-private.h"

static GParamSpec *props[N_PROPS];

GType
reel_search_state_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { REEL_SEARCH_STATE_IDLE, "REEL_SEARCH_STATE_IDLE", "idle" },
        { REEL_SEARCH_STATE_SEARCHING, "REEL_SEARCH_STATE_SEARCHING", "searching" },
        { REEL_SEARCH_STATE_DONE, "REEL_SEARCH_STATE_DONE", "done" },
        { REEL_SEARCH_STATE_FAILED, "REEL_SEARCH_STATE_FAILED", "failed" },
        { 0, NULL, NULL },
      };

      g_once_init_leave (&type, g_enum_register_static ("ReelSearchState", values));
    }
  return type;
}

static GType
get_item_type (GListModel *model)
{
  return REEL_TYPE_HIT;
}

static guint
get_n_items (GListModel *model)
{
  return REEL_SEARCH_MODEL (model)->hits->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  ReelSearchModel *self = REEL_SEARCH_MODEL (model);

  return position < self->hits->len ? g_object_ref (g_ptr_array_index (self->hits, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ReelSearchModel, reel_search_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

void
_reel_search_model_notify (ReelSearchModel *self,
                           guint            prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

void
_reel_search_model_set_string (ReelSearchModel *self,
                               char           **field,
                               const char      *value,
                               guint            prop)
{
  g_autofree char *old = NULL;

  if (g_strcmp0 (*field, value) == 0)
    return;
  old = g_steal_pointer (field); /* freed last: @value may be a part of it */
  *field = g_strdup (value);
  _reel_search_model_notify (self, prop);
}

void
_reel_search_model_set_state (ReelSearchModel *self,
           ReelSearchState  state)
{
  if (self->state == state)
    return;
  self->state = state;
  _reel_search_model_notify (self, PROP_STATE);
}

static void
set_words (ReelSearchModel *self,
           char          ***field,
           char           **words,
           guint            prop)
{
  if (*field == NULL && words == NULL)
    return;
  if (*field != NULL && words != NULL && g_strv_equal ((const char * const *) *field, (const char * const *) words))
    return;
  g_strfreev (*field);
  *field = g_strdupv (words);
  _reel_search_model_notify (self, prop);
}

static void
set_flag (ReelSearchModel *self,
          gboolean        *field,
          gboolean         value,
          guint            prop)
{
  if (*field == value)
    return;
  *field = value;
  _reel_search_model_notify (self, prop);
}

void
_reel_search_model_set_reading (ReelSearchModel        *self,
                                const ReelSearchAnswer *answer)
{
  set_words (self, &self->unknown_words, answer != NULL ? answer->unknown_words : NULL, PROP_UNKNOWN_WORDS);
  set_words (self, &self->loose_words, answer != NULL ? answer->loose_words : NULL, PROP_LOOSE_WORDS);
  set_flag (self, &self->is_understood, answer == NULL || answer->is_understood, PROP_IS_UNDERSTOOD);
  set_flag (self, &self->only_negative, answer != NULL && answer->only_negative, PROP_ONLY_NEGATIVE);
}

void
_reel_search_model_set_n_hidden (ReelSearchModel *self,
              guint            n_hidden)
{
  if (self->n_hidden == n_hidden)
    return;
  self->n_hidden = n_hidden;
  _reel_search_model_notify (self, PROP_N_HIDDEN);
}

void
_reel_search_model_set_may_have_more (ReelSearchModel *self,
                   gboolean         may_have_more)
{
  if (self->may_have_more == may_have_more)
    return;
  self->may_have_more = may_have_more;
  _reel_search_model_notify (self, PROP_MAY_HAVE_MORE);
}

void
_reel_search_model_set_hits (ReelSearchModel *self,
                             GPtrArray       *hits)
{
  g_autoptr (GHashTable) videos = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) known = g_hash_table_new (reel_hit_hash, reel_hit_equal);
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->hits);
  guint same = 0, tail = 0, n_videos;

  /* What was there already stays the same object, so that an answer that is asked for again does not make the list jump. */
  for (guint i = 0; i < old->len; i++)
    g_hash_table_add (known, old->pdata[i]);
  self->hits = g_ptr_array_ref (hits);
  for (guint i = 0; i < hits->len; i++)
    {
      ReelHit *before = NULL;

      if (g_hash_table_steal_extended (known, hits->pdata[i], (gpointer *) &before, NULL))
        {
          reel_hit_set_is_new (before, reel_hit_get_is_new (hits->pdata[i]));
          g_object_unref (hits->pdata[i]);
          hits->pdata[i] = g_object_ref (before);
        }
      g_hash_table_add (videos, (gpointer) reel_hit_get_file (g_ptr_array_index (hits, i)));
    }
  while (same < MIN (old->len, hits->len) && old->pdata[same] == hits->pdata[same])
    same++;
  while (tail < MIN (old->len, hits->len) - same && old->pdata[old->len - 1 - tail] == hits->pdata[hits->len - 1 - tail])
    tail++;
  n_videos = g_hash_table_size (videos);
  if (old->len - same - tail > 0 || hits->len - same - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), same, old->len - same - tail, hits->len - same - tail);
  if (self->n_videos != n_videos)
    {
      self->n_videos = n_videos;
      _reel_search_model_notify (self, PROP_N_VIDEOS);
    }
}

void
_reel_search_model_set_answered (ReelSearchModel *self,
                                 gint64           answered)
{
  if (self->answered == answered)
    return;
  self->answered = answered;
  _reel_search_model_notify (self, PROP_ANSWERED);
}

static void
take_question (ReelSearchQuestion **field,
               ReelSearchQuestion  *question)
{
  ReelSearchQuestion *old = *field;

  *field = question != NULL ? reel_search_question_ref (question) : NULL;
  g_clear_pointer (&old, reel_search_question_unref);
}

void
_reel_search_model_set_question (ReelSearchModel    *self,
                                 ReelSearchQuestion *question)
{
  g_autoptr (ReelSearchQuestion) old = g_steal_pointer (&self->question);
  const gboolean both = old != NULL && question != NULL;
  const gboolean same_text = old == question || (both && g_str_equal (old->text, question->text) &&
                                                 (old->example != NULL) == (question->example != NULL));
  const gboolean same_scope = old == question || (both && g_strcmp0 (old->scope, question->scope) == 0);

  take_question (&self->question, question);
  if (old == question)
    return;
  _reel_search_model_notify (self, PROP_QUESTION);
  if (!same_scope)
    _reel_search_model_notify (self, PROP_SCOPE);
  if (!same_text)
    _reel_search_model_notify (self, PROP_TEXT);
}

void
_reel_search_model_remember_shown (ReelSearchModel    *self,
                                   ReelSearchQuestion *question)
{
  take_question (&self->shown, question);
}

static void
remove_hits (ReelSearchModel *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new_with_free_func (g_object_unref);

  _reel_search_model_set_hits (self, none);
  _reel_search_model_set_n_hidden (self, 0);
  if (self->n_new > 0)
    {
      self->n_new = 0;
      _reel_search_model_notify (self, PROP_N_NEW);
    }
  _reel_search_model_set_may_have_more (self, FALSE);
  _reel_search_model_set_answered (self, 0);
  _reel_search_model_remember_shown (self, NULL);
}

void
_reel_search_model_stop (ReelSearchModel *self)
{
  self->looking = FALSE;
  g_clear_pointer (&self->failure, g_free);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

void
_reel_search_model_reset (ReelSearchModel *self)
{
  _reel_search_model_stop (self);
  self->unanswered = FALSE;
  remove_hits (self);
  _reel_search_model_set_reading (self, NULL);
  _reel_search_model_set_string (self, &self->error, NULL, PROP_ERROR);
  _reel_search_model_set_question (self, NULL);
  _reel_search_model_set_state (self, REEL_SEARCH_STATE_IDLE);
}

void
_reel_search_model_fail (ReelSearchModel *self,
      const char      *message)
{
  remove_hits (self);
  _reel_search_model_set_reading (self, NULL);
  _reel_search_model_set_string (self, &self->error, message, PROP_ERROR);
  _reel_search_model_set_state (self, REEL_SEARCH_STATE_FAILED);
}

/**
 * reel_search_model_new:
 * @catalogue: (nullable): where videos, collections and past searches are known
 *
 * Returns: (transfer full): an empty model without a client
 */
ReelSearchModel *
reel_search_model_new (ReelCatalogue *catalogue)
{
  return g_object_new (REEL_TYPE_SEARCH_MODEL, "catalogue", catalogue, NULL);
}

static void
reel_search_model_dispose (GObject *object)
{
  ReelSearchModel *self = REEL_SEARCH_MODEL (object);

  _reel_search_model_stop (self);
  g_clear_object (&self->client);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->saved);
  G_OBJECT_CLASS (reel_search_model_parent_class)->dispose (object);
}

static void
reel_search_model_finalize (GObject *object)
{
  ReelSearchModel *self = REEL_SEARCH_MODEL (object);

  g_ptr_array_unref (self->hits);
  g_clear_pointer (&self->seen, reel_seen_hits_free);
  g_free (self->profile);
  g_free (self->collection_id);
  g_clear_pointer (&self->question, reel_search_question_unref);
  g_clear_pointer (&self->shown, reel_search_question_unref);
  g_free (self->error);
  g_free (self->failure);
  g_strfreev (self->unknown_words);
  g_strfreev (self->loose_words);
  G_OBJECT_CLASS (reel_search_model_parent_class)->finalize (object);
}

static void
reel_search_model_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  ReelSearchModel *self = REEL_SEARCH_MODEL (object);

  switch (id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_CATALOGUE:
      g_value_set_object (value, self->catalogue);
      break;
    case PROP_PROFILE:
      g_value_set_string (value, self->profile);
      break;
    case PROP_COLLECTION_ID:
      g_value_set_string (value, self->collection_id);
      break;
    case PROP_TEXT:
      g_value_set_string (value, reel_search_model_get_text (self));
      break;
    case PROP_FINDS_SIMILAR:
      g_value_set_boolean (value, self->finds_similar);
      break;
    case PROP_SCOPE:
      g_value_set_string (value, reel_search_model_get_scope (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    case PROP_UNKNOWN_WORDS:
      g_value_set_boxed (value, self->unknown_words);
      break;
    case PROP_N_VIDEOS:
      g_value_set_uint (value, self->n_videos);
      break;
    case PROP_N_HIDDEN:
      g_value_set_uint (value, self->n_hidden);
      break;
    case PROP_QUESTION:
      g_value_set_boxed (value, self->question);
      break;
    case PROP_MAY_HAVE_MORE:
      g_value_set_boolean (value, self->may_have_more);
      break;
    case PROP_SAVED:
      g_value_set_object (value, self->saved);
      break;
    case PROP_N_NEW:
      g_value_set_uint (value, self->n_new);
      break;
    case PROP_LOOSE_WORDS:
      g_value_set_boxed (value, self->loose_words);
      break;
    case PROP_IS_UNDERSTOOD:
      g_value_set_boolean (value, self->is_understood);
      break;
    case PROP_ONLY_NEGATIVE:
      g_value_set_boolean (value, self->only_negative);
      break;
    case PROP_ANSWERED:
      g_value_set_int64 (value, self->answered);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_search_model_set_property (GObject      *object,
                                guint         id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  ReelSearchModel *self = REEL_SEARCH_MODEL (object);

  switch (id)
    {
    case PROP_CLIENT:
      reel_search_model_set_client (self, g_value_get_object (value));
      break;
    case PROP_CATALOGUE:
      reel_search_model_set_catalogue (self, g_value_get_object (value));
      break;
    case PROP_PROFILE:
      reel_search_model_set_profile (self, g_value_get_string (value));
      break;
    case PROP_COLLECTION_ID:
      reel_search_model_set_collection_id (self, g_value_get_string (value));
      break;
    case PROP_SAVED:
      reel_search_model_set_saved (self, g_value_get_object (value));
      break;
    case PROP_FINDS_SIMILAR:
      reel_search_model_set_finds_similar (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_search_model_class_init (ReelSearchModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = reel_search_model_dispose;
  object_class->finalize = reel_search_model_finalize;
  object_class->get_property = reel_search_model_get_property;
  object_class->set_property = reel_search_model_set_property;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, REEL_TYPE_CLIENT, rw);
  props[PROP_CATALOGUE] = g_param_spec_object ("catalogue", NULL, NULL, REEL_TYPE_CATALOGUE, rw);
  props[PROP_PROFILE] = g_param_spec_string ("profile", NULL, NULL, NULL, rw);
  props[PROP_COLLECTION_ID] = g_param_spec_string ("collection-id", NULL, NULL, NULL, rw);
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, ro);
  props[PROP_SCOPE] = g_param_spec_string ("scope", NULL, NULL, NULL, ro);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, REEL_TYPE_SEARCH_STATE, REEL_SEARCH_STATE_IDLE, ro);
  props[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, ro);
  props[PROP_UNKNOWN_WORDS] = g_param_spec_boxed ("unknown-words", NULL, NULL, G_TYPE_STRV, ro);
  props[PROP_N_VIDEOS] = g_param_spec_uint ("n-videos", NULL, NULL, 0, G_MAXUINT, 0, ro);
  props[PROP_N_HIDDEN] = g_param_spec_uint ("n-hidden", NULL, NULL, 0, G_MAXUINT, 0, ro);
  props[PROP_QUESTION] = g_param_spec_boxed ("question", NULL, NULL, REEL_TYPE_SEARCH_QUESTION, ro);
  props[PROP_MAY_HAVE_MORE] = g_param_spec_boolean ("may-have-more", NULL, NULL, FALSE, ro);
  props[PROP_ANSWERED] = g_param_spec_int64 ("answered", NULL, NULL, 0, G_MAXINT64, 0, ro);
  props[PROP_SAVED] = g_param_spec_object ("saved", NULL, NULL, REEL_TYPE_SAVED_SEARCHES, rw);
  props[PROP_N_NEW] = g_param_spec_uint ("n-new", NULL, NULL, 0, G_MAXUINT, 0, ro);
  props[PROP_LOOSE_WORDS] = g_param_spec_boxed ("loose-words", NULL, NULL, G_TYPE_STRV, ro);
  props[PROP_IS_UNDERSTOOD] = g_param_spec_boolean ("is-understood", NULL, NULL, TRUE, ro);
  props[PROP_FINDS_SIMILAR] = g_param_spec_boolean ("finds-similar", NULL, NULL, FALSE, rw);
  props[PROP_ONLY_NEGATIVE] = g_param_spec_boolean ("only-negative", NULL, NULL, FALSE, ro);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                REEL_TYPE_SEARCH_QUESTION);
}

static void
reel_search_model_init (ReelSearchModel *self)
{
  self->is_understood = TRUE;
  self->hits = g_ptr_array_new_with_free_func (g_object_unref);
}
