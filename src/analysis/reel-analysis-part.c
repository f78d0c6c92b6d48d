/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/reel-analysis-part.h"
#include "analysis/reel-question.h"

struct _ReelAnalysisPart
{
  GObject parent_instance;

  /* owned */
  ReelQuestion *question;   /* (nullable): while it is under way */
  char *request_id;         /* (nullable) */
  GDateTime *since;         /* (nullable) */
  char *message;            /* (nullable) */
  char *trouble;            /* (nullable) */
  char *error;              /* (nullable) */
  ReelTags *tags;           /* (nullable) */
  ReelEmbedding *embedding; /* (nullable) */

  ReelAnalysisPartKind kind;
  ReelAnalysisPartState state;
  ReelAnalysisPhase phase;
  double progress;
  gboolean has_file; /* it is or was about a file */
  gboolean refused;
};

enum
{
  PROP_STATE = 1,
  PROP_PHASE,
  PROP_PROGRESS,
  PROP_REQUEST_ID,
  PROP_SINCE,
  PROP_MESSAGE,
  PROP_TROUBLE,
  PROP_ERROR,
  PROP_REFUSED,
  PROP_TAGS,
  PROP_EMBEDDING,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelAnalysisPart, reel_analysis_part, G_TYPE_OBJECT)

static void
set_progress (ReelAnalysisPart *self,
              ReelAnalysisPhase phase,
              double            progress)
{
  if (self->phase != phase)
    {
      self->phase = phase;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PHASE]);
    }
  if (self->progress != progress)
    {
      self->progress = progress;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
    }
}

static void
set_text (ReelAnalysisPart *self,
          char            **field,
          const char       *text,
          guint             property)
{
  if (g_strcmp0 (*field, text) == 0)
    return;
  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

/* @news: (nullable): %NULL once there is no job under way */
static void
set_job (ReelAnalysisPart       *self,
         const ReelAnalysisNews *news)
{
  GDateTime *since = news != NULL ? news->since : NULL;

  set_text (self, &self->request_id, news != NULL ? news->request_id : NULL, PROP_REQUEST_ID);
  set_text (self, &self->message, news != NULL ? news->message : NULL, PROP_MESSAGE);
  set_text (self, &self->trouble, news != NULL && news->trouble != NULL ? news->trouble->message : NULL, PROP_TROUBLE);
  if (self->since == since || (self->since != NULL && since != NULL && g_date_time_equal (self->since, since)))
    return;
  g_clear_pointer (&self->since, g_date_time_unref);
  self->since = since != NULL ? g_date_time_ref (since) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SINCE]);
}

/* The one place where what is known changes. @error: (nullable); @tags, @embedding: (transfer full) (nullable) */
static void
set_result (ReelAnalysisPart     *self,
            ReelAnalysisPartState state,
            const char           *error,
            gboolean              refused,
            ReelTags             *tags,
            ReelEmbedding        *embedding)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  set_job (self, NULL);
  if (g_strcmp0 (self->error, error) != 0)
    {
      g_free (self->error);
      self->error = g_strdup (error);
      g_object_notify_by_pspec (object, props[PROP_ERROR]);
    }
  if (self->refused != refused)
    {
      self->refused = refused;
      g_object_notify_by_pspec (object, props[PROP_REFUSED]);
    }
  if (self->tags != tags)
    {
      g_clear_pointer (&self->tags, reel_tags_unref);
      self->tags = tags;
      g_object_notify_by_pspec (object, props[PROP_TAGS]);
    }
  if (self->embedding != embedding)
    {
      g_clear_pointer (&self->embedding, reel_embedding_unref);
      self->embedding = embedding;
      g_object_notify_by_pspec (object, props[PROP_EMBEDDING]);
    }
  if (self->state != state)
    {
      self->state = state;
      g_object_notify_by_pspec (object, props[PROP_STATE]);
    }
  g_object_thaw_notify (object);
}

