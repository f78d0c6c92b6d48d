/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/reel-video-analysis.h"

struct _ReelVideoAnalysis
{
  GObject parent_instance;

  /* owned */
  ReelClient *client;           /* (nullable) */
  ReelAnalysisJournal *journal; /* (nullable) */
  ReelVideoInput *input;        /* (nullable) */
  char *name;                   /* (nullable) */
  ReelAnalysisPart *parts[2];   /* by ReelAnalysisPartKind */

  gboolean running;
};

enum
{
  PROP_CLIENT = 1,
  PROP_INPUT,
  PROP_NAME,
  PROP_RUNNING,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelVideoAnalysis, reel_video_analysis, G_TYPE_OBJECT)

static void
update_running (ReelVideoAnalysis *self)
{
  gboolean running = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (self->parts); i++)
    running = running || reel_analysis_part_get_state (self->parts[i]) == REEL_ANALYSIS_PART_RUNNING;
  if (self->running == running)
    return;
  self->running = running;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}

static gboolean
same_input (ReelVideoInput *a,
            ReelVideoInput *b)
{
  GFile *file_a, *file_b;

  if (a == NULL || b == NULL)
    return a == b;
  file_a = reel_video_input_get_file (a);
  file_b = reel_video_input_get_file (b);
  if (file_a != NULL && file_b != NULL)
    return g_file_equal (file_a, file_b);
  return file_a == file_b && g_strcmp0 (reel_video_input_get_url (a), reel_video_input_get_url (b)) == 0;
}

/* Nobody waits for what it may have as a job. */
static void
forget (ReelVideoAnalysis   *self,
        ReelAnalysisPartKind kind)
{
  if (self->journal != NULL && self->client != NULL)
    reel_analysis_journal_forget (self->journal, reel_client_get_base_url (self->client), kind);
}

static void
on_request_id (ReelVideoAnalysis *self,
               GParamSpec        *pspec,
               ReelAnalysisPart  *part)
{
  const char *request_id = reel_analysis_part_get_request_id (part);

  if (request_id != NULL && self->journal != NULL)
    reel_analysis_journal_note (self->journal, reel_client_get_base_url (self->client), reel_analysis_part_get_kind (part),
                                request_id, self->input, self->name);
}

static void
on_state (ReelVideoAnalysis *self,
          GParamSpec        *pspec,
          ReelAnalysisPart  *part)
{
  const ReelAnalysisPartState state = reel_analysis_part_get_state (part);

  if (state == REEL_ANALYSIS_PART_DONE || state == REEL_ANALYSIS_PART_FAILED)
    forget (self, reel_analysis_part_get_kind (part));
  update_running (self);
}

/* Follows the jobs that the service still runs for us, unless the user has chosen another video since. */
static void
resume (ReelVideoAnalysis *self)
{
  if (self->journal == NULL || self->client == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (self->parts); i++)
    {
      ReelVideoInput *input;
      const char *name;
      const char *request_id =
        reel_analysis_journal_find (self->journal, reel_client_get_base_url (self->client), (ReelAnalysisPartKind) i, &input, &name);

      if (request_id == NULL || reel_analysis_part_get_state (self->parts[i]) != REEL_ANALYSIS_PART_IDLE ||
          (self->input != NULL && !same_input (self->input, input)))
        continue;
      reel_video_analysis_set_input (self, input, name);
      reel_analysis_part_resume (self->parts[i], self->client, request_id);
    }
}

static void
reset (ReelVideoAnalysis *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->parts); i++)
    reel_analysis_part_reset (self->parts[i]);
}

/**
 * reel_video_analysis_set_client:
 * @self: an analysis
 * @client: (nullable): whom to ask
 */
void
reel_video_analysis_set_client (ReelVideoAnalysis *self,
                                ReelClient        *client)
{
  g_return_if_fail (REEL_IS_VIDEO_ANALYSIS (self));
  g_return_if_fail (client == NULL || REEL_IS_CLIENT (client));

  if (!g_set_object (&self->client, client))
    return;
  reset (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CLIENT]);
  resume (self);
}

