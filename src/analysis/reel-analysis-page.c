/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "analysis/reel-analysis-page.h"
#include "analysis/reel-tags-view.h"
#include "analysis/reel-vectors-view.h"
#include "widgets/reel-drop.h"
#include "widgets/reel-file-chooser.h"

struct _ReelAnalysisPage
{
  AdwBin parent_instance;

  /* template */
  GtkEntry *entry;
  GtkLabel *subject;
  GtkWidget *analyse;
  GtkWidget *cancel;
  GtkLabel *note;
  GtkStack *stack;
  ReelTagsView *tags;
  ReelVectorsView *vectors;

  /* owned */
  ReelVideoAnalysis *analysis;
  ReelComparison *comparison;

  gboolean files_refused;
  gboolean bad_address; /* what is typed was tried, and is none */
};

static const ReelAnalysisPartKind kinds[] = { REEL_ANALYSIS_PART_TAGS, REEL_ANALYSIS_PART_EMBEDDING };

enum
{
  PROP_FILES_REFUSED = 1,
  N_PROPS,
};

enum
{
  FILE_REFUSED,
  FILE_TAKEN,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelAnalysisPage, reel_analysis_page, ADW_TYPE_BIN)

static gboolean
has_file (ReelAnalysisPage *self)
{
  ReelVideoInput *input = reel_video_analysis_get_input (self->analysis);

  return input != NULL && reel_video_input_get_file (input) != NULL;
}

/* (transfer full): what is typed, without the blanks around it */
static char *
dup_typed (ReelAnalysisPage *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
}

static gboolean
any_part_asked (ReelAnalysisPage *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (reel_analysis_part_get_state (reel_video_analysis_get_part (self->analysis, kinds[i])) != REEL_ANALYSIS_PART_IDLE)
      return TRUE;
  return FALSE;
}

static void
update_note (ReelAnalysisPage *self)
{
  const char *note = NULL;

  if (self->bad_address)
    note = _ ("This is not the address of a video. It begins with https:// or http://.");
  else if (reel_video_analysis_get_client (self->analysis) == NULL)
    note = _ ("There is no connection to the service at the moment. Videos can be analysed as soon as there is one.");
  else if (self->files_refused && has_file (self) && !any_part_asked (self))
    note = _ ("This service refused a file before. You can try it again; an address of the video may work instead.");
  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
  if (self->bad_address)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
      gtk_widget_add_css_class (GTK_WIDGET (self->note), "error");
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
      gtk_widget_remove_css_class (GTK_WIDGET (self->note), "error");
    }
}

static void
update (ReelAnalysisPage *self)
{
  ReelVideoInput *input = reel_video_analysis_get_input (self->analysis);
  const char *name = reel_video_analysis_get_name (self->analysis);
  gboolean running = reel_video_analysis_get_running (self->analysis);
  g_autofree char *typed = dup_typed (self);

  gtk_label_set_label (self->subject, name != NULL ? name : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->subject), name);
  gtk_widget_set_sensitive (self->analyse, reel_video_analysis_get_client (self->analysis) != NULL &&
                                             (*typed != '\0' || input != NULL));
  gtk_widget_set_visible (self->analyse, !running);
  gtk_widget_set_visible (self->cancel, running);
  gtk_stack_set_visible_child_name (self->stack, any_part_asked (self) ? "parts" : "empty");
  update_note (self);
}

/* What a service does with files is worth remembering. */
static void
on_part_state (ReelAnalysisPage *self,
               GParamSpec       *pspec,
               ReelAnalysisPart *part)
{
  if (reel_analysis_part_get_refused (part))
    g_signal_emit (self, signals[FILE_REFUSED], 0);
  else if (reel_analysis_part_get_state (part) == REEL_ANALYSIS_PART_DONE && has_file (self))
    g_signal_emit (self, signals[FILE_TAKEN], 0);
  update (self);
}

static gboolean
is_address (const char *text)
{
  const char *scheme = g_uri_peek_scheme (text);

  return scheme != NULL && (g_str_equal (scheme, "https") || g_str_equal (scheme, "http")) &&
         g_uri_is_valid (text, G_URI_FLAGS_PARSE_RELAXED, NULL);
}

/* Takes what is typed for the video; FALSE where it is no address. */
static gboolean
take_typed (ReelAnalysisPage *self)
{
  g_autofree char *typed = dup_typed (self);
  g_autoptr (ReelVideoInput) input = NULL;

  if (*typed == '\0')
    return reel_video_analysis_get_input (self->analysis) != NULL;
  self->bad_address = !is_address (typed);
  if (self->bad_address)
    return FALSE;
  input = reel_video_input_new_for_url (typed);
  reel_video_analysis_set_input (self->analysis, input, typed);
  return TRUE;
}