static void
progress_cb (const ReelAnalysisNews *news,
             gpointer                user_data)
{
  ReelQuestion *question = user_data;

  if (question->owner == NULL)
    return;
  set_progress (question->owner, news->phase, news->total > 0 ? MIN (1.0, (double) news->sent / (double) news->total) : -1);
  set_job (question->owner, news);
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelQuestion) question = user_data;
  ReelAnalysisPart *self = question->owner;
  g_autoptr (ReelTags) tags = NULL;
  g_autoptr (ReelEmbedding) embedding = NULL;
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return;
  if (self->kind == REEL_ANALYSIS_PART_TAGS)
    tags = reel_client_tag_video_finish (REEL_CLIENT (source), result, &error);
  else
    embedding = reel_client_encode_video_finish (REEL_CLIENT (source), result, &error);
  reel_question_drop (&self->question); /* after the end of the call, since it cancels */
  if (error == NULL)
    set_result (self, REEL_ANALYSIS_PART_DONE, NULL, FALSE, g_steal_pointer (&tags), g_steal_pointer (&embedding));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) /* by the client, when it is left */
    set_result (self, REEL_ANALYSIS_PART_IDLE, NULL, FALSE, NULL, NULL);
  else
    set_result (self, REEL_ANALYSIS_PART_FAILED, error->message,
                self->has_file && g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST), NULL, NULL);
}

/**
 * reel_analysis_part_start:
 * @self: a part
 * @client: whom to ask
 * @video: what about
 *
 * Asks the service; the result of before, and what is under way, go.
 */
void
reel_analysis_part_start (ReelAnalysisPart *self,
                          ReelClient       *client,
                          ReelVideoInput   *video)
{
  g_return_if_fail (REEL_IS_ANALYSIS_PART (self));
  g_return_if_fail (REEL_IS_CLIENT (client));
  g_return_if_fail (video != NULL);

  reel_question_drop (&self->question);
  self->question = reel_question_new (self);
  self->has_file = reel_video_input_get_file (video) != NULL;
  set_progress (self, REEL_ANALYSIS_SENDING, -1);
  set_result (self, REEL_ANALYSIS_PART_RUNNING, NULL, FALSE, NULL, NULL);
  if (self->kind == REEL_ANALYSIS_PART_TAGS)
    reel_client_tag_video_async (client, video, progress_cb, reel_question_ref (self->question), reel_question_unref,
                                 self->question->cancellable, ended_cb, reel_question_ref (self->question));
  else
    reel_client_encode_video_async (client, video, progress_cb, reel_question_ref (self->question), reel_question_unref,
                                    self->question->cancellable, ended_cb, reel_question_ref (self->question));
}

/**
 * reel_analysis_part_resume:
 * @self: a part
 * @client: whom to ask
 * @request_id: of a job that the service has
 *
 * Waits for that job; the result of before, and what is under way, go.
 */
void
reel_analysis_part_resume (ReelAnalysisPart *self,
                           ReelClient       *client,
                           const char       *request_id)
{
  g_return_if_fail (REEL_IS_ANALYSIS_PART (self));
  g_return_if_fail (REEL_IS_CLIENT (client));
  g_return_if_fail (request_id != NULL);

  reel_question_drop (&self->question);
  self->question = reel_question_new (self);
  self->has_file = FALSE; /* it was taken */
  set_result (self, REEL_ANALYSIS_PART_RUNNING, NULL, FALSE, NULL, NULL);
  if (self->kind == REEL_ANALYSIS_PART_TAGS)
    reel_client_resume_tag_video_async (client, request_id, progress_cb, reel_question_ref (self->question),
                                        reel_question_unref, self->question->cancellable, ended_cb,
                                        reel_question_ref (self->question));
  else
    reel_client_resume_encode_video_async (client, request_id, progress_cb, reel_question_ref (self->question),
                                           reel_question_unref, self->question->cancellable, ended_cb,
                                           reel_question_ref (self->question));
}

/**
 * reel_analysis_part_cancel:
 * @self: a part
 *
 * Gives up what is under way; a result that is there stays.
 */
