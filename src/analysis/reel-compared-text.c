/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "analysis/reel-compared-text.h"
#include "analysis/reel-question.h"

struct _ReelComparedText
{
  GObject parent_instance;

  /* owned */
  char *text;
  ReelEmbedding *own;        /* (nullable): the text's vector */
  ReelEmbedding *vectors;    /* (nullable): the video's */
  char *failure;             /* (nullable): why there is no vector of the text */
  char *error;               /* (nullable): what is shown */
  ReelQuestion *question;    /* (nullable): while the service is asked */

  double similarity;
  gboolean running;
  gboolean compared;
};

enum
{
  PROP_TEXT = 1,
  PROP_RUNNING,
  PROP_COMPARED,
  PROP_SIMILARITY,
  PROP_ERROR,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelComparedText, reel_compared_text, G_TYPE_OBJECT)

static void
set_boolean (ReelComparedText *self,
             gboolean         *field,
             gboolean          value,
             guint             prop)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

/* The best over the video's vectors; FALSE where none of them can be compared. */
static gboolean
compare (ReelComparedText *self,
         double           *best)
{
  gboolean any = FALSE;

  for (guint i = 0; i < reel_embedding_get_n_vectors (self->vectors); i++)
    {
      double cosine;

      if (!reel_embedding_get_cosine (self->vectors, i, self->own, 0, &cosine))
        continue;
      *best = any ? MAX (*best, cosine) : cosine;
      any = TRUE;
    }
  return any;
}

static void
update (ReelComparedText *self)
{
  double similarity = 0;
  gboolean compared = self->own != NULL && self->vectors != NULL && compare (self, &similarity);
  const char *error = self->failure;

  if (self->own != NULL && self->vectors != NULL && !compared)
    error = reel_embedding_get_norm (self->own, 0) > 0
              ? _ ("The vectors of the text and of the video can’t be compared: they are not of the same length.")
              : _ ("The service makes nothing of this text: its vector is empty. Try other words.");
  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (self->error, error) != 0)
    {
      g_free (self->error);
      self->error = g_strdup (error);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
    }
  if (self->similarity != similarity)
    {
      self->similarity = similarity;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIMILARITY]);
    }
  set_boolean (self, &self->compared, compared, PROP_COMPARED);
  set_boolean (self, &self->running, self->question != NULL, PROP_RUNNING);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
encoded_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (ReelQuestion) question = user_data;
  ReelComparedText *self = question->owner;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelEmbedding) vector = reel_client_encode_text_finish (REEL_CLIENT (source), result, &error);

  if (self == NULL)
    return;
  reel_question_drop (&self->question);
  self->own = g_steal_pointer (&vector);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->failure = g_strdup (error->message);
  update (self);
}

/**
 * reel_compared_text_set_client:
 * @self: a text
 * @client: (nullable): who makes its vector
 *
 * Forgets the vector of another service, and asks this one.
 */
void
reel_compared_text_set_client (ReelComparedText *self,
                               ReelClient       *client)
{
  g_return_if_fail (REEL_IS_COMPARED_TEXT (self));
  g_return_if_fail (client == NULL || REEL_IS_CLIENT (client));

  reel_question_drop (&self->question);
  g_clear_pointer (&self->own, reel_embedding_unref);
  g_clear_pointer (&self->failure, g_free);
  if (client != NULL)
    {
      self->question = reel_question_new (self);
      reel_client_encode_text_async (client, self->text, self->question->cancellable, encoded_cb,
                                     reel_question_ref (self->question));
    }
  update (self);
}

/**
 * reel_compared_text_set_vectors:
 * @self: a text
 * @vectors: (nullable): those of the video
 */
void
reel_compared_text_set_vectors (ReelComparedText *self,
                                ReelEmbedding    *vectors)
{
  g_return_if_fail (REEL_IS_COMPARED_TEXT (self));

  if (self->vectors == vectors)
    return;
  g_clear_pointer (&self->vectors, reel_embedding_unref);
  self->vectors = vectors != NULL ? reel_embedding_ref (vectors) : NULL;
  update (self);
}

/**
 * reel_compared_text_get_text:
 * @self: a text
 *
 * Returns: (transfer none): the text
 */
const char *
reel_compared_text_get_text (ReelComparedText *self)
{
  g_return_val_if_fail (REEL_IS_COMPARED_TEXT (self), NULL);

  return self->text;
}

/**
 * reel_compared_text_get_running:
 * @self: a text
 *
 * Returns: whether the service is asked for its vector
 */
gboolean
reel_compared_text_get_running (ReelComparedText *self)
{
  g_return_val_if_fail (REEL_IS_COMPARED_TEXT (self), FALSE);

  return self->running;
}

/**
 * reel_compared_text_get_compared:
 * @self: a text
 *
 * Returns: whether the similarity is known
 */
gboolean
reel_compared_text_get_compared (ReelComparedText *self)
{
  g_return_val_if_fail (REEL_IS_COMPARED_TEXT (self), FALSE);

  return self->compared;
}

/**
 * reel_compared_text_get_similarity:
 * @self: a text
 *
 * Returns: the cosine similarity, -1…1; 0 while it is not known
 */
double
reel_compared_text_get_similarity (ReelComparedText *self)
{
  g_return_val_if_fail (REEL_IS_COMPARED_TEXT (self), 0);

  return self->similarity;
}

/**
 * reel_compared_text_get_error:
 * @self: a text
 *
 * Returns: (transfer none) (nullable): why it can't be compared
 */
const char *
reel_compared_text_get_error (ReelComparedText *self)
{
  g_return_val_if_fail (REEL_IS_COMPARED_TEXT (self), NULL);

  return self->error;
}

static void
reel_compared_text_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  ReelComparedText *self = REEL_COMPARED_TEXT (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case PROP_COMPARED:
      g_value_set_boolean (value, self->compared);
      break;
    case PROP_SIMILARITY:
      g_value_set_double (value, self->similarity);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_compared_text_dispose (GObject *object)
{
  reel_question_drop (&REEL_COMPARED_TEXT (object)->question);

  G_OBJECT_CLASS (reel_compared_text_parent_class)->dispose (object);
}

static void
reel_compared_text_finalize (GObject *object)
{
  ReelComparedText *self = REEL_COMPARED_TEXT (object);

  g_clear_pointer (&self->own, reel_embedding_unref);
  g_clear_pointer (&self->vectors, reel_embedding_unref);
  g_free (self->text);
  g_free (self->failure);
  g_free (self->error);

  G_OBJECT_CLASS (reel_compared_text_parent_class)->finalize (object);
}

static void
reel_compared_text_class_init (ReelComparedTextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = reel_compared_text_dispose;
  object_class->finalize = reel_compared_text_finalize;
  object_class->get_property = reel_compared_text_get_property;

  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  props[PROP_COMPARED] = g_param_spec_boolean ("compared", NULL, NULL, FALSE, flags);
  props[PROP_SIMILARITY] = g_param_spec_double ("similarity", NULL, NULL, -1, 1, 0, flags);
  props[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
reel_compared_text_init (ReelComparedText *self)
{
}

/**
 * reel_compared_text_new:
 * @text: a description
 *
 * Returns: (transfer full): the text, which nobody was asked about yet
 */
ReelComparedText *
reel_compared_text_new (const char *text)
{
  ReelComparedText *self;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_object_new (REEL_TYPE_COMPARED_TEXT, NULL);
  self->text = g_strdup (text);
  return self;
}
