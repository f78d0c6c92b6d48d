/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "search/reel-hit-merge.h"
#include "search/reel-search-copies.h"
#include "search/reel-search-model-private.h"
#include "search/reel-search-query.h"
#include "search/reel-search-videos.h"

/* Between the first answer and all that can be asked for. */
#define MORE_HITS 300

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

static void
set_state (ReelSearchModel *self,
           ReelSearchState  state)
{
  if (self->state == state)
    return;
  self->state = state;
  _reel_search_model_notify (self, PROP_STATE);
}

static void
set_unknown_words (ReelSearchModel *self,
                   char           **words)
{
  if (self->unknown_words == NULL && words == NULL)
    return;
  if (self->unknown_words != NULL && words != NULL
      && g_strv_equal ((const char * const *) self->unknown_words, (const char * const *) words))
    return;
  g_strfreev (self->unknown_words);
  self->unknown_words = g_strdupv (words);
  _reel_search_model_notify (self, PROP_UNKNOWN_WORDS);
}

static void
set_n_hidden (ReelSearchModel *self,
              guint            n_hidden)
{
  if (self->n_hidden == n_hidden)
    return;
  self->n_hidden = n_hidden;
  _reel_search_model_notify (self, PROP_N_HIDDEN);
}

static void
set_may_have_more (ReelSearchModel *self,
                   gboolean         may_have_more)
{
  if (self->may_have_more == may_have_more)
    return;
  self->may_have_more = may_have_more;
  _reel_search_model_notify (self, PROP_MAY_HAVE_MORE);
}

static void
set_hits (ReelSearchModel *self,
          GPtrArray       *hits)
{
  g_autoptr (GHashTable) videos = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->hits);
  guint n_videos;

  self->hits = g_ptr_array_ref (hits);
  for (guint i = 0; i < hits->len; i++)
    g_hash_table_add (videos, (gpointer) reel_hit_get_file (g_ptr_array_index (hits, i)));
  n_videos = g_hash_table_size (videos);
  if (old->len > 0 || hits->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, old->len, hits->len);
  if (self->n_videos != n_videos)
    {
      self->n_videos = n_videos;
      _reel_search_model_notify (self, PROP_N_VIDEOS);
    }
}

static void
remember_shown (ReelSearchModel *self,
                const char      *text,
                const char      *scope)
{
  g_free (self->shown_text);
  self->shown_text = g_strdup (text);
  g_free (self->shown_scope);
  self->shown_scope = g_strdup (scope);
}

static void
remove_hits (ReelSearchModel *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new_with_free_func (g_object_unref);

  set_hits (self, none);
  set_n_hidden (self, 0);
  set_may_have_more (self, FALSE);
  remember_shown (self, NULL, NULL);
}

static void
stop (ReelSearchModel *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

void
_reel_search_model_reset (ReelSearchModel *self)
{
  stop (self);
  remove_hits (self);
  set_unknown_words (self, NULL);
  _reel_search_model_set_string (self, &self->error, NULL, PROP_ERROR);
  _reel_search_model_set_string (self, &self->scope, NULL, PROP_SCOPE);
  _reel_search_model_set_string (self, &self->text, NULL, PROP_TEXT);
  set_state (self, REEL_SEARCH_STATE_IDLE);
}

static void
fail (ReelSearchModel *self,
      const char      *message)
{
  remove_hits (self);
  set_unknown_words (self, NULL);
  _reel_search_model_set_string (self, &self->error, message, PROP_ERROR);
  set_state (self, REEL_SEARCH_STATE_FAILED);
}

static void
show (ReelSearchModel  *self,
      ReelSearchAnswer *answer)
{
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (ReelHitSource));
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (ReelSearchCopies) copies = reel_search_copies_new ();
  g_autoptr (ReelSearchVideos) videos = reel_search_videos_new (self->catalogue, self->profile, answer->finds);
  guint n_hidden = 0;

  for (guint i = 0; i < answer->finds->len; i++)
    {
      const ReelSearchFind *find = g_ptr_array_index (answer->finds, i);
      ReelHitSource source = { reel_search_videos_find (videos, find), find->collection_id, find->result };

      if (source.video != NULL && reel_video_get_hidden (source.video))
        n_hidden++;
      else if (!reel_search_copies_contains (copies, find->collection_id, source.video, find->result))
        g_array_append_val (sources, source);
    }
  hits = reel_hit_merge ((const ReelHitSource *) sources->data, sources->len);
  set_hits (self, hits);
  set_n_hidden (self, n_hidden);
  set_may_have_more (self, answer->may_have_more && self->asked_top_k < REEL_SEARCH_MOST);
  set_unknown_words (self, answer->unknown_words);
  _reel_search_model_set_string (self, &self->error, answer->missing, PROP_ERROR);
  remember_shown (self, self->text, self->scope);
  set_state (self, REEL_SEARCH_STATE_DONE);
}

/* A query that a newer one has replaced was cancelled, and so ends here without a word. */
static void
searched (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelSearchModel) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelSearchAnswer) answer = reel_search_query_run_finish (REEL_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (answer != NULL)
    show (self, answer);
  else
    fail (self, error->message);
}

