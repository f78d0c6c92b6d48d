/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-saved-search.h"

struct _ReelSavedSearch
{
  GObject parent_instance;

  /* owned */
  char *text;
  char *collection_id; /* (nullable) */
  char *name;          /* (nullable) */
  GBytes *seen;        /* (nullable): the hits that somebody looked at last */
  GBytes *known;       /* (nullable): the videos that could be found then */
  GBytes *asked_of;    /* (nullable): the videos that could be found when the service was last asked */

  gint64 saved, looked, asked; /* Unix seconds; 0: never */
  guint n_new;
};

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_COLLECTION_ID,
  PROP_NAME,
  PROP_N_NEW,
  PROP_ASKED,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelSavedSearch, reel_saved_search, G_TYPE_OBJECT)

static void
reel_saved_search_finalize (GObject *object)
{
  ReelSavedSearch *self = REEL_SAVED_SEARCH (object);

  g_free (self->text);
  g_free (self->collection_id);
  g_free (self->name);
  g_clear_pointer (&self->seen, g_bytes_unref);
  g_clear_pointer (&self->known, g_bytes_unref);
  g_clear_pointer (&self->asked_of, g_bytes_unref);
  G_OBJECT_CLASS (reel_saved_search_parent_class)->finalize (object);
}

static void
reel_saved_search_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  ReelSavedSearch *self = REEL_SAVED_SEARCH (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_COLLECTION_ID:
      g_value_set_string (value, self->collection_id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_N_NEW:
      g_value_set_uint (value, self->n_new);
      break;
    case PROP_ASKED:
      g_value_set_int64 (value, self->asked);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_saved_search_class_init (ReelSavedSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags ro = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = reel_saved_search_finalize;
  object_class->get_property = reel_saved_search_get_property;
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, ro);
  props[PROP_COLLECTION_ID] = g_param_spec_string ("collection-id", NULL, NULL, NULL, ro);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, ro);
  props[PROP_N_NEW] = g_param_spec_uint ("n-new", NULL, NULL, 0, G_MAXUINT, 0, ro);
  props[PROP_ASKED] = g_param_spec_int64 ("asked", NULL, NULL, 0, G_MAXINT64, 0, ro);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
reel_saved_search_init (ReelSavedSearch *self)
{
}

/**
 * reel_saved_search_new:
 * @text: what is asked
 * @collection_id: (nullable): where; %NULL for all collections
 * @saved: when it was saved, in Unix seconds
 *
 * Returns: (transfer full): a search that was never asked
 */
ReelSavedSearch *
reel_saved_search_new (const char *text,
                       const char *collection_id,
                       gint64      saved)
{
  ReelSavedSearch *self;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_object_new (REEL_TYPE_SAVED_SEARCH, NULL);
  self->text = g_strdup (text);
  self->collection_id = g_strdup (collection_id);
  self->saved = saved;
  return self;
}

/**
 * reel_saved_search_get_text:
 * @self: a saved search
 *
 * Returns: (transfer none): what is asked
 */
const char *
reel_saved_search_get_text (ReelSavedSearch *self)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCH (self), NULL);
  return self->text;
}

/**
 * reel_saved_search_get_collection_id:
 * @self: a saved search
 *
 * Returns: (transfer none) (nullable): where it is asked; %NULL for all collections
 */
const char *
reel_saved_search_get_collection_id (ReelSavedSearch *self)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCH (self), NULL);
  return self->collection_id;
}

/**
 * reel_saved_search_get_saved:
 * @self: a saved search
 *
 * Returns: when it was saved, in Unix seconds
 */
gint64
reel_saved_search_get_saved (ReelSavedSearch *self)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCH (self), 0);
  return self->saved;
}

/**
 * reel_saved_search_get_name:
 * @self: a saved search
 *
 * Returns: (transfer none) (nullable): what people call it
 */
const char *
reel_saved_search_get_name (ReelSavedSearch *self)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCH (self), NULL);
  return self->name;
}

/**
 * reel_saved_search_get_shown_name:
 * @self: a saved search
 *
 * Returns: (transfer none): what people call it, else its text
 */