void
reel_analysis_part_cancel (ReelAnalysisPart *self)
{
  g_return_if_fail (REEL_IS_ANALYSIS_PART (self));

  if (self->state == REEL_ANALYSIS_PART_RUNNING)
    reel_analysis_part_reset (self);
}

/**
 * reel_analysis_part_reset:
 * @self: a part
 *
 * Forgets all: what is under way, and the result.
 */
void
reel_analysis_part_reset (ReelAnalysisPart *self)
{
  g_return_if_fail (REEL_IS_ANALYSIS_PART (self));

  reel_question_drop (&self->question);
  set_result (self, REEL_ANALYSIS_PART_IDLE, NULL, FALSE, NULL, NULL);
}

/**
 * reel_analysis_part_get_kind:
 * @self: a part
 *
 * Returns: what the service is asked for
 */
ReelAnalysisPartKind
reel_analysis_part_get_kind (ReelAnalysisPart *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_PART (self), REEL_ANALYSIS_PART_TAGS);

  return self->kind;
}

/**
 * reel_analysis_part_get_state:
 * @self: a part
 *
 * Returns: where it stands
 */
ReelAnalysisPartState
reel_analysis_part_get_state (ReelAnalysisPart *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_PART (self), REEL_ANALYSIS_PART_IDLE);

  return self->state;
}

/**
 * reel_analysis_part_get_phase:
 * @self: a part
 *
 * Returns: what goes on while it is running; afterwards, where it ended: at a job, if it was one
 */
ReelAnalysisPhase
reel_analysis_part_get_phase (ReelAnalysisPart *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_PART (self), REEL_ANALYSIS_SENDING);

  return self->phase;
}

/**
 * reel_analysis_part_get_progress:
 * @self: a part
 *
 * Returns: 0…1 of the bytes are sent; -1 where nothing is counted
 */
double
reel_analysis_part_get_progress (ReelAnalysisPart *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_PART (self), -1);

  return self->progress;
}

/**
 * reel_analysis_part_get_request_id:
 * @self: a part
 *
 * Returns: (transfer none) (nullable): the id of the job that is under way, where there is one
 */
const char *
reel_analysis_part_get_request_id (ReelAnalysisPart *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_PART (self), NULL);

  return self->request_id;
}

/**
 * reel_analysis_part_get_since:
 * @self: a part
 *
 * Returns: (transfer none) (nullable): when the service took the job, in UTC
 */
GDateTime *
reel_analysis_part_get_since (ReelAnalysisPart *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_PART (self), NULL);

  return self->since;
}

/**
 * reel_analysis_part_get_message:
 * @self: a part
 *
 * Returns: (transfer none) (nullable): what the service says of the job, on one line
 */
const char *
reel_analysis_part_get_message (ReelAnalysisPart *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_PART (self), NULL);

  return self->message;
}

/**
 * reel_analysis_part_get_trouble:
 * @self: a part
 *
 * Returns: (transfer none) (nullable): why the service can't be asked at the moment how far it is, for people
 */
const char *
reel_analysis_part_get_trouble (ReelAnalysisPart *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_PART (self), NULL);

  return self->trouble;
}

/**
 * reel_analysis_part_get_error:
 * @self: a part
 *
 * Returns: (transfer none) (nullable): why it failed, for people
 */
const char *
reel_analysis_part_get_error (ReelAnalysisPart *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_PART (self), NULL);

  return self->error;
}

/**
 * reel_analysis_part_get_refused:
 * @self: a part
 *
 * Returns: whether a file was refused, so that the service may not take files as Base64 at all
 */
gboolean
reel_analysis_part_get_refused (ReelAnalysisPart *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_PART (self), FALSE);

  return self->refused;
}

/**
 * reel_analysis_part_get_tags:
 * @self: a part
 *
 * Returns: (transfer none) (nullable): the tags, where it was asked for them and they are there
 */