/* (transfer full) (element-type ReelCollectionRecord): what to ask, and in @scope its name, NULL for all */
static GPtrArray *
dup_collections (ReelSearchModel *self,
                 char           **scope)
{
  g_autoptr (GPtrArray) known = NULL;
  GPtrArray *asked = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);

  *scope = NULL;
  if (self->catalogue != NULL && self->profile != NULL)
    known = reel_catalogue_get_collections (self->catalogue, self->profile);
  for (guint i = 0; known != NULL && i < known->len; i++)
    {
      const ReelCollectionRecord *record = g_ptr_array_index (known, i);

      if (self->collection_id != NULL ? strcmp (self->collection_id, record->id) == 0 : !record->hidden)
        g_ptr_array_add (asked, reel_collection_record_new (record->id, reel_collection_record_get_shown_name (record),
                                                            record->description));
    }
  /* A collection that the catalogue has not yet written down is asked all the same. */
  if (self->collection_id != NULL && asked->len == 0)
    g_ptr_array_add (asked, reel_collection_record_new (self->collection_id, self->collection_id, NULL));
  if (self->collection_id != NULL)
    *scope = g_strdup (((const ReelCollectionRecord *) g_ptr_array_index (asked, 0))->name);
  return asked;
}

/**
 * reel_search_model_search:
 * @self: the model
 * @text: (nullable): what to search for; nothing, or only blanks, empties the model
 *
 * Asks the service, and remembers the text in the catalogue. A query still under way is cancelled. The hits of the one
 * before stay until this one ends.
 */
void
reel_search_model_search (ReelSearchModel *self,
                          const char      *text)
{
  g_autofree char *stripped = NULL;
  g_autofree char *scope = NULL;
  g_autoptr (GPtrArray) collections = NULL;

  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));

  stripped = text != NULL ? g_strstrip (g_utf8_make_valid (text, -1)) : g_strdup ("");
  if (*stripped == '\0')
    {
      _reel_search_model_reset (self);
      return;
    }

  stop (self);
  collections = dup_collections (self, &scope);
  _reel_search_model_set_string (self, &self->text, stripped, PROP_TEXT);
  _reel_search_model_set_string (self, &self->scope, scope, PROP_SCOPE);
  if (self->client == NULL)
    {
      fail (self, _ ("There is no connection to a service yet. Wait until it is there, or choose another one."));
      return;
    }
  if (collections->len == 0)
    {
      fail (self, _ ("There is no collection to search yet. Make one, and drop videos into it."));
      return;
    }

  if (self->catalogue != NULL && self->profile != NULL)
    reel_catalogue_add_search (self->catalogue, self->profile, self->collection_id, stripped);
  self->cancellable = g_cancellable_new ();
  set_state (self, REEL_SEARCH_STATE_SEARCHING);
  self->asked_top_k = self->top_k;
  reel_search_query_run_async (self->client, collections, stripped, self->top_k, self->cancellable, searched,
                               g_object_ref (self));
}

/**
 * reel_search_model_ask_for_more:
 * @self: the model
 *
 * Searches for the same text again and asks each collection for more hits, %REEL_SEARCH_MOST at most.
 */
void
reel_search_model_ask_for_more (ReelSearchModel *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));
  if (self->text == NULL)
    return;
  reel_search_model_set_top_k (self, self->top_k < MORE_HITS ? MORE_HITS : REEL_SEARCH_MOST);
  text = g_strdup (self->text);
  reel_search_model_search (self, text);
}

/**
 * reel_search_model_cancel:
 * @self: the model
 *
 * Gives up the query under way, if there is one; the hits of the one before stay.
 */
void
reel_search_model_cancel (ReelSearchModel *self)
{
  g_return_if_fail (REEL_IS_SEARCH_MODEL (self));
  if (self->cancellable == NULL)
    return;
  stop (self);
  _reel_search_model_set_string (self, &self->text, self->shown_text, PROP_TEXT);
  _reel_search_model_set_string (self, &self->scope, self->shown_scope, PROP_SCOPE);
  set_state (self, self->text != NULL ? REEL_SEARCH_STATE_DONE : REEL_SEARCH_STATE_IDLE);
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

  stop (self);
  g_clear_object (&self->client);
  g_clear_object (&self->catalogue);
  G_OBJECT_CLASS (reel_search_model_parent_class)->dispose (object);
}

static void
reel_search_model_finalize (GObject *object)
{
  ReelSearchModel *self = REEL_SEARCH_MODEL (object);

  g_ptr_array_unref (self->hits);
  g_free (self->profile);
  g_free (self->collection_id);
  g_free (self->text);
  g_free (self->scope);
  g_free (self->shown_text);
  g_free (self->shown_scope);
  g_free (self->error);
  g_strfreev (self->unknown_words);
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
      g_value_set_string (value, self->text);
      break;
    case PROP_SCOPE:
      g_value_set_string (value, self->scope);
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
    case PROP_TOP_K:
      g_value_set_uint (value, self->top_k);
      break;
    case PROP_MAY_HAVE_MORE:
      g_value_set_boolean (value, self->may_have_more);
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
    case PROP_TOP_K:
      reel_search_model_set_top_k (self, g_value_get_uint (value));
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
  props[PROP_TOP_K] = g_param_spec_uint ("top-k", NULL, NULL, 1, REEL_SEARCH_MOST, REEL_SEARCH_TOP_K, rw);
  props[PROP_MAY_HAVE_MORE] = g_param_spec_boolean ("may-have-more", NULL, NULL, FALSE, ro);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
reel_search_model_init (ReelSearchModel *self)
{
  self->top_k = REEL_SEARCH_TOP_K;
  self->hits = g_ptr_array_new_with_free_func (g_object_unref);
}