static void
on_analyse (ReelAnalysisPage *self)
{
  reel_analysis_page_start (self);
}

static void
on_cancel (ReelAnalysisPage *self)
{
  reel_video_analysis_cancel (self->analysis);
  gtk_widget_grab_focus (self->analyse);
}

static void
on_changed (ReelAnalysisPage *self)
{
  self->bad_address = FALSE;
  update (self);
}

static void
on_chosen (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ReelAnalysisPage) self = user_data;
  g_autoptr (GFile) file = reel_choose_one_video_finish (result, NULL);

  if (file != NULL && self->entry != NULL)
    reel_analysis_page_set_file (self, file, NULL);
}

static void
on_open (ReelAnalysisPage *self)
{
  reel_choose_one_video_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), on_chosen, g_object_ref (self));
}

static void
on_dropped (GListModel *files,
            gpointer    user_data)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);

  reel_analysis_page_set_file (user_data, file, NULL);
}

static void
on_address_wanted (ReelAnalysisPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
on_tags_again (ReelAnalysisPage *self)
{
  if (reel_video_analysis_get_client (self->analysis) != NULL)
    reel_video_analysis_start_part (self->analysis, REEL_ANALYSIS_PART_TAGS);
}

static void
on_vectors_again (ReelAnalysisPage *self)
{
  if (reel_video_analysis_get_client (self->analysis) != NULL)
    reel_video_analysis_start_part (self->analysis, REEL_ANALYSIS_PART_EMBEDDING);
}

/**
 * reel_analysis_page_set_client:
 * @self: a #ReelAnalysisPage
 * @client: (nullable): the service; %NULL while there is no connection
 */
void
reel_analysis_page_set_client (ReelAnalysisPage *self,
                               ReelClient       *client)
{
  g_return_if_fail (REEL_IS_ANALYSIS_PAGE (self));

  reel_video_analysis_set_client (self->analysis, client);
  reel_comparison_set_client (self->comparison, client);
}

/**
 * reel_analysis_page_set_files_refused:
 * @self: a #ReelAnalysisPage
 * @files_refused: whether the service is known for refusing files that are sent along
 */
void
reel_analysis_page_set_files_refused (ReelAnalysisPage *self,
                                      gboolean          files_refused)
{
  g_return_if_fail (REEL_IS_ANALYSIS_PAGE (self));

  files_refused = !!files_refused;
  if (self->files_refused == files_refused)
    return;
  self->files_refused = files_refused;
  reel_part_status_set_files_refused (reel_tags_view_get_status (self->tags), files_refused);
  reel_part_status_set_files_refused (reel_vectors_view_get_status (self->vectors), files_refused);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILES_REFUSED]);
}

/**
 * reel_analysis_page_get_files_refused:
 * @self: a #ReelAnalysisPage
 *
 * Returns: whether the service is known for refusing files
 */
gboolean
reel_analysis_page_get_files_refused (ReelAnalysisPage *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_PAGE (self), FALSE);

  return self->files_refused;
}

/**
 * reel_analysis_page_set_file:
 * @self: a #ReelAnalysisPage
 * @file: a video of this computer
 * @name: (nullable): what people call it; %NULL for the file's own name
 *
 * Turns to that video, without asking yet.
 */
void
reel_analysis_page_set_file (ReelAnalysisPage *self,
                             GFile            *file,
                             const char       *name)
{
  g_autoptr (ReelVideoInput) input = NULL;
  g_autofree char *base = NULL;
  g_autofree char *own = NULL;

  g_return_if_fail (REEL_IS_ANALYSIS_PAGE (self));
  g_return_if_fail (G_IS_FILE (file));

  input = reel_video_input_new_for_file (file);
  base = g_file_get_basename (file);
  own = base != NULL ? g_filename_display_name (base) : g_file_get_uri (file);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  reel_video_analysis_set_input (self->analysis, input, name != NULL ? name : own);
}

/**
 * reel_analysis_page_set_address:
 * @self: a #ReelAnalysisPage
 * @address: where the service fetches the video from
 *
 * Turns to that video, without asking yet.
 */
void
reel_analysis_page_set_address (ReelAnalysisPage *self,
                                const char       *address)
{
  g_return_if_fail (REEL_IS_ANALYSIS_PAGE (self));
  g_return_if_fail (address != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), address);
}

/**
 * reel_analysis_page_start:
 * @self: a #ReelAnalysisPage
 *
 * Analyses the video whose address is typed, or else the one that is there, if that can be done now.
 */
void
reel_analysis_page_start (ReelAnalysisPage *self)
{
  g_return_if_fail (REEL_IS_ANALYSIS_PAGE (self));

  if (take_typed (self) && reel_video_analysis_get_client (self->analysis) != NULL)
    reel_video_analysis_start (self->analysis);
  update (self);
}