/**
 * reel_video_analysis_set_journal:
 * @self: an analysis that has none
 * @journal: where jobs are noted, and found again
 */
void
reel_video_analysis_set_journal (ReelVideoAnalysis   *self,
                                 ReelAnalysisJournal *journal)
{
  g_return_if_fail (REEL_IS_VIDEO_ANALYSIS (self));
  g_return_if_fail (REEL_IS_ANALYSIS_JOURNAL (journal));
  g_return_if_fail (self->journal == NULL);

  self->journal = g_object_ref (journal);
  g_signal_connect_object (journal, "loaded", G_CALLBACK (resume), self, G_CONNECT_SWAPPED);
  resume (self);
}

/**
 * reel_video_analysis_has_journal:
 * @self: an analysis
 *
 * Returns: whether its jobs are noted
 */
gboolean
reel_video_analysis_has_journal (ReelVideoAnalysis *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO_ANALYSIS (self), FALSE);

  return self->journal != NULL;
}

/**
 * reel_video_analysis_get_client:
 * @self: an analysis
 *
 * Returns: (transfer none) (nullable): whom it asks
 */
ReelClient *
reel_video_analysis_get_client (ReelVideoAnalysis *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO_ANALYSIS (self), NULL);

  return self->client;
}

/**
 * reel_video_analysis_set_input:
 * @self: an analysis
 * @input: (nullable): the video
 * @name: (nullable): what people call it
 *
 * Turns to another video. Nothing happens where it is the same.
 */
void
reel_video_analysis_set_input (ReelVideoAnalysis *self,
                               ReelVideoInput    *input,
                               const char        *name)
{
  g_return_if_fail (REEL_IS_VIDEO_ANALYSIS (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (!same_input (self->input, input))
    {
      if (self->input != NULL)
        for (gsize i = 0; i < G_N_ELEMENTS (self->parts); i++)
          if (reel_analysis_part_get_state (self->parts[i]) == REEL_ANALYSIS_PART_RUNNING)
            forget (self, (ReelAnalysisPartKind) i);
      g_clear_pointer (&self->input, reel_video_input_unref);
      self->input = input != NULL ? reel_video_input_ref (input) : NULL;
      reset (self);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INPUT]);
    }
  if (g_strcmp0 (self->name, name) != 0)
    {
      g_free (self->name);
      self->name = g_strdup (name);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * reel_video_analysis_get_input:
 * @self: an analysis
 *
 * Returns: (transfer none) (nullable): the video
 */
ReelVideoInput *
reel_video_analysis_get_input (ReelVideoAnalysis *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO_ANALYSIS (self), NULL);

  return self->input;
}

/**
 * reel_video_analysis_get_name:
 * @self: an analysis
 *
 * Returns: (transfer none) (nullable): what people call the video
 */
const char *
reel_video_analysis_get_name (ReelVideoAnalysis *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO_ANALYSIS (self), NULL);

  return self->name;
}

/**
 * reel_video_analysis_get_running:
 * @self: an analysis
 *
 * Returns: whether a part is under way
 */
gboolean
reel_video_analysis_get_running (ReelVideoAnalysis *self)
{
  g_return_val_if_fail (REEL_IS_VIDEO_ANALYSIS (self), FALSE);

  return self->running;
}

/**
 * reel_video_analysis_get_part:
 * @self: an analysis
 * @kind: which
 *
 * Returns: (transfer none): the part, the same one for good
 */
ReelAnalysisPart *
reel_video_analysis_get_part (ReelVideoAnalysis   *self,
                              ReelAnalysisPartKind kind)
{
  g_return_val_if_fail (REEL_IS_VIDEO_ANALYSIS (self), NULL);

  return self->parts[kind];
}

/**
 * reel_video_analysis_start:
 * @self: an analysis with a client and a video
 *
 * Asks for all parts, anew for those that are there.
 */
