/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "analysis/reel-part-status.h"

/* While nothing can be counted the bar moves all the same. */
#define PULSE_MS 100

struct _ReelPartStatus
{
  AdwBin parent_instance;

  /* template */
  GtkLabel *words;
  GtkProgressBar *bar;
  GtkWidget *trouble;
  GtkLabel *error;
  GtkWidget *again;
  GtkWidget *address;

  /* owned */
  ReelAnalysisPart *part; /* (nullable) */
  GSignalGroup *signals;  /* of the part */

  guint pulse_source;
  gboolean files_refused;
};

enum
{
  AGAIN,
  ADDRESS_WANTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelPartStatus, reel_part_status, ADW_TYPE_BIN)

static gboolean
pulse (gpointer data)
{
  gtk_progress_bar_pulse (REEL_PART_STATUS (data)->bar);
  return G_SOURCE_CONTINUE;
}

static void
show_progress (ReelPartStatus *self,
               gboolean        running)
{
  double progress = running ? reel_analysis_part_get_progress (self->part) : 0;
  gboolean sending = running && reel_analysis_part_get_phase (self->part) == REEL_ANALYSIS_SENDING && progress >= 0;

  gtk_widget_set_visible (GTK_WIDGET (self->bar), running);
  if (sending)
    gtk_progress_bar_set_fraction (self->bar, progress);
  if (!running || sending)
    g_clear_handle_id (&self->pulse_source, g_source_remove);
  else if (self->pulse_source == 0)
    self->pulse_source = g_timeout_add (PULSE_MS, pulse, self);
}

/* @state: where a job stands. (transfer full): with its time, and with what the service says of it */
static char *
dup_job (ReelPartStatus *self,
         const char     *state)
{
  GDateTime *since = reel_analysis_part_get_since (self->part);
  const char *message = reel_analysis_part_get_message (self->part);
  g_autoptr (GDateTime) local = since != NULL ? g_date_time_to_local (since) : NULL;
  g_autofree char *time = local != NULL ? g_date_time_format (local, "%X") : NULL;
  g_autofree char *line = NULL;

  if (time != NULL)
    /* Translators: the first is where a job stands, the second the time at which the service took it */
    line = g_strdup_printf (_ ("%s (since %s)"), state, time);
  else
    line = g_strdup (state);
  /* Translators: the first is where a job stands, the second the words of the service */
  return message != NULL ? g_strdup_printf (_ ("%s: “%s”"), line, message) : g_steal_pointer (&line);
}

/* (transfer full): what goes on */
static char *
dup_phase (ReelPartStatus *self)
{
  double progress = reel_analysis_part_get_progress (self->part);

  if (reel_analysis_part_get_trouble (self->part) != NULL)
    return g_strdup (reel_analysis_part_get_trouble (self->part));
  switch (reel_analysis_part_get_phase (self->part))
    {
    case REEL_ANALYSIS_SENDING:
      if (progress >= 0)
        /* Translators: a part of a file has gone out to the service */
        return g_strdup_printf (_ ("Sending %d %%"), (int) floor (progress * 100));
      return g_strdup (_ ("Sending…"));
    case REEL_ANALYSIS_PENDING:
      return dup_job (self, _ ("Queued as a job at the service"));
    case REEL_ANALYSIS_PROCESSING:
      return dup_job (self, _ ("The service is working on it, as a job"));
    case REEL_ANALYSIS_WAITING:
    default:
      return g_strdup (_ ("Waiting for the answer"));
    }
}

static void
update_words (ReelPartStatus *self)
{
  g_autofree char *words = NULL;

  switch (reel_analysis_part_get_state (self->part))
    {
    case REEL_ANALYSIS_PART_RUNNING:
      words = dup_phase (self);
      break;
    case REEL_ANALYSIS_PART_DONE:
      words = g_strdup (reel_analysis_part_get_phase (self->part) >= REEL_ANALYSIS_PENDING
                          ? _ ("Answered as a job (asynchronously)")
                          : _ ("Answered at once (synchronously)"));
      break;
    case REEL_ANALYSIS_PART_IDLE:
      words = g_strdup (_ ("Not asked for"));
      break;
    case REEL_ANALYSIS_PART_FAILED:
    default:
      break;
    }
  gtk_label_set_label (self->words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words), words != NULL);
}

static void
update_trouble (ReelPartStatus *self)
{
  const char *error = reel_analysis_part_get_error (self->part);
  gboolean refused = self->files_refused && reel_analysis_part_get_refused (self->part);
  g_autofree char *text = NULL;

  if (error != NULL && refused)
    text = g_strdup_printf ("%s\n%s", error,
                            _ ("This service may not take files from here; an address of the video may work instead."));
  gtk_label_set_label (self->error, text != NULL ? text : error != NULL ? error : "");
  gtk_widget_set_visible (self->address, refused);
  gtk_widget_set_visible (self->trouble, error != NULL);
}

static void
update (ReelPartStatus *self)
{
  if (self->part == NULL)
    return;
  update_words (self);
  update_trouble (self);
  show_progress (self, reel_analysis_part_get_state (self->part) == REEL_ANALYSIS_PART_RUNNING);
}

static void
on_again (ReelPartStatus *self)
{
  g_signal_emit (self, signals[AGAIN], 0);
}

static void
on_address (ReelPartStatus *self)
{
  g_signal_emit (self, signals[ADDRESS_WANTED], 0);
}

/**
 * reel_part_status_set_part:
 * @self: a #ReelPartStatus
 * @part: what it is about
 */
void
reel_part_status_set_part (ReelPartStatus   *self,
                           ReelAnalysisPart *part)
{
  g_return_if_fail (REEL_IS_PART_STATUS (self));
  g_return_if_fail (REEL_IS_ANALYSIS_PART (part));

  if (!g_set_object (&self->part, part))
    return;
  g_signal_group_set_target (self->signals, part);
  update (self);
}

/**
 * reel_part_status_set_files_refused:
 * @self: a #ReelPartStatus
 * @files_refused: whether the service is known for refusing files: then an address is offered
 */
void
reel_part_status_set_files_refused (ReelPartStatus *self,
                                    gboolean        files_refused)
{
  g_return_if_fail (REEL_IS_PART_STATUS (self));

  self->files_refused = files_refused;
  update (self);
}

static void
reel_part_status_dispose (GObject *object)
{
  ReelPartStatus *self = REEL_PART_STATUS (object);

  g_clear_handle_id (&self->pulse_source, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->part);

  G_OBJECT_CLASS (reel_part_status_parent_class)->dispose (object);
}

static void
reel_part_status_class_init (ReelPartStatusClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_part_status_dispose;

  signals[AGAIN] = g_signal_new ("again", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ADDRESS_WANTED] = g_signal_new ("address-wanted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/analysis/reel-part-status.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelPartStatus, words);
  gtk_widget_class_bind_template_child (widget_class, ReelPartStatus, bar);
  gtk_widget_class_bind_template_child (widget_class, ReelPartStatus, trouble);
  gtk_widget_class_bind_template_child (widget_class, ReelPartStatus, error);
  gtk_widget_class_bind_template_child (widget_class, ReelPartStatus, again);
  gtk_widget_class_bind_template_child (widget_class, ReelPartStatus, address);
  gtk_widget_class_bind_template_callback (widget_class, on_again);
  gtk_widget_class_bind_template_callback (widget_class, on_address);
}

static void
reel_part_status_init (ReelPartStatus *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (REEL_TYPE_ANALYSIS_PART);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (update), self);
}