/**
 * reel_analysis_page_get_analysis:
 * @self: a #ReelAnalysisPage
 *
 * Returns: (transfer none): what it shows
 */
ReelVideoAnalysis *
reel_analysis_page_get_analysis (ReelAnalysisPage *self)
{
  g_return_val_if_fail (REEL_IS_ANALYSIS_PAGE (self), NULL);

  return self->analysis;
}

static gboolean
reel_analysis_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (REEL_ANALYSIS_PAGE (widget)->entry));
}

static void
reel_analysis_page_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_FILES_REFUSED:
      g_value_set_boolean (value, REEL_ANALYSIS_PAGE (object)->files_refused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_analysis_page_set_property (GObject      *object,
                                 guint         id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_FILES_REFUSED:
      reel_analysis_page_set_files_refused (REEL_ANALYSIS_PAGE (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
disconnect (ReelAnalysisPage *self)
{
  g_signal_handlers_disconnect_by_data (self->analysis, self);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_signal_handlers_disconnect_by_data (reel_video_analysis_get_part (self->analysis, kinds[i]), self);
}

static void
reel_analysis_page_dispose (GObject *object)
{
  ReelAnalysisPage *self = REEL_ANALYSIS_PAGE (object);

  if (self->analysis != NULL)
    {
      /* What is under way ends now, and there is nothing left to show it. */
      disconnect (self);
      reel_video_analysis_cancel (self->analysis);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), REEL_TYPE_ANALYSIS_PAGE);
  g_clear_object (&self->comparison);
  g_clear_object (&self->analysis);

  G_OBJECT_CLASS (reel_analysis_page_parent_class)->dispose (object);
}

static void
reel_analysis_page_class_init (ReelAnalysisPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = reel_analysis_page_dispose;
  object_class->get_property = reel_analysis_page_get_property;
  object_class->set_property = reel_analysis_page_set_property;
  widget_class->grab_focus = reel_analysis_page_grab_focus;

  props[PROP_FILES_REFUSED] = g_param_spec_boolean ("files-refused", NULL, NULL, FALSE,
                                                    G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[FILE_REFUSED] = g_signal_new ("file-refused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
  signals[FILE_TAKEN] = g_signal_new ("file-taken", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 0);

  g_type_ensure (REEL_TYPE_TAGS_VIEW);
  g_type_ensure (REEL_TYPE_VECTORS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/analysis/reel-analysis-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelAnalysisPage, entry);
  gtk_widget_class_bind_template_child (widget_class, ReelAnalysisPage, subject);
  gtk_widget_class_bind_template_child (widget_class, ReelAnalysisPage, analyse);
  gtk_widget_class_bind_template_child (widget_class, ReelAnalysisPage, cancel);
  gtk_widget_class_bind_template_child (widget_class, ReelAnalysisPage, note);
  gtk_widget_class_bind_template_child (widget_class, ReelAnalysisPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ReelAnalysisPage, tags);
  gtk_widget_class_bind_template_child (widget_class, ReelAnalysisPage, vectors);
  gtk_widget_class_bind_template_callback (widget_class, on_analyse);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
}

static void
connect_part (ReelAnalysisPage    *self,
              ReelAnalysisPartKind kind,
              ReelPartStatus      *status,
              GCallback            again)
{
  ReelAnalysisPart *part = reel_video_analysis_get_part (self->analysis, kind);

  g_signal_connect_object (part, "notify::state", G_CALLBACK (on_part_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (status, "again", again, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (status, "address-wanted", G_CALLBACK (on_address_wanted), self, G_CONNECT_SWAPPED);
}

static void
reel_analysis_page_init (ReelAnalysisPage *self)
{
  static const char * const changes[] = { "notify::client", "notify::input", "notify::name", "notify::running" };

  self->analysis = reel_video_analysis_new ();
  self->comparison = reel_comparison_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  reel_drop_attach (GTK_WIDGET (self), on_dropped, self);
  reel_tags_view_set_analysis (self->tags, self->analysis);
  reel_vectors_view_set_models (self->vectors, self->analysis, self->comparison);
  connect_part (self, REEL_ANALYSIS_PART_TAGS, reel_tags_view_get_status (self->tags), G_CALLBACK (on_tags_again));
  connect_part (self, REEL_ANALYSIS_PART_EMBEDDING, reel_vectors_view_get_status (self->vectors),
                G_CALLBACK (on_vectors_again));
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    g_signal_connect_object (self->analysis, changes[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * reel_analysis_page_new:
 *
 * Returns: (transfer floating): the page, of nothing yet
 */
GtkWidget *
reel_analysis_page_new (void)
{
  return g_object_new (REEL_TYPE_ANALYSIS_PAGE, NULL);
}