ReelTags *
reel_analysis_part_get_tags (ReelAnalysisPart *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_PART (self), NULL);

  return self->tags;
}

/**
 * reel_analysis_part_get_embedding:
 * @self: a part
 *
 * Returns: (transfer none) (nullable): the vectors, where it was asked for them and they are there
 */
ReelEmbedding *
reel_analysis_part_get_embedding (ReelAnalysisPart *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_PART (self), NULL);

  return self->embedding;
}

static void
reel_analysis_part_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  ReelAnalysisPart *self = REEL_ANALYSIS_PART (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int) self->state);
      break;
    case PROP_PHASE:
      g_value_set_int (value, (int) self->phase);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_REQUEST_ID:
      g_value_set_string (value, self->request_id);
      break;
    case PROP_SINCE:
      g_value_set_boxed (value, self->since);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_TROUBLE:
      g_value_set_string (value, self->trouble);
      break;
    case PROP_ERROR:
      g_value_set_string (value, self->error);
      break;
    case PROP_REFUSED:
      g_value_set_boolean (value, self->refused);
      break;
    case PROP_TAGS:
      g_value_set_boxed (value, self->tags);
      break;
    case PROP_EMBEDDING:
      g_value_set_boxed (value, self->embedding);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_analysis_part_dispose (GObject *object)
{
  reel_question_drop (&REEL_ANALYSIS_PART (object)->question);

  G_OBJECT_CLASS (reel_analysis_part_parent_class)->dispose (object);
}

static void
reel_analysis_part_finalize (GObject *object)
{
  ReelAnalysisPart *self = REEL_ANALYSIS_PART (object);

  g_free (self->request_id);
  g_clear_pointer (&self->since, g_date_time_unref);
  g_free (self->message);
  g_free (self->trouble);
  g_free (self->error);
  g_clear_pointer (&self->tags, reel_tags_unref);
  g_clear_pointer (&self->embedding, reel_embedding_unref);

  G_OBJECT_CLASS (reel_analysis_part_parent_class)->finalize (object);
}

static void
reel_analysis_part_class_init (ReelAnalysisPartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = reel_analysis_part_dispose;
  object_class->finalize = reel_analysis_part_finalize;
  object_class->get_property = reel_analysis_part_get_property;

  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, REEL_ANALYSIS_PART_IDLE, REEL_ANALYSIS_PART_FAILED,
                                        REEL_ANALYSIS_PART_IDLE, flags);
  props[PROP_PHASE] = g_param_spec_int ("phase", NULL, NULL, REEL_ANALYSIS_SENDING, REEL_ANALYSIS_PROCESSING,
                                        REEL_ANALYSIS_SENDING, flags);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, flags);
  props[PROP_REQUEST_ID] = g_param_spec_string ("request-id", NULL, NULL, NULL, flags);
  props[PROP_SINCE] = g_param_spec_boxed ("since", NULL, NULL, G_TYPE_DATE_TIME, flags);
  props[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  props[PROP_TROUBLE] = g_param_spec_string ("trouble", NULL, NULL, NULL, flags);
  props[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  props[PROP_REFUSED] = g_param_spec_boolean ("refused", NULL, NULL, FALSE, flags);
  props[PROP_TAGS] = g_param_spec_boxed ("tags", NULL, NULL, REEL_TYPE_TAGS, flags);
  props[PROP_EMBEDDING] = g_param_spec_boxed ("embedding", NULL, NULL, REEL_TYPE_EMBEDDING, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
reel_analysis_part_init (ReelAnalysisPart *self)
{
  self->progress = -1;
}

/**
 * reel_analysis_part_new:
 * @kind: what the service is to be asked for
 *
 * Returns: (transfer full): a part that was not asked for yet
 */
ReelAnalysisPart *
reel_analysis_part_new (ReelAnalysisPartKind kind)
{
  ReelAnalysisPart *self = g_object_new (REEL_TYPE_ANALYSIS_PART, NULL);

  self->kind = kind;
  return self;
}