void
reel_video_analysis_start (ReelVideoAnalysis *self)
{
  g_return_if_fail (REEL_IS_VIDEO_ANALYSIS (self));

  for (gsize i = 0; i < G_N_ELEMENTS (self->parts); i++)
    reel_video_analysis_start_part (self, (ReelAnalysisPartKind) i);
}

/**
 * reel_video_analysis_start_part:
 * @self: an analysis with a client and a video
 * @kind: what to ask for
 */
void
reel_video_analysis_start_part (ReelVideoAnalysis   *self,
                                ReelAnalysisPartKind kind)
{
  g_return_if_fail (REEL_IS_VIDEO_ANALYSIS (self));
  g_return_if_fail (self->client != NULL);
  g_return_if_fail (self->input != NULL);

  forget (self, kind);
  reel_analysis_part_start (self->parts[kind], self->client, self->input);
}

/**
 * reel_video_analysis_cancel:
 * @self: an analysis
 *
 * Gives up what is under way; what is there stays.
 */
void
reel_video_analysis_cancel (ReelVideoAnalysis *self)
{
  g_return_if_fail (REEL_IS_VIDEO_ANALYSIS (self));

  for (gsize i = 0; i < G_N_ELEMENTS (self->parts); i++)
    {
      if (reel_analysis_part_get_state (self->parts[i]) == REEL_ANALYSIS_PART_RUNNING)
        forget (self, (ReelAnalysisPartKind) i);
      reel_analysis_part_cancel (self->parts[i]);
    }
}

static void
reel_video_analysis_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  ReelVideoAnalysis *self = REEL_VIDEO_ANALYSIS (object);

  switch (id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_INPUT:
      g_value_set_boxed (value, self->input);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_video_analysis_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_CLIENT:
      reel_video_analysis_set_client (REEL_VIDEO_ANALYSIS (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_video_analysis_dispose (GObject *object)
{
  ReelVideoAnalysis *self = REEL_VIDEO_ANALYSIS (object);

  /* Somebody may still look at a part: what is under way ends with us. */
  for (gsize i = 0; i < G_N_ELEMENTS (self->parts); i++)
    if (self->parts[i] != NULL)
      {
        g_signal_handlers_disconnect_by_data (self->parts[i], self);
        reel_analysis_part_cancel (self->parts[i]);
        g_clear_object (&self->parts[i]);
      }
  g_clear_object (&self->client);
  g_clear_object (&self->journal);

  G_OBJECT_CLASS (reel_video_analysis_parent_class)->dispose (object);
}

static void
reel_video_analysis_finalize (GObject *object)
{
  ReelVideoAnalysis *self = REEL_VIDEO_ANALYSIS (object);

  g_clear_pointer (&self->input, reel_video_input_unref);
  g_free (self->name);

  G_OBJECT_CLASS (reel_video_analysis_parent_class)->finalize (object);
}

static void
reel_video_analysis_class_init (ReelVideoAnalysisClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags ro = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = reel_video_analysis_dispose;
  object_class->finalize = reel_video_analysis_finalize;
  object_class->get_property = reel_video_analysis_get_property;
  object_class->set_property = reel_video_analysis_set_property;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, REEL_TYPE_CLIENT, ro | G_PARAM_WRITABLE);
  props[PROP_INPUT] = g_param_spec_boxed ("input", NULL, NULL, REEL_TYPE_VIDEO_INPUT, ro);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, ro);
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, ro);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
reel_video_analysis_init (ReelVideoAnalysis *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->parts); i++)
    {
      self->parts[i] = reel_analysis_part_new ((ReelAnalysisPartKind) i);
      g_signal_connect_swapped (self->parts[i], "notify::state", G_CALLBACK (on_state), self);
      g_signal_connect_swapped (self->parts[i], "notify::request-id", G_CALLBACK (on_request_id), self);
    }
}

/**
 * reel_video_analysis_new:
 *
 * Returns: (transfer full): an analysis of nothing yet
 */
ReelVideoAnalysis *
reel_video_analysis_new (void)
{
  return g_object_new (REEL_TYPE_VIDEO_ANALYSIS, NULL);
}