const char *
reel_saved_search_get_shown_name (ReelSavedSearch *self)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCH (self), NULL);
  return self->name != NULL ? self->name : self->text;
}

/**
 * reel_saved_search_set_name:
 * @self: a saved search
 * @name: (nullable): what to call it; nothing, or its text, for its text
 */
void
reel_saved_search_set_name (ReelSavedSearch *self,
                            const char      *name)
{
  g_return_if_fail (REEL_IS_SAVED_SEARCH (self));

  if (name != NULL && (*name == '\0' || g_str_equal (name, self->text)))
    name = NULL;
  if (g_strcmp0 (self->name, name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
}

/**
 * reel_saved_search_get_n_new:
 * @self: a saved search
 *
 * Returns: how many hits it had, when it was last asked, that nobody has looked at
 */
guint
reel_saved_search_get_n_new (ReelSavedSearch *self)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCH (self), 0);
  return self->n_new;
}

/**
 * reel_saved_search_get_looked:
 * @self: a saved search
 *
 * Returns: when somebody last looked at its hits, in Unix seconds; 0 for never
 */
gint64
reel_saved_search_get_looked (ReelSavedSearch *self)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCH (self), 0);
  return self->looked;
}

/**
 * reel_saved_search_get_asked:
 * @self: a saved search
 *
 * Returns: when the service last answered it, in Unix seconds; 0 for never
 */
gint64
reel_saved_search_get_asked (ReelSavedSearch *self)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCH (self), 0);
  return self->asked;
}

/**
 * reel_saved_search_get_seen:
 * @self: a saved search
 *
 * Returns: (transfer none) (nullable): the hits that somebody looked at last
 */
GBytes *
reel_saved_search_get_seen (ReelSavedSearch *self)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCH (self), NULL);
  return self->seen;
}

/**
 * reel_saved_search_get_known:
 * @self: a saved search
 *
 * Returns: (transfer none) (nullable): the videos that could be found when somebody looked last
 */
GBytes *
reel_saved_search_get_known (ReelSavedSearch *self)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCH (self), NULL);
  return self->known;
}

/**
 * reel_saved_search_get_asked_of:
 * @self: a saved search
 *
 * Returns: (transfer none) (nullable): the videos that could be found when the service last answered it
 */
GBytes *
reel_saved_search_get_asked_of (ReelSavedSearch *self)
{
  g_return_val_if_fail (REEL_IS_SAVED_SEARCH (self), NULL);
  return self->asked_of;
}

static void
set_bytes (GBytes **field,
           GBytes  *bytes)
{
  GBytes *old = *field;

  *field = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  g_clear_pointer (&old, g_bytes_unref);
}

/**
 * reel_saved_search_set_asked:
 * @self: a saved search
 * @when: when the service answered, in Unix seconds
 * @n_new: how many hits of the answer nobody has looked at
 * @asked_of: (nullable): the videos that could be found then
 */
void
reel_saved_search_set_asked (ReelSavedSearch *self,
                             gint64           when,
                             guint            n_new,
                             GBytes          *asked_of)
{
  g_return_if_fail (REEL_IS_SAVED_SEARCH (self));

  set_bytes (&self->asked_of, asked_of);
  if (self->asked != when)
    {
      self->asked = when;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ASKED]);
    }
  if (self->n_new != n_new)
    {
      self->n_new = n_new;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_NEW]);
    }
}

/**
 * reel_saved_search_set_looked:
 * @self: a saved search
 * @when: when that was, in Unix seconds
 * @seen: (nullable): the hits
 * @known: (nullable): the videos that could be found then
 *
 * From now on what is not among @seen is new.
 */
void
reel_saved_search_set_looked (ReelSavedSearch *self,
                              gint64           when,
                              GBytes          *seen,
                              GBytes          *known)
{
  g_return_if_fail (REEL_IS_SAVED_SEARCH (self));

  self->looked = when;
  set_bytes (&self->seen, seen);
  set_bytes (&self->known, known);
  reel_saved_search_set_asked (self, when, 0, known);
}
